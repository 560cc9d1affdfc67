"""
Recursive forecasts: the next row, as often as is asked, each answer fed back as if it had been observed.

A step sees what was known at the origin, the answers before it, and what the recipe declares to be known ahead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data.examples import Index
from seqspec.data.tables.part import Part
from seqspec.data.tables.series import Series
from seqspec.data.tables.windows import CHUNK, Geometry, Origins, picked, take

Model: TypeAlias = "Callable[[NDArray[np.float32]], NDArray[np.floating[Any]]]"
"""Inputs `[n, length, features]` to the targets of the next row, `[n, targets]` or `[n, 1, targets]`; model units."""


def forecast(part: Part, model: Model, index: Index = None) -> NDArray[np.float64]:
    """
    As many rows ahead as the part's geometry judges.

    Args:
        part: where the windows are; nothing of its targets after an origin is looked at.
        model: is asked once for each row ahead, for all the windows together.
        index: which windows; memory follows their number.

    Returns:
        original units, `[n, rows ahead, targets]`.
    """
    series, length, rows = part.series, part.geometry.length, part.geometry.recursive
    origins = take(part.places, index)
    fed = [(place, column) for place, column in enumerate(series.shown) if column is not None]
    own = [column for _, column in fed]
    path = np.concatenate([series.windows(origins, length), series.ahead(origins, rows - 1)], axis=1)
    path[:, length:, own] = np.nan  # what is predicted is not known, whatever the file holds
    answers = []
    for step in range(rows):
        answers.append(_answer(part, model, path[:, step : step + length]))
        for place, column in fed if step < rows - 1 else []:
            path[:, length + step, column] = _observable(series, origins, place, answers[-1][:, place])
    return series.restore(np.stack(answers, axis=1), origins)


def feedable(series: Series, geometry: Geometry, origins: Origins) -> Origins:
    """The origins of windows after which all is known that is not predicted."""
    others = [place for place in range(series.features) if place not in series.targets]
    if geometry.recursive == 1 or not others:
        return origins
    kept = np.empty(len(origins), dtype=np.bool_)
    for start in range(0, len(origins), CHUNK):
        some = slice(start, start + CHUNK)
        found = series.stored_ahead(take(origins, some), geometry.recursive - 1)
        kept[some] = ~np.isnan(found[:, :, others]).any(axis=(1, 2))
    return origins if kept.all() else picked(origins, kept)


def _answer(part: Part, model: Model, windows: NDArray[np.float32]) -> NDArray[np.float64]:
    """The targets of the row after each window, `[n, targets]`: in model units that no window changes any more."""
    if part.geometry.normalize == "none":
        return np.asarray(model(windows), dtype=np.float64).reshape(len(windows), -1)
    center, spread = part.reference(windows)
    answers = np.asarray(model((windows - center) / spread), dtype=np.float64).reshape(len(windows), -1)
    own = [column for column in part.series.shown if column is not None]  # all are, or windows were not normalised
    return answers * spread[:, 0, own] + center[:, 0, own]


def _observable(series: Series, origins: NDArray[np.int64], place: int, values: NDArray[np.float64]) -> Any:
    """As the recipe would show a target to the model if it had been observed: within the bounds of `clip`."""
    chain = series.chains[series.targets[place]]
    if chain.clip is None or chain.difference:  # the step from row to row has no bounds of its own
        return values
    which = series.which(origins)
    low, high = (None if each is None else chain.scale(chain.level(np.array([each])), which) for each in chain.clip)
    return np.clip(values, low, high)
