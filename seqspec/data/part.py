"""The examples of one part of the data, gathered when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data import timeline
from seqspec.data.examples import Index
from seqspec.data.series import Series
from seqspec.data.windows import Geometry, Origins, take

Reference: TypeAlias = tuple[NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True)
class Part:
    """
    The examples whose targets lie in one part of the rows.

    Examples are asked for by index; None stands for all of them, which costs memory: ask for some at a time.
    """

    series: Series
    geometry: Geometry
    places: Origins
    time: NDArray[Any] | None = None

    def __len__(self) -> int:
        return len(self.places)

    @property
    def lead(self) -> int:
        """Rows from an origin to the first row that is judged; 1 unless the window's `offset` is larger."""
        return max(self.geometry.judged, 1)

    @property
    def affine(self) -> bool:
        """Whether an error in model units is the same error in original units but for its unit: nothing is clipped."""
        return all(self.series.chains[target].affine for target in self.series.targets)

    def inputs(self, index: Index = None) -> NDArray[np.float32]:
        """Inputs in model units: `[n, length, features]`, or `[n, features]` without a window."""
        windows = self._windows(take(self.places, index))
        if self.geometry.normalize != "none":
            center, spread = self.reference(windows)
            windows = (windows - center) / spread
        return windows if self.geometry.whole else windows[:, 0]

    def targets(self, index: Index = None, rank: int = 2) -> NDArray[np.float32]:
        """Targets in model units: `[n, steps * targets]`, or `[n, steps, targets]` under an output of rank 3."""
        origins = take(self.places, index)
        targets = self.series.at(self._target_rows(origins))
        if self.geometry.normalize != "none":
            center, spread = self._target_reference(origins)
            targets = (targets - center) / spread
        return targets if rank == 3 and self.geometry.whole else targets.reshape(len(targets), -1)

    def weights(self, index: Index = None) -> None:
        """Every step counts the same."""

    def truth(self, index: Index = None) -> NDArray[np.float64]:
        """
        What was observed, in original units: `[n, horizon, targets]`; NaN where nothing was.

        With `targets: each_step` a window is judged by its last step, which has seen all of it.
        """
        return self.series.observed_at(self._judged_rows(take(self.places, index)))

    def restore(self, outputs: NDArray[np.floating[Any]], index: Index = None) -> NDArray[np.float64]:
        """A model's outputs for these examples in original units: `[n, horizon, targets]`."""
        origins = take(self.places, index)
        values = np.asarray(outputs, dtype=np.float64).reshape(len(origins), self.geometry.steps, -1)
        if self.geometry.each_step:
            values = values[:, -1:]
        if self.geometry.normalize != "none":
            center, spread = self._target_reference(origins)
            values = values * spread.astype(np.float64) + center
        return self.series.restore(values, origins)

    def origins(self, index: Index = None) -> NDArray[np.int64]:
        """The last row that a forecast may look at, so that a baseline uses `history[: origin + 1]`; -1 for none."""
        return self._judged_rows(take(self.places, index))[:, 0] - self.lead

    def first_rows(self, index: Index = None) -> NDArray[np.int64]:
        """The first row that each forecast is about: `[n]`."""
        return take(self.places, index) + self.geometry.judged

    def stamps(self, index: Index = None) -> NDArray[Any]:
        """When each target is: `[n, horizon]` of `time`'s values, continued past the last row; else rows from 1."""
        rows = self._judged_rows(take(self.places, index))
        if self.time is None:
            return rows + 1
        end = len(self.time)
        stamps = self.time[np.minimum(rows, end - 1)]
        beyond = rows >= end
        if beyond.any():
            stamps[beyond] = timeline.continued(self.time, int(rows.max()) + 1 - end)[rows[beyond] - end]
        return stamps

    def reference(self, windows: NDArray[np.float32]) -> Reference:
        """What each window is made relative to: center and spread of every feature, `[n, 1, features]`."""
        if self.geometry.normalize == "last":
            center = windows[:, -1:]
            return center, np.ones_like(center)
        deviations = [chain.deviation for chain in self.series.chains[: self.series.features]]
        floor = np.maximum(1e-6 * np.array(deviations), np.finfo(np.float32).tiny).astype(np.float32)
        return windows.mean(axis=1, keepdims=True), np.maximum(windows.std(axis=1, keepdims=True), floor)

    def _target_rows(self, origins: NDArray[np.int64]) -> NDArray[np.int64]:
        return origins[:, None] + np.arange(self.geometry.first, self.geometry.last + 1)

    def _judged_rows(self, origins: NDArray[np.int64]) -> NDArray[np.int64]:
        return origins[:, None] + np.arange(self.geometry.judged, self.geometry.reach + 1)

    def _windows(self, origins: NDArray[np.int64]) -> NDArray[np.float32]:
        return self.series.windows(origins, self.geometry.length)

    def _target_reference(self, origins: NDArray[np.int64]) -> Reference:
        center, spread = self.reference(self._windows(origins))
        chosen = list(self.series.targets)
        return center[:, :, chosen], spread[:, :, chosen]
