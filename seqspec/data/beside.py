"""The half of a table that is no text: numbers that go in, or labels to be predicted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqspec.data import gaps, report, scaling
from seqspec.data.draws import Strata
from seqspec.data.feed import Feed
from seqspec.data.part import Part
from seqspec.data.scaling import Chain
from seqspec.data.series import Series, assemble
from seqspec.data.splits import Rows
from seqspec.data.table import Table, read_table
from seqspec.data.windows import Geometry
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.scale import NONE


@dataclass(frozen=True)
class Beside:
    """
    The columns that are no texts.

    Args:
        data: the recipe without its texts.
        table: the columns as read.
    """

    data: Data
    table: Table

    @classmethod
    def read(cls, data: Data, feed: Feed, optional: frozenset[str] = frozenset()) -> Beside | None:
        """
        The other half of a recipe; None where all of it is texts.

        Args:
            optional: columns that may be absent; they are unknown then.

        Raises:
            DataError: a column is missing, or holds something else than numbers.
        """
        numbers = without_texts(data)
        if not numbers.columns:
            return None
        table = read_table(numbers, feed, optional)
        known = {column: table.columns[column] for column in numbers.columns if column in table.columns}
        gaps.require_whole(known, table.places)
        return cls(numbers, table)

    def strata(self) -> Strata:
        """The class of each row, for a split with `stratify`."""
        column = self.data.target_columns[0]
        values, codes = np.unique(self.table.columns[column], return_inverse=True)
        return Strata(column, codes.astype(np.int32), [f"{value:g}" for value in values])

    def fitted(self, train: Rows) -> list[Chain]:
        """The steps of each column, with statistics of the training part."""
        kinds = {target.column: self.data.kind(target) for target in self.data.target or []}
        found = []
        for column in self.data.columns:
            raw, label = self.table.columns[column], kinds.get(column, "real") != "real"
            if label:
                report.require_binary(column, raw)
            scaler = NONE if label else self.data.scaler(column)
            found.append(scaling.fit(scaling.chain(self.data, column), scaler, raw, raw, train))
        return found

    def series(self, chains: list[Chain]) -> Series:
        """All rows in the model's units."""
        unknown = np.full(self.table.rows, np.nan, dtype=np.float32)
        columns = {column: self.table.columns.get(column, unknown) for column in self.data.columns}
        targets = self.data.target_columns
        return assemble(columns, columns, chains, self.data.feature_columns, targets, self.data.missing)


def without_texts(data: Data) -> Data:
    """A recipe without its texts, whose other columns stay as they are."""
    features = [column for column in data.feature_columns if data.tokens_of(column) is None]
    targets = [target for target in data.target or [] if data.tokens_of(target.column) is None]
    return data.model_copy(update={"features": features, "target": targets, "tokens": {}, "source": None})


def part_of(series: Series, rows: NDArray[np.int64]) -> Part:
    """Some rows as examples."""
    return Part(series, Geometry(), rows.astype(np.int32))


def require_kinds(data: Data) -> None:
    """
    Refuse labels that can't be learned yet.

    Raises:
        DataError: names the kind.
    """
    for target in without_texts(data).target or []:
        if data.kind(target) not in {"real", "binary"}:
            raise DataError(
                f"a target of kind `{data.kind(target)}` can't be predicted from a text yet",
                help="write `kind: binary`",
            )
