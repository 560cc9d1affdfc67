"""Features that are known ahead: each row of a window shows what they will be at its last target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.data.division.groups import Starts, spans
from seqspec.data.reading.table import Table
from seqspec.data.tables import calendar, timeline
from seqspec.data.tables.layout import Layout
from seqspec.data.tables.series import Series
from seqspec.language.data import Data


def shifted(column: NDArray[Any], rows: int, starts: Starts, later: NDArray[Any] | None = None) -> NDArray[Any]:
    """
    The value of each row `rows` further on in its series; NaN where the series has ended.

    Args:
        later: what follows the last row of each series where that is known, `[series, rows]`.
    """
    if rows == 0:
        return column
    found = np.full(len(column), np.nan, dtype=column.dtype)
    for place, span in enumerate(spans(starts, len(column))):
        stop = max(span.stop - rows, span.start)
        found[span.start : stop] = column[span.start + rows : span.stop]
        if later is not None:
            tail = found[stop : span.stop]
            tail[:] = later[place, rows - len(tail) :]
    return found


def later_fields(data: Data, layout: Layout, table: Table, rows: int) -> dict[str, NDArray[np.float32]]:
    """The fields of the dates that follow the last row of each series, `[series, rows]`: the calendar goes on."""
    time = data.time
    names = [track.name for track in layout.tracks if time is not None and track.column == time.column]
    if time is None or table.time is None or rows == 0 or not names:
        return {}
    stamps = [
        timeline.continued(table.time[span.start : span.stop], rows, time.frequency)
        for span in spans(table.starts, table.rows)
    ]
    fields = calendar.fields_of(data.encode[time.column], np.concatenate(stamps))
    return {name: field.reshape(-1, rows) for name, field in zip(names, fields, strict=True)}


def not_yet(
    layout: Layout, data: Data, columns: dict[str, NDArray[Any]], rows: int, starts: Starts
) -> NDArray[np.bool_]:
    """
    The rows at the end of each series that hold what is known ahead, and nothing that is not.

    Args:
        columns: as read, by the name of the track.
    """
    apart = {*data.known_future, *data.static, *([data.time.column] if data.time else [])}
    past = [track.name for track in layout.tracks[: layout.features] if track.column not in apart]
    if not data.known_future or not past:
        return np.zeros(rows, dtype=np.bool_)
    held = np.zeros(rows, dtype=np.bool_)
    for name in past:
        held |= ~np.isnan(columns[name])
    last = np.where(held, np.arange(rows), -1)
    begins: Sequence[int] | NDArray[np.int64] = [0] if starts is None else starts
    lengths = [len(span) for span in spans(starts, rows)]
    found: NDArray[np.bool_] = np.arange(rows) > np.repeat(np.maximum.reduceat(last, begins), lengths)
    return found


def past_the_end(data: Data, table: Table, series: Series, rows: int, shift: int) -> NDArray[np.float32]:
    """
    What is known of the features after the last row of each series: static ones, and the dates.

    Args:
        rows: how many.
        shift: rows from the one in which a value known ahead is seen to the one it stands in.

    Returns:
        model units, `[series, rows, features]`; NaN for what nobody knows.
    """
    last = np.array([span.stop - 1 for span in spans(table.starts, table.rows)])
    tracks, chains = series.layout.tracks[: series.features], series.chains
    found = np.full((len(last), rows, len(tracks)), np.nan, dtype=np.float32)
    dates = later_fields(data, series.layout, table, rows + shift)
    for place, track in enumerate(tracks):
        if track.column in data.static:
            found[:, :, place] = series.values[last, place][:, None]
        elif track.name in dates:
            field = dates[track.name][:, shift if track.ahead else 0 :][:, :rows].astype(np.float64)
            found[:, :, place] = chains[place].scale(field, np.arange(len(last))[:, None])
    return found
