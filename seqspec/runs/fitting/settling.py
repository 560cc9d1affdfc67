"""What a run settled that its spec leaves open, written into the spec, so that it can be run again from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from seqspec.data.reading import files
from seqspec.language.data import Data
from seqspec.language.recipe.source import Source, read_source
from seqspec.language.spec import Spec


def settle(spec: Spec, fingerprint: dict[str, Any], backend: str | None) -> Spec:
    """
    The spec with nothing left to where and how it was called.

    Args:
        spec: with a seed.
        fingerprint: what was read; its files are named by absolute paths: the spec may be read from any folder.
        backend: what the command named; None leaves the choice to the spec.
    """
    runtime = spec.runtime if backend is None else spec.runtime.model_copy(update={"backend": backend})
    data = spec.data and _settled(spec.data, fingerprint)
    return spec.model_copy(update={"runtime": runtime, "data": data})


def _settled(data: Data, fingerprint: dict[str, Any]) -> Data:
    if data.source is None:
        return data
    split = data.split or data.parts.model_copy(update={"by": data.by})
    return data.model_copy(update={"split": split, "source": _read(data.source, fingerprint)})


def _read(source: Source, fingerprint: dict[str, Any]) -> Source:
    """The source that was read: what was written, other files, or rows from Python."""
    paths = files.paths(fingerprint)
    if paths:
        return files.reader(source, Path(paths[0])).model_copy(update={"path": paths})
    return read_source(fingerprint["source"]) if "source" in fingerprint else source
