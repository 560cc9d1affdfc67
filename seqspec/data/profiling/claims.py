"""What a recipe says of its columns, held against their rows as they go by: that they are dates, or never change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqspec.analysis.profile import Trouble
from seqspec.data.reading.growing import called
from seqspec.data.reading.places import Here
from seqspec.data.tables import timeline
from seqspec.data.tables.layout import dated
from seqspec.errors import DataError
from seqspec.language.data import Data

if TYPE_CHECKING:
    import pandas as pd

MOST_SERIES = 100_000


class Claims:
    """
    What `encode` and `static` say of columns.

    Args:
        data: the recipe.
    """

    def __init__(self, data: Data) -> None:
        self._data = data
        self._dates = dated(data)
        self._held: dict[str, dict[str, str]] = {column: {} for column in data.static if column not in self._dates}
        self._series: dict[str, None] = {}
        self._broken: dict[str, Trouble] = {}

    def add(self, chunk: pd.DataFrame, here: Here) -> None:
        """Take in some rows."""
        for column, encoding in self._dates.items():
            if column in chunk and column not in self._broken:
                self._require_dates(chunk, column, encoding.format, here)
        if self._held and self._data.group in chunk and len(self._series) < MOST_SERIES:
            self._series.update(dict.fromkeys(map(called, chunk[self._data.group].dropna().unique())))
            for column in self._held.keys() & {*chunk.columns}:
                self._require_one_value(chunk, column, here)

    def _require_dates(self, chunk: pd.DataFrame, column: str, format: str | None, here: Here) -> None:
        try:
            timeline.read_dates(chunk[column], format, here)
        except DataError as error:
            self._broken[column] = Trouble(error.message, error.help)

    def _require_one_value(self, chunk: pd.DataFrame, column: str, here: Here) -> None:
        pairs = chunk[[self._data.group, column]].reset_index(drop=True).dropna().drop_duplicates()
        for row, series, value in pairs.itertuples():
            if self._held[column].setdefault(called(series), called(value)) != called(value):
                where = f"{here.say(row, column)} differs from the rows of `{called(series)}` before it"
                help = f"correct the row, or take `{column}` out of `static`"
                self._broken.setdefault(column, Trouble(f"`{column}` is static, and {where}", help))

    @property
    def broken(self) -> dict[str, Trouble]:
        """What is not so, by column; a series in which no row has the value included, where nothing fills it in."""
        lacking = {
            column: next((name for name in self._series if name not in held), None)
            for column, held in self._held.items()
            if self._data.missing.policy == "error"
        }
        help = "fill in one of its rows, or say what becomes of gaps with `missing`"
        return {
            **{
                column: Trouble(f"`{column}` is static, and no row of `{name}` has a value", help)
                for column, name in lacking.items()
                if name is not None
            },
            **self._broken,
        }
