"""For build servers that show tests: each file is a suite, each finding a test that failed."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape as as_text
from xml.sax.saxutils import quoteattr

from seqspec.analysis.formats._text import escape, sentences
from seqspec.diagnostics import Diagnostic, Report


def render(report: Report, colour: bool = False) -> str:
    """JUnit's XML, in ASCII; a file in which nothing was found is one test that passed."""
    total = f'tests="{_tests(report)}" failures="{len(report.diagnostics)}" errors="0"'
    suites = "".join(line for file in _files(report) for line in _suite(file, report))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="seqspec" {total}>\n{suites}</testsuites>\n'


def _files(report: Report) -> list[str]:
    """The files that were checked, and those that they extend where something was found in them."""
    return list(dict.fromkeys([*report.files, *(each.place.source.name for each in report)]))


def _tests(report: Report) -> int:
    return sum(max(len(_found(file, report)), 1) for file in _files(report))


def _found(file: str, report: Report) -> list[Diagnostic]:
    return [each for each in report if each.place.source.name == file]


def _suite(file: str, report: Report) -> Iterator[str]:
    found = _found(file, report)
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
