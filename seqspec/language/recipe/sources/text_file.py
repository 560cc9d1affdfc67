"""A file of plain text."""

from __future__ import annotations

from seqspec.language.recipe.source import LocalPaths, Source


class Recipe(Source):
    """One text file or several."""

    path: LocalPaths
    encoding: str = "utf-8"

    @property
    def later(self) -> str:
        return "text files"
