"""
How many windows a second a model forecasts: seqspec against Keras's `predict` on TensorFlow.

    python -m tests.benchmarks.forecast AB_NYC_2019.csv --cells SimpleRNN LSTM GRU --batches 32 256 1024 4096 --runs 5

The tutorial's four layers of 50 units over every window of 100 prices, in processes that take turns; the second pass
counts, whose programs are compiled already. What seqspec takes includes gathering the windows from the series and
giving prices in dollars; to Keras the windows are given as one array, with several batch sizes. seqspec has its own.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from seqspec.timing.machine import this_machine
from seqspec.timing.spread import Spread
from seqspec.timing.table import between, number
from tests.benchmarks.processes import ROOT, measure, python

CELLS = ("SimpleRNN", "LSTM", "GRU")
SEQSPEC, KERAS = "seqspec", "Keras on TensorFlow"
_TOGETHER = 4096
"""Windows that seqspec asks for at a time, as `seqspec predict` does."""


def main() -> None:
    """Print the rates of each run, their medians and what they come to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", type=Path, help="the Airbnb prices")
    parser.add_argument("--cells", nargs="+", default=CELLS, choices=CELLS)
    parser.add_argument("--batches", nargs="+", type=int, default=[32, 256, 1024, 4096])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=_ONE, help=argparse.SUPPRESS)  # what a process of its own is told
    options = parser.parse_args()
    csv = str(options.csv.resolve())
    if options.only:
        print(json.dumps(_ONE[options.only](csv, options.cells[0], options.batches)))
        return
    for cell in options.cells:
        _conclude(cell, options.batches, [_alternation(csv, cell, options.batches, run) for run in range(options.runs)])
    machine = this_machine()
    print(f"{machine.processor}, {machine.cores} cores, medians of {options.runs} alternations (min to max)")


def _alternation(csv: str, cell: str, batches: list[int], run: int) -> dict[str, list[float]]:
    found = {}
    for name in _ONE:
        command = python("-m", "tests.benchmarks.forecast", csv, "--only", name, "--cells", cell)
        output = measure([*command, "--batches", *map(str, batches)]).output
        found[name] = json.loads(output.splitlines()[-1])
    said = "; ".join(f"{name} {', '.join(f'{rate:,.0f}' for rate in rates)}" for name, rates in found.items())
    print(f"{cell}, run {run + 1}, windows/s: {said}", flush=True)
    return found


def _conclude(cell: str, batches: list[int], found: list[dict[str, list[float]]]) -> None:
    ours = [each[SEQSPEC][0] for each in found]
    print(f"{cell}, windows/s: {SEQSPEC} {_spread(ours)}")
    for place, batch in enumerate(batches):
        theirs = [each[KERAS][place] for each in found]
        ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
        print(f"{cell}, windows/s: {KERAS}, batch {batch}: {_spread(theirs)}: {ratio:.1f} times")


def _spread(rates: list[float]) -> str:
    spread = Spread.of(rates)
    return f"{number(spread.median)} ({between(spread)})"


def _rate(forecast: Callable[[], Any]) -> float:
    """Windows a second of the second pass, which compiles nothing any more."""
    forecast()
    began = time.perf_counter()
    count = len(forecast())
    return count / (time.perf_counter() - began)


def _seqspec(csv: str, cell: str, batches: list[int]) -> list[float]:
    import numpy as np

    from seqspec.analysis.linter import check_text
    from seqspec.data.dataset import load
    from seqspec.lowering import backend, build

    text = (ROOT / "specs" / "rnn4.yaml").read_text("utf-8")
    text = text.replace("SimpleRNN", cell).replace("validation: 0.1, test: 0.2", "validation: 0, test: 0")
    spec, trace = check_text(text, "rnn4.yaml").require()
    backend.use(spec.runtime, "jax")

    from seqspec.engines.fused.forecasting import Forward
    from seqspec.runs.forecasting import Trained, chunks

    part = load(spec, Path(), Path(csv)).train
    model = build(spec, trace, seed=0)

    ours = Trained.of(model, spec, "numbers", _TOGETHER)
    assert isinstance(ours.model, Forward)
    return [_rate(lambda: np.concatenate([ours.answer(part, some, 1) for some in chunks(len(part), _TOGETHER)]))]


def _keras(csv: str, cell: str, batches: list[int]) -> list[float]:
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

    import keras
    import numpy as np
    import pandas as pd
    from sklearn.preprocessing import MinMaxScaler

    scaled = MinMaxScaler().fit_transform(pd.read_csv(csv)[["price"]].to_numpy("float32"))
    x = np.array([scaled[row - 100 : row] for row in range(100, len(scaled))])
    model = keras.Sequential([keras.Input((100, 1))])
    for layer in range(4):
        model.add(getattr(keras.layers, cell)(50, activation="tanh", return_sequences=layer < 3))
        model.add(keras.layers.Dropout(0.2))
    model.add(keras.layers.Dense(1))
    return [_rate(lambda rows=rows: model.predict(x, batch_size=rows, verbose=0)) for rows in batches]


_ONE = {SEQSPEC: _seqspec, KERAS: _keras}

if __name__ == "__main__":
    main()
