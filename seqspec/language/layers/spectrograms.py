"""The layers of `keras.layers.preprocessing` that take a signal apart into its frequencies."""

from __future__ import annotations

from math import ceil, log2
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from seqspec.language.layer import Dim, Layer, PositiveInt, Shape, ShapeError, Weight, require_known, require_rank, size
from seqspec.language.layers._space import DataFormat, Ranked
from seqspec.language.problems import KerasSays, problem
from seqspec.language.reach import Reach

Window = Literal[
    "hann", "hamming", "bartlett", "barthann", "blackman", "blackmanharris", "bohman", "boxcar", "cosine",
    "exponential", "flattop", "lanczos", "nuttall", "parzen", "rectangular", "taylor", "triangle", "tukey",
]  # fmt: skip


class STFTSpectrogram(Ranked):
    """
    Cuts a signal into overlapping frames and says how strong each frequency is in each: a short-time Fourier transform.

    It is a convolution whose kernels start as sines and cosines and are trained, unless `trainable: false`.
    `frame_length` is the steps of a frame; `frame_step` is the steps from one frame to the next, by default half a
    frame; `fft_length` is what a frame is filled up to, by default the next power of two. `mode` says which number
    stands for a frequency, and `stft` gives two. `expand_dims` gives frequencies an axis of their own.

    Input shape: `(batch, steps, channels)`
    Output shape: `(batch, frames, frequencies * channels)`, or `(batch, frames, frequencies, channels)`

    Example:
        STFTSpectrogram: {mode: log, frame_length: 256, frame_step: 128}
        (None, 16000, 1) -> (None, 124, 129), 66048 parameters
    """

    rank = 1
    mask = "drops"

    mode: Literal["log", "magnitude", "psd", "real", "imag", "angle", "stft"] = "log"
    frame_length: PositiveInt = 256
    frame_step: PositiveInt | None = Field(default=None, validate_default=True)
    fft_length: PositiveInt | None = None
    window: Annotated[Window | None, KerasSays("raises ValueError when the layer is made: invalid window name")] = (
        "hann"
    )
    periodic: bool = False
    scaling: Literal["density", "spectrum"] | None = "density"
    padding: Literal["valid", "same"] = "valid"
    expand_dims: bool = False
    data_format: DataFormat | None = None

    @field_validator("frame_step")
    @classmethod
    def _step_within_frame(cls, value: int | None, info: ValidationInfo) -> int | None:
        length = info.data.get("frame_length")
        if length is not None and (length < 2 if value is None else value > length):
            step = "half a frame" if value is None else value
            raise problem(
                "SEQ008",
                f"`frame_step` is {step}, and has to be from 1 to the `frame_length` of {length}",
                keras="raises ValueError when the layer is made, or OverflowError when the model is built",
                help=f"write a number from 1 to {length}",
            )
        return value

    @field_validator("fft_length")
    @classmethod
    def _frame_fits(cls, value: int | None, info: ValidationInfo) -> int | None:
        length = info.data.get("frame_length")
        if value is not None and length is not None and value < length:
            raise _too_short("fft_length", value, "frame_length", length)
        return value

    @property
    def _step(self) -> int:
        return self.frame_step or self.frame_length // 2

    @property
    def _frequencies(self) -> int:
        return (self.fft_length or 2 ** ceil(log2(self.frame_length))) // 2 + 1

    def shape_after(self, shape: Shape) -> Shape:
        require_rank(shape, 3, self.type)
        self._check_numbers()
        channels = require_known(self.channels(shape), self.type, "how many channels the signal has")
        frames = self.slide(self.places(shape), (self.frame_length,), (self._step,), "frame_length")
        parts = self._frequencies * (2 if self.mode == "stft" else 1)
        if self.expand_dims:
            return self.assemble(shape[0], (*frames, parts), channels)
        return self.assemble(shape[0], frames, parts * channels)

    def _check_numbers(self) -> None:
        if self.compute_dtype == "bfloat16":
            raise ShapeError(
                "`STFTSpectrogram` can't compute in `bfloat16`",
                ("dtype",),
                keras="raises TypeError at the first batch: expected float16, float32 or float64",
                help="give the layer `dtype: float32`",
            )
        if self.mode == "psd" and self._frequencies == 1:
            raise ShapeError(
                "`mode: psd` doubles the inner frequencies, and there is only one",
                ("frame_length",),
                keras="silently promises one frequency and gives two",
                help="take longer frames, or another `mode`",
            )

    def weights(self, shape: Shape) -> tuple[Weight, ...]:
        kernel = (self.frame_length, 1, self._frequencies)
        unused = {"real": "imag", "imag": "real"}.get(self.mode)
        return tuple(Weight(f"{part}_kernel", kernel) for part in ("real", "imag") if part != unused)

    def macs(self, shape: Shape, output: Shape) -> int | None:
        outputs = size(output[1:])
        return None if outputs is None else outputs * self.frame_length * self._products

    @property
    def _products(self) -> int:
        """How many products with a frame make one number of the output."""
        return 1 if self.mode in ("real", "imag", "stft") else 2

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return self.reach_of_window(seen, shape, self.frame_length, self._step)


def _too_short(argument: str, value: int, other: str, length: int) -> Exception:
    return problem(
        "SEQ008",
        f"`{argument}` is {value}, and can't be less than the `{other}` of {length}",
        keras="raises ValueError when the layer is made",
        help=f"write {length} or more, or leave it out",
    )


class MelSpectrogram(Layer):
    """
    Says how strong each pitch is in a sound as time goes by: frequencies as the ear spaces them. Learns nothing.

    `sequence_length` is the samples of a frame, as many as `fft_length` unless given. `fft_length` is what a frame is
    filled up to. `sequence_stride` is the samples from one frame to the next. `min_freq` is the lowest frequency in
    hertz; `max_freq` is the highest, by default half the sampling rate. `mag_exp` is the power that magnitudes are
    raised to. `power_to_db` gives the result in decibels; `ref_power` is the power that counts as 0 decibels;
    `min_power` is the least power that counts; `top_db` is how far below the strongest the weakest can be.

    Input shape: `(batch, samples)`
    Output shape: `(batch, num_mel_bins, frames)`

    Example:
        MelSpectrogram: {sampling_rate: 8000, num_mel_bins: 64}
        (None, 16000) -> (None, 64, 32), 0 parameters
    """

    mask = "drops"

    fft_length: PositiveInt = 2048
    sequence_stride: PositiveInt = 512
    sequence_length: Annotated[PositiveInt, KerasSays()] | None = None
    window: Annotated[
        Literal["hann", "hamming"] | None, KerasSays("raises ValueError at the first batch: one of `hann`, `hamming`")
    ] = "hann"
    sampling_rate: PositiveInt = 16000
    num_mel_bins: PositiveInt = 128
    min_freq: Annotated[float, Field(ge=0), KerasSays()] = 20.0
    max_freq: Annotated[float, Field(gt=0), KerasSays()] | None = None
    power_to_db: bool = True
    top_db: float = 80.0
    mag_exp: float = 2.0
    min_power: Annotated[float, Field(gt=0), KerasSays("accepts it, and takes the logarithm of 0")] = 1e-10
    ref_power: float = 1.0

    @field_validator("sequence_length")
    @classmethod
    def _frame_fits(cls, value: int | None, info: ValidationInfo) -> int | None:
        whole = info.data.get("fft_length")
        if value is not None and whole is not None and value > whole:
            raise problem(
                "SEQ008",
                f"`sequence_length` is {value}, and can't be more than the `fft_length` of {whole}",
                keras="raises ValueError when the layer is made",
                help=f"write {whole} or less, or leave it out",
            )
        return value

    def shape_after(self, shape: Shape) -> Shape:
        require_rank(shape, 2, self.type, keras="silently transforms the last axis, and promises another shape")
        return (shape[0], self.num_mel_bins, self._frames(shape[1]))

    def _frames(self, samples: Dim) -> Dim:
        if samples is None:
            return None
        if (samples + 1) % self.sequence_stride == 0:
            raise ShapeError(
                f"`MelSpectrogram` can't take {samples} samples, one less than a multiple of its stride",
                ("sequence_stride",),
                keras="silently promises one frame more than it gives",
                help="take another `sequence_stride`, or one sample more or less",
            )
        return samples // self.sequence_stride + 1

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return seen.all(shape[1])
