"""Arrays from Python: delivered as declared, judged by their kind, and refused where they are something else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.data import arrays
from seqspec.data.dataset import Dataset, for_prediction, load
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.arrays import Arrays
from seqspec.language.spec import Fit, Runtime, Spec
from tests.data.builders import spec_of

X = np.arange(24.0).reshape(4, 3, 2)
Y = np.array([0.5, 1.5, 2.5, 3.5])


def declared(target: Any = None, **input: Any) -> Spec:
    """A spec that declares arrays; inputs of shape `[3, 2]` unless told otherwise."""
    recipe = {"arrays": {"input": {"shape": [3, 2], **input}, "target": {"shape": [], **(target or {})}}}
    return Spec.model_construct(data=Data.model_validate(recipe), runtime=Runtime(), fit=Fit())


def loaded(spec: Spec, **given: Any) -> Dataset:
    """The examples of arrays; those above unless told otherwise."""
    return load(spec, Path(), {"input": X, "target": Y, **given})


def refusal(spec: Spec, **given: Any) -> tuple[str, str | None]:
    """What is said of arrays, and what is to be done."""
    with pytest.raises(DataError) as caught:
        loaded(spec, **given)
    return caught.value.message, caught.value.help


def test_arrays_are_delivered_in_the_declared_type() -> None:
    """Some at a time or all at once; a single number is one output."""
    dataset = loaded(declared())
    part = dataset.train

    assert (np.dtype("float32"), (4, 3, 2)) == (part.inputs().dtype, part.inputs().shape)
    assert X[[2, 0]].tolist() == part.inputs(np.array([2, 0])).tolist()
    assert [[0.5], [1.5], [2.5], [3.5]] == part.targets().tolist()
    assert [[[1.5]], [[2.5]]] == part.truth(slice(1, 3)).tolist()
    assert [[2], [3]] == part.stamps(slice(1, 3)).tolist()
    assert (4, 0, 0) == (len(part), len(dataset.validation), len(dataset.test))
    assert part.weights() is None


def test_parts_are_handed_over_as_pairs() -> None:
    """Each with inputs and targets of its own."""
    dataset = loaded(declared(), validation=(X[:2], Y[:2]), test=(X[:1], Y[:1]))

    assert (4, 2, 1) == (len(dataset.train), len(dataset.validation), len(dataset.test))


def test_the_last_examples_are_split_off_as_keras_does() -> None:
    """`fit.validation_split` takes the tail of what was handed over, whose examples keep their numbers."""
    dataset = arrays.load(Arrays(input={"shape": [3, 2]}), 0.3, {"input": X, "target": Y})  # type: ignore[arg-type]

    assert (2, 2) == (len(dataset.train), len(dataset.validation))
    assert X[2:].tolist() == dataset.validation.inputs().tolist()
    assert [[3], [4]] == dataset.validation.stamps().tolist()
    assert {"train": {"rows": 2}, "validation": {"rows": 2}, "test": {"rows": 0}} == dataset.fingerprint["boundaries"]


KINDS: list[tuple[dict[str, Any], Any, str, tuple[str, ...], tuple[str, ...], Any]] = [
    ({"shape": [2]}, np.ones((4, 2)), "numbers", ("target 1", "target 2"), (), (4, 2)),
    ({"shape": [5, 1]}, np.ones((4, 5, 1)), "numbers", ("target",), (), (4, 5, 1)),
    ({"shape": [1], "kind": "binary"}, np.ones((4, 1)), "chances", ("target",), (), (4, 1)),
    ({"shape": [2], "kind": "multi_label"}, np.ones((4, 2), bool), "chances", ("target 1", "target 2"), (), (4, 2)),
    ({"shape": [], "kind": "classes"}, np.array([0, 2, 1, 0]), "classes", ("target",), ("0", "1", "2"), (4,)),
    ({"shape": [1], "kind": "classes", "classes": 4}, np.zeros((4, 1), int), "classes", ("target",),
     ("0", "1", "2", "3"), (4,)),
    ({"shape": [3], "kind": "one_hot"}, np.eye(3)[[0, 2, 1, 0]], "classes", ("target",), ("0", "1", "2"), (4, 3)),
]  # fmt: skip


@pytest.mark.parametrize(("target", "values", "kind", "targets", "classes", "shape"), KINDS)
def test_the_kind_of_the_target_says_what_is_predicted(
    target: dict[str, Any], values: Any, kind: str, targets: tuple[str, ...], classes: tuple[str, ...], shape: Any
) -> None:
    """Numbers, chances or one of several classes."""
    dataset = loaded(declared(target), target=values)
    task = dataset.task

    assert (kind, targets, classes) == (task.kind, task.targets, task.classes)
    assert shape == dataset.train.targets().shape


def test_a_row_with_a_one_is_the_class_of_its_place() -> None:
    """Truth is the number of the class, and what a model gives is a chance for each."""
    part = loaded(declared({"shape": [3], "kind": "one_hot"}), target=np.eye(3)[[0, 2, 1, 0]]).train

    assert [[0], [2], [1], [0]] == part.truth().tolist()
    assert (4, 1, 3) == part.restore(np.ones((4, 3), np.float32)).shape


def test_every_step_may_have_a_class() -> None:
    """Numbers as the output without its last axis."""
    part = loaded(declared({"shape": [3], "kind": "classes", "classes": 5}), target=np.full((4, 3), 4)).train

    assert (4, 3) == part.targets(rank=3).shape == part.truth().shape
    assert (2, 3, 5) == part.restore(np.ones((2, 3, 5), np.float32), slice(0, 2)).shape
    assert [[1, 1, 1], [2, 2, 2]] == part.stamps(slice(0, 2)).tolist()


MISMATCHES: dict[str, tuple[Spec, dict[str, Any], str, str]] = {
    "a shape": (
        declared(), {"input": X[:, :2]}, "`input` has examples of shape (2, 2), and the spec declares (3, 2)",
        "reshape the array, or declare its shape without the axis of the examples",
    ),
    "a rank": (
        declared(shape=[None]), {}, "`input` has examples of shape (3, 2), and the spec declares (any,)",
        "reshape the array, or declare its shape without the axis of the examples",
    ),
    "a shape of targets": (
        declared({"shape": [1]}), {}, "`target` has examples of shape (), and the spec declares (1,)",
        "reshape the array, or declare its shape without the axis of the examples",
    ),
    "fractions for ids": (
        declared(dtype="int32"), {}, "`input` holds float64, and the spec declares int32",
        "convert it: `.astype('int32')`",
    ),
    "fractions for classes": (
        declared({"kind": "classes"}), {}, "`target` holds float64, and the number of a class is a whole one",
        "convert it: `.astype('int32')`",
    ),
    "a class too many": (
        declared({"kind": "classes", "classes": 3}), {"target": np.arange(4)},
        "example 4 of `target` holds 3, and has to be at most 2", "correct the array, or what the spec declares of it",
    ),
    "half a chance": (
        declared({"kind": "binary"}), {"target": np.array([0, 1, 0.5, 1])},
        "example 3 of `target` holds 0.5, and has to be 0 or 1", "correct the array, or what the spec declares of it",
    ),
    "below the least": (
        declared(min=1), {}, "example 1 of `input` holds 0, and has to be at least 1",
        "correct the array, or what the spec declares of it",
    ),
    "a gap": (
        declared(), {"target": np.array([1, 2, np.nan, 3])},
        "example 3 of `target` holds nan, and has to be neither infinite nor missing",
        "correct the array, or what the spec declares of it",
    ),
    "too large a number": (
        declared(), {"input": X * 1e300},
        "`input` holds numbers beyond float32, which ends at 3.4e+38", "scale the array, or declare another `dtype`",
    ),
    "texts": (declared(), {"input": [["a"]]}, "`input` holds <U1, and not numbers", "convert it with `numpy.asarray`"),
    "a ragged list": (
        declared(), {"input": [[1], [1, 2]]}, "`input` is no array: its rows differ in length", "pad them to one length"
    ),
    "a number": (
        declared(), {"input": 3}, "`input` is a single number, and no array of examples", "hand over an array"
    ),
    "another length": (
        declared(), {"target": Y[:3]}, "`input` has 4 examples, and `target` has 3", "give every example one target"
    ),
    "nothing": (
        declared(), {"input": X[:0], "target": Y[:0]}, "`input` has no examples", "hand over at least one"
    ),
    "no target": (
        declared(), {"target": None}, "`arrays` has no `target`",
        'hand it over: `arrays={"input": X, "target": y}`',
    ),
    "an unknown name": (
        declared(), {"tests": (X, Y)}, "`arrays` knows no `tests`; did you mean `test`?",
        "it takes `input`, `target`, `validation`, `test`",
    ),
    "no pair": (
        declared(), {"test": X}, "`test` has to be a pair of arrays, input and target", "write `(X, y)`"
    ),
    "a part of another shape": (
        declared(), {"test": (X[:, :1], Y)}, "`test input` has examples of shape (1, 2), and the spec declares (3, 2)",
        "reshape the array, or declare its shape without the axis of the examples",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MISMATCHES)
def test_what_was_not_declared_is_refused_in_one_sentence(case: str) -> None:
    """The message names the array, the example and what was declared."""
    spec, handed, message, help = MISMATCHES[case]

    assert (message, help) == refusal(spec, **handed)


def test_the_number_of_examples_is_held_to_what_is_declared() -> None:
    """Where the spec declares one."""
    recipe = Arrays.model_validate({"input": {"shape": [3, 2]}, "samples": 5})
    with pytest.raises(DataError, match=r"^`input` has 4 examples, and the spec declares 5 samples$"):
        arrays.load(recipe, 0, {"input": X, "target": Y})


def test_two_ways_to_validate_are_one_too_many() -> None:
    """A part that is handed over, and a fraction of the training part."""
    with pytest.raises(DataError, match="`validation` is handed over, and the spec asks for a `validation_split`"):
        arrays.load(Arrays(input={"shape": [3, 2]}), 0.5, {"input": X, "target": Y, "validation": (X, Y)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spec", "handed", "message"),
    [
        (declared(), None, "`data.arrays` declares arrays that only Python can hand over"),
        (declared(), Path("a.csv"), "`data.arrays` declares arrays that only Python can hand over"),
        (declared(), pd.DataFrame(), "`data.arrays` declares arrays that only Python can hand over"),
        (spec_of(window={"length": 3}), {"input": X}, "the spec reads rows, and arrays were handed over"),
    ],
)
def test_what_is_handed_over_has_to_be_what_the_spec_reads(spec: Spec, handed: Any, message: str) -> None:
    """Arrays for arrays, and rows for rows."""
    with pytest.raises(DataError) as caught:
        load(spec, Path(), handed)

    assert message == caught.value.message


def test_inputs_alone_are_enough_to_predict_from() -> None:
    """Truth is missing then, and classes are those of the run."""
    spec = declared({"kind": "classes"})
    run = loaded(spec, target=np.array([0, 1, 2, 3]))
    dataset = for_prediction(spec, json.loads(json.dumps(run.state)), {"input": X[:2]})

    assert (0, 0, 2) == (len(dataset.train), len(dataset.validation), len(dataset.test))
    assert run.task == dataset.task
    assert np.isnan(dataset.test.truth()).all()
    assert (2, 1) == dataset.test.truth().shape


def test_arrays_are_known_by_shape_type_and_digest() -> None:
    """The same values have the same fingerprint, wherever they lie in memory."""
    first = loaded(declared(), test=(X, Y)).fingerprint
    again = loaded(declared(), input=np.asfortranarray(X), test=(X, Y)).fingerprint
    other = loaded(declared(), input=X + 1, test=(X, Y)).fingerprint

    assert first == again == json.loads(json.dumps(first))
    assert first["arrays"]["target"] == other["arrays"]["target"]
    assert first["arrays"]["input"] != other["arrays"]["input"]
    assert ([4, 3, 2], "float64") == (first["arrays"]["input"]["shape"], first["arrays"]["input"]["dtype"])


@given(st.integers(1, 50), st.floats(0, 0.9))
def test_no_example_is_lost_by_a_split(count: int, fraction: float) -> None:
    """Training and validation together are what was handed over, in its order."""
    values = np.arange(float(count)).reshape(count, 1)
    dataset = arrays.load(Arrays(input={"shape": [1]}), fraction, {"input": values, "target": values})  # type: ignore[arg-type]
    rows = [*dataset.train.inputs()[:, 0], *dataset.validation.inputs()[:, 0]]

    assert values[:, 0].tolist() == rows
