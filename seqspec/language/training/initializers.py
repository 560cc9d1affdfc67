"""The initializers of `keras.initializers`: what weights start from."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from seqspec.language.named import Named
from seqspec.language.problems import problem
from seqspec.language.training._arguments import NonNegative, NotEmpty, Seed, in_snake_case

_Axes = Annotated[list[int], NotEmpty] | None
_Window = Literal[
    "barthann", "bartlett", "blackman", "blackmanharris", "bohman", "boxcar", "cosine", "exponential", "flattop",
    "hamming", "hann", "lanczos", "nuttall", "parzen", "taylor", "triang", "tukey",
]  # fmt: skip


class _Initializer(Named):
    kind: ClassVar[str] = "initializer"


class _Scaled(_Initializer):
    """
    Random numbers whose spread follows the number of inputs and outputs.

    `input_axes`, `output_axes`: the kernel's axes that are counted as inputs and as outputs, where Keras's own choice
    is not meant.
    """

    seed: Seed | None = None
    input_axes: _Axes = None
    output_axes: _Axes = None


class GlorotUniform(_Scaled):
    """
    Uniform, after Glorot and Bengio: Keras's default for kernels, made for tanh and sigmoid.

    Example:
        GlorotUniform: {seed: 1}
    """


class GlorotNormal(_Scaled):
    """
    Normal, after Glorot and Bengio: for tanh and sigmoid.

    Example:
        GlorotNormal: {seed: 1}
    """


class HeUniform(_Scaled):
    """
    Uniform, after He and others: made for relu and its kin.

    Example:
        HeUniform: {seed: 1}
    """


class HeNormal(_Scaled):
    """
    Normal, after He and others: made for relu and its kin.

    Example:
        HeNormal: {seed: 1}
    """


class LecunUniform(_Scaled):
    """
    Uniform, after LeCun and others: made for selu.

    Example:
        LecunUniform: {seed: 1}
    """


class LecunNormal(_Scaled):
    """
    Normal, after LeCun and others: made for selu.

    Example:
        LecunNormal: {seed: 1}
    """


class VarianceScaling(_Initializer):
    """
    The family the Glorot, He and LeCun initializers belong to: for a member of your own.

    Example:
        VarianceScaling: {scale: 2.0, mode: fan_out, distribution: untruncated_normal}
    """

    scale: Annotated[float, Field(gt=0)] = 1.0
    mode: Literal["fan_in", "fan_out", "fan_avg"] = "fan_in"
    distribution: Literal["truncated_normal", "untruncated_normal", "uniform", "normal"] = "truncated_normal"
    seed: Seed | None = None
    input_axes: _Axes = None
    output_axes: _Axes = None


class RandomNormal(_Initializer):
    """
    Normal with a spread of your own choice, whatever the layer's size.

    Example:
        RandomNormal: {mean: 0.0, stddev: 0.01}
    """

    mean: float = 0.0
    stddev: NonNegative = 0.05
    seed: Seed | None = None


class TruncatedNormal(_Initializer):
    """
    Normal without what lies more than two deviations out: no weight starts far off.

    Example:
        TruncatedNormal: {mean: 0.0, stddev: 0.01}
    """

    mean: float = 0.0
    stddev: NonNegative = 0.05
    seed: Seed | None = None


class RandomUniform(_Initializer):
    """
    Uniform between two numbers of your own choice; common for embeddings.

    Example:
        RandomUniform: {minval: -0.1, maxval: 0.1}
    """

    minval: float = -0.05
    maxval: float = 0.05
    seed: Seed | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.minval > self.maxval:
            said = f"`minval` {self.minval:g} is above `maxval` {self.maxval:g}"
            raise problem("SEQ008", said, keras="accepts it when the initializer is made", help="exchange them")
        return self


class Orthogonal(_Initializer):
    """
    A random rotation: Keras's default for recurrent kernels, as it neither shrinks nor blows up what it is applied to.

    Example:
        Orthogonal: {gain: 1.0}
    """

    gain: float = 1.0
    seed: Seed | None = None


class Identity(_Initializer):
    """
    Ones on the diagonal; for the recurrent kernel of a SimpleRNN with relu. The kernel has to be a matrix.

    Example:
        Identity: {gain: 1.0}
    """

    gain: float = 1.0


class Zeros(_Initializer):
    """
    All 0: Keras's default for biases. A kernel of zeros learns nothing.

    Example:
        Zeros
    """


class Ones(_Initializer):
    """
    All 1: for scales, such as the gamma of a normalization.

    Example:
        Ones
    """


class Constant(_Initializer):
    """
    All the same number: for the bias of a last layer that should start at the mean of the targets.

    Example:
        Constant: 0.5
    """

    value: float = 0.0


class STFT(_Initializer):
    """
    The real or the imaginary part of a short-time Fourier transform: for a Conv1D that starts as a spectrogram.

    `window`: the name of a window of SciPy that needs no parameter, the window's values, or null for none.

    Example:
        STFT: {side: real, window: hann, scaling: density}
    """

    side: Literal["real", "imag"] = "real"
    window: _Window | list[float] | None = "hann"
    scaling: Literal["density", "spectrum"] | None = "density"
    periodic: bool = False


ALIASES = {
    **in_snake_case("seqspec.language.training", "initializers"),
    "normal": "RandomNormal",
    "uniform": "RandomUniform",
    "zero": "Zeros",
    "one": "Ones",
    "IdentityInitializer": "Identity",
    "OrthogonalInitializer": "Orthogonal",
    "STFTInitializer": "STFT",
}

REFUSED = {"Initializer": "it is what Keras's initializers are built on; choose one of them"}
