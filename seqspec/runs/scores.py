"""
How far forecasts are from the truth, in the units people read.

Errors are summed chunk by chunk, so that memory does not follow windows times horizon.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Primary = Literal["RMSE", "MAE"]

_ABSOLUTE = {"MeanAbsoluteError", "Huber", "LogCosh", "MeanAbsolutePercentageError"}


def primary_score(loss: str | None) -> Primary:
    """The score that a loss optimises in original units: MAE for the absolute ones, RMSE for all others."""
    return "MAE" if loss in _ABSOLUTE else "RMSE"


@dataclass(frozen=True, slots=True)
class Scores:
    """
    The scores of one forecaster over one part of the data.

    Args:
        mae, rmse: in the units of the target.
        mape: percent; None where a truth is 0.
        wape: the sum of the errors in percent of the sum of the truths; None where that is 0.
        r2: 1 is perfect, 0 is the part's own mean; None where the truth does not vary.
        zeros: truths that are 0, which is why there may be no MAPE.
    """

    mae: float
    rmse: float
    mape: float | None
    wape: float | None
    r2: float | None
    zeros: int

    def primary(self, name: Primary) -> float:
        """The score that the verdict is about."""
        return self.mae if name == "MAE" else self.rmse

    def as_dict(self) -> dict[str, Any]:
        """The scores by their names, for `scores.json`."""
        names = {"MAE": self.mae, "RMSE": self.rmse, "MAPE": self.mape, "WAPE": self.wape, "R2": self.r2}
        return {name: value if value is None or math.isfinite(value) else None for name, value in names.items()}


@dataclass
class Tally:
    """Sums up one forecaster's errors, for every step of the horizon and every target."""

    sums: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    _centre: NDArray[np.float64] | None = None

    def add(self, forecast: NDArray[np.float64], truth: NDArray[np.float64]) -> None:
        """
        Add a chunk; a truth that is NaN was not observed and does not count.

        Args:
            forecast, truth: original units, `[windows, horizon, targets]`.
        """
        seen = ~np.isnan(truth)
        error = np.where(seen, forecast - truth, 0.0)
        truth = np.where(seen, truth, 0.0)
        absolute, square = np.abs(error), error**2
        if self._centre is None:
            self._centre = truth.sum(axis=(0, 1)) / np.maximum(seen.sum(axis=(0, 1)), 1)
        # Sums around a value near the mean stay exact where the truth is far from 0.
        centred = np.where(seen, truth - self._centre, 0.0)
        nonzero = seen & (truth != 0)
        parts = {
            "count": seen,
            "absolute": absolute,
            "square": square,
            "size": np.abs(truth),
            "relative": np.divide(absolute, np.abs(truth), out=np.zeros_like(truth), where=nonzero),
            "zeros": seen & (truth == 0),
            "centred": centred,
            "spread": centred**2,
        }
        for name, values in parts.items():
            self.sums[name] = self.sums.get(name, 0.0) + values.sum(axis=0, dtype=np.float64)

    def scores(self) -> Scores:
        """The scores over everything."""
        return self._scores(self.sums)

    def by_step(self) -> list[Scores]:
        """The scores of every step of the horizon."""
        steps = len(self.sums["count"])
        return [
            self._scores({name: values[step : step + 1] for name, values in self.sums.items()}) for step in range(steps)
        ]

    def by_target(self) -> list[Scores]:
        """The scores of every target."""
        targets = self.sums["count"].shape[1]
        return [
            self._scores({name: values[:, target : target + 1] for name, values in self.sums.items()})
            for target in range(targets)
        ]

    @staticmethod
    def _scores(sums: dict[str, NDArray[np.float64]]) -> Scores:
        count = float(sums["count"].sum())
        if count == 0:
            return Scores(math.nan, math.nan, None, None, None, 0)
        zeros, size = int(sums["zeros"].sum()), float(sums["size"].sum())
        return Scores(
            mae=float(sums["absolute"].sum()) / count,
            rmse=math.sqrt(float(sums["square"].sum()) / count),
            mape=None if zeros else 100 * float(sums["relative"].sum()) / count,
            wape=100 * float(sums["absolute"].sum()) / size if size else None,
            r2=_r2(sums),
            zeros=zeros,
        )


def window_errors(forecast: NDArray[np.float64], truth: NDArray[np.float64], primary: Primary) -> NDArray[np.float64]:
    """The errors behind the primary score, summed over each window: squared for RMSE, absolute for MAE."""
    error = np.nan_to_num(np.abs(forecast - truth))
    summed: NDArray[np.float64] = (error if primary == "MAE" else error**2).sum(axis=(1, 2))
    return summed


def _r2(sums: dict[str, NDArray[np.float64]]) -> float | None:
    """Target by target, the mean over the targets: targets of different units are not thrown together."""
    counts = np.maximum(sums["count"].sum(axis=0), 1)
    spread = sums["spread"].sum(axis=0) - sums["centred"].sum(axis=0) ** 2 / counts
    if (spread <= 1e-12 * np.maximum(sums["spread"].sum(axis=0), 1e-300)).any():
        return None
    return float(np.mean(1 - sums["square"].sum(axis=0) / spread))
