"""A text that stands in the spec itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from seqspec.language.recipe.source import TextSource


class Recipe(TextSource):
    """
    A text that stands in the spec itself.

    Args:
        text: the text.

    Example:
        data:
          source: {text: artificia}
          tokens: {max_tokens: 9}
          window: {length: 3}
    """

    text: Annotated[str, Field(min_length=1)]

    def documents(self, paths: list[Path]) -> list[tuple[str, str]]:
        """The one text."""
        return [("the text", self.text)]
