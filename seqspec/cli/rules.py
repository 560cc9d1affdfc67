"""`seqspec rules`: all that lint looks for."""

from __future__ import annotations

import argparse
import sys

HELP = "list the rules of lint: severity, what they have to know, whether they offer a fix"


def arguments(parser: argparse.ArgumentParser) -> None:
    """How to print them."""
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="`text` by default")


def run(options: argparse.Namespace) -> int:
    """Print the table."""
    from seqspec.analysis.manual import catalogue

    listed = catalogue.entries()
    render = {"text": catalogue.text, "json": catalogue.as_json, "markdown": catalogue.markdown}[options.format]
    sys.stdout.write(render(listed))
    return 0
