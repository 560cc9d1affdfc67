"""The Embedding that the ids of the recipe go into, and what comes in its way."""

from __future__ import annotations

from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.language.layer import Unknown

NOISE = {"AlphaDropout", "Dropout", "GaussianDropout", "GaussianNoise", "Masking", "SpatialDropout1D"}
"""Layers that pass ids on, though they may spoil some; dropout-on-ids speaks of them."""


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
    if isinstance(step.layer, Unknown):
        return False
    return step.layer.type not in NOISE and step.layer.output_dtype("int32").startswith(("float", "bfloat"))
