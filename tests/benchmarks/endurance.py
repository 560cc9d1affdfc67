"""
Many short trainings in a row, each in a process of its own, its batches shared over the cores: none may hang or abort.

    python -m tests.benchmarks.endurance --runs 200
    python -m tests.benchmarks.endurance --runs 200 --load 1

A run that is not over after `--limit` seconds counts as hung, and is ended. What a run that fails has printed is shown.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.processes import ROOT, python

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
    parser.add_argument("--limit", type=float, default=120, help="seconds after which a run counts as hung")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _load(options.load):
        spec = Path(folder) / "short.yaml"
        spec.write_text(_SPEC, "utf-8")
        runs = [_run(spec, Path(folder) / f"run-{number}", options.limit) for number in range(options.runs)]
    good = [run for run in runs if run.said is not None]
    results = {run.said for run in good}
    print(f"{len(good)} of {len(runs)} runs ended well beside {options.load} busy processes: {len(results)} result(s)")
    print(f"seconds: median {median(run.seconds for run in runs):.1f}, slowest {max(run.seconds for run in runs):.1f}")
    sys.exit(len(good) < len(runs))


@dataclass(frozen=True, slots=True)
class _Run:
    """How long a training took, and what it said of its model; None where it failed or hung."""

    seconds: float
    said: str | None


def _run(spec: Path, out: Path, limit: float) -> _Run:
    began = time.perf_counter()
    command = python("-m", "seqspec", "fit", str(spec), "--out", str(out))
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        print(f"hung: {out.name}", flush=True)
        return _Run(time.perf_counter() - began, None)
    seconds = time.perf_counter() - began
    if done.returncode != 0:
        print(f"failed with {done.returncode}: {out.name}\n{done.stdout}{done.stderr}", flush=True)
        return _Run(seconds, None)
    said = (line for line in done.stdout.splitlines() if line.startswith(("  model", "verdict")))
    return _Run(seconds, "\n".join(said))


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
