"""`data.tokens`: how text becomes numbers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from seqspec.language.section import Section


class Tokens(Section):
    """
    How text becomes numbers; the vocabulary comes from the training part. Lint only: `fit` can't do it yet.

    Args:
        by: whether a token is a character or a word.
        max_tokens: how many tokens the vocabulary can hold, with 0 for padding and 1 for what is out of vocabulary.
        max_length: tokens that every text is cut or padded to.
        one_hot: whether a token becomes a row of zeros with a one, and not its number.

    Example:
        data:
          source: {text_file: tale.txt}
          tokens: {by: char, max_tokens: 64}
          window: {length: 40}
    """

    by: Literal["char", "word"] = "char"
    max_tokens: Annotated[int, Field(ge=3, le=2**31 - 1)] | None = None
    max_length: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    one_hot: bool = False
