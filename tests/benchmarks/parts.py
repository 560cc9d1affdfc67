"""
Whether a batch is worth sharing over two cores, measured, beside what `seqspec.engines.parts` reckons.

    python -m tests.benchmarks.parts --out parts.json

Models are drawn at random from a grid of cells, units, windows, batches and layers. One process trains each of them
twice, on one core and on two, an epoch in turn; the medians of the rounds count. A file that is there already is gone
on with: draw with another `--seed` for other models. The last lines say how often the reckoning was right, and how much
longer a step was where it was wrong.
"""

from __future__ import annotations

import argparse
import json
import random
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from seqspec.analysis.inference import Trace
from seqspec.analysis.linter import check_text
from seqspec.engines.parts import best_parts
from seqspec.language.spec import Spec
from seqspec.lowering import backend as backends
from seqspec.lowering import startup
from seqspec.timing.work import operations

CORES = 2
GRID: dict[str, tuple[Any, ...]] = {
    "cell": ("SimpleRNN", "LSTM", "GRU"),
    "units": (8, 16, 32, 50, 100, 200, 400),
    "window": (20, 50, 100, 300),
    "batch": (8, 16, 32, 64, 128, 512),
    "layers": (1, 2, 4),
}
_MOST_WORK = 40e9
"""Operations of the largest step that is timed: what takes longer is worth sharing in any case."""
_RATE, _LOOP = 30e9, 10e-6
"""Operations a second, and seconds for a turn of a loop, that are reckoned with to count out the steps of a round."""


@dataclass(frozen=True)
class Model:
    """A stack of recurrent layers."""

    cell: str
    units: int
    window: int
    batch: int
    layers: int

    def checked(self, steps: int = 1, epochs: int = 1) -> tuple[Spec, Trace]:
        """The spec without data, and its trace."""
        below = f"  - {self.cell}: {{units: {self.units}, return_sequences: true}}\n" * (self.layers - 1)
        return check_text(
            f"seqspec: 1\nmodel:\n  - Input: [{self.window}, 1]\n{below}  - {self.cell}: {self.units}\n  - Dense: 1\n"
            f"compile: {{optimizer: adam, loss: mean_squared_error}}\n"
            f"fit: {{batch_size: {self.batch}, steps_per_epoch: {steps}, epochs: {epochs}}}\nruntime: {{seed: 42}}\n"
        ).require()

    @property
    def work(self) -> int:
        """Operations of a step."""
        return operations(self.checked()[1], self.batch) or 0


def main() -> None:
    """Time model after model, keep what came of it, and judge the reckoning."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0, help="which models are drawn")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.3, help="about how long a round is to take")
    parser.add_argument("--limit", type=float, default=270, help="seconds after which no further model is begun")
    parser.add_argument("--out", type=Path, help="where to keep what was measured, as JSON")
    options = parser.parse_args()
    ends = time.monotonic() + options.limit
    found = _read(options.out)
    with startup.own_process(cached=False):
        for model in _draw(options.models, options.seed):
            if time.monotonic() > ends:
                print("no time left for the others")
                break
            found.append(asdict(model) | {"milliseconds": _measure(model, options.rounds, options.seconds)})
            print(_said(found[-1]), flush=True)
            if options.out:
                options.out.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    _judge(found)


def _read(path: Path | None) -> list[dict[str, Any]]:
    if path is None or not path.exists():
        return []
    known: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return known


def _draw(count: int, seed: int) -> Iterator[Model]:
    chance = random.Random(seed)
    while count:
        model = Model(**{name: chance.choice(values) for name, values in GRID.items()})
        if model.work <= _MOST_WORK:
            count -= 1
            yield model


# --------------------------------------------------------------------------------------------------------- one model


def _measure(model: Model, rounds: int, seconds: float) -> list[float]:
    """Milliseconds a step on one core and on two."""
    steps = int(seconds / (model.work / _RATE + model.window * model.layers * _LOOP))
    steps = min(max(steps, 2), 500)
    spec, trace = model.checked(steps, rounds + 1)
    backends.use(spec.runtime, "jax")
    turns = [Turn(), Turn()]
    with ThreadPoolExecutor() as threads:
        ended = [
            threads.submit(_train, spec, trace, parts, turn) for parts, turn in zip((1, CORES), turns, strict=True)
        ]
        for _ in range(rounds + 1):
            for turn in turns:
                turn.give()
    for each in ended:
        each.result()
    return [1000 * median(turn.seconds[1:]) / steps for turn in turns]


class Turn:
    """Lets a thread go on for one epoch, and waits for its end."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self._begin, self._end = threading.Semaphore(0), threading.Semaphore(0)

    def give(self) -> None:
        """Have an epoch trained."""
        self._begin.release()
        self._end.acquire()

    def begin(self) -> None:
        """Wait until an epoch may begin."""
        self._begin.acquire()
        self._began = time.perf_counter()

    def end(self) -> None:
        """It has ended."""
        self.seconds.append(time.perf_counter() - self._began)
        self._end.release()

    def resign(self) -> None:
        """Wait for no more turns, and keep nobody waiting."""
        self._end.release(1_000)


def _train(spec: Spec, trace: Trace, parts: int, turn: Turn) -> None:
    try:
        _fit(spec, trace, parts, turn)
    finally:
        turn.resign()


def _fit(spec: Spec, trace: Trace, parts: int, turn: Turn) -> None:
    import keras

    from seqspec.engines.fused import loop
    from seqspec.engines.training import course_of
    from seqspec.lowering import build
    from seqspec.timing.generated import generate

    class InTurn(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
        def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
            turn.begin()

        def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
            turn.end()

    batch = spec.fit.batch_size or 1
    dataset = generate(spec, trace, batch * 4)
    course = course_of(spec, trace, dataset, 2, 0)
    loop.fit(build(spec, trace, 0), course, [InTurn()], parts, trace.activation_bytes or 0)


# ------------------------------------------------------------------------------------------------------ the reckoning


def _said(found: dict[str, Any]) -> str:
    one, two = found["milliseconds"]
    model = _model(found)
    wrong = "" if (two < one) == (_reckoned(model) == CORES) else "  (reckoned otherwise)"
    return (
        f"{model.cell:9s} {model.units:3d} units, window {model.window:3d}, batch {model.batch:3d}, "
        f"{model.layers} layers: {one:7.2f} ms on one core, {two:7.2f} on two{wrong}"
    )


def _model(found: dict[str, Any]) -> Model:
    return Model(**{name: found[name] for name in GRID})


def _reckoned(model: Model) -> int:
    return best_parts(model.checked()[1], model.batch, CORES)


def _judge(found: Sequence[dict[str, Any]]) -> None:
    losses = []
    for each in found:
        times = each["milliseconds"]
        losses.append((times[_reckoned(_model(each)) - 1] / min(times) - 1, each))
    wrong = sorted((loss for loss, _ in losses if loss > 0), reverse=True)
    print(f"the reckoning is right of {len(losses) - len(wrong)} models of {len(losses)}")
    if wrong:
        print(f"where it is not, a step takes {median(wrong):.0%} longer (median), {wrong[0]:.0%} at most")


if __name__ == "__main__":
    main()
