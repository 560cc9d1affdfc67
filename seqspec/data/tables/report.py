"""What the data step says aloud, and what it says when it can't go on."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec import wording
from seqspec.data.division.groups import Starts
from seqspec.data.division.splits import Rows
from seqspec.data.reading.places import Places
from seqspec.data.reading.table import Table
from seqspec.data.tables import timeline
from seqspec.data.tables.encoding import Categories
from seqspec.data.tables.layout import Layout
from seqspec.data.tables.scaling import Chain
from seqspec.data.tables.series import Series
from seqspec.data.tables.windows import Geometry, origins_of
from seqspec.errors import DataError
from seqspec.language.data import Data

_CARRIED = "the last value before is carried forward"

# ------------------------------------------------------------------------------------------------------------- notes


def order(data: Data, table: Table, rows: dict[str, Rows]) -> list[str]:
    """What the split is, where the recipe does not say, and what order it follows."""
    said = fed_back(data)
    if data.split is None:
        said.append("no `split` is given: the last 20 % of the rows are the test part, the 10 % before them validation")
    if data.by == "random":
        return [*said, "rows are taken as independent: the parts are drawn at random"]
    if data.time is None and table.starts is None:
        said.append("no `time` is given: the order of the file is taken as the order in time")
    elif data.time is not None and table.time is not None:
        said += timeline.notes(table.time, data.time.column, table.starts)
    if table.starts is not None:
        return said
    unused = table.rows - max(part.stop for part in rows.values() if isinstance(part, range))
    return said + ([f"{wording.count(unused, 'row')} at the end belong to no part"] if unused else [])


def gaps_filled(data: Data, layout: Layout, columns: dict[str, NDArray[np.floating[Any]]]) -> list[str]:
    """
    What became of the gaps of each column.

    Args:
        columns: as read, by the name of the track.
    """
    left = "windows that touch them are left out" if data.window else "rows with one are left out"
    ahead = "interpolated where the gap closes before the window's last row, else carried forward"
    amounts = {"drop": left, "ffill": _CARRIED, "interpolate": ahead, "fill": f"filled with {data.missing.fill}"}
    others = {"drop": left, "ffill": _CARRIED, "interpolate": _CARRIED, "fill": left}
    said = {}
    for track in layout.tracks:
        did = (amounts if track.kind == "amount" else others).get(data.missing.policy)
        if track.name in columns and did and track.column not in said:
            count = int(np.count_nonzero(np.isnan(columns[track.name])))
            said[track.column] = [f"`{track.column}` misses {wording.count(count, 'value')}: {did}"] if count else []
    return [note for notes in said.values() for note in notes]


def left_out(where: str, count: int) -> list[str]:
    """How many examples touch a gap that can't be filled."""
    return [f"{wording.count(count, 'example')} of the {where} left out: a value is missing there"] if count else []


def straddling(geometry: Geometry, rows: dict[str, Rows], starts: Starts = None) -> list[str]:
    """
    How many windows have targets in two parts, and so belong to none.

    Args:
        geometry: that of the parts that are judged.
        starts: the first row of each series.
    """
    if starts is not None:
        return _straddling_series(geometry, rows, starts)
    ranges = {name: part for name, part in rows.items() if isinstance(part, range) and len(part)}
    if not ranges or not geometry.whole:
        return []
    learning = replace(geometry, recursive=1)
    every = learning.origins(range(max(part.stop for part in ranges.values()) - geometry.recursive + 1), 1)
    kept = sum(len((learning if name == "train" else geometry).origins(part, 1)) for name, part in ranges.items())
    count = len(every) - kept
    return [f"{wording.count(count, 'window')} left out: they lie in more than one part"] if count > 0 else []


def _straddling_series(geometry: Geometry, rows: dict[str, Rows], starts: NDArray[np.int64]) -> list[str]:
    """The same where each series has parts of its own: of the rows that are in any of them."""
    if not geometry.whole:
        return []
    learning = replace(geometry, recursive=1)
    every = np.unique(np.concatenate([np.asarray(part, dtype=np.int64) for part in rows.values()]))
    kept = sum(
        len(origins_of(learning if name == "train" else geometry, part, starts, 1)) for name, part in rows.items()
    )
    count = len(origins_of(learning, every, starts, 1)) - kept
    return [f"{wording.count(count, 'window')} left out: they lie in more than one part"] if count > 0 else []


def fed_back(data: Data) -> list[str]:
    """That training and judging are about different rows ahead."""
    if data.window is None or not data.window.fed_back:
        return []
    ahead = data.window.fed_back + 1
    return [f"the model learns the next row, and is judged by {ahead:,} rows ahead, its own predictions fed back"]


def constants(series: Series, categories: dict[str, Categories]) -> list[str]:
    """Features that never change in the training part."""
    return [
        f"the feature `{chain.column}` is {_value(chain, categories)} in every row of the training part: "
        "it says nothing"
        for chain in series.chains[: series.features]
        if chain.low == chain.high
    ]


def _value(chain: Chain, categories: dict[str, Categories]) -> str:
    if chain.column in categories:
        return f"`{categories[chain.column].labels[int(chain.low)]}`"
    return f"{float(chain.unlevel(np.array(chain.low))):g}"


def season(rows: int) -> list[str]:
    """That the season is no more than an estimate."""
    return [f"season: {rows:,} rows, estimated on the training part; write `season: {rows}` to settle it"]


# ---------------------------------------------------------------------------------------------------------- refusals


def require_order(data: Data) -> None:
    """
    Refuse windows that are drawn at random.

    Raises:
        DataError: neighbours share rows.
    """
    if data.by == "random" and data.window is not None:
        raise DataError(
            "windows can't be split at random: neighbours share rows, so the test part would be known in training",
            help="take `by: random` out",
        )


def require_variety(series: Series, categories: dict[str, Categories], rows: int) -> None:
    """
    Refuse a target that never changes in the training part.

    Raises:
        DataError: names the target and its value.
    """
    for place in series.targets:
        chain = series.chains[place]
        if chain.low == chain.high:
            what = "changes by" if chain.difference else "is"
            every = "the only row" if rows == 1 else f"all {rows:,} rows"
            said = f"`{chain.column}` {what} {_value(chain, categories)} in {every} of the training part"
            raise DataError(
                f"{said}: nothing is to be learnt", help="check the column, or give the training part more rows"
            )


def require_binary(column: str, values: NDArray[np.floating[Any]], places: Places) -> None:
    """
    Refuse a target of 0 and 1 with other values.

    Raises:
        DataError: shows the first such value.
    """
    wrong = (values != 0) & (values != 1) & ~np.isnan(values)
    if wrong.any():
        row = int(wrong.argmax())
        where = places.say(row, column).replace(f" of `{column}`", "")
        said = f"`{column}` is a binary target, and {where} holds {float(values[row]):g}"
        raise DataError(said, help="write 0 and 1 into the column, or take `kind` out")


def no_examples(data: Data, geometry: Geometry, part: str, rows: Rows, table: Table, touching: int) -> DataError:
    """Why a part has no example: too few rows, or gaps everywhere."""
    if touching:
        return DataError(
            f"every example of the {part} part touches a gap", help="name another `missing`, or fill the gaps"
        )
    have = f"the {part} part has {wording.count(len(rows), 'row')} of {table.rows:,}"
    if table.starts is not None:
        held = np.searchsorted(table.starts, np.asarray(rows, dtype=np.int64), side="right")
        most = int(np.bincount(held, minlength=1).max())
        have = f"the {part} part has {wording.count(most, 'row')} of a series at the most"
    if not geometry.whole:
        return DataError(have, help="give the part more rows in `split`")
    # In the later parts of several series inputs may reach back into the series, unless it is theirs as a whole.
    later = rows.start >= geometry.length if isinstance(rows, range) else data.by == "time" and part != "train"
    needed, why = _needed(geometry, later)
    what = "the file" if table.starts is None else "a series"
    return DataError(f"{have}, and one window needs {needed:,}: {why}", help=_help(data, part, needed, what))


def _needed(geometry: Geometry, later: bool) -> tuple[int, str]:
    """How many rows a part needs for one window, and why; a later part has rows before it."""
    steps = geometry.steps + geometry.recursive - 1
    if geometry.reaches_back and later:
        return steps, "its target lies in the part" if steps == 1 else f"all its {steps:,} targets lie in the part"
    ahead = 1 if geometry.each_step else steps
    between = geometry.reach - ahead
    skipped = f", {between:,} between" if between > 0 else ""
    return geometry.rows, f"{geometry.length:,} to look at{skipped} and {ahead:,} to predict"


def _help(data: Data, part: str, needed: int, what: str) -> str:
    """How long the file, or a series, would have to be, where the split is by fractions."""
    sizes = {name: size for name, size in data.parts.sizes.items() if isinstance(size, float)}
    share = sizes.get(part, 1 - sum(sizes.values()))
    if data.by == "group" or data.parts.unit != "fraction" or not 0 < share < 1:
        return f"give the {part} part {wording.count(needed, 'row')}, or shorten `window`"
    return f"with this split {what} needs about {ceil(needed / share):,} rows; shorten `window`, or use a longer one"


def nothing_to_train_on(data: Data, table: Table) -> DataError:
    """The split leaves no row for training."""
    said = f"the training part has none of the {wording.count(table.rows, 'row')} of `{table.name}`"
    help = "let the first date come later" if data.parts.unit == "date" else "give the other parts less in `split`"
    return DataError(said, help=help)


def too_short_to_predict(table: Table, geometry: Geometry) -> DataError:
    """The file has fewer rows than one window looks at."""
    said = f"`{table.name}` has {wording.count(table.rows, 'row')}, and a window looks at {geometry.length:,}"
    return DataError(said, help="give it the rows before as well")


def no_whole_window(data: Data, name: str) -> DataError:
    """No window has all that goes in: values are missing, or the rows ahead that hold what is known ahead."""
    help = "fill the gaps"
    if data.known_future and data.window:
        named = ", ".join(f"`{column}`" for column in data.known_future)
        rows = data.window.offset + data.window.horizon - 1
        help += f"; or add the {rows:,} rows ahead that hold {named}, and leave what is to be predicted empty in them"
    return DataError(f"every window of `{name}` touches a gap", help=help)


def nothing_ahead(data: Data, table: Table, geometry: Geometry) -> DataError:
    """No window has the rows after it that a recursive forecast needs of what is known ahead."""
    named = ", ".join(f"`{column}`" for column in data.known_future)
    rows = geometry.fed_back + geometry.last
    said = f"no window of `{table.name}` is followed by {rows:,} rows that hold {named}, which are known ahead"
    return DataError(said, help="add these rows, and leave what is to be predicted empty in them")
