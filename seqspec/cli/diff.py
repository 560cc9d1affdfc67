"""`seqspec diff`: what changed between two specs, in terms of the model."""

from __future__ import annotations

import argparse
import sys

from seqspec.errors import UsageError
from seqspec.registry import ModuleRegistry

HELP = "say what changed between two specs: layers, parameters, whether old weights fit, data and training"

_FORMATS = ModuleRegistry("seqspec.analysis.differences")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The two specs, and how to print what changed."""
    parser.add_argument("before", metavar="A", help="the spec as it was, or `-` for standard input")
    parser.add_argument("after", metavar="B", help="the spec as it is")
    parser.add_argument("--format", choices=_FORMATS.names, default="text", help="`text` by default")
    parser.epilog = _EPILOG


def run(options: argparse.Namespace) -> int:
    """Print what changed; 0 where nothing did, 1 where something did, as `diff` does."""
    from seqspec.analysis.difference import compare, sound
    from seqspec.analysis.differences import render
    from seqspec.cli._reading import check

    if options.before == options.after == "-":
        raise UsageError("standard input holds one spec", help="name a file for the other")
    difference = compare(sound(check(options.before)), sound(check(options.after)))
    sys.stdout.write(render(difference, options.format))
    return int(bool(difference))


_EPILOG = """\
exit codes:
  0  nothing changed
  1  something changed
  2  wrong usage, or a spec with errors

in git, for one spec, and for every spec that a branch changed:
  git show main:spec.yaml | seqspec diff - spec.yaml
  git difftool --no-prompt --extcmd='seqspec diff' main -- specs/
"""
