"""`seqspec predict`: forecasts of a trained run for another file, in original units."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from seqspec.cli._options import add_backend

HELP = "forecast with a trained run: a CSV in, a CSV in original units out"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The run, the data, and where the forecasts go."""
    parser.add_argument("run", metavar="RUN", type=Path, help="a folder that `seqspec fit` left behind")
    parser.add_argument(
        "--data", metavar="PATH", type=Path, required=True, help="a file with the columns the recipe reads"
    )
    parser.add_argument("-o", "--out", metavar="FILE", type=Path, help="where the CSV goes; standard output by default")
    parser.add_argument("--force", action="store_true", help="replace FILE where it exists")
    add_backend(parser)


def run(options: argparse.Namespace) -> int:
    """Predict; what could not be predicted is named on standard error."""
    from seqspec.runs import prediction

    _require_free(options.out, options.force)
    forecasts = prediction.predict(options.run, options.data, options.backend)
    for note in forecasts.notes:
        print(f"note: {note}", file=sys.stderr)
    with _opened(options.out) as stream:
        count = prediction.write(forecasts, stream)
    print(f"{count:,} forecast{'s' * (count != 1)}{f': {options.out}' if options.out else ''}", file=sys.stderr)
    return 0


def _require_free(path: Path | None, force: bool) -> None:
    from seqspec.errors import RunError

    if path is not None and path.exists() and not (force and path.is_file()):
        help = "pass --force to replace it" if path.is_file() else "name a file"
        raise RunError(f"`{path}` exists already", help=help)


@contextmanager
def _opened(path: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that has its name only once it is whole."""
    from seqspec.errors import RunError

    if path is None:
        yield sys.stdout
        return
    temporary = path.with_name(f".{path.name}.partial")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        os.replace(temporary, path)
    except OSError as error:
        raise RunError(f"`{path}` can't be written: {(error.strerror or str(error)).lower()}") from error
    finally:
        temporary.unlink(missing_ok=True)
