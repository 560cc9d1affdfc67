"""Input shapes whose sizes stand in the wrong place: the batch is among them, examples are counted, axes swapped."""

from __future__ import annotations

from seqspec.analysis.facts.declaration import Declaration, contradictions, declaration
from seqspec.analysis.subject import Subject
from seqspec.language.layer import Dim

_KERAS_BATCH = 32
_MANY = 4
"""How many times as long as every other axis an axis is that counts examples."""


def counts_batch(subject: Subject) -> Declaration | None:
    """The declared input, where it has one axis more than the first layer takes that cares: nearly always the batch."""
    declared, step = declaration(subject), subject.trace.error
    if declared is None or step is None or step.error is None or step.error.needs_rank is None:
        return None
    if step.error.needs_rank < 3:
        return None  # what takes a vector, such as RepeatVector, gets a sequence far more often than a batch
    ranks = {len(each.input.shape or ()) for each in subject.trace.steps[: step.index + 1]}
    one_more = ranks == {step.error.needs_rank + 1}
    if not one_more or len(declared.sizes) != step.error.needs_rank:
        return None
    # Behind a layer that has taken this very rank, the number of axes was meant.
    chosen = any(each.weights or each.layer.type == "Embedding" for each in subject.trace.steps[: step.index])
    return None if chosen or not _counts(subject, declared.sizes) else declared


def _counts(subject: Subject, sizes: tuple[Dim, ...]) -> bool:
    """Whether the first of the sizes looks like a number of examples, and not like the rows of an image."""
    delivered = subject.delivery.input.shape if subject.delivery is not None else None
    if delivered is not None:
        return len(delivered) == len(sizes)
    first, *others = sizes
    largest = max((size or 0 for size in others), default=0)
    return first in {None, subject.spec.fit.batch_size or _KERAS_BATCH} or first >= _MANY * largest


def counts_examples(subject: Subject) -> int | None:
    """The axis of the declared input that is as long as there are examples, where the recipe delivers another."""
    data, found = subject.spec.data, contradictions(subject)
    samples = data.arrays.samples if data is not None and data.arrays is not None else None
    if not found or samples is None or samples == 1 or samples in found[0].delivered:
        return None
    sizes = found[0].declared.sizes
    return sizes.index(samples) if samples in sizes else None


def swaps_axes(subject: Subject) -> Declaration | None:
    """The declared input, where it names features and then steps."""
    found = contradictions(subject)
    if len(found) != 2 or counts_examples(subject) is not None:
        return None
    declared = found[0].declared
    return declared if declared.sizes == found[0].delivered[::-1] and len(declared.sizes) == 2 else None


def is_misplaced(subject: Subject) -> bool:
    """Whether input-shape-layout speaks of a declared input, so that nobody has to count axes and sizes one by one."""
    return counts_examples(subject) is not None or any((swaps_axes(subject), counts_batch(subject)))
