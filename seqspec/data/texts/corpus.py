"""Texts as numbers of their tokens: each token of each text takes four bytes, whatever it is."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqspec.data.texts import tokenizing
from seqspec.language.recipe.tokens import Tokens


@dataclass(frozen=True)
class Corpus:
    """
    Some texts, or the documents of a running text.

    Args:
        words: the different tokens, in the order in which they were met.
        codes: the tokens of all texts, one after the other, as places in `words`.
        starts: where each text starts in `codes`, and at the end where the last one ends: `[texts + 1]`.
    """

    words: list[str]
    codes: NDArray[np.int32]
    starts: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many tokens each text has."""
        return np.diff(self.starts)

    def counts(self, texts: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """How often each word occurs in some texts; None stands for all of them."""
        chosen = self.codes
        if texts is not None:
            kept = np.zeros(len(self.starts) - 1, dtype=bool)
            kept[texts] = True
            chosen = self.codes[np.repeat(kept, self.lengths)]
        return np.bincount(chosen, minlength=len(self.words))


def read(texts: Iterable[str], tokens: Tokens) -> Corpus:
    """The tokens of some texts."""
    known: dict[str, int] = {}
    codes, starts = array("i"), array("q", [0])
    for text in texts:
        codes.extend([known.setdefault(token, len(known)) for token in tokenizing.split(text, tokens)])
        starts.append(len(codes))
    return Corpus(list(known), np.array(codes, dtype=np.int32), np.array(starts, dtype=np.int64))
