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
from seqspec.data.part import Part
from seqspec.data.scaling import Chain
from seqspec.data.windows import take

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
    series, length = part.series, part.geometry.length
    origins = take(part.places, index)
    fed = [place for place, column in enumerate(series.targets) if column < series.features]
    columns = [series.targets[place] for place in fed]
    known = series.windows(origins, length)[:, :, columns]
    observed = np.empty((len(origins), 0, len(fed)), dtype=np.float32)
    answers = []
    for step in range(part.geometry.recursive):
        # Past the last row only what is fed back goes on; its own values after the origin are never used.
        windows = series.windows(np.minimum(origins + step, series.rows - 1), length)
        windows[:, :, columns] = np.concatenate([known, observed], axis=1)[:, -length:]
        answers.append(_answer(part, model, windows))
        again = np.stack([_observable(series.chains[column], answers[-1][:, place]) for place, column in
                          zip(fed, columns, strict=True)], axis=1)  # fmt: skip
        observed = np.concatenate([observed, again[:, None].astype(np.float32)], axis=1)
    return series.restore(np.stack(answers, axis=1), origins)


def _answer(part: Part, model: Model, windows: NDArray[np.float32]) -> NDArray[np.float64]:
    """The targets of the row after each window, `[n, targets]`: in model units that no window changes any more."""
    if part.geometry.normalize == "none":
        return np.asarray(model(windows), dtype=np.float64).reshape(len(windows), -1)
    center, spread = part.reference(windows)
    answers = np.asarray(model((windows - center) / spread), dtype=np.float64).reshape(len(windows), -1)
    targets = list(part.series.targets)
    return answers * spread[:, 0, targets] + center[:, 0, targets]


def _observable(chain: Chain, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """As the recipe would show it to the model if it had been observed: within the bounds of `clip`."""
    if chain.clip is None or chain.difference:  # the step from row to row has no bounds of its own
        return values
    low, high = (None if each is None else float(chain.scale(chain.level(np.array([each])))[0]) for each in chain.clip)
    return np.clip(values, low, high)
