"""What a training goes through, whichever engine does it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from seqspec.analysis.inference import Trace
from seqspec.analysis.ladder import DEFAULT_BATCH
from seqspec.errors import RunError
from seqspec.language.spec import Spec

if TYPE_CHECKING:
    from seqspec.data.batches import WindowBatches

AGAIN = "fit the spec again"
"""What to do about a state that is not that of the training."""


def batch_size(spec: Spec, trace: Trace) -> int:
    """Examples in a batch: as many as the input declares, else what `fit` says."""
    return trace.batch_size or spec.fit.batch_size or DEFAULT_BATCH


@dataclass(frozen=True)
class Course:
    """
    Batches and epochs.

    Args:
        batches: what is trained on; its `epoch` is the first one.
        validation: what is evaluated after every epoch; None for nothing.
        epochs: where training ends; counted from 0, as `initial_epoch` is.
        initial_epoch: where it begins.
        class_weight: how much each class counts, by its number; None where all count 1.
        steps: how many were trained before, where training goes on.
        step: the one that the first epoch begins with; 0 but where training goes on within it.
    """

    batches: WindowBatches
    validation: WindowBatches | None
    epochs: int
    initial_epoch: int = 0
    class_weight: dict[int, float] | None = None
    steps: int = 0
    step: int = 0

    def gone_on_with(self, epoch: int, over: bool, step: int = 0) -> Course:
        """
        The same course after some of its epochs, its batches moved on to there.

        Args:
            epoch: how many were done, `initial_epoch` among them.
            over: whether there are to be no more.
            step: how many steps of the next one were done.

        Raises:
            RunError: an epoch has no more steps than that.
        """
        length = len(self.batches)
        if step >= length:
            said = f"the state of the run is that of an epoch with more than {length:,} steps"
            raise RunError(said, help=AGAIN)
        self.batches.epoch = epoch
        steps = (epoch - self.initial_epoch) * length + step
        return replace(self, initial_epoch=epoch, epochs=epoch if over else self.epochs, steps=steps, step=step)
