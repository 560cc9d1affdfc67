"""How much of a text has a number of its own, counted while its rows go by."""

from __future__ import annotations

import pandas as pd
import pytest

from seqspec.data.profiling import outside
from seqspec.data.profiling.outside import Outside
from seqspec.language.recipe.tokens import Tokens

TEXTS = pd.Series(["a a b", "c", None, "d d d d d"])


def test_what_is_rare_is_outside() -> None:
    """Padding and the unknown take two numbers; rows of other parts don't count."""
    found = Outside(Tokens(by="word", max_tokens=4, max_length=3))
    found.add(TEXTS, slice(0, 3))

    assert pytest.approx(0.25) == found.unknown


def test_nothing_is_outside_of_a_vocabulary_without_an_end() -> None:
    """Nor is it of no text at all."""
    endless, empty = Outside(Tokens(by="word", max_length=3)), Outside(Tokens(by="word", max_tokens=4, max_length=3))
    endless.add(TEXTS, slice(None))
    empty.add(TEXTS, slice(2, 3))

    assert (None, None) == (endless.unknown, empty.unknown)


def test_counting_ends_where_there_is_no_more_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was counted until then stands for the rest."""
    monkeypatch.setattr(outside, "MOST_TOKENS", 3)
    found = Outside(Tokens(by="word", max_tokens=4, max_length=3))
    found.add(TEXTS, slice(None))

    assert 0 == found.unknown
