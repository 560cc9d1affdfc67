"""The examples of one part of the data, gathered when they are asked for."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data.examples import Held, Index
from seqspec.data.reading.places import Places
from seqspec.data.tables import timeline
from seqspec.data.tables.gathering import Gathering
from seqspec.data.tables.series import Series
from seqspec.data.tables.windows import Geometry, Origins, take

Reference: TypeAlias = tuple[NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True)
class Answer:
    """
    How a target is written down.

    Args:
        classes: how many classes the one target has; None where it is no class.
        one_hot: a class is a row of zeros with a one.
    """

    classes: int | None = None
    one_hot: bool = False


@dataclass(frozen=True)
class Calendar:
    """
    What rows are called.

    Args:
        time: when each row is.
        frequency: how the time goes on, where the recipe says so.
        places: where the rows came from.
        series: the names of the series; empty for a single one.
    """

    time: NDArray[Any] | None = None
    frequency: str | int | float | None = None
    places: Places = dataclasses.field(default_factory=Places)
    series: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """
    The examples whose targets lie in one part of the rows.

    Examples are asked for by index; None stands for all of them, which costs memory: ask for some at a time.
    """

    series: Series
    geometry: Geometry
    places: Origins
    answer: Answer = dataclasses.field(default_factory=Answer)
    calendar: Calendar = dataclasses.field(default_factory=Calendar)

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

    def inputs(self, index: Index = None) -> NDArray[Any]:
        """
        Inputs in model units: `[n, length, width]`, or `[n, width]` without a window.

        Where there are numbers of categories and nothing else they are int32, and those of one column `[n, length]`.
        """
        windows = self._windows(take(self.places, index))
        if self.geometry.normalize != "none":
            center, spread = self.reference(windows)
            windows = (windows - center) / spread
        if self.series.layout.ids:
            ids = windows.astype(np.int32)
            return ids[:, 0] if not self.geometry.whole else ids[:, :, 0] if ids.shape[2] == 1 else ids
        return windows if self.geometry.whole else windows[:, 0]

    def targets(self, index: Index = None, rank: int = 2) -> NDArray[Any]:
        """
        Targets in model units: `[n, steps * targets]`, or `[n, steps, targets]` under an output of rank 3.

        Classes by their numbers, int32: `[n]`, or `[n, steps]` where there are several steps or the rank is 3.
        """
        origins = take(self.places, index)
        targets = self.series.at(self._target_rows(origins))
        if self.answer.classes is not None:
            return self._classes(targets[:, :, 0].astype(np.int32), rank)
        if self.geometry.normalize != "none":
            center, spread = self._target_reference(origins)
            targets = (targets - center) / spread
        return targets if rank == 3 and self.geometry.whole else targets.reshape(len(targets), -1)

    def _classes(self, numbers: NDArray[np.int32], rank: int) -> NDArray[Any]:
        steps = rank == 3 and self.geometry.whole
        if self.answer.one_hot:
            every = np.arange(self.answer.classes or 0)
            ones: NDArray[np.float32] = (numbers[:, :, None] == every).astype(np.float32)
            return ones if steps else ones.reshape(len(ones), -1)
        return numbers if steps or numbers.shape[1] > 1 else numbers[:, 0]

    def weights(self, index: Index = None) -> None:
        """Every step counts the same."""

    def held(self, rank: int = 2) -> Held:
        """The rows in model units, and where each window ends; windows themselves are not stored."""
        series, geometry = self.series, self.geometry
        arrays: dict[str, NDArray[Any]] = {"rows": series.in_model_units(), "origins": take(self.places, None)}
        if series.observed is not None:
            arrays["observed"] = series.observed
        relative, floor = (None, None) if geometry.normalize == "none" else (self._relative, self._floor)
        gathering = Gathering(
            geometry,
            series.layout,
            self.answer.classes,
            self.answer.one_hot,
            tuple(series.shown),
            relative,
            floor,
            rank,
        )
        return Held({name: _narrow(array) for name, array in arrays.items()}, gathering)

    def truth(self, index: Index = None) -> NDArray[np.float64]:
        """
        What was observed, NaN where nothing was: `[n, horizon, targets]` in original units, or `[n, horizon]` classes.

        With `targets: each_step` a window is judged by its last step, which has seen all of it.
        """
        origins = take(self.places, index)
        truth = self.series.observed_at(self._judged_rows(origins), origins)
        return truth if self.answer.classes is None else truth[:, :, 0]

    def restore(self, outputs: NDArray[np.floating[Any]], index: Index = None) -> NDArray[np.float64]:
        """A model's outputs in original units: `[n, horizon, targets]`, or `[n, horizon, classes]`."""
        origins = take(self.places, index)
        values = np.asarray(outputs, dtype=np.float64).reshape(len(origins), self.geometry.steps, -1)
        if self.geometry.each_step:
            values = values[:, -1:]
        if self.answer.classes is not None:
            return values
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

    def groups(self, index: Index = None) -> list[str] | None:
        """The name of the series that each example belongs to: `[n]`; None where there is only one."""
        which = self.series.which(take(self.places, index))
        return None if which is None or not self.calendar.series else [self.calendar.series[each] for each in which]

    def stamps(self, index: Index = None) -> NDArray[Any]:
        """When each target is, `[n, horizon]`: of `time`, else rows from 1; continued past the end of its series."""
        origins = take(self.places, index)
        rows = self._judged_rows(origins)
        ends = np.broadcast_to(np.reshape(self.series.ends(origins), (-1, 1)), rows.shape)
        beyond, inside = rows >= ends, np.minimum(rows, ends - 1)
        time = self.calendar.time
        stamps = self.calendar.places.number(inside) if time is None else time[inside]
        if beyond.any():
            stamps[beyond] = self._later(rows[beyond], ends[beyond])
        return stamps

    def _later(self, rows: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[Any]:
        """When rows past the end of their series are."""
        time, further = self.calendar.time, rows - ends
        if time is None:
            return self.calendar.places.number(ends - 1) + further + 1
        later = np.empty(len(rows), dtype=time.dtype)
        for end in np.unique(ends):
            here = ends == end
            first = int(self.series.starts[self.series.starts < end][-1]) if self.series.starts is not None else 0
            known = timeline.continued(time[first:end], int(further[here].max()) + 1, self.calendar.frequency)
            later[here] = known[further[here]]
        return later

    def reference(self, windows: NDArray[np.float32]) -> Reference:
        """What each window is made relative to: center and spread of every number it holds, `[n, 1, width]`."""
        amounts = self._relative
        if self.geometry.normalize == "last":
            center = np.where(amounts, windows[:, -1:], np.float32(0))
            return center, np.ones_like(center)
        center, spread = windows.mean(axis=1, keepdims=True), windows.std(axis=1, keepdims=True)
        wide = np.maximum(spread, self._floor)
        return np.where(amounts, center, np.float32(0)), np.where(amounts, wide, np.float32(1))

    @property
    def _relative(self) -> NDArray[np.bool_]:
        """Which numbers of an input row are amounts, which a window can be made relative to."""
        tracks = self.series.layout.tracks[: self.series.features]
        return np.repeat([track.relative for track in tracks], self.series.layout.widths)

    @property
    def _floor(self) -> NDArray[np.float32]:
        """The least spread of each number of an input row that is divided by."""
        chains = self.series.chains[: self.series.features]
        deviations = np.repeat([chain.deviation for chain in chains], self.series.layout.widths)
        return np.maximum(1e-6 * deviations, np.finfo(np.float32).tiny).astype(np.float32)

    def _target_rows(self, origins: NDArray[np.int64]) -> NDArray[np.int64]:
        return origins[:, None] + np.arange(self.geometry.first, self.geometry.last + 1)

    def _judged_rows(self, origins: NDArray[np.int64]) -> NDArray[np.int64]:
        return origins[:, None] + np.arange(self.geometry.judged, self.geometry.reach + 1)

    def _windows(self, origins: NDArray[np.int64]) -> NDArray[np.float32]:
        return self.series.windows(origins, self.geometry.length)

    def _target_reference(self, origins: NDArray[np.int64]) -> Reference:
        """What each target is made relative to, `[n, 1, targets]`; a label to nothing."""
        center, spread = self.reference(self._windows(origins))
        none = len(origins), 1
        centers = [np.zeros(none, np.float32) if each is None else center[:, :, each] for each in self.series.shown]
        spreads = [np.ones(none, np.float32) if each is None else spread[:, :, each] for each in self.series.shown]
        return np.stack(centers, axis=2), np.stack(spreads, axis=2)


def _narrow(array: NDArray[Any]) -> NDArray[Any]:
    """Numbers of rows in 32 bits, which is what they have on a device."""
    return array.astype(np.int32) if array.dtype == np.int64 else array
