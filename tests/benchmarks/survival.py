"""
Runs that are killed at random moments, by kill -9, and resumed: each has to become what it would have been.

    python -m tests.benchmarks.survival --kills 50
    python -m tests.benchmarks.survival --kills 50 --engine keras
    python -m tests.benchmarks.survival --kills 50 --checkpoint-every 5
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.benchmarks.processes import ROOT, python
from tests.leftovers import leftovers

_SPEC = """
seqspec: 1
name: survivor
data:
  source: {{generate: {{series: sine, rows: 900}}}}
  target: value
  split: {{validation: 0.1, test: 0.2}}
  window: {{length: 12, horizon: 1}}
model:
  - SimpleRNN: {{units: 16, return_sequences: true}}
  - Dropout: 0.2
  - GRU: {{units: 16, dropout: 0.1}}
  - Dense: 1
compile: {{optimizer: adam, loss: mean_squared_error}}
fit:
  epochs: 30{within}
  callbacks:
    - EarlyStopping: {{patience: 20, restore_best_weights: true}}
    - ReduceLROnPlateau: {{patience: 3}}
    - ModelCheckpoint: {{save_best_only: true}}
runtime: {{seed: 1, engine: {engine}, backend: {backend}}}
"""


def main() -> None:
    """Kill and resume, and say in which state the kills met the runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--backend", default="jax")
    parser.add_argument("--checkpoint-every", type=int, metavar="N", help="keep an epoch on its way every N steps")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        survival = Survival(Path(folder), options.engine, options.backend, options.checkpoint_every)
        moments = random.Random(options.seed)
        runs = 0
        while survival.killed.total() < options.kills:
            runs += 1
            survival.kill_and_resume(f"run-{runs}", moments, options.kills)
    met = ", ".join(f"{count} while {state}" for state, count in sorted(survival.killed.items()))
    print(f"{survival.killed.total()} kills ({met})")
    if options.checkpoint_every:
        print(f"{survival.within} of {survival.resumed} times training went on within an epoch")
    print(f"{runs} runs became, bit for bit, what a run without a break became in {survival.seconds:.1f} s")


class Survival:
    """
    Runs of one spec in one folder.

    Args:
        folder: an empty one.
        engine, backend: what trains.
        every: after how many steps an epoch is kept on its way; None for whole ones alone.
    """

    def __init__(self, folder: Path, engine: str, backend: str, every: int | None = None) -> None:
        self.folder = folder
        within = "" if every is None else f"\n  checkpoint_every: {every}"
        (folder / "survivor.yaml").write_text(_SPEC.format(engine=engine, backend=backend, within=within), "utf-8")
        self.resumed = self.within = 0
        self.killed: Counter[str] = Counter()
        self._start("survivor.yaml", "--out", "first").communicate()  # fills the cache
        began = time.perf_counter()
        self._start("survivor.yaml", "--out", "whole").communicate()
        self.seconds = time.perf_counter() - began
        self.expected = leftovers(folder / "whole")

    def kill_and_resume(self, name: str, moments: random.Random, most: int) -> None:
        """Kill one run and resume it, again and again, until it comes to its end or has been killed often enough."""
        path = self.folder / name
        while not self._is_finished(path):
            begun = (path / "status.json").exists()
            if not begun and path.exists():
                path = path.with_name(f"{path.name}-again")  # killed before it had said anything
            process = self._start(*(["--resume", str(path)] if begun else ["survivor.yaml", "--out", str(path)]))
            patience = moments.uniform(0, 1.05 * self.seconds) if self.killed.total() < most else None
            self._end(process, patience, path)
        places = json.loads((path / "environment.json").read_text("utf-8")).get("resumed", [])
        self.resumed += len(places)
        self.within += sum(place.get("after_step", 0) > 0 for place in places)
        found = leftovers(path)
        different = [each for each in {*found, *self.expected} if found.get(each) != self.expected.get(each)]
        if different:
            history, expected = found["metrics.jsonl"], self.expected["metrics.jsonl"]
            epoch = next((each["epoch"] for each, other in zip(history, expected, strict=False) if each != other), None)
            resumed = json.loads((path / "environment.json").read_text("utf-8")).get("resumed")
            raise SystemExit(f"{name} differs in {sorted(different)}, from epoch {epoch}; resumed: {resumed}")

    def _end(self, process: subprocess.Popen[str], patience: float | None, path: Path) -> None:
        try:
            output, errors = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.killed[self._state(path)] += 1
        else:
            if process.returncode:
                raise SystemExit(f"{path.name} ended with {process.returncode}:\n{output}{errors}")

    def _start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            python("-m", "seqspec", "fit", *arguments),
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _state(self, path: Path) -> str:
        if not (path / "status.json").exists():
            return "starting"
        state = str(json.loads((path / "status.json").read_text("utf-8"))["state"])
        return "writing a file" if any(path.glob(".*.partial*")) else state

    def _is_finished(self, path: Path) -> bool:
        return self._state(path) == "finished" and not (path / "state.npz").exists()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
