"""A folder of runs: what is in it, in which order, and which of it is asked for."""

from __future__ import annotations

import operator
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from seqspec.errors import RunError, UsageError
from seqspec.language.problems import nearest
from seqspec.runs import folder as files
from seqspec.runs import reading
from seqspec.runs.comparison import ranking
from seqspec.runs.record import FIELDS, Record, record_of

_CONDITION = re.compile(r"(\w+)\s*(!=|<=|>=|=|<|>|~)\s*(.*)", re.DOTALL)
_HELP = "write FIELD=VALUE, with one of = != < <= > >= or ~ for a part of a text, as in 'skill>10' or 'name~rnn'"
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """
    What is asked of a run.

    Args:
        field: of a `Record`.
        sign: how it is compared; `~` finds a part of a text.
        value: what it is compared with.
    """

    field: str
    sign: str
    value: str

    @classmethod
    def read(cls, text: str) -> Condition:
        """
        A condition as it is written: `skill>10`, `state=finished`, `name~rnn`.

        Raises:
            UsageError: it is none, or there is no such field.
        """
        match = _CONDITION.fullmatch(text.strip())
        if match is None:
            raise UsageError(f"`{text}` is no condition", help=_HELP)
        field, sign, value = match[1], match[2], match[3].strip()
        return cls(require_field(field), sign, value)

    def holds(self, record: Record) -> bool:
        """Whether a run is what is asked for; one without the value is only unlike any."""
        found = getattr(record, self.field)
        if found is None:
            return self.sign == "!="
        if self.sign == "~":
            return self.value.casefold() in str(found).casefold()
        if isinstance(found, str):
            return _COMPARISONS[self.sign](found, self.value)
        return _COMPARISONS[self.sign](found, self._number)

    @property
    def _number(self) -> float:
        try:
            return float(self.value)
        except ValueError:
            said = f"`{self.field}` is a number, and `{self.value}` is none"
            raise UsageError(said, help=_HELP) from None


def require_field(name: str) -> str:
    """
    The name of a field of a `Record`.

    Raises:
        UsageError: there is none of this name.
    """
    if name in FIELDS:
        return name
    guess = nearest(name, FIELDS)
    meant = f"; did you mean `{guess}`?" if guess else ""
    raise UsageError(f"a run has no field `{name}`{meant}", help=f"the fields are {', '.join(FIELDS)}")


def records(folder: Path) -> list[Record]:
    """
    Every folder in a folder, by name, whatever state it is in; the folder itself where it is a run.

    Raises:
        RunError: it is not there, or can't be read.
    """
    if not os.path.isdir(folder):  # false, too, of what no folder can be called
        raise RunError(f"there is no folder `{folder}`", help="name a folder that holds runs; `runs` is looked for")
    if reading.size(folder / files.STATUS) is not None:
        return ranking.grouped([folder.resolve()], [record_of(folder.resolve())])
    try:
        inside = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError as error:
        raise RunError(f"`{folder}` can't be read: {reading.reason(error)}", help="let yourself read it") from error
    return ranking.grouped(inside, _counted([record_of(path) for path in inside]))


def _counted(found: list[Record]) -> list[Record]:
    """Each with how often its test part was scored: the more often, the less a good score says."""
    times = Counter(record.test_part for record in found if record.test_part)
    return [replace(each, scored=times[each.test_part]) if each.test_part else each for each in found]


def chosen(found: Iterable[Record], conditions: Sequence[Condition]) -> list[Record]:
    """The runs of which all conditions hold."""
    return [record for record in found if all(condition.holds(record) for condition in conditions)]


def ordered(found: Iterable[Record], field: str = "validation", reverse: bool = False) -> list[Record]:
    """The runs by a field, those without it last; validation ranks those of a group, so that each stands together."""
    every = list(found)
    known = [record for record in every if getattr(record, field) is not None]
    unknown = [record for record in every if getattr(record, field) is None]
    known.sort(key=lambda record: getattr(record, field), reverse=reverse)
    if field == "validation":
        known.sort(key=lambda record: (record.group is None, record.group or 0))
    return known + unknown
