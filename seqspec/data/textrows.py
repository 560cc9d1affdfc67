"""Recipes of texts row by row: pairs of them, texts with labels, numbers with names."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.data import beside, corpus, duplicates, texts, tokenizing, vocabulary
from seqspec.data import columns as names
from seqspec.data.beside import Beside
from seqspec.data.composed import compose
from seqspec.data.corpus import Corpus
from seqspec.data.dataset import Dataset
from seqspec.data.examples import Examples, Task
from seqspec.data.feed import Feed, Given, open_feed
from seqspec.data.scaling import Chain
from seqspec.data.series import Series
from seqspec.data.splits import Rows
from seqspec.data.textnotes import boundaries, counted, cut_note, order_notes, part_notes, vocabulary_note
from seqspec.data.texts import TextPart, Texts
from seqspec.data.vocabulary import Vocabulary
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.split import PARTS


@dataclass(frozen=True)
class _Rows:
    """
    All rows, as numbers.

    Args:
        read: the columns that are texts.
        series: the columns that are none.
        keys: the number of each row's input, where that is a text.
    """

    data: Data
    read: dict[str, Texts]
    series: Series | None
    keys: NDArray[np.int64] | None

    def part(self, rows: NDArray[np.int64], known: bool = True) -> Examples:
        """Some rows as examples; `known` says whether their targets are there."""
        source, target = self.data.feature_columns[0], self.data.target_columns[0]
        fed = TextPart(self.read[source], rows) if source in self.read else self._numbers(rows)
        if target not in self.read:
            return compose(fed, self._numbers(rows))
        written = self.read[target]
        aligned = self.read[source].ids if written.tokens.aligned else None
        return compose(fed, TextPart(written, rows, self.keys, aligned, known))

    def _numbers(self, rows: NDArray[np.int64]) -> Examples:
        assert self.series is not None  # a column that is no text is a number
        return beside.part_of(self.series, rows)


def load(data: Data, seed: int, folder: Path, override: Given | None = None) -> Dataset:
    """
    Run the recipe over rows of texts.

    Raises:
        DataError: a text is missing, a label is none, or the rows can't be divided as asked.
    """
    _require_known(data)
    feed = open_feed(data, folder, override)
    raw = _read(feed, data.texts)
    numbers = Beside.read(data, feed)
    read = {column: corpus.read(each, _tokens(data, column)) for column, each in raw.items()}
    _require_aligned(data, read, feed)
    keys = _keys(data, read, raw)
    rows = _divided(data, keys, numbers, _count(raw), seed)
    train = _array(rows["train"])
    known, lengths = _learned(data, read, train)
    chains = numbers.fitted(train) if numbers else []
    every = _encoded(data, raw, read, known, lengths, numbers, chains, keys)
    parts = {}
    for name in PARTS:
        if not len(rows[name]) and (name == "train" or data.parts.sizes.get(name)):
            raise DataError(f"the {name} part has no row of {_count(raw):,}", help="give it more in `split`")
        parts[name] = every.part(_array(rows[name]))
    notes = [*order_notes(data), *(duplicates.note(keys) if keys is not None else []), *_notes(every.read, rows)]
    state = {"vocabularies": {column: list(each.known) for column, each in known.items()}, "lengths": lengths,
             "columns": [chain.state for chain in chains], "boundaries": boundaries(rows)}  # fmt: skip
    found = {**feed.fingerprint(), "rows": _count(raw), "columns": data.columns, "boundaries": boundaries(rows)}
    return Dataset(_task(data, known), parts["train"], parts["validation"], parts["test"], notes, state, found)


def for_prediction(data: Data, state: dict[str, Any], given: Given) -> Dataset:
    """
    The same recipe over other rows, whose targets may be absent.

    Raises:
        DataError: a text is missing.
    """
    _require_known(data)
    feed = open_feed(data, Path(), given)
    absent = frozenset(data.target_columns) - set(feed.header)
    raw = _read(feed, [column for column in data.texts if column not in absent])
    numbers = Beside.read(data, feed, optional=absent)
    rows = _count(raw) if raw else numbers.table.rows if numbers else 0
    raw |= {column: [""] * rows for column in absent if column in data.texts}
    read = {column: corpus.read(each, _tokens(data, column)) for column, each in raw.items()}
    known = {column: Vocabulary(tuple(each), _tokens(data, column)) for column, each in state["vocabularies"].items()}
    chains = [Chain.from_state(each) for each in state["columns"]]
    if not absent:
        _require_aligned(data, read, feed)
    every = _encoded(data, raw, read, known, state["lengths"], numbers, chains, _keys(data, read, raw))
    there = not absent & set(data.texts)
    shown = {column: texts for column, texts in every.read.items() if column not in absent}
    notes = [note for each in shown.values() for note in [*cut_note(each), *part_notes(each.column, "file", each.ids)]]
    found = {**feed.fingerprint(), "rows": rows, "columns": data.columns}
    nothing, asked = every.part(np.empty(0, dtype=np.int64)), every.part(np.arange(rows), known=there)
    return Dataset(_task(data, known), nothing, nothing, asked, notes, state, found)


# ------------------------------------------------------------------------------------------------------------ reading


def _read(feed: Feed, columns: list[str]) -> dict[str, list[str]]:
    """The columns that are texts, row by row."""
    found: dict[str, list[str]] = {column: [] for column in columns}
    if not columns:
        return found
    names.require_columns(feed.header, columns, feed.name)
    with closing(feed.chunks(columns)) as chunks:
        for chunk in chunks:
            for column, texts in found.items():
                cells = chunk.frame[column]
                empty = cells.isna() | (cells.astype(str).str.strip() == "")
                if empty.any():
                    row = chunk.before + int(empty.to_numpy().argmax()) + 1
                    said = f"row {row:,} of `{column}` in `{chunk.place}` is empty"
                    raise DataError(said, help="write the text, or take the row out")
                texts.extend(cells.astype(str).tolist())
    if not _count(found):
        raise DataError(f"`{feed.name}` has no rows", help="check how the file was written")
    return found


def _count(raw: Mapping[str, list[str]]) -> int:
    return len(next(iter(raw.values())))


def _keys(data: Data, read: dict[str, Corpus], raw: dict[str, list[str]]) -> NDArray[np.int64] | None:
    """A number for each input, the same for texts that are the same to a model; None where inputs are no texts."""
    column = data.feature_columns[0]
    if column not in raw:
        return None
    tokens, found = _tokens(data, column), read[column]
    words, codes, starts = found.words, found.codes.tolist(), found.starts.tolist()
    written = (
        tokenizing.written([words[code] for code in codes[start:end]], tokens)
        for start, end in itertools.pairwise(starts)
    )
    return duplicates.keys_of(written)


def _require_aligned(data: Data, read: dict[str, Corpus], feed: Feed) -> None:
    """Each token of a target stands beside one of the input, where the recipe says so."""
    source, target = data.feature_columns[0], data.target_columns[0]
    if target not in read or not _tokens(data, target).aligned:
        return
    one, other = read[source].lengths, read[target].lengths
    wrong = np.flatnonzero(one != other)
    if len(wrong):
        row = int(wrong[0])
        place, number = _place(feed, source, row)
        said = f"row {number:,} of `{place}` has {counted(int(one[row]), 'token')} in `{source}`"
        help = "one label a token; `by: whitespace` reads what is split already"
        raise DataError(f"{said} and {counted(int(other[row]), 'token')} in `{target}`", help=help)


def _place(feed: Feed, column: str, row: int) -> tuple[str, int]:
    """The file that a row stands in, and its number there from 1."""
    seen = 0
    with closing(feed.chunks([column])) as chunks:
        for chunk in chunks:
            if row < seen + len(chunk.frame):
                return chunk.place, chunk.before + row - seen + 1
            seen += len(chunk.frame)
    return feed.name, row + 1


# ----------------------------------------------------------------------------------------------------------- learning


def _learned(
    data: Data, read: dict[str, Corpus], train: NDArray[np.int64]
) -> tuple[dict[str, Vocabulary], dict[str, int]]:
    """The vocabulary and the length of each column, from the training part."""
    known, lengths = {}, {}
    for column, each in read.items():
        tokens = _tokens(data, column)
        known[column] = vocabulary.learn(each.words, each.counts(train), tokens)
        lengths[column] = tokens.max_length or int(each.lengths[train].max(initial=1))
    return known, lengths


def _encoded(
    data: Data, raw: dict[str, list[str]], read: dict[str, Corpus], known: dict[str, Vocabulary],
    lengths: dict[str, int], numbers: Beside | None, chains: list[Chain], keys: NDArray[np.int64] | None,
) -> _Rows:  # fmt: skip
    found = {column: texts.encode(column, raw[column], read[column], known[column], lengths[column]) for column in raw}
    return _Rows(data, found, numbers.series(chains) if numbers else None, keys)


def _divided(
    data: Data, keys: NDArray[np.int64] | None, numbers: Beside | None, rows: int, seed: int
) -> dict[str, Rows]:
    strata = None
    if data.parts.stratify:
        if numbers is None or not numbers.data.target_columns:
            said = f"`stratify` is for classes, and `{data.target_columns[0]}` is a text"
            raise DataError(said, help="take `stratify` out")
        strata = numbers.strata()
    return duplicates.divide(data, np.arange(rows) if keys is None else keys, strata, seed)


def _array(rows: Rows) -> NDArray[np.int64]:
    return np.arange(rows.start, rows.stop) if isinstance(rows, range) else rows


def _tokens(data: Data, column: str) -> Any:
    return data.tokens_of(column)


def _task(data: Data, known: dict[str, Vocabulary]) -> Task:
    column = data.target_columns[0]
    if column in known:
        return Task("text", (column,), known[column].names, tokenizing.joint(known[column].tokens))
    kinds = {data.kind(target) for target in data.target or []}
    return Task("numbers" if "real" in kinds else "chances", tuple(data.target_columns))


def _notes(read: dict[str, Texts], rows: dict[str, Rows]) -> list[str]:
    said = []
    for column, each in read.items():
        said += vocabulary_note(f"`{column}`", each.vocabulary) + cut_note(each)
        for name in PARTS:
            said += part_notes(f"`{column}`", name, each.ids[_array(rows[name])])
    return said


def _require_known(data: Data) -> None:
    """What texts can't do."""
    beside.require_kinds(data)
    if data.by == "group" or data.parts.backtest is not None or data.group is not None:
        raise DataError(
            "rows of texts have no groups and no backtest", help="write `split: {validation: 0.1, test: 0.1}`"
        )
    if data.time is not None:
        raise DataError(
            "rows of texts are not ordered by a `time`", help="write `split: {by: time}` for the order of the file"
        )
