"""The model layer by layer: what leaves each one, how far back it sees, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from seqspec.analysis.inference import Step, Trace
from seqspec.language.layer import ITEM_BYTES, Dim, Layer, Unknown
from seqspec.language.reach import Reach
from seqspec.language.spec import Spec

DEFAULT_BATCH = 32
"""What Keras takes where nobody says."""


@dataclass(frozen=True, slots=True)
class Rung:
    """
    One layer, with how far it sees.

    Args:
        step: the layer at work.
        sight: `all` where every step of its output sees the whole input, `so far` where a step sees all before it,
            `window` where it sees so many steps; None where that is not known.
        extent: the steps of the input that one step of its output sees; None where that is not known.
    """

    step: Step
    sight: str | None = None
    extent: int | None = None

    @property
    def reach(self) -> str:
        """How far it sees, in a word or a number; empty where that is not known."""
        return f"{self.extent:,}" if self.sight == "window" else self.sight or ""

    @property
    def works(self) -> bool:
        """Whether the layer could be read and takes its input."""
        return self.step.error is None and not isinstance(self.step.layer, Unknown)


@dataclass(frozen=True, slots=True)
class Ladder:
    """
    The whole model.

    Args:
        spec, trace: what it is made of.
        rungs: one a layer.
    """

    spec: Spec
    trace: Trace
    rungs: tuple[Rung, ...]

    @classmethod
    def of(cls, spec: Spec, trace: Trace) -> Ladder:
        """The ladder of a spec, errors or not."""
        return cls(spec, trace, tuple(_rungs(trace)))

    @property
    def whole(self) -> tuple[Rung, ...]:
        """The rungs up to the first layer that can't take its input."""
        return tuple(takewhile(lambda rung: rung.works, self.rungs))

    @property
    def broken(self) -> Rung | None:
        """The first layer that can't take its input."""
        return next((rung for rung in self.rungs if not rung.works), None)

    @property
    def title(self) -> str:
        """Name and description of the spec; empty where it has neither."""
        return ": ".join(text for text in (self.spec.name, self.spec.description) if text)

    @property
    def batch_size(self) -> int:
        """Examples in a batch: as the input, as `fit`, or as Keras says."""
        return self.trace.batch_size or self.spec.fit.batch_size or DEFAULT_BATCH

    @property
    def param_bytes(self) -> int | None:
        """Bytes that the weights take."""
        sizes = [_bytes_of(rung.step, self.spec.runtime.precision) for rung in self.rungs]
        known = [size for size in sizes if size is not None]
        return sum(known) if len(known) == len(sizes) else None

    def totals(self) -> Iterator[str]:
        """What it all adds up to, in sentences, as far as it is known."""
        trace = self.trace
        if trace.params is not None and trace.trainable_params is not None:
            frozen = trace.params - trace.trainable_params
            yield f"{trace.params:,} parameters, " + (
                f"{frozen:,} of them not trainable" if frozen else "all trainable"
            )
        if trace.macs is not None:
            yield f"{trace.macs:,} multiply-adds for one example"
        if self.param_bytes is not None and trace.activation_bytes is not None:
            activations = human_bytes(trace.activation_bytes * self.batch_size)
            held = f"{activations} of activations for one batch of {self.batch_size}"
            yield f"{human_bytes(self.param_bytes)} of parameters, {held}"


def _rungs(trace: Trace) -> Iterator[Rung]:
    seen = Reach() if _reads_steps(trace) else None
    inputs = _steps(trace.input.shape)
    for step in trace.steps:
        if seen is None or step.error or step.input.shape is None or len(step.input.shape) < 2:
            seen = None
            yield Rung(step)
        else:
            seen = step.layer.reach(seen, step.input.shape)
            yield _rung(step, seen, inputs)


def _reads_steps(trace: Trace) -> bool:
    """Whether the first axis after the batch may hold steps: in an image it holds rows."""
    first = trace.steps[0].layer.type if trace.steps else ""
    return len(trace.input.shape or ()) < 4 or first.startswith(("ConvLSTM", "TimeDistributed"))


def _rung(step: Step, seen: Reach, inputs: Dim) -> Rung:
    extent = seen.extent(inputs, _steps(step.output.shape))
    if seen.is_so_far:
        return Rung(step, "so far", extent)
    if seen.is_all and (extent is None or extent == inputs):
        return Rung(step, "all", extent)
    return Rung(step, "window" if extent is not None else None, extent)


def _steps(shape: tuple[Dim, ...] | None) -> Dim:
    return shape[1] if shape and len(shape) > 1 else None


def _bytes_of(step: Step, precision: str | None) -> int | None:
    return None if step.params is None else step.params * ITEM_BYTES.get(_stored(step.layer, precision), 4)


def _stored(layer: Layer, precision: str | None) -> str:
    """The dtype that weights are kept in: under a mixed policy they stay whole."""
    dtype = layer.dtype or precision or "float32"
    return "float32" if dtype.startswith("mixed_") else dtype


def human_bytes(number: int) -> str:
    """Bytes in the unit that reads best: `2.6 MiB`."""
    size, unit = float(number), "bytes"
    for larger in ("KiB", "MiB", "GiB"):
        if size >= 1024:
            size, unit = size / 1024, larger
    return f"{number} bytes" if unit == "bytes" else f"{size:,.1f} {unit}"
