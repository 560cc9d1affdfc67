"""Which tokens have a number of their own: those of the training part, the most frequent first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from seqspec.data.texts import tokenizing
from seqspec.language.recipe.tokens import Tokens

PADDING, UNKNOWN = 0, 1
NAMES = ("", "[UNK]")
"""How padding and what is out of vocabulary are written; Keras's `StringLookup` does the same."""


@dataclass(frozen=True)
class Vocabulary:
    """
    The tokens by their number.

    Args:
        known: the tokens from number 2 on.
        tokens: how the recipe makes tokens of a text.
        rarer: how many other tokens the training part has, for which there is no room.
    """

    known: tuple[str, ...]
    tokens: Tokens
    rarer: int = 0

    @property
    def size(self) -> int:
        """How many numbers there is room for, padding and out of vocabulary included."""
        return self.tokens.max_tokens or len(self.known) + len(NAMES)

    @property
    def names(self) -> tuple[str, ...]:
        """Every number's token; numbers that no token has are out of vocabulary, too."""
        names = (*NAMES, *self.known)
        return names + (NAMES[UNKNOWN],) * (self.size - len(names))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Every token's number."""
        return {token: number for number, token in enumerate(self.known, len(NAMES))}

    def lookup(self, words: Iterable[str]) -> NDArray[np.int32]:
        """The number of each word."""
        return np.array([self.numbers.get(word, UNKNOWN) for word in words], dtype=np.int32)

    def encode(self, text: str) -> NDArray[np.int32]:
        """A text as numbers, neither cut nor padded."""
        return self.lookup(tokenizing.split(text, self.tokens))

    def decode(self, numbers: Iterable[int]) -> str:
        """Numbers as a text, up to the first padding."""
        names, found = self.names, []
        for number in numbers:
            if number == PADDING:
                break
            found.append(names[number])
        return tokenizing.written(found, self.tokens)


def learn(words: Sequence[str], counts: NDArray[np.int64], tokens: Tokens) -> Vocabulary:
    """
    The most frequent words that there is room for; of equally frequent ones the first by code point.

    Args:
        counts: how often each word occurs in the training part.
    """
    met = sorted(
        (-count, word) for word, count in zip(words, counts.tolist(), strict=True) if count and word not in NAMES
    )
    room = len(met) if tokens.max_tokens is None else tokens.max_tokens - len(NAMES)
    return Vocabulary(tuple(word for _, word in met[:room]), tokens, max(len(met) - room, 0))
