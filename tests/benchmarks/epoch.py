"""
One epoch of `specs/rnn4.yaml` against the same model written by hand, as whole processes in turn.

    python -m tests.benchmarks.epoch AB_NYC_2019.csv --runs 5
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks.processes import ROOT, Measured, measure, python


def main() -> None:
    """Alternate both, print each run, the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("csv", type=Path, help="the Airbnb prices")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--backend", default="jax", help="seqspec's backend")
    parser.add_argument("--opponent", help="another command line to run against, instead of the one in this folder")
    options = parser.parse_args()
    csv = str(options.csv.resolve())
    opponent = (
        options.opponent.split() if options.opponent else python("-m", "tests.benchmarks.by_hand", csv, "tensorflow")
    )
    ours, theirs = [], []
    for run in range(options.runs):
        ours.append(_fit(csv, options.backend))
        theirs.append(measure(opponent))
        print(f"run {run + 1}: seqspec {ours[-1].seconds:.1f} s, by hand {theirs[-1].seconds:.1f} s", flush=True)
    print(f"seqspec printed: {ours[-1].output.strip().splitlines()[-1]}")
    print(f"the opponent printed: {theirs[-1].output.strip().splitlines()[-1]}")
    seconds = [median(run.seconds for run in runs) for runs in (ours, theirs)]
    ratios = sorted(one.seconds / other.seconds for one, other in zip(ours, theirs, strict=True))
    print(f"median: seqspec on {options.backend} {seconds[0]:.1f} s, by hand on TensorFlow {seconds[1]:.1f} s")
    print(f"ratio: median {median(ratios):.2f}, from {ratios[0]:.2f} to {ratios[-1]:.2f}")


def _fit(csv: str, backend: str) -> Measured:
    folder = tempfile.mkdtemp()
    try:
        spec = str(ROOT / "specs" / "rnn4.yaml")
        settings = ["--set", "fit.epochs=1", "--backend", backend, "--out", f"{folder}/run"]
        return measure(python("-m", "seqspec", "fit", spec, "--data", csv, *settings))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
