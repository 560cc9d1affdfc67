"""`seqspec fit`: train a spec on its data, judge it beside naive forecasts, and leave a run folder behind."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from seqspec.cli._options import add_backend, add_cache, add_settings, add_store, own_process, store_of
from seqspec.errors import UsageError
from seqspec.registry import ModuleRegistry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from seqspec.diagnostics import Report
    from seqspec.runs.fitting.fitting import Run
    from seqspec.runs.tracking._copying import Copying

HELP = "train a model, judge it beside naive forecasts, and leave a run folder behind"

_TRACKERS = ModuleRegistry("seqspec.runs.tracking")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The spec, and what is different for this run."""
    parser.add_argument("spec", metavar="SPEC", nargs="?", help="a spec, or `-` for standard input")
    parser.add_argument(
        "--resume", metavar="RUN", type=Path, help="in place of SPEC: go on with a run that was interrupted or killed"
    )
    parser.add_argument(
        "--allow-drift",
        action="store_true",
        help="resume even where versions or the machine differ, and so may the result",
    )
    add_settings(parser)
    parser.add_argument(
        "--out", metavar="DIR", type=Path, help="the run folder, which must not exist; runs/NAME-TIME by default"
    )
    parser.add_argument("--data", metavar="PATH", type=Path, help="read this file instead of the spec's source")
    add_backend(parser)
    add_cache(parser)
    parser.add_argument("--ignore-memory", action="store_true", help="try even a model that will not fit into memory")
    parser.add_argument(
        "--track",
        dest="trackers",
        choices=_TRACKERS.names,
        action="append",
        default=[],
        help="copy every epoch into this tracker's own files, too; may be repeated",
    )
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Fit; 0 where training ended by itself, 130 after Ctrl-C and 143 after SIGTERM."""
    if (options.spec is None) == (options.resume is None):
        raise UsageError("`fit` takes a SPEC, or --resume RUN", help="see `seqspec fit --help`")
    if options.resume is not None:
        return _resume(options)
    if options.allow_drift:
        raise UsageError("--allow-drift goes with --resume RUN")
    return _fit(options)


def _resume(options: argparse.Namespace) -> int:
    """Go on with a run; where it is finished there is nothing to do, and that is no failure."""
    others = {"--out": options.out, "--backend": options.backend, "--ignore-memory": options.ignore_memory}
    given = [f"`{name}`" for name, value in others.items() if value]
    if given:
        raise UsageError("a run that is resumed stays where and what it was", help=f"leave {' and '.join(given)} out")
    from seqspec.runs.fitting.fitting import Resumption, resume
    from seqspec.runs.fitting.resumption import is_finished, sweep
    from seqspec.runs.tracking._copying import listeners

    if is_finished(options.resume) and not options.settings:
        sweep(options.resume)
        print(f"the run {options.resume} is finished: there is nothing to resume")
        return 0
    copies = listeners(options.trackers, options.store)
    resumption = Resumption(
        options.resume,
        options.data,
        tuple(options.settings),
        options.allow_drift,
        sys.stdout,
        fatal=True,
        store=store_of(options),
        listeners=copies,
    )
    return _carry_out(options, partial(resume, resumption), copies)


def _fit(options: argparse.Namespace) -> int:
    from seqspec.cli._reading import check

    checked = check(options.spec, options.settings)
    checked.require()  # a bad spec is refused before anything heavy is imported
    _show_warnings(checked.report)
    from seqspec.runs.fitting.fitting import Request, fit
    from seqspec.runs.tracking._copying import listeners

    base = Path() if options.spec == "-" else Path(options.spec).parent
    copies = listeners(options.trackers, options.store)
    request = Request(
        checked,
        base,
        options.out,
        options.data,
        options.backend,
        sys.stdout,
        fatal=True,
        ignore_memory=options.ignore_memory,
        settings=tuple(options.settings),
        store=store_of(options),
        listeners=copies,
    )
    return _carry_out(options, partial(fit, request), copies)


def _carry_out(options: argparse.Namespace, work: Callable[[], Run], copies: Iterable[Copying]) -> int:
    """Train, and say where it was copied to."""
    with own_process(options):
        code = work().exit_code
    for copy in copies:
        if copy.where is not None:
            print(f"{copy.name}: {copy.where}")
    return code


def _show_warnings(report: Report) -> None:
    if report.diagnostics:
        from dataclasses import replace

        from seqspec.analysis.formats import full
        from seqspec.cli._terminal import wants_colour

        sys.stderr.write(full.render(replace(report, skipped=()), wants_colour(sys.stderr)) + "\n")
