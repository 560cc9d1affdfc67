"""What a run ran on, for whoever wants to repeat it."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from seqspec import __version__
from seqspec.engines.choice import Choice
from seqspec.engines.units import Units
from seqspec.lowering.backend import Backend

_PACKAGES = (
    "keras",
    "jax",
    "jaxlib",
    "tensorflow",
    "tensorflow-cpu",
    "torch",
    "numpy",
    "pandas",
    "pyarrow",
    "scikit-learn",
)


def describe(
    backend: Backend, choice: Choice, seed: int, precision: str | None, settings: Sequence[str], units: Units
) -> dict[str, Any]:
    """
    What a run ran on, as JSON: its surroundings, why its engine, its `--set` changes, how to read `metrics.jsonl`.
    """
    return {
        **surroundings(backend, choice, seed, precision),
        "engine_reason": choice.reason,
        "settings": list(settings),
        "metrics": units.as_dict(),
    }


def surroundings(backend: Backend, choice: Choice, seed: int, precision: str | None) -> dict[str, Any]:
    """What decides over the bits of a run beside spec and data, as JSON."""
    return {
        "seqspec": __version__,
        "backend": backend.name,
        "device": backend.device,
        "deterministic": backend.deterministic,
        "engine": choice.engine,
        "parts": choice.parts,
        "precision": precision or "float32",
        "seed": seed,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "machine": platform.machine(),
        "processor": processor(),
        "cpus": os.cpu_count(),
        "packages": installed_packages(),
    }


def processor() -> str:
    """The name of the processor: what its instructions round to differs from one to the next."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def installed_packages() -> dict[str, str]:
    """The versions of the packages that decide over numbers and times, as far as they are installed."""
    return {name: found for name in _PACKAGES if (found := _version(name))}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
