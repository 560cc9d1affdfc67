"""`seqspec evaluate`: a trained run judged again, on its own test part or on another file, beside the baselines."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from seqspec.cli._options import add_backend, add_cache, add_run, own_process, store_of
from seqspec.cli._writing import add_out, opened, require_free, tell

HELP = "judge a trained run beside the baselines, on its own test part or on another file"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The run, what it is judged on, and how that is told."""
    add_run(parser)
    parser.add_argument(
        "--data",
        metavar="PATH",
        type=Path,
        help="judge all rows of this file, with the statistics of the run; by default the run's own test part",
    )
    parser.add_argument(
        "--level",
        metavar="SHARE",
        type=float,
        default=0.9,
        help="of prediction intervals: the truths to be held; 0.9 by default",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="`text` by default")
    add_out(parser, "evaluation")
    add_backend(parser)
    add_cache(parser)


def run(options: argparse.Namespace) -> int:
    """Judge; what was filled or left out is told on standard error."""
    from seqspec.runs.judgement import account, evaluation

    require_free(options.out, options.force)
    with own_process(options):
        found = evaluation.evaluate(options.run, options.data, options.backend, store_of(options), options.level)
    tell(found.notes)
    with opened(options.out) as stream:
        stream.write(_json(found.as_dict()) if options.format == "json" else f"{account.text(found)}\n")
    return 0


def _json(value: object) -> str:
    from seqspec.runs.folder import finite

    return json.dumps(finite(value), indent=2, allow_nan=False) + "\n"
