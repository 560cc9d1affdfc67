"""Several engines against one another: a process each, a round in turn, so that what disturbs one disturbs all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seqspec.errors import RunError
from seqspec.language import normal
from seqspec.language.spec import Fit, Spec
from seqspec.timing.contenders import Contender
from seqspec.timing.process import Process, prepared
from seqspec.timing.worker import Order


@dataclass
class Timed:
    """
    What came of one engine.

    Args:
        contender: the engine and its backend.
        first_step: seconds from the start of its process to the end of its first step.
        seconds: of each round, without the first one, which compiles.
        processor: seconds that it had a core in each round, over all cores; other work changes them less.
        facts: of its process: `version`, `keras`, `device`, `parts` (cores that share a batch), `peak_bytes`.
        error: why it could not be timed; None where it could.
    """

    contender: Contender
    first_step: float | None = None
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    error: str | None = None

    def add(self, seconds: float, processor: float) -> None:
        """Take a round down."""
        self.seconds.append(seconds)
        self.processor.append(processor)


@dataclass(frozen=True)
class Trial:
    """
    What is timed.

    Args:
        spec: the model and its data.
        folder: where relative paths in the spec start.
        data: what is read instead of its source.
        generated: whether numbers are made up instead of reading anything.
        keep: whether what was read and compiled is kept for the next time.
        batch: examples in a step.
        steps: how many there are in a round.
        rounds: how many are timed, after one to warm up.
    """

    spec: Spec
    folder: Path
    data: Path | None
    generated: bool
    keep: bool
    batch: int
    steps: int
    rounds: int

    def order(self, contender: Contender) -> Order:
        """What the process of an engine is asked for: plain training, an epoch a round, without callbacks."""
        written = self.spec.fit.model_dump(include={"shuffle", "class_weight"}, exclude_unset=True)
        plain = Fit(**written, batch_size=self.batch, steps_per_epoch=self.steps, epochs=self.rounds + 1)
        spec = contender.with_(self.spec).model_copy(update={"fit": plain})
        data = None if self.data is None else str(self.data.resolve())
        folder = str(self.folder.resolve())
        return Order(normal.write(spec), folder, data, self.generated, self.keep, self.batch, self.steps)


def race(trial: Trial, contenders: Sequence[Contender], say: Callable[[str], None]) -> list[Timed]:
    """
    Start one process after the other, then let each train a round in turn.

    Whatever ends this, no process outlives it.

    Args:
        say: called with a line whenever there is something to tell.
    """
    found = [Timed(contender) for contender in contenders]
    with ExitStack() as stack:
        lanes = [(timed, stack.enter_context(prepared(trial.order(timed.contender)))) for timed in found]
        for timed, process in lanes:
            with _noted(timed, say):
                _warm_up(timed, process, say)
        for number in range(trial.rounds):
            for timed, process in _running(lanes):
                with _noted(timed, say):
                    timed.add(*process.round())
            _tell_round(number, trial, found, say)
        for timed, process in _running(lanes):
            with _noted(timed, say):
                timed.facts = process.finish()
    return found


def _running(lanes: list[tuple[Timed, Process]]) -> list[tuple[Timed, Process]]:
    return [(timed, process) for timed, process in lanes if timed.error is None]


@contextmanager
def _noted(timed: Timed, say: Callable[[str], None]) -> Iterator[None]:
    """An engine that fails is told of, and the others go on."""
    try:
        yield
    except RunError as error:
        timed.error = error.message
        say(f"{timed.contender.title}: {error.message}")


def _warm_up(timed: Timed, process: Process, say: Callable[[str], None]) -> None:
    timed.first_step = process.start()
    say(f"{timed.contender.title}: first step after {timed.first_step:.1f} s")
    process.warm_up()


def _tell_round(number: int, trial: Trial, found: list[Timed], say: Callable[[str], None]) -> None:
    rates = [f"{each.contender.title} {trial.steps / each.seconds[-1]:,.1f}" for each in found if each.error is None]
    if rates:
        say(f"round {number + 1} of {trial.rounds}, steps/s: {', '.join(rates)}")
