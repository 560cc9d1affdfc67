"""`seqspec compare`: runs side by side, with intervals, curves, and what their specs have otherwise."""

from __future__ import annotations

import argparse
import sys

from seqspec.cli._options import add_runs

HELP = "put runs side by side: scores with intervals, curves, what their specs have otherwise, time and size"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The runs, and how they are told of."""
    add_runs(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="`text` by default")


def run(options: argparse.Namespace) -> int:
    """Compare; what can't be ranked or paired is said in the output, and is no failure."""
    from seqspec.runs.comparison import comparison, contrast

    sys.stdout.write(contrast.render(comparison.compare_runs(options.runs), options.format))
    return 0
