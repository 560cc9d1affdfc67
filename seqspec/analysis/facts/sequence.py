"""Where in a model the time axis ends, and how the shapes got there."""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.alignment import can_return_sequences
from seqspec.analysis.inference import Step, Trace
from seqspec.language.layer import Shape, show

_LONGEST = 8


def sequence_end(trace: Trace, step: Step) -> Step | None:
    """
    The layer that made one vector of the sequence which a later layer needs.

    Returns:
        None where the later layer fails for another reason, or where there was no sequence in the first place.
    """
    needs = step.error.needs_rank if step.error is not None else None
    if needs is None or needs < 3 or step.input.shape is None:
        return None
    if len(step.input.shape) == needs - 1 > 2:
        return _last_image(trace, step, needs)
    if len(step.input.shape) != 2:
        return None
    return next((before for before, shape in _before(trace, step) if len(shape) > 2), None)


def _last_image(trace: Trace, step: Step, rank: int) -> Step | None:
    """The convolutional recurrent layer that gave one image of the sequence which a later layer needs."""
    for before, shape in _before(trace, step):
        if len(shape) == rank:
            return before if can_return_sequences(before.layer) else None
        if len(shape) != rank - 1:
            return None
    return None


def length_end(trace: Trace, step: Step) -> Step | None:
    """
    The layer that put a time axis of unknown length where a later layer needs a known size.

    Returns:
        None where the later layer fails for another reason, or where it is the number of features that is not known.
    """
    error, shape = step.error, step.input.shape
    if (
        error is None
        or error.code is not None
        or error.needs_rank is not None
        or shape is None
        or shape[-1] is not None
    ):
        return None
    for before, entered in _before(trace, step):
        if entered[-1] is not None:
            return before if None in entered[1:-1] else None
    return None


def ids_of_ids(trace: Trace, step: Step) -> Step | None:
    """The Embedding that got a vector at every step, and so gave a layer behind it one axis more than it takes."""
    shape = step.input.shape
    if step.error is None or step.error.needs_rank != 3 or shape is None or len(shape) != 4:
        return None
    for before, entered in _before(trace, step):
        if len(entered) < 3:
            return None
        if before.layer.type == "Embedding":
            return before
    return None


def _before(trace: Trace, step: Step) -> Iterator[tuple[Step, Shape]]:
    """The layers in front of one, the nearest first, each with what enters it, as far as that is known."""
    return ((each, each.input.shape) for each in reversed(trace.steps[: step.index]) if each.input.shape is not None)


def ladder(trace: Trace, step: Step) -> str:
    """The shapes up to a layer that fails: `(None, 30, 1) → Conv1D (None, 28, 64) → Dense fails`."""
    rungs = [f"{each.layer.type} {show(each.output.shape)}" for each in trace.steps[: step.index]]
    start = [show(trace.input.shape), *rungs]
    shown = start if len(start) <= _LONGEST else [start[0], "...", *start[-_LONGEST + 2 :]]
    return " → ".join([*shown, f"{step.layer.type} fails"])
