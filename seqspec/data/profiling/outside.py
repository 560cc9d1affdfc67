"""How much of a text has a number of its own: its tokens counted while the rows go by, as far as there is room."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from seqspec.data.profiling.tally import Part
from seqspec.data.texts import tokenizing
from seqspec.data.texts.vocabulary import NAMES

if TYPE_CHECKING:
    import pandas as pd

    from seqspec.language.recipe.tokens import Tokens

MOST_TOKENS = 300_000
"""Tokens that are counted; the share of rare ones hardly changes with more."""


class Outside:
    """
    What of a column of texts is out of vocabulary.

    Args:
        tokens: how a text becomes tokens, and how many have a number.
    """

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._counts: Counter[str] = Counter()
        self._total = 0

    def add(self, series: pd.Series[str], part: Part) -> None:
        """Take in some rows, of which a part is for training."""
        for text in series.iloc[part].dropna():
            if self._total >= MOST_TOKENS:
                return
            words = tokenizing.split(str(text), self._tokens)
            self._counts.update(words)
            self._total += len(words)

    @property
    def unknown(self) -> float | None:
        """The part of the tokens that is out of vocabulary; None where all have a number, whatever they are."""
        if self._tokens.max_tokens is None or not self._total:
            return None
        known = self._counts.most_common(max(self._tokens.max_tokens - len(NAMES), 0))
        return 1 - sum(count for _, count in known) / self._total
