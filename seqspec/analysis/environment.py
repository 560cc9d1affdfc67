"""What a spec runs on, as far as it is known without running it: versions of Keras, backend, device."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from seqspec.language.spec import Runtime

Version: TypeAlias = tuple[int, ...]
Backend: TypeAlias = Literal["tensorflow", "jax", "torch"]
Device: TypeAlias = Literal["cpu", "gpu"]

BACKENDS: tuple[Backend, ...] = ("jax", "tensorflow", "torch")
_FOLDER = re.compile(r"keras-(\d+(?:\.\d+)*)[^-]*\.dist-info")


@dataclass(frozen=True, slots=True)
class Environment:
    """
    Where a spec may run.

    Args:
        versions: the range of `runtime.keras`, as written; None where the spec leaves it open.
        installed: the version of Keras that is installed beside seqspec; None where there is none.
        backends: the backends it may run on: the one that is named, or all.
        device: the device that is named; None where any may be meant.
    """

    versions: str | None = None
    installed: Version | None = None
    backends: tuple[Backend, ...] = BACKENDS
    device: Device | None = None

    @property
    def is_known(self) -> bool:
        """Whether anything can be said that depends on the version of Keras."""
        return self.versions is not None or self.installed is not None


def environment(runtime: Runtime) -> Environment:
    """What the `runtime` section and this machine say, without importing Keras."""
    backends = BACKENDS if runtime.backend == "auto" else (runtime.backend,)
    device = None if runtime.device == "auto" else runtime.device
    return Environment(runtime.keras, installed_keras(), backends, device)


@cache
def installed_keras() -> Version | None:
    """The version of the Keras that an import would find, read from the name of its folder of metadata."""
    for folder in sys.path:
        for found in Path(folder or ".").glob("keras-*.dist-info"):
            if match := _FOLDER.fullmatch(found.name):
                return tuple(map(int, match[1].split(".")))
    return None
