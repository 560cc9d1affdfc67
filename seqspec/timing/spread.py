"""Several measurements of one thing: their middle, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some measurements, the lowest and the highest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of at least one value."""
        return cls(median(values), min(values), max(values))

    def map(self, function: Callable[[float], float]) -> Spread:
        """The spread of what a rising or falling function makes of each value."""
        low, high = sorted((function(self.low), function(self.high)))
        return Spread(function(self.median), low, high)

    def as_dict(self) -> dict[str, float]:
        """As JSON."""
        return {"median": self.median, "low": self.low, "high": self.high}
