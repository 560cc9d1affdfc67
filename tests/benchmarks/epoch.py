"""
`seqspec fit specs/rnn4.yaml` against the same model written by hand, as whole commands in turn.

Both train the same epochs, validate after each, and score the test part; seqspec judges naive forecasts besides, and
writes a run folder with its report. It runs twice: first with an empty cache, so that it reads the table and compiles
anew, then with what the first run kept. The one written by hand has no cache.

    python -m tests.benchmarks.epoch AB_NYC_2019.csv --runs 5
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from seqspec.timing.spread import Spread
from tests.benchmarks.processes import ROOT, Measured, measure, python

COLD, WARM, HAND = "seqspec, empty cache", "seqspec, second time", "by hand on TensorFlow"


def main() -> None:
    """Alternate, print each run, the medians and the ratios pair by pair."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", type=Path, help="the Airbnb prices")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--backend", default="jax", help="seqspec's backend")
    parser.add_argument("--opponent", help="another command line to run against, instead of the one in this folder")
    options = parser.parse_args()
    csv, epochs = str(options.csv.resolve()), str(options.epochs)
    by_hand = python("-m", "tests.benchmarks.by_hand", csv, "--epochs", epochs)
    opponent = options.opponent.split() if options.opponent else by_hand
    found: dict[str, list[Measured]] = {COLD: [], WARM: [], HAND: []}
    for run in range(options.runs):
        with tempfile.TemporaryDirectory() as folder:
            for name in (COLD, WARM):
                found[name].append(_fit(Path(folder), csv, epochs, options.backend))
        found[HAND].append(measure(opponent))
        said = ", ".join(f"{name} {each[-1].seconds:.1f} s" for name, each in found.items())
        print(f"run {run + 1}: {said}", flush=True)
    _conclude(found)


def _fit(folder: Path, csv: str, epochs: str, backend: str) -> Measured:
    """A whole fit with the cache in a folder."""
    out = tempfile.mkdtemp(dir=folder)
    settings = ["--set", f"fit.epochs={epochs}", "--backend", backend, "--out", f"{out}/run"]
    spec = str(ROOT / "specs" / "rnn4.yaml")
    found = measure(
        python("-m", "seqspec", "fit", spec, "--data", csv, *settings), XDG_CACHE_HOME=str(folder / "cache")
    )
    scores = json.loads((Path(out) / "run" / "scores.json").read_text("utf-8"))
    rmse = scores["judgement"]["scores"]["model"]["RMSE"]
    said = f"{scores['epochs']} epochs, {scores['steps']} steps, test RMSE {rmse:.1f}; {_last_line(found)}"
    return Measured(found.seconds, found.peak_mb, found.own_mb, said)


def _conclude(found: dict[str, list[Measured]]) -> None:
    for name, runs in found.items():
        seconds = Spread.of([run.seconds for run in runs])
        print(f"{name}: {seconds.median:.1f} s ({seconds.low:.1f} to {seconds.high:.1f}); {_last_line(runs[-1])}")
    for name in (COLD, WARM):
        pairs = zip(found[name], found[HAND], strict=True)
        ratios = Spread.of([theirs.seconds / ours.seconds for ours, theirs in pairs])
        print(f"{name}: {ratios.median:.2f} times as fast as {HAND} ({ratios.low:.2f} to {ratios.high:.2f})")


def _last_line(run: Measured) -> str:
    return (run.output.strip() or "nothing printed").splitlines()[-1]


if __name__ == "__main__":
    main()
