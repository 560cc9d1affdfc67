"""
Memory and time of `seqspec fit` over a long series: they follow the series, not series times window.

    python -m tests.benchmarks.memory --rows 50000000 --backend jax

Fifty million rows are a CSV file of 2 GB. Whole processes: one that only imports what a fit imports; for a recipe with
and one without `time`, a first fit, which reads the file, a second one, which finds what was read before, and one with
`--no-cache`. The file and the cache lie in a temporary folder, which is deleted at the end.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

from tests.benchmarks.processes import Measured, measure, python

_SPEC = """\
seqspec: 1
name: memory
data:
  source: {csv: series.csv}
  target: y
  scale: standard
  window: {length: 100, horizon: 1}
  split: {validation: 0.01, test: 0.01}
model:
  - SimpleRNN: 8
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
fit: {epochs: 1, batch_size: 1024, steps_per_epoch: 200}
runtime: {seed: 42}
"""
_RECIPES = {
    "one column": _SPEC,
    "two and `time`": _SPEC.replace("  scale", "  features: [y, x]\n  time: time\n  scale"),
}
_IMPORTS = (
    "import keras, numpy, pandas, seqspec.runs.fitting.fitting, seqspec.engines.training, seqspec.data.tables.tabular"
)
_CHUNK = 1_000_000
_ROOM = 100
"""Bytes on the disk for each row: the file, what is kept of it, and the scores of a fit."""


def main() -> None:
    """Write the file, run the processes, and print what each took beyond the imports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000_000)
    parser.add_argument("--backend", default="jax")
    parser.add_argument("--folder", type=Path, help="where the temporary folder lies")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        free = shutil.disk_usage(folder).free
        if free < options.rows * _ROOM:
            sys.exit(f"{folder} has {free >> 20:,} MB, and this takes {options.rows * _ROOM >> 20:,}")
        size = _write(folder / "series.csv", options.rows)
        imports = measure(python("-c", _IMPORTS), KERAS_BACKEND=options.backend)
        print(f"{options.backend}: {options.rows:,} rows, {size >> 20:,} MB of CSV; MB beyond what imports take")
        print(f"{'':38s}{'peak':>8s}{'its own':>9s}{'seconds':>9s}   (imports: {imports.peak_mb:.0f} MB)", flush=True)
        for recipe, spec in _RECIPES.items():
            (folder / "spec.yaml").write_text(spec)
            for run, options_of in (("first", ()), ("second", ()), ("without cache", ("--no-cache",))):
                found = _fit(folder, options.backend, *options_of)
                over = found.peak_mb - imports.peak_mb, found.own_mb - imports.own_mb
                print(f"{recipe + ', ' + run:38s}{over[0]:8.0f}{over[1]:9.0f}{found.seconds:9.1f}", flush=True)


def _write(path: Path, rows: int) -> int:
    """A CSV file with two columns of noise and a second for each row; its size in bytes."""
    import pyarrow as pa
    from pyarrow.csv import WriteOptions, write_csv

    random, first = np.random.default_rng(0), np.datetime64("2000-01-01T00:00:00")
    with path.open("wb") as file:
        file.write(b"time,y,x\n")
        for start in range(0, rows, _CHUNK):
            count = min(_CHUNK, rows - start)
            time = first + np.arange(start, start + count).astype("timedelta64[s]")
            columns = {name: random.normal(100, 10, count).round(5) for name in ("y", "x")}
            write_csv(pa.table({"time": time, **columns}), file, WriteOptions(include_header=False))
    return path.stat().st_size


def _fit(folder: Path, backend: str, *options: str) -> Measured:
    out = folder / "run"
    try:
        command = ("-m", "seqspec", "fit", str(folder / "spec.yaml"), "--backend", backend, "--out", str(out))
        return measure(python(*command, *options), XDG_CACHE_HOME=str(folder / "cache"))
    finally:
        shutil.rmtree(out, ignore_errors=True)


if __name__ == "__main__":
    main()
