"""All problems of a spec in one run, each at its path, in the user's words."""

from __future__ import annotations

from typing import Any

import pytest

from seqspec.analysis.formats.full import render
from seqspec.analysis.linter import check_text
from seqspec.diagnostics import Finding, Source
from seqspec.language.decode import decode
from seqspec.language.edits import apply, place_fix
from seqspec.language.source import read
from seqspec.language.spec import Repeat, Spec
from tests.builders import spec_text


def decoded(text: str) -> tuple[Spec | None, list[Finding]]:
    """A text as a spec, and the findings of decoding."""
    document, findings = read(Source("spec.yaml", text))
    assert document is not None, findings
    return decode(document)


def findings_of(text: str) -> list[tuple[str, tuple[Any, ...], str]]:
    """Code, path and message of each finding."""
    return [(finding.code, finding.path, finding.message) for finding in decoded(text)[1]]  # type: ignore[misc]


def test_the_three_forms_of_a_layer_mean_the_same() -> None:
    """A name alone, a name with its first argument, and a name with a mapping are one layer."""
    spec, findings = decoded("seqspec: 1\nmodel: [Flatten, {Flatten: {}}, {Dense: 3}, {Dense: {units: 3}}]")

    assert [] == findings
    assert spec is not None
    layers = [layer for _, layer in spec.layers()]
    assert layers[0] == layers[1]
    assert layers[2] == layers[3]


def test_wrappers_take_a_layer_in_the_same_forms() -> None:
    """A wrapper's mapping is one layer, or Keras's arguments with `layer:`."""
    spec, findings = decoded(
        "seqspec: 1\nmodel: [{Bidirectional: {LSTM: 32}}, {Bidirectional: {layer: {LSTM: {units: 32}}}}]"
    )

    assert [] == findings
    assert spec is not None
    short, long = (layer for _, layer in spec.layers())
    assert short == long


def test_repeat_writes_a_block_several_times() -> None:
    """A repeated block is walked as often as it says, each layer at the path where it is written."""
    spec, findings = decoded(
        "seqspec: 1\nmodel: [{repeat: {times: 2, layers: [{LSTM: 3}, Dropout: 0.1]}}, {Dense: 1}]".replace(
            "Dropout: 0.1", "{Dropout: 0.1}"
        )
    )

    assert [] == findings
    assert spec is not None
    inner = ("model", 0, "repeat", "layers")
    expected = [(*inner, 0, "LSTM"), (*inner, 1, "Dropout")] * 2 + [("model", 1, "Dense")]
    assert expected == [path for path, _ in spec.layers()]
    assert isinstance(spec.model[0], Repeat)


def test_all_problems_are_found_in_one_run() -> None:
    """One mistake hides no other: layers, sections and keys are each read by themselves."""
    text = """\
seqspec: 1
modle: 3
model:
  - LSTM: {units: "64", return_sequence: true}
  - Dens: 1
  - Dense: {units: 0, activation: rellu}
compile: {optimizer: adma, loss: mse, metric: [mae]}
fit: {epochs: 2.5}
runtime: {seed: -1, backend: tf}
"""
    spec, _ = decoded(text)
    found = findings_of(text)

    assert {
        ("SEQ005", ("modle",)),
        ("SEQ003", ("model", 0, "LSTM", "units")),
        ("SEQ007", ("model", 0, "LSTM", "return_sequence")),
        ("SEQ006", ("model", 1, "Dens")),
        ("SEQ008", ("model", 2, "Dense", "units")),
        ("SEQ006", ("model", 2, "Dense", "activation")),
        ("SEQ006", ("compile", "optimizer")),
        ("SEQ005", ("compile", "metric")),
        ("SEQ008", ("fit", "epochs")),
        ("SEQ008", ("runtime", "seed")),
        ("SEQ008", ("runtime", "backend")),
    } == {(code, path) for code, path, _ in found}
    assert spec is not None
    assert "MeanSquaredError" == spec.compile.loss.type  # type: ignore[union-attr]  # what can be read is read
    assert {"compile.optimizer", "compile.metric", "fit.epochs", "runtime.seed", "runtime.backend"} == spec.broken


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ("{LSTM: {units: 3, return_sequence: true}}", "did you mean `return_sequences`?"),
        ("{Dens: 3}", "did you mean `Dense`?"),
        ("dense", "did you mean `Dense`?"),
        ("{LSTM: }", "nothing stands after `LSTM:`"),
        ("{LSTM: true}", "`units` has to be a whole number, and this is true"),
        ("{LSTM: [1, 2]}", "`units` has to be a whole number, and this is a list"),
        ("{LSTM: {units: 3, stateful: 'no'}}", '`stateful` has to be true or false, and `no` is the text "no" in'),
        ("{LSTM: 3, Dense: 1}", "a layer is one name, and this mapping has 2 keys"),
        ("3", "a layer is a name or a mapping, and this is the number 3"),
        ("{Dense: {units: 3, kernel_initializer: {HeNorml: {}}}}", "did you mean `HeNormal`?"),
        ("{Dense: {units: 3, kernel_regularizer: 0.01}}", "a regularizer is a name or a mapping, and this is"),
        ("{Bidirectional: {layer: {LSTM: {unitz: 3}}}}", "did you mean `units`?"),
    ],
)  # fmt: skip
def test_a_message_speaks_yaml_and_knows_what_was_meant(layer: str, message: str) -> None:
    """Problems are worded as a user of YAML would word them, with the nearest known name."""
    found = findings_of(f"seqspec: 1\nmodel: [{layer}]")

    assert any(message in text for _, _, text in found), found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[1, 2]", "SEQ013"),
        ("seqspec: 1", "SEQ013"),
        ("seqspec: 2\nmodel: [Flatten]", "SEQ013"),
        ("model: [Flatten]", "SEQ013"),
        ("seqspec: 1\nmodel: []", "SEQ013"),
        ("seqspec: 1\nmodel: LSTM", "SEQ013"),
        (
            "seqspec: 1\nmodel: [{repeat: {times: 9999, layers: [{repeat: {times: 9999, layers: [Flatten]}}]}}]",
            "SEQ011",
        ),
        ("seqspec: 1\nmodel: [{repeat: {times: 2}}]", "SEQ008"),
        ("seqspec: 1\nmodel: [Flatten]\nepochs: 3", "SEQ005"),
        ("seqspec: 1\nmodel: [Flatten]\nfit: {validation_data: x}", "SEQ005"),
        ("seqspec: 1\nmodel: [Flatten]\nfit: 3", "SEQ008"),
        ("seqspec: 1\nmodel: [Flatten]\nname: 3", "SEQ008"),
        ("seqspec: 1\nmodel: [Flatten]\ncompile: {loss: mse, metrics: mae}", "SEQ010"),
    ],
)
def test_the_shape_of_the_document_is_checked(text: str, code: str) -> None:
    """A spec that is no spec says so, once."""
    assert [code] == [found for found, _, _ in findings_of(text)]


def test_a_key_of_a_section_at_the_top_is_sent_home() -> None:
    """A key that belongs into a section is not merely unknown."""
    assert "`epochs` belongs into `fit`" == findings_of("seqspec: 1\nmodel: [Flatten]\nepochs: 3")[0][2]


def test_a_fragment_needs_no_model() -> None:
    """A file meant for `extends` may lack the model."""
    assert [] == findings_of("seqspec: 1\nfragment: true\nfit: {epochs: 3}")


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("model: [Flatten]\n", "seqspec: 1\nmodel: [Flatten]\n"),
        ("# mine\r\n\r\n  model:\r\n  - Flatten", "# mine\r\n\r\n  seqspec: 1\r\n  model:\r\n  - Flatten"),
        ("{model: [Flatten]}\n", None),
        ("services: {web: {image: a}}\n", None),
    ],
)
def test_a_spec_without_a_version_is_begun_with_it(text: str, begun: str | None) -> None:
    """In a line of its own, whatever the rest looks like; what has no model need not be a spec at all."""
    told = next(each for each in check_text(text).report if each.code == "SEQ013")

    assert "does not say which version" in told.message
    assert begun == (apply(text, told.fix.edits) if told.fix else None)
    assert "safe" == (told.fix.applicability if told.fix else "safe")


def test_a_version_from_a_flag_alone_begins_no_text() -> None:
    """Nothing of what a spec is stands in a text without a key."""
    (told,) = (each for each in check_text("{}", "spec.yaml", ["model=[Flatten]"]).report if each.code == "SEQ013")

    assert None is told.fix


@pytest.mark.parametrize("key", ["model", "int", "bool"])
def test_an_unknown_key_may_be_called_as_pydantic_calls_its_types(key: str) -> None:
    """The user's own key is never taken for a part of pydantic's that has to be left out."""
    [(code, path, _)] = findings_of(f'seqspec: 1\nmodel: [Dense: {{units: 1, "{key}": 2}}]')

    assert ("SEQ007", ("model", 0, "Dense", key)) == (code, path)


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("2", "version 2 of the language is not known here"),
        ('"1"', '`seqspec` has to be the number 1, and this is the text "1"'),
        ("", "`seqspec` has to be the number 1, and this is empty"),
        ("{a: 1}", "`seqspec` has to be the number 1, and this is a mapping"),
    ],
)
def test_another_version_is_told_from_what_is_no_version(version: str, message: str) -> None:
    """A number may be a version of some day; anything else is a mistake in the form."""
    assert [("SEQ013", ("seqspec",), message)] == findings_of(f"seqspec: {version}\nmodel: [Flatten]")


@pytest.mark.parametrize(
    ("repeat", "path", "message"),
    [
        ("3", ("repeat",), "`repeat` has to be a mapping, and this is the number 3"),
        (
            "{times: 2, layers: []}",
            ("repeat", "layers"),
            "`layers` has to be a list of layers, and this is an empty list",
        ),
        (
            "{times: 2, layers: 3}",
            ("repeat", "layers"),
            "`layers` has to be a list of layers, and this is the number 3",
        ),
    ],
)
def test_a_broken_repeat_is_one_finding(repeat: str, path: tuple[str, ...], message: str) -> None:
    """What it lacks is not said of what it is not."""
    assert [("SEQ008", ("model", 0, *path), message)] == findings_of(f"seqspec: 1\nmodel: [{{repeat: {repeat}}}]")


def test_a_misspelt_key_beside_a_wrong_one_hides_nothing() -> None:
    """The key that was probably meant stands there too, and is wrong in its own right."""
    found = findings_of("seqspec: 1\nmodel: [Flatten]\nfit: {epoch: 5, epochs: 2.5}")

    assert [("SEQ005", ("fit", "epoch")), ("SEQ008", ("fit", "epochs"))] == sorted(each[:2] for each in found)


def fixed(text: str) -> str:
    """A text after every fix that has a place in it."""
    document, _ = read(Source("spec.yaml", text))
    assert document is not None
    source = document.root.place.source
    placed = [place_fix(each.fix, document, source) for each in decode(document)[1] if each.fix]
    return apply(text, [edit for fix in placed if fix for edit in fix.edits])


@pytest.mark.parametrize(
    ("written", "meant"), [("no", "false"), ("off", "false"), ("yes", "true"), ("On", "true"), ('"no"', "false")]
)
def test_what_older_readers_take_for_a_truth_value_is_written_as_one(written: str, meant: str) -> None:
    """YAML 1.2 has `true` and `false` alone."""
    text = "seqspec: 1\nmodel: [{Dense: {units: 3, use_bias: VALUE}}]\ncompile: {jit_compile: VALUE}\n"
    text = text.replace("VALUE", written)

    assert ["SEQ008", "SEQ008"] == [code for code, _, _ in findings_of(text)]
    assert text.replace(written, meant) == fixed(text)


@pytest.mark.parametrize("layer", ['LSTM: "32"', 'TimeDistributed: {Dense: "3"}', 'LSTM: {units: "32"}'])
def test_a_quoted_number_loses_its_quotes_in_the_short_form_too(layer: str) -> None:
    """The value of the name is the argument's."""
    text = f"seqspec: 1\nmodel:\n  - {layer}\n"

    assert text.replace('"', "") == fixed(text)


@pytest.mark.parametrize(
    ("entry", "message", "mended"),
    [
        ("Input: [None, 5]", '`shape` is the text "None"', "Input: [null, 5]"),
        (
            "LSTM: {units: 3, input_shape: [None, 5]}",
            '`input_shape` is the text "None"',
            "LSTM: {units: 3, input_shape: [null, 5]}",
        ),
        ("LSTM:3", "a space is missing after the colon of `LSTM:3`", "LSTM: 3"),
        ("TimeDistributed: {layer: Dense:3}", "a space is missing", "TimeDistributed: {layer: {Dense: 3}}"),
    ],
)
def test_what_python_and_haste_leave_in_a_spec_is_mended(entry: str, message: str, mended: str) -> None:
    """`None` is `null` in YAML, and a key ends with a colon and a space."""
    text = f"seqspec: 1\nmodel:\n  - {entry}\n"

    assert any(message in said for _, _, said in findings_of(text))
    assert text.replace(entry, mended) == fixed(text)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("3", "`fragment` has to be true or false"),
        ("yes", '`fragment` has to be true or false, and `yes` is the text "yes" in YAML 1.2'),
    ],
)
def test_a_fragment_is_one_or_is_none(written: str, message: str) -> None:
    """Whether a spec is a fragment is a truth value and nothing else."""
    assert [("SEQ008", ("fragment",), message)] == findings_of(f"seqspec: 1\nmodel: [Flatten]\nfragment: {written}\n")


@pytest.mark.parametrize(
    ("name", "message"),
    [("''", "a layer's name can't be empty"), ("a/b", "the layer's name `a/b` contains a `/`")],
)
def test_a_layer_s_name_is_one_that_keras_takes(name: str, message: str) -> None:
    """A name is not empty, and no path."""
    text = f"seqspec: 1\nmodel: [{{Dense: {{units: 1, name: {name}}}}}]\n"

    assert [("SEQ012", ("model", 0, "Dense", "name"), message)] == findings_of(text)


def test_a_class_without_arguments_takes_none() -> None:
    """What stands after its colon has no argument to be."""
    text = "seqspec: 1\nmodel: [{Dense: {units: 1, kernel_initializer: {Zeros: 3}}}]\n"

    assert ["`Zeros` takes no arguments"] == [said for _, _, said in findings_of(text)]


def test_null_is_not_offered_where_it_is_no_value() -> None:
    """Units are a number or nothing that could be built."""
    assert [None] == [finding.fix for finding in decoded("seqspec: 1\nmodel: [{LSTM: {units: None}}]")[1]]
    listed = "seqspec: 1\nmodel: [{Conv2D: {filters: 2, kernel_size: [None, 3]}}]"
    assert [None] == [finding.fix for finding in decoded(listed)[1]]


@pytest.mark.parametrize(
    ("entry", "help"),
    [
        ("{type: LSTM, units: 8}", "write `LSTM: {units: 8}`"),
        ("{class_name: LSTM, config: {units: 8, use_bias: true}}", "write `LSTM: {units: 8, use_bias: true}`"),
        ("{LSTM: 8, Dense: 1}", "indent the arguments one level deeper, or write `LSTM: {...}`"),
        ("Attention", "it takes several tensors, and every layer of a spec takes one and gives one"),
        ("{StackedRNNCells: {cells: 3}}", "return_sequences"),
        ("{RNN: 3}", "write `SimpleRNN`, `LSTM` or `GRU`"),
        ("{LSTMCell: 3}", "write `LSTM`"),
        ("{Lambda: 3}", "a spec can't run code"),
    ],
)
def test_a_layer_written_otherwise_is_shown_its_form(entry: str, help: str) -> None:
    """Keras's own configurations and its layers that do not fit into a stack are known."""
    (finding,) = decoded(f"seqspec: 1\nmodel: [{entry}]")[1]

    assert help in (finding.help or "")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("data: {csv: a.csv, target: y}", "`csv` belongs into `source`"),
        ("data: {source: {csv: a.csv}, target: y, window: {length: 3}, horizon: 3}", "`horizon` belongs into `window`"),
        ("data: {source: {csv: a.csv}, target: y, window: {length: 3}, test: 0.2}", "`test` belongs into `split`"),
        ("compile: {lr: 0.1}", "`lr` belongs to the optimizer"),
        ("compile: {learning_rate: 0.1}", "`learning_rate` belongs to the optimizer"),
        ("compile: {epochs: 3}", "`epochs` belongs into `fit`"),
        (
            "compile: {loss: mean_square_error}",
            "there is no loss `mean_square_error`; did you mean `mean_squared_error`?",
        ),
        ("compile: {loss: MeanSquareError}", "there is no loss `MeanSquareError`; did you mean `MeanSquaredError`?"),
    ],
)  # fmt: skip
def test_a_key_in_the_wrong_place_is_told_where_it_belongs(more: str, expected: str) -> None:
    """A name that the language has elsewhere is no typing error, and a guess keeps the style of what is written."""
    assert [expected] == [said for _, _, said in findings_of(f"seqspec: 1\nmodel: [Flatten]\n{more}\n")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seqspec: 1\nlayers: [Flatten]", "a spec has no key `layers`; did you mean `model`?"),
        ("seqspec: 1\nmodle: [Flatten]", "a spec has no key `modle`; did you mean `model`?"),
        ("seqspec: 2\nlayer: 3\n", "version 2 of the language is not known here"),
        ("seqspce: 1\nmodel: [Flatten]", "a spec has no key `seqspce`; did you mean `seqspec`?"),
        ("seqspec: 1\nmodel: [{repeat: 3}]", "`repeat` has to be a mapping, and this is the number 3"),
    ],
)
def test_one_cause_is_said_once(text: str, expected: str) -> None:
    """A model under another name, or in another version of the language, is not missing besides."""
    assert expected in [said for _, _, said in findings_of(text)]
    assert not any("has no `model`" in said for _, _, said in findings_of(text))
    assert not any("does not say which version" in said for _, _, said in findings_of(text))


@pytest.mark.parametrize(
    ("given", "there"),
    [
        ({"fit": "{epochs: 100, epoochs: 3}"}, "epochs"),
        ({"fit": "{nb_epoch: 3, epochs: 100}"}, "epochs"),
        ({"layers": "[Flatten]"}, "model"),
        ({"compile": "{loss: mse, optimizer: {Adam: {learning_rate: 0.1, learning_rat: 0.2}}}"}, "learning_rate"),
    ],
)
def test_a_key_that_is_there_already_is_no_name_for_another(given: dict[str, str], there: str) -> None:
    """Nothing is renamed onto it, where one of two values would be lost: the unknown key can be taken out."""
    (told,) = check_text(spec_text(**given)).report

    assert "did you mean" not in told.message
    assert f"`{there}` is already there; take this one out" == told.help
    assert told.fix is not None
    assert ("delete it", "unsafe") == (told.fix.title, told.fix.applicability)


@pytest.mark.parametrize(
    ("wrong", "codes"),
    [
        ("split: {validation: 0.5, test: 0.6}, scale: min_max", ["SEQ008", "SEQ319"]),
        ("scale: {z: minmax}, clip: {q: [0, 1]}, window: {length: 5, horizon: 3}", ["SEQ008", "SEQ008", "SEQ109"]),
        ("missing: never, window: {lengt: 5}", ["SEQ005", "SEQ008"]),
    ],
)
def test_a_recipe_is_known_without_the_keys_that_only_change_its_values(wrong: str, codes: list[str]) -> None:
    """Parts and shapes are checked beside a wrong scaler; without a window nothing is known of the shapes."""
    data = f"{{source: {{csv: x.csv}}, target: y{'' if 'window' in wrong else ', window: {length: 5}'}, {wrong}}}"

    found = check_text(spec_text("LSTM: 8", "Dense: 1", data=data)).report

    assert codes == sorted(each.code for each in found if each.severity == "error")


@pytest.mark.parametrize("head", ["Dense: {units: 1, activation: relu}", "Dense: {units: 1, activation: sigmoid}"])
def test_a_scaler_that_could_not_be_read_says_nothing_of_the_values(head: str) -> None:
    """The range of the target is not known, and no rule guesses one."""
    data = "{source: {csv: x.csv}, target: y, window: {length: 5}, clip: {y: [-5, 5]}, scale: min_max}"

    assert ["SEQ008"] == [each.code for each in check_text(spec_text("LSTM: 8", head, data=data)).report]


@pytest.mark.parametrize(
    ("layer", "hidden"),
    [("LSTM: {units: many}", True), ("LSTM: {units: 8, dropuot: 0.1}", False), ("LSTM: {units: 8}", False)],
)
def test_it_is_said_that_mistakes_may_be_hidden(layer: str, hidden: bool) -> None:
    """Where nothing is known of what leaves a layer, rules behind it could not be checked."""
    report = check_text(spec_text("Input: [10, 1]", layer, "Dense: 1")).report

    assert hidden == ("unread" in {each.tier for each in report.skipped})
    assert hidden == ("until these errors are gone" in render(report))
