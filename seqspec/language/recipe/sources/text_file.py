"""A file of plain text."""

from __future__ import annotations

from pathlib import Path

from seqspec.language.recipe import characters
from seqspec.language.recipe.source import FileSource, TextSource


class Recipe(FileSource, TextSource):
    """
    One file of plain text, or several: each is a text of its own, and no window reaches from one into the next.

    Args:
        path: the file, seen from the spec's folder; a pattern such as `data/*.txt`, or a list of files.
        encoding: how the text is written.

    Example:
        data:
          source: {text_file: tale.txt}
          tokens: {max_tokens: 64}
          window: {length: 40}
    """

    encoding: str = "utf-8"

    def documents(self, paths: list[Path]) -> list[tuple[str, str]]:
        """
        The text of each file; every line end is `\\n`.

        Raises:
            DataError: a file is not text in this encoding.
        """
        return [(str(path), self._text(path)) for path in paths]

    def _text(self, path: Path) -> str:
        with characters.opened(path, self.encoding, self.name) as file:
            return file.read()
