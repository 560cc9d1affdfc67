"""`seqspec show`: the model layer by layer, without Keras."""

from __future__ import annotations

import argparse
import sys

from seqspec.cli._options import add_settings
from seqspec.registry import ModuleRegistry

HELP = "show the model layer by layer: shapes, masks, reach, parameters and cost"

_FORMATS = ModuleRegistry("seqspec.analysis.ladders")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The spec, and how to print it."""
    parser.add_argument("spec", metavar="SPEC", help="a spec, or `-` for standard input")
    parser.add_argument(
        "--format",
        choices=_FORMATS.names,
        default="text",
        help="`text` by default; `mermaid` is a flow chart for Markdown, `svg` a drawing",
    )
    add_settings(parser)


def run(options: argparse.Namespace) -> int:
    """Print the ladder; of a spec with errors its report and the ladder up to the failure, and 1."""
    from seqspec.analysis.ladders import render
    from seqspec.cli._reading import check

    checked = check(options.spec, options.settings)
    if options.format == "text" and checked.report.fails() and checked.spec and checked.trace:
        sys.stdout.write(render(checked.spec, checked.trace))
    sys.stdout.write(render(*checked.require(), options.format))
    return 0
