"""The equation of an `EinsumDense` layer, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORM = re.compile(r"(?P<left>\.\.\.)?([a-zA-Z]+)(?P<right>\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?")


@dataclass(frozen=True)
class Equation:
    """
    An equation in its parts: `ab,bc->ac` has the inputs `ab`, the kernel `bc` and the outputs `ac`.

    Args:
        left, right: whether axes that are not named stand before or after the named ones.
    """

    inputs: str
    kernel: str
    outputs: str
    left: bool
    right: bool

    @classmethod
    def read(cls, text: str) -> Equation | None:
        """The parts of an equation, or None where it has none of Keras's three forms."""
        found = _FORM.fullmatch(text)
        if found is None:
            return None
        left, inputs, right, kernel, left_out, outputs, right_out = found.groups()
        one_side = not (left and right) and left == left_out and right == right_out
        enough = len(inputs) > 1 or not right
        return cls(inputs, kernel, outputs, bool(left), bool(right)) if one_side and enough else None

    def contradiction(self) -> str | None:
        """What no sizes could make right."""
        for part in (self.inputs, self.kernel, self.outputs):
            twice = next((letter for letter in part if part.count(letter) > 1), None)
            if twice:
                return f"`{twice}` stands twice in `{part}`"
        sides = (("output", self.outputs, "input nor kernel", self.inputs + self.kernel),
                 ("kernel", self.kernel, "input nor output", self.inputs + self.outputs))  # fmt: skip
        for part, letters, others, known in sides:
            stranger = next((letter for letter in letters if letter not in known), None)
            if stranger:
                return f"`{stranger}` of the {part} is an axis of neither {others}"
        return None
