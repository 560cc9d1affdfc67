"""The columns of a table that are texts: as read, as tokens, and as numbers of one length."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.data.division import duplicates
from seqspec.data.reading import columns as names
from seqspec.data.reading.feed import Feed
from seqspec.data.reading.places import Here, Places
from seqspec.data.texts import corpus, tokenizing, vocabulary
from seqspec.data.texts import padded as texts
from seqspec.data.texts.corpus import Corpus
from seqspec.data.texts.padded import Texts
from seqspec.data.texts.vocabulary import Vocabulary
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.tokens import Tokens
from seqspec.wording import count

_ADVICE = "leave such rows out: `missing: drop`"
_ADVICE_TO_RUNS = "take the row out of the file"


@dataclass(frozen=True)
class TextColumns:
    """
    The columns that are texts, as read.

    Args:
        raw: the texts of each column, row by row.
        found: the same as tokens.
        empty: rows that miss a text.
        places: where the rows came from.
    """

    data: Data
    raw: dict[str, list[str]]
    found: dict[str, Corpus]
    rows: int
    empty: NDArray[np.int64]
    places: Places

    @classmethod
    def read(cls, data: Data, feed: Feed, columns: list[str], settled: bool = False) -> TextColumns:
        """
        Read some columns of texts.

        Args:
            settled: the recipe is that of a run, and can't be changed.

        Raises:
            DataError: a column or, where gaps are errors, a text is missing.
        """
        raw: dict[str, list[str]] = {column: [] for column in columns}
        files: dict[str, int] = {}
        gone, rows = [np.empty(0, dtype=np.int64)], 0
        names.require_columns(feed.header, columns, feed.name)
        with closing(feed.chunks(columns)) as chunks:
            for chunk in chunks if columns else ():
                here = Here(chunk.before, chunk.place if chunk.place != feed.name else "")
                files.setdefault(here.file, rows)
                for column, texts in raw.items():
                    cells, empty = _texts(chunk.frame[column])
                    if len(empty) and data.missing.policy == "error":
                        said = f"{here.say(int(empty[0]), column)} is empty"
                        raise DataError(said, help=f"write the text, or {_ADVICE_TO_RUNS if settled else _ADVICE}")
                    gone.append(empty + rows)
                    texts.extend(cells)
                rows += len(chunk.frame)
        if columns and not rows:
            raise DataError(f"`{feed.name}` has no rows", help="check how the file was written")
        found = {column: _corpus(data, column, texts) for column, texts in raw.items()}
        return cls(data, raw, found, rows, np.unique(np.concatenate(gone)), Places(tuple(files), tuple(files.values())))

    def without(self, absent: Iterable[str]) -> TextColumns:
        """The same with columns that are not there: nothing stands in them."""
        raw = {**self.raw, **{column: [""] * self.rows for column in absent}}
        found = {column: self.found.get(column) or _corpus(self.data, column, texts) for column, texts in raw.items()}
        return replace(self, raw=raw, found=found)

    def tokens(self, column: str) -> Tokens:
        """How a column becomes tokens."""
        return _tokens(self.data, column)

    def keys(self) -> NDArray[np.int64] | None:
        """A number for each input, the same for texts that a model can't tell apart; None where inputs are no texts."""
        column = self.data.feature_columns[0]
        if column not in self.found:
            return None
        found = self.found[column]
        words, codes, starts = found.words, found.codes.tolist(), found.starts.tolist()
        joined = tokenizing.joint(self.tokens(column))
        return duplicates.keys_of(
            joined.join(words[code] for code in codes[first:end]) for first, end in pairwise(starts)
        )

    def require_aligned(self) -> None:
        """
        Hold each target against its input, where each of its tokens stands beside one.

        Raises:
            DataError: names the first row whose two texts have different numbers of tokens.
        """
        source, target = self.data.feature_columns[0], self.data.target_columns[0]
        if target not in self.found or not self.tokens(target).aligned:
            return
        one, other = self.found[source].lengths, self.found[target].lengths
        wrong = np.flatnonzero(one != other)
        if len(wrong):
            row = int(wrong[0])
            there = f"{self.places.say(row, source)} has {count(int(one[row]), 'token')}"
            help = "write one label for each token; `by: whitespace` reads what is split already"
            raise DataError(f"{there}, and `{target}` has {other[row]:,}", help=help)

    def learned(self, train: NDArray[np.int64]) -> tuple[dict[str, Vocabulary], dict[str, int]]:
        """The vocabulary and the length of each column, from the training part."""
        known = {
            column: vocabulary.learn(each.words, each.counts(train), self.tokens(column))
            for column, each in self.found.items()
        }
        lengths = {
            column: self.tokens(column).max_length or int(each.lengths[train].max(initial=1))
            for column, each in self.found.items()
        }
        return known, lengths

    def encoded(self, known: dict[str, Vocabulary], lengths: dict[str, int]) -> dict[str, Texts]:
        """Every column as numbers."""
        return {
            column: texts.encode(column, raw, self.found[column], known[column], lengths[column])
            for column, raw in self.raw.items()
        }


def _texts(cells: Any) -> tuple[list[str], NDArray[np.int64]]:
    """The cells of a column as texts, and which of them are empty."""
    empty = cells.isna().to_numpy()
    texts = ["" if gone else str(cell) for cell, gone in zip(cells, empty, strict=True)]
    return texts, np.flatnonzero([not text.strip() for text in texts])


def _corpus(data: Data, column: str, raw: list[str]) -> Corpus:
    return corpus.read(raw, _tokens(data, column))


def _tokens(data: Data, column: str) -> Tokens:
    tokens = data.tokens_of(column)
    assert tokens is not None  # it is a text
    return tokens
