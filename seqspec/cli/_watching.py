"""`seqspec lint --watch`: check again whenever a file changes."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import NoReturn, TypeAlias

from seqspec.analysis.control.discovery import candidates
from seqspec.analysis.control.inspection import Verdict
from seqspec.analysis.control.project import files_of
from seqspec.cli._linting import report_on, request_of, verdicts
from seqspec.cli._terminal import say
from seqspec.errors import UsageError

_PAUSE = 0.3  # seconds between two looks
_RULER = "-" * 72

_State: TypeAlias = dict[str, tuple[int, int] | None]
"""When each file was changed last and how large it is; None where there is none."""


def watch(options: argparse.Namespace) -> NoReturn:
    """
    Check, and check again after each change of a spec, of one that it extends or of a configuration. Ends by Ctrl-C.

    Raises:
        UsageError: there is nothing to watch.
    """
    if "-" in options.paths:
        raise UsageError("standard input can't be watched", help="name files or folders")
    if options.fix or options.unsafe_fixes or options.diff or options.add_ignore is not None:
        raise UsageError("`--watch` changes no file and shows no patch", help="leave the other option out")
    before = _state(_watched(options, ()))
    while True:
        began = time.time_ns()
        bases = _check(options)
        for file, stamp in _state(_watched(options, bases)).items():
            # Which files a spec extends is known only now: one that was written meanwhile has changed.
            before.setdefault(file, stamp if stamp and stamp[0] < began else None)
        before = _wait(options, bases, before)
        print(_RULER, flush=True)


def _wait(options: argparse.Namespace, bases: tuple[str, ...], before: _State) -> _State:
    """The state after the next change."""
    while True:
        time.sleep(_PAUSE)
        now = _state(_watched(options, bases))
        if now != {file: before.get(file) for file in now} or any(before[file] for file in before.keys() - now):
            return now


def _check(options: argparse.Namespace) -> tuple[str, ...]:
    """Print one report, and return the files that the specs extend; what can't be read is said, and may be mended."""
    found: list[Verdict] = []
    try:
        request = request_of(options)
        found += verdicts(options, request)
        report_on(found, options, request)
    except UsageError as error:
        say(f"error: {error.message}", error.help)
    sys.stdout.flush()
    return tuple(base for each in found for base in each.bases)


def _watched(options: argparse.Namespace, bases: Iterable[str]) -> Iterator[str]:
    folders = set()
    for path in options.paths:
        for file in candidates(path):
            yield str(file)
            folders.add(os.path.dirname(os.path.abspath(file)))
    yield from bases
    if options.config is not None:
        yield options.config
    elif not options.isolated:
        yield from {file for folder in folders for file in files_of(folder)}


def _state(files: Iterable[str]) -> _State:
    return {file: _stamp(file) for file in files}


def _stamp(file: str) -> tuple[int, int] | None:
    try:
        status = os.stat(file)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size
