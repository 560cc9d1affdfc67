"""
The process that trains with one engine: an order comes in, a line of JSON goes out for whatever there is to tell.

Each epoch is a round, and waits for a line on standard input before it starts, so that several such processes can take
turns. A process whose order-giver is gone ends by itself.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from seqspec.analysis.inference import Trace
from seqspec.analysis.linter import check_text
from seqspec.engines.choice import Choice, choose
from seqspec.engines.interruption import Interruption
from seqspec.engines.progress import Shown, Silent
from seqspec.engines.units import NO_UNITS
from seqspec.errors import RunError, SeqspecError
from seqspec.language.spec import Spec
from seqspec.lowering import backend as backends
from seqspec.lowering import startup
from seqspec.timing.generated import generate

if TYPE_CHECKING:
    from seqspec.data.dataset import Dataset
    from seqspec.data.examples import Examples

_MOST_GENERATED = 64 << 20
"""Bytes of generated inputs; more would be a question of memory, and not of speed."""
_BYTES = 4


@dataclass(frozen=True)
class Order:
    """
    What a worker is asked for.

    Args:
        spec: in its normal form, with engine, backend, steps and epochs.
        folder: where relative paths in it start.
        data: what is read instead of its source.
        generated: whether numbers are made up instead of reading anything.
        keep: whether what was read and compiled is kept for the next time.
        batch: examples in a step.
        steps: how many there are in a round.
    """

    spec: str
    folder: str
    data: str | None
    generated: bool
    keep: bool
    batch: int
    steps: int

    def write(self) -> str:
        """As a line of JSON."""
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def read(cls, line: str) -> Order:
        """The order in such a line."""
        return cls(**json.loads(line))


class Line:
    """
    The connection to whoever gave the order.

    Whatever else the process prints goes to standard error.
    """

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        self._turns: queue.SimpleQueue[str] = queue.SimpleQueue()
        os.dup2(2, 1)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self._turns.put(line)
        os._exit(1)  # whoever gave the orders is gone, perhaps in the middle of a round

    def tell(self, **facts: Any) -> None:
        """Say something; the process ends where nobody listens any more."""
        try:
            print(json.dumps(facts), file=self._out, flush=True)
        except OSError:
            raise SystemExit(1) from None

    def wait(self) -> str:
        """The next line; the process ends where none will come any more."""
        return self._turns.get()


class Rounds(Silent):
    """Tells of the first step and of every epoch, and lets the next epoch wait for its turn."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._started = False
        self._spent = time.process_time()

    def batch(self, epoch: int, batch: int, shown: Shown) -> None:
        """The first step is told."""
        if not self._started:
            self._started = True
            self._line.tell(first_step=True)

    def epoch(self, epoch: int, shown: Shown, seconds: float, whole: bool = True) -> None:
        """Every round is told; the next one comes when it is asked for."""
        self._line.tell(seconds=seconds, processor=time.process_time() - self._spent)
        self._line.wait()
        self._spent = time.process_time()


def main() -> None:
    """Do as the order says, which is the first line on standard input."""
    line = Line()
    order = Order.read(line.wait())
    try:
        with startup.own_process(cached=order.keep):  # as a command would train
            _work(order, line)
    except SeqspecError as error:
        line.tell(error=str(error))


def _work(order: Order, line: Line) -> None:
    spec, trace = check_text(order.spec, "the spec").require()
    dataset = _dataset(order, spec, trace)
    backend = backends.use(spec.runtime)
    choice = choose(spec, trace, backend.name, backend.device, backend.cores)
    _train(spec, trace, dataset, choice, line)
    facts = {"version": backend.version, "keras": backend.keras, "device": backend.device, "parts": choice.parts}
    line.tell(peak_bytes=_peak_bytes(), **facts)


def _dataset(order: Order, spec: Spec, trace: Trace) -> Dataset:
    """The data of the spec without a part to validate on, which is no training; or generated ones."""
    if order.generated:
        return generate(spec, trace, _generated(order, trace))
    from seqspec.data import dataset as data
    from seqspec.data.reading.store import Store

    given = None if order.data is None else Path(order.data)
    found = data.load(spec, Path(order.folder), given, store=Store() if order.keep else None)
    return replace(found, validation=cast("Examples", ()))


def _generated(order: Order, trace: Trace) -> int:
    """How many examples: those of a round, but no more than fit into a bounded amount of memory."""
    size = _BYTES
    for axis in (trace.input.shape or ())[1:]:
        size *= axis or 1
    batches = max(1, _MOST_GENERATED // size // order.batch)
    return order.batch * min(batches, order.steps)


def _train(spec: Spec, trace: Trace, dataset: Dataset, choice: Choice, line: Line) -> None:
    from seqspec.engines.training import train
    from seqspec.lowering import build

    seed = spec.runtime.seed or 0
    training = train(
        build(spec, trace, seed),
        spec,
        trace,
        dataset,
        seed=seed,
        folder=Path(),
        progress=Rounds(line),
        units=NO_UNITS,
        record=_forget,
        interruption=Interruption(),
        engine=choice.engine,
        parts=choice.parts,
    )
    if training.outcome != "finished":
        raise RunError(f"training {training.outcome}")


def _forget(record: Mapping[str, Any]) -> None:
    """Rounds are told as they end."""


def _peak_bytes() -> int | None:
    """The most memory this process had; None where the system does not say."""
    with suppress(ImportError):
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
    return None


if __name__ == "__main__":
    main()
