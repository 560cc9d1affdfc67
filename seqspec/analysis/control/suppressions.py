"""
Comments that silence findings.

`# seqspec: ignore[SEQ407] reason` at the end of a line is about what starts on that line; on a line of its own it is
about the whole entry or item that follows. `# seqspec: file-ignore[SEQ407] reason` is about the file.

What is wrong with the text itself can't be silenced: a spec that can't be read has not been checked.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeAlias

from seqspec.analysis.control.configuration import did_you_mean
from seqspec.analysis.manual.retired import retired
from seqspec.diagnostics import Diagnostic, Finding, Fix, Place, Source, Span, TextEdit
from seqspec.language.document import Node
from seqspec.language.source import read

Point: TypeAlias = tuple[int, int]
"""A line and a column, both from 1."""

UNUSED = "SEQ701"
"""The rule about comments that silence nothing: it has to know what all others found, and has no check of its own."""

_MARK = re.compile(r"#[ \t]*seqspec:[ \t]*(?:file-)?ignore\b")
_COMMENT = re.compile(
    r"#[ \t]*seqspec:[ \t]*(?P<file>file-)?ignore\b(?:[ \t]*\[(?P<words>[^\]#]*)\])?(?:(?!\s#[ \t])[^\n])*"
)
_WORD = re.compile(r"[^\s,]+")
_START = re.compile(r"(?:^|(?<=\s))#")
_EVERYWHERE = ((0, 0), (1 << 30, 0))


@dataclass(frozen=True, slots=True)
class Suppression:
    """
    One comment that silences rules.

    Args:
        place: the comment, with its reason.
        words: what it names, each with its place.
        start, end: what it is about: findings that start from the one, before the other.
    """

    place: Place
    words: tuple[tuple[str, Place], ...]
    start: Point
    end: Point

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding starts where the comment is about."""
        span = diagnostic.place.span
        return self.start <= (span.line, span.column) < self.end


def suppressions(source: Source) -> list[Suppression]:
    """The suppressions of a text in their order; a text without any is searched once, and not read."""
    if not _MARK.search(source.text):
        return []
    document, _ = read(source)
    if document is None:
        return []
    units = sorted(_units(document.root, source), key=lambda unit: (unit[0], (-unit[1][0], -unit[1][1])))
    return [_suppression(source, place, match, units) for place, match in _comments(source)]


def apply_suppressions(
    diagnostics: Iterable[Diagnostic], source: Source
) -> tuple[list[Diagnostic], list[tuple[Suppression, set[str]]]]:
    """
    What is left of the diagnostics of one spec.

    Args:
        source: the spec's own text; comments of the specs it extends hold for what is placed there.

    Returns:
        the diagnostics that no comment silences, and the comments of the spec itself, each with the words that were
        of use.
    """
    found = {source.name: _Comments(source)}
    left = []
    for each in diagnostics:
        where = each.place.source
        if where.name not in found:
            found[where.name] = _Comments(where)
        if cannot_be_ignored(each) or not found[where.name].silence(each):
            left.append(each)
    return left, found[source.name].all


def cannot_be_ignored(diagnostic: Diagnostic) -> bool:
    """Whether a finding is an error of reading or decoding: as long as there is one, the spec means nothing."""
    return diagnostic.severity == "error" and diagnostic.code.startswith("SEQ0")


def useless(suppression: Suppression, used: set[str], asked: set[str], names: dict[str, str]) -> Iterator[Finding]:
    """
    What is wrong with one suppression: it names no rule, a rule that there is not, or one that finds nothing here.

    Args:
        used: the words that silenced something.
        asked: the codes of all rules that were checked; nothing is said of others.
        names: the name of every rule by its code.
    """
    if not suppression.words:
        help = "name what is meant, as `# seqspec: ignore[SEQ407] reason`"
        fix = Fix("take the comment out", "safe", (_without_comment(suppression),))
        yield Finding(suppression.place, "a suppression has to name the rules it silences", help=help, fix=fix)
    idle = {word for word, _ in suppression.words if _is_idle(word, used, asked, names)}
    for position, (word, place) in enumerate(suppression.words):
        if word in idle:
            edit = _without(suppression, position, idle)
            message, help = _reason(word, names)
            title = f"take `{word}` out" if len(suppression.words) > 1 else "take the comment out"
            yield Finding(place, message, help=help, fix=Fix(title, "safe", (edit,)))


def _reason(word: str, names: dict[str, str]) -> tuple[str, str]:
    code = _code(word, names)
    if gone := retired(word):
        return f"`{word}` is retired: {gone[1].reason}", "take it out"
    if code is None:
        if any(known.startswith(word.upper()) for known in names):
            return f"there is no rule `{word}`", "write whole codes here; `--select` and `--ignore` take starts of them"
        guess = did_you_mean(word, [*names, *names.values()])
        return f"there is no rule `{word}`{guess}", "name rules by their codes or names"
    if code.startswith("SEQ0"):
        return f"`{word}` silences nothing here: errors of reading a spec always count", "take it out"
    return f"`{word}` silences nothing here", "take it out, so that it hides no later mistake"


def _is_idle(word: str, used: set[str], asked: set[str], names: dict[str, str]) -> bool:
    code = _code(word, names)
    return code is None or (word not in used and code in asked)


def _code(word: str, names: dict[str, str]) -> str | None:
    """The code of the one rule that a word names."""
    if word.upper() in names:
        return word.upper()
    return next((code for code, name in names.items() if name == word.lower()), None)


class _Comments:
    """
    The suppressions of a text, each with the words that were of use, and by the lines they are about.

    A comment may be about many lines, but no more comments are about one line than the text is deep and they are many
    above one unit.
    """

    def __init__(self, source: Source) -> None:
        self.all: list[tuple[Suppression, set[str]]] = [(each, set()) for each in suppressions(source)]
        self._by_line: dict[int, list[tuple[Suppression, set[str]]]] = {}
        for each in self.all:
            lines = range(each[0].start[0], min(each[0].end[0], len(source.lines)) + 1)
            for line in lines:
                self._by_line.setdefault(line, []).append(each)

    def silence(self, diagnostic: Diagnostic) -> bool:
        """Whether any comment silences a finding; each that does is noted as used."""
        silent = False
        for suppression, used in self._by_line.get(diagnostic.place.span.line, ()):
            words = [word for word, _ in suppression.words if _is_named(word, diagnostic)]
            if words and suppression.covers(diagnostic):
                used.update(words)
                silent = True
        return silent


def _is_named(word: str, diagnostic: Diagnostic) -> bool:
    return word.upper() == diagnostic.code or word.lower() == diagnostic.name


def _without(suppression: Suppression, position: int, idle: set[str]) -> TextEdit:
    """The edit that takes out one word with its comma, or where none is left the comment; no two of them overlap."""
    words = suppression.words
    span = words[position][1].span
    if all(word in idle for word, _ in words):
        return _without_comment(suppression)
    if all(word in idle for word, _ in words[position:]):
        span = Span(span.line, words[position - 1][1].span.end_column, span.line, span.end_column)
    else:
        span = Span(span.line, span.column, span.line, words[position + 1][1].span.column)
    return TextEdit(Place(suppression.place.source, span), "")


def _without_comment(suppression: Suppression) -> TextEdit:
    """The edit that takes out a comment, with its line where it stands alone; another comment behind it stays."""
    source, span = suppression.place.source, suppression.place.span
    line = source.lines[span.line - 1]
    before, after = line[: span.column - 1], line[span.end_column - 1 :]
    if after.strip():
        end = Span(span.line, span.column, span.line, len(line) - len(after.lstrip()) + 1)
    elif before.strip():
        end = Span(span.line, len(before.rstrip()) + 1, span.line, len(line) + 1)
    else:
        end = Span(span.line, 1, span.line + 1, 1)
    return TextEdit(Place(source, end), "")


# ----------------------------------------------------------------------------------------------- comments and units


def _comments(source: Source) -> Iterator[tuple[Place, re.Match[str]]]:
    """Every suppression with its place; a `#` in a quoted or block text begins no comment."""
    texts = texts_of(source)
    for number, line in enumerate(source.lines, 1):
        if "#" in line and _MARK.search(line):
            begin = comment_start(line, number, texts)
            # Several suppressions may stand side by side in one comment.
            for match in _COMMENT.finditer(line, len(line) if begin is None else begin):
                end = match.start() + len(match[0].rstrip())
                yield Place(source, Span(number, match.start() + 1, number, end + 1)), match


def comment_start(line: str, number: int, texts: Sequence[tuple[Point, Point]]) -> int | None:
    """Where the comment of a line begins, counted from 0, beside the texts of `texts_of`; None where it has none."""
    for match in _START.finditer(line):
        point = number, match.start() + 1
        before = bisect_right(texts, point, key=itemgetter(0)) - 1
        if before < 0 or point >= texts[before][1]:
            return match.start()
    return None


def texts_of(source: Source) -> list[tuple[Point, Point]]:
    """The stretches of a text in which a `#` begins no comment, in order: quoted, plain and block texts."""
    from seqspec.language.events import UnreadableError, events

    found = []
    try:
        for event in events(source):
            if type(event).__name__ == "ScalarEvent":
                found.append(_stretch(event))
    except UnreadableError:
        pass  # a text that can't be read to its end has no comments behind that point
    return found


def _stretch(event: Any) -> tuple[Point, Point]:
    start, end = event.start_mark, event.end_mark
    begin = (start.line + 2, 1) if event.style in ("|", ">") else (start.line + 1, start.column + 1)
    return begin, (end.line + 1, end.column + 1)


def _units(node: Node, source: Source) -> Iterator[tuple[Point, Point]]:
    """Every entry of a mapping and every item of a list, from its start to its end, wherever it lies in the text."""
    pending = [node]
    while pending:
        value = pending.pop().value
        if isinstance(value, dict):
            for entry in value.values():
                yield _stretch_of(entry.key.span, entry.node.place.span)
                pending.append(entry.node)
        elif isinstance(value, list):
            yield from (_stretch_of(item.place.span, item.place.span) for item in value)
            pending += value


def _stretch_of(first: Span, last: Span) -> tuple[Point, Point]:
    start = first.line, first.column
    end = max((last.end_line, last.end_column), (first.end_line, first.end_column))
    return start, end


def _suppression(source: Source, place: Place, match: re.Match[str], units: list[tuple[Point, Point]]) -> Suppression:
    line, offset = place.span.line, match.start("words")
    words = tuple(
        (word[0], Place(source, Span(line, offset + word.start() + 1, line, offset + word.end() + 1)))
        for word in _WORD.finditer(match["words"] or "")
    )
    return Suppression(place, words, *_scope(source, place.span, bool(match["file"]), units))


def _scope(source: Source, span: Span, whole: bool, units: list[tuple[Point, Point]]) -> tuple[Point, Point]:
    """From where to where findings are silenced: in the file, on the line, or in the first unit behind the comment."""
    if whole:
        return _EVERYWHERE
    before = source.lines[span.line - 1][: span.column - 1]
    if before.strip() and not before.lstrip().startswith("#"):
        return (span.line, 1), (span.line + 1, 1)
    behind = (span.line + 1, 1)
    place = bisect_left(units, behind, key=itemgetter(0))
    return units[place] if place < len(units) else (behind, behind)
