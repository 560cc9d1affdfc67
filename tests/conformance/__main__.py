"""`python -m tests.conformance --count 20000 --seed N [--jobs 2] [--backend jax]`; exit code 1 at any disagreement."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import monotonic

from tests.conformance.comparing import judge_all


def main() -> int:
    """Judge every spec, print what both sides say where they disagree, and return the exit code."""
    options = _options()
    os.environ["KERAS_BACKEND"] = options.backend
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    begin = monotonic()
    numbers = [options.only] if options.only is not None else list(range(options.count))
    shares = [numbers[part :: options.jobs] for part in range(options.jobs)]
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        parts = list(pool.map(judge_all, [options.seed] * options.jobs, shares))
    judged: Counter[str] = sum((counts for counts, _ in parts), Counter())
    quarrels = sorted(each for _, found in parts for each in found)
    for _, told in quarrels:
        sys.stdout.write(told + "\n")
    counts = ", ".join(f"{number} {how}" for how, number in sorted(judged.items()))
    sys.stdout.write(
        f"seed {options.seed}: {len(numbers)} specs, {counts}; {len(quarrels)} disagreements "
        f"({monotonic() - begin:.0f} s)\n"
    )
    return int(bool(quarrels))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("--count", type=int, default=20000, help="how many specs are drawn")
    parser.add_argument("--seed", type=int, default=0, help="another seed draws other specs")
    parser.add_argument("--jobs", type=int, default=1, help="processes side by side")
    parser.add_argument("--backend", default="jax", choices=("jax", "tensorflow", "torch"))
    parser.add_argument("--only", type=int, metavar="NUMBER", help="judge this spec of the seed alone")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
