"""Which engine trains a spec, and why. Static: it imports no framework, and the same spec gets the same answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from seqspec.analysis.facts.cudnn import FUSED, obstacles
from seqspec.analysis.facts.declaration import with_inner
from seqspec.analysis.inference import Step, Trace
from seqspec.engines.course import batch_size
from seqspec.engines.parts import best_parts, whole_batch
from seqspec.errors import BackendError
from seqspec.language.layer import Layer
from seqspec.language.spec import Spec
from seqspec.lowering.backend import TITLES

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
    obstacle = _obstacle(spec, trace, backend)
    if spec.runtime.engine == "fused" and obstacle:
        raise BackendError(f"`runtime.engine: fused` can't be had: {obstacle.said}", help=obstacle.way_out)
    if obstacle:
        return Choice("keras", obstacle.said)
    faster = _fast_kernel(trace) if device == "gpu" else None
    if faster and spec.runtime.engine == "auto":
        return Choice("keras", f"on a GPU cuDNN computes `{faster}`")
    return _fused(spec, trace, device, cores)


# ------------------------------------------------------------------------------------------ what the fused one can't


@dataclass(frozen=True, slots=True)
class _Obstacle:
    """What keeps a spec from the fused engine, and what a user who insists on it can do."""

    said: str
    way_out: str


def _obstacle(spec: Spec, trace: Trace, backend: str) -> _Obstacle | None:
    """The first of them."""
    if backend != "jax":
        said = f"the fused engine runs on JAX, and the backend is {TITLES[backend]}"
        return _Obstacle(said, "train on JAX, or write `engine: auto`")
    if spec.compile is not None and spec.compile.run_eagerly:
        return _Obstacle("`run_eagerly: true` compiles nothing", "take `run_eagerly` out, or write `engine: auto`")
    if spec.compile is not None and spec.compile.jit_compile is False:
        return _Obstacle("`jit_compile: false` compiles nothing", "take `jit_compile` out, or write `engine: auto`")
    layer = next((layer for layer in _layers(trace) if not getattr(layer, "compiles", True)), None)
    if layer is not None:
        said = f"on JAX a model with `{layer.type}` is not compiled as a whole"
        return _Obstacle(said, f"take `{layer.type}` out, or write `engine: auto`")
    return None


def _layers(trace: Trace) -> Iterator[Layer]:
    return (layer for step in trace.steps for layer in _inside(step))


def _inside(step: Step) -> Iterator[Layer]:
    return (layer for _, layer in with_inner(step.path, step.layer))


def _fast_kernel(trace: Trace) -> str | None:
    """
    The first layer that Keras hands on to cuDNN: of JAX's, `LSTM` alone, and never behind a mask.

    That cuDNN's kernels beat any loop over the steps is not measured here: it is what cuDNN was made for, and what
    users of the slow loop report (see SEQ501). A `GRU` is a loop on JAX in any case.
    """
    for step in trace.steps:
        for layer in _inside(step):
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
    if parts == 1:
        return Choice("fused", "JAX on one core, as a step is too little work to share")
    return Choice("fused", f"JAX on {parts} cores, the batch shared", parts)
