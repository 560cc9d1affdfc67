"""Where a recipe speaks of a column, and how a change of the recipe is written down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Delete, Edit, Fix, Insert, Path, Rename, Replace
from seqspec.language.data import Data
from seqspec.language.recipe.scale import EVERY

if TYPE_CHECKING:
    from seqspec.analysis.profile import Column, Profile


def looked_at(subject: Subject) -> tuple[Data, Profile] | None:
    """The recipe and what its file holds; None where nobody looked, or where the file can't be had."""
    data, profile = subject.spec.data, subject.profile
    return (data, profile) if data is not None and profile is not None and profile.trouble is None else None


def place_of(subject: Subject, column: str) -> Path:
    """Where the recipe first names a column that becomes numbers."""
    return next(_mentions(subject, column), ("data",))


def _mentions(subject: Subject, column: str) -> Iterator[Path]:
    """Every place at which a column is named as a value, those that are written."""
    data = subject.spec.data
    assert data is not None  # it is the recipe that names columns
    candidates: list[Path] = []
    for index, name in enumerate(data.features or ()):
        candidates += [("data", "features", index)] if name == column else []
    for index, target in enumerate(data.target or ()):
        if target.column == column:
            candidates += [("data", "target", index, "column"), ("data", "target", index)]
            candidates += [("data", "target", "column"), ("data", "target")] if len(data.target or ()) == 1 else []
    if data.time is not None and data.time.column == column:
        candidates += [("data", "time", "column"), ("data", "time")]
    candidates += [("data", "group")] if data.group == column else []
    for key in ("known_future", "static", "log1p", "difference"):
        candidates += [("data", key, index) for index, name in enumerate(getattr(data, key)) if name == column]
        candidates += [("data", key)] if getattr(data, key) == [column] else []
    for path in candidates:
        node = subject.document.get(path)
        if node is not None and node.value == column:
            yield path


def clipped(data: Data, column: str, value: float) -> float:
    """A number of a column as `clip` leaves it."""
    low, high = data.clip.get(column) or data.clip.get(EVERY) or (None, None)
    above = value if low is None else max(value, low)
    return above if high is None else min(above, high)


def rename_column(subject: Subject, column: str, text: str) -> tuple[Edit, ...]:
    """Write another name for a column wherever the recipe names it; `text` is YAML."""
    keyed = [("data", key, column) for key in ("scale", "clip", "encode") if subject.is_written(("data", key, column))]
    return (
        *(Replace(path, text) for path in dict.fromkeys(_mentions(subject, column))),
        *(Rename(path, text) for path in keyed),
    )


def drop_feature(subject: Subject, column: str, title: str) -> Fix | None:
    """Take a column out of the features, where that is the only place that names it, and another one is left."""
    mentions = list(_mentions(subject, column))
    keyed = any(subject.is_written(("data", key, column)) for key in ("scale", "clip", "encode"))
    others = len(subject.spec.data.features or ()) > 1 if subject.spec.data else False
    alone = len(mentions) == 1 and mentions[0][1] == "features" and not keyed
    return Fix(title, "unsafe", (Delete(mentions[0]),)) if alone and others else None


def set_recipe(subject: Subject, key: str, text: str, title: str) -> Fix:
    """Set a key of the recipe to another value; unsafe, since another model comes of it."""
    path: Path = ("data", key)
    edit: Edit = Replace(path, text) if subject.is_written(path) else Insert(("data",), key, text)
    return Fix(title, "unsafe", (edit,))


def and_others(columns: list[str]) -> str:
    """What is added to a sentence about the first of some columns: ` and 2 other columns`."""
    more = len(columns) - 1
    return f" (and {many(more, 'other column')})" if more else ""


def figures(profile: Profile, columns: list[str]) -> Iterator[tuple[str, Column]]:
    """Those of some columns that the file has, with their figures."""
    for column in dict.fromkeys(columns):
        if column in profile.columns:
            yield column, profile.columns[column]


def holds_text(subject: Subject) -> bool:
    """Whether the data were looked at, and a target is mostly text of which nobody has said yet what becomes of it."""
    looked = looked_at(subject)
    if looked is None:
        return False
    data, profile = looked
    amounts = [target.column or "" for target in data.target or () if data.kind(target) == "real"]
    return any(
        column.texts > profile.rows / 2 and name not in data.encode for name, column in figures(profile, amounts)
    )


def number(value: float) -> str:
    """A number of the data as people write it: `10,000`, `-999`, `0.25`."""
    return f"{value:,.0f}" if value == int(value) and abs(value) < 1e15 else f"{value:.6g}"


def many(number: int, noun: str) -> str:
    """A number with its noun: `1 row`, `10,052 rows`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
