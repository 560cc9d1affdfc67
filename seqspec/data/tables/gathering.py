"""How a batch of windows is gathered from the rows of a table, in any array module that is like NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.data.tables.layout import Layout
from seqspec.data.tables.windows import Geometry


@dataclass(frozen=True, eq=False)
class Gathering:
    """
    The same windows and targets as `Part` gives; pure, so that it can be compiled.

    The arrays are `rows` in model units, the `origins` of all examples, and `observed` where a series has it.

    Args:
        geometry, layout: of the part and its series.
        classes, one_hot: how a target is written down.
        shown: where in an input row each target's own past is; None where it is not.
        relative: which numbers of an input row a window is made relative to; None where it is not.
        floor: the least spread of each that is divided by.
        rank: axes of the model's output.
    """

    geometry: Geometry
    layout: Layout
    classes: int | None
    one_hot: bool
    shown: tuple[int | None, ...]
    relative: NDArray[np.bool_] | None
    floor: NDArray[np.float32] | None
    rank: int

    def __call__(self, module: Any, arrays: Mapping[str, Any], index: Any) -> tuple[Any, Any, None]:
        """Inputs, targets and no weights of the examples with these numbers."""
        origins = module.take(arrays["origins"], index, mode="clip")
        windows = self._apart(module, self._windows(module, arrays, origins))
        targets = self._at(module, arrays, origins)
        if self.relative is not None:
            center, spread = self._reference(module, windows)
            if self.classes is None:
                targets = (targets - self._own(module, center, 0)) / self._own(module, spread, 1)
            windows = (windows - center) / spread
        return self._delivered(windows), self._answered(module, targets), None

    def _windows(self, module: Any, arrays: Mapping[str, Any], origins: Any) -> Any:
        rows = origins[:, None] + np.arange(1 - self.geometry.length, 1, dtype=np.int32)
        features = self.layout.features
        if "observed" not in arrays:
            return module.take(arrays["rows"], rows, axis=0, mode="clip")[:, :, :features]
        known = module.take(arrays["observed"], origins, axis=0, mode="clip")[:, None]
        return arrays["rows"][module.minimum(rows[:, :, None], known), np.arange(features)]

    def _apart(self, module: Any, found: Any) -> Any:
        """A row of zeros with a one for each number of a category that is seen so."""
        widths = self.layout.widths
        if sum(widths) == len(widths):
            return found
        columns = [found[:, :, place : place + 1] for place in range(len(widths))]
        parted = [
            column if width == 1 else (column == np.arange(width, dtype=np.float32)).astype(np.float32)
            for column, width in zip(columns, widths, strict=True)
        ]
        return module.concatenate(parted, axis=2)

    def _at(self, module: Any, arrays: Mapping[str, Any], origins: Any) -> Any:
        rows = origins[:, None] + np.arange(self.geometry.first, self.geometry.last + 1, dtype=np.int32)
        return module.take(arrays["rows"], rows, axis=0, mode="clip")[
            :, :, np.array(self.layout.targets, dtype=np.int32)
        ]

    def _reference(self, module: Any, windows: Any) -> tuple[Any, Any]:
        """Center and spread of every number of a window, `[n, 1, width]`; see `Part.reference`."""
        if self.geometry.normalize == "last":
            center = module.where(self.relative, windows[:, -1:], np.float32(0))
            return center, module.ones_like(center)
        center, spread = windows.mean(axis=1, keepdims=True), windows.std(axis=1, keepdims=True)
        wide = module.maximum(spread, self.floor)
        return module.where(self.relative, center, np.float32(0)), module.where(self.relative, wide, np.float32(1))

    def _own(self, module: Any, reference: Any, else_: int) -> Any:
        """What each target is made relative to, `[n, 1, targets]`."""
        none = module.full_like(reference[:, :, :1], else_)
        return module.concatenate(
            [none if each is None else reference[:, :, each : each + 1] for each in self.shown], axis=2
        )

    def _delivered(self, windows: Any) -> Any:
        if not self.layout.ids:
            return windows if self.geometry.whole else windows[:, 0]
        ids = windows.astype(np.int32)
        if not self.geometry.whole:
            return ids[:, 0]
        return ids[:, :, 0] if ids.shape[2] == 1 else ids

    def _answered(self, module: Any, targets: Any) -> Any:
        steps = self.rank == 3 and self.geometry.whole
        if self.classes is None:
            return targets if steps else targets.reshape(len(targets), -1)
        numbers = targets[:, :, 0].astype(np.int32)
        if self.one_hot:
            ones = (numbers[:, :, None] == np.arange(self.classes)).astype(np.float32)
            return ones if steps else ones.reshape(len(ones), -1)
        return numbers if steps or numbers.shape[1] > 1 else numbers[:, 0]
