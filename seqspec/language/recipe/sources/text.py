"""A text that stands in the spec itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from seqspec.language.recipe.source import Source


class Recipe(Source):
    """A literal text, such as the nine letters of `artificia`."""

    text: Annotated[str, Field(min_length=1)]

    @property
    def later(self) -> str:
        return "a literal text"
