"""The columns of a table as columns of numbers, with what is learnt from the training part."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data.division.splits import Rows
from seqspec.data.reading.scratch import Scratch
from seqspec.data.reading.table import Column, Table
from seqspec.data.tables import encoding, gaps, report, scaling
from seqspec.data.tables.encoding import Categories
from seqspec.data.tables.layout import Layout, Track
from seqspec.language.data import Data
from seqspec.language.recipe.missing import Missing
from seqspec.language.recipe.scale import NONE

Columns: TypeAlias = dict[str, Column]
"""By the name of the track."""


def rows_of(train: Rows) -> slice | NDArray[np.int64]:
    """Where the training part is in the rows."""
    return slice(train.start, train.stop) if isinstance(train, range) else train


def learn(data: Data, table: Table, train: Rows) -> dict[str, Categories]:
    """
    The categories of the training part, by column.

    Raises:
        DataError: there are more than there is room for.
    """
    return {column: encoding.learn(data, column, coded, rows_of(train)) for column, coded in table.codes.items()}


def measured(
    layout: Layout, table: Table, categories: dict[str, Categories], scratch: Scratch
) -> tuple[Columns, list[str]]:
    """
    Every track as it was read, categories by their numbers, and what is said of categories that nobody knows.

    Args:
        scratch: where long columns go.

    Raises:
        DataError: a category or a label has no number; or there is no room.
    """
    found: Columns = {}
    notes: list[str] = []
    for column, known in categories.items():
        if column in table.codes:
            found[column], said = known.ids(table.codes[column], table.places, scratch)
            notes += said
    for track in layout.tracks:
        if track.column in table.columns:
            found[track.name] = table.columns[track.column]
    for column, fields in table.fields.items():
        names = [track.name for track in layout.tracks if track.column == column]
        found |= dict(zip(names, fields, strict=True))
    for track in layout.labels:
        if track.name in found:
            report.require_binary(track.name, found[track.name], table.places)
    return found, notes


def filled(layout: Layout, columns: Columns, missing: Missing, table: Table) -> Columns:
    """Every track with its gaps filled."""
    kinds = {track.name: track.kind == "amount" for track in layout.tracks}
    return {name: gaps.fill(values, missing, table.starts, kinds[name]) for name, values in columns.items()}


def fitted(data: Data, layout: Layout, table: Table, raw: Columns, whole: Columns, train: Rows) -> list[scaling.Chain]:
    """
    The steps of every track, with the statistics of the training part.

    Raises:
        DataError: the training part holds no value of a column.
    """
    return [
        scaling.fit(
            steps_of(data, track),
            data.scaler(track.column) if track.kind in {"amount", "field"} else NONE,
            raw[track.name],
            whole[track.name],
            train,
            table.starts,
            table.series,
        )
        for track in layout.tracks
    ]


def steps_of(data: Data, track: Track) -> scaling.Chain:
    """The steps of a track, without statistics."""
    return scaling.chain(data, track.column) if track.kind == "amount" else scaling.Chain(track.name)
