"""
Applies the fixes that findings offer, and checks the text again after each round.

A fix has to earn its place: after it less is found than before, and no error of a kind that was not there. One that
makes readable what could not be read may uncover errors that were there all along, as long as they are none of
reading. Otherwise it is dropped. So every round comes closer to an end, and fixing twice changes nothing.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import TypeAlias

from seqspec.analysis.control.configuration import Configuration
from seqspec.analysis.control.project import Projects
from seqspec.analysis.control.rewriting import write_text
from seqspec.analysis.linter import Checked, Look, check_bytes, check_file, check_text
from seqspec.diagnostics import Applicability, Diagnostic, Report, Severity, TextEdit, TextFix
from seqspec.errors import UsageError
from seqspec.language.edits import Taken, apply

_Check: TypeAlias = Callable[[str], Checked]
_Kind: TypeAlias = tuple[str, tuple[str, ...]]

_MARK = "\ufeff"  # of the byte order, which some editors put before UTF-8
_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
_READ = "SEQ1"
"""The codes before this one are of what can't be read."""
_DEFAULT = Configuration()


@dataclass(frozen=True, slots=True)
class Fixed:
    """
    A spec after its fixes.

    Args:
        original: the text as it was, and what was found in it.
        checked: the fixed text, and what is still found in it; fixes that were dropped are shown only.
        applied: the findings whose fixes were applied, in their order.
        dropped: the findings whose fixes would have added an error, or made nothing better.
        mark: the byte order mark that the text began with.
    """

    original: Checked
    checked: Checked
    applied: tuple[Diagnostic, ...] = ()
    dropped: tuple[Diagnostic, ...] = ()
    mark: str = ""

    @property
    def before(self) -> str:
        """The text as it was."""
        return self.original.source.text

    @property
    def text(self) -> str:
        """The fixed text."""
        return self.checked.source.text

    @property
    def content(self) -> str:
        """The fixed text as it belongs into a file."""
        return self.mark + self.text


def fix_text(
    text: str,
    name: str = "<text>",
    settings: Iterable[str] = (),
    *,
    unsafe: bool = False,
    file: str | os.PathLike[str] | None = None,
    configuration: Configuration = _DEFAULT,
    look: Look | None = None,
) -> Fixed:
    """
    Apply the fixes to a text, until there is none left that betters it.

    Args:
        unsafe: whether fixes that change the meaning are applied, too.
        file: where the text lies; a text that lies nowhere can't extend another spec.
    """
    data = text.encode("utf-8", "surrogatepass")
    return fix_bytes(data, name, settings, unsafe=unsafe, file=file, configuration=configuration, look=look)


def fix_bytes(
    data: bytes,
    name: str,
    settings: Iterable[str] = (),
    *,
    unsafe: bool = False,
    file: str | os.PathLike[str] | None = None,
    configuration: Configuration = _DEFAULT,
    look: Look | None = None,
) -> Fixed:
    """Apply the fixes to what came from a pipe, likewise; what is no UTF-8 text is reported, and stays as it is."""
    settings, home = tuple(settings), None if file is None else FilePath(file)

    def check(text: str) -> Checked:
        return check_text(text, name, settings, file=home, configuration=configuration, look=look)

    checked = check_bytes(data, name, settings, file=home, configuration=configuration, look=look)
    fixed = _Fixing(check, unsafe).run(checked)
    return replace(fixed, mark=_MARK if data.startswith(_MARK.encode()) else "")


def fix_file(
    path: str | os.PathLike[str],
    settings: Iterable[str] = (),
    *,
    unsafe: bool = False,
    write: bool = True,
    configuration: Configuration | None = None,
    look: Look | None = None,
) -> Fixed:
    """
    Apply the fixes to a file; it is written whole or not at all, and only where something changes.

    Args:
        unsafe: whether fixes that change the meaning are applied, too.
        write: whether the file is written; without it this says what would be done.
        configuration: that of the project which the file lies in by default.

    Raises:
        UsageError: the file can't be opened or written, or the configuration of its project can't be read.
    """
    settings = tuple(settings)
    configuration = configuration or Projects().of(path)
    checked = check_file(path, settings, configuration=configuration, look=look)
    if not _candidates(checked, unsafe):
        return Fixed(checked, checked)
    data, name = FilePath(path).read_bytes(), os.fspath(path)
    fixed = fix_bytes(data, name, settings, unsafe=unsafe, file=path, configuration=configuration, look=look)
    if write and fixed.applied:
        _write(name, fixed.content)
    return fixed


def _write(name: str, content: str) -> None:
    try:
        write_text(name, content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"can't write {name}: {reason}", help="check the file's permissions") from None


# ---------------------------------------------------------------------------------------------------------- the rounds


@dataclass(slots=True)
class _Fixing:
    """The rounds over one text."""

    check: _Check
    unsafe: bool
    applied: list[Diagnostic] = field(default_factory=list)
    dropped: list[Diagnostic] = field(default_factory=list)

    def run(self, checked: Checked) -> Fixed:
        original = checked
        while round := self._round(checked):
            self.applied += round.accepted
            checked = round.after
        report = _without_fixes(checked.report, self.dropped)
        return Fixed(original, replace(checked, report=report), tuple(self.applied), tuple(self.dropped))

    def _round(self, checked: Checked) -> _Round | None:
        """One round of fixes that don't touch each other; None where no fix is left that betters the text."""
        left = _candidates(checked, self.unsafe)
        self.dropped = []
        while left:
            round = _Round(self.check, checked)
            round.take(_apart(left))
            if round.accepted:
                return round
            self.dropped += round.dropped
            dropped = set(round.dropped)
            left = [each for each in left if each not in dropped]
        return None


class _Round:
    """
    Fixes to one text, tried together, and by halves where together they do harm.

    Args:
        check: says what is found in a text.
        before: the text, and what is found in it.
    """

    def __init__(self, check: _Check, before: Checked) -> None:
        self.check = check
        self.before = before
        self.after = before
        self.accepted: list[Diagnostic] = []
        self.dropped: list[Diagnostic] = []

    def take(self, fixes: list[Diagnostic]) -> None:
        """Accept of these fixes what can be accepted beside those that have been."""
        together = [*self.accepted, *fixes]
        after = self.check(_applied(self.before.source.text, together))
        if _betters(self.after.report, after.report, reading=all(map(_is_of_reading, fixes))):
            self.accepted, self.after = together, after
        elif len(fixes) == 1:
            self.dropped += fixes
        else:
            middle = len(fixes) // 2
            self.take(fixes[:middle])
            self.take(fixes[middle:])


def _candidates(checked: Checked, unsafe: bool) -> list[Diagnostic]:
    """The findings with fixes that may be applied."""
    wanted: set[Applicability] = {"safe", "unsafe"} if unsafe else {"safe"}
    return [each for each in checked.report if each.fix is not None and each.fix.applicability in wanted]


def _apart(fixes: list[Diagnostic]) -> list[Diagnostic]:
    """As many of the fixes as can be applied at once; the others get their turn in the next round."""
    chosen: list[Diagnostic] = []
    taken = Taken()
    for each in fixes:
        if taken.take(_edits(each)):
            chosen.append(each)
    return chosen


def _edits(diagnostic: Diagnostic) -> tuple[TextEdit, ...]:
    return diagnostic.fix.edits if diagnostic.fix else ()


def _applied(text: str, fixes: Iterable[Diagnostic]) -> str:
    """The text after the fixes; one that ends without a line end still does."""
    fixed = apply(text, (edit for each in fixes for edit in _edits(each)))
    if text.endswith(("\n", "\r")):
        return fixed
    return fixed.removesuffix("\n").removesuffix("\r")


def _betters(before: Report, after: Report, reading: bool) -> bool:
    """
    Whether less is found than before, what can't be read first, and no error of another kind.

    Args:
        reading: whether only what can't be read was fixed: what that uncovers is not new.
    """
    new = _errors(after) - _errors(before)
    if after.faults or any(not reading or code < _READ for code, _ in new):
        return False
    return _gravity(after) < _gravity(before)


def _gravity(report: Report) -> list[int]:
    """How much is found, the gravest first: errors of reading, since they hide others."""
    unread = sum(_is_of_reading(each) and each.severity == "error" for each in report)
    return [unread, *(report.count(each) for each in _SEVERITIES)]


def _is_of_reading(diagnostic: Diagnostic) -> bool:
    """Whether a finding is about what could not be read, and not about what is said."""
    return diagnostic.code < _READ


def _errors(report: Report) -> Counter[_Kind]:
    """How often each kind of error is found: its code, and where; numbers of layers change when one is taken out."""
    found = (each for each in report if each.severity == "error")
    return Counter((each.code, tuple(step for step in each.at if isinstance(step, str))) for each in found)


def _without_fixes(report: Report, dropped: list[Diagnostic]) -> Report:
    """The report with the fixes that were dropped for show only, so that nobody is promised them."""
    useless = set(dropped)
    told = tuple(_shown(each) if each in useless else each for each in report)
    return replace(report, diagnostics=told)


def _shown(diagnostic: Diagnostic) -> Diagnostic:
    fix = diagnostic.fix
    return replace(diagnostic, fix=TextFix(fix.title, "shown", fix.edits)) if fix else diagnostic
