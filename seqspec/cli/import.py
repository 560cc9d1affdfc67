"""`seqspec import`: a spec of a Keras model."""

from __future__ import annotations

import argparse
from pathlib import Path

from seqspec.cli._writing import add_out, opened, require_free, tell

HELP = "write the spec of a Keras model: a .keras file, or the JSON of its configuration"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The model, and where the spec goes."""
    parser.add_argument("model", metavar="MODEL", type=Path, help="a .keras file, or what Keras's `to_json` gives")
    add_out(parser, "spec")


def run(options: argparse.Namespace) -> int:
    """Write the spec; what it can't say is named on standard error."""
    from seqspec.lowering.reading.archive import read_config
    from seqspec.lowering.reading.text import write

    require_free(options.out, options.force)
    text, notes = write(read_config(options.model), options.model.name)
    tell(notes)
    with opened(options.out) as stream:
        stream.write(text)
    if options.out is not None:
        print(f"wrote {options.out}; look at it with: seqspec show {options.out}")
    return 0
