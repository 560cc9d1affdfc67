"""Recipes of tables: columns of numbers, categories and dates, in windows or row by row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from seqspec.data import gaps, report, scaling, scope, splits
from seqspec.data.dataset import Dataset, Past
from seqspec.data.examples import Task
from seqspec.data.feed import Feed, Given, open_feed
from seqspec.data.part import Part
from seqspec.data.season import estimate
from seqspec.data.series import Series, assemble
from seqspec.data.splits import Rows
from seqspec.data.table import Column, Table, read_table
from seqspec.data.windows import Geometry, Origins, joined, picked, usable
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.scale import NONE
from seqspec.language.recipe.split import PARTS


def load(data: Data, seed: int, folder: Path, override: Given | None = None, fold: int | None = None) -> Dataset:
    """
    Run the recipe; see `seqspec.data.dataset.load`.

    Args:
        seed: for a split that is drawn.
        fold: of a backtest that trains anew; None for all folds together.

    Raises:
        DataError: the data can't feed the recipe.
    """
    scope.require_known(data)
    feed = open_feed(data, folder, override)
    table = read_table(data, feed)
    if data.missing.policy == "error":
        gaps.require_whole(table.columns)
    rows = splits.divide(data, table.rows, table.time, seed=seed, fold=fold)
    filled = _filled(data, table)
    series = _series(data, table, filled, _fitted(data, table, filled, rows["train"]))
    report.require_variety(data, series, len(rows["train"]))
    geometry = Geometry.of(data.window)
    folds = splits.folds_of(data, table.rows, table.time) if fold is None else []
    parts, notes = _parts(data, series, geometry, rows, table, folds)
    season, estimated = _season(data, series, rows["train"])
    notes = [
        *report.order(data, table, rows),
        *report.gaps_filled(data, table),
        *report.constants(data, series),
        *notes,
        *(report.season(season) if season and estimated else []),
    ]
    past = Past(series.originals, _train_rows(rows), isinstance(rows["train"], range), season, estimated)
    state = {"columns": [chain.state for chain in series.chains], "season": season, "season_estimated": estimated,
             "boundaries": _boundaries(rows)}  # fmt: skip
    return Dataset(_task(data), parts["train"], parts["validation"], parts["test"], notes, state,
                   _fingerprint(feed, series, rows), past, _each(parts["test"], folds))  # fmt: skip


def for_prediction(data: Data, state: dict[str, Any], given: Given) -> Dataset:
    """
    The same recipe over another file; see `seqspec.data.dataset.for_prediction`.

    Raises:
        DataError: the file can't feed the recipe.
    """
    scope.require_known(data)
    feed = open_feed(data, Path(), given)
    chains = [scaling.Chain.from_state(each) for each in state["columns"]]
    summed = {chain.column for chain in chains if chain.difference}  # their last value is what is added to
    unneeded = frozenset(set(data.target_columns) - set(data.feature_columns) - summed)
    table = read_table(data, feed, optional=unneeded)
    features = {column: table.columns[column] for column in data.feature_columns}
    if data.missing.policy == "error":
        gaps.require_whole(features)
    series = _series(data, table, _filled(data, table), chains)
    geometry = Geometry.judging(data.window)
    every = range(geometry.length - 1, table.rows)
    origins = usable(every, geometry, series.unusable_inputs(), np.empty(0, dtype=np.int64))
    if not len(every):
        raise report.too_short_to_predict(table, geometry)
    if not len(origins):
        raise DataError(f"every window of `{feed.name}` touches a gap", help="fill the gaps, or name another `missing`")
    nothing = Part(series, geometry, range(0), table.time)
    notes = report.gaps_filled(data, table) + report.left_out("file", len(every) - len(origins))
    rows: dict[str, Rows] = {"train": range(0)}
    return Dataset(_task(data), nothing, nothing, replace(nothing, places=origins), notes, state,
                   _fingerprint(feed, series, rows))  # fmt: skip


def _task(data: Data) -> Task:
    kinds = {data.kind(target) for target in data.target or []}
    return Task("numbers" if "real" in kinds else "chances", tuple(data.target_columns))


def _train_rows(rows: dict[str, Rows]) -> Any:
    """Where the training part is in the rows."""
    train = rows["train"]
    return slice(train.start, train.stop) if isinstance(train, range) else train


def _fingerprint(feed: Feed, series: Series, rows: dict[str, Rows]) -> dict[str, Any]:
    """What the data was: its files or where else it came from, rows, columns, boundaries."""
    columns = [chain.column for chain in series.chains]
    return {**feed.fingerprint(), "rows": series.rows, "columns": columns, "boundaries": _boundaries(rows)}


def _boundaries(rows: dict[str, Rows]) -> dict[str, Any]:
    """First row and the row after the last of each part, from 0; how many there are where they were drawn."""
    return {
        part: [each.start, each.stop] if isinstance(each, range) else {"by": "random", "rows": len(each)}
        for part, each in rows.items()
    }


def _filled(data: Data, table: Table) -> dict[str, Column]:
    return {column: gaps.fill(values, data.missing) for column, values in table.columns.items()}


def _fitted(data: Data, table: Table, filled: dict[str, Column], train: Rows) -> list[scaling.Chain]:
    kinds = {target.column: data.kind(target) for target in data.target or []}
    fitted = []
    for column in data.columns:
        raw = table.columns[column]
        if kinds.get(column) == "binary":
            report.require_binary(column, raw)
        scaler = NONE if kinds.get(column) == "binary" else data.scaler(column)
        fitted.append(scaling.fit(scaling.chain(data, column), scaler, raw, filled[column], train))
    return fitted


def _series(data: Data, table: Table, filled: dict[str, Column], chains: list[scaling.Chain]) -> Series:
    return assemble(table.columns, filled, chains, data.feature_columns, data.target_columns, data.missing)


def _parts(
    data: Data, series: Series, geometry: Geometry, rows: dict[str, Rows], table: Table, folds: list[Rows]
) -> tuple[dict[str, Part], list[str]]:
    inputs, targets = series.unusable_inputs(), series.unusable_targets()
    borders = {**rows, **{f"fold {number}": fold for number, fold in enumerate(folds, 1)}}
    if folds:
        del borders["test"]
    parts, notes = {}, report.straddling(Geometry.judging(data.window), borders)
    for name in PARTS:
        geometry = Geometry.of(data.window) if name == "train" else Geometry.judging(data.window)
        pieces = folds if folds and name == "test" else [rows[name]]
        every = joined([_examples(data, geometry, piece, name) for piece in pieces])
        origins = usable(every, geometry, inputs, targets)
        if not len(origins) and (len(rows[name]) or name == "train" or data.parts.sizes.get(name)):
            raise report.no_examples(data, geometry, name, rows[name], table, touching=len(every))
        notes += report.left_out(f"{name} part", len(every) - len(origins))
        parts[name] = Part(series, geometry, origins, table.time)
    return parts, notes


def _examples(data: Data, geometry: Geometry, rows: Rows, part: str) -> Origins:
    if not isinstance(rows, range):
        return rows.astype(np.int32)
    stride = data.window.stride if data.window else None
    step = 1 if stride is None else stride.train if part == "train" else stride.evaluation
    return geometry.origins(rows, step)


def _each(test: Part, folds: list[Rows]) -> tuple[Part, ...]:
    """The examples of each fold of a backtest."""
    first = test.first_rows()
    return tuple(replace(test, places=picked(test.places, np.isin(first, fold))) for fold in folds)


def _season(data: Data, series: Series, train: Rows) -> tuple[int | None, bool]:
    if data.season is not None:
        return data.season, False
    if not isinstance(train, range) or data.window is None:
        return None, False
    found = estimate(series.originals[train.start : train.stop, 0])
    return found, found is not None
