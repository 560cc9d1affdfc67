"""`seqspec runs`: a folder of runs as a list, the best by validation first."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "list a folder of runs: when, on what data, how long, how good, ranked by validation"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The folder, and which of its runs are shown how."""
    parser.add_argument(
        "folder", metavar="FOLDER", type=Path, nargs="?", default=Path("runs"), help="`runs` by default"
    )
    parser.add_argument("--sort", metavar="FIELD", default="validation", help="`validation` by default; smallest first")
    parser.add_argument("--reverse", action="store_true", help="largest first")
    parser.add_argument(
        "--filter",
        dest="conditions",
        metavar="CONDITION",
        action="append",
        default=[],
        help="only runs such as state=finished, 'skill>10' or name~rnn; may be repeated, and all have to hold",
    )
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text", help="`text` by default")
    parser.epilog = _EPILOG


def run(options: argparse.Namespace) -> int:
    """Print the list; what is no run, or a broken one, is in it and is called so."""
    from seqspec.runs.comparison import catalogue, listing

    field = catalogue.require_field(options.sort)
    conditions = [catalogue.Condition.read(each) for each in options.conditions]
    found = catalogue.chosen(catalogue.records(options.folder), conditions)
    sys.stdout.write(listing.render(catalogue.ordered(found, field, options.reverse), options.format))
    return 0


_EPILOG = """\
fields, to sort and to filter by; JSON and CSV have all of them:
  name, state, began, spec, data, epochs, validation, best_epoch, score, test, baseline, skill,
  verdict, scored, seconds, bytes, backend, engine, test_part, reason, group,
  unranked
"""
