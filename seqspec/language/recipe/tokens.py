"""`data.tokens`: how text becomes numbers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from seqspec.language.section import Section


class Tokens(Section):
    """
    The vocabulary comes from the training part. `max_tokens` is its capacity, with 0 for padding and 1 for what is out
    of vocabulary counted in; `max_length` is the length every text is cut or padded to.
    """

    by: Literal["char", "word"] = "char"
    max_tokens: Annotated[int, Field(ge=3, le=2**31 - 1)] | None = None
    max_length: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    one_hot: bool = False
