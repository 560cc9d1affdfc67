"""A file of text pairs: two columns with a tab between them."""

from __future__ import annotations

from seqspec.language.recipe.source import LocalPaths, Source


class Recipe(Source):
    """Pairs of texts: what is read, and what is to be written."""

    path: LocalPaths
    encoding: str = "utf-8"

    @property
    def later(self) -> str:
        return "pairs of texts"
