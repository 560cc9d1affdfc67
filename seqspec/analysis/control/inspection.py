"""
Many files in one run: each with the configuration of its project, from the cache where nothing has changed, and on
all processors where there are many.

A file that brings the checker down is one file: the others are checked all the same.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from seqspec.analysis.control.configuration import Configuration
from seqspec.analysis.control.project import Projects
from seqspec.diagnostics import Fault, Report

if TYPE_CHECKING:
    from seqspec.analysis.linter import Look
    from seqspec.diagnostics import Severity

MANY = 200
"""Files from which on starting processes pays."""
_USUAL = 1 << 20  # bytes; what is larger is refused by reading
_SHARE = 50  # files that a process takes at a time


@dataclass(frozen=True, slots=True)
class Request:
    """
    What is asked of every file.

    Args:
        settings: `--set` changes, `path=value`.
        configuration: holds for every file; that of each file's project by default.
        select, ignore, fail_on: win over the configuration where they are given.
        look: opens data files; without it, rules of the data tier are skipped.
        remember: whether reports are taken from and put into the cache.
    """

    settings: tuple[str, ...] = ()
    configuration: Configuration | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    fail_on: Severity | None = None
    look: Look | None = None
    remember: bool = True

    def configuration_of(self, file: str | os.PathLike[str], projects: Projects) -> Configuration:
        """
        What holds for one file.

        Raises:
            UsageError: the configuration of its project can't be read.
        """
        found = self.configuration or projects.above(file)
        return replace(
            found,
            select=found.select if self.select is None else self.select,
            ignore=found.ignore if self.ignore is None else self.ignore,
            fail_on=self.fail_on or found.fail_on,
        ).at(file)


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What became of one file.

    Args:
        report: what was found.
        configuration: what held for the file.
        bases: the files that it extends.
    """

    report: Report
    configuration: Configuration = field(default_factory=Configuration)
    bases: tuple[str, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether something was found that is as grave as the configuration says."""
        return self.report.fails(self.configuration.fail_on)


def inspect(files: Iterable[str | os.PathLike[str]], request: Request) -> Iterator[Verdict]:
    """
    Check files, in their order.

    Raises:
        UsageError: a file or the configuration of a project can't be read.
    """
    names = [os.fspath(file) for file in files]
    if len(names) < MANY or request.look is not None or _processors() == 1:
        yield from _inspect_all(names, request)
    else:
        yield from _inspect_in_processes(names, request)


def inspect_file(file: str, request: Request, projects: Projects) -> Verdict:
    """
    Check one file.

    Raises:
        UsageError: the file or the configuration of its project can't be read.
    """
    configuration = request.configuration_of(file, projects)
    data = _content(file) if request.remember and request.look is None else None
    if data is None:
        from seqspec.analysis.linter import check_file

        checked = check_file(file, request.settings, configuration=configuration, look=request.look)
        return Verdict(checked.report, configuration, tuple(map(str, checked.bases or ())))
    return _inspect_data(data, file, request, configuration)


def _inspect_data(data: bytes, file: str, request: Request, configuration: Configuration) -> Verdict:
    from seqspec.analysis.store.results import Results, key_of

    results = Results()
    key = key_of(data, file, request.settings, configuration)
    known = results.get(key)
    if known is not None:
        return Verdict(known[0], configuration, known[1])
    from seqspec.analysis.linter import check_bytes

    checked = check_bytes(data, file, request.settings, file=Path(file), configuration=configuration)
    bases = tuple(map(str, checked.bases or ()))
    if checked.bases is not None and not checked.report.faults:
        results.put(key, checked.report, bases)
    return Verdict(checked.report, configuration, bases)


def _content(file: str) -> bytes | None:
    """What a file of a usual size holds; None where reading has something to say of it."""
    try:
        status = os.stat(file)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _USUAL:
            return None
        with open(file, "rb") as stream:
            return stream.read()
    except (OSError, ValueError):
        return None


# ------------------------------------------------------------------------------------------------------- many files


def _inspect_all(files: Iterable[str], request: Request) -> Iterator[Verdict]:
    projects = Projects()
    for file in files:
        yield inspect_file(file, request, projects)


def _inspect_share(request: Request, files: list[str]) -> list[Verdict]:
    return list(_inspect_all(files, request))


def _inspect_in_processes(files: list[str], request: Request) -> Iterator[Verdict]:
    from concurrent.futures import BrokenExecutor

    shares = [files[start : start + _SHARE] for start in range(0, len(files), _SHARE)]
    _load_the_rules()
    while shares:
        try:
            for verdicts in _map(shares, request, _processors()):
                del shares[0]
                yield from verdicts
        except BrokenExecutor:  # a process died, over one of the files that were being checked
            for file in shares.pop(0):
                yield _inspect_apart(file, request)


def _inspect_apart(file: str, request: Request) -> Verdict:
    """Check one file in a process of its own, which may die over it."""
    from concurrent.futures import BrokenExecutor

    try:
        return next(_map([[file]], request, 1))[0]
    except BrokenExecutor:
        fault = Fault(file, "the process that checked it died")
        return Verdict(Report(files=(file,), faults=(fault,)))


def _map(shares: list[list[str]], request: Request, processes: int) -> Iterator[list[Verdict]]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # A forked process has all modules at once. Nothing here has started a thread; elsewhere forking is not safe.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(min(processes, len(shares)), context, _leave_interrupts_alone) as pool:
        yield from pool.map(partial(_inspect_share, request), list(shares))


def _load_the_rules() -> None:
    import seqspec.analysis.linter  # noqa: F401  # and with it the layers
    from seqspec.analysis.rules import rules

    rules()


def _leave_interrupts_alone() -> None:
    """Ctrl-C reaches every process of a terminal; one answer is enough."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
