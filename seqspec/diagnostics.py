"""
What a check says, and what a user reads.

A check speaks in paths: a `Finding` is about `("model", 2, "LSTM", "units")`. A person reads places: a
`Diagnostic` has a line and a column. Only `seqspec.analysis.linter` turns the one into the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from seqspec.registry import ModuleRegistry

Path: TypeAlias = tuple[str | int, ...]
"""Where something is in a spec, in its normal form: long argument names, before `repeat`."""

Severity: TypeAlias = Literal["error", "warning", "info"]
Target: TypeAlias = Literal["key", "value"]
Applicability: TypeAlias = Literal["safe", "unsafe", "shown"]


@dataclass(frozen=True)
class Source:
    """A text that findings can point into: a file, standard input or a `--set` flag."""

    name: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines as an editor counts them: only LF, CRLF and CR end a line."""
        return self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a source. Lines and columns count from 1, columns in code points; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Place:
    """A span, and the source it lies in."""

    source: Source
    span: Span


@dataclass(frozen=True, slots=True)
class Delete:
    """Take out the entry at a path: a key with its value, or an item of a list."""

    path: Path


@dataclass(frozen=True, slots=True)
class Replace:
    """Write another value at a path; `text` is YAML that fits on one line."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Rename:
    """Write another key at a path, and leave its value alone."""

    path: Path
    key: str


@dataclass(frozen=True, slots=True)
class Insert:
    """Add `key: text` to the mapping at a path."""

    path: Path
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replace a stretch of the source by `text`."""

    place: Place
    text: str


Edit: TypeAlias = Delete | Replace | Rename | Insert | TextEdit


@dataclass(frozen=True, slots=True)
class Fix:
    """
    A way out, in words and as edits.

    `safe`: the compiled model and the data stay the same, or the spec could not compile and only one repair is
    possible. `unsafe`: the meaning changes. `shown`: never applied by a machine.
    """

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A related place, with what there is to see."""

    path: Path | Place
    text: str
    target: Target = "value"


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One problem, as a check sees it.

    Args:
        path: what it is about; a `Place` where there is no path yet (the text could not be read).
        message: the sentence a user reads if they read only one; lower case, no full stop.
        label: a few words to stand beside the carets.
        target: whether the carets go under the key or under the value.
        labels: related places.
        keras: what Keras would have done, and when.
        help: the next step.
        fix: the same as an edit, where one can be written down.
        code: set by reading and decoding; the findings of a rule get the rule's own.
        severity: only where it differs from the rule's own.
    """

    path: Path | Place
    message: str
    label: str = ""
    target: Target = "value"
    labels: tuple[Label, ...] = ()
    keras: str | None = None
    help: str | None = None
    fix: Fix | None = None
    code: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class TextFix:
    """A fix whose edits know their places in the text."""

    title: str
    applicability: Applicability
    edits: tuple[TextEdit, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A related place of a diagnostic."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem at its place, ready to be printed in any format."""

    code: str
    name: str
    severity: Severity
    place: Place
    at: Path
    message: str
    label: str = ""
    notes: tuple[Note, ...] = ()
    keras: str | None = None
    help: str | None = None
    fix: TextFix | None = None


_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Skipped:
    """
    Rules that were not checked, since what they have to know was not looked at, or could not be read.

    Args:
        tier: that of the rules; `unread` where what they speak of could not be read.
        rules: how many; 0 where that is not known.
        remedy: how to have them.
    """

    tier: str
    rules: int
    remedy: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong in seqspec itself over one file: whose check it was, and the exception, in one line."""

    file: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """
    Everything that was found in the files of one run, in the order a reader meets it.

    Args:
        diagnostics: what was found.
        files: the names of all files that were checked.
        skipped: what was not checked in at least one of them.
        faults: where seqspec itself failed; all other checks were done.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    files: tuple[str, ...] = field(default=())
    skipped: tuple[Skipped, ...] = ()
    faults: tuple[Fault, ...] = ()

    @classmethod
    def joined(cls, reports: Iterable[Report]) -> Report:
        """Several reports as one, in their order."""
        parts = tuple(reports)
        found = tuple(diagnostic for part in parts for diagnostic in part)
        skipped = dict.fromkeys(each for part in parts for each in part.skipped)
        files = tuple(file for part in parts for file in part.files)
        return cls(found, files, tuple(skipped), tuple(fault for part in parts for fault in part.faults))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    def count(self, severity: Severity) -> int:
        """How many diagnostics are of one severity."""
        return sum(diagnostic.severity == severity for diagnostic in self.diagnostics)

    def worst(self) -> Severity | None:
        """The gravest severity there is, or None where nothing was found."""
        severities = [diagnostic.severity for diagnostic in self.diagnostics]
        return min(severities, key=_RANK.__getitem__, default=None)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        drawn: str = ModuleRegistry("seqspec.analysis.formats").load("html").render(self)  # looked up, as --format is
        return drawn

    def fails(self, threshold: Severity = "error") -> bool:
        """Whether something at least as grave as the threshold was found."""
        worst = self.worst()
        return worst is not None and _RANK[worst] <= _RANK[threshold]
