"""What a recipe delivers, as a person asks for it: its parts, what it learnt, its arrays and its first examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.data.dataset import Dataset
from seqspec.data.examples import Examples, Grouped, Readable, Referenced, Task
from seqspec.data.tables import timeline
from seqspec.data.tables.part import Part
from seqspec.data.tables.scaling import Chain
from seqspec.data.tables.windows import take
from seqspec.data.texts.composed import Composed
from seqspec.language.recipe.split import PARTS

SHOWN = {"train": 2, "validation": 1, "test": 1}
"""Examples of each part that are shown."""
CHUNK = 1 << 16


@dataclass(frozen=True)
class PartFacts:
    """
    One part.

    Args:
        rows: the first and the last row, from 1; None where its rows were drawn, or are of several series.
        count: how many rows it has, whether they make examples or not; None where that is not known.
        first, last: the earliest and the latest target: values of `time`, else rows.
    """

    name: str
    examples: int
    rows: tuple[int, int] | None
    count: int | None
    first: str | None
    last: str | None


@dataclass(frozen=True)
class ArrayFacts:
    """One of the arrays of an example: what it is, and shape and type without the axis of the examples."""

    name: str
    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True)
class Example:
    """
    One example.

    Args:
        number: its place in the part, from 1.
        stamps: when each target step is.
        group: the series it belongs to.
        text: the input as it was read, where it is a text.
        read: the input in original units, `[steps, columns]`, where it is a table; `names` are those of the columns.
            A category is its name; None where the training part lacks it.
        input, target: in the model's units.
        truth: the target in original units; names of classes; a text.
    """

    part: str
    number: int
    stamps: list[str]
    group: str | None
    text: str | None
    names: list[str]
    read: list[Any] | None
    input: list[Any]
    target: list[Any]
    truth: list[Any] | str


@dataclass(frozen=True)
class Description:
    """
    What a recipe delivers.

    Args:
        source: what the data was: a `Dataset.fingerprint`.
        folds: the test part of a backtest once more, fold by fold; empty where it is in one piece.
        learnt: what was learnt from the training part: a `Dataset.state`.
    """

    source: dict[str, Any]
    task: Task
    parts: list[PartFacts]
    folds: list[PartFacts]
    arrays: list[ArrayFacts]
    learnt: dict[str, Any]
    notes: list[str]
    examples: list[Example]

    def as_json(self) -> dict[str, Any]:
        """All of it in what JSON has: a number that is none is null."""
        found: dict[str, Any] = strict(asdict(self))
        return found


def describe(dataset: Dataset, rank: int = 2) -> Description:
    """
    What a dataset delivers.

    Args:
        rank: axes of the model's output, which decides how targets are shaped.
    """
    parts = {name: getattr(dataset, name) for name in PARTS}
    boundaries = dataset.fingerprint.get("boundaries", {})
    unit = timeline.shared_unit(parts.values())
    return Description(
        dataset.fingerprint,
        dataset.task,
        [_part(name, part, boundaries.get(name), unit) for name, part in parts.items()],
        list(_folds(dataset.folds, boundaries.get("test"), unit)),
        _arrays(dataset.train, rank),
        dataset.state,
        dataset.notes,
        [each for name, part in parts.items() for each in _examples(name, part, dataset, rank, unit)],
    )


def strict(value: Any) -> Any:
    """A value in what JSON has: lists for arrays, and null for numbers that are none."""
    if isinstance(value, dict):
        return {str(key): strict(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [strict(each) for each in value]
    if isinstance(value, np.ndarray | np.generic):
        return strict(value.tolist())
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _part(name: str, part: Examples, boundary: Any, unit: timeline.Unit) -> PartFacts:
    ends = _ends(part)
    first, last = (None, None) if ends is None else (timeline.show(end, unit) for end in ends)
    if isinstance(boundary, list):
        start, stop = boundary
        return PartFacts(name, len(part), (start + 1, stop) if stop > start else None, stop - start, first, last)
    count = boundary.get("rows") if isinstance(boundary, dict) else None
    return PartFacts(name, len(part), None, count, first, last)


def _folds(folds: Sequence[Examples], boundary: Any, unit: timeline.Unit) -> Iterator[PartFacts]:
    """Each fold of a backtest; the rows of one series are shared out evenly."""
    for number, fold in enumerate(folds):
        place = None
        if isinstance(boundary, list):
            start, step = boundary[0], (boundary[1] - boundary[0]) // len(folds)
            place = [start + number * step, start + (number + 1) * step]
        yield _part(f"fold {number + 1}", fold, place, unit)


def _ends(part: Examples) -> tuple[Any, Any] | None:
    """The earliest and the latest target step."""
    least, most = [], []
    for start in range(0, len(part), CHUNK):
        stamps = part.stamps(slice(start, start + CHUNK))
        if stamps.size:
            least.append(stamps.min())
            most.append(stamps.max())
    return (min(least), max(most)) if least else None


def _arrays(part: Examples, rank: int) -> list[ArrayFacts]:
    if not len(part):
        return []
    one = np.arange(1)
    arrays = {"input": part.inputs(one), "target": part.targets(one, rank), "weights": part.weights(one)}
    return [ArrayFacts(name, each.shape[1:], str(each.dtype)) for name, each in arrays.items() if each is not None]


# --------------------------------------------------------------------------------------------------------- examples


def _examples(name: str, part: Examples, dataset: Dataset, rank: int, unit: timeline.Unit) -> Iterator[Example]:
    index = np.arange(min(SHOWN[name], len(part)))
    if not len(index):
        return
    inputs, targets, stamps = part.inputs(index), part.targets(index, rank), part.stamps(index)
    texts = part.texts(index) if isinstance(part, Readable) else None
    groups = part.groups(index) if isinstance(part, Grouped) else None
    names, read = as_read(part, index)
    known = [_categories(dataset, column) for column in names]
    truth = _truth(part, dataset.task, index)
    for place in index.tolist():
        yield Example(
            name,
            place + 1,
            [timeline.show(stamp, unit) for stamp in stamps[place]],
            groups[place] if groups else None,
            texts[place] if texts else None,
            names,
            None if read is None else [list(map(_cell, row, known)) for row in strict(read[place])],
            strict(inputs[place]),
            strict(targets[place]),
            truth[place],
        )


def as_read(part: Examples, index: NDArray[np.int64]) -> tuple[list[str], NDArray[np.float64] | None]:
    """Names and values of the columns of a table that go in, in original units; of a difference the step itself."""
    part = part.fed if isinstance(part, Composed) else part
    if not isinstance(part, Part):
        return [], None
    series, names = part.series, []
    rows = take(part.places, index)[:, None] + np.arange(1 - part.geometry.length, 1)
    read = np.empty((*rows.shape, series.features))
    for place, chain in enumerate(series.chains[: series.features]):
        found = series.values[rows, place].astype(np.float64)
        found = found if series.unscaled else _unscaled(chain, found, series.which(rows))
        read[:, :, place] = found if chain.difference else chain.unlevel(found)
        name = series.layout.tracks[place].name
        names.append(f"step of {name}" if chain.difference else name)
    return names, read


def _unscaled(chain: Chain, scaled: NDArray[np.float64], which: NDArray[np.int64] | None) -> NDArray[np.float64]:
    """Levels without the noise that a float32 has: a 0 is 0, and not 2.5e-08."""
    found, middle = chain.unscale(scaled, which), chain.unscale(np.zeros_like(scaled), which)
    far = float(np.nanmax(np.abs(found - middle), initial=0.0))
    if not np.finfo(np.float64).tiny * 2**24 < far < np.inf:
        return found
    return np.round(found, int(-np.ceil(np.log10(far * np.finfo(np.float32).eps))))


def _categories(dataset: Dataset, column: str) -> list[str] | None:
    """What the numbers of a column stand for; None where they stand for themselves."""
    known = dataset.state.get("categories", {}).get(column)
    return None if known is None or known["strangers"] == "refused" else known["names"]


def _cell(value: float | None, names: list[str] | None) -> float | str | None:
    if value is None or names is None:
        return value
    return names[int(value)] if 0 <= value < len(names) else None


def _truth(part: Examples, task: Task, index: NDArray[np.int64]) -> list[Any]:
    """What was observed, as a person reads it."""
    if isinstance(part, Referenced):
        return [each[0] if each else "" for each in part.references(index)]
    truth = part.truth(index)
    if task.kind in {"numbers", "chances"} or not task.classes:
        return [strict(each) for each in truth]
    return [[_class(task, number) for number in row] for row in truth.tolist()]


def _class(task: Task, number: float) -> str | None:
    if not np.isfinite(number):
        return None
    return task.classes[int(number)] if int(number) < len(task.classes) else str(int(number))
