"""Examples on the device: what a part keeps there, and how a batch is gathered from it inside compiled code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from seqspec.data.examples import Held, Resident

if TYPE_CHECKING:
    from seqspec.data.batches import WindowBatches

_KEPT_BYTES = 2**31
_KEPT_BATCHES = 2**12
_CARRIED_BYTES = 2**24
_CARRIED_BATCHES = 64


class Batch(NamedTuple):
    """What a step learns from; `weights` is None where all count 1."""

    inputs: Any
    targets: Any
    weights: Any


class Stretch(NamedTuple):
    """
    Batches that follow one another.

    Args:
        first, last: the first batch of the epoch, and the one after the last.
        arrays: what they are gathered from, by name; None for what is kept all the time.
        examples: the numbers of those of each, `[batches, width]`, int32; a batch that is smaller repeats its last one.
        counts: how many examples each has, `[batches]`, int32.
    """

    first: int
    last: int
    arrays: Mapping[str, NDArray[Any]] | None
    examples: NDArray[np.int32]
    counts: NDArray[np.int32]


@dataclass(frozen=True)
class Feed:
    """
    The batches of a part, on their way to a device.

    Args:
        batches: which examples each holds.
        held: what is kept on the device; None where batches are carried there, some at a time.
        class_weight: how much each class counts.
    """

    batches: WindowBatches
    held: Held | None
    class_weight: Mapping[int, float] | None = None

    @classmethod
    def of(cls, batches: WindowBatches, class_weight: Mapping[int, float] | None = None) -> Feed:
        """Keeps what can be kept."""
        held = batches.part.held(batches.rank) if isinstance(batches.part, Resident) else None
        copies = len(jax.local_devices())  # every device gets its own
        small = held is not None and sum(array.nbytes for array in held.arrays.values()) * copies <= _KEPT_BYTES
        return cls(batches, held if small else None, class_weight)

    @property
    def kept(self) -> dict[str, NDArray[Any]]:
        """What stays on a device."""
        return self.held.arrays if self.held is not None else {}

    @property
    def width(self) -> int:
        """Examples in a whole batch."""
        return min(self.batches.batch_size, len(self.batches.part))

    @property
    def tails(self) -> tuple[int, ...]:
        """How many examples a batch may have beside `width`."""
        rest = len(self.batches.part) % self.width
        return (rest,) if rest and self.batches.partial else ()

    @property
    def sample(self) -> Batch:
        """The first batch, on the host, for its shapes."""
        inputs, targets, *weights = self.batches[0]
        return self._weighted(Batch(inputs, targets, weights[0] if weights else None))

    def gather(self, arrays: Mapping[str, Any], index: Any) -> Batch:
        """The examples with these numbers; pure."""
        if self.held is not None:
            return self._weighted(Batch(*self.held.gather(jnp, arrays, index)))
        return self._weighted(Batch(*(arrays[name][index] if name in arrays else None for name in Batch._fields)))

    def _weighted(self, batch: Batch) -> Batch:
        """With the weights of classes, which Keras reads from the targets likewise."""
        if self.class_weight is None:
            return batch
        classes = batch.targets
        if classes.ndim > 1:
            classes = classes.argmax(axis=-1) if classes.shape[-1] != 1 else classes[..., 0]
        classes, weights = jnp.round(classes), jnp.ones(classes.shape, jnp.float32)
        for number, weight in self.class_weight.items():
            weights = jnp.where(classes == number, jnp.float32(weight), weights)
        return batch._replace(weights=weights)

    def stretches(self, width: int, start: int = 0) -> Iterator[Stretch]:
        """
        The batches of this epoch; all stretches of a feed have the same shapes.

        Args:
            width: columns of the index, at least as many as a batch has examples.
            start: the first batch.
        """
        steps = len(self.batches)
        if self.held is not None:
            for first, last in _stretched(start, steps, _KEPT_BATCHES):
                rows = [self._examples(batch) for batch in range(first, last)]
                yield Stretch(first, last, None, *_side_by_side(_lengthened(rows, min(steps, _KEPT_BATCHES)), width))
            return
        length = self._carried()
        for first, last in _stretched(start, steps, length):
            yield self._carry(first, last, length, width)

    def _examples(self, batch: int) -> NDArray[np.int32]:
        chosen = self.batches.examples(batch)
        return np.arange(chosen.start, chosen.stop, dtype=np.int32) if isinstance(chosen, slice) else chosen

    def _carried(self) -> int:
        """How many batches are carried together."""
        found = self.batches[0]  # which may be a pass's last and small one
        size = sum(np.asarray(array).nbytes for array in found) * self.width // len(found[0])
        return max(1, min(_CARRIED_BATCHES, _CARRIED_BYTES // max(size, 1), len(self.batches)))

    def _carry(self, first: int, last: int, length: int, width: int) -> Stretch:
        """Batches as they are, one below the other; filled up to `length` with the last one's examples."""
        found = [self.batches[batch] for batch in range(first, last)]
        sizes = [len(inputs) for inputs, *_ in found]
        places = np.cumsum([0, *sizes]).astype(np.int32)
        rows = [np.arange(start, stop, dtype=np.int32) for start, stop in pairwise(places.tolist())]
        arrays = (np.concatenate(parts) for parts in zip(*found, strict=True))
        filled = {name: _filled(array, length * self.width) for name, array in zip(Batch._fields, arrays, strict=False)}
        return Stretch(first, last, filled, *_side_by_side(_lengthened(rows, length), width))


def _stretched(start: int, steps: int, length: int) -> Iterator[tuple[int, int]]:
    """Borders of stretches of at most so many steps."""
    return pairwise([*range(start, steps, length), steps])


def _lengthened(rows: list[NDArray[np.int32]], length: int) -> list[NDArray[np.int32]]:
    """Filled up with the last row."""
    return rows + rows[-1:] * (length - len(rows))


def _side_by_side(rows: list[NDArray[np.int32]], width: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Rows of one length, a shorter one filled up with its last number, and how long they were."""
    index = np.empty((len(rows), width), dtype=np.int32)
    for row, numbers in zip(index, rows, strict=True):
        row[: len(numbers)], row[len(numbers) :] = numbers, numbers[-1]
    return index, np.array([len(numbers) for numbers in rows], dtype=np.int32)


def _filled(array: NDArray[Any], length: int) -> NDArray[Any]:
    return array if len(array) == length else np.concatenate([array, np.repeat(array[-1:], length - len(array), 0)])
