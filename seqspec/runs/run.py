"""A run as an object: what `fit` gives back, and what opening the folder of an earlier one gives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seqspec.runs import opening
from seqspec.runs.folder import RunFolder
from seqspec.runs.report.scores import Said

if TYPE_CHECKING:
    from seqspec.engines.training import Training
    from seqspec.runs.backtest import Backtest
    from seqspec.runs.judgement import Judgement


@dataclass(frozen=True)
class Ended:
    """
    What the process that trained knows of a run beyond what its folder says.

    Args:
        model: the trained Keras model.
        judgement: None where there is no test part.
        training: how it went.
        exit_code: 0, or what a shell expects after Ctrl-C (130) or SIGTERM (143).
        backtest: the folds, where the split has any; with `refit` the judgement is that of the last one.
    """

    model: Any
    judgement: Judgement | None
    training: Training
    exit_code: int
    backtest: Backtest | None = None


class Run:
    """
    A run.

    Args:
        folder: what it left behind, which is looked at when it is asked for.
        ended: what is known of it without looking, where this process trained it.
    """

    def __init__(self, folder: Path, ended: Ended | None = None) -> None:
        self.folder = folder
        self._ended = ended

    def __repr__(self) -> str:
        judged = f", {self.judgement.summary}" if self.judgement else ""
        if self._ended is None:
            return f"<Run {self.folder}{judged}>"
        return f"<Run {self.folder}: {self._ended.training.outcome} after {self._ended.training.epochs_done}{judged}>"

    @property
    def training(self) -> Training | None:
        """How the training went, epoch by epoch; None where another process trained."""
        return self._ended.training if self._ended else None

    @property
    def exit_code(self) -> int:
        """What the process that trained should end with: 0, 130 after Ctrl-C, 143 after SIGTERM."""
        return self._ended.exit_code if self._ended else 0

    @cached_property
    def judgement(self) -> Judgement | None:
        """The scores and the verdict; None where nothing was judged."""
        return self._ended.judgement if self._ended else self._said.judged()

    @cached_property
    def backtest(self) -> Backtest | None:
        """The folds; None where there are none."""
        return self._ended.backtest if self._ended else self._said.folds()

    @cached_property
    def model(self) -> Any:
        """The trained Keras model, built from the run's own spec: only weights are taken from its model file."""
        if self._ended is not None:
            return self._ended.model
        folder = RunFolder.open(self.folder)
        return opening.trained(folder, *opening.read_spec(folder))

    @property
    def _said(self) -> Said:
        return Said.of(RunFolder.open(self.folder).read_json("scores.json"))
