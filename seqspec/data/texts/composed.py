"""Examples whose inputs and targets come from different halves of a table: texts and labels, pixels and names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.data.examples import Examples, Index, Referenced
from seqspec.data.texts import tokenizing
from seqspec.data.texts.padded import TextPart


@dataclass(frozen=True)
class Composed:
    """
    The examples of one part, whose inputs one half delivers and whose targets the other.

    Args:
        fed: the half that goes in.
        asked: the half that is predicted, of the same rows in the same order.
    """

    fed: Examples
    asked: Examples

    def __len__(self) -> int:
        return len(self.fed)

    @property
    def affine(self) -> bool:
        """Whether an error in the model's units is the same in original units but for its unit."""
        return self.asked.affine

    def inputs(self, index: Index = None) -> NDArray[Any]:
        """What the model is fed; see `Examples`."""
        return self.fed.inputs(index)

    def targets(self, index: Index = None, rank: int = 2) -> NDArray[Any]:
        """What the loss compares with; see `Examples`."""
        return self.asked.targets(index, rank)

    def weights(self, index: Index = None) -> NDArray[np.float32] | None:
        """How much each step counts; see `Examples`."""
        return self.asked.weights(index)

    def truth(self, index: Index = None) -> NDArray[np.float64]:
        """What was observed; see `Examples`."""
        return self.asked.truth(index)

    def restore(self, outputs: NDArray[np.floating[Any]], index: Index = None) -> NDArray[np.float64]:
        """A model's outputs in the form of their truth; see `Examples`."""
        return self.asked.restore(outputs, index)

    def stamps(self, index: Index = None) -> NDArray[Any]:
        """Rows of the source, counted from 1; see `Examples`."""
        return self.asked.stamps(index)


class WithReferences(Composed):
    """Examples whose targets are texts."""

    def references(self, index: Index = None) -> list[list[str]]:
        """Every text that counts as right; see `Referenced`."""
        assert isinstance(self.asked, Referenced)
        return self.asked.references(index)


class _Read(Composed):
    def texts(self, index: Index = None) -> list[str]:
        """Each input as it was read; see `Readable`."""
        assert isinstance(self.fed, TextPart)
        return self.fed.raw(index)

    @property
    def by_character(self) -> bool:
        """Whether the inputs are read character by character; see `Spelt`."""
        assert isinstance(self.fed, TextPart)
        return self.fed.texts.tokens.by == "char"


class FromText(_Read):
    """Examples whose inputs are texts."""


class Translation(_Read, WithReferences):
    """Examples of one text for another."""

    def copies(self, index: Index = None) -> list[str]:
        """Each input as the tokens of the target would write it; see `Copied`."""
        assert isinstance(self.asked, TextPart)
        tokens = self.asked.texts.tokens
        return [tokenizing.written(tokenizing.split(text, tokens), tokens) for text in self.texts(index)]


def compose(fed: Examples, asked: Examples) -> Composed:
    """Two halves as examples, with all that texts can say of themselves."""
    read, written = isinstance(fed, TextPart), isinstance(asked, TextPart)
    kind = Translation if read and written else FromText if read else WithReferences if written else Composed
    return kind(fed, asked)
