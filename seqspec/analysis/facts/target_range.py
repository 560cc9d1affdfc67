"""Which values a target has, and which the end of a model can give."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Path
from seqspec.language.data import Data
from seqspec.language.recipe.scale import EVERY

VALUES: dict[str, tuple[float, float]] = {
    "exponential": (0, inf), "hard_sigmoid": (0, 1), "hard_tanh": (-1, 1), "relu": (0, inf), "relu6": (0, 6),
    "sigmoid": (0, 1), "softmax": (0, 1), "softplus": (0, inf), "softsign": (-1, 1), "sparse_plus": (0, inf),
    "sparse_sigmoid": (0, 1), "squareplus": (0, inf), "tanh": (-1, 1),
}  # fmt: skip
"""The values that an activation can give; those of the others have no bound on either side that matters."""


@dataclass(frozen=True, slots=True)
class Range:
    """
    The values of a target as the model sees them.

    Args:
        low, high: the smallest and the largest one; infinite where scaling leads to both sides of 0 without a bound,
            None where nobody says.
        path: what says so.
        text: the same in words.
    """

    low: float | None
    high: float | None
    path: Path
    text: str

    @property
    def goes_negative(self) -> bool:
        """Whether there are values below 0."""
        return self.low is not None and self.low < 0

    @property
    def holds_zero(self) -> bool:
        """Whether there are values of 0, or next to it."""
        return self.low is not None and self.high is not None and self.low <= 0 <= self.high

    def leaves(self, low: float, high: float) -> bool:
        """Whether some values lie outside two bounds."""
        return (self.low is not None and self.low < low) or (self.high is not None and self.high > high)


def target_range(subject: Subject) -> Range | None:
    """The values of a target of real numbers; None where it holds labels, or nobody says."""
    data, delivery = subject.spec.data, subject.delivery
    if data is None or delivery is None or delivery.kind != "real" or not subject.spec.values_known:
        return None
    if data.arrays is not None:
        return _declared(data)
    ranges = [_scaled(data, column) for column in data.target_columns]
    return ranges[0] if ranges and all(each == ranges[0] for each in ranges) else None


def _declared(data: Data) -> Range | None:
    target = data.arrays.target if data.arrays else None
    if target is None or (target.min is None and target.max is None):
        return None
    ends = [
        f"from {target.min:g}" if target.min is not None else "",
        f"to {target.max:g}" if target.max is not None else "",
    ]
    return Range(target.min, target.max, ("data", "arrays", "target"), f"goes {' '.join(filter(None, ends))}")


def _scaled(data: Data, column: str) -> Range | None:
    scaler = data.scaler(column)
    if data.window is not None and data.window.normalize != "none":
        return Range(-inf, inf, ("data", "window", "normalize"), "lies on both sides of 0")
    if scaler.kind in {"standard", "robust"}:
        return Range(-inf, inf, ("data", "scale"), "lies on both sides of 0, and beyond 1")
    if scaler.kind == "minmax":
        low, high = scaler.range
        return Range(low, high, ("data", "scale"), f"goes from {low:g} to {high:g}")
    bounds = data.clip.get(column) or data.clip.get(EVERY)
    if bounds is None or {column, EVERY} & {*data.difference, *data.log1p}:
        return None
    return Range(bounds[0], bounds[1], ("data", "clip"), "is clipped")
