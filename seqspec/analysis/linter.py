"""
Text → Report: read, compose, decode, infer, check.

Checks speak in paths; here, and only here, paths become lines and columns. A bad spec is never an exception.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import TypeAlias

from seqspec.analysis.configuration import Configuration
from seqspec.analysis.discovery import find_specs
from seqspec.analysis.inference import Trace, infer
from seqspec.analysis.profile import Profile
from seqspec.analysis.rules import Tier, rule, rules
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Diagnostic, Finding, Label, Note, Path, Place, Report, Skipped, Source
from seqspec.errors import SpecError, UsageError
from seqspec.language.composition import compose
from seqspec.language.decode import decode
from seqspec.language.document import Document
from seqspec.language.edits import place_fix
from seqspec.language.source import read, read_bytes, read_file
from seqspec.language.spec import Spec

Look: TypeAlias = Callable[[Spec, FilePath], Profile]
"""Opens the file that a recipe reads, seen from the spec's folder; handed in, since that imports what lint must not."""

_REMEDIES: dict[Tier, str] = {
    "data": "they look at the data file: `--data`",
    "environment": "they have to know the version of Keras: `runtime.keras`",
}
_DEFAULT = Configuration()


@dataclass(frozen=True, slots=True)
class Checked:
    """
    One spec after all checks.

    Args:
        source: its text.
        spec, trace: None where the text could not be read as a spec.
        report: what was found.
    """

    source: Source
    spec: Spec | None
    trace: Trace | None
    report: Report

    def require(self) -> tuple[Spec, Trace]:
        """
        The spec and its trace, where there is no error.

        Raises:
            SpecError: with the report.
        """
        if self.spec is None or self.trace is None or self.report.fails():
            count = self.report.count("error")
            raise SpecError(f"{self.source.name} has {count} error{'s' * (count != 1)}", self.report)
        return self.spec, self.trace


def lint(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    settings: Iterable[str] = (),
    *,
    configuration: Configuration = _DEFAULT,
    look: Look | None = None,
) -> Report:
    """
    Check files and folders.

    Args:
        paths: one or several: specs, and folders that are searched for files whose top level has `seqspec:`.
        settings: `--set` changes, `path=value`.
        configuration: which rules are checked, and where they draw their lines.
        look: opens data files, for the rules of the data tier; without it they are skipped.

    Raises:
        UsageError: there is no such file or folder.
    """
    settings = tuple(settings)
    paths = [paths] if isinstance(paths, str | os.PathLike) else paths
    return Report.joined(
        check_file(file, settings, configuration=configuration, look=look).report for file in find_specs(paths)
    )


def check_file(
    path: str | os.PathLike[str],
    settings: Iterable[str] = (),
    *,
    configuration: Configuration = _DEFAULT,
    look: Look | None = None,
) -> Checked:
    """
    Check one file.

    Raises:
        UsageError: the file can't be opened.
    """
    try:
        text = read_file(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"can't read {os.fspath(path)}: {reason}", help="check the path") from None
    return _Check(FilePath(path), tuple(settings), configuration, look).run(*text)


def check_text(
    text: str,
    name: str = "<text>",
    settings: Iterable[str] = (),
    *,
    configuration: Configuration = _DEFAULT,
    look: Look | None = None,
) -> Checked:
    """Check a text that is in no file; it can't extend another spec."""
    source = Source(name, text)
    document, findings = read(source)
    return _Check(None, tuple(settings), configuration, look).run(document, source, findings)


def check_bytes(
    data: bytes,
    name: str,
    settings: Iterable[str] = (),
    *,
    configuration: Configuration = _DEFAULT,
    look: Look | None = None,
) -> Checked:
    """Check what came from a pipe: bytes that have to be UTF-8. It can't extend another spec either."""
    return _Check(None, tuple(settings), configuration, look).run(*read_bytes(data, name))


@dataclass(frozen=True, slots=True)
class _Check:
    """One pass over one document; `file` is None where the text lies in none."""

    file: FilePath | None
    settings: tuple[str, ...]
    configuration: Configuration
    look: Look | None

    def run(self, document: Document | None, source: Source, findings: list[Finding]) -> Checked:
        spec = trace = None
        skipped: list[Skipped] = []
        if document is not None:
            document, more = compose(document, self.file, self.settings)
            findings = findings + more
            spec, more = decode(document)
            findings = findings + more
            if spec is not None:
                trace = infer(spec)
                subject = Subject(spec, trace, document, self._profile(spec))
                found, skipped = self._apply(subject)
                findings += found
        findings = [each for each in findings if self.configuration.wants(rule(each.code))]
        return Checked(source, spec, trace, _report(findings, document, source, skipped))

    def _profile(self, spec: Spec) -> Profile | None:
        if self.look is None or spec.data is None:
            return None
        return self.look(spec, self.file.parent if self.file else FilePath())

    def _apply(self, subject: Subject) -> tuple[list[Finding], list[Skipped]]:
        """What the rules find, and which of them could not be asked."""
        findings: list[Finding] = []
        missed: Counter[Tier] = Counter()
        for each in rules():
            if each.check is None or not self.configuration.wants(each):
                continue
            if not _knows(subject, each.tier):
                missed[each.tier] += 1
                continue
            lines = self.configuration.thresholds.get(each.code, {})
            findings += (replace(finding, code=each.code) for finding in each.check(subject, **lines))
        return findings, [Skipped(tier, count, _REMEDIES[tier]) for tier, count in missed.items()]


def _knows(subject: Subject, tier: Tier) -> bool:
    """Whether a rule of a tier can be checked."""
    if tier == "data":
        return subject.profile is not None
    if tier == "environment":
        return subject.environment.is_known
    return True


# ----------------------------------------------------------------------------------------------- paths become places


def _report(
    findings: list[Finding], document: Document | None, source: Source, skipped: Iterable[Skipped] = ()
) -> Report:
    placed = [_placed(finding, document, source) for finding in findings]
    # What the reader takes for no key at all, as `5:`, is not an unknown one besides.
    no_keys = {each.path for each in findings if isinstance(each.path, Place) and each.code == "SEQ013"}
    # Where a value is wrong it is of no account how another version of YAML would read it.
    wrong = {each.place for each in placed if each.severity == "error"}
    told = [each for each in placed if each.code != "SEQ004" or each.place not in wrong]
    diagnostics = {_key(each): each for each in told if each.code == "SEQ013" or each.place not in no_keys}
    return Report(tuple(sorted(diagnostics.values(), key=_key)), (source.name,), tuple(skipped))


def _key(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    span = diagnostic.place.span
    return diagnostic.place.source.name, span.line, span.column, diagnostic.code, diagnostic.message


def _placed(finding: Finding, document: Document | None, source: Source) -> Diagnostic:
    known = rule(finding.code)
    return Diagnostic(
        code=known.code,
        name=known.name,
        severity=finding.severity or known.severity,
        place=_place(finding.path, finding, document),
        at=finding.path if isinstance(finding.path, tuple) else (),
        message=finding.message,
        label=finding.label,
        notes=tuple(Note(_place(label.path, label, document), label.text) for label in finding.labels),
        keras=finding.keras,
        help=finding.help,
        fix=place_fix(finding.fix, document, source) if finding.fix and document else None,
    )


def _place(path: Path | Place, about: Finding | Label, document: Document | None) -> Place:
    if isinstance(path, Place):
        return path
    assert document is not None  # only the reader speaks in places, and only before there is a document
    return document.locate(path, about.target)
