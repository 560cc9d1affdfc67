"""
What Keras's own settings give on the TensorFlow backend: `steps_per_execution` and `jit_compile`, alone and together.

    python -m tests.benchmarks.tensorflow_steps AB_NYC_2019.csv --cells SimpleRNN LSTM --runs 5

The tutorial's four layers of 50 units over 100 prices, as seqspec trains them there: a process for each setting, a
round in turn, after one to warm up. Beside the steps a second stands how many times those without settings they are,
round by round, and the seconds from the start of a process to what it tells first: a step, or as many as are made in
one go. A table in Markdown comes last.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from seqspec.analysis.linter import check_text
from seqspec.errors import RunError
from seqspec.language.spec import Spec
from seqspec.timing.contenders import Contender
from seqspec.timing.machine import this_machine
from seqspec.timing.race import Timed, Trial, race
from seqspec.timing.spread import Spread
from seqspec.timing.table import between, number
from tests.benchmarks.processes import ROOT


@dataclass(frozen=True, slots=True)
class Setting(Contender):
    """Keras on TensorFlow with settings of its `compile`."""

    engine: str = "keras"
    backend: str = "tensorflow"
    steps: int = 1
    jit: bool = False

    @property
    def title(self) -> str:
        """The settings as a spec has them."""
        said = [f"steps_per_execution: {self.steps}"] * (self.steps > 1) + ["jit_compile: true"] * self.jit
        return ", ".join(said) or "plain"

    def with_(self, spec: Spec) -> Spec:
        """The spec with these settings; without them it is left to Keras, which compiles nothing on processors."""
        trained = Contender.with_(self, spec)
        assert trained.compile is not None  # the tutorial's spec has it
        settings = {"steps_per_execution": self.steps, "jit_compile": self.jit or "auto"}
        return trained.model_copy(update={"compile": trained.compile.model_copy(update=settings)})


def main() -> None:
    """Time every cell with every setting, and print a line for each round and a table at the end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", type=Path, help="the Airbnb prices")
    parser.add_argument("--cells", nargs="+", default=["SimpleRNN", "LSTM"], choices=("SimpleRNN", "LSTM", "GRU"))
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--together", type=int, default=20, help="steps that are made in one go")
    parser.add_argument("--steps", type=int, default=100, help="of a round")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    machine = this_machine()
    settings = [Setting(steps=steps, jit=jit) for jit in (False, True) for steps in (1, options.together)]
    rows = []
    for cell in options.cells:
        text = (ROOT / "specs" / "rnn4.yaml").read_text("utf-8").replace("SimpleRNN", cell)
        spec, _ = check_text(text).require()
        trial = Trial(spec, Path(), options.csv, False, True, options.batch, options.steps, options.runs)
        print(cell, flush=True)
        rows += _rows(cell, race(trial, settings, partial(print, flush=True)), trial)
    print(f"\n{machine.processor}, {machine.cores} cores, medians of {options.runs} alternations (min to max)\n")
    print(_markdown(rows))


def _rows(cell: str, found: Sequence[Timed], trial: Trial) -> list[list[str]]:
    """Of each setting; the first one is the measure of the others."""
    for timed in found:
        if timed.error is not None:
            raise RunError(f"{timed.contender.title}: {timed.error}")
    plain = found[0].seconds
    return [_row(cell, timed, plain, trial) for timed in found]


def _row(cell: str, timed: Timed, plain: Sequence[float], trial: Trial) -> list[str]:
    rates = Spread.of([trial.steps / seconds for seconds in timed.seconds])
    times = Spread.of([theirs / ours for theirs, ours in zip(plain, timed.seconds, strict=True)])
    said = [f"{number(each.median)} ({between(each)})" for each in (rates, times)]
    return [cell, str(trial.batch), timed.contender.title, *said, f"{timed.first_step or 0:.1f}"]


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    head = ["cell", "batch", "setting", "steps/s", "times plain", "first told, s"]
    lines = [head, ["---", "---:", "---", "---:", "---:", "---:"], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    main()
