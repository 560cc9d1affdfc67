"""What a run ran on, for whoever wants to repeat it."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
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
    """Versions, platform and settings, as JSON; the `--set` changes of the spec, and how to read `metrics.jsonl`."""
    return {
        "seqspec": __version__,
        "backend": backend.name,
        "device": backend.device,
        "deterministic": backend.deterministic,
        "engine": choice.engine,
        "engine_reason": choice.reason,
        "parts": choice.parts,
        "precision": precision or "float32",
        "seed": seed,
        "settings": list(settings),
        "metrics": units.as_dict(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "machine": platform.machine(),
        "cpus": os.cpu_count(),
        "packages": installed_packages(),
    }


def installed_packages() -> dict[str, str]:
    """The versions of the packages that decide over numbers and times, as far as they are installed."""
    return {name: found for name in _PACKAGES if (found := _version(name))}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
