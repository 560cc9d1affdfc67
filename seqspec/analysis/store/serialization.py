"""
A report as plain JSON, and back again without a loss: what the cache of results keeps.

Every text that findings point into is written once. What is read back may have been written by anyone: it is a whole
report, or it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast, get_args

from seqspec.diagnostics import (
    Applicability,
    Diagnostic,
    Note,
    Place,
    Report,
    Severity,
    Skipped,
    Source,
    Span,
    TextEdit,
    TextFix,
)

_T = TypeVar("_T")


def to_json(report: Report) -> dict[str, Any]:
    """The report as dicts, lists, texts and numbers."""
    return _Writer().report(report)


def from_json(content: Any) -> Report:
    """
    The report that `to_json` wrote.

    Raises:
        ValueError: the content is no report.
    """
    try:
        return _Reader(content["sources"]).report(content)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"no report: {error!r}") from None


class _Writer:
    def __init__(self) -> None:
        self.sources: dict[Source, int] = {}

    def report(self, report: Report) -> dict[str, Any]:
        return {
            "diagnostics": [self.diagnostic(each) for each in report],
            "files": list(report.files),
            "skipped": [[each.tier, each.rules, each.remedy] for each in report.skipped],
            "sources": [[source.name, source.text] for source in self.sources],
        }

    def diagnostic(self, each: Diagnostic) -> list[Any]:
        return [
            each.code,
            each.name,
            each.severity,
            self.place(each.place),
            list(each.at),
            each.message,
            each.label,
            [[self.place(note.place), note.text] for note in each.notes],
            each.keras,
            each.help,
            self.fix(each.fix) if each.fix else None,
        ]

    def fix(self, fix: TextFix) -> list[Any]:
        return [fix.title, fix.applicability, [[self.place(edit.place), edit.text] for edit in fix.edits]]

    def place(self, place: Place) -> list[int]:
        source = self.sources.setdefault(place.source, len(self.sources))
        return [source, place.span.line, place.span.column, place.span.end_line, place.span.end_column]


class _Reader:
    def __init__(self, sources: Any) -> None:
        self.sources = [Source(_text(name), _text(text)) for name, text in sources]

    def report(self, content: Any) -> Report:
        return Report(
            tuple(self.diagnostic(*each) for each in _list(content["diagnostics"])),
            tuple(_text(file) for file in _list(content["files"])),
            tuple(Skipped(_text(tier), _number(rules), _text(remedy)) for tier, rules, remedy in content["skipped"]),
        )

    def diagnostic(
        self,
        code: Any,
        name: Any,
        severity: Any,
        place: Any,
        at: Any,
        message: Any,
        label: Any,
        notes: Any,
        keras: Any,
        help: Any,
        fix: Any,
    ) -> Diagnostic:
        return Diagnostic(
            _text(code),
            _text(name),
            cast(Severity, _one_of(severity, Severity)),
            self.place(*place),
            tuple(step if isinstance(step, str) else _number(step) for step in _list(at)),
            _text(message),
            _text(label),
            tuple(Note(self.place(*where), _text(text)) for where, text in notes),
            _if_any(keras, _text),
            _if_any(help, _text),
            _if_any(fix, lambda fix: self.fix(*fix)),
        )

    def fix(self, title: Any, applicability: Any, edits: Any) -> TextFix:
        placed = tuple(TextEdit(self.place(*where), _text(text)) for where, text in edits)
        return TextFix(_text(title), cast(Applicability, _one_of(applicability, Applicability)), placed)

    def place(self, source: Any, *span: Any) -> Place:
        line, column, end_line, end_column = map(_number, span)
        return Place(self.sources[_number(source)], Span(line, column, end_line, end_column))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"no text: {value!r}")
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"no count: {value!r}")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"no list: {value!r}")
    return value


def _one_of(value: Any, choices: Any) -> Any:
    if value not in get_args(choices):
        raise ValueError(f"no such choice: {value!r}")
    return value


def _if_any(value: Any, read: Callable[[Any], _T]) -> _T | None:
    return None if value is None else read(value)
