"""The half of a table that is no text: numbers that go in, or labels to be predicted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.data.division.draws import Strata
from seqspec.data.division.splits import Rows
from seqspec.data.examples import Task
from seqspec.data.reading.feed import Feed
from seqspec.data.reading.table import Table
from seqspec.data.tables.numeric import Learnt, Numeric
from seqspec.data.tables.part import Part
from seqspec.data.tables.series import Series
from seqspec.data.tables.windows import Geometry
from seqspec.language.data import Data


@dataclass(frozen=True)
class Numbers:
    """
    The columns that are no texts, in the model's units.

    Args:
        notes: what is said of them.
    """

    numeric: Numeric
    learnt: Learnt
    series: Series
    notes: list[str]

    @property
    def state(self) -> dict[str, Any]:
        """What was learnt, as JSON."""
        return self.learnt.state

    @property
    def unusable_inputs(self) -> NDArray[np.int64]:
        """Rows in which a feature has no value."""
        return self.series.unusable_inputs()

    @property
    def unusable(self) -> NDArray[np.int64]:
        """Rows in which a feature or a target has no value."""
        return np.union1d(self.unusable_inputs, self.series.unusable_targets())

    @property
    def task(self) -> Task:
        """What is predicted, where it is no text."""
        return self.numeric.task(self.learnt)

    def part(self, rows: NDArray[np.int64]) -> Part:
        """Some rows as examples."""
        return self.numeric.part(self.learnt, self.series, Geometry(), rows.astype(np.int32))


@dataclass(frozen=True)
class Beside:
    """The columns that are no texts."""

    numeric: Numeric

    @classmethod
    def read(cls, data: Data, feed: Feed, optional: frozenset[str] = frozenset()) -> Beside | None:
        """
        The other half of a recipe; None where all of it is texts.

        Args:
            optional: columns that may be absent; they are unknown then.

        Raises:
            DataError: a column is missing, or holds something else than it should.
        """
        numbers = without_texts(data)
        return cls(Numeric.read(numbers, feed, optional)) if numbers.columns else None

    @property
    def data(self) -> Data:
        """The recipe without its texts."""
        return self.numeric.data

    @property
    def table(self) -> Table:
        """What was read."""
        return self.numeric.table

    def strata(self) -> Strata | None:
        """The class of each row, for a split with `stratify`."""
        return self.numeric.strata()

    def learned(self, train: Rows) -> Numbers:
        """With what the training part teaches; see `Numeric.learn`."""
        return Numbers(self.numeric, *self.numeric.learn(train))

    def restored(self, state: dict[str, Any]) -> Numbers:
        """With what was learnt before; see `Numeric.recall`."""
        learnt = Learnt.from_state(state)
        series, _, notes = self.numeric.recall(learnt)
        return Numbers(self.numeric, learnt, series, notes)


def without_texts(data: Data) -> Data:
    """A recipe without its texts, whose other columns stay as they are."""
    features = [column for column in data.feature_columns if data.tokens_of(column) is None]
    targets = [target for target in data.target or [] if data.tokens_of(target.column) is None]
    return data.model_copy(update={"features": features, "target": targets, "tokens": {}, "source": None})
