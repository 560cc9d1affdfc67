"""How good chances are of what turns out to be 0 or 1."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from seqspec.runs.scoring.tally import SMALLEST, Chunk, Primary, Scores, Sums, add_up

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_RANKED = 2_000_000
"""AUC looks at all chances at once; over more of them than these it is left out."""


@dataclass
class Chances:
    """
    Sums up one forecaster's chances, for every step and every target.

    Args:
        primary: which error counts.
        certain: the forecaster says 0 or 1 and nothing between, so it has neither log loss nor AUC.
    """

    primary: Primary = "log loss"
    certain: bool = False
    sums: Sums = field(default_factory=dict)
    _ranked: list[tuple[NDArray[np.float32], NDArray[np.float32]]] = field(default_factory=list)
    _count: int = 0
    _within: bool = True

    def add(self, forecast: NDArray[np.float64], chunk: Chunk) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Take in the chances of a 1, `[n, steps, targets]`; see `Tally.add`."""
        seen = ~np.isnan(chunk.truth)
        forecast, truth = np.where(seen, forecast, 0.5), np.where(seen, chunk.truth, 0.5)
        self._within &= bool(((forecast >= 0) & (forecast <= 1)).all())
        self._keep(forecast, chunk.truth)
        clipped = np.clip(forecast, SMALLEST, 1 - SMALLEST)
        parts = {
            "log loss": -(truth * np.log(clipped) + (1 - truth) * np.log1p(-clipped)),
            "accuracy": np.not_equal(forecast > 0.5, truth > 0.5).astype(np.float64),
            "RMSE": (forecast - truth) ** 2,
            "MAE": np.abs(forecast - truth),
            "true": truth > 0.5,
            "named": forecast > 0.5,
            "hit": (truth > 0.5) & (forecast > 0.5),
        }
        parts = {name: np.where(seen, values, 0.0) for name, values in parts.items()}
        add_up(self.sums, {"count": seen, **parts})
        return parts[self.primary].sum(axis=(1, 2)), seen.sum(axis=(1, 2), dtype=np.float64)

    def _keep(self, forecast: NDArray[np.float64], truth: NDArray[np.float64]) -> None:
        if self.certain:
            return
        self._count += truth.size
        if self._count > MOST_RANKED:
            self._ranked.clear()
            return
        shape = -1, truth.shape[2]
        self._ranked.append((forecast.reshape(shape).astype(np.float32), truth.reshape(shape).astype(np.float32)))

    def scores(self) -> Scores:
        """The scores over everything."""
        found = self._scores(self.sums)
        return Scores(found.values | {"AUC": self._auc()}) if found.values else found

    def by_step(self) -> list[Scores]:
        """The scores of every step; none where there is one."""
        steps = len(self.sums["count"])
        cut = [{name: values[step : step + 1] for name, values in self.sums.items()} for step in range(steps)]
        return [self._scores(sums) for sums in cut] if steps > 1 else []

    def by_target(self) -> list[Scores]:
        """The scores of every target; none where there is one."""
        targets = self.sums["count"].shape[1]
        cut = [{name: values[:, each : each + 1] for name, values in self.sums.items()} for each in range(targets)]
        return [self._scores(sums) for sums in cut] if targets > 1 else []

    @property
    def confusion(self) -> list[list[int]] | None:
        """How often 0 and 1 (rows) were taken for 0 and 1 (columns); None where there are several targets, or none."""
        if not self.sums or self.sums["count"].shape[1] > 1:
            return None
        count, true, named, hit = (int(self.sums[name].sum()) for name in ("count", "true", "named", "hit"))
        return [[count - true - named + hit, named - hit], [true - hit, hit]]

    def _scores(self, sums: Sums) -> Scores:
        total = {name: float(values.sum()) for name, values in sums.items()}
        count = total["count"]
        if not count:
            return Scores({})
        probable = not self.certain and (self._within or self.primary == "log loss")
        values: dict[str, float | None] = {
            "log loss": total["log loss"] / count if probable else None,
            "accuracy": 1 - total["accuracy"] / count,
            "F1": _f1(sums),
        }
        if self.primary == "RMSE":
            values["RMSE"] = math.sqrt(total["RMSE"] / count)
        if self.primary == "MAE":
            values["MAE"] = total["MAE"] / count
        return Scores(values)

    def _auc(self) -> float | None:
        """The mean over the targets of which both a 0 and a 1 were seen."""
        from sklearn.metrics import roc_auc_score

        if not self._ranked:
            return None
        forecast, truth = (np.concatenate(each) for each in zip(*self._ranked, strict=True))
        areas = []
        for one, other in zip(forecast.T, truth.T, strict=True):
            seen = ~np.isnan(other) & np.isfinite(one)
            if len(np.unique(other[seen])) == 2:
                areas.append(float(roc_auc_score(other[seen], one[seen])))
        return float(np.mean(areas)) if areas else None


def _f1(sums: Sums) -> float | None:
    """Of the ones: the mean over the targets of which a 1 was true or named, None where there are none."""
    both, hit = (sums["true"] + sums["named"]).sum(axis=0), sums["hit"].sum(axis=0)
    return float(np.mean(2 * hit[both > 0] / both[both > 0])) if both.any() else None
