"""`seqspec fit`: train a spec on its data, judge it beside naive forecasts, and leave a run folder behind."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from seqspec.cli._options import add_backend, add_cache, add_settings, own_process, store_of

if TYPE_CHECKING:
    from seqspec.diagnostics import Report

HELP = "train a model, judge it beside naive forecasts, and leave a run folder behind"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The spec, and what is different for this run."""
    parser.add_argument("spec", metavar="SPEC", help="a spec, or `-` for standard input")
    add_settings(parser)
    parser.add_argument(
        "--out", metavar="DIR", type=Path, help="the run folder, which must not exist; runs/NAME-TIME by default"
    )
    parser.add_argument("--data", metavar="PATH", type=Path, help="read this file instead of the spec's source")
    add_backend(parser)
    add_cache(parser)
    parser.add_argument("--ignore-memory", action="store_true", help="try even a model that will not fit into memory")


def run(options: argparse.Namespace) -> int:
    """Fit; 0 where training ended by itself, 130 after Ctrl-C and 143 after SIGTERM."""
    from seqspec.cli._reading import check

    checked = check(options.spec, options.settings)
    checked.require()  # a bad spec is refused before anything heavy is imported
    _show_warnings(checked.report)
    from seqspec.runs.fitting import Request, fit

    base = Path() if options.spec == "-" else Path(options.spec).parent
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
    )
    with own_process(options):
        return fit(request).exit_code


def _show_warnings(report: Report) -> None:
    if report.diagnostics:
        from dataclasses import replace

        from seqspec.analysis.formats import full
        from seqspec.cli._terminal import wants_colour

        sys.stderr.write(full.render(replace(report, skipped=()), wants_colour(sys.stderr)) + "\n")
