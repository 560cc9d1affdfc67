"""What people bring along from Keras 1 and 2 gets one finding that says what to write today."""

from __future__ import annotations

import inspect
import re
import warnings
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from seqspec.diagnostics import Source
from seqspec.language import source
from seqspec.language.decode import decode
from seqspec.language.edits import apply, place_fix
from seqspec.language.keras2 import INTENDED_NAMES, RETIRED, Retired
from seqspec.language.named import KINDS, read, retired
from seqspec.lowering.objects import keras_class, lower

ROWS = [(kind, row) for kind, rows in RETIRED.items() for row in rows]
_SAMPLE = {"batch_input_shape": [None, 3], "input_dim": 3, "time_major": False, "alpha": 0.1, "decay": 0.1}


def _concerned(kind: str, row: Retired) -> list[str]:
    names = KINDS[kind].registry.names
    return [name for name in names if name not in {"Input", "Sequential"} and row.concerns(KINDS[kind].load(name))]


def _first(kind: str, row: Retired) -> list[str]:
    """The classes for which this row is the one that speaks."""
    rows = [other for other in RETIRED[kind] if other.key == row.key]
    earlier = {name for other in rows[: rows.index(row)] for name in _concerned(kind, other)}
    return [name for name in _concerned(kind, row) if name not in earlier]


def _arguments(kind: str, name: str, row: Retired) -> dict[str, Any]:
    """A mapping as short as it can be, with the retired argument in it, in place of the new one."""
    cls = KINDS[kind].load(name)
    example = re.search(r"Example:\n\s+(.*)", cls.__doc__ or "")
    assert example
    ours = read(kind, yaml.safe_load(example[1]))
    needed = {field: getattr(ours, field) for field, info in cls.model_fields.items() if info.is_required()}
    renamed = row.new_name(cls) or ""
    default = cls.model_fields[renamed].default if renamed in cls.model_fields else 1
    value = needed.pop(renamed, _SAMPLE.get(row.key, default))
    return {**needed, row.key: value}


def _id(row: Any) -> str:
    return row.key if isinstance(row, Retired) else str(row)


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=_id)
def test_every_row_concerns_somebody(kind: str, row: Retired) -> None:
    """A row that no class can be reached by would be dead."""
    assert _first(kind, row)


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=_id)
def test_a_retired_argument_is_one_finding_that_says_what_to_write(kind: str, row: Retired) -> None:
    """One old argument is one problem at its key, and nothing is said to be missing beside it."""
    for name in _first(kind, row):
        given = {name: _arguments(kind, name, row)}
        if row.severity:
            found = [(loc, problem.type, dict(problem.context or {})) for loc, problem in retired(read(kind, given))]
        else:
            with pytest.raises(ValidationError) as caught:
                read(kind, given)
            found = [(error["loc"], error["type"], error["ctx"]) for error in caught.value.errors()]
        ((loc, code, context),) = found
        assert ((name, row.key), row.code, row.severity) == (loc, code, context.get("severity"))
        assert context["help"]
        assert context["target"] == "key"


def _in_keras(kind: str, name: str, given: dict[str, Any]) -> str:
    """What Keras does: `raises`, `warns` or `accepts`."""
    cls = keras_class(KINDS[kind].load(name).model_construct())
    lowered = {key: lower(value) for key, value in given.items()}
    if name == "ModelCheckpoint" and "filepath" in inspect.signature(cls).parameters:
        lowered.setdefault("filepath", "model.keras")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            cls(**lowered)
        except (AttributeError, TypeError, ValueError):
            return "raises"
    return "warns" if caught else "accepts"


@pytest.mark.keras
@pytest.mark.parametrize(("kind", "row"), [each for each in ROWS if each[1].code == "SEQ009"], ids=_id)
def test_keras_does_what_the_row_says(kind: str, row: Retired) -> None:
    """The `keras:` line of a row is what Keras 3.15 does with the argument."""
    said = {word for word in ("raises", "warns", "accepts") if word in row.keras}
    for name in _first(kind, row) if said else ():
        assert _in_keras(kind, name, _arguments(kind, name, row)) in said, name


def _fixed(text: str) -> str:
    """A spec with all its findings' repairs applied."""
    document, _ = source.read(Source("spec.yaml", text))
    assert document is not None
    _, findings = decode(document)
    fixes = [place_fix(finding.fix, document, document.root.place.source) for finding in findings if finding.fix]
    return apply(text, [edit for fix in fixes if fix for edit in fix.edits])


HEAD = "seqspec: 1\nmodel:\n"


@pytest.mark.parametrize(
    ("layer", "help"),
    [
        ({"LSTM": {"units": 1, "batch_input_shape": 3}}, "write `input_shape`, without the batch axis"),
        ({"LSTM": {"units": 1, "batch_input_shape": [8, 9, 3]}}, "start the model with `- Input: {shape: [9, 3], "
         "batch_size: 8}`, and take `batch_input_shape` out"),
        ({"Dense": {"units": 1, "input_dim": 3, "input_shape": [3]}}, "keep `input_shape`"),
        ({"LSTM": {"units": 1, "input_length": 9}}, "write `input_shape: [9, features]` on the first layer"),
        ({"LSTM": {"units": 1, "time_major": True}},
         "take it out, and give batches first: `(batch, steps, features)`"),
    ],
)  # fmt: skip
def test_what_has_no_place_in_the_layer_is_told_where_to_go(layer: dict[str, Any], help: str) -> None:
    """Where no edit of the entry alone can be meant, the help says what to write."""
    with pytest.raises(ValidationError) as caught:
        read("layer", layer)

    assert [help] == [error["ctx"]["help"] for error in caught.value.errors()]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("LSTM: {output_dim: 3, inner_init: zeros}", "LSTM: {units: 3, recurrent_initializer: zeros}"),
        ("Dense: {units: 1, input_dim: 3}", "Dense: {units: 1, input_shape: [3]}"),
        ("LSTM: {units: 1, input_dim: 3}", "LSTM: {units: 1, input_shape: [null, 3]}"),
        ("LSTM: {units: 1, input_dim: 3, input_length: 9}", "LSTM: {units: 1, input_shape: [9, 3]}"),
        ("LSTM: {units: 1, batch_input_shape: [null, 9, 3]}", "LSTM: {units: 1, input_shape: [9, 3]}"),
        ("LSTM: {units: 1, implementation: 2}", "LSTM: {units: 1}"),
        ("LSTM: {units: 1, time_major: false}", "LSTM: {units: 1}"),
        ("LeakyReLU: {alpha: 0.1}", "LeakyReLU: {negative_slope: 0.1}"),
        (
            "Embedding: {input_dim: 9, output_dim: 2, input_length: 5}",
            "Embedding: {input_dim: 9, output_dim: 2, input_shape: [5]}",
        ),
    ],
)
def test_the_repair_writes_what_is_meant(before: str, after: str) -> None:
    """The edits of the findings turn the old layer into the new one, which is clean."""
    fixed = _fixed(f"{HEAD}  - {before}\n")

    assert f"{HEAD}  - {after}\n" == fixed
    assert fixed == _fixed(fixed)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Adam: {lr: 0.1}", "Adam: {learning_rate: 0.1}"),
        ("SGD: {lr: 0.1, clip_norm: 1}", "SGD: {learning_rate: 0.1, clipnorm: 1}"),
        ("Adam: {decay: 0}", "Adam: {}"),
        ("SGD: {decay: 0.5}", "SGD: {learning_rate: {InverseTimeDecay: {initial_learning_rate: 0.01, decay_steps: 1, "
         "decay_rate: 0.5}}}"),
        ("keras.optimizers.legacy.Adam: {}", "Adam: {}"),
    ],
)  # fmt: skip
def test_optimizers_are_repaired_too(before: str, after: str) -> None:
    """Old arguments of an optimizer are renamed, or become the schedule they stood for."""
    spec = f"{HEAD}  - Dense: 1\ncompile: {{optimizer: {{%s}}}}\n"

    assert spec % after == _fixed(spec % before)


def test_a_decay_beside_a_rate_is_shown_and_not_written() -> None:
    """Where two entries would have to become one, the help shows the schedule, and there is no edit."""
    with pytest.raises(ValidationError) as caught:
        read("optimizer", {"Adam": {"learning_rate": 0.1, "decay": 0.5}})

    (error,) = caught.value.errors()
    schedule = "{InverseTimeDecay: {initial_learning_rate: 0.1, decay_steps: 1, decay_rate: 0.5}}"
    assert f"write `learning_rate: {schedule}`, which is what Keras 2 did" == error["ctx"]["help"]
    assert not {"rename", "replace", "delete"} & {key for key, value in error["ctx"].items() if value}


@pytest.mark.keras
def test_the_schedule_for_decay_is_what_keras_2_computed() -> None:
    """Keras 2 divided the rate by 1 + decay * step; so does the schedule."""
    arguments = {"initial_learning_rate": 0.1, "decay_steps": 1, "decay_rate": 0.5}
    schedule = lower(read("schedule", {"InverseTimeDecay": arguments}))

    assert pytest.approx([0.1 / (1 + 0.5 * step) for step in range(4)]) == [float(schedule(step)) for step in range(4)]


def test_the_new_name_beside_the_old_one_wins() -> None:
    """Where both names are given, the old one is to go, and what that changes is for the user to say."""
    with pytest.raises(ValidationError) as caught:
        read("optimizer", {"Adam": {"lr": 0.1, "learning_rate": 0.2}})

    (error,) = caught.value.errors()
    assert (True, False, "keep `learning_rate`") == tuple(error["ctx"][key] for key in ("delete", "safe", "help"))


def test_what_keras_ignores_leaves_the_layer_whole() -> None:
    """A retired argument below error is found inside a wrapper too, and the layer decodes without it."""
    layer = read("layer", {"Bidirectional": {"LSTM": {"units": 3, "implementation": 1}}})

    assert read("layer", {"Bidirectional": {"LSTM": 3}}) == layer
    ((path, problem),) = retired(layer, ("model", 0))
    assert ("model", 0, "Bidirectional", "layer", "LSTM", "implementation") == path
    assert ("SEQ009", "info") == (problem.type, (problem.context or {})["severity"])


def test_a_checkpoint_takes_no_path() -> None:
    """`filepath` is no argument here: the files land in the run folder."""
    with pytest.raises(ValidationError) as caught:
        read("callback", {"ModelCheckpoint": {"filepath": "/etc/passwd"}})

    (error,) = caught.value.errors()
    assert ("SEQ007", ("ModelCheckpoint", "filepath")) == (error["type"], error["loc"])


NAMES = [(noun, name) for noun, names in INTENDED_NAMES.items() for name in names]


@pytest.mark.parametrize(("noun", "name"), NAMES)
def test_an_intended_name_is_unknown_and_leads_to_a_known_one(noun: str, name: str) -> None:
    """A row stands for a name that is not known, and offers one that is, or says what to do."""
    intent = INTENDED_NAMES[noun][name]
    kind = next((kind for kind in KINDS.values() if kind.noun == noun), None)

    assert intent.to or intent.help
    if kind is not None:
        assert kind.canonical(name) is None
        assert intent.to is None or kind.canonical(intent.to) is not None


def test_a_bare_name_is_replaced_and_a_key_is_renamed() -> None:
    """The repair of a name changes the name, wherever it stands."""
    before = f"{HEAD}  - CuDNNLSTM: 3\ncompile: {{loss: rmse, optimizer: keras.optimizers.Adam}}\n"
    after = f"{HEAD}  - LSTM: 3\ncompile: {{loss: mean_squared_error, optimizer: Adam}}\n"

    assert after == _fixed(before)
