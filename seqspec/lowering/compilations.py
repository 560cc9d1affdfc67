"""
What JAX compiled, kept in the user's cache folder for the next run.

Like every cache of seqspec it can be deleted at any time and never stands in the way: an entry that is damaged is as
good as none. Programs are machine code: they are kept apart by processor, where nobody else can write.
"""

from __future__ import annotations

import os
import platform
import warnings
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from seqspec.analysis.store.cache import digest, home, is_private

MOST = 512 << 20
"""Bytes that all entries may take together; beyond it JAX drops those that were not used for longest."""


def keep_compilations(jax: Any) -> None:
    """
    Let JAX keep what it compiles, and take what it compiled before; whoever has said where is left alone.

    Nothing is kept where `filelock` is missing, without which two processes would get into each other's way.
    """
    if jax.config.jax_compilation_cache_dir is not None or find_spec("filelock") is None:
        return
    folder = home() / "compiled" / digest(platform.machine(), _processor())
    try:
        _make_private(folder)
        _drop_torn(folder)
    except OSError:
        return
    # JAX warns of an entry that it can't read or write, and compiles.
    warnings.filterwarnings("ignore", "Error (reading|writing) persistent compilation cache", UserWarning)
    jax.config.update("jax_compilation_cache_max_size", MOST)
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    jax.config.update("jax_persistent_cache_enable_xla_caches", "none")
    jax.config.update("jax_compilation_cache_dir", str(folder))


def _processor() -> str:
    """What kind of processor this is, and what it can do: what compiled programs depend on."""
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
        told = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        return "\n".join(told.get(name, "") for name in ("model name", "flags", "Features"))
    return platform.processor()


def _make_private(folder: Path) -> None:
    """
    Make a folder that nobody else can write to, and those above it.

    Raises:
        OSError: that is not possible.
    """
    for each in (folder.parents[1], folder.parent, folder):
        os.makedirs(each, mode=0o700, exist_ok=True)
        if each.is_symlink() or not is_private(each):  # whoever may change a folder can put another one below it
            raise PermissionError(each)


def _drop_torn(folder: Path) -> None:
    """Drop entries whose process ended while it wrote them: JAX notes when an entry was used once it is whole."""
    from filelock import FileLock, Timeout

    with suppress(Timeout), FileLock(folder / ".lockfile", timeout=0):  # JAX's own: who holds it may be writing
        names = set(os.listdir(folder))
        for name in names:
            if name.endswith("-cache") and f"{name.removesuffix('-cache')}-atime" not in names:
                with suppress(OSError):
                    (folder / name).unlink()
