"""`seqspec init`: a first spec for a CSV file."""

from __future__ import annotations

import argparse
import os
import sys

HELP = "write a first spec for a CSV file"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file, what to predict, and where to write."""
    parser.add_argument("csv", metavar="CSV", help="the file; its first row names the columns")
    parser.add_argument(
        "-o",
        "--out",
        "--output",
        metavar="SPEC",
        help="the spec to write, or `-` for standard output; by default the name of the CSV with .yaml, in this folder",
    )
    parser.add_argument(
        "--target",
        metavar="COLUMN",
        help="what to predict; by default the last column of numbers that varies within its series, or of a table of "
        "texts the last one with classes",
    )


def run(options: argparse.Namespace) -> int:
    """Look at the columns and write the spec; never over a file that is there."""
    from seqspec.cli._writing import tell
    from seqspec.starter.columns import look
    from seqspec.starter.text import choice, doubts, write

    stem = os.path.splitext(os.path.basename(options.csv))[0]
    output = options.out or f"{stem}.yaml"
    table = look(options.csv)
    text = write(table, options.target, "" if output == "-" else os.path.dirname(output))
    tell(choice(table, options.target))
    for said, help in doubts(table):
        sys.stderr.write(f"warning: {said}\nhelp: {help}\n")
    if output == "-":
        sys.stdout.write(text)
        return 0
    _save(text, output)
    sys.stdout.write(f"wrote {output}; train it with: seqspec fit {output}\n")
    return 0


def _save(text: str, path: str) -> None:
    """Claim the name, then put the whole text there at once."""
    from seqspec.errors import RunError

    try:
        with open(path, "x", encoding="utf-8"):
            pass
        _fill(path, text)
    except FileExistsError:
        raise RunError(f"{path} exists already", help="choose another name with -o") from None
    except OSError as error:
        raise RunError(f"can't write {path}: {(error.strerror or str(error)).lower()}") from None


def _fill(path: str, text: str) -> None:
    draft = f"{path}.{os.getpid()}.tmp"
    try:
        with open(draft, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(draft, path)
    except BaseException:
        for left in (draft, path):
            if os.path.exists(left):
                os.unlink(left)
        raise
