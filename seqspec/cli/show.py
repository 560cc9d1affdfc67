"""`seqspec show`: the model layer by layer, without Keras."""

from __future__ import annotations

import argparse
import json
import sys

from seqspec.cli._options import add_settings

HELP = "show the model layer by layer: shapes, masks, parameters and cost"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The spec, and how to print it."""
    parser.add_argument("spec", metavar="SPEC", help="a spec, or `-` for standard input")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="`text` by default")
    add_settings(parser)


def run(options: argparse.Namespace) -> int:
    """Print the ladder; of a spec with errors its report and the ladder up to the failure, and 1."""
    from seqspec.analysis import ladder
    from seqspec.cli._reading import check

    checked = check(options.spec, options.settings)
    if options.format == "text" and checked.report.fails() and checked.spec and checked.trace:
        sys.stdout.write(ladder.table(checked.spec, checked.trace))
    spec, trace = checked.require()
    if options.format == "text":
        sys.stdout.write(ladder.table(spec, trace))
    else:
        sys.stdout.write(json.dumps(ladder.content(trace), indent=2) + "\n")
    return 0
