"""
Peak memory of `seqspec fit` over a long series: it follows the series, not series times window.

    python -m tests.benchmarks.memory --rows 10000000 --backend jax

Three processes: one that only imports what a fit imports, a fit on a short series (which adds what the backend needs to
compile the model), and the fit on the long one.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

from tests.benchmarks.processes import measure, python

_SPEC = """\
seqspec: 1
name: memory
data:
  source: {csv: series.csv}
  target: y
  scale: minmax
  window: {length: 100, horizon: 1}
model:
  - SimpleRNN: 8
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
fit: {epochs: 1, batch_size: 1024, steps_per_epoch: 50}
runtime: {seed: 42}
"""
_IMPORTS = "import keras, numpy, pandas, seqspec.runs.fitting, seqspec.engines.training, seqspec.data"


def main() -> None:
    """Measure the three processes and hold the difference against four times the float32 series."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--backend", default="jax")
    options = parser.parse_args()
    imports = measure(python("-c", _IMPORTS), KERAS_BACKEND=options.backend).peak_mb
    short = _fit(20_000, options.backend)
    long = _fit(options.rows, options.backend)
    series = options.rows * 4 / 2**20
    print(f"{options.backend}, {options.rows:,} rows, the float32 series is {series:.0f} MB")
    print(f"imports alone           {imports:7.0f} MB")
    print(f"fit on 20,000 rows      {short:7.0f} MB")
    print(f"fit on all rows         {long:7.0f} MB")
    print(f"over the imports        {long - imports:7.0f} MB, {(long - imports) / series:.1f} times the series")
    print(f"over the short fit      {long - short:7.0f} MB, {(long - short) / series:.1f} times the series")


def _fit(rows: int, backend: str) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "spec.yaml").write_text(_SPEC)
        values = np.random.default_rng(0).standard_normal(rows).astype("float32")
        with (folder / "series.csv").open("w") as file:
            file.write("y\n")
            for part in np.array_split(values, max(rows // 100_000, 1)):
                file.writelines(f"{value:.5f}\n" for value in part)
        del values
        command = [
            "-m",
            "seqspec",
            "fit",
            str(folder / "spec.yaml"),
            "--backend",
            backend,
            "--out",
            str(folder / "run"),
        ]
        return measure(python(*command)).peak_mb


if __name__ == "__main__":
    main()
