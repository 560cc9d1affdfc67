"""Which columns of numbers a table becomes, in the order in which a model sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.language.data import Data
from seqspec.language.recipe.encode import Encoding

Column: TypeAlias = "NDArray[np.floating[Any]]"
Kind: TypeAlias = Literal["amount", "field", "cycle", "category", "label"]


@dataclass(frozen=True)
class Track:
    """
    One stored column of numbers.

    Args:
        name: what messages call it: the column, or `month of date`.
        column: the column of the source.
        kind: an `amount` takes all the steps of the recipe, a `field` of a date is scaled, and the sine or cosine of a
            `cycle`, the number of a `category` and the 0 or 1 of a `label` stay as they are.
        width: how many numbers the model sees in its place.
        ahead: it is shown as it will be at the last target.
        static: it never changes within a series.
    """

    name: str
    column: str
    kind: Kind = "amount"
    width: int = 1
    ahead: bool = False
    static: bool = False

    @property
    def relative(self) -> bool:
        """Whether a window is made relative to its own values of it."""
        return self.kind == "amount" and not self.static


@dataclass(frozen=True)
class Layout:
    """
    The stored columns, features first.

    Args:
        features: how many of the columns are features.
        targets: which columns are targets.
        ids: the model sees numbers of categories and nothing else.
    """

    tracks: tuple[Track, ...]
    features: int
    targets: tuple[int, ...]
    ids: bool

    @classmethod
    def of(cls, data: Data) -> Layout:
        """The layout of a recipe."""
        dates = [column for column, each in data.encode.items() if each.of_dates and column not in data.feature_columns]
        features = [track for column in [*data.feature_columns, *dates] for track in _tracks(data, column)]
        own = {track.column: place for place, track in enumerate(features)}
        rest = [track for column in data.target_columns if column not in own for track in _tracks(data, column)]
        places = {**own, **{track.column: len(features) + place for place, track in enumerate(rest)}}
        ids = bool(features) and all(
            (encoding := data.encode.get(track.column)) is not None and encoding.ids for track in features
        )
        targets = tuple(places[column] for column in data.target_columns)
        return cls((*features, *rest), len(features), targets, bool(ids))

    @property
    def widths(self) -> list[int]:
        """How many numbers the model sees in the place of each feature."""
        return [track.width for track in self.tracks[: self.features]]

    @property
    def known(self) -> list[str]:
        """The features that have to be there in rows whose targets are still to come, too."""
        return [track.name for track in self.tracks[: self.features] if track.ahead or track.static]

    def by_column(self, columns: dict[str, Column]) -> dict[str, Column]:
        """One track for each column of the source: all fields of a date miss the same rows."""
        return {track.column: columns[track.name] for track in reversed(self.tracks) if track.name in columns}

    @property
    def labels(self) -> list[Track]:
        """The targets that are 0 or 1."""
        return [self.tracks[place] for place in self.targets if self.tracks[place].kind == "label"]


def coded(data: Data) -> list[str]:
    """The columns that are read as categories."""
    encoded = [column for column, encoding in data.encode.items() if encoding.categories is not None]
    classes = [target.column or "" for target in data.target or [] if data.kind(target) in {"classes", "one_hot"}]
    return list(dict.fromkeys([*encoded, *classes]))


def dated(data: Data) -> dict[str, Encoding]:
    """The columns of which fields are taken, but for the time."""
    time = data.time.column if data.time else None
    return {column: encoding for column, encoding in data.encode.items() if encoding.of_dates and column != time}


def _tracks(data: Data, column: str) -> Iterator[Track]:
    encoding = data.encode.get(column)
    static = column in data.static
    ahead = column in data.known_future and not static
    kind = next((data.kind(target) for target in data.target or [] if target.column == column), "real")
    if encoding is not None and encoding.of_dates:
        plain = len(encoding.calendar or [])
        for place, name in enumerate(encoding.fields(column)):
            yield Track(name, column, "field" if place < plain else "cycle", 1, ahead, static)
    elif kind in {"binary", "multi_label"}:
        yield Track(column, column, "label", encoding.width if encoding else 1, ahead, static)
    elif encoding is not None or kind in {"classes", "one_hot"}:
        yield Track(column, column, "category", encoding.width if encoding else 1, ahead, static)
    else:
        yield Track(column, column, "amount", 1, ahead, static)
