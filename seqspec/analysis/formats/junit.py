"""For build servers that show tests: each file is a suite, each finding a test that failed."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape as as_text
from xml.sax.saxutils import quoteattr

from seqspec.analysis.formats._text import escape, sentences
from seqspec.diagnostics import Diagnostic, Report


def render(report: Report, colour: bool = False) -> str:
    """JUnit's XML, in ASCII; a file in which nothing was found is one test that passed."""
    found = _by_file(report)
    tests = sum(max(len(each), 1) for each in found.values())
    total = f'tests="{tests}" failures="{len(report.diagnostics)}" errors="0"'
    suites = "".join(line for file, each in found.items() for line in _suite(file, each))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="seqspec" {total}>\n{suites}</testsuites>\n'


def _by_file(report: Report) -> dict[str, list[Diagnostic]]:
    """The files that were checked, and those that they extend where something was found in them."""
    found: dict[str, list[Diagnostic]] = {file: [] for file in report.files}
    for each in report:
        found.setdefault(each.place.source.name, []).append(each)
    return found


def _suite(file: str, found: list[Diagnostic]) -> Iterator[str]:
    name = _attribute(file)
    yield f'  <testsuite name={name} tests="{max(len(found), 1)}" failures="{len(found)}" errors="0">\n'
    if not found:
        yield f'    <testcase name="seqspec" classname={name}/>\n'
    for each in found:
        yield from _case(each, name)
    yield "  </testsuite>\n"


def _case(diagnostic: Diagnostic, file: str) -> Iterator[str]:
    span = diagnostic.place.span
    name = _attribute(f"{diagnostic.code} {diagnostic.name} ({span.line}:{span.column})")
    yield f'    <testcase name={name} classname={file} file={file} line="{span.line}">\n'
    yield f'      <failure message={_attribute(diagnostic.message)} type="{diagnostic.severity}">'
    yield "\n".join(map(_text, [_where(diagnostic), *sentences(diagnostic)]))
    yield "</failure>\n    </testcase>\n"


def _where(diagnostic: Diagnostic) -> str:
    span = diagnostic.place.span
    return f"{diagnostic.place.source.name}:{span.line}:{span.column}"


def _text(text: str) -> str:
    return _ascii(as_text(escape(text)))


def _attribute(text: str) -> str:
    return _ascii(quoteattr(escape(text)))


def _ascii(text: str) -> str:
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
