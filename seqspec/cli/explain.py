"""`seqspec explain`: what a rule or a layer says of itself."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seqspec.analysis.linter import Look
    from seqspec.analysis.profile import Profile
    from seqspec.language.spec import Spec

HELP = "explain a finding (SEQ103) or a name of the language (LSTM)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to explain."""
    parser.add_argument(
        "name",
        metavar="CODE",
        nargs="?",
        help="the code or name of a rule, a layer, optimizer, loss, ..., or a section or key of a spec, such as "
        "window; without it all of them are listed",
    )


def run(options: argparse.Namespace) -> int:
    """Print the documentation."""
    from seqspec.analysis.manual.explanation import explain, listing

    sys.stdout.write(explain(options.name, _look_at if _can_look() else None) if options.name else listing())
    return 0


def _can_look() -> bool:
    from importlib.util import find_spec

    return find_spec("pandas") is not None


def _look_at(table: str) -> Look:
    """Looks at a folder with nothing in it but this table, called series.csv."""

    def look(spec: Spec, _: Path) -> Profile | None:
        from tempfile import TemporaryDirectory

        from seqspec.cli import _looking

        with TemporaryDirectory() as folder:
            (Path(folder) / "series.csv").write_text(table, "utf-8")
            return _looking.look(spec, Path(folder), remember=False)

    return look
