"""The recurrent layers of a model, and how many steps they walk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seqspec.analysis.facts.declaration import with_inner
from seqspec.analysis.facts.objective import RECURRENT
from seqspec.analysis.inference import Step, Trace
from seqspec.diagnostics import Path
from seqspec.language.layer import Layer, Unknown


@dataclass(frozen=True, slots=True)
class Recurrence:
    """
    A recurrent layer at work.

    Args:
        path, layer: the layer, inside its wrapper.
        step: the entry of the model that holds it.
        steps: how many time steps it walks; None where that is not known.
    """

    path: Path
    layer: Layer
    step: Step
    steps: int | None


def recurrences(trace: Trace) -> Iterator[Recurrence]:
    """Every recurrent layer that is written, those inside wrappers included, once and in order."""
    seen: set[Path] = set()
    for step in trace.steps:
        for path, layer in with_inner(step.path, step.layer):
            if layer.type in RECURRENT and not isinstance(layer, Unknown) and path not in seen:
                seen.add(path)
                yield Recurrence(path, layer, step, _steps_walked(step))


def _steps_walked(step: Step) -> int | None:
    direct = step.layer.type == "Bidirectional" or step.layer.type in RECURRENT
    return step.input.shape[1] if direct and step.input.shape and len(step.input.shape) == 3 else None
