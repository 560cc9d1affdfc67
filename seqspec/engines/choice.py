"""Which engine trains a spec, and why. Static: it imports no framework, and the same spec gets the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from seqspec.analysis.facts.cudnn import FUSED, obstacles
from seqspec.analysis.facts.declaration import with_inner
from seqspec.analysis.facts.fusing import obstacle
from seqspec.analysis.inference import Trace
from seqspec.engines.course import batch_size
from seqspec.engines.parts import best_parts, has_large_products, whole_batch
from seqspec.errors import BackendError
from seqspec.language.spec import Spec

Engine = Literal["keras", "fused"]


@dataclass(frozen=True, slots=True)
class Choice:
    """
    What trains.

    Args:
        engine: `keras` is Keras's own `fit`.
        reason: why, to be read after the engine's name and a colon.
        parts: how many cores share a batch.
    """

    engine: Engine
    reason: str
    parts: int = 1


def choose(spec: Spec, trace: Trace, backend: str, device: str, cores: int) -> Choice:
    """
    The engine of a spec: the one it names, else the fastest that can train it.

    Args:
        spec: without errors.
        trace: what was inferred from it.
        backend: `jax`, `tensorflow` or `torch`.
        device: `cpu` or `gpu`; `auto` where that is not known yet.
        cores: how many there are to share a batch.

    Raises:
        BackendError: the spec names the fused engine, which can't train it here.
    """
    if spec.runtime.engine == "keras":
        return Choice("keras", "`runtime.engine` asks for it")
    layers = (found for step in trace.steps for found in with_inner(step.path, step.layer))
    found = obstacle(backend, spec.compile, layers)
    if found and spec.runtime.engine == "fused":
        raise BackendError(f"`runtime.engine: fused` can't be had: {found.said}", help=found.way_out)
    if found:
        return Choice("keras", found.said)
    faster = _fast_kernel(trace) if device == "gpu" else None
    if faster and spec.runtime.engine == "auto":
        return Choice("keras", f"on a GPU cuDNN computes `{faster}`")
    return _fused(spec, trace, device, cores)


def _fast_kernel(trace: Trace) -> str | None:
    """
    The first layer that Keras hands on to cuDNN: of JAX's, `LSTM` alone, and never behind a mask.

    That cuDNN's kernels beat any loop over the steps is not measured here: it is what cuDNN was made for, and what
    users of the slow loop report (see SEQ501). A `GRU` is a loop on JAX in any case.
    """
    for step in trace.steps:
        for _, layer in with_inner(step.path, step.layer):
            if layer.type in FUSED - {"GRU"} and not any(obstacles(layer)) and not step.input.mask:
                return layer.type
    return None


# ---------------------------------------------------------------------------------------------- over how many cores


def _fused(spec: Spec, trace: Trace, device: str, cores: int) -> Choice:
    if device == "gpu":
        return Choice("fused", "JAX on a GPU")
    if cores == 1:
        return Choice("fused", "JAX on one core")
    whole = whole_batch(spec, trace)
    if whole:
        return Choice("fused", f"JAX on one core, as {whole}")
    parts = best_parts(trace, batch_size(spec, trace), cores)
    if parts == 1 and has_large_products(trace):
        return Choice("fused", "JAX, the batch in one piece, as its products are large enough for all cores")
    if parts == 1:
        return Choice("fused", "JAX on one core, as a step is too little work to share")
    return Choice("fused", f"JAX on {parts} cores, the batch shared", parts)
