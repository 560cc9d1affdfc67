"""Which baselines make sense for a recipe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seqspec.data.examples import InTime
from seqspec.runs.baselines.last_label import LastLabel
from seqspec.runs.baselines.line import line
from seqspec.runs.baselines.neighbour import neighbour
from seqspec.runs.baselines.past import Naive, naive
from seqspec.runs.baselines.ridge import ridge
from seqspec.runs.baselines.shares import frequencies, levels, training_shares
from seqspec.runs.baselines.words import words
from seqspec.runs.baselines.writing import copy, most_frequent_text

if TYPE_CHECKING:
    from seqspec.data.dataset import Dataset
    from seqspec.runs.baselines.baseline import Baseline


def baselines(dataset: Dataset, length: int | None, classes: int) -> list[Baseline]:
    """
    What a model over this data has to beat.

    Args:
        length: rows of a window; None where examples are none.
        classes: how many classes or tokens the model tells apart.
    """
    found = {
        "numbers": lambda: _of_numbers(dataset, length),
        "chances": lambda: _of_chances(dataset, length is not None),
        "classes": lambda: _of_classes(dataset, length is not None, classes),
        "text": lambda: _of_texts(dataset, classes),
    }[dataset.task.kind]()
    return [baseline for baseline in found if baseline is not None]


def _of_numbers(dataset: Dataset, length: int | None) -> Iterator[Baseline | None]:
    past = dataset.past
    if past is not None and isinstance(dataset.train, InTime):
        yield from naive(past.values, past.train, past.season, length if past.ordered else None, past.starts, past.kin)
    else:
        yield from levels(dataset.train)
    yield line(dataset.train) if length is None else ridge(dataset.train)


def _of_chances(dataset: Dataset, windowed: bool) -> Iterator[Baseline | None]:
    last = _last(dataset, windowed)
    yield LastLabel(last) if last else None
    yield training_shares(dataset.train)
    yield words(dataset.train, None)


def _of_classes(dataset: Dataset, windowed: bool, classes: int) -> Iterator[Baseline | None]:
    last = _last(dataset, windowed)
    yield LastLabel(last, classes, "last label") if last else None
    shares = frequencies(dataset.train, classes, "classes")
    yield shares
    if windowed and last is None:
        yield neighbour(dataset.train, shares.chances[0], "bigram")
    if not windowed:
        yield words(dataset.train, classes)


def _of_texts(dataset: Dataset, classes: int) -> Iterator[Baseline | None]:
    yield frequencies(dataset.train, classes, "text")
    overall = frequencies(dataset.train, classes, "classes").chances[0]
    yield neighbour(dataset.train, overall, "token-for-token dictionary")
    yield most_frequent_text(dataset.train)
    yield copy(dataset.train, dataset.task)


def _last(dataset: Dataset, windowed: bool) -> Naive | None:
    """The last value before a window, where the series of the targets is known."""
    past = dataset.past
    if past is None or not (windowed and past.ordered and isinstance(dataset.train, InTime)):
        return None
    return next(naive(past.values, past.train, None, 1, past.starts, past.kin))
