"""What a command line asks of `seqspec lint`, and what comes of it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from seqspec.analysis.control.configuration import Configuration, rule_names, selector
from seqspec.analysis.control.discovery import find_specs
from seqspec.analysis.control.inspection import Request, Verdict, inspect
from seqspec.analysis.control.project import Projects, read_configuration
from seqspec.cli._terminal import say, wants_colour
from seqspec.diagnostics import Report
from seqspec.errors import FaultError, UsageError

if TYPE_CHECKING:
    from seqspec.analysis.linter import Look


_COUNTED = (None, "full", "concise", "json")


def request_of(options: argparse.Namespace) -> Request:
    """
    What is asked of every file.

    Raises:
        UsageError: there is no such rule, or the configuration can't be read.
    """
    if options.statistics and options.format not in _COUNTED:
        raise UsageError(
            f"`--statistics` has no format `{options.format}`",
            help="it is a table, or a list of objects with `--format json`",
        )
    configuration = Configuration() if options.isolated else None
    if options.config is not None:
        configuration = read_configuration(options.config)
    return Request(
        settings=tuple(options.settings),
        configuration=configuration,
        select=_selectors(options.select, "--select"),
        ignore=_selectors(options.ignore, "--ignore"),
        fail_on=options.fail_on,
        remember=not options.no_cache,
        look=_look(options) if options.data else None,
    )


def _look(options: argparse.Namespace) -> Look:
    from functools import partial

    from seqspec.cli._looking import look

    return partial(look, remember=not options.no_cache)


def verdicts(options: argparse.Namespace, request: Request) -> Iterator[Verdict]:
    """
    What became of each path, in the order they are given; standard input is `-`.

    Raises:
        UsageError: a file or the configuration of a project can't be read.
    """
    files: list[str] = []
    for path in options.paths:
        if path == "-":
            yield from inspect(files, request)
            yield _inspect_input(options.stdin_filename, request)
            files = []
        else:
            files += map(os.fspath, find_specs([path]))
    yield from inspect(files, request)


def report_on(found: Iterable[Verdict], options: argparse.Namespace, request: Request) -> int:
    """Print one report on all files; 1 where one fails, 3 where seqspec itself did, else 0."""
    found = list(found)
    report = Report.joined(each.report for each in found)
    if not report.files:
        say(f"warning: no specs found in {', '.join(options.paths)}")
    if options.output_file is not None:
        _spare(report.files, options.output_file)
    _write(_text(report, options, _format(options, request)), options.output_file)
    for fault in report.faults:
        say(f"error: {fault.file}: {fault.message}; this is a fault of seqspec, whatever the file holds")
    return FaultError.exit_code if report.faults else int(any(each.fails for each in found))


def _inspect_input(name: str | None, request: Request) -> Verdict:
    from pathlib import Path

    from seqspec.analysis.linter import check_bytes
    from seqspec.language.events import MAX_BYTES

    configuration = request.configuration_of(name or "<stdin>", Projects())
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    file = Path(name) if name else None
    checked = check_bytes(
        data, name or "<stdin>", request.settings, file=file, configuration=configuration, look=request.look
    )
    return Verdict(checked.report, configuration, tuple(map(str, checked.bases or ())))


def _selectors(given: list[str] | None, option: str) -> tuple[str, ...] | None:
    """The rules of an option that takes lists with commas, and may be repeated."""
    if given is None:
        return None
    words = [word for each in given for word in each.split(",") if word.strip()]
    if not words:
        raise UsageError(f"`{option}` names no rule", help="name rules by codes or names, as `--ignore SEQ401,SEQ4`")
    names = rule_names()
    return tuple(selector(word, option, names) for word in words)


def _format(options: argparse.Namespace, request: Request) -> str:
    """The format that is asked for: on the command line, by the build server, or by the project of the first path."""
    if options.format:
        return str(options.format)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    first = next((path for path in options.paths if path != "-"), options.stdin_filename or "<stdin>")
    inside = os.path.join(first, "spec") if os.path.isdir(first) else first
    return (request.configuration or Projects().above(inside)).format or "full"


def _text(report: Report, options: argparse.Namespace, format: str) -> str:
    if options.statistics:
        from seqspec.analysis.control import statistics

        return statistics.as_json(report) if format == "json" else statistics.as_table(report)
    from seqspec.analysis.formats import render

    return render(report, format, options.output_file is None and wants_colour(sys.stdout))


def _spare(files: Iterable[str], output: str) -> None:
    """Refuse to write a report over a spec."""
    if os.path.isfile(output) and any(os.path.exists(file) and os.path.samefile(file, output) for file in files):
        raise UsageError(f"`--output-file` would write over {output}, a spec", help="name another file")


def _write(text: str, file: str | None) -> None:
    if file is None:
        sys.stdout.write(text)
        return
    from seqspec.analysis.control.rewriting import write_text

    try:
        write_text(file, text)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"can't write {file}: {reason}", help="name a file in a folder you may write to") from None
    except ValueError:
        raise UsageError(f"no file can be called {file!r}", help="check the path") from None
