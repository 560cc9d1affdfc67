"""
What one look at a recipe's file tells: the facts that rules of the data tier are held against.

Made by `seqspec.data.profiling.profile`, kept in a cache, plain JSON. Rows count from 1, the row of names left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

FORMAT = 6
"""Changes when a profile that was kept means something else than a new one."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the file, or its split, can't be had: a message and the next step."""

    message: str
    help: str | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """
    The numbers of a column in the training part.

    Args:
        count: how many there are.
        minimum, maximum, mean, deviation: of the finite ones; the deviation divides by their number.
        common, share: the value that was the most frequent one at the start, and how large a part of all it is.
    """

    count: int
    minimum: float
    maximum: float
    mean: float
    deviation: float
    common: float
    share: float

    @property
    def is_constant(self) -> bool:
        """Whether all of them are the same."""
        return self.minimum == self.maximum


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column that a recipe uses, in figures.

    Args:
        missing, first_missing: empty cells and the like, and the first row with one.
        infinite, first_infinite: infinite numbers.
        huge, first_huge: numbers beyond single precision.
        texts, first_text, example: cells that hold neither a number nor nothing, the first row and its text.
        form: how most of these texts are written: `decimal`, `thousands`, `percent`, `unit`, `date` or `text`.
        minimum, maximum: of all other numbers; None where there is none.
        integers: whether all numbers are whole.
        distinct: how many values there are, as they are written; None beyond a thousand.
        train: the numbers of the training part; None where it holds none.
        sentinel, sentinels: a number such as -999 far from all others, and how often it stands there.
        unseen, unseen_example: values of the later parts that the training part lacks, with the first of them; None
            where there are more than a thousand values, or where the parts are drawn at random.
    """

    missing: int = 0
    first_missing: int | None = None
    infinite: int = 0
    first_infinite: int | None = None
    huge: int = 0
    first_huge: int | None = None
    texts: int = 0
    first_text: int | None = None
    example: str = ""
    form: str = ""
    minimum: float | None = None
    maximum: float | None = None
    integers: bool = True
    distinct: int | None = 0
    train: Numbers | None = None
    sentinel: float | None = None
    sentinels: int = 0
    unseen: int | None = None
    unseen_example: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """
    The column that says when; with a `group` each one is looked at by itself.

    Args:
        unreadable, first_unreadable, example: cells that hold no time, the first row and its text (empty for none).
        written: the format in which these cells can be read, as far as they show it.
        mixed: dates in some rows and numbers in others.
        dates: whether it holds dates, and not numbers.
        back, first_back, here, before: rows that are earlier than the one before them, the first and the two times.
        jump: how far they go back on average, as a part of the whole range.
        same, first_same: rows with the time of the row before.
        step, regular: the most frequent step from row to row, as people write it, and how large a part has it.
        gaps, first_gap, gap: steps that are longer than one and a half of it, the row after the first, and its length.
        astray, first_astray, came, after, expected: rows that do not follow at the frequency of the recipe, the first,
            its time, the time before it, and the one that was to follow.
    """

    unreadable: int = 0
    first_unreadable: int | None = None
    example: str = ""
    written: str = ""
    mixed: bool = False
    dates: bool = True
    back: int = 0
    first_back: int | None = None
    here: str = ""
    before: str = ""
    jump: float = 0.0
    same: int = 0
    first_same: int | None = None
    step: str = ""
    regular: float = 0.0
    gaps: int = 0
    first_gap: int | None = None
    gap: str = ""
    astray: int = 0
    first_astray: int | None = None
    came: str = ""
    after: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Groups:
    """
    The column that tells series apart.

    Args:
        count: how many series there are; None beyond a hundred thousand.
        shortest, rows: the one with the fewest rows, and how many.
        short: how many have fewer rows than a window needs.
        missing: rows that belong to none.
        parts: the most rows that one of them has in each part; empty where that is not known.
    """

    count: int | None
    shortest: str
    rows: int
    short: int
    missing: int
    parts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """
    How closely a feature follows a target.

    Args:
        correlation: of the feature as a model sees it, with the target that is to be predicted from it.
        own: of the target's last known value with the target; 0 without a window.
    """

    feature: str
    target: str
    correlation: float
    own: float


@dataclass(frozen=True, slots=True)
class Profile:
    """
    The file that a recipe reads, in figures.

    Args:
        path: the file, as the spec names it.
        rows: rows of the table, without the row of names.
        header: the names of all its columns, as they stand there: with spaces and marks.
        columns: what is known of each column that the recipe uses and the file has.
        parts: the rows of each part of the split; empty where it asks for more than there is.
        time, groups: None where the recipe names no column for it, or the file lacks it.
        links: each feature with each target.
        files: where there are several, how each is named and how many rows come before it.
        trouble: why nothing else is known.
        split_trouble: why there are no parts.
        broken: what the recipe says of a column and is not so: that it holds dates, or is static.
        unknown: the part of the tokens of each column of texts that has no number, in the training part.
    """

    path: str
    rows: int = 0
    header: tuple[str, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    parts: Mapping[str, int] = field(default_factory=dict)
    time: Timeline | None = None
    groups: Groups | None = None
    links: tuple[Link, ...] = ()
    files: tuple[tuple[str, int], ...] = ()
    trouble: Trouble | None = None
    split_trouble: Trouble | None = None
    broken: Mapping[str, Trouble] = field(default_factory=dict)
    unknown: Mapping[str, float] = field(default_factory=dict)

    def row(self, number: int | None, column: str | None = None) -> str:
        """Where a row stands: `row 3 of b in next.csv`, with the column and the file where they are to be told."""
        number = number or 0
        file, before = max((each for each in self.files if each[1] < number), key=lambda each: each[1], default=("", 0))
        return f"row {number - before:,}" + (f" of `{column}`" if column else "") + (f" in `{file}`" if file else "")

    def as_json(self) -> dict[str, Any]:
        """The profile as plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Any) -> Profile | None:
        """What `as_json` gave; None where it is something else."""
        from pydantic import TypeAdapter, ValidationError

        try:
            return TypeAdapter(cls).validate_python(content)
        except ValidationError:
            return None
