"""
`--add-ignore`: comments that silence all that is found now, so that an old project can take up the checker.

A comment stands at the end of the line where the finding starts. Where a text runs over the end of that line it stands
above; and what neither reaches is silenced for the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from seqspec.analysis.control.suppressions import (
    UNUSED,
    Suppression,
    cannot_be_ignored,
    comment_start,
    suppressions,
    texts_of,
)
from seqspec.diagnostics import Diagnostic, Place, Source, Span, TextEdit
from seqspec.language.edits import apply

_MARK = "\ufeff"


def adopt(diagnostics: Iterable[Diagnostic], reason: str, whole: bool = False) -> Iterator[tuple[str, str]]:
    """
    The files in which something was found, with their texts after the comments are in.

    Suppressions that are of no use are taken out, and then nothing else is done to that file: check it again, and call
    this again. What can't be silenced is left as it is.

    Args:
        reason: stands behind the codes; one line.
        whole: silence for the whole file, not where the findings are.
    """
    found: dict[Source, list[Diagnostic]] = {}
    for each in diagnostics:
        if not cannot_be_ignored(each) and _holds(each.place.source):
            found.setdefault(each.place.source, []).append(each)
    for source, here in found.items():
        mark = _MARK if Path(source.name).read_bytes().startswith(b"\xef\xbb\xbf") else ""
        yield source.name, mark + _silenced(source, here, f" {reason}" if reason else "", whole)


def _holds(source: Source) -> bool:
    """Whether a source is a file that still holds the text: standard input and `--set` are none."""
    try:
        return Path(source.name).read_bytes().decode("utf-8-sig") == source.text
    except (OSError, ValueError):
        return False


def _silenced(source: Source, found: list[Diagnostic], reason: str, whole: bool) -> str:
    edits = [edit for each in found if each.code == UNUSED and each.fix for edit in each.fix.edits]
    if edits:
        return apply(source.text, dict.fromkeys(edits))
    comments = suppressions(source)
    texts = texts_of(source)
    lines: dict[int, list[str]] = {}
    for each in found:
        codes = lines.setdefault(0 if whole else each.place.span.line, [])
        codes += [each.code] if each.code not in codes else []
    return apply(source.text, [_edit(source, *line, reason, comments, texts) for line in lines.items()])


def _edit(
    source: Source,
    number: int,
    codes: list[str],
    reason: str,
    comments: list[Suppression],
    texts: list[tuple[tuple[int, int], tuple[int, int]]],
) -> TextEdit:
    """The edit that silences rules in one line; in the whole file where the line is none."""
    listed = ", ".join(codes)
    known = next((each for each in comments if each.words and _is_about(each, number)), None)
    if known is not None:
        span = known.words[-1][1].span
        return _insertion(source, span.line, span.end_column, f", {listed}")
    end = "\r\n" if "\r\n" in source.text else "\n"
    if number == 0:
        return _insertion(source, 1, 1, f"# seqspec: file-ignore[{listed}]{reason}{end}")
    line = source.lines[number - 1]
    comment = f"# seqspec: ignore[{listed}]{reason}"
    begin = comment_start(line, number, texts)
    if begin is not None and line[:begin].strip():
        return _insertion(source, number, begin + 1, f"{comment}  ")
    last = (number, len(line) + 1)
    if any(start <= last < stop for start, stop in texts):
        indent = line[: len(line) - len(line.lstrip())]
        return _insertion(source, number, 1, f"{indent}{comment}{end}")
    return _insertion(source, number, len(line.rstrip()) + 1, f"  {comment}")


def _is_about(suppression: Suppression, number: int) -> bool:
    """Whether a comment is about the whole of one line, or about the whole file."""
    if number == 0:
        return suppression.start == (0, 0)
    return suppression.start == (number, 1) and suppression.end == (number + 1, 1)


def _insertion(source: Source, line: int, column: int, text: str) -> TextEdit:
    return TextEdit(Place(source, Span(line, column, line, column)), text)
