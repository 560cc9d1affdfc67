"""What the data step says aloud about texts."""

from __future__ import annotations

import numpy as np

from seqspec.data.texts.padded import Ids, Texts
from seqspec.data.texts.vocabulary import PADDING, UNKNOWN, Vocabulary
from seqspec.language.data import Data
from seqspec.wording import count


def vocabulary_note(where: str, known: Vocabulary) -> list[str]:
    """How many tokens were learned, and how many there was no room for."""
    noun = {"char": "character", "word": "word", "whitespace": "token"}[known.tokens.by]
    said = f"the vocabulary of {where} has {count(len(known.known), noun)} of the training part"
    if not known.rarer:
        return [said]
    have = "has" if known.rarer == 1 else "have"
    return [f"{said}; {known.rarer:,} rarer {have} no room in `max_tokens: {known.size}`"]


def unknown_note(where: str, places: dict[str, Ids]) -> list[str]:
    """How much of each part is out of vocabulary."""
    shares = []
    for place, ids in places.items():
        tokens, unknown = int(np.count_nonzero(ids != PADDING)), int(np.count_nonzero(ids == UNKNOWN))
        if unknown:
            shares.append(f"{unknown:,} of {count(tokens, 'token')} in the {place} ({_percent(unknown / tokens)})")
    return [f"out of vocabulary in {where}: {', '.join(shares)}"] if shares else []


def cut_note(texts: Texts) -> list[str]:
    """How many texts were too long."""
    cut = int(np.count_nonzero(texts.cut))
    if not cut:
        return []
    length = texts.ids.shape[1]
    are, their = ("is", "its") if cut == 1 else ("are", "their")
    longer = f"{count(cut, 'text')} of `{texts.column}` {are} longer than {count(length, 'token')}"
    return [f"{longer}, and cut to {their} first {f'{length:,}' if length > 1 else 'one'}"]


def order_notes(data: Data) -> list[str]:
    """What the split is, where the recipe does not say, and what is taken as independent."""
    if data.split is None:
        return ["no `split` is given: the last 20 % of the rows are the test part, the 10 % before them validation"]
    return ["rows are taken as independent: the parts are drawn at random"] if data.by == "random" else []


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{100 * share:.2g} %"
