"""The Embedding that the ids of the recipe go into, and what comes in its way."""

from __future__ import annotations

from seqspec.analysis.facts.noise import NOISE
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.language.layer import Unknown

_SPOILING = NOISE | {
    "BatchNormalization", "GroupNormalization", "LayerNormalization", "Masking", "RMSNormalization",
    "UnitNormalization",
}  # fmt: skip
"""What stands before an Embedding by mistake, and belongs behind it: dropout-on-ids speaks of it."""


def reads_ids(subject: Subject) -> Step | None:
    """The first Embedding, where what the model takes reaches it unchanged."""
    for step in subject.trace.steps:
        if step.layer.type == "Embedding":
            return step
        if computes(step):
            return None
    return None


def computes(step: Step) -> bool:
    """Whether a layer gives fractions even where it gets whole numbers: it computes, and does not only move."""
    if isinstance(step.layer, Unknown) or step.layer.type in _SPOILING:
        return False
    return step.layer.output_dtype("int32").startswith(("float", "bfloat"))
