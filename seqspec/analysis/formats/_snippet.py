"""Lines of a source with marks under exact tokens, in columns of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from seqspec.analysis.formats._text import Paint, escape_character, width
from seqspec.diagnostics import Span

_TAB = "    "
_MAX_LINE = 160  # characters of a line that are shown; more would drown the rest
_BEFORE_MARK = 40  # of them before the first mark, where a line has to be cut
_MAX_LINES = 4  # of a longer span the first and the last line are shown


@dataclass(frozen=True, slots=True)
class Mark:
    """
    A stretch of one line to be underlined.

    Args:
        line: counts from 1.
        start, end: columns in characters, from 1; the end is exclusive.
        sign: what to underline with.
        role: the colour.
        text: what to write beside it.
    """

    line: int
    start: int
    end: int
    sign: str
    role: str
    text: str = ""


def marks(span: Span, lines: list[str], sign: str, role: str, text: str) -> list[Mark]:
    """One mark for each line of a span; the text stands at the last one. None where the source has no such line."""
    last = min(span.end_line, len(lines))
    if last > span.line and span.end_line == last and span.end_column == 1:
        last -= 1  # a span that ends before the first character of a line does not touch it
    numbers = [number for number in range(span.line, last + 1) if lines[number - 1].strip() or number == span.line]
    found = [_mark(number, span, lines[number - 1], sign, role) for number in numbers]
    if len(found) > _MAX_LINES:
        found = [found[0], found[-1]]
    return [*found[:-1], *(replace(mark, text=text) for mark in found[-1:])]


def _mark(number: int, span: Span, line: str, sign: str, role: str) -> Mark:
    start = span.column if number == span.line else len(line) - len(line.lstrip()) + 1
    end = span.end_column if number == span.end_line else len(line.rstrip()) + 1
    return Mark(number, start, max(end, start + 1), sign, role)


def snippet(found: Iterable[Mark], lines: list[str], gutter: int, paint: Paint) -> Iterator[str]:
    """
    The lines that have marks, the marks below them, and `...` for what lies between.

    Args:
        found: marks, in any order.
        lines: the whole source.
        gutter: digits of the longest line number.
    """
    by_line: dict[int, list[Mark]] = {}
    for mark in found:
        by_line.setdefault(mark.line, []).append(mark)
    before = None
    for number in sorted(by_line):
        if before is not None and number == before + 2:
            yield _row(f"{number - 1:>{gutter}}", _Line(lines[number - 2], []).text, paint)
        elif before is not None and number > before + 1:
            yield paint("...", "gutter")
        line = _Line(lines[number - 1], by_line[number])
        yield _row(f"{number:>{gutter}}", line.text, paint)
        yield from (_row(" " * gutter, row, paint) for row in line.rows(by_line[number], paint))
        before = number


def _row(gutter: str, text: str, paint: Paint) -> str:
    return f"{paint(f'{gutter} |', 'gutter')} {text}".rstrip()


class _Line:
    """One line as it is shown: tabs as spaces, control characters written out, cut where it is very long."""

    def __init__(self, raw: str, found: list[Mark]) -> None:
        first = min((mark.start for mark in found), default=1) - 1
        self.begin = max(0, first - _BEFORE_MARK) if len(raw) > _MAX_LINE else 0
        self.end = min(len(raw), self.begin + _MAX_LINE)
        self.lead = "..." if self.begin else ""
        tail = "..." if self.end < len(raw) else ""
        self.cells = [_TAB if each == "\t" else escape_character(each) for each in raw[self.begin : self.end]]
        self.text = self.lead + "".join(self.cells) + tail

    def rows(self, found: list[Mark], paint: Paint) -> Iterator[str]:
        """The rows below the line: all marks with the last one's text, then the other texts, from right to left."""
        ordered = sorted(found, key=lambda mark: (mark.start, mark.end))
        if any(left.end > right.start for left, right in pairwise(ordered)):
            for mark in found:
                yield self._underlined([mark], paint)
            return
        yield self._underlined(ordered, paint)
        waiting = [mark for mark in ordered[:-1] if mark.text]
        while waiting:
            yield self._hanging(waiting, "|", paint)
            yield self._hanging(waiting, waiting[-1].text, paint)
            waiting.pop()

    def _underlined(self, ordered: list[Mark], paint: Paint) -> str:
        row, at = "", 0
        for mark in ordered:
            start = self._offset(mark.start)
            size = max(self._offset(mark.end) - start, 1)
            row += " " * (start - at) + paint(mark.sign * size, mark.role)
            at = start + size
        last = ordered[-1]
        return f"{row} {paint(last.text, last.role)}" if last.text else row

    def _hanging(self, waiting: list[Mark], tail: str, paint: Paint) -> str:
        row, at = "", 0
        for mark in waiting:
            start = self._offset(mark.start)
            text = tail if mark is waiting[-1] else "|"
            row += " " * (start - at) + paint(text, mark.role)
            at = start + len(text)
        return row

    def _offset(self, column: int) -> int:
        """The terminal column, from 0, at which a character of the source stands."""
        before = max(column - 1 - self.begin, 0)
        beyond = max(before - len(self.cells), 0)
        return len(self.lead) + width("".join(self.cells[:before])) + min(beyond, 1)
