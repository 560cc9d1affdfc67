"""Recipes of texts row by row: pairs of them, texts with labels, numbers with names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.data.dataset import Dataset
from seqspec.data.division import duplicates, splits
from seqspec.data.division.splits import Rows
from seqspec.data.examples import Examples, Task
from seqspec.data.reading import files
from seqspec.data.reading.feed import Feed, FrameFeed, Given, open_feed
from seqspec.data.tables import report
from seqspec.data.texts import tokenizing
from seqspec.data.texts.beside import Beside, Numbers
from seqspec.data.texts.columns import TextColumns
from seqspec.data.texts.composed import compose
from seqspec.data.texts.notes import cut_note, order_notes, unknown_note, vocabulary_note
from seqspec.data.texts.padded import TextPart, Texts
from seqspec.data.texts.vocabulary import Vocabulary
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe import characters
from seqspec.language.recipe.split import PARTS
from seqspec.wording import count


@dataclass(frozen=True)
class _Rows:
    """
    All rows, as numbers.

    Args:
        read: the columns that are texts.
        numbers: the columns that are none.
        keys: the number of each row's input, where that is a text.
    """

    data: Data
    read: dict[str, Texts]
    numbers: Numbers | None
    keys: NDArray[np.int64] | None

    @property
    def task(self) -> Task:
        """What is predicted."""
        column = self.data.target_columns[0]
        if column not in self.read:
            return self._numbers.task
        known = self.read[column].vocabulary
        return Task("text", (column,), known.names, tokenizing.joint(known.tokens))

    def part(self, rows: NDArray[np.int64], known: bool = True) -> Examples:
        """Some rows as examples; `known` says whether their targets are there."""
        source, target = self.data.feature_columns[0], self.data.target_columns[0]
        fed = TextPart(self.read[source], rows) if source in self.read else self._numbers.part(rows)
        if target not in self.read:
            return compose(fed, self._numbers.part(rows))
        written = self.read[target]
        aligned = self.read[source].ids if written.tokens.aligned else None
        return compose(fed, TextPart(written, rows, self.keys, aligned, known))

    @property
    def _numbers(self) -> Numbers:
        assert self.numbers is not None  # a column that is no text is a number
        return self.numbers


def load(data: Data, seed: int, folder: Path, override: Given | None = None) -> Dataset:
    """
    Run the recipe over rows of texts.

    Raises:
        DataError: a text is missing, a label is none, or the rows can't be divided as asked.
    """
    feed = open_feed(data, folder, override)
    column = TextColumns.read(data, feed, data.texts)
    beside = Beside.read(data, feed)
    column.require_aligned()
    keys = column.keys()
    rows = _divided(data, keys, beside, column.rows, seed)
    known, lengths = column.learned(_array(rows["train"]))
    numbers = beside.learned(_array(rows["train"])) if beside else None
    every = _Rows(data, column.encoded(known, lengths), numbers, keys)
    gone = np.union1d(column.empty, numbers.unusable if numbers else [])
    parts, notes = {}, [*order_notes(data), *(duplicates.note(keys) if keys is not None else [])]
    for name in PARTS:
        kept = np.setdiff1d(_array(rows[name]), gone)
        if not len(kept) and (name == "train" or data.parts.sizes.get(name)):
            raise _without_rows(name, column.rows, keys)
        notes += report.left_out(f"{name} part", len(rows[name]) - len(kept))
        parts[name] = every.part(kept)
    notes += [*_notes(every.read, rows), *(numbers.notes if numbers else [])]
    state = {"vocabularies": {name: list(each.known) for name, each in known.items()}, "lengths": lengths,
             **(numbers.state if numbers else {}), "boundaries": splits.boundaries(data, rows)}  # fmt: skip
    boundaries = splits.boundaries(data, rows)
    found = {**feed.fingerprint(), "rows": column.rows, "columns": data.columns, "boundaries": boundaries}
    return Dataset(every.task, parts["train"], parts["validation"], parts["test"], notes, state, found)


def for_prediction(data: Data, state: dict[str, Any], given: Given) -> Dataset:
    """
    The same recipe over other rows, whose targets may be absent.

    Raises:
        DataError: a text is missing.
    """
    feed = _alone(data, given) or open_feed(data, Path(), given)
    absent = frozenset(data.target_columns) - set(feed.header)
    beside = Beside.read(data, feed, optional=absent)
    column = TextColumns.read(data, feed, [each for each in data.texts if each not in absent], settled=True)
    if not column.raw and beside is not None:
        column = replace(column, rows=beside.table.rows)
    column = column.without(absent & set(data.texts))
    if not absent:
        column.require_aligned()
    known = {name: Vocabulary(tuple(each), column.tokens(name)) for name, each in state["vocabularies"].items()}
    numbers = beside.restored(state) if beside else None
    every = _Rows(data, column.encoded(known, state["lengths"]), numbers, column.keys())
    gone = np.union1d(column.empty, numbers.unusable_inputs if numbers else [])
    kept = np.setdiff1d(np.arange(column.rows), gone)
    if not len(kept):
        raise DataError(f"`{feed.name}` has no row without a gap", help="fill the gaps")
    notes = report.left_out("file", column.rows - len(kept)) + (numbers.notes if numbers else [])
    for name, each in every.read.items():
        notes += [] if name in absent else [*cut_note(each), *unknown_note(f"`{name}`", {"file": each.ids})]
    found = {**feed.fingerprint(), "rows": column.rows, "columns": data.columns}
    nothing, asked = every.part(kept[:0]), every.part(kept, known=not absent & set(data.texts))
    return Dataset(every.task, nothing, nothing, asked, notes, state, found)


def _alone(data: Data, given: Given) -> Feed | None:
    """The lines of a file that should hold pairs and has no tab: inputs alone. None where it is anything else."""
    source = data.source
    if source is None or not data.paired or not isinstance(given, Path) or files.reader(source, given) is not source:
        return None
    import pandas as pd

    files.require_file(given)
    encoding = getattr(source, "encoding", "utf-8")
    with characters.opened(given, encoding, "pairs") as file:
        if "\t" in next(iter(file), ""):
            return None
    with characters.opened(given, encoding, "pairs") as file:
        lines = [line.strip() for line in file]
    return _Alone(pd.DataFrame({data.feature_columns[0]: lines}, dtype="str"), str(given))


class _Alone(FrameFeed):
    """A table that was read from a file."""

    def fingerprint(self) -> dict[str, Any]:
        return files.fingerprint([Path(self.name)])


# ----------------------------------------------------------------------------------------------------------- dividing


def _divided(
    data: Data, keys: NDArray[np.int64] | None, beside: Beside | None, rows: int, seed: int
) -> dict[str, Rows]:
    strata = beside.strata() if beside is not None else None
    return duplicates.divide(data, np.arange(rows) if keys is None else keys, strata, seed)


def _without_rows(part: str, rows: int, keys: NDArray[np.int64] | None) -> DataError:
    inputs = rows if keys is None else len(np.unique(keys))
    said, help = f"the {part} part has no row of {rows:,}", "give it more in `split`"
    if inputs < rows:
        said += f", which have {count(inputs, 'different input')} between them: rows with equal inputs stay together"
        help = "take texts that differ, or give the part more in `split`"
    return DataError(said, help=help)


def _array(rows: Rows) -> NDArray[np.int64]:
    return np.arange(rows.start, rows.stop) if isinstance(rows, range) else rows


def _notes(read: dict[str, Texts], rows: dict[str, Rows]) -> list[str]:
    said = []
    for column, each in read.items():
        said += vocabulary_note(f"`{column}`", each.vocabulary) + cut_note(each)
        said += unknown_note(f"`{column}`", {f"{name} part": each.ids[_array(rows[name])] for name in PARTS})
    return said
