"""Input shapes whose sizes stand in the wrong place: the batch is among them, examples are counted, axes swapped."""

from __future__ import annotations

from seqspec.analysis.declaration import Declaration, contradictions, declaration
from seqspec.analysis.subject import Subject


def counts_batch(subject: Subject) -> Declaration | None:
    """The declared input, where it has one axis more than the first layer takes that cares: nearly always the batch."""
    declared, step = declaration(subject), subject.trace.error
    if declared is None or step is None or step.error is None or step.error.needs_rank is None:
        return None
    ranks = {len(each.input.shape or ()) for each in subject.trace.steps[: step.index + 1]}
    one_more = ranks == {step.error.needs_rank + 1}
    embedded = any(each.layer.type == "Embedding" for each in subject.trace.steps[: step.index])
    return declared if one_more and not embedded and len(declared.sizes) == step.error.needs_rank else None


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
