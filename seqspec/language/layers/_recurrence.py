"""What the recurrent layers share; of those with vectors for states also shapes, weights and costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from seqspec.language.layer import (
    ITEM_BYTES,
    Layer,
    PositiveInt,
    Shape,
    ShapeError,
    Signal,
    Weight,
    require_known,
    require_rank,
)
from seqspec.language.reach import Reach

_SEVERAL = "returns several tensors, and the next layer raises ValueError when the model is built: it expects 1 input"


class Recurrent(Layer):
    """What all recurrent layers do: one set of weights, and the same step again and again."""

    mask = "consumes"
    width: ClassVar[str]
    """The argument that says how wide the state is."""

    if TYPE_CHECKING:
        return_sequences: bool
        return_state: bool
        go_backwards: bool
        stateful: bool

    def refuse_states(self) -> None:
        """
        Refuse to give the states beside the output.

        Raises:
            ShapeError: `return_state` is set.
        """
        if self.return_state:
            raise ShapeError(
                f"`{self.type}` with `return_state: true` gives several tensors, and a model here passes on one",
                ("return_state",),
                keras=_SEVERAL,
                help="take `return_state` out",
                code="SEQ116",
            )

    def output_mask(self, mask: bool) -> bool:
        return mask and self.return_sequences

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return seen.so_far() if self.return_sequences and not self.go_backwards else seen.all(shape[1])


class Gated(Recurrent):
    """A recurrent layer whose state is a vector."""

    width = "units"
    gates: ClassVar[int]
    """How many vectors of `units` one step computes from input and state."""
    kept: ClassVar[int]
    """How many vectors of `units` one step leaves for the backward pass: gates, states and what lies between."""

    if TYPE_CHECKING:
        units: PositiveInt
        use_bias: bool

    def shape_after(self, shape: Shape) -> Shape:
        require_rank(shape, 3, self.type)
        self.refuse_states()
        return (*shape[:2], self.units) if self.return_sequences else (shape[0], self.units)

    def weights(self, shape: Shape) -> tuple[Weight, ...]:
        features = require_known(shape[-1], self.type, "how many features a step of its input has")
        wide = self.gates * self.units
        matrices = Weight("kernel", (features, wide)), Weight("recurrent_kernel", (self.units, wide))
        return (*matrices, Weight("bias", self.bias_shape())) if self.use_bias else matrices

    def bias_shape(self) -> tuple[int, ...]:
        """The shape of the bias."""
        return (self.gates * self.units,)

    def macs(self, shape: Shape, output: Shape) -> int | None:
        steps, features = shape[1:]
        if steps is None or features is None:
            return None
        return steps * self.gates * self.units * (features + self.units)

    def activation_bytes(self, shape: Shape, output: Signal) -> int | None:
        """All steps are kept, whether they are returned or not."""
        steps = shape[1]
        return None if steps is None else steps * self.kept * self.units * ITEM_BYTES.get(output.dtype, 4)
