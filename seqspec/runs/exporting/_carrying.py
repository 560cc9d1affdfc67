"""A run in another form, asked for from Python."""

from __future__ import annotations

import os
from pathlib import Path

from seqspec.errors import RunError, UsageError
from seqspec.registry import ModuleRegistry
from seqspec.runs.exporting import _subject
from seqspec.runs.folder import safe_name


def carry(folder: Path, to: str, out: str | os.PathLike[str] | None, backend: str | None) -> Path:
    """Write a run in a form; see `seqspec.runs.run.Run.export`."""
    forms = ModuleRegistry("seqspec.runs.exporting")
    if to not in forms:
        raise UsageError(f"there is no form `{to}`", help=f"the forms are {', '.join(forms.names)}")
    form = forms.load(to)
    path = Path(f"{safe_name(folder.resolve().name)}{form.SUFFIX}" if out is None else out)
    if os.path.lexists(path):
        raise RunError(f"`{path}` exists already", help="name another place")
    form.write(_subject.of_run(folder), path, backend)
    return path
