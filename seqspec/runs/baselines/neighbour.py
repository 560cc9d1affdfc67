"""What comes most often with the token beside: after the last one (a bigram), or for the one of the same step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.runs.baselines.baseline import walk
from seqspec.runs.scoring.tally import Chunk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples

_TOKENS = 2**20
"""Training examples are walked through in pieces of at most so many tokens."""


@dataclass(frozen=True)
class Neighbour:
    """
    The frequencies of classes with each token, mixed with those of all tokens as if they had come once more.

    Args:
        name: what a reader calls it.
        counts: how often each class came with each token, a sparse `[tokens, classes]`; the last row is empty, and
            stands for all tokens that were never met.
        overall: the frequencies over all tokens, `[classes]`.
        certain: it says what it expects and gives no chances.
    """

    name: str
    counts: Any
    overall: NDArray[np.float64]
    certain: bool = False

    def answer(self, part: Examples, index: NDArray[np.int64], steps: int) -> NDArray[np.float64]:
        """Chances of each class, `[n, steps, classes]`; see `Baseline.answer`."""
        tokens = neighbours(part, index, steps)
        counted = self.counts[np.minimum(tokens.ravel(), self.counts.shape[0] - 1)].toarray()
        chances = (counted + self.overall) / (counted.sum(axis=1, keepdims=True) + 1)
        return np.asarray(chances.reshape(*tokens.shape, -1))


def neighbours(part: Examples, index: NDArray[np.int64], steps: int) -> NDArray[np.int64]:
    """The last token of every input, or each of them where every one has an answer: `[n, steps]`."""
    inputs = part.inputs(index)
    tokens: NDArray[np.int64] = inputs.argmax(axis=2) if inputs.ndim == 3 else inputs.astype(np.int64)
    return tokens[:, -steps:]


def neighbour(train: Examples, overall: NDArray[np.float64], name: str) -> Neighbour | None:
    """
    Count over the training part.

    Args:
        overall: the frequencies over all tokens, `[classes]`.

    Returns:
        None where inputs are no tokens, or where an answer has no token of its own.
    """
    first, steps = train.inputs(np.arange(1)), train.truth(np.arange(1)).shape[1]
    if not _are_tokens(first) or steps not in {1, first.shape[1]}:
        return None
    counts: Any = None
    for index in walk(train, max(1, _TOKENS // int(np.prod(first.shape)))):
        found = _counted(train, index, steps, len(overall))
        counts = found if counts is None else _sum(counts, found)
    return Neighbour(name, counts, overall)


def _are_tokens(inputs: NDArray[Any]) -> bool:
    """Ids, `[n, length]`, or rows of zeros with a one, `[n, length, tokens]`."""
    if inputs.ndim == 3:
        return bool((inputs.max(axis=2) == 1).all() and (inputs.sum(axis=2) == 1).all())
    return inputs.ndim == 2 and inputs.dtype.kind in "iu"


def _counted(train: Examples, index: NDArray[np.int64], steps: int, classes: int) -> Any:
    from scipy.sparse import csr_array

    chunk, tokens = Chunk.of(train, index, "classes"), neighbours(train, index, steps)
    judged = chunk.counts > 0
    rows, columns = tokens[judged], chunk.truth[judged].astype(np.int64)
    table = chunk.counts[judged], (rows, columns)
    return csr_array(table, shape=(int(tokens.max()) + 2, classes))  # the last row stays empty


def _sum(one: Any, other: Any) -> Any:
    """Of two tables, one of which may have met more tokens."""
    shape = max(one.shape[0], other.shape[0]), one.shape[1]
    one.resize(shape)
    other.resize(shape)
    return one + other
