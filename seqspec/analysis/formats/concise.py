"""For scripts and editors: one line a finding."""

from __future__ import annotations

from seqspec.analysis.formats._text import escape, painter
from seqspec.diagnostics import Report


def render(report: Report, colour: bool = False) -> str:
    """`path:line:column: severity[code]: message`, and nothing at all where nothing was found."""
    paint = painter(colour)
    return "".join(
        f"{escape(each.place.source.name)}:{each.place.span.line}:{each.place.span.column}: "
        f"{paint(f'{each.severity}[{each.code}]', each.severity)}: {escape(each.message)}\n"
        for each in report
    )
