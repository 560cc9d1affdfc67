"""
Text → Report: read, compose, decode, infer, check.

Checks speak in paths; here, and only here, paths become lines and columns. A bad spec is never an exception.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from seqspec.analysis.inference import Trace, infer
from seqspec.analysis.rules import rule, rules
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Diagnostic, Finding, Label, Note, Path, Place, Report, Source
from seqspec.errors import SpecError, UsageError
from seqspec.language.composition import compose
from seqspec.language.decode import decode
from seqspec.language.document import Document
from seqspec.language.edits import place_fix
from seqspec.language.source import read, read_bytes, read_file
from seqspec.language.spec import Spec


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


def lint(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], settings: Iterable[str] = ()) -> Report:
    """
    Check files and folders.

    Args:
        paths: one or several: specs, and folders that are searched for files whose top level has `seqspec:`.
        settings: `--set` changes, `path=value`.

    Raises:
        UsageError: there is no such file or folder.
    """
    settings = tuple(settings)
    paths = [paths] if isinstance(paths, str | os.PathLike) else paths
    return Report.joined(check_file(file, settings).report for file in _files(paths))


def check_file(path: str | os.PathLike[str], settings: Iterable[str] = ()) -> Checked:
    """
    Check one file.

    Raises:
        UsageError: the file can't be opened.
    """
    try:
        document, source, findings = read_file(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"can't read {os.fspath(path)}: {reason}", help="check the path") from None
    return _check(document, source, findings, FilePath(path), settings)


def check_text(text: str, name: str = "<text>", settings: Iterable[str] = ()) -> Checked:
    """Check a text that is in no file; it can't extend another spec."""
    source = Source(name, text)
    document, findings = read(source)
    return _check(document, source, findings, None, settings)


def check_bytes(data: bytes, name: str, settings: Iterable[str] = ()) -> Checked:
    """Check what came from a pipe: bytes that have to be UTF-8. It can't extend another spec either."""
    document, source, findings = read_bytes(data, name)
    return _check(document, source, findings, None, settings)


def _files(paths: Iterable[str | os.PathLike[str]]) -> Iterator[FilePath]:
    for path in map(FilePath, paths):
        if path.is_dir():
            yield from sorted(file for file in _below(path) if file.suffix in {".yaml", ".yml"} and _is_spec(file))
        else:
            yield path


def _below(path: FilePath) -> Iterator[FilePath]:
    """Every file in a folder and below it; hidden folders, such as an environment's, are left out."""
    for folder, folders, files in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (FilePath(folder, name) for name in files)


def _is_spec(file: FilePath) -> bool:
    """Whether a file found in a folder says that it is a spec: a key `seqspec` at the left margin."""
    try:
        with file.open("rb") as stream:
            return any(line.startswith(b"seqspec:") for line in stream.read(1 << 20).splitlines())
    except OSError:
        return False


def _check(
    document: Document | None,
    source: Source,
    findings: list[Finding],
    file: FilePath | None,
    settings: Iterable[str],
) -> Checked:
    spec = trace = None
    if document is not None:
        document, more = compose(document, file, settings)
        findings = findings + more
        spec, more = decode(document)
        findings = findings + more
        if spec is not None:
            trace = infer(spec)
            findings += _findings(Subject(spec, trace, document))
    return Checked(source, spec, trace, _report(findings, document, source))


def _findings(subject: Subject) -> Iterator[Finding]:
    for each in rules():
        if each.check is not None:
            yield from (replace(finding, code=each.code) for finding in each.check(subject))


# ----------------------------------------------------------------------------------------------- paths become places


def _report(findings: list[Finding], document: Document | None, source: Source) -> Report:
    placed = [_placed(finding, document, source) for finding in findings]
    # What the reader takes for no key at all, as `5:`, is not an unknown one besides.
    no_keys = {each.path for each in findings if isinstance(each.path, Place) and each.code == "SEQ013"}
    # Where a value is wrong it is of no account how another version of YAML would read it.
    wrong = {each.place for each in placed if each.severity == "error"}
    told = [each for each in placed if each.code != "SEQ004" or each.place not in wrong]
    diagnostics = {_key(each): each for each in told if each.code == "SEQ013" or each.place not in no_keys}
    return Report(tuple(sorted(diagnostics.values(), key=_key)), (source.name,))


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
