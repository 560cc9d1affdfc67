"""How dates are written: from a few of them to the format that reads them all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

_YEAR_FIRST = re.compile(r"\d{4}(?P<mark>[-./ ]?)\d{1,2}((?P=mark)\d{1,2})?")
_YEAR_LAST = re.compile(r"(\d{1,2}(?P<mark>[-./ ]))?\d{1,2}(?(mark)(?P=mark)|[-./ ])(?P<year>\d{4}|\d{2})")
_DAY_AND_NAME = re.compile(r"(?P<day>\d{1,2}(?P<after>\.?[- ]))?[A-Za-z]+(?P<mark>[-, ]+)(?P<year>\d{4}|\d{2})")
_NAME_AND_DAY = re.compile(r"[A-Za-z]+(?P<after> )\d{1,2}(?P<mark>,? )(?P<year>\d{4})")
_CLOCK = re.compile(
    r"(?P<before>T|,? +)\d{1,2}(?P<minute>:\d{2})?(?P<second>:\d{2})?((?P<dot>[.,])\d{1,6})?"
    r"(?P<half> ?[AaPp][Mm])?(?P<zone> ?(Z|[-+]\d{2}:?\d{2}))?"
)


def format_of(texts: Sequence[str]) -> str | None:
    """
    The format, in the manner of `strptime`, in which all of some texts can be read, and if there is none, the first.

    Where day and month could stand for one another the day is first between full stops and strokes, and the month
    between slashes.
    """
    if not texts:
        return None
    formats = [each for each in _formats(texts[0]) if _reads(each, texts[:1])]
    return next((each for each in formats if _reads(each, texts)), formats[0] if formats else None)


def _formats(text: str) -> Iterator[str]:
    for length in range(len(text), 3, -1):
        if days := list(_days(text[:length])):
            clock = _clock(text[length:])
            if clock is not None:
                yield from (day + clock for day in days)


def _days(text: str) -> Iterator[str]:
    if found := _YEAR_FIRST.fullmatch(text):
        yield from (found["mark"].join(parts) for parts in (("%Y", "%m", "%d"), ("%Y", "%d", "%m"), ("%Y", "%m")))
    elif found := _YEAR_LAST.fullmatch(text):
        year, mark = _year(found["year"]), found["mark"] or text[-len(found["year"]) - 1]
        orders = (("%m", "%d"), ("%d", "%m")) if mark == "/" else (("%d", "%m"), ("%m", "%d"))
        yield from (mark.join((*order, year)) for order in (*orders, ("%m",)))
    elif found := _DAY_AND_NAME.fullmatch(text):
        before = f"%d{found['after']}" if found["day"] else ""
        yield from (f"{before}{name}{found['mark']}{_year(found['year'])}" for name in ("%b", "%B"))
    elif found := _NAME_AND_DAY.fullmatch(text):
        yield from (f"{name}{found['after']}%d{found['mark']}%Y" for name in ("%b", "%B"))


def _year(digits: str) -> str:
    return "%Y" if len(digits) == 4 else "%y"


def _clock(text: str) -> str | None:
    """What follows the day; nothing is a clock, too."""
    if not text:
        return ""
    if (found := _CLOCK.fullmatch(text)) is None:
        return None
    parts = {"minute": ":%M", "second": ":%S", "dot": f"{found['dot']}%f"}
    rest = "".join(format for part, format in parts.items() if found[part])
    half = found["half"].replace(found["half"].strip(), "%p") if found["half"] else ""
    zone = found["zone"].replace(found["zone"].strip(), "%z") if found["zone"] else ""
    return f"{found['before']}{'%I' if half else '%H'}{rest}{half}{zone}"


def _reads(format: str, texts: Sequence[str]) -> bool:
    try:
        return all(datetime.strptime(text, format) is not None for text in texts)
    except ValueError:
        return False
