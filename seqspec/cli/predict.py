"""`seqspec predict`: what a trained run says of another file: numbers in original units, chances, classes or texts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from seqspec.cli._options import add_backend, add_cache, add_run, own_process, store_of
from seqspec.cli._writing import add_out, opened, require_free, tell
from seqspec.wording import count

HELP = "predict with a trained run: a file in, a CSV of forecasts, chances, classes or texts out"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The run, the data, and where the forecasts go."""
    add_run(parser)
    parser.add_argument(
        "--data", metavar="PATH", type=Path, required=True, help="a file with the columns the recipe reads"
    )
    parser.add_argument(
        "--last", action="store_true", help="only the newest forecast of each series: what comes after the file"
    )
    parser.add_argument(
        "--steps",
        metavar="N",
        type=int,
        help="rows ahead; more than the horizon where the model can be fed its own forecasts, by default the horizon",
    )
    parser.add_argument(
        "--intervals",
        metavar="SHARE",
        type=float,
        help="add a lower and an upper bound between which this share of the truths is meant to lie, such as 0.9",
    )
    add_out(parser, "CSV")
    add_backend(parser)
    add_cache(parser)


def run(options: argparse.Namespace) -> int:
    """Predict; what could not be predicted is named on standard error."""
    from seqspec.runs.prediction import prediction

    require_free(options.out, options.force)
    with own_process(options):
        forecasts = prediction.predict(
            options.run,
            options.data,
            options.backend,
            store_of(options),
            options.last,
            steps=options.steps,
            intervals=options.intervals,
        )
    tell(forecasts.notes)
    with opened(options.out) as stream:
        written = prediction.write(forecasts, stream)
    print(f"{count(written, 'forecast')}{f': {options.out}' if options.out else ''}", file=sys.stderr)
    return 0
