"""`seqspec explain`: what a rule or a layer says of itself."""

from __future__ import annotations

import argparse
import sys

HELP = "explain a finding (SEQ103) or a name of the language (LSTM)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to explain."""
    parser.add_argument(
        "name",
        metavar="CODE",
        nargs="?",
        help="the code or name of a rule, a layer, optimizer, loss, ..., or a section or key of a spec, such as "
        "window; without it all of them are listed",
    )


def run(options: argparse.Namespace) -> int:
    """Print the documentation."""
    from seqspec.analysis.explanation import explain, listing

    sys.stdout.write(explain(options.name) if options.name else listing())
    return 0
