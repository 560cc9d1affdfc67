"""A file of text pairs: two columns with a tab between them."""

from __future__ import annotations

from seqspec.language.recipe.source import LocalPaths, Source


class Recipe(Source):
    """
    Pairs of texts, with a tab between what is read and what is to be written. Lint only: `fit` can't do it yet.

    Args:
        path: the file, seen from the spec's folder; a pattern such as `data/*.tsv`, or a list of files.
        encoding: how the text is written.

    Example:
        data:
          source: {pairs: dates.tsv}
          tokens: {max_tokens: 40, max_length: 20}
    """

    path: LocalPaths
    encoding: str = "utf-8"

    @property
    def later(self) -> str:
        return "pairs of texts"
