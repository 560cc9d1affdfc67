"""
Programs that JAX compiles are kept for as long as tests run, for all of their processes.

Most of what takes long in a test that trains is a program that another test has compiled already. What is compiled
within a blink is not worth a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def kept_in(folder: Path) -> dict[str, str]:
    """What a process finds in its environment, so that its JAX keeps programs in a folder."""
    return {
        "JAX_COMPILATION_CACHE_DIR": str(folder),
        "JAX_COMPILATION_CACHE_MAX_SIZE": str(1 << 30),  # with a limit, processes keep out of each other's way
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0.1",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    }


def without(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which nothing of this is said."""
    return {name: value for name, value in environment.items() if name not in kept_in(Path())}
