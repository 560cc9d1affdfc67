"""
Many short trainings in a row, each in a process of its own, its batches shared over the cores: none may hang or abort.

    python -m tests.benchmarks.endurance --runs 200
    python -m tests.benchmarks.endurance --runs 200 --load 1
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.benchmarks.processes import ROOT, measure, python

_SPEC = """
seqspec: 1
data:
  source: {generate: {series: sine, rows: 600}}
  target: value
  split: {validation: 0.1, test: 0.2}
  window: {length: 40, horizon: 1}
model:
  - SimpleRNN: {units: 50, return_sequences: true}
  - Dropout: 0.2
  - LSTM: {units: 50, return_sequences: true}
  - GRU: 50
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
fit: {epochs: 2}
runtime: {seed: 1, engine: fused, backend: jax}
"""
_BUSY = "while True: pass"


def main() -> None:
    """Run them one after the other, and say how many ended well and how long the slowest took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--load", type=int, default=0, help="processes that keep a core busy meanwhile")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _load(options.load):
        spec = Path(folder) / "short.yaml"
        spec.write_text(_SPEC, "utf-8")
        seconds, bits = [], set()
        for run in range(options.runs):
            out = Path(folder) / f"run-{run}"
            ended = measure(python("-m", "seqspec", "fit", str(spec), "--out", str(out)))
            seconds.append(ended.seconds)
            bits.add("\n".join(line for line in ended.output.splitlines() if line.startswith(("  model", "verdict"))))
    print(f"{options.runs} runs ended well beside {options.load} busy processes, with {len(bits)} different result(s)")
    print(f"seconds: median {median(seconds):.1f}, slowest {max(seconds):.1f}")


@contextmanager
def _load(count: int) -> Iterator[None]:
    busy = [subprocess.Popen([sys.executable, "-c", _BUSY]) for _ in range(count)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
