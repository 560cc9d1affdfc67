"""
Text → Report: read, compose, decode, infer, check.

Checks speak in paths; here, and only here, paths become lines and columns. A bad spec is never an exception.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, TypeAlias

from seqspec.analysis.control.configuration import Configuration, rule_names
from seqspec.analysis.control.discovery import find_specs
from seqspec.analysis.control.project import Projects
from seqspec.analysis.control.suppressions import UNUSED, apply_suppressions, cannot_be_ignored, useless
from seqspec.analysis.inference import Trace, infer
from seqspec.analysis.rules import Tier, rule, rules
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Diagnostic, Fault, Finding, Label, Note, Path, Place, Report, Skipped, Source
from seqspec.errors import FaultError, SeqspecError, SpecError, UsageError, debugging
from seqspec.language.composition import compose
from seqspec.language.decode import decode
from seqspec.language.document import Document
from seqspec.language.edits import place_fix
from seqspec.language.layer import Unknown
from seqspec.language.source import Reading, read, read_bytes, read_file
from seqspec.language.spec import Spec
from seqspec.wording import count

if TYPE_CHECKING:
    from seqspec.analysis.profile import Profile

Look: TypeAlias = Callable[[Spec, FilePath], "Profile | None"]
"""
Opens the file that a recipe reads, seen from the spec's folder, and gives None where that is not one file.

Handed in, since it imports what lint must not.
"""

_REMEDIES: dict[Tier, str] = {
    "data": "the data file was not looked at (`--data`)",
    "environment": "the version of Keras is not known (`runtime.keras`)",
}
_UNKNOWN_RECIPE = "the data file was not looked at, since the recipe could not be read"
_UNREAD = "some rules could not be checked until these errors are gone"
_DEFAULT = Configuration()


@dataclass(frozen=True, slots=True)
class Checked:
    """
    One spec after all checks.

    Args:
        source: its text.
        spec, trace: None where the text could not be read as a spec.
        report: what was found.
        bases: the files that the spec extends; None where they are not known.
    """

    source: Source
    spec: Spec | None
    trace: Trace | None
    report: Report
    bases: tuple[FilePath, ...] | None = None

    def require(self) -> tuple[Spec, Trace]:
        """
        The spec and its trace, where there is no error.

        Raises:
            SpecError: with the report.
            FaultError: seqspec itself could not read it.
        """
        if self.spec is None and self.report.faults:
            fault = self.report.faults[0]
            raise FaultError(f"{fault.file}: {fault.message}", help="this is a fault of seqspec: please report it")
        if self.spec is None or self.trace is None or self.report.fails():
            raise SpecError(f"{self.source.name} has {count(self.report.count('error'), 'error')}", self.report)
        return self.spec, self.trace


def lint(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    settings: Iterable[str] = (),
    *,
    configuration: Configuration | None = None,
    look: Look | None = None,
) -> Report:
    """
    Check files and folders.

    Args:
        paths: one or several: specs, and folders that are searched for files whose top level has `seqspec:`.
        settings: `--set` changes, `path=value`.
        configuration: which rules are checked, and where they draw their lines; that of each file's project by default.
        look: opens data files, for the rules of the data tier; without it they are skipped.

    Raises:
        UsageError: there is no such file or folder, or the configuration of a project can't be read.
    """
    settings = tuple(settings)
    paths = [paths] if isinstance(paths, str | os.PathLike) else paths
    projects = Projects()
    return Report.joined(
        check_file(file, settings, configuration=configuration or projects.of(file), look=look).report
        for file in find_specs(paths)
    )


def check_file(
    path: str | os.PathLike[str],
    settings: Iterable[str] = (),
    *,
    configuration: Configuration | None = None,
    look: Look | None = None,
) -> Checked:
    """
    Check one file.

    Args:
        configuration: that of the project which the file lies in by default.

    Raises:
        UsageError: the file can't be opened, or the configuration of its project can't be read.
    """
    configuration = configuration or Projects().of(path)
    return _Check(os.fspath(path), FilePath(path), tuple(settings), configuration, look).run(partial(_open, path))


def _open(path: str | os.PathLike[str]) -> Reading:
    try:
        return read_file(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"can't read {os.fspath(path)}: {reason}", help="check the path") from None


def check_text(
    text: str,
    name: str = "<text>",
    settings: Iterable[str] = (),
    *,
    file: str | os.PathLike[str] | None = None,
    configuration: Configuration = _DEFAULT,
    look: Look | None = None,
) -> Checked:
    """
    Check a text.

    Args:
        file: where the text lies, or is meant to lie; a text that lies nowhere can't extend another spec.
    """
    home = None if file is None else FilePath(file)
    return _Check(name, home, tuple(settings), configuration, look).run(partial(_read, Source(name, text)))


def _read(source: Source) -> Reading:
    document, findings = read(source)
    return document, source, findings


def check_bytes(
    data: bytes,
    name: str,
    settings: Iterable[str] = (),
    *,
    file: FilePath | None = None,
    configuration: Configuration = _DEFAULT,
    look: Look | None = None,
) -> Checked:
    """
    Check what came from a pipe: bytes that have to be UTF-8.

    Args:
        file: where the text belongs; without it, it can't extend another spec.
    """
    return _Check(name, file, tuple(settings), configuration, look).run(partial(read_bytes, data, name))


@dataclass(frozen=True, slots=True)
class _Check:
    """
    One pass over one document.

    Where seqspec itself fails that is noted: one rule that does leaves the others alone, anything else ends the pass.

    Args:
        name: what the text is called.
        file: None where the text lies in none.
        asked: takes the codes of the rules that were checked.
        faults: takes what went wrong.
    """

    name: str
    file: FilePath | None
    settings: tuple[str, ...]
    configuration: Configuration
    look: Look | None
    asked: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def run(self, read: Callable[[], Reading]) -> Checked:
        self.configuration.require_thresholds()
        with self._guarded("reading it failed"):
            return self._checked(*read())
        return Checked(Source(self.name, ""), None, None, Report((), (self.name,), (), tuple(self.faults)), None)

    def _checked(self, document: Document | None, source: Source, findings: list[Finding]) -> Checked:
        spec = trace = None
        skipped: list[Skipped] = []
        if document is not None:
            document, more = compose(document, self.file, self.settings)
            findings = findings + more
            spec, more = decode(document)
            findings = findings + more
            self.asked.update(each.code for each in rules() if each.check is None)
            if spec is not None:
                trace = infer(spec)
                subject = Subject(spec, trace, document, self._profile(spec))
                more, skipped = self._apply(subject)
                findings += more
                skipped += _hidden(spec, findings)
        diagnostics = [each for each in _placed(findings, document, source) if self._wants(each)]
        diagnostics = self._silence(diagnostics, document, source)
        report = Report(tuple(diagnostics), (source.name,), tuple(skipped), tuple(self.faults))
        return Checked(source, spec, trace, report, document.bases if document else ())

    def _wants(self, diagnostic: Diagnostic) -> bool:
        return cannot_be_ignored(diagnostic) or self.configuration.wants(rule(diagnostic.code))

    def _silence(self, diagnostics: list[Diagnostic], document: Document | None, source: Source) -> list[Diagnostic]:
        """What no comment silences, and what is to be said of the comments."""
        left, comments = apply_suppressions(diagnostics, source)
        unused = rule(UNUSED)
        if not comments or self.settings or not self.configuration.wants(unused):
            return left
        names = rule_names()
        asked = {code for code in self.asked if self.configuration.wants(rule(code))} - {UNUSED}
        found = [
            replace(each, code=UNUSED) for comment, used in comments for each in useless(comment, used, asked, names)
        ]
        more, _ = apply_suppressions(_placed(found, document, source), source)
        return sorted((*left, *more), key=_key)

    def _profile(self, spec: Spec) -> Profile | None:
        if self.look is None or spec.data is None or not spec.values_known:
            return None
        with self._guarded("looking at its data failed"):
            return self.look(spec, self.file.parent if self.file else FilePath())
        return None

    def _apply(self, subject: Subject) -> tuple[list[Finding], list[Skipped]]:
        """What the rules find, and how many of them could not be asked."""
        findings: list[Finding] = []
        missed: Counter[Tier] = Counter()
        for each in rules():
            if each.check is None or not self.configuration.wants(each):
                continue
            if not _knows(subject, each.tier):
                missed[each.tier] += subject.reads_file or each.tier != "data"
                continue
            lines = self.configuration.thresholds.get(each.code, {})
            with self._guarded(f"the rule {each.code} failed"):
                findings += [replace(finding, code=each.code) for finding in each.check(subject, **lines)]
                self.asked.add(each.code)
        return findings, [Skipped(tier, count, self._remedy(tier, subject)) for tier, count in missed.items() if count]

    def _remedy(self, tier: Tier, subject: Subject) -> str:
        asked = self.look is not None and not subject.spec.values_known
        return _UNKNOWN_RECIPE if tier == "data" and asked else _REMEDIES[tier]

    @contextmanager
    def _guarded(self, what: str) -> Iterator[None]:
        """Take an exception that is none of ours for a fault, and go on; a package to be installed is no fault."""
        try:
            yield
        except SeqspecError:
            raise
        except Exception as error:
            if debugging() or _is_foreign(error):
                raise
            self.faults.append(Fault(self.name, f"{what}: {type(error).__name__}: {error}"))


def _is_foreign(error: Exception) -> bool:
    """Whether a package is missing that is not seqspec: the base install has none that opens data."""
    return isinstance(error, ModuleNotFoundError) and (error.name or "seqspec").partition(".")[0] != "seqspec"


def _hidden(spec: Spec, findings: list[Finding]) -> list[Skipped]:
    """That rules could not be checked on what could not be read."""
    unread = bool(spec.broken) or any(isinstance(layer, Unknown) and layer.hides for _, layer in spec.layers())
    wrong = any((each.severity or rule(each.code).severity) == "error" for each in findings)
    return [Skipped("unread", 0, _UNREAD)] if unread and wrong else []


def _knows(subject: Subject, tier: Tier) -> bool:
    """Whether a rule of a tier can be checked."""
    if tier == "data":
        return subject.profile is not None
    if tier == "environment":
        return subject.environment.is_known
    return True


# ----------------------------------------------------------------------------------------------- paths become places


def _placed(findings: list[Finding], document: Document | None, source: Source) -> list[Diagnostic]:
    """Every finding at its place, once, in the order a reader meets them."""
    placed = [_diagnostic(finding, document, source) for finding in findings]
    # What the reader takes for no key at all, as `5:`, is not an unknown one besides.
    no_keys = {each.path for each in findings if isinstance(each.path, Place) and each.code == "SEQ013"}
    # Where a value is wrong it is of no account how another version of YAML would read it.
    wrong = {each.place for each in placed if each.severity == "error"}
    told = [each for each in placed if each.code != "SEQ004" or each.place not in wrong]
    diagnostics = {_key(each): each for each in told if each.code == "SEQ013" or each.place not in no_keys}
    return sorted(diagnostics.values(), key=_key)


def _key(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    span = diagnostic.place.span
    return diagnostic.place.source.name, span.line, span.column, diagnostic.code, diagnostic.message


def _diagnostic(finding: Finding, document: Document | None, source: Source) -> Diagnostic:
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
