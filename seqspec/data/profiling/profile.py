"""
The rows of a recipe in figures, read once and some ten thousand rows at a time, as `fit` reads it.

What it needs of memory follows the size of a piece, not that of the file. The figures of the training part need its
boundaries, and these the number of rows, which is known only at the end: it is guessed from the lines of the file, and
where the guess was wrong (an empty line, a line end inside quotes) the file is read a second time.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from seqspec.analysis.profile import Groups, Profile, Trouble
from seqspec.data.division import draws, splits
from seqspec.data.profiling.borders import Borders
from seqspec.data.profiling.claims import Claims
from seqspec.data.profiling.kinship import Kinship
from seqspec.data.profiling.outside import Outside
from seqspec.data.profiling.pace import MOST_GROUPS, Pace
from seqspec.data.profiling.running import profile_of_text
from seqspec.data.profiling.tally import Tally
from seqspec.data.reading.feed import Feed, open_feed
from seqspec.data.reading.growing import all_called, called
from seqspec.data.reading.places import Here
from seqspec.data.tables.layout import dated
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.source import TextSource
from seqspec.language.recipe.split import PARTS
from seqspec.language.recipe.time import Time


def profile_of(data: Data, folder: Path) -> Profile:
    """
    The rows of a recipe in figures; what stands in the way of reading them is one of them.

    Args:
        data: with a source.
        folder: what relative paths start from: where the spec lies.
    """
    written: list[str] = getattr(data.source, "path", [])
    name = ", ".join(written) or getattr(data.source, "title", "the source")
    try:
        if isinstance(data.source, TextSource):
            return profile_of_text(data, folder, name)
        found = _look(data, open_feed(data, folder), name)
        files = tuple((_as_written(f"`{file}`", [], folder)[1:-1], rows) for file, rows in found.files)
        broken = {
            column: replace(trouble, message=_as_written(trouble.message, written, folder))
            for column, trouble in found.broken.items()
        }
        return replace(found, files=files, broken=broken)
    except DataError as error:
        said, help = (text and _as_written(text, written, folder) for text in (error.message, error.help))
        return Profile(name, trouble=Trouble(said or "", help))
    except OSError as error:
        return Profile(name, trouble=Trouble(f"`{name}` can't be read: {(error.strerror or str(error)).lower()}"))


def _as_written(text: str, written: list[str], folder: Path) -> str:
    """A message with the files as the spec names them."""
    for path in written:
        text = text.replace(os.path.normpath(folder / path), path)
    return text.replace(f"`{os.path.normpath(folder)}{os.sep}", "`")


def _look(data: Data, feed: Feed, name: str) -> Profile:
    header = feed.header
    single = {column for column in header if header.count(column) == 1}
    wanted = [column for column in data.columns if column in single]
    extra = [data.time.column if data.time else None, data.group, *dated(data)]
    asked = list(dict.fromkeys([*wanted, *(column for column in extra if column in single and column is not None)]))
    if not asked:
        return Profile(name, 0, tuple(header))
    guess = feed.expected()
    pass_ = _read(data, feed, asked, guess, {})
    if pass_.borders is not None:
        pass_ = _read(data, feed, asked, pass_.rows, {}, pass_.borders) if pass_.borders.asks_again else pass_
    elif pass_.rows != guess or pass_.reached:
        train = _train(data, pass_.rows, pass_.reached)
        if train != pass_.train:
            pass_ = _read(data, feed, asked, pass_.rows, pass_.reached)
    return pass_.profile(name, header)


@dataclass
class _Pass:
    """One reading of the file."""

    data: Data
    train: range | None
    borders: Borders | None
    tallies: dict[str, Tally]
    pace: Pace | None
    kin: list[Kinship]
    claims: Claims
    outside: dict[str, Outside]
    rows: int = 0
    groups: dict[str, int] = field(default_factory=dict)
    stray: int = 0
    files: dict[str, int] = field(default_factory=dict)
    strata: Counter[str] = field(default_factory=Counter)

    @property
    def reached(self) -> dict[str, int]:
        """For a split by date, how many rows come before each of its dates."""
        return self.pace.reached if self.pace else {}

    def add(self, chunk: Any, place: str, here: Here) -> None:
        """Take in some rows of a file."""
        self.files.setdefault(place, self.rows)
        self.claims.add(chunk, here)
        part = self.borders.add(chunk) if self.borders else self._trained(len(chunk))
        values = {column: tally.add(chunk[column], part) for column, tally in self.tallies.items()}
        for column, each in self.outside.items():
            each.add(chunk[column], part)
        groups = all_called(chunk[self.data.group]) if self.data.group in chunk else None
        if self.pace is not None and self.data.time is not None:
            self.pace.add(chunk[self.data.time.column], groups)
        if groups is not None:
            self._count_groups(groups)
        if self.data.parts.stratify and (target := self.data.target_columns[0]) in chunk:
            for name, count in chunk[target].value_counts(sort=False).items():
                self.strata[called(name)] += int(count)
        for kin in self.kin:
            kin.add(values, None if groups is None else groups.to_numpy())
        self.rows += len(chunk)

    def _trained(self, rows: int) -> slice:
        """Where the training part lies in the rows that come next."""
        if self.train is None:
            return slice(None)
        start, stop = self.train.start - self.rows, self.train.stop - self.rows
        return slice(min(max(start, 0), rows), min(max(stop, 0), rows))

    def _count_groups(self, groups: Any) -> None:
        self.stray += int(groups.isna().sum())
        if len(self.groups) <= MOST_GROUPS:
            for name, count in groups.value_counts(sort=False).items():
                self.groups[name] = self.groups.get(name, 0) + int(count)

    def profile(self, name: str, header: list[str]) -> Profile:
        """Everything that was counted."""
        parts, trouble = self._parts()
        return Profile(
            path=name,
            rows=self.rows,
            header=tuple(header),
            columns={column: tally.column() for column, tally in self.tallies.items()},
            parts=parts,
            time=self.pace.timeline() if self.pace else None,
            groups=self._series(),
            links=tuple(link for kin in self.kin for link in kin.links()),
            files=tuple(self.files.items()) if len(self.files) > 1 else (),
            split_trouble=trouble,
            broken=self.claims.broken,
            unknown={column: share for column, each in self.outside.items() if (share := each.unknown) is not None},
        )

    def _parts(self) -> tuple[dict[str, int], Trouble | None]:
        if self.data.parts.unit == "date" and self.pace is not None and self.pace.holds_numbers:
            error = splits.no_dates()
            return {}, Trouble(error.message, error.help)
        if self.borders is None:
            return _parts(self.data, self.rows, self.reached, self.strata)
        trouble = self.borders.trouble
        return self.borders.parts, Trouble(trouble.message, trouble.help) if trouble else None

    def _series(self) -> Groups | None:
        if not self.groups:
            return None
        shortest = min(self.groups, key=self.groups.__getitem__)
        needed = self.data.window.rows if self.data.window else 1
        short = sum(count < needed for count in self.groups.values())
        known = len(self.groups) <= MOST_GROUPS
        parts = self.borders.most if self.borders else {}
        return Groups(len(self.groups) if known else None, shortest, self.groups[shortest], short, self.stray, parts)


def _read(
    data: Data, feed: Feed, asked: list[str], rows: int, reached: dict[str, int], first: Borders | None = None
) -> _Pass:
    whole = data.time is None or data.time.column in asked
    borders = Borders(data, first) if data.group in asked and data.by != "random" and whole else None
    train = None if borders else _train(data, rows, reached)
    time = data.time if data.time and data.time.column in asked else None
    features = [column for column in data.feature_columns if column in asked]
    kin = [Kinship(data, target, features) for target in data.target_columns if target in asked]
    tallies = {column: Tally(train is not None or first is not None) for column in data.columns if column in asked}
    pace = Pace(time, _instants(data, time)) if time else None
    texts = {column: tokens for column in data.texts if column in asked and (tokens := data.tokens_of(column))}
    outside = {column: Outside(tokens) for column, tokens in texts.items()}
    pass_ = _Pass(data, train, borders, tallies, pace, kin, Claims(data), outside)
    with closing(feed.chunks(asked)) as chunks:
        for chunk in chunks:
            pass_.add(chunk.frame, chunk.place, Here(chunk.before, chunk.place if chunk.place != feed.name else ""))
    return pass_


def _instants(data: Data, time: Time) -> dict[str, Any]:
    return splits.instants(data.parts) if data.parts.unit == "date" else {}


def _train(data: Data, rows: int, reached: dict[str, int]) -> range | None:
    """The rows of the training part; None where all rows stand for it: drawn at random, or by group."""
    if data.by != "time":
        return None
    if data.parts.unit == "date" and not reached:
        return range(rows)  # the first reading finds the dates
    try:
        train = splits.laid_out(data.parts, rows, reached)["train"]
    except DataError:
        return None
    return train if isinstance(train, range) else None


def _parts(
    data: Data, rows: int, reached: dict[str, int], strata: Mapping[str, int]
) -> tuple[dict[str, int], Trouble | None]:
    """How many rows each part has, or why there are none."""
    if data.by == "group" or (data.parts.unit == "date" and not reached):
        return {}, None
    try:
        split = data.parts.model_copy(update={"gap": 0}) if data.by == "random" else data.parts
        found = splits.laid_out(split, rows, reached)
        if strata:
            draws.require_enough(data.target_columns[0], strata, {part: len(found[part]) for part in PARTS})
    except DataError as error:
        return {}, Trouble(error.message, error.help)
    return {part: len(found[part]) for part in PARTS}, None
