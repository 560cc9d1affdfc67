"""What a run ran on, for whoever wants to repeat it."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from seqspec import __version__
from seqspec.engines.choice import Choice
from seqspec.engines.units import Units
from seqspec.lowering.backend import Backend

PACKAGES = (
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
"""What decides over numbers and times, as far as it is installed."""

_FLAGS = (
    "XLA_FLAGS",
    "NPROC",
    "OMP_NUM_THREADS",
    "JAX_ENABLE_X64",
    "JAX_DEFAULT_MATMUL_PRECISION",
    "TF_ENABLE_ONEDNN_OPTS",
    "TF_NUM_INTRAOP_THREADS",
)
"""Of the environment's variables those that change how numbers are computed."""

_DECIDING = (
    "seqspec",
    "backend",
    "device",
    "deterministic",
    "engine",
    "parts",
    "precision",
    "seed",
    "python",
    "machine",
    "processor",
    "cores",
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
        "cores": backend.cores,
        "flags": {name: os.environ[name] for name in _FLAGS if name in os.environ},
        "packages": installed_packages(),
    }


def processor() -> str:
    """The name of the processor: what its instructions round to differs from one to the next."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def differences(recorded: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """
    What numbers depend on and has changed, each as a part of a sentence.

    Args:
        recorded: an environment as it was written down; what it does not know of is not compared.
        found: what `describe` says now.
    """
    pairs = {name: (recorded[name], found.get(name)) for name in _DECIDING if name in recorded}
    for group in ("packages", "flags"):
        before, now = recorded.get(group), found.get(group)
        if isinstance(before, dict) and isinstance(now, dict):
            pairs |= {name: (before.get(name), now.get(name)) for name in sorted({*before, *now})}
    return [f"`{name}` was {_said(one)}, and is {_said(other)}" for name, (one, other) in pairs.items() if one != other]


def _said(value: Any) -> str:
    return "not there" if value is None else str(value)[:100]


def installed_packages() -> dict[str, str]:
    """The versions of the packages that decide over numbers and times, as far as they are installed."""
    return {name: found for name in PACKAGES if (found := _version(name))}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
