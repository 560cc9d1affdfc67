"""How far back and ahead in the model's input one step of a layer's output can see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, inf
from typing import TypeAlias

Number: TypeAlias = int | float | Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """A place in the input for each step of a signal: `slope * step + offset`. It never falls."""

    slope: Number
    offset: Number

    def at(self, step: Number) -> Number:
        """The place that belongs to a step, or to a place between two."""
        return self.slope * step + self.offset

    def before(self, stride: Number, shift: Number) -> Line:
        """The line for a signal whose step `t` stands at `stride * t + shift` of this one."""
        return Line(self.slope * stride, self.at(shift))


@dataclass(frozen=True, slots=True)
class Reach:
    """
    The stretch of the model's input that a step of a signal depends on, padding not counted.

    A layer's rule takes the reach of its input and gives that of its output. Steps lie along the first axis after the
    batch. Between the first and the last step of the stretch some may be left out, as with dilation.

    Args:
        first, last: where the stretch begins and ends, by the step of the signal.
    """

    first: Line = Line(1, 0)
    last: Line = Line(1, 0)

    def window(self, before: Number, after: Number, stride: Number = 1) -> Reach:
        """After a layer whose step `t` sees from `before` steps before `stride * t` to `after` steps after it."""
        return Reach(self.first.before(stride, -before), self.last.before(stride, after))

    def so_far(self) -> Reach:
        """After a layer that has read every step up to the one it stands at."""
        return Reach(Line(0, self.first.at(0)), self.last)

    def all(self, steps: int | None) -> Reach:
        """After a layer that mixes all the steps of its input; None where nobody knows how many there are."""
        return Reach(Line(0, self.first.at(0)), Line(0, inf if steps is None else self.last.at(steps - 1)))

    @property
    def is_all(self) -> bool:
        """Whether every step sees the same."""
        return self.first.slope == 0 == self.last.slope

    @property
    def is_so_far(self) -> bool:
        """Whether a step sees what lies before it, however long ago."""
        return self.first.slope == 0 != self.last.slope

    def extent(self, inputs: int | None, outputs: int | None) -> int | None:
        """
        How many steps of the input one step can see: of all steps the one that sees most. None where it depends on
        how many there are, and nobody knows.

        Args:
            inputs: the steps of the model's input.
            outputs: the steps of the signal.
        """
        if inputs is None or outputs is None:
            width = self.last.offset - self.first.offset
            return floor(width) + 1 if self.first.slope == self.last.slope and width < inf else None
        return max(self._seen(step, inputs) for step in self._widest(inputs, outputs))

    def _seen(self, step: int, inputs: int) -> int:
        first, last = max(self.first.at(step), 0), min(self.last.at(step), inputs - 1)
        return max(floor(last) - ceil(first) + 1, 0)

    def _widest(self, inputs: int, outputs: int) -> Iterator[int]:
        """The steps one of which sees most: the ends, and those around which the stretch meets an end of the input."""
        yield from (0, outputs - 1)
        for line, place in ((self.first, 0), (self.last, inputs - 1)):
            if line.slope:
                meeting = floor((place - line.offset) / line.slope)
                phases = Fraction(line.slope).denominator
                yield from (min(max(meeting + each, 0), outputs - 1) for each in range(-phases, phases + 1))
