"""
How fast windows are gathered, and whether training waits for them.

    python -m tests.benchmarks.gather --csv AB_NYC_2019.csv

First the windows of 100 steps that one core gathers in a second, drawn at random from ten million rows of a column, and
from one million of ten. Then, where the Airbnb prices are given, how much of an epoch of `specs/rnn4.yaml` goes into
batches in Keras's own `fit`: the fused engine gathers where it computes, and asks for none.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.processes import ROOT

_LENGTH = 100
_BATCH = 1024
_SECONDS = 3.0


def main() -> None:
    """Print both figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--csv", type=Path, help="the Airbnb prices")
    parser.add_argument("--backend", default="jax")
    options = parser.parse_args()
    os.environ["KERAS_BACKEND"] = options.backend
    for features in (1, 10):
        rate = _rate(options.rows // features, features)
        print(
            f"{features:2d} columns: {rate:12,.0f} windows of {_LENGTH} steps a second, with their targets", flush=True
        )
    if options.csv is not None:
        spent, epoch = _share(options.csv.resolve())
        share = 100 * spent / epoch
        print(
            f"an epoch of rnn4 in Keras's own `fit` on {options.backend}: {epoch:.1f} s, "
            f"of which {spent:.2f} s ({share:.1f} %) for batches"
        )


def _rate(rows: int, features: int) -> float:
    """Windows a second, through the batches that training reads."""
    import pandas as pd

    from seqspec.data.batches import WindowBatches
    from seqspec.data.dataset import load
    from seqspec.language.data import Data
    from seqspec.language.spec import Spec

    names = [f"x{number}" for number in range(features)]
    values = np.random.default_rng(0).standard_normal((rows, features)).astype(np.float32)
    recipe = {"source": {"csv": "none.csv"}, "target": "x0", "features": names, "scale": "standard",
              "window": {"length": _LENGTH}, "split": {"validation": 0, "test": 0}}  # fmt: skip
    spec = Spec.model_construct(data=Data.model_validate(recipe))
    batches = WindowBatches(load(spec, Path(), pd.DataFrame(values, columns=names)).train, _BATCH, shuffle=True)
    batches[0]  # draws the order
    gathered, began = 0, time.thread_time()
    while time.thread_time() - began < _SECONDS:
        batches[gathered % len(batches)]
        gathered += 1
    return gathered * _BATCH / (time.thread_time() - began)


def _share(csv: Path) -> tuple[float, float]:
    """Seconds of the second epoch that were spent on getting batches, and all its seconds, validation included."""
    from seqspec.analysis.linter import check_file
    from seqspec.data.batches import WindowBatches
    from seqspec.runs.fitting.fitting import Request, fit

    gather, spent = WindowBatches.__getitem__, [0.0, 0.0]
    epoch = 0

    def timed(batches: WindowBatches, number: int) -> Any:
        nonlocal epoch
        epoch = batches.epoch if batches.shuffle else epoch  # a validation part has no epochs of its own
        began = time.perf_counter()
        found = gather(batches, number)
        spent[min(epoch, 1)] += time.perf_counter() - began
        return found

    WindowBatches.__getitem__ = timed  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        checked = check_file(ROOT / "specs" / "rnn4.yaml", ["fit.epochs=2", "runtime.engine=keras"])
        run = fit(Request(checked, out=Path(folder) / "run", data=csv))
    return spent[1], run.training.history[1]["seconds"]


if __name__ == "__main__":
    main()
