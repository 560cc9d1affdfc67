"""A text that stands in the spec itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from seqspec.language.recipe.source import Source


class Recipe(Source):
    """
    A text that stands in the spec itself. Lint only: `fit` can't do it yet.

    Args:
        text: the text.

    Example:
        data:
          source: {text: artificia}
          tokens: {max_tokens: 9}
          window: {length: 3}
    """

    text: Annotated[str, Field(min_length=1)]

    @property
    def later(self) -> str:
        return "a literal text"
