"""`seqspec reproduce`: a run trained again in another folder, and every number held against the first time."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from seqspec.cli._options import add_backend, add_cache, own_process, store_of

HELP = "train a run again, and compare every metric and weight with the first time"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The run, where it is trained again, and how near it has to come."""
    parser.add_argument(
        "run", metavar="RUN", type=Path, help="a folder that `seqspec fit` left behind; it is only read"
    )
    parser.add_argument(
        "--out", metavar="DIR", type=Path, help="the new run folder, which must not exist; runs/NAME-TIME by default"
    )
    parser.add_argument(
        "--data",
        metavar="PATH",
        type=Path,
        help="where the data file lies now, or the folder of several; they have to be the same bytes",
    )
    parser.add_argument(
        "--tolerance",
        metavar="X",
        type=float,
        help="how far numbers may be apart, by the larger of them; by default 0 where versions, machine and backend "
        "are the same and the run was deterministic, and 0.0001 where not",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="`text` by default")
    add_backend(parser)
    add_cache(parser)
    parser.epilog = _EPILOG


def run(options: argparse.Namespace) -> int:
    """Repeat; what the training says goes to standard error, the comparison to standard output."""
    from seqspec.runs.folder import RunFolder
    from seqspec.runs.reproduction import account
    from seqspec.runs.reproduction.plan import plan
    from seqspec.runs.reproduction.reproduction import carry_out

    if options.out is not None:
        RunFolder.require_new(options.out)
    text = options.format == "text"
    with own_process(options):
        planned = plan(options.run, options.data, options.backend, options.tolerance)
        if text:
            print(account.before(planned), end="\n\n", flush=True)
        stream = sys.stderr if text else None
        found = carry_out(planned, options.out, stream, store_of(options), fatal=True)
    sys.stdout.write(f"{account.after(found)}\n" if text else account.to_json(found))
    return found.exit_code


_EPILOG = """\
exit codes:
  0  reproduced: to the same bits, or within the tolerance
  1  not reproduced, or what would have to be repeated is not there
"""
