"""The columns of a recipe that are no texts: read, learnt from, and as a model sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from pydantic import TypeAdapter

from seqspec.data.division import panel
from seqspec.data.division.draws import Strata
from seqspec.data.division.splits import Rows
from seqspec.data.examples import Task
from seqspec.data.reading import stored
from seqspec.data.reading.feed import Feed
from seqspec.data.reading.scratch import Scratch
from seqspec.data.reading.store import Store, scratch_of
from seqspec.data.reading.table import Table
from seqspec.data.tables import ahead, gaps, measures, report, scaling, statics
from seqspec.data.tables.encoding import Categories
from seqspec.data.tables.layout import Layout
from seqspec.data.tables.measures import Columns
from seqspec.data.tables.part import Answer, Calendar, Part
from seqspec.data.tables.series import Series, assemble
from seqspec.data.tables.windows import Geometry, Origins
from seqspec.language.data import Data


@dataclass(frozen=True)
class Learnt:
    """
    What the training part taught.

    Args:
        chains: the steps of each track.
        categories: by column.
    """

    chains: tuple[scaling.Chain, ...]
    categories: dict[str, Categories]

    @property
    def state(self) -> dict[str, Any]:
        """All of it, as JSON."""
        categories = {column: each.state for column, each in self.categories.items()}
        return {"columns": [chain.state for chain in self.chains], "categories": categories}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Self:
        """What `state` was taken from."""
        chains = TypeAdapter(tuple[scaling.Chain, ...]).validate_python(state["columns"])
        return cls(chains, TypeAdapter(dict[str, Categories]).validate_python(state["categories"]))


@dataclass(frozen=True)
class Numeric:
    """
    A recipe over a table.

    Args:
        data: the recipe; texts are no part of it.
        table: what was read.
        scratch: where long arrays go.
    """

    data: Data
    layout: Layout
    table: Table
    scratch: Scratch

    @classmethod
    def read(cls, data: Data, feed: Feed, optional: frozenset[str] = frozenset(), store: Store | None = None) -> Self:
        """
        Read the columns.

        Args:
            optional: columns that may be absent; they are unknown then.
            store: where tables are kept; None reads anew, and keeps nothing.

        Raises:
            DataError: a column is missing, holds something else than it should, or changes and is said to be static.
        """
        table = stored.read(data, feed, optional, store)
        statics.spread(data, table)
        return cls(data, Layout.of(data), table, scratch_of(store))

    def strata(self) -> Strata | None:
        """The class of each row, for a split with `stratify`."""
        if not self.data.parts.stratify:
            return None
        column = self.data.target_columns[0]
        if column in self.table.codes:
            return Strata(column, self.table.codes[column].codes, self.table.codes[column].names)
        labels = self.table.columns[column]
        report.require_binary(column, labels, self.table.places)
        return Strata(column, np.where(np.isnan(labels), -1, labels).astype(np.int32), ("0", "1"))

    def learn(self, train: Rows) -> tuple[Learnt, Series, list[str]]:
        """
        What the training part teaches, all rows in the model's units, and what is said of them.

        Raises:
            DataError: there are gaps that nobody wants filled, more categories than there is room for, a label that is
                none, or a target that never changes.
        """
        data, layout, table = self.data, self.layout, self.table
        categories = measures.learn(data, table, train)
        raw, strangers = measures.measured(layout, table, categories, self.scratch)
        if data.missing.policy == "error":
            gaps.require_whole(layout.by_column(raw), table.places)
        whole = measures.filled(layout, raw, data.missing, table)
        learnt = Learnt(tuple(measures.fitted(data, layout, table, raw, whole, train)), categories)
        series = self._series(raw, whole, learnt.chains)
        report.require_variety(series, categories, len(train))
        notes = report.gaps_filled(data, layout, raw), strangers, report.constants(series, categories)
        return learnt, series, [note for each in notes for note in each]

    def recall(self, learnt: Learnt) -> tuple[Series, Rows, list[str]]:
        """
        All rows in the model's units, as they were learnt of before, those that can be the last of an input, and notes.

        Raises:
            DataError: there are gaps that nobody wants filled, or a category that has no number.
        """
        data, layout, table = self.data, self.layout, self.table
        unknown = panel.unknown(learnt.chains, table.series)
        raw, strangers = measures.measured(layout, table, learnt.categories, self.scratch)
        later = ahead.not_yet(layout, data, raw, table.rows, table.starts)
        if data.missing.policy == "error":
            features = {track.name: raw[track.name] for track in layout.tracks[: layout.features]}
            gaps.require_whole(
                layout.by_column({name: features[name] for name in layout.known}), table.places, settled=True
            )
            gaps.require_whole(layout.by_column(features), table.places, later, settled=True)
        whole = measures.filled(layout, raw, data.missing, table)
        series = self._series(raw, whole, [chain.among(table.series) for chain in learnt.chains], goes_on=True)
        rows: Rows = np.flatnonzero(~later) if later.any() else range(table.rows)
        past = {name: column[rows] for name, column in raw.items()} if later.any() else raw
        return series, rows, [*report.gaps_filled(data, layout, past), *strangers, *unknown]

    def _series(self, raw: Columns, whole: Columns, chains: Sequence[scaling.Chain], goes_on: bool = False) -> Series:
        """
        The columns as the model sees them.

        Args:
            goes_on: dates that are known ahead are known past the last row, too.
        """
        table, rows = self.table, Geometry.of(self.data.window).last
        moved = [track.name for track in self.layout.tracks if track.ahead]
        later = ahead.later_fields(self.data, self.layout, table, rows) if goes_on and moved else {}
        for name in moved:
            raw, whole = (
                {**columns, name: ahead.shifted(columns[name], rows, table.starts, later.get(name))}
                for columns in (raw, whole)
            )
        return assemble(self.layout, table.rows, raw, whole, chains, self.data.missing, table.starts, self.scratch)

    def part(self, learnt: Learnt, series: Series, geometry: Geometry, origins: Origins) -> Part:
        """Some examples."""
        classes, frequency = self._classes(learnt), self.data.time.frequency if self.data.time else None
        one_hot = classes is not None and self.data.kind((self.data.target or [])[0]) == "one_hot"
        answer = Answer(classes.room if classes else None, one_hot)
        calendar = Calendar(self.table.time, frequency, self.table.places, self.table.series)
        return Part(series, geometry, origins, answer, calendar)

    def task(self, learnt: Learnt) -> Task:
        """What is predicted."""
        classes, targets = self._classes(learnt), tuple(self.data.target_columns)
        if classes is not None:
            return Task("classes", targets, classes.labels)
        return Task("chances" if len(self.layout.labels) == len(targets) else "numbers", targets)

    def _classes(self, learnt: Learnt) -> Categories | None:
        """The classes of the target; None where it is no class."""
        tracks = [self.layout.tracks[place] for place in self.layout.targets]
        return learnt.categories.get(tracks[0].column) if tracks and tracks[0].kind == "category" else None
