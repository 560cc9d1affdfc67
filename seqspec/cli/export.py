"""`seqspec export`: a run, or a spec, in a form that needs no seqspec."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from seqspec.cli._options import add_backend
from seqspec.registry import ModuleRegistry

if TYPE_CHECKING:
    from seqspec.runs.exporting._subject import Subject

HELP = "carry a model away: a script of Keras, a .keras file, a SavedModel, ONNX or LiteRT"

_FORMS = ModuleRegistry("seqspec.runs.exporting")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is exported, the form, and where it goes."""
    parser.add_argument(
        "subject",
        metavar="RUN",
        type=Path,
        help="a folder that `seqspec fit` left behind; for `--to python` a spec will do",
    )
    parser.add_argument("--to", choices=_FORMS.names, required=True, help="the form")
    parser.add_argument(
        "-o", "--out", metavar="FILE", type=Path, help="where it goes; in this folder by default; `-` prints a script"
    )
    parser.add_argument("--force", action="store_true", help="replace FILE where it exists")
    add_backend(parser)
    parser.epilog = _EPILOG


def run(options: argparse.Namespace) -> int:
    """Write it, and say what it is."""
    from seqspec.cli._writing import require_free
    from seqspec.runs.folder import safe_name

    form = _FORMS.load(options.to)
    subject = _subject(options.subject)
    if options.out == Path("-") and options.to == "python":
        sys.stdout.write(form.text(subject, options.backend))
        return 0
    out = options.out or Path(f"{safe_name(subject.name)}{form.SUFFIX}")
    require_free(out, options.force)
    said = form.write(subject, out, options.backend)
    print(f"{out}: {said}")
    return 0


def _subject(path: Path) -> Subject:
    from seqspec.cli._reading import check
    from seqspec.runs.exporting import _subject

    return _subject.of_run(path) if os.path.isdir(path) else _subject.of_spec(check(str(path)), path.parent)


_EPILOG = """\
A script trains the same model anew: the same data, windows, initial weights and order of batches, and to the same bits
where the run used `engine: keras` and the same versions. All other forms hold the trained model.
"""
