"""Which rows belong to which part. Boundaries are computed on rows as read, before anything is dropped."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data.division import draws, groups
from seqspec.data.division.draws import Strata, joined
from seqspec.data.division.groups import Starts
from seqspec.data.division.sizes import size_of, sizes_of
from seqspec.data.tables.windows import Geometry
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.split import PARTS, Backtest, Split

Rows: TypeAlias = "range | NDArray[np.int64]"
Times: TypeAlias = "NDArray[Any] | None"


def divide(
    data: Data,
    rows: int,
    time: Times = None,
    starts: Starts = None,
    strata: Strata | None = None,
    seed: int = 0,
    fold: int | None = None,
) -> dict[str, Rows]:
    """
    The rows of each part, of rows among which each series is in one piece.

    A series that is too short is in no part: one without room for a window, or, where each series is split by itself,
    one whose training part has none; nor is one without training rows whose scaler would need some. With `time` and
    several series the cut is one instant for all.

    Args:
        rows: how many there are.
        time: when each was.
        starts: the first row of each series; None for a single one.
        strata: the class of each row, for a split with `stratify`.
        seed: for what is drawn.
        fold: one fold of a backtest, from 0; with None all folds together are the test part.

    Raises:
        DataError: the parts need more rows than there are, or every series is too short.
    """
    split = data.parts
    if data.by == "random":
        return {**_drawn(split, rows, strata, seed)}
    if starts is None:
        return in_order(split, rows, time, fold)
    series = groups.long_enough(groups.spans(starts, rows), Geometry.of(data.window))
    if data.by == "group":
        return {**draws.whole_groups(split, series, seed)}
    if split.unit == "date" and split.backtest is None:
        cuts = [_moved(in_order(split, len(span), _times(time, span)), span) for span in series]
    elif time is not None and not split.per_group:
        cuts = _at_one_instant(split, series, time, fold)
    else:
        cuts = _one_by_one(data, series, fold)
    if any(scaler.per_group for scaler in data.scale.values()):
        cuts = [cut for cut in cuts if cut["train"]]
    return {part: joined([cut[part] for cut in cuts]) for part in PARTS}


def folds_of(data: Data, rows: int, time: Times = None, starts: Starts = None) -> list[Rows]:
    """The test rows of each fold of a backtest, from the first to the last; none without one."""
    if data.parts.backtest is None:
        return []
    every = divide(data, rows, time, starts)["test"]  # a series that is left out there is left out of every fold
    folds = [divide(data, rows, time, starts, fold=fold)["test"] for fold in range(data.parts.backtest.windows)]
    return [fold if isinstance(fold, range) else np.intersect1d(fold, every, assume_unique=True) for fold in folds]


def boundaries(data: Data, rows: dict[str, Rows]) -> dict[str, Any]:
    """First row and the row after the last of each part, from 0; how many there are where they are not in one piece."""
    return {
        part: [each.start, each.stop] if isinstance(each, range) else {"by": data.by, "rows": len(each)}
        for part, each in rows.items()
    }


def _drawn(split: Split, rows: int, strata: Strata | None, seed: int) -> draws.Drawn:
    if not split.stratify:
        return draws.at_random(split, rows, seed)
    assert strata is not None  # who calls has read the classes
    return draws.stratified(split, strata, seed)


# ---------------------------------------------------------------------------------------------------- several series


def _at_one_instant(split: Split, series: list[range], time: NDArray[Any], fold: int | None) -> list[dict[str, range]]:
    """Sizes count instants, which are the same for all series; a gap is as many rows of each."""
    instants = np.unique(time)
    edges = edges_of(split, len(instants), {}, fold)
    cuts = []
    for span in series:
        places = np.searchsorted(instants, time[span.start : span.stop])
        cuts.append(_moved(spaced(split, np.searchsorted(places, edges)), span))
    return cuts


def edges_of(split: Split, instants: int, reached: dict[str, int], fold: int | None = None) -> NDArray[np.int64]:
    """
    Where the parts begin and end among all instants: training ends, validation begins, ends, and the test likewise.

    Raises:
        DataError: the parts need more instants than there are.
    """
    cut = laid_out(split, instants, reached, fold, have=f"`time` has {instants:,} instants")
    return np.array([cut["train"].stop, *(end for part in PARTS[1:] for end in (cut[part].start, cut[part].stop))])


def spaced(split: Split, edges: NDArray[np.int64]) -> dict[str, range]:
    """The parts of one series between these edges, with the rows of the gap taken from the end of the part before."""
    places = [0, *edges.tolist()]
    starts, ends = dict(zip(PARTS, places[::2], strict=True)), dict(zip(PARTS, places[1::2], strict=True))
    for part in PARTS[1:]:
        _leave_gap(part, starts, ends, split)
    return {part: range(starts[part], max(starts[part], ends[part])) for part in PARTS}


def _one_by_one(data: Data, series: list[range], fold: int | None) -> list[dict[str, range]]:
    """Each series split by itself; those with no window in their training part are left out."""
    found = [_moved(cut, span) for span in series if (cut := cut_alone(data, len(span), fold)) is not None]
    if not found:
        raise groups.all_too_short(series, Geometry.of(data.window))
    return found


def cut_alone(data: Data, rows: int, fold: int | None = None) -> dict[str, range] | None:
    """The parts of a series that is split by itself; None where it is too short for a window in its training part."""
    try:
        cut = laid_out(data.parts, rows, {}, fold)
    except DataError:
        return None
    return cut if Geometry.of(data.window).origins(cut["train"], 1) else None


def _moved(cut: dict[str, Any], span: range) -> dict[str, range]:
    return {part: range(rows.start + span.start, rows.stop + span.start) for part, rows in cut.items()}


def _times(time: Times, span: range) -> Times:
    return None if time is None else time[span.start : span.stop]


# -------------------------------------------------------------------------------------------------------- one series


def in_order(split: Split, rows: int, time: Times, fold: int | None = None) -> dict[str, Rows]:
    """
    The parts one after the other.

    Raises:
        DataError: the parts need more rows than there are.
    """
    return {**laid_out(split, rows, _reached(split, time) if split.unit == "date" else {}, fold)}


def laid_out(
    split: Split, rows: int, reached: dict[str, int], fold: int | None = None, have: str = ""
) -> dict[str, range]:
    """
    The parts one after the other.

    Args:
        reached: for a split by date, how many rows come before the date of each part.
        fold: one fold of a backtest, from 0; with None all folds together are the test part.
        have: says in a message how many there are; rows of a file where it is not given.

    Raises:
        DataError: the parts need more rows than there are.
    """
    have = have or f"the file has {rows:,} rows"
    if split.backtest is not None:
        split, rows = _rolled(split, split.backtest, rows, fold, have)
    if split.unit == "date":
        starts, ends = _between(split, rows, reached)
    else:
        sizes = sizes_of(split, rows, have)
        starts, ends, start = {}, {}, 0
        for part in PARTS:
            starts[part], ends[part] = start, start + sizes[part]
            start = ends[part] + (split.gap if sizes[part] else 0)
    return {part: range(starts[part], max(starts[part], ends[part])) for part in PARTS}


def _rolled(split: Split, backtest: Backtest, rows: int, fold: int | None, have: str) -> tuple[Split, int]:
    """The plain split that one fold of a backtest is, or all folds together, and the rows up to its end."""
    folds = backtest.windows if fold is None else 1
    test = backtest.step * folds
    end = rows if fold is None else rows - backtest.step * (backtest.windows - 1 - fold)
    validation = 0 if split.validation is None else size_of(split.validation, rows)
    if end <= test:
        asked = f"{backtest.windows:,} folds of {backtest.step:,}"
        raise DataError(f"the backtest asks for {asked}, and {have}", help="ask for fewer folds, or shorter ones")
    return Split.model_construct(validation=validation, test=test, gap=split.gap), end


def _reached(split: Split, time: Times) -> dict[str, int]:
    """How many rows come before the date of each part: the given instant is the first of the next part."""
    if time is None or not np.issubdtype(time.dtype, np.datetime64):
        raise no_dates()
    return {part: int(np.searchsorted(time, instant)) for part, instant in instants(split).items()}


def no_dates() -> DataError:
    """A split by date where there are none."""
    return DataError("the split is by date, and `time` holds numbers", help="split by fractions or numbers of rows")


def instants(split: Split) -> dict[str, Any]:
    """The dates of a split, as the rows' times are kept."""
    return {part: _instant(str(date)) for part, date in split.sizes.items() if date != 0}


def _between(split: Split, rows: int, given: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    # With `train` a date ends its part, without it begins it.
    if "train" in given:
        edges = [0, given["train"], given.get("validation", given["train"]), given.get("test", rows)]
    else:
        test = given.get("test", rows)
        edges = [0, given.get("validation", test), test, rows]
    if edges != sorted(edges):
        raise DataError("the dates of the split are not in order", help="train comes first, then validation, then test")
    starts = dict(zip(PARTS, edges[:-1], strict=True))
    ends = dict(zip(PARTS, edges[1:], strict=True))
    for part in ("validation", "test"):
        _leave_gap(part, starts, ends, split)
    return starts, ends


def _leave_gap(part: str, starts: dict[str, int], ends: dict[str, int], split: Split) -> None:
    """A gap takes its rows from the end of the part before: the date of the next part stands."""
    if starts[part] == ends[part]:
        return
    for before in PARTS[: PARTS.index(part)]:
        ends[before] = min(ends[before], max(starts[before], starts[part] - split.gap))


def _instant(text: str) -> Any:
    """A date as the rows' times are kept: without a zone, in UTC where one is given."""
    import pandas as pd

    instant = pd.Timestamp(text)
    return (instant if instant.tzinfo is None else instant.tz_convert("UTC").tz_localize(None)).to_datetime64()
