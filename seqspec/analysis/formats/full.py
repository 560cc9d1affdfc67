"""For people: each finding with the lines it is about, what Keras would have done, and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from seqspec.analysis.formats._snippet import marks, snippet
from seqspec.analysis.formats._text import Paint, escape, fixable, painter, summary
from seqspec.diagnostics import Applicability, Diagnostic, Place, Report, Skipped, Source
from seqspec.wording import count

_Marked: TypeAlias = tuple[Place, str, str, str]
"""A place with the sign to underline it with, the colour, and the text beside it."""
_HOW: dict[Applicability, str] = {"safe": "safe", "unsafe": "unsafe", "shown": "not applied by a machine"}


def render(report: Report, colour: bool = False) -> str:
    """Every finding as a block of its own, a line that counts them, and others on fixes and on skipped rules."""
    paint = painter(colour)
    blocks = ["\n".join(_block(diagnostic, paint)) for diagnostic in report]
    last = [paint(summary(report), report.worst() or "good"), *filter(None, [fixable(report)])]
    last += [paint(_skipped(each), "aside") for each in report.skipped]
    return "\n\n".join([*blocks, "\n".join(last)]) + "\n"


def _skipped(skipped: Skipped) -> str:
    return f"{count(skipped.rules, 'rule')} skipped: {skipped.remedy}" if skipped.rules else skipped.remedy


def _block(diagnostic: Diagnostic, paint: Paint) -> Iterator[str]:
    head = f"{diagnostic.severity}[{diagnostic.code}]"
    yield f"{paint(head, diagnostic.severity)}{paint(f': {escape(diagnostic.message)}', 'bold')}"
    places = _by_source(diagnostic)
    gutter = max(len(str(place.span.end_line)) for found in places.values() for place, *_ in found)
    for source, found in places.items():
        arrow = "-->" if source == diagnostic.place.source else ":::"
        yield f"{' ' * gutter}{paint(arrow, 'gutter')} {_where(found[0][0])}"
        yield from _lines(source, found, gutter, paint)
    yield from (f"{' ' * gutter} {paint('=', 'gutter')} {line}" for line in _advice(diagnostic))


def _lines(source: Source, found: list[_Marked], gutter: int, paint: Paint) -> Iterator[str]:
    lines = source.lines
    drawn = [mark for place, sign, role, text in found for mark in marks(place.span, lines, sign, role, escape(text))]
    bar = paint(f"{' ' * gutter} |", "gutter")
    if source.text:
        yield bar
        yield from snippet(drawn, lines, gutter, paint)
        yield bar


def _by_source(diagnostic: Diagnostic) -> dict[Source, list[_Marked]]:
    """Every place with its sign, colour and text, the primary one and its source first."""
    places: list[_Marked] = [(diagnostic.place, "^", diagnostic.severity, diagnostic.label)]
    places += [(note.place, "-", "note", note.text) for note in diagnostic.notes]
    found: dict[Source, list[_Marked]] = {}
    for each in places:
        found.setdefault(each[0].source, []).append(each)
    return found


def _where(place: Place) -> str:
    return f"{escape(place.source.name)}:{place.span.line}:{place.span.column}"


def _advice(diagnostic: Diagnostic) -> Iterator[str]:
    if diagnostic.keras:
        yield f"keras: {escape(diagnostic.keras)}"
    if diagnostic.help:
        yield f"help: {escape(diagnostic.help)}"
    if diagnostic.fix:
        yield f"fix: {escape(diagnostic.fix.title)} ({_HOW[diagnostic.fix.applicability]})"
