"""Texts as tokens, by what a token is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from seqspec.data.texts.tokenizing import joint
from seqspec.data.texts.vocabulary import NAMES
from seqspec.language.recipe.tokens import Tokens
from seqspec.lowering.script.pieces import MARKS, WORD, lines_of
from seqspec.lowering.script.writing import inline


def constants(every: Iterable[Tokens], plain: bool) -> Iterator[str]:
    """
    What a word is, where texts are read word by word.

    Args:
        plain: texts are in composed form, and without combining marks.
    """
    if any(way.by == "word" for way in every):
        yield from lines_of(WORD if plain else MARKS)


def split(way: Tokens, text: str, plain: bool) -> str:
    """An expression of the tokens of a text; see `constants`."""
    found = f"{text}.lower()" if way.lowers else text
    found = found if plain else f'unicodedata.normalize("NFC", {found})'
    return {"char": f"list({found})", "word": f"WORD.findall({found})", "whitespace": f"{found}.split()"}[way.by]


def joined(way: Tokens, found: str) -> str:
    """An expression of the text that tokens write."""
    return f"{inline(joint(way))}.join({found})"


def named(ranked: str, numbers: str) -> Iterator[str]:
    """Lines that make `words`, the tokens of numbers up to the first padding."""
    yield f"names = dict(enumerate({ranked}, {len(NAMES)!r}))"
    yield f"words = [names.get(each, {inline(NAMES[1])}) for each in takewhile(bool, {numbers})]"


def room(way: Tokens) -> int | None:
    """How many tokens have a number of their own; None where all of the training part do."""
    return None if way.max_tokens is None else way.max_tokens - len(NAMES)


def known(way: Tokens) -> str:
    """A condition that leaves out what is no token of a text, but stands for those out of vocabulary."""
    return f" if token != {inline(NAMES[1])}" if way.by == "whitespace" else ""
