"""Columns that never change within a series: checked, and repeated on every row of it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.data.division.groups import spans
from seqspec.data.reading.table import Table
from seqspec.data.tables.encoding import Coded
from seqspec.errors import DataError
from seqspec.language.data import Data


def spread(data: Data, table: Table) -> None:
    """
    Fill the gaps of static columns from the rows of the series that have a value.

    Raises:
        DataError: a column changes within a series: names both and the first row that differs.
    """
    for column in data.static:
        if column in table.columns:
            values = table.columns[column]
            table.columns[column] = _repeated(table, column, values, ~np.isnan(values))
        elif column in table.codes:
            coded = table.codes[column]
            table.codes[column] = Coded(_repeated(table, column, coded.codes, coded.codes >= 0), coded.names)
        elif column in table.fields:
            table.fields[column] = [_repeated(table, column, each, ~np.isnan(each)) for each in table.fields[column]]


def _repeated(table: Table, column: str, values: NDArray[Any], known: NDArray[np.bool_]) -> NDArray[Any]:
    if table.starts is None:
        return values
    rows = np.where(known, np.arange(len(values)), len(values))
    first = np.minimum.reduceat(rows, table.starts)
    lengths = [len(span) for span in spans(table.starts, len(values))]
    from_row = np.repeat(np.where(first < len(values), first, table.starts), lengths)
    filled: NDArray[Any] = values[from_row]
    wrong = known & (filled != values)
    if wrong.any():
        row = int(wrong.argmax())
        name = table.series[int(np.searchsorted(table.starts, row, side="right")) - 1]
        said = f"`{column}` is static, and {table.places.say(row, column)} differs from the rows of `{name}` before it"
        raise DataError(said, help=f"correct the row, or take `{column}` out of `static`")
    return filled
