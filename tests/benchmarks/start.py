"""
How soon `seqspec fit specs/rnn4.yaml` has its first 100 steps behind it, against the same model written by hand.

    python -m tests.benchmarks.start AB_NYC_2019.csv --runs 5

Whole commands in turn, each with one epoch of so many steps and nothing to validate on; its end is the line that tells
of it, and what comes after that is not counted. The training part is that of the spec: what it validates on goes to the
test part. seqspec runs twice: first with an empty cache, so that it reads the table and compiles anew, then with what
the first run kept. The one written by hand has no cache, and trains on the first windows instead of shuffling them all.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from seqspec.timing.machine import this_machine
from seqspec.timing.spread import Spread
from tests.benchmarks.epoch import COLD, HAND, WARM
from tests.benchmarks.processes import ROOT, python, seconds_until


def main() -> None:
    """Alternate, print each run, the medians and the ratios pair by pair."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", type=Path, help="the Airbnb prices")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--backend", default="jax", help="seqspec's backend")
    options = parser.parse_args()
    csv, steps = str(options.csv.resolve()), options.steps
    by_hand = python("-m", "tests.benchmarks.by_hand", csv, "--steps", str(steps), "--epochs", "1")
    machine = this_machine()
    found: dict[str, list[float]] = {COLD: [], WARM: [], HAND: []}
    for run in range(options.runs):
        with tempfile.TemporaryDirectory() as folder:
            for name in (COLD, WARM):
                found[name].append(_fit(Path(folder), csv, steps, options.backend))
        found[HAND].append(seconds_until('{"steps_an_epoch"', by_hand))
        said = ", ".join(f"{name} {each[-1]:.1f} s" for name, each in found.items())
        print(f"run {run + 1}: {said}", flush=True)
    print(f"{machine.processor}, {machine.cores} cores, medians of {options.runs} alternations (min to max)")
    _conclude(found, steps)


def _fit(folder: Path, csv: str, steps: int, backend: str) -> float:
    """Seconds that a fit takes to the end of its epoch, with the cache in a folder."""
    out = tempfile.mkdtemp(dir=folder)
    settings = ("fit.epochs=1", f"fit.steps_per_epoch={steps}", "data.split={test: 0.3}")
    given = [word for setting in settings for word in ("--set", setting)]
    spec = str(ROOT / "specs" / "rnn4.yaml")
    command = python("-m", "seqspec", "fit", spec, "--data", csv, *given, "--backend", backend, "--out", f"{out}/run")
    return seconds_until("epoch 1/1", command, XDG_CACHE_HOME=str(folder / "cache"))


def _conclude(found: dict[str, list[float]], steps: int) -> None:
    for name, seconds in found.items():
        taken = Spread.of(seconds)
        print(f"{name}: {steps} steps after {taken.median:.1f} s ({taken.low:.1f} to {taken.high:.1f})")
    for name in (COLD, WARM):
        pairs = list(zip(found[name], found[HAND], strict=True))
        sooner = Spread.of([theirs - ours for ours, theirs in pairs])
        ratios = Spread.of([theirs / ours for ours, theirs in pairs])
        print(
            f"{name}: {sooner.median:.1f} s sooner than {HAND} ({sooner.low:.1f} to {sooner.high:.1f}), in "
            f"{1 / ratios.median:.2f} of the time ({1 / ratios.high:.2f} to {1 / ratios.low:.2f})"
        )


if __name__ == "__main__":
    main()
