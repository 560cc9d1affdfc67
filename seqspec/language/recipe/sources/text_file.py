"""A file of plain text."""

from __future__ import annotations

from seqspec.language.recipe.source import LocalPaths, Source


class Recipe(Source):
    """
    One file of plain text, or several. Lint only: `fit` can't do it yet.

    Args:
        path: the file, seen from the spec's folder; a pattern such as `data/*.txt`, or a list of files.
        encoding: how the text is written.

    Example:
        data:
          source: {text_file: tale.txt}
          tokens: {max_tokens: 64}
          window: {length: 40}
    """

    path: LocalPaths
    encoding: str = "utf-8"

    @property
    def later(self) -> str:
        return "text files"
