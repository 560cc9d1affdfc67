"""A model's forecasts, chunk by chunk, so that memory follows the series and not the number of windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from seqspec.data.tables import recursion
from seqspec.data.tables.part import Part
from seqspec.runs.intervals.quantiles import apart, in_order, middle_of, shares_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples
    from seqspec.language.spec import Spec

MODEL = "model"
_BYTES = 32 * 2**20
_MANY = 4096
"""Examples that are asked for together where the model takes any number: enough for all cores to be busy."""

Link: TypeAlias = "Callable[[NDArray[np.float64]], NDArray[np.float64]]"
"""What makes of a model's outputs what its loss takes them for: probabilities of logits, or what they are."""


def chunks(count: int, size: int) -> Iterator[NDArray[np.int64]]:
    """The indices 0 to count - 1 in runs of at most `size`."""
    for start in range(0, count, size):
        yield np.arange(start, min(start + size, count))


def fitting(model: Any, batch: int) -> int:
    """How many examples to predict together, so that inputs, and outputs in double precision, take bounded memory."""
    fixed, *shape = model.output_shape
    if fixed is not None:
        return batch
    fed = getattr(model, "input_shape", (None,))[1:]
    each = max(8 * _count(shape), 4 * _count(fed))
    return int(max(1, min(batch, _BYTES // each)))


def _count(shape: Sequence[int | None]) -> int:
    return int(np.prod([size or 1 for size in shape]))


def link(spec: Spec, kind: str) -> Link:
    """
    The link that the loss of a spec asks for.

    Args:
        kind: of the task.
    """
    loss = spec.compile.loss if spec.compile else None
    if getattr(loss, "from_logits", False):
        return _sigmoid if kind in {"numbers", "chances"} else _softmax
    margins = loss is not None and loss.type in {"Hinge", "SquaredHinge"}
    return _from_margins if margins and kind == "chances" else _as_they_are


def forecast(
    model: Any, part: Examples, index: NDArray[np.int64], batch: int | None, link: Link, quantiles: int = 1
) -> NDArray[np.float64]:
    """
    Predict some examples; where the recipe says so one row after the other, each answer fed back.

    Args:
        model: a Keras model.
        part: where the examples are.
        index: which of them, at most `batch`.
        batch: every batch is filled up to this size, so that nothing is compiled anew for a smaller one; None where
            the model takes any number.
        link: see `link`.
        quantiles: how many values the model gives for each number.

    Returns:
        as `Examples.restore`: `[n, steps, targets]` in original units, or `[n, steps, classes]`; of several quantiles
        with one more axis, see `quantiles.apart`.
    """
    ask = partial(answers, model, batch, link)
    if isinstance(part, Part) and part.geometry.recursive > 1:
        return recursion.forecast(part, ask, index)
    outputs = ask(part.inputs(index))
    if quantiles > 1:
        return apart(outputs, quantiles, lambda some: part.restore(some, index))
    return part.restore(outputs, index)


def answers(model: Any, batch: int | None, link: Link, inputs: NDArray[Any]) -> NDArray[np.float64]:
    """A model's outputs for at most `batch` inputs; see `forecast`."""
    missing = 0 if batch is None else batch - len(inputs)
    filling = np.broadcast_to(inputs[-1:], (missing, *inputs.shape[1:]))
    outputs = np.asarray(model.predict_on_batch(np.concatenate([inputs, filling]) if len(filling) else inputs))
    return link(outputs[: len(inputs)].astype(np.float64))


@dataclass(frozen=True)
class Trained:
    """
    A trained model, with the face of a baseline.

    Args:
        model: a Keras model.
        batch: how many examples are asked for together.
        link: see `link`.
        filled: whether the model takes exactly `batch` of them, and not any number.
        shares: which quantiles it gives, ascending; none where it gives numbers, chances or classes.
    """

    model: Any
    batch: int
    link: Link
    filled: bool = True
    shares: tuple[float, ...] = ()
    name: str = MODEL
    certain: bool = False

    @classmethod
    def of(cls, model: Any, spec: Spec, kind: str, batch: int) -> Trained:
        """
        The model of a spec, asked in the fastest way there is.

        Args:
            kind: of the task.
            batch: how many examples fit into memory together.
        """
        from seqspec.engines.forecasting import quick

        asked = spec.compile
        uncompiled = asked is not None and (asked.run_eagerly or asked.jit_compile is False)
        found = None if spec.runtime.engine == "keras" or uncompiled else quick(model, batch)
        if found is None:
            return cls(model, fitting(model, batch), link(spec, kind), shares=shares_of(spec))
        return cls(found, fitting(model, _MANY), link(spec, kind), filled=False, shares=shares_of(spec))

    def answer(self, part: Examples, index: NDArray[np.int64], steps: int) -> NDArray[np.float64]:
        """See `Baseline.answer`; of quantiles the middle one."""
        if self.shares:
            return in_order(self.spread(part, index))[..., middle_of(self.shares)]
        return forecast(self.model, part, index, self.batch if self.filled else None, self.link)

    def spread(self, part: Examples, index: NDArray[np.int64]) -> NDArray[np.float64]:
        """The quantiles of some examples in original units, `[n, steps, targets, quantiles]`; they may cross."""
        batch, count = self.batch if self.filled else None, len(self.shares)
        found = forecast(self.model, part, index, batch, self.link, count)
        return found[..., None] if count == 1 else found


def _as_they_are(outputs: NDArray[np.float64]) -> NDArray[np.float64]:
    return outputs


def _sigmoid(outputs: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-outputs))


def _softmax(outputs: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(outputs - outputs.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def _from_margins(outputs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Keras makes -1 and 1 of 0 and 1 for these losses: the border lies at 0."""
    return (outputs + 1) / 2
