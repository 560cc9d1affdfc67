"""A column of texts as numbers of one length, and the examples of a part that are made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.data.examples import Index
from seqspec.data.texts import tokenizing
from seqspec.data.texts.corpus import Corpus
from seqspec.data.texts.vocabulary import PADDING, Vocabulary
from seqspec.language.recipe.tokens import Tokens

Ids = NDArray[np.int32]


@dataclass(frozen=True)
class Texts:
    """
    A column of texts.

    Args:
        column: its name.
        raw: the texts as read.
        vocabulary: the number of each token.
        ids: the texts as numbers, cut and padded: `[rows, length]`.
        cut: how many tokens each of them lost.
    """

    column: str
    raw: Sequence[str]
    vocabulary: Vocabulary
    ids: Ids
    cut: NDArray[np.int64]

    @property
    def tokens(self) -> Tokens:
        """How the recipe makes tokens of a text."""
        return self.vocabulary.tokens

    def written(self, row: int) -> str:
        """A text as its tokens write it, all of it."""
        return tokenizing.written(tokenizing.split(self.raw[row], self.tokens), self.tokens)


def encode(column: str, raw: Sequence[str], corpus: Corpus, vocabulary: Vocabulary, length: int) -> Texts:
    """Texts as numbers of one length: too long ones keep their first tokens, short ones are padded."""
    kept = np.minimum(corpus.lengths, length)
    ids = np.full((len(raw), length), PADDING, dtype=np.int32)
    rows = np.repeat(np.arange(len(raw)), kept)
    places = np.arange(len(rows)) - np.repeat(np.cumsum(kept) - kept, kept)
    shift = length - kept[rows] if vocabulary.tokens.padding == "pre" else 0
    ids[rows, places + shift] = vocabulary.lookup(corpus.words)[corpus.codes[corpus.starts[rows] + places]]
    return Texts(column, raw, vocabulary, ids, corpus.lengths - kept)


def one_hot(ids: Ids, width: int) -> NDArray[np.float32]:
    """Rows of zeros with a one in place of each number: `[..., width]`."""
    found: NDArray[np.float32] = (ids[..., None] == np.arange(width, dtype=np.int32)).astype(np.float32)
    return found


@dataclass(frozen=True)
class TextPart:
    """
    The examples of one part, all of whose arrays are made of one column of texts.

    Args:
        texts: the column.
        rows: which rows are the examples.
        keys: of each row of the source a number that equal inputs share; None where inputs are no texts.
        beside: the ids of the input, of which each token has one of these beside it; None where they don't.
        known: whether the texts are there; targets of a file to be predicted may not be.
    """

    texts: Texts
    rows: NDArray[np.int64]
    keys: NDArray[np.int64] | None = None
    beside: Ids | None = None
    known: bool = True

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def affine(self) -> bool:
        """Losses of classes have no unit."""
        return False

    def inputs(self, index: Index = None) -> NDArray[Any]:
        """Numbers of tokens `[n, length]`, int32; one-hot `[n, length, tokens]`, float32, where the recipe asks."""
        ids = self.texts.ids[self._chosen(index)]
        return one_hot(ids, self.texts.vocabulary.size) if self.texts.tokens.one_hot else ids

    def targets(self, index: Index = None, rank: int = 3) -> NDArray[Any]:
        """The same as targets, whatever the rank of the output."""
        return self.inputs(index)

    def weights(self, index: Index = None) -> NDArray[np.float32]:
        """
        How much each step counts: `[n, length]`.

        The first padding is the sign that a text ends, and counts as its tokens do; of what stands beside another
        text none counts.
        """
        return self._counts(index).astype(np.float32)

    def truth(self, index: Index = None) -> NDArray[np.float64]:
        """The number of each token, `[n, length]`; NaN where nothing counts."""
        ids = self.texts.ids[self._chosen(index)].astype(np.float64)
        ids[~self._counts(index)] = np.nan
        return ids if self.known else np.full_like(ids, np.nan)

    def restore(self, outputs: NDArray[np.floating[Any]], index: Index = None) -> NDArray[np.float64]:
        """A probability for each token: `[n, length, tokens]`; beside padding there is nothing but padding."""
        chosen = self._chosen(index)
        shape = (len(chosen), self.texts.ids.shape[1], -1)  # a model may have room for more tokens
        chances: NDArray[np.float64] = np.array(outputs, dtype=np.float64).reshape(shape)
        if self.beside is not None:
            chances[self.beside[chosen] == PADDING] = np.arange(chances.shape[2]) == PADDING
        return chances

    def stamps(self, index: Index = None) -> NDArray[Any]:
        """The row of the source that each text stands in, counted from 1: `[n, length]`."""
        rows = self._chosen(index)[:, None] + 1
        return np.repeat(rows, self.texts.ids.shape[1], axis=1)

    def raw(self, index: Index = None) -> list[str]:
        """The texts as read."""
        return [self.texts.raw[row] for row in self._chosen(index).tolist()]

    def references(self, index: Index = None) -> list[list[str]]:
        """Every text of the part whose input is the same, the example's own first; see `Referenced`."""
        return [self._references(row) for row in self._chosen(index).tolist()]

    def _references(self, row: int) -> list[str]:
        if not self.known:
            return []
        alike = [row] if self.keys is None else [row, *self._alike[int(self.keys[row])]]
        return list(dict.fromkeys(self.texts.written(each) for each in alike))

    @cached_property
    def _alike(self) -> dict[int, list[int]]:
        """The rows of the part by the number of their input."""
        assert self.keys is not None
        found: dict[int, list[int]] = {}
        for row, key in zip(self.rows.tolist(), self.keys[self.rows].tolist(), strict=True):
            found.setdefault(key, []).append(row)
        return found

    def _counts(self, index: Index) -> NDArray[np.bool_]:
        chosen = self._chosen(index)
        if self.beside is not None:
            seen: NDArray[np.bool_] = self.beside[chosen] != PADDING
            return seen
        ids = self.texts.ids[chosen]
        ends = np.count_nonzero(ids, axis=1)[:, None]
        counted: NDArray[np.bool_] = np.arange(ids.shape[1]) <= ends
        return counted

    def _chosen(self, index: Index) -> NDArray[np.int64]:
        return self.rows[slice(None) if index is None else index]
