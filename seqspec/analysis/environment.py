"""What a spec runs on, as far as it is known without running it: versions of Keras, backend, device."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias, cast

from seqspec.language.spec import Runtime
from seqspec.language.versions import Version, Versions

Backend: TypeAlias = Literal["tensorflow", "jax", "torch"]
Device: TypeAlias = Literal["cpu", "gpu"]

TITLES = {"jax": "JAX", "tensorflow": "TensorFlow", "torch": "PyTorch"}
"""What a reader calls the backends, the one that `auto` likes best first."""
BACKENDS = cast("tuple[Backend, ...]", tuple(TITLES))
NEXT: Version = (3, 16)
"""The first minor version of Keras that is not out yet, as far as the rules know."""
_FOLDER = re.compile(r"keras-(\d+(?:\.\d+)*)[^-]*\.dist-info")


@dataclass(frozen=True, slots=True)
class Environment:
    """
    Where a spec may run.

    Args:
        versions: the versions of Keras it may run on: those of `runtime.keras`, else the one that is installed; None
            where neither is known.
        declared: whether the spec itself says so.
        backends: the backends it may run on: the one that is named, or all.
        device: the device that is named; None where any may be meant.
    """

    versions: Versions | None = None
    declared: bool = False
    backends: tuple[Backend, ...] = BACKENDS
    device: Device | None = None

    @property
    def is_known(self) -> bool:
        """Whether anything can be said that depends on the version of Keras."""
        return self.versions is not None

    def may_be(self, low: Version, high: Version) -> bool:
        """Whether Keras may be of a minor version from `low` up to, but not including, `high`."""
        return self.versions is not None and self.versions.meets(low, high)

    @property
    def keras(self) -> str:
        """The versions in the words of a message."""
        assert self.versions is not None  # nobody speaks of versions that are not known
        return f"Keras {self.versions.written}" if self.declared else f"the installed Keras {self.versions.written}"


def environment(runtime: Runtime) -> Environment:
    """What the `runtime` section and this machine say, without importing Keras."""
    backends = BACKENDS if runtime.backend == "auto" else (runtime.backend,)
    device = None if runtime.device == "auto" else runtime.device
    written = runtime.keras or installed_keras()
    versions = Versions.parse(written) if written else None
    return Environment(versions, runtime.keras is not None, backends, device)


@cache
def installed_keras() -> str | None:
    """The version of the Keras that an import would find, read from the name of its folder of metadata."""
    for folder in sys.path:
        for found in Path(folder or ".").glob("keras-*.dist-info"):
            if match := _FOLDER.fullmatch(found.name):
                return match[1]
    return None
