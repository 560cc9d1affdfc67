"""What a race came to, in numbers that can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seqspec import __version__
from seqspec.analysis.inference import Trace
from seqspec.timing.machine import Machine
from seqspec.timing.race import Timed, Trial
from seqspec.timing.spread import Spread
from seqspec.timing.work import COUNTED, operations

VERSION = 1
"""Of the JSON."""


@dataclass(frozen=True)
class Figures:
    """
    The rates of one engine.

    Args:
        timed: what was measured.
        steps: a second, over the rounds.
        samples: a second.
        operations: floating point operations a second; None where the trace leaves a size open.
    """

    timed: Timed
    steps: Spread
    samples: Spread
    operations: Spread | None

    @classmethod
    def of(cls, timed: Timed, trial: Trial, trace: Trace) -> Figures:
        """What the rounds of an engine come to."""
        steps = Spread.of([trial.steps / seconds for seconds in timed.seconds])
        work = operations(trace, trial.batch)
        samples = steps.map(lambda each: each * trial.batch)
        return cls(timed, steps, samples, None if work is None else steps.map(lambda each: each * work))

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        timed = self.timed
        return {
            "engine": timed.contender.engine,
            "backend": timed.contender.backend,
            **timed.facts,
            "steps_per_second": self.steps.as_dict(),
            "samples_per_second": self.samples.as_dict(),
            "gflops": self.operations and self.operations.map(lambda each: each / 1e9).as_dict(),
            "first_step_seconds": timed.first_step,
            "seconds": timed.seconds,
            "processor_seconds": timed.processor,
        }


@dataclass(frozen=True)
class Result:
    """
    All of it.

    Args:
        title: the name of the spec.
        data: what the model was fed.
        machine: where that was.
        trial: what was timed.
        trace: of the model.
        timed: each engine, those that could not be timed included.
    """

    title: str
    data: str
    machine: Machine
    trial: Trial
    trace: Trace
    timed: Sequence[Timed]

    @property
    def figures(self) -> list[Figures]:
        """Of the engines that could be timed, the fastest first."""
        found = [Figures.of(each, self.trial, self.trace) for each in self.timed if each.error is None]
        return sorted(found, key=lambda each: -each.steps.median)

    @property
    def failures(self) -> list[Timed]:
        """The engines that could not be timed."""
        return [each for each in self.timed if each.error is not None]

    def as_dict(self) -> dict[str, Any]:
        """As JSON: rates as median, lowest and highest of the rounds; `gflops` counted as `operations` says."""
        return {
            "version": VERSION,
            "seqspec": __version__,
            "spec": self.title,
            "data": self.data,
            "batch_size": self.trial.batch,
            "steps_in_a_round": self.trial.steps,
            "rounds": self.trial.rounds,
            "multiply_adds_of_an_example": self.trace.macs,
            "operations_of_a_step": operations(self.trace, self.trial.batch),
            "operations": COUNTED,
            "machine": self.machine.as_dict(),
            "engines": [each.as_dict() for each in self.figures],
            "failed": [
                {"engine": each.contender.engine, "backend": each.contender.backend, "error": each.error}
                for each in self.failures
            ],
        }
