"""
Recursive forecasts: the next rows, as often as is asked, each answer fed back as if it had been observed.

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
"""Inputs `[n, length, features]` to the targets of the next rows, `[n, steps * targets]` or `[n, steps, targets]`."""


def forecast(part: Part, model: Model, index: Index = None) -> NDArray[np.float64]:
    """
    As many rows ahead as the part's geometry judges.

    Args:
        part: where the windows are; nothing of its targets after an origin is looked at.
        model: is asked, for all the windows together, as often as it takes to say something of each row.
        index: which windows; memory follows their number.

    Returns:
        original units, `[n, rows ahead, targets]`.
    """
    series, length, together = part.series, part.geometry.length, part.geometry.together
    origins = take(part.places, index)
    fed = [(place, column) for place, column in enumerate(series.shown) if column is not None]
    own = [column for _, column in fed]
    later = series.ahead(origins, part.geometry.fed_back)
    path = np.concatenate([series.windows(origins, length), later], axis=1)
    path[:, length:, own] = np.nan  # what is predicted is not known, whatever the file holds
    answers = []
    for step in range(0, path.shape[1] - length + 1, together):
        answers.append(_answer(part, model, path[:, step : step + length]))
        next_rows = path[:, step + length : step + length + together]
        for place, column in fed if next_rows.size else []:
            next_rows[:, :, column] = _observable(series, origins, place, answers[-1][:, :, place])
    rows = part.geometry.together + part.geometry.recursive - 1
    return series.restore(np.concatenate(answers, axis=1)[:, :rows], origins)


def feedable(series: Series, geometry: Geometry, origins: Origins) -> Origins:
    """The origins of windows after which all is known that is not predicted."""
    others = [place for place in range(series.features) if place not in series.targets]
    if geometry.recursive == 1 or not others:
        return origins
    kept = np.empty(len(origins), dtype=np.bool_)
    for start in range(0, len(origins), CHUNK):
        some = slice(start, start + CHUNK)
        found = series.stored_ahead(take(origins, some), geometry.fed_back)
        kept[some] = ~np.isnan(found[:, :, others]).any(axis=(1, 2))
    return origins if kept.all() else picked(origins, kept)


def _answer(part: Part, model: Model, windows: NDArray[np.float32]) -> NDArray[np.float64]:
    """The targets of the next rows, `[n, rows, targets]`: in model units that no window changes any more."""
    if part.geometry.normalize == "none":
        return _stepped(part, model(windows))
    center, spread = part.reference(windows)
    answers = _stepped(part, model((windows - center) / spread))
    own = [column for column in part.series.shown if column is not None]  # all are, or windows were not normalised
    return answers * spread[:, :, own] + center[:, :, own]


def _stepped(part: Part, outputs: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """A model's outputs by step and target, `[n, rows, targets]`; of one for each step the last."""
    found = np.asarray(outputs, dtype=np.float64).reshape(len(outputs), part.geometry.steps, -1)
    return found[:, -part.geometry.together :]


def _observable(series: Series, origins: NDArray[np.int64], place: int, values: NDArray[np.float64]) -> Any:
    """As the recipe would show a target to the model if it had been observed: within the bounds of `clip`."""
    chain = series.chains[series.targets[place]]
    if chain.clip is None or chain.difference:  # the step from row to row has no bounds of its own
        return values
    which = series.which(origins[:, None])
    low, high = (None if each is None else chain.scale(chain.level(np.array([each])), which) for each in chain.clip)
    return np.clip(values, low, high)
