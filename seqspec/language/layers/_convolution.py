"""What all convolutions share: shapes, weights and costs, from the sizes of the kernel."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from pydantic import ValidationInfo

from seqspec.language.layer import Shape, Weight, require_known, require_rank, size
from seqspec.language.layers._space import Ranked, Sizes
from seqspec.language.problems import problem
from seqspec.language.reach import Reach

_SAME_LENGTH = "raises ValueError when the model is built: kernel shape must have the same length as input"


class Convolution(Ranked):
    """What all kernels do: one product with the kernel at each place, plus a bias."""

    mask = "drops"
    if TYPE_CHECKING:
        kernel_size: Sizes
        strides: Sizes
        dilation_rate: Sizes
        use_bias: bool

    def shape_after(self, shape: Shape) -> Shape:
        self.check_rank(shape)
        kernel, dilation = self.spread(self.kernel_size), self.spread(self.dilation_rate)
        windows = tuple(step * (width - 1) + 1 for width, step in zip(kernel, dilation, strict=True))
        places = self.slide(self.places(shape), windows, self.spread(self.strides), "kernel_size")
        return self.assemble(shape[0], places, self.channels_out(shape))

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        kernel, dilation = self.spread(self.kernel_size)[0], self.spread(self.dilation_rate)[0]
        return self.reach_of_window(seen, shape, dilation * (kernel - 1) + 1, self.spread(self.strides)[0])

    def check_rank(self, shape: Shape) -> None:
        """Refuse an input that has not `rank` axes between batch and channels."""
        keras = _SAME_LENGTH if len(shape) > self.rank + 2 else None
        require_rank(shape, self.rank + 2, self.type, keras=keras)

    def channels_in(self, shape: Shape) -> int:
        """The channels of the input, which the weights depend on."""
        return require_known(self.channels(shape), self.type, "how many channels its input has")

    @abstractmethod
    def channels_out(self, shape: Shape) -> int:
        """The channels of the output."""

    @abstractmethod
    def kernels(self, shape: Shape) -> tuple[Weight, ...]:
        """The weights without the bias."""

    def weights(self, shape: Shape) -> tuple[Weight, ...]:
        bias = Weight("bias", (self.channels_out(shape),))
        return (*self.kernels(shape), bias) if self.use_bias else self.kernels(shape)

    def macs(self, shape: Shape, output: Shape) -> int | None:
        places = size(self.places(output))
        return None if places is None else places * sum(weight.size for weight in self.kernels(shape))


def refuse_stride_and_dilation(value: Sizes, info: ValidationInfo) -> Sizes:
    """A validator for `dilation_rate`: a kernel may leave out steps inside, or between its places, not both."""
    strides = info.data.get("strides", 1)
    if _largest(value) > 1 and _largest(strides) > 1:
        raise problem(
            "SEQ115",
            f"`dilation_rate` {value} and `strides` {strides} don't go together",
            keras="raises ValueError when the layer is made: `strides > 1` not supported with `dilation_rate > 1`",
            help="leave one of them at 1",
        )
    return value


def _largest(sizes: Sizes) -> int:
    return sizes if isinstance(sizes, int) else max(sizes)
