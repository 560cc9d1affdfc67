"""What a backend computes on: a processor or a graphics card, and how many cores of it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from seqspec.errors import BackendError

MOST_CORES = 8
"""Devices that a processor is divided into at most: a batch of 32 gives no more work than that."""


def divide_processor(jax: Any) -> None:
    """
    Let JAX see a device for each core that this process may use.

    Work on one of JAX's devices runs one call after the other, so that cores are shared by calls on several. Whoever
    has said how many there should be (`jax_num_cpu_devices`) is left alone, and where JAX has started already it stays
    as it is.
    """
    if jax.config.jax_num_cpu_devices != -1 or "device_count" in os.environ.get("XLA_FLAGS", ""):
        return
    with suppress(RuntimeError):  # JAX has started
        jax.config.update("jax_num_cpu_devices", min(usable_cores(), MOST_CORES))


def usable_cores() -> int:
    """How many cores this process may use."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(allowed, _quota() or allowed)


def _quota() -> int | None:
    """How many cores a Linux container may keep busy; None for as many as there are."""
    with suppress(OSError, ValueError):  # `max` is no number
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text("utf-8").split()
        return max(1, int(quota) // int(period))
    return None


def use_device(name: str, library: Any, wanted: str) -> str:
    """
    Start the library on the device that the spec wants.

    Args:
        name: of the backend.
        library: its module.
        wanted: `auto`, `cpu` or `gpu`.

    Returns:
        `cpu` or `gpu`.

    Raises:
        BackendError: there is no such device.
    """
    if name == "jax":
        found = "cpu" if library.default_backend() == "cpu" else "gpu"
    elif name == "tensorflow":
        if wanted == "cpu":
            library.config.set_visible_devices([], "GPU")
        found = "gpu" if library.config.get_visible_devices("GPU") else "cpu"
    else:
        found = "gpu" if wanted != "cpu" and library.cuda.is_available() else "cpu"
    if wanted not in ("auto", found):
        raise BackendError(f"`runtime.device` is `{wanted}`, and the backend `{name}` finds only a {found} here")
    return found


def count_devices(name: str, library: Any) -> int:
    """How many devices separate calls can run on at the same time: JAX's own, and one on the others."""
    return len(library.local_devices()) if name == "jax" else 1
