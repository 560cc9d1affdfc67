"""
How far forecasts are from the truth, in the units people read.

Errors are summed chunk by chunk, so that memory does not follow windows times horizon.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.language.named import Named
    from seqspec.language.recipe.target import Kind

Primary = Literal["RMSE", "MAE", "log loss"]
Sums: TypeAlias = "dict[str, NDArray[np.float64]]"

_ABSOLUTE = {"MeanAbsoluteError", "Huber", "LogCosh", "MeanAbsolutePercentageError"}
_PROBABILITIES = {"BinaryCrossentropy", "BinaryFocalCrossentropy"}
_SMALLEST = 1e-7  # Keras's own bound for the logarithm of a probability


def primary_score(loss: Named | None, kind: Kind) -> Primary:
    """
    The score that a loss optimises: log loss for probabilities, MAE for absolute errors, RMSE for all others.

    Args:
        loss: as the spec has it.
        kind: how the target is written down; a real one has no probability, whatever the loss.
    """
    name = loss.type if loss is not None else ""
    return "log loss" if name in _PROBABILITIES and kind != "real" else "MAE" if name in _ABSOLUTE else "RMSE"


@dataclass(frozen=True, slots=True)
class Scores:
    """
    The scores of one forecaster over one part of the data.

    Args:
        values: by name. MAE and RMSE are in the units of the target. MAPE is in percent, and None where a truth is 0;
            WAPE is the sum of the errors in percent of the sum of the truths. R2 is 1 for perfect and 0 for the part's
            own mean. Log loss and accuracy are those of probabilities.
        zeros: truths that are 0, which is why there may be no MAPE.
    """

    values: dict[str, float | None]
    zeros: int

    def primary(self, name: Primary) -> float:
        """The score that the verdict is about; infinite where there is none."""
        value = self.values.get(name)
        return math.inf if value is None else value


@dataclass
class Tally:
    """
    Sums up one forecaster's errors, for every step of the horizon and every target.

    Args:
        primary: decides whether forecasts are probabilities or numbers.
    """

    primary: Primary
    sums: Sums = field(default_factory=dict)
    _centre: NDArray[np.float64] | None = None

    def add(self, forecast: NDArray[np.float64], truth: NDArray[np.float64]) -> None:
        """
        Add a chunk; a truth that is NaN was not observed and does not count.

        Args:
            forecast, truth: original units, `[windows, horizon, targets]`.
        """
        seen = ~np.isnan(truth)
        forecast, truth = np.where(seen, forecast, 0.0), np.where(seen, truth, 0.0)
        if self._centre is None:
            self._centre = truth.sum(axis=(0, 1)) / np.maximum(seen.sum(axis=(0, 1)), 1)
        parts = {
            "count": seen,
            **(_odds(forecast, truth) if self.primary == "log loss" else self._errors(forecast, truth)),
        }
        for name, values in parts.items():
            self.sums[name] = self.sums.get(name, 0.0) + (values * seen).sum(axis=0, dtype=np.float64)

    def _errors(self, forecast: NDArray[np.float64], truth: NDArray[np.float64]) -> Sums:
        absolute, size = np.abs(forecast - truth), np.abs(truth)
        # Sums around a value near the mean stay exact where the truth is far from 0.
        centred = truth - (0.0 if self._centre is None else self._centre)
        return {
            "absolute": absolute,
            "square": absolute**2,
            "size": size,
            "relative": np.divide(absolute, size, out=np.zeros_like(size), where=size > 0),
            "zeros": np.equal(size, 0).astype(np.float64),
            "centred": centred,
            "spread": centred**2,
        }

    def scores(self) -> Scores:
        """The scores over everything."""
        return self._scores(self.sums)

    def by_step(self) -> list[Scores]:
        """The scores of every step of the horizon."""
        steps = range(len(self.sums["count"]))
        return [self._scores({name: values[step : step + 1] for name, values in self.sums.items()}) for step in steps]

    def by_target(self) -> list[Scores]:
        """The scores of every target."""
        targets = range(self.sums["count"].shape[1])
        return [
            self._scores({name: values[:, each : each + 1] for name, values in self.sums.items()}) for each in targets
        ]

    def _scores(self, sums: Sums) -> Scores:
        count = float(sums["count"].sum())
        total = {name: float(values.sum()) for name, values in sums.items()}
        if self.primary == "log loss":
            return Scores({"log loss": total["loss"] / count, "accuracy": total["hits"] / count} if count else {}, 0)
        zeros = round(total["zeros"])
        if not count:
            return Scores({}, zeros)
        values = {
            "MAE": total["absolute"] / count,
            "RMSE": math.sqrt(total["square"] / count),
            "MAPE": None if zeros else 100 * total["relative"] / count,
            "WAPE": 100 * total["absolute"] / total["size"] if total["size"] else None,
            "R2": _r2(sums),
        }
        return Scores(values, zeros)


def window_errors(forecast: NDArray[np.float64], truth: NDArray[np.float64], primary: Primary) -> NDArray[np.float64]:
    """The errors behind the primary score, summed over each window: squared for RMSE, else as they are."""
    if primary == "log loss":
        errors = _odds(forecast, truth)["loss"]
    else:
        errors = np.abs(forecast - truth) if primary == "MAE" else (forecast - truth) ** 2
    summed: NDArray[np.float64] = np.where(np.isnan(truth), 0.0, errors).sum(axis=(1, 2))
    return summed


def _odds(forecast: NDArray[np.float64], truth: NDArray[np.float64]) -> Sums:
    """What is made of a probability where the truth is 0 or 1."""
    chance = np.clip(forecast, _SMALLEST, 1 - _SMALLEST)
    loss = -(truth * np.log(chance) + (1 - truth) * np.log1p(-chance))
    return {"loss": loss, "hits": np.equal(forecast > 0.5, truth > 0.5).astype(np.float64)}


def _r2(sums: Sums) -> float | None:
    """Target by target, the mean over the targets: targets of different units are not thrown together."""
    counts = np.maximum(sums["count"].sum(axis=0), 1)
    around = sums["spread"].sum(axis=0)
    spread = around - sums["centred"].sum(axis=0) ** 2 / counts
    if (spread <= 1e-12 * around).any():
        return None
    return float(np.mean(1 - sums["square"].sum(axis=0) / spread))
