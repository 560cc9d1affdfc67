"""How many rows a season has, estimated from the training part alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

LIMIT = 20_000
SEASONS = 3


def estimate(values: NDArray[np.floating[Any]]) -> int | None:
    """
    The lag at which changes repeat themselves most, where they do so beyond chance and for three seasons at least.

    Args:
        values: one column of the training part, in order; gaps are bridged for this purpose only.
    """
    series = np.asarray(values[-LIMIT:], dtype=np.float64)
    known = np.flatnonzero(~np.isnan(series))
    if len(known) < 12:
        return None
    whole = np.interp(np.arange(len(series)), known, series[known])
    likeness = _autocorrelation(np.diff(whole))
    falling = np.flatnonzero(likeness < 0)
    lags = np.arange(max(int(falling[0]), 2) if len(falling) else len(series), len(series) // SEASONS)
    if not len(lags):  # neighbours are alike in any smooth series: only what comes back after that is a season
        return None
    # A season comes back again and again, at exactly two and three times its length.
    scores = np.mean([likeness[times * lags] for times in range(1, SEASONS + 1)], axis=0)
    best = float(scores.max())
    if best < max(0.1, 4 / np.sqrt(len(series))):
        return None
    return int(lags[np.flatnonzero(scores >= 0.9 * best)[0]])


def _autocorrelation(values: NDArray[np.float64]) -> NDArray[np.float64]:
    centered = values - values.mean()
    size = 1 << (2 * len(centered) - 1).bit_length()
    spectrum = np.abs(np.fft.rfft(centered, size)) ** 2
    covariance = np.fft.irfft(spectrum, size)[: len(centered)]
    return covariance / covariance[0] if covariance[0] > 0 else np.zeros_like(covariance)
