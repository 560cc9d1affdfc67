"""
How long a training step takes with the fused engine and with stock Keras on JAX, kind of layer by kind of layer.

    python -m tests.benchmarks.kinds
    python -m tests.benchmarks.kinds --cells GRU --kinds relu masked --runs 5

Two layers of 50 units over 100 made-up numbers, 32 examples a step; where there is a mask, it hides hardly any. The
engines take turns in processes of their own, and the median of the rounds counts. Where the fused engine takes longer
than it may, that is said at the end.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from seqspec.analysis.linter import check_text
from seqspec.timing.contenders import chosen
from seqspec.timing.machine import this_machine
from seqspec.timing.race import Trial, race
from seqspec.timing.spread import Spread
from seqspec.timing.table import between, number
from tests.benchmarks.growth import ALLOWED, FUSED, STOCK

CELLS = ("SimpleRNN", "LSTM", "GRU")
_STEPS = {"SimpleRNN": 150, "LSTM": 60, "GRU": 60}


@dataclass(frozen=True)
class Kind:
    """
    What sets a model's layers apart.

    Args:
        settings: of each recurrent layer, beside its units.
        before: a layer before the first of them.
        input: of the model.
        runtime: of the spec, beside the seed.
        around: the layer that is given each recurrent layer.
        cells: which cells have it.
    """

    settings: str = ""
    before: str = ""
    input: str = "[100, 1]"
    runtime: str = ""
    around: str = ""
    cells: tuple[str, ...] = CELLS

    def spec(self, cell: str) -> str:
        """Without data."""
        layers = [self._layer(cell, sequences) for sequences in ("true", "false")]
        before = [self.before] if self.before else []
        lines = ["seqspec: 1", "model:", f"  - Input: {self.input}", *before, *layers, "  - Dense: 1"]
        lines += ["compile: {optimizer: adam, loss: mean_squared_error}", "fit: {batch_size: 32, shuffle: false}"]
        return "\n".join([*lines, f"runtime: {{seed: 42{self.runtime}}}", ""])

    def _layer(self, cell: str, sequences: str) -> str:
        layer = f"{cell}: {{units: 50, return_sequences: {sequences}{self.settings}}}"
        return f"  - {self.around}: {{layer: {{{layer}}}}}" if self.around else f"  - {layer}"


GATED = ("LSTM", "GRU")
KINDS = {
    "plain": Kind(),
    "relu": Kind(", activation: relu"),
    "elu": Kind(", activation: elu"),
    "hard gates": Kind(", recurrent_activation: hard_sigmoid", cells=GATED),
    "masked": Kind(before="  - Masking: {mask_value: 0.0}"),
    "masked relu": Kind(", activation: relu", before="  - Masking: {mask_value: 0.0}"),
    "dropout": Kind(", dropout: 0.2"),
    "recurrent dropout": Kind(", recurrent_dropout: 0.2"),
    "reset before": Kind(", reset_after: false", cells=("GRU",)),
    "backwards": Kind(", go_backwards: true"),
    "both ways": Kind(around="Bidirectional"),
    "stateful": Kind(", stateful: true", input="{shape: [100, 1], batch_size: 32}"),
    "bfloat16": Kind(runtime=", precision: mixed_bfloat16"),
}


def main() -> None:
    """Print a line for each cell and kind, and where the fused engine is slower than it may be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", nargs="+", default=CELLS, choices=CELLS)
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    taken = {}
    for cell in options.cells:
        for name in options.kinds:
            if cell in KINDS[name].cells:
                taken[f"{cell}, {name}"] = _measure(f"{cell}, {name}", cell, KINDS[name], options.runs)
    machine = this_machine()
    print(f"\n{machine.processor}, {machine.cores} cores, medians of {options.runs} rounds (min to max)")
    slower = [
        f"slower than stock Keras on JAX: {name}, {ratio:.2f}" for name, ratio in taken.items() if ratio > ALLOWED
    ]
    print("\n".join([*slower, f"{len(taken) - len(slower)} of {len(taken)} kinds within {ALLOWED - 1:.0%}"]))


def _measure(said: str, cell: str, kind: Kind, runs: int) -> float:
    """How many times the time of stock Keras the fused engine takes."""
    spec, _ = check_text(kind.spec(cell)).require()
    trial = Trial(spec, Path(), None, True, False, 32, _STEPS[cell], runs)
    found = race(trial, chosen([FUSED, STOCK]), lambda line: None)
    for each in found:
        if each.error is not None:
            raise SystemExit(f"{said}: {each.contender.title}: {each.error}")
    fused, stock = (Spread.of([1000 * seconds / trial.steps for seconds in each.seconds]) for each in found)
    ratio = fused.median / stock.median
    told = [f"{number(each.median)} ({between(each)})" for each in (fused, stock)]
    print(f"{said}, ms a step: fused {told[0]}, stock {told[1]}: {ratio:.2f} of its time", flush=True)
    return ratio


if __name__ == "__main__":
    main()
