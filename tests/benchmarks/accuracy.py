"""
How good the models of specs are on data they have not seen, over several seeds or splits.

    python -m tests.benchmarks.accuracy specs/one_to_many.yaml --seeds 5
    python -m tests.benchmarks.accuracy specs/many_to_one.yaml --splits 5

A seed decides the split, the first weights and the order of the batches. With `--seeds` the last line gives the median,
with `--splits` the mean with its 95 % interval; baselines were scored on the same examples each time.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median, stdev

import seqspec
from seqspec.runs.forecasting import MODEL
from seqspec.runs.judgement.judgement import Judgement

HEADLINES = ("exact match", "accuracy")
"""What is asked of a model, where it has it, before the score that decides over its verdict."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One run: the score of each forecaster, the model first, and how long the whole run took."""

    scores: dict[str, float | None]
    seconds: float


def main() -> None:
    """Fit one seed after the other; print each and what they come to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("spec", type=Path)
    many = parser.add_mutually_exclusive_group()
    many.add_argument("--seeds", type=int, default=5, help="how many, from 0; the median counts")
    many.add_argument("--splits", type=int, help="how many, from 0; the mean counts")
    parser.add_argument("--data", type=Path, help="read this file instead of the spec's source")
    parser.add_argument("--score", help="another score than exact match, accuracy or the one of the verdict")
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", help="change a value of the spec")
    options = parser.parse_args()
    runs = []
    for seed in range(options.splits or options.seeds):
        judgement, seconds = _fit(options.spec, [*options.set, f"runtime.seed={seed}"], options.data)
        score = options.score or headline(judgement)
        runs.append(Scored({name: found.values.get(score) for name, found in judgement.scores.items()}, seconds))
        print(f"seed {seed}: {score} {_listed(runs[-1].scores.items())}; {seconds:.1f} s", flush=True)
    summary = mean_with_interval if options.splits else median_with_range
    print(f"{options.spec.stem}, {score}, {_what(options.splits, options.seeds)}")
    for name in runs[0].scores:
        print(f"  {name:<28} {summary([value for run in runs if (value := run.scores.get(name)) is not None])}")


def _fit(spec: Path, settings: list[str], data: Path | None) -> tuple[Judgement, float]:
    """What `seqspec fit` finds on the held-out part, and the seconds from start to verdict."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        run = seqspec.fit(spec, settings, out=Path(folder) / "run", data=data)
    if run.judgement is None or run.judgement.part != "test":
        raise SystemExit(f"{spec} holds nothing out")
    return run.judgement, time.perf_counter() - began


def headline(judgement: Judgement) -> str:
    """The score that is asked for where none is named."""
    return next((name for name in HEADLINES if name in judgement.scores[MODEL].values), judgement.primary)


def median_with_range(values: list[float]) -> str:
    """The median, and between which values it lies."""
    return f"median {median(values):.4g} ({min(values):.4g} to {max(values):.4g})" if values else "none"


def mean_with_interval(values: list[float]) -> str:
    """The mean with its 95 % interval, by Student's distribution."""
    from scipy.stats import t

    if len(values) < 2:
        return f"mean {values[0]:.4g}" if values else "none"
    half = float(t.ppf(0.975, len(values) - 1)) * stdev(values) / len(values) ** 0.5
    return f"mean {mean(values):.4g}, 95 % interval {mean(values) - half:.4g} to {mean(values) + half:.4g}"


def _listed(scores: Iterable[tuple[str, float | None]]) -> str:
    return ", ".join(f"{name} {value:.4g}" for name, value in scores if value is not None)


def _what(splits: int | None, seeds: int) -> str:
    return f"mean of {splits} splits" if splits else f"median of {seeds} seeds"


if __name__ == "__main__":
    main()
