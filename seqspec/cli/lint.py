"""`seqspec lint`: check specs without running anything."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from seqspec.cli._options import add_settings
from seqspec.registry import ModuleRegistry

if TYPE_CHECKING:
    from seqspec.diagnostics import Report

HELP = "check specs, without Keras and without data"

_FORMATS = ModuleRegistry("seqspec.analysis.formats")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The paths, how to print what is found, and what counts as a failure."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="+",
        help="a spec, `-` for standard input, or a folder: every *.yaml and *.yml below it with a key `seqspec:`",
    )
    parser.add_argument(
        "--format",
        choices=_FORMATS.names,
        default="github" if os.environ.get("GITHUB_ACTIONS") == "true" else "full",
        help="how to print what is found; `full` by default, `github` by itself in GitHub Actions",
    )
    parser.add_argument(
        "--fail-on",
        choices=("error", "warning", "info"),
        default="error",
        help="the least severity that makes the exit code 1; `error` by default",
    )
    add_settings(parser)


def run(options: argparse.Namespace) -> int:
    """Check every path and print one report; 1 where something fails, else 0."""
    from seqspec.analysis.formats import render
    from seqspec.cli._terminal import wants_colour
    from seqspec.diagnostics import Report

    report = Report.joined(_check(path, options.settings) for path in options.paths)
    if not report.files:
        sys.stderr.write(f"warning: no specs found in {', '.join(options.paths)}\n")
    sys.stdout.write(render(report, options.format, wants_colour(sys.stdout)))
    return int(report.fails(options.fail_on))


def _check(path: str, settings: list[str]) -> Report:
    from seqspec.analysis.linter import lint
    from seqspec.cli._reading import check

    return check(path, settings).report if path == "-" else lint([path], settings)
