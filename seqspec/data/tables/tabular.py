"""Recipes of tables: columns of numbers, categories and dates, in windows or row by row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from seqspec.data.dataset import Dataset, Past
from seqspec.data.division import panel, splits
from seqspec.data.division.groups import spans
from seqspec.data.division.splits import Rows
from seqspec.data.reading.feed import Feed, Given, open_feed
from seqspec.data.reading.store import Store
from seqspec.data.tables import ahead, recursion, report
from seqspec.data.tables.measures import rows_of
from seqspec.data.tables.numeric import Learnt, Numeric
from seqspec.data.tables.part import Part
from seqspec.data.tables.season import estimate
from seqspec.data.tables.series import Series
from seqspec.data.tables.windows import Geometry, Origins, joined, origins_of, origins_to_predict, picked, take, usable
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.split import PARTS


def load(
    data: Data,
    seed: int,
    folder: Path,
    override: Given | None = None,
    fold: int | None = None,
    store: Store | None = None,
) -> Dataset:
    """
    Run the recipe; see `seqspec.data.dataset.load`.

    Args:
        seed: for a split that is drawn.
        fold: of a backtest that trains anew; None for all folds together.
        store: where tables that were read are kept; None reads anew, and keeps nothing.

    Raises:
        DataError: the data can't feed the recipe.
    """
    report.require_order(data)
    feed = open_feed(data, folder, override)
    recipe = Numeric.read(data, feed, store=store)
    table = recipe.table
    rows = splits.divide(data, table.rows, table.time, table.starts, recipe.strata(), seed, fold)
    if not len(rows["train"]):
        raise report.nothing_to_train_on(data, table)
    _require_earlier(recipe, seed, fold or 0)
    learnt, series, said = recipe.learn(rows["train"])
    folds = splits.folds_of(data, table.rows, table.time, table.starts) if fold is None else []
    parts, notes = _parts(recipe, learnt, series, rows, folds)
    season, estimated = _season(data, series, rows["train"])
    notes = [
        *report.order(data, table, rows),
        *panel.notes(data, table.series, spans(table.starts, table.rows), rows),
        *said,
        *notes,
        *(report.season(season) if season and estimated else []),
    ]
    past = Past(series.originals, rows_of(rows["train"]), data.by != "random", season, estimated, table.starts)
    found = {"season": season, "season_estimated": estimated, "boundaries": splits.boundaries(data, rows)}
    state, fingerprint = {**learnt.state, **found}, _fingerprint(feed, recipe, rows)
    return Dataset(recipe.task(learnt), parts["train"], parts["validation"], parts["test"], notes, state, fingerprint,
                   past, _each(parts["test"], folds))  # fmt: skip


def for_prediction(data: Data, state: dict[str, Any], given: Given, store: Store | None = None) -> Dataset:
    """
    The same recipe over another file; see `seqspec.data.dataset.for_prediction`.

    Raises:
        DataError: the file can't feed the recipe.
    """
    report.require_order(data)
    feed = open_feed(data, Path(), given)
    learnt = Learnt.from_state(state)
    summed = {chain.column for chain in learnt.chains if chain.difference}  # their last value is what is added to
    unneeded = frozenset(set(data.target_columns) - set(data.feature_columns) - summed)
    recipe = Numeric.read(data, feed, unneeded, store)
    series, ends, notes = recipe.recall(learnt)
    geometry = Geometry.judging(data.window)
    every = origins_to_predict(geometry, series.rows, series.starts)
    if not len(every):
        raise report.too_short_to_predict(recipe.table, geometry)
    if not isinstance(ends, range):
        every = picked(every, np.isin(take(every, None), ends))
    origins = _restorable(series, usable(every, geometry, series.unusable_inputs(), np.empty(0, dtype=np.int64)))
    if not len(origins):
        raise report.no_whole_window(data, feed.name)
    if geometry.recursive > 1:
        beyond = ahead.past_the_end(data, recipe.table, series, geometry.fed_back, geometry.last)
        series = replace(series, beyond=beyond)
        origins = recursion.feedable(series, geometry, origins)
        if not len(origins):
            raise report.nothing_ahead(data, recipe.table, geometry)
    nothing = recipe.part(learnt, series, geometry, range(0))
    rows: dict[str, Rows] = {"train": range(0)}
    return Dataset(recipe.task(learnt), nothing, nothing, replace(nothing, places=origins), notes, state,
                   _fingerprint(feed, recipe, rows))  # fmt: skip


def _restorable(series: Series, origins: Origins) -> Origins:
    """The origins after which a forecast can be said in original units: its level and its statistics are known."""
    nothing = np.zeros((len(origins), 1, len(series.targets)))
    known = ~np.any(np.isnan(series.restore(nothing, take(origins, None))), axis=(1, 2))
    return origins if known.all() else picked(origins, known)


def _require_earlier(recipe: Numeric, seed: int, last: int) -> None:
    """
    Refuse a fold that has no window, before a model is trained for a later one.

    Raises:
        DataError: names the fold.
    """
    data, table = recipe.data, recipe.table
    for number in range(last):
        try:
            rows = splits.divide(data, table.rows, table.time, table.starts, recipe.strata(), seed, number)
            for name in PARTS:
                geometry = Geometry.of(data.window) if name == "train" else Geometry.judging(data.window)
                every = origins_of(geometry, rows[name], table.starts, _stride(data, name))
                if not len(every) and (len(rows[name]) or name == "train"):
                    raise report.no_examples(data, geometry, name, rows[name], table, touching=0)
        except DataError as error:
            raise DataError(
                f"fold {number + 1}: {error.message}", help="ask for fewer folds, or shorter ones"
            ) from None


def _fingerprint(feed: Feed, recipe: Numeric, rows: dict[str, Rows]) -> dict[str, Any]:
    """What the data was: its files or where else it came from, rows, columns, boundaries."""
    columns = list(dict.fromkeys(track.column for track in recipe.layout.tracks))
    boundaries = splits.boundaries(recipe.data, rows)
    return {**feed.fingerprint(), "rows": recipe.table.rows, "columns": columns, "boundaries": boundaries}


def _parts(
    recipe: Numeric, learnt: Learnt, series: Series, rows: dict[str, Rows], folds: list[Rows]
) -> tuple[dict[str, Part], list[str]]:
    data, table = recipe.data, recipe.table
    inputs, targets = series.unusable_inputs(), series.unusable_targets()
    borders = {**rows, **{f"fold {number}": fold for number, fold in enumerate(folds, 1)}}
    if folds:
        del borders["test"]
    parts, notes = {}, report.straddling(Geometry.judging(data.window), borders, table.starts)
    for name in PARTS:
        geometry = Geometry.of(data.window) if name == "train" else Geometry.judging(data.window)
        pieces = folds if folds and name == "test" else [rows[name]]
        every = joined([origins_of(geometry, piece, table.starts, _stride(data, name)) for piece in pieces])
        origins = recursion.feedable(series, geometry, usable(every, geometry, inputs, targets))
        if not len(origins) and (len(rows[name]) or name == "train" or data.parts.sizes.get(name)):
            raise report.no_examples(data, geometry, name, rows[name], table, touching=len(every))
        notes += report.left_out(f"{name} part", len(every) - len(origins))
        parts[name] = recipe.part(learnt, series, geometry, origins)
    return parts, notes


def _stride(data: Data, part: str) -> int:
    stride = data.window.stride if data.window else None
    return 1 if stride is None else stride.train if part == "train" else stride.evaluation


def _each(test: Part, folds: list[Rows]) -> tuple[Part, ...]:
    """The examples of each fold of a backtest."""
    first = test.first_rows()
    return tuple(replace(test, places=picked(test.places, np.isin(first, fold))) for fold in folds)


def _season(data: Data, series: Series, train: Rows) -> tuple[int | None, bool]:
    """The season as given, or as estimated on the training rows of the longest series."""
    if data.season is not None:
        return data.season, False
    classes = any(series.layout.tracks[place].kind == "category" for place in series.targets)
    if data.by == "random" or data.window is None or classes:
        return None, False
    known = train
    if not isinstance(train, range):
        longest = max(spans(series.starts, series.rows), key=len)
        known = train[np.searchsorted(train, longest.start) : np.searchsorted(train, longest.stop)]
    found = estimate(series.originals[rows_of(known), 0]) if len(known) else None
    return found, found is not None
