"""What this machine is, and how fast it multiplies matrices: what a model can reach at best."""

from __future__ import annotations

import os
import platform
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqspec.lowering.devices import usable_cores
from seqspec.lowering.memory import total_memory
from seqspec.runs.environment import installed_packages, processor
from seqspec.timing.spread import Spread

_SIZE = 2048
_PRODUCTS = 7


@dataclass(frozen=True)
class Machine:
    """
    Where something was timed.

    Args:
        processor: its name.
        cores: how many of them this process may use.
        product: floating point operations a second in a product of two large float32 matrices, by NumPy.
        load: how many processes wanted a core in the minute before; None where the system does not say.
    """

    processor: str
    cores: int
    product: Spread
    load: float | None = None

    @property
    def busy(self) -> bool:
        """Whether other work wanted all of it: then what is timed here says little."""
        return self.load is not None and self.load > self.cores

    def as_dict(self) -> dict[str, Any]:
        """With all else that is known of it, as JSON."""
        return {
            "processor": self.processor,
            "cores": self.cores,
            "memory_bytes": total_memory(),
            "load": self.load,
            "platform": platform.platform(),
            "python": platform.python_version(),
            "packages": installed_packages(),
            "matrix_product_gflops": self.product.map(lambda each: each / 1e9).as_dict(),
        }


def this_machine() -> Machine:
    """Look at this machine; takes about a second."""
    load = _load()  # before there is work of our own
    return Machine(processor(), usable_cores(), matrix_product(), load)


def matrix_product(size: int = _SIZE, products: int = _PRODUCTS) -> Spread:
    """Floating point operations a second in float32 matrix products, after one to warm up."""
    left, right = np.random.default_rng(0).standard_normal((2, size, size), dtype=np.float32)
    result = left @ right
    rates = []
    for _ in range(products):
        began = time.perf_counter()
        np.matmul(left, right, out=result)
        rates.append(2 * size**3 / (time.perf_counter() - began))
    return Spread.of(rates)


def _load() -> float | None:
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):
        return None
