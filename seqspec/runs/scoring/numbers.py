"""How far numbers are from the truth, in the units people read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from seqspec.runs.scoring.tally import Chunk, Primary, Scores, Sums, add_up

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass
class Numbers:
    """
    Sums up one forecaster's errors, for every step of the horizon and every target.

    Args:
        primary: which error counts.
        deviations: the deviation of each target in the training part, where there are several targets: what has
            different units is only added up in these.
    """

    primary: Primary
    deviations: NDArray[np.float64] | None = None
    sums: Sums = field(default_factory=dict)
    confusion: None = None
    _centre: NDArray[np.float64] | None = None

    def add(self, forecast: NDArray[np.float64], chunk: Chunk) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Take in forecasts in original units, `[n, horizon, targets]`; see `Tally.add`."""
        seen = ~np.isnan(chunk.truth)
        forecast, truth = np.where(seen, forecast, 0.0), np.where(seen, chunk.truth, 0.0)
        if self._centre is None:
            self._centre = truth.sum(axis=(0, 1)) / np.maximum(seen.sum(axis=(0, 1)), 1)
        add_up(self.sums, {"count": seen, **self._errors(forecast, truth, seen), **_in_naive(forecast, truth, chunk)})
        errors = (forecast - truth) / (1 if self.deviations is None else self.deviations)
        errors = np.abs(errors) if self.primary.startswith("MAE") else errors**2
        return errors.sum(axis=(1, 2)), seen.sum(axis=(1, 2), dtype=np.float64)

    def _errors(self, forecast: NDArray[np.float64], truth: NDArray[np.float64], seen: NDArray[np.bool_]) -> Sums:
        absolute, size = np.abs(forecast - truth), np.abs(truth)
        # Sums around a value near the mean stay exact where the truth is far from 0.
        centred = (truth - (0.0 if self._centre is None else self._centre)) * seen
        return {
            "absolute": absolute,
            "square": absolute**2,
            "size": size,
            "relative": np.divide(absolute, size, out=np.zeros_like(size), where=size > 0),
            "symmetric": _symmetric(absolute, size + np.abs(forecast)),
            "zeros": (np.equal(size, 0) & seen).astype(np.float64),
            "centred": centred,
            "spread": centred**2,
        }

    def scores(self) -> Scores:
        """The scores over everything."""
        return self._scores(self.sums)

    def by_step(self) -> list[Scores]:
        """The scores of every step of the horizon; none where there is one."""
        steps = len(self.sums["count"])
        cut = [{name: values[step : step + 1] for name, values in self.sums.items()} for step in range(steps)]
        return [self._scores(sums) for sums in cut] if steps > 1 else []

    def by_target(self) -> list[Scores]:
        """The scores of every target in its own units; none where there is one."""
        targets = self.sums["count"].shape[1]
        cut = [{name: values[:, [each]] for name, values in self.sums.items()} for each in range(targets)]
        return [_in_units(sums) for sums in cut] if targets > 1 else []

    def _scores(self, sums: Sums) -> Scores:
        return _in_units(sums) if self.deviations is None else _in_deviations(sums, self.deviations)


def _symmetric(absolute: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Errors as shares of the mean size of forecast and truth; where both are 0 there is none."""
    found = np.full_like(sizes, 2.0)  # what an infinite forecast comes to
    return np.divide(2 * absolute, sizes, out=np.where(sizes > 0, found, 0.0), where=(sizes > 0) & np.isfinite(sizes))


def _in_naive(forecast: NDArray[np.float64], truth: NDArray[np.float64], chunk: Chunk) -> Sums:
    """Errors in units of those of the naive forecast; those of a series that never changes do not count."""
    if chunk.naive is None:
        return {}
    known = ~np.isnan(chunk.truth) & ~np.isnan(chunk.naive)
    return {"known": known.astype(np.float64), "scaled": np.where(known, np.abs(forecast - truth) / chunk.naive, 0.0)}


def _mase(total: Mapping[str, float]) -> dict[str, float | None]:
    """Nothing at all where nobody asked; None where the naive forecast is never wrong."""
    if "known" not in total:
        return {}
    return {"MASE": total["scaled"] / total["known"] if total["known"] else None}


def _in_units(sums: Sums) -> Scores:
    total = {name: float(values.sum()) for name, values in sums.items()}
    count, zeros = total["count"], round(total["zeros"])
    if not count:
        return Scores({}, zeros)
    values = {
        "MAE": total["absolute"] / count,
        "RMSE": math.sqrt(total["square"] / count),
        "MAPE": None if zeros else 100 * total["relative"] / count,
        "sMAPE": 100 * total["symmetric"] / count,
        "WAPE": 100 * total["absolute"] / total["size"] if total["size"] else None,
        **_mase(total),
        "R2": _r2(sums),
    }
    return Scores(values, zeros)


def _in_deviations(sums: Sums, deviations: NDArray[np.float64]) -> Scores:
    """Errors divided by the deviation of their target, over all targets."""
    count = sums["count"].sum()
    if not count:
        return Scores({})
    values: dict[str, float | None] = {
        "MAE (deviations)": float((sums["absolute"] / deviations).sum() / count),
        "RMSE (deviations)": math.sqrt((sums["square"] / deviations**2).sum() / count),
        **_mase({name: float(values.sum()) for name, values in sums.items()}),
        "R2": _r2(sums),
    }
    return Scores(values)


def _r2(sums: Sums) -> float | None:
    """Target by target, the mean over the targets: targets of different units are not thrown together."""
    counts = np.maximum(sums["count"].sum(axis=0), 1)
    around = sums["spread"].sum(axis=0)
    spread = around - sums["centred"].sum(axis=0) ** 2 / counts
    if (spread <= 1e-12 * around).any():
        return None
    return float(np.mean(1 - sums["square"].sum(axis=0) / spread))
