"""A script of Keras that trains the same model anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from seqspec.lowering.script.program import script
from seqspec.runs.exporting._files import whole
from seqspec.runs.exporting._subject import Subject, settled

SUFFIX = ".py"


def text(subject: Subject, backend: str | None = None) -> str:
    """
    The script, of a run or of a spec; a backend that is named takes the place of the run's.

    Raises:
        ExportError: the spec has something that a script can't hold.
        RunError: a file of the run is not there, or can't be read.
    """
    found = settled(subject)
    if backend not in {None, "auto"}:
        found = replace(found, backend=backend)
    return script(subject.spec, subject.trace, found)


def write(subject: Subject, path: Path, backend: str | None) -> str:
    """
    Write the script; returns what it is.

    Raises:
        ExportError: the spec has something that a script can't hold.
        RunError: a file of the run can't be read, or the script can't be written.
    """
    written = text(subject, backend)
    with whole(path) as temporary:
        temporary.write_text(written, "utf-8")
    return f"{len(written.splitlines())} lines of Keras; train with: python {path}"
