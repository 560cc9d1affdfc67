"""What only the process that trained knows of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seqspec.engines.training import Training
    from seqspec.runs.judgement.backtest import Backtest
    from seqspec.runs.judgement.judgement import Judgement


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
