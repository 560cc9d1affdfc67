"""
Steps a second of `seqspec fit` against the same model written by hand in Keras on TensorFlow, and in PyTorch.

    python -m tests.benchmarks.engines AB_NYC_2019.csv --cells SimpleRNN LSTM GRU --batches 32 256 --runs 5

The tutorial's four layers of 50 units over 100 prices: same windows, training part and batch size for all. Whole
processes in turn; of each the second epoch counts, whose steps are compiled already. PyTorch takes part where this
Python has it, or where `--torch` names one that has; where other work runs on the machine, its threads wait for one
another, and its figures say nothing. A table in Markdown comes last.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from seqspec.timing.machine import this_machine
from seqspec.timing.spread import Spread
from seqspec.timing.table import between, number
from tests.benchmarks.processes import ROOT, measure, python

CELLS = ("SimpleRNN", "LSTM", "GRU")
SEQSPEC, KERAS, TORCH = "seqspec", "Keras on TensorFlow", "PyTorch"
TARGETS = {
    (cell, batch): (2.0, 2.0) if batch > 32 else (5.0, 4.0) if cell == "SimpleRNN" else (2.5, 2.0)
    for cell in CELLS
    for batch in (32, 256)
}
"""How many times the steps of Keras and of PyTorch are wanted."""


def main() -> None:
    """Time every cell and batch size, and print a line for each run and a table at the end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", type=Path, help="the Airbnb prices")
    parser.add_argument("--cells", nargs="+", default=CELLS, choices=CELLS)
    parser.add_argument("--batches", nargs="+", type=int, default=[32, 256])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--steps", type=int, help="of an epoch; by default 200 of 32 examples, and fewer larger ones")
    parser.add_argument("--engine", default="fused-jax", help="which of seqspec's, as `seqspec bench` calls them")
    parser.add_argument("--torch", help="a Python that has pandas and torch")
    options = parser.parse_args()
    torch = options.torch or (sys.executable if find_spec("torch") else None)
    machine = this_machine()
    table = []
    for cell in options.cells:
        for batch in options.batches:
            steps = options.steps or max(25, 6400 // batch)
            runners = _runners(str(options.csv.resolve()), cell, batch, steps, options.engine, torch)
            table.append(_row(cell, batch, _alternate(runners, f"{cell}, batch {batch}", options.runs)))
    print(f"\n{machine.processor}, {machine.cores} cores, medians of {options.runs} alternations (min to max)\n")
    print(_markdown(table))


def _runners(
    csv: str, cell: str, batch: int, steps: int, engine: str, torch: str | None
) -> dict[str, Callable[[], float]]:
    """What gives the steps a second of each contender, in a process of its own."""
    same = ["--cell", cell, "--batch", str(batch), "--steps", str(steps), "--epochs", "2"]
    runners: dict[str, Callable[[], float]] = {
        SEQSPEC: lambda: _bench(csv, cell, batch, steps, engine),
        KERAS: lambda: _script(python("-m", "tests.benchmarks.by_hand", csv, *same)),
    }
    if torch is not None:
        runners[TORCH] = lambda: _script([torch, str(ROOT / "tests" / "benchmarks" / "by_torch.py"), csv, *same])
    return runners


def _bench(csv: str, cell: str, batch: int, steps: int, engine: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        spec, told = Path(folder) / "spec.yaml", Path(folder) / "told.json"
        spec.write_text((ROOT / "specs" / "rnn4.yaml").read_text("utf-8").replace("SimpleRNN", cell), "utf-8")
        options = ["--set", f"fit.batch_size={batch}", "--steps", str(steps), "--runs", "1", "--json", str(told)]
        measure(python("-m", "seqspec", "bench", str(spec), "--data", csv, "--engines", engine, *options))
        return float(json.loads(told.read_text("utf-8"))["engines"][0]["steps_per_second"]["median"])


def _script(command: list[str]) -> float:
    told = json.loads(measure(command).output.splitlines()[-1])
    return float(told["steps_an_epoch"] / told["seconds"][-1])


def _alternate(runners: dict[str, Callable[[], float]], what: str, runs: int) -> dict[str, list[float]]:
    rates: dict[str, list[float]] = {name: [] for name in runners}
    for run in range(runs):
        for name, runner in runners.items():
            rates[name].append(runner())
        said = ", ".join(f"{name} {number(each[-1])}" for name, each in rates.items())
        print(f"{what}, run {run + 1}, steps/s: {said}", flush=True)
    return rates


def _row(cell: str, batch: int, rates: dict[str, list[float]]) -> list[str]:
    """Rates of each, and how many times the others' steps seqspec makes: the median over the alternations."""
    cells = [cell, str(batch)]
    for name in (SEQSPEC, KERAS, TORCH):
        spread = Spread.of(rates[name]) if name in rates else None
        cells.append(f"{number(spread.median)} ({between(spread)})" if spread else "not there")
    for name, wanted in zip((KERAS, TORCH), TARGETS.get((cell, batch), (1.0, 1.0)), strict=True):
        ratio = median(a / b for a, b in zip(rates[SEQSPEC], rates[name], strict=True)) if name in rates else None
        cells.append(f"{ratio:.1f} (wanted: {wanted:g})" if ratio else "")
    return cells


def _markdown(table: list[list[str]]) -> str:
    head = ["cell", "batch", *(f"{name}, steps/s" for name in (SEQSPEC, KERAS, TORCH)), "times Keras", "times PyTorch"]
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *table]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    main()
