"""`seqspec lint --fix`, `--unsafe-fixes` and `--diff`: writes what can be repaired, or says what would be written."""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext, redirect_stdout
from dataclasses import dataclass, replace

from seqspec.analysis.control.configuration import Configuration
from seqspec.analysis.control.discovery import find_specs
from seqspec.analysis.control.fixing import Fixed, fix_bytes, fix_file
from seqspec.analysis.control.inspection import Request, Verdict
from seqspec.analysis.control.project import Projects
from seqspec.cli._linting import report_on
from seqspec.cli._terminal import say
from seqspec.diagnostics import Diagnostic, Report
from seqspec.errors import UsageError
from seqspec.language.events import MAX_BYTES
from seqspec.wording import count

_INPUT = "<stdin>"


@dataclass(frozen=True, slots=True)
class _Job:
    """One file, or standard input where there is no path, with what came of it."""

    path: str | None
    fixed: Fixed
    configuration: Configuration
    data: bytes = b""

    def verdict(self, report: Report) -> Verdict:
        """The file with what is to be reported of it."""
        return Verdict(report, self.configuration, tuple(map(str, self.fixed.checked.bases or ())))


def fix(options: argparse.Namespace, request: Request) -> int:
    """
    Fix every path, and report what remains; with `--diff` print a patch, alone `--unsafe-fixes` says what could be.

    Returns:
        the exit code: with `--diff` 1 where something would change, else as without fixes.

    Raises:
        UsageError: a file can't be read or written, or the options contradict each other.
    """
    if options.add_ignore is not None:
        raise UsageError("`--add-ignore` silences what `--fix` repairs", help="fix first, then silence what is left")
    if options.diff:
        return _print_patch(list(_fix_all(options, request, write=False)))
    if not options.fix:
        return _announce(list(_fix_all(options, request, write=False)), options, request)
    return _report(_settle(list(_fix_all(options, request, write=True)), options, request), options, request)


def _print_patch(jobs: list[_Job]) -> int:
    changed = [job for job in jobs if job.fixed.applied]
    for job in changed:
        before = job.fixed.mark + job.fixed.before
        _print(_unified_diff(before, job.fixed.content, job.fixed.checked.source.name))
    say(f"would fix {_counted(changed)}")
    return int(bool(changed))


def _announce(jobs: list[_Job], options: argparse.Namespace, request: Request) -> int:
    """The report as always, and what `--fix --unsafe-fixes` would do."""
    code = report_on([job.verdict(job.fixed.original.report) for job in jobs], options, request)
    for job in jobs:
        for each in job.fixed.applied:
            say(f"would fix {_named(each)}")
    say(f"`--fix --unsafe-fixes` would fix {_counted([job for job in jobs if job.fixed.applied])}")
    return code


def _report(jobs: list[_Job], options: argparse.Namespace, request: Request) -> int:
    """What remains; where standard input was fixed its text has standard output to itself."""
    remaining = [job.verdict(job.fixed.checked.report) for job in jobs]
    inputs = [job for job in jobs if job.path is None]
    for job in inputs:
        _print(job.fixed.content if job.fixed.applied else job.data)
    with redirect_stdout(sys.stderr) if inputs else nullcontext():
        code = report_on(remaining, options, request)
    for job in jobs:
        for each in job.fixed.dropped:
            say(f"not fixed: {_named(each)}: with it another error would appear, or nothing would be better")
    applied = [job for job in jobs if job.fixed.applied]
    nothing = "nothing was fixed" if any(job.fixed.dropped for job in jobs) else "nothing to fix"
    say(f"fixed {_counted(applied)}" if applied else nothing)
    return code


def _settle(jobs: list[_Job], options: argparse.Namespace, request: Request) -> list[_Job]:
    """The jobs, those done again that extend a file which has changed since."""
    projects, changed = Projects(), _changed(jobs)
    while changed:
        again = {
            place: _fix_file(job.path, options, request, projects, write=True)
            for place, job in enumerate(jobs)
            if job.path is not None and changed & {os.path.realpath(base) for base in job.fixed.checked.bases or ()}
        }
        changed = _changed(again.values())
        for place, job in again.items():
            applied = (*jobs[place].fixed.applied, *job.fixed.applied)
            jobs[place] = replace(job, fixed=replace(job.fixed, applied=applied))
    return jobs


def _changed(jobs: Iterable[_Job]) -> set[str]:
    return {os.path.realpath(job.path) for job in jobs if job.path is not None and job.fixed.applied}


def _unified_diff(before: str, after: str, name: str) -> str:
    """What changes from one text to another, as `patch` takes it."""
    lines = difflib.unified_diff(_lines(before), _lines(after), _quoted("a", name), _quoted("b", name))
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _quoted(side: str, name: str) -> str:
    """A path seen from the working folder, as git writes it: what can't be seen as octal numbers, in quotes."""
    path = os.path.relpath(name) if os.path.isabs(name) else name
    whole = f"{side}/{name if path.startswith(os.pardir) else os.path.normpath(path)}"
    if whole.isprintable() and '"' not in whole:
        return whole
    plain = (chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03o}" for byte in os.fsencode(whole))
    return f'"{"".join(plain)}"'


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _named(diagnostic: Diagnostic) -> str:
    span, title = diagnostic.place.span, diagnostic.fix.title if diagnostic.fix else diagnostic.message
    return f"{diagnostic.place.source.name}:{span.line}:{span.column}: {diagnostic.code}: {title}"


def _counted(jobs: list[_Job]) -> str:
    return f"{count(sum(len(job.fixed.applied) for job in jobs), 'problem')} in {count(len(jobs), 'file')}"


def _print(text: str | bytes) -> None:
    """Write to standard output as it is, line ends included."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8") if isinstance(text, str) else text)


def _fix_all(options: argparse.Namespace, request: Request, write: bool) -> Iterator[_Job]:
    projects = Projects()
    for path in options.paths:
        if path == "-":
            yield _fix_input(options, request, projects)
        else:
            for file in map(os.fspath, find_specs([path])):
                yield _fix_file(file, options, request, projects, write)


def _fix_file(file: str, options: argparse.Namespace, request: Request, projects: Projects, write: bool) -> _Job:
    configuration = request.configuration_of(file, projects)
    fixed = fix_file(
        file,
        request.settings,
        unsafe=options.unsafe_fixes,
        write=write,
        configuration=configuration,
        look=request.look,
    )
    return _Job(file, fixed, configuration)


def _fix_input(options: argparse.Namespace, request: Request, projects: Projects) -> _Job:
    name = options.stdin_filename or _INPUT
    configuration = request.configuration_of(name, projects)
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    fixed = fix_bytes(
        data,
        name,
        request.settings,
        unsafe=options.unsafe_fixes,
        file=options.stdin_filename,
        configuration=configuration,
        look=request.look,
    )
    return _Job(None, fixed, configuration, data)
