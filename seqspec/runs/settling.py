"""What a run settled that its spec leaves open, written into the spec, so that it can be run again from there."""

from __future__ import annotations

from pathlib import Path

from seqspec.data.files import reader
from seqspec.language.data import Data
from seqspec.language.spec import Spec


def settle(spec: Spec, source: Path, backend: str | None) -> Spec:
    """
    The spec with nothing left to where and how it was called.

    Args:
        spec: with a seed.
        source: the file that was read, absolute: the spec may be read from any folder.
        backend: what the command named; None leaves the choice to the spec.
    """
    runtime = spec.runtime if backend is None else spec.runtime.model_copy(update={"backend": backend})
    data = spec.data and _settled(spec.data, source)
    return spec.model_copy(update={"runtime": runtime, "data": data})


def _settled(data: Data, source: Path) -> Data:
    split = data.split or data.parts.model_copy(update={"by": data.by})
    read = data.source and reader(data.source, source).model_copy(update={"path": [str(source)]})
    return data.model_copy(update={"split": split, "source": read})
