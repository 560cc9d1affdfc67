"""
In which units a training line speaks.

The model learns scaled values, so Keras's loss is a scaled number, and is called so. Errors that carry the target's
unit are converted where scaling is the same straight line for every window.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from seqspec.data.examples import Examples, Task

_IN_UNITS = {"mae", "mean_absolute_error", "rmse", "root_mean_squared_error"}
_PURE_NUMBERS = (
    "accuracy",
    "acc",
    "auc",
    "precision",
    "recall",
    "f1_score",
    "fbeta_score",
    "r2_score",
    "learning_rate",
)


_FACTS = {"epoch", "batches", "seconds", "cut_short"}
"""What a record holds beside Keras's logs."""


@dataclass(frozen=True, slots=True)
class Units:
    """
    What a value has to be multiplied by.

    Args:
        scaled: whether the model's units differ from the original ones.
        slope: original units in one unit of the model; None where there is no one number.
    """

    scaled: bool
    slope: float | None

    def show(self, logs: Mapping[str, float]) -> dict[str, float]:
        """The logs of Keras with names that say their unit; losses first."""
        shown = dict(self._show(name, float(value)) for name, value in logs.items())
        return dict(sorted(shown.items(), key=lambda item: "loss" not in item[0]))

    def show_record(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """An epoch's record with its logs shown so; a value that is no number stays None."""
        logs = {name: math.nan if value is None else value for name, value in record.items() if name not in _FACTS}
        shown = {name: None if math.isnan(value) else value for name, value in self.show(logs).items()}
        facts = {name: value for name, value in record.items() if name in _FACTS and name != "epoch"}
        return {"epoch": record["epoch"], **shown, **facts}

    def as_dict(self) -> dict[str, Any]:
        """For `environment.json`: how to read the numbers in `metrics.jsonl`, which are Keras's own."""
        said = "scaled: the model's own units" if self.scaled else "original: the model learns unscaled values"
        if not self.scaled and self.slope is None:
            said = "none: losses and scores are pure numbers"
        return {"units": said, "original_units_in_one": self.slope}

    def _show(self, name: str, value: float) -> tuple[str, float]:
        metric = name.removeprefix("val_")
        if not self.scaled or any(pure in metric for pure in _PURE_NUMBERS):
            return name, value
        if metric in _IN_UNITS and self.slope is not None:
            return name, value * self.slope
        return f"{name} (scaled)", value


NO_UNITS = Units(scaled=False, slope=None)
"""Of chances, classes and texts: losses and scores are pure numbers."""


def units(task: Task, part: Examples, shape: tuple[int, ...]) -> Units:
    """
    Find the units of a part by restoring 0, 1 and 2 in a few windows.

    Args:
        task: only numbers have units.
        part: the training part.
        shape: one output of the model, without the batch axis.
    """
    if task.kind != "numbers":
        return NO_UNITS
    shape = part.targets(np.arange(1), 1 + len(shape)).shape[1:]  # several quantiles of a number have its unit
    index = np.unique(np.linspace(0, len(part) - 1, num=min(8, len(part))).astype(np.int64))
    zero, one, two = (part.restore(np.full((len(index), *shape), value, np.float32), index) for value in (0, 1, 2))
    first, second = one - zero, two - one
    identity = np.allclose(zero, 0) and np.allclose(first, 1)
    straight = part.affine and np.allclose(first, second, rtol=1e-4) and np.allclose(first, first.flat[0], rtol=1e-4)
    return Units(not identity, abs(float(first.flat[0])) if straight else None)
