"""What the data step says aloud about texts."""

from __future__ import annotations

from typing import Any

import numpy as np

from seqspec.data.splits import Rows
from seqspec.data.texts import Ids, Texts
from seqspec.data.vocabulary import NAMES, PADDING, UNKNOWN, Vocabulary
from seqspec.language.data import Data


def vocabulary_note(where: str, known: Vocabulary) -> list[str]:
    """How many tokens were learned, and how many there is room for."""
    room = "" if known.tokens.max_tokens is None else f"; `max_tokens` has room for {known.size - len(NAMES):,}"
    noun = "character" if known.tokens.by == "char" else "word"
    return [f"{where} has {counted(len(known.known), f'different {noun}')} in the training part{room}"]


def part_notes(where: str, part: str, ids: Ids) -> list[str]:
    """How much of a part is out of vocabulary."""
    tokens, unknown = int(np.count_nonzero(ids != PADDING)), int(np.count_nonzero(ids == UNKNOWN))
    if not unknown:
        return []
    place = f"{where} in the file" if part == "file" else f"{where} in the {part} part"
    share = f"{counted(unknown, 'token')} of {tokens:,} ({unknown / tokens:.1%}) of {place}"
    return [f"{share} {'is' if unknown == 1 else 'are'} out of vocabulary"]


def cut_note(texts: Texts) -> list[str]:
    """How many texts were too long."""
    cut = int(np.count_nonzero(texts.cut))
    if not cut:
        return []
    length = texts.ids.shape[1]
    kept = f"cut to its first {length:,} tokens" if cut == 1 else f"cut to their first {length:,} tokens"
    return [
        f"{counted(cut, 'text')} of `{texts.column}` {'is' if cut == 1 else 'are'} longer than `max_length`, and {kept}"
    ]


def boundaries(rows: dict[str, Rows]) -> dict[str, Any]:
    """First row and the row after the last of each part, from 0; how many there are where they were drawn."""
    return {
        part: [each.start, each.stop] if isinstance(each, range) else {"by": "random", "rows": len(each)}
        for part, each in rows.items()
    }


def order_notes(data: Data) -> list[str]:
    """What the split is, where the recipe does not say, and what is taken as independent."""
    if data.split is None:
        return ["no `split` is given: the last 20 % of the rows are the test part, the 10 % before them validation"]
    return ["rows are taken as independent: the parts are drawn at random"] if data.by == "random" else []


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 token`, `1,200 tokens`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
