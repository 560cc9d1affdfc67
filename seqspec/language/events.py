"""
Text → events: PyYAML's parser, without its constructors, and without its exceptions.

With the C parser a spec of 200 lines takes a third of a millisecond. Where PyYAML was built without it the Python
parser does the same, some twenty times slower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from seqspec.diagnostics import Finding, Place, Source, Span
from seqspec.language.syntax import NO_CHARACTER, point, syntax_error

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_BYTES = 1 << 20

# C0 and C1 controls, NEL and the Unicode separators (PyYAML ends a line there, editors do not), surrogates, the BOM.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


class UnreadableError(Exception):
    """The text can't be read any further. Never leaves `seqspec.language`; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def events(source: Source) -> Iterator[Any]:
    """
    The events of a text, as far as it can be read.

    Raises:
        UnreadableError: the text is too long, holds a character that no spec needs, or is not YAML.
    """
    _refuse_length(source)
    _refuse_character(source)
    _refuse_directive(source)
    loader = LOADER(source.text)
    try:
        while loader.check_event():
            yield loader.get_event()
    except yaml.MarkedYAMLError as error:
        raise UnreadableError(syntax_error(source, error)) from None
    except (ValueError, OverflowError):  # the Python parser trips over an escape beyond Unicode
        mark = loader.get_mark()
        place = point(source, mark.line, mark.column)
        raise UnreadableError(Finding(place, NO_CHARACTER, code="SEQ001")) from None
    finally:
        loader.dispose()


def forbidden(text: str) -> str | None:
    """What to say of the first character that can't stand in a spec, not even as an escape; None where all can."""
    match = _FORBIDDEN.search(text)
    return match and f"the character U+{ord(match[0]):04X} can't stand in a spec"


def whole(source: Source, code: str, message: str, help: str | None = None) -> Finding:
    """A finding about a whole text, shown at its first line."""
    return Finding(Place(source, Span(1, 1, 1, 1)), message, code=code, help=help)


def _refuse_length(source: Source) -> None:
    if len(source.text) > MAX_BYTES:
        raise UnreadableError(whole(source, "SEQ011", f"the text is longer than the limit of {MAX_BYTES:,} bytes"))


def _refuse_character(source: Source) -> None:
    match = _FORBIDDEN.search(source.text)
    if match is None:
        return
    before = source.text[: match.start()].replace("\r\n", "\n").replace("\r", "\n")
    place = point(source, before.count("\n"), len(before) - (before.rfind("\n") + 1))
    message = f"the character U+{ord(match[0]):04X} can't stand in a spec"
    raise UnreadableError(Finding(place, message, code="SEQ001", help="take it out, or save the file as plain text"))


def _refuse_directive(source: Source) -> None:
    """Only `%YAML` and `%TAG` begin a line so: the one names a version that is settled, the other serves tags."""
    if "%" not in source.text:
        return
    for number, line in enumerate(source.lines):
        if line.startswith("%"):
            place = point(source, number, 0)
            message = "a directive can't stand in a spec, which is YAML 1.2 without tags"
            raise UnreadableError(Finding(place, message, code="SEQ001", help="take the line out"))
        if line.strip() and not line.lstrip().startswith("#"):
            return
