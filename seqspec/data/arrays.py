"""Arrays that Python hands over, held against what the recipe declares of them before any framework is imported."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data.dataset import Dataset
from seqspec.data.examples import Index, Task
from seqspec.errors import DataError
from seqspec.language.problems import nearest
from seqspec.language.recipe.arrays import Arrays, Input, Target

Array: TypeAlias = NDArray[Any]

_KEYS = ("input", "target", "validation", "test")
_SOME = 1 << 22
"""Numbers that are looked at, or digested, at a time."""


def load(arrays: Arrays, validation_split: float, given: Mapping[str, Any]) -> Dataset:
    """
    The examples of arrays.

    Args:
        validation_split: the fraction of the training examples, the last ones, that are for validation.
        given: `input` and `target`, and `validation` and `test`, each a pair of such arrays, where there are any.

    Raises:
        DataError: an array is missing, or is not what the recipe declares.
    """
    _require_keys(given, ("input", "target"))
    train = _pair(arrays, (given["input"], given["target"]), "")
    if arrays.samples is not None and len(train) != arrays.samples:
        said = f"`input` has {len(train):,} examples, and the spec declares {arrays.samples:,} samples"
        raise DataError(said, help="take `samples` out, or correct it")
    parts = {"train": train}
    for part in ("validation", "test"):
        some = given.get(part)
        parts[part] = train.only(slice(0, 0)) if some is None else _pair(arrays, some, f"{part} ")
    if validation_split:
        if given.get("validation") is not None:
            said = "`validation` is handed over, and the spec asks for a `validation_split` as well"
            raise DataError(said, help="do one of the two")
        first = floor(len(train) * (1 - validation_split))
        parts |= {"train": train.only(slice(0, first)), "validation": train.only(slice(first, None))}
    boundaries = {name: {"rows": len(part)} for name, part in parts.items()}
    fingerprint = {"arrays": {name: _known_by(name, given[name]) for name in _KEYS if given.get(name) is not None}}
    state = {"shape": list(train.shape), "classes": len(train.task.classes)}
    return Dataset(train.task, parts["train"], parts["validation"], parts["test"], [], state,
                   {**fingerprint, "boundaries": boundaries})  # fmt: skip


def for_prediction(arrays: Arrays, state: dict[str, Any], given: Mapping[str, Any]) -> Dataset:
    """
    The same for inputs alone: all of them in the test part.

    Args:
        state: a `Dataset.state` of `load`.
        given: `input`.

    Raises:
        DataError: `input` is missing, or is not what the recipe declares.
    """
    _require_keys(given, ("input",))
    inputs = _array(given["input"], "input")
    _require_input(inputs, arrays.input, "input")
    shape = tuple(state["shape"])
    target = (arrays.target or Target(shape=list(shape))).model_copy(update={"classes": state["classes"] or None})
    test = ArrayPart(inputs, None, _numpy(arrays.input.dtype), target, shape)
    nothing = test.only(slice(0, 0))
    return Dataset(test.task, nothing, nothing, test, [], state, {"arrays": {"input": _known_by("input", inputs)}})


@dataclass(frozen=True)
class ArrayPart:
    """
    The examples of one part; see `seqspec.data.examples.Examples`.

    Args:
        values: the inputs as they were handed over, `[examples, ...]`.
        answers: the targets, None where they are not known.
        dtype: what the inputs are given out as.
        target: what is declared of the targets.
        shape: of one target.
        first: how many examples of the array come before the first one.
    """

    values: Array
    answers: Array | None
    dtype: np.dtype[Any]
    target: Target
    shape: tuple[int, ...]
    first: int = 0

    def __len__(self) -> int:
        return len(self.values)

    @property
    def affine(self) -> bool:
        """Nothing was done to the numbers."""
        return True

    @property
    def task(self) -> Task:
        """What is predicted, as the kind of the target says."""
        if self.target.kind in {"classes", "one_hot"}:
            return Task("classes", ("target",), tuple(map(str, range(self._width))))
        names = tuple(f"target {place}" for place in range(1, self._width + 1)) if self._width > 1 else ("target",)
        return Task("numbers" if self.target.kind == "real" else "chances", names)

    def only(self, some: slice) -> ArrayPart:
        """Some of the examples that follow one another."""
        answers = None if self.answers is None else self.answers[some]
        return ArrayPart(
            self.values[some], answers, self.dtype, self.target, self.shape, self.first + (some.start or 0)
        )

    def inputs(self, index: Index = None) -> Array:
        """What the model is fed, in the declared type: `[n, *input shape]`."""
        return np.asarray(self.values[_all(index)], dtype=self.dtype)

    def targets(self, index: Index = None, rank: int = 2) -> Array:
        """What the loss compares with, in the declared shape; of classes their numbers, `[n]` or `[n, steps]`."""
        answers = self._answers(index)
        if self.target.kind == "classes":
            numbers = answers.reshape(len(answers), -1).astype(np.int32)
            return numbers if rank > 2 else numbers[:, 0]
        return answers.reshape(len(answers), *(self.shape or (1,))).astype(np.float32)

    def weights(self, index: Index = None) -> None:
        """Every step counts the same."""

    def truth(self, index: Index = None) -> NDArray[np.float64]:
        """What was handed over: `[n, steps, targets]`, or the numbers of the classes, `[n, steps]`."""
        answers = self._answers(index).astype(np.float64)
        if self.target.kind == "classes":
            return answers.reshape(len(answers), self._steps)
        answers = answers.reshape(len(answers), self._steps, -1)
        return np.asarray(answers.argmax(axis=-1) if self.target.kind == "one_hot" else answers, dtype=np.float64)

    def restore(self, outputs: NDArray[np.floating[Any]], index: Index = None) -> NDArray[np.float64]:
        """A model's outputs in the form of their truth; a probability for each class where there are classes."""
        return np.asarray(outputs, dtype=np.float64).reshape(len(outputs), self._steps, -1)

    def stamps(self, index: Index = None) -> Array:
        """The number of each example, from 1: `[n, steps]`."""
        numbers = np.arange(len(self))[_all(index)] + self.first + 1
        return np.repeat(numbers[:, None], self._steps, axis=1)

    def _answers(self, index: Index) -> Array:
        if self.answers is not None:
            return np.asarray(self.answers[_all(index)])
        return np.full((len(np.arange(len(self))[_all(index)]), *self.shape), np.nan)

    @property
    def _width(self) -> int:
        """How many numbers a step has; of classes, how many there are."""
        if self.target.kind != "classes":
            return self.shape[-1] if self.shape else 1
        return self.target.classes or int(self._answers(None).max(initial=-1)) + 1

    @property
    def _steps(self) -> int:
        return prod(self.shape) if self.target.kind == "classes" else prod(self.shape[:-1])


def _all(index: Index) -> Any:
    return slice(None) if index is None else index


def _numpy(dtype: str) -> np.dtype[Any]:
    """The type that NumPy has for one of Keras's; single precision where it has none."""
    try:
        return np.dtype(dtype)
    except TypeError:
        return np.dtype(np.float32)


# --------------------------------------------------------------------------------------------------- what is declared


def _require_keys(given: Mapping[str, Any], needed: tuple[str, ...]) -> None:
    for key in given:
        if key not in _KEYS:
            guess = nearest(str(key), _KEYS)
            said = f"`arrays` knows no `{key}`"
            raise DataError(
                f"{said}; did you mean `{guess}`?" if guess else said,
                help=f"it takes {', '.join(f'`{each}`' for each in _KEYS)}",
            )
    for key in needed:
        if given.get(key) is None:
            raise DataError(f"`arrays` has no `{key}`", help='hand it over: `arrays={"input": X, "target": y}`')


def _pair(arrays: Arrays, given: Any, part: str) -> ArrayPart:
    """Inputs with their targets, checked."""
    if part and not (isinstance(given, tuple | list) and len(given) == 2):
        raise DataError(f"`{part.strip()}` has to be a pair of arrays, input and target", help="write `(X, y)`")
    inputs, answers = _array(given[0], f"{part}input"), _array(given[1], f"{part}target")
    _require_input(inputs, arrays.input, f"{part}input")
    target = arrays.target or Target(shape=list(answers.shape[1:]))
    _require_target(answers, target, f"{part}target")
    if len(inputs) != len(answers):
        said = f"`{part}input` has {len(inputs):,} examples, and `{part}target` has {len(answers):,}"
        raise DataError(said, help="give every example one target")
    if not part and not len(inputs):
        raise DataError("`input` has no examples", help="hand over at least one")
    return ArrayPart(inputs, answers, _numpy(arrays.input.dtype), target, answers.shape[1:])


def _array(value: Any, name: str) -> Array:
    try:
        array = np.asarray(value)
    except ValueError:
        raise DataError(f"`{name}` is no array: its rows differ in length", help="pad them to one length") from None
    if array.dtype.kind not in "biuf":
        raise DataError(f"`{name}` holds {array.dtype}, and not numbers", help="convert it with `numpy.asarray`")
    if not array.ndim:
        raise DataError(f"`{name}` is a single number, and no array of examples", help="hand over an array")
    return array


def _require_input(array: Array, declared: Input, name: str) -> None:
    _require_shape(array, declared.shape, name)
    if _numpy(declared.dtype).kind in "iub" and array.dtype.kind == "f":
        said = f"`{name}` holds {array.dtype}, and the spec declares {declared.dtype}"
        raise DataError(said, help=f"convert it: `.astype({declared.dtype!r})`")
    _require_bounds(array, declared.min, declared.max, name)
    if array.dtype.kind == "f" and array.dtype.itemsize > _numpy(declared.dtype).itemsize:
        largest = float(np.finfo(_numpy(declared.dtype)).max)
        if max((float(np.abs(some).max(initial=0)) for some in _pieces(array)), default=0) > largest:
            said = f"`{name}` holds numbers beyond {declared.dtype}, which ends at {largest:.2g}"
            raise DataError(said, help="scale the array, or declare another `dtype`")


def _require_target(array: Array, declared: Target, name: str) -> None:
    _require_shape(array, declared.shape, name)
    if declared.kind == "classes":
        if array.dtype.kind == "f":
            said = f"`{name}` holds {array.dtype}, and the number of a class is a whole one"
            raise DataError(said, help="convert it: `.astype('int32')`")
        _require_bounds(array, 0, None if declared.classes is None else declared.classes - 1, name)
    elif declared.kind != "real":
        _require_bounds(array, 0, 1, name, whole=True)
    _require_bounds(array, declared.min, declared.max, name)


def _require_shape(array: Array, declared: list[int | None], name: str) -> None:
    shape = array.shape[1:]
    if len(shape) != len(declared) or any(b not in {None, a} for a, b in zip(shape, declared, strict=True)):
        wanted = str(tuple("any" if size is None else size for size in declared)).replace("'", "")
        said = f"`{name}` has examples of shape {shape}, and the spec declares {wanted}"
        raise DataError(said, help="reshape the array, or declare its shape without the axis of the examples")


def _require_bounds(array: Array, low: float | None, high: float | None, name: str, whole: bool = False) -> None:
    """Every number is finite, within its bounds, and a whole one where it has to be."""
    before, least, most = 0, -np.inf if low is None else low, np.inf if high is None else high
    for some in _pieces(array):
        flat = some.reshape(len(some), -1)
        for wrong, said in (
            (~np.isfinite(flat), "neither infinite nor missing"),
            (flat < least, f"at least {least:g}"),
            (flat > most, f"at most {most:g}"),
            ((flat % 1 != 0) & whole, f"{least:g} or {most:g}"),
        ):
            if wrong.any():
                row, column = np.argwhere(wrong)[0]
                message = f"example {before + row + 1} of `{name}` holds {flat[row, column]:.7g}, and has to be {said}"
                raise DataError(message, help="correct the array, or what the spec declares of it")
        before += len(some)


def _pieces(array: Array) -> Any:
    """The examples some at a time, so that what is computed of them stays small."""
    step = max(_SOME // max(prod(array.shape[1:]), 1), 1)
    return (array[start : start + step] for start in range(0, len(array), step))


def _known_by(name: str, given: Any) -> Any:
    """Shape, type and SHA-256 of an array; of both in a pair."""
    if name in {"validation", "test"}:
        return [_known_by(each, array) for each, array in zip(("input", "target"), given, strict=True)]
    array = np.asarray(given)
    digest = hashlib.sha256()
    for some in _pieces(array):
        digest.update(np.ascontiguousarray(some).tobytes())
    return {"shape": list(array.shape), "dtype": str(array.dtype), "sha256": digest.hexdigest()}
