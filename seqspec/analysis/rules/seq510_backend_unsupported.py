"""
The backend that is named can't do what the spec asks for.

## What it does
Finds, where `runtime.backend` names one: `steps_per_execution` above 1 on PyTorch, and on JAX `SimpleRNN` in double
precision, `RandomElasticTransform` in a model that is compiled and `ConvLSTM1D`, 2D and 3D behind a mask. Where
`runtime.engine` is `fused`: a backend other than JAX, `run_eagerly: true`, `jit_compile: false`, and layers with which
Keras compiles no model, such as `AugMix`.

## Why is this bad?
The model is built, and training stops at its first step. A fused engine that can't train a spec is not replaced in
silence by a slower one, where the spec insists on it.

## Keras
PyTorch: raises ValueError at the first `fit`: steps_per_execution must be 1. JAX: `SimpleRNN` starts with a state in
float32, and the loop over the steps refuses it: RuntimeError at the first batch, "the dtypes do not match".
`RandomElasticTransform` fails at the first step of `fit` (AttributeError, or TracerBoolConversionError), unless
`jit_compile: false` or `run_eagerly: true` keep the step from being compiled, or a layer such as `RandomRotation` does.
`ConvLSTM` lays the mask over the wrong axes: ValueError or TypeError at the first batch, or silently, where sizes
happen to fit, other places are left out than those that the mask means. TensorFlow reads such a mask as it is meant.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 8]}
  - Dense: 1
compile: {optimizer: adam, loss: mse, steps_per_execution: 8}
runtime: {seed: 42, backend: torch}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 8]}
  - Dense: 1
compile: {optimizer: adam, loss: mse, steps_per_execution: 8}
runtime: {seed: 42, backend: jax}
```

## Fix
None is applied: name another backend, or do without.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.declaration import all_layers
from seqspec.analysis.facts.fusing import obstacle
from seqspec.analysis.facts.objective import unwrapped
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Label, Severity

SEVERITY: Severity = "error"
TIER: Tier = "environment"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each thing that can't be had."""
    backends = subject.environment.backends
    if subject.spec.runtime.engine == "fused":
        yield from _fused(subject)
    if backends == ("torch",):
        yield from _several_steps(subject)
    if backends == ("jax",):
        yield from _double_precision(subject)
        yield from _elastic(subject)
        yield from _masked_images(subject)


def _fused(subject: Subject) -> Iterator[Finding]:
    backends = subject.environment.backends
    found = obstacle(backends[0] if len(backends) == 1 else None, subject.spec.compile, all_layers(subject))
    if found is not None:
        yield Finding(
            ("runtime", "engine"),
            f"`engine: fused` can't be had: {found.said}",
            label="asked for here",
            labels=(Label(found.path, "and this is in its way", "key"),),
            keras="knows of no engines: it would train as it always does",
            help=found.way_out,
        )


def _several_steps(subject: Subject) -> Iterator[Finding]:
    given = subject.spec.compile
    if given is not None and given.steps_per_execution > 1:
        yield Finding(
            ("compile", "steps_per_execution"),
            "on PyTorch every batch is a call of its own",
            label="not supported on PyTorch",
            keras="raises ValueError at the first `fit`",
            help="take `steps_per_execution` out, or name another backend",
        )


def _double_precision(subject: Subject) -> Iterator[Finding]:
    precision = subject.spec.runtime.precision
    for path, layer in all_layers(subject):
        if layer.type == "SimpleRNN" and (layer.dtype or precision) == "float64":
            yield Finding(
                path,
                "on JAX `SimpleRNN` can't be trained in double precision",
                target="key",
                label="its first state is a float32",
                keras="builds it, and raises RuntimeError at the first batch: the carry of the loop changes its type",
                help="take another backend, `LSTM` or `GRU`, or a float32",
            )
            return


def _elastic(subject: Subject) -> Iterator[Finding]:
    given = subject.spec.compile
    if given is None or given.jit_compile is False or given.run_eagerly:
        return
    layers = list(all_layers(subject))
    if not all(layer.compiles for _, layer in layers):
        return
    for path, layer in layers:
        if layer.type == "RandomElasticTransform" and getattr(layer, "acts", False):
            yield Finding(
                path,
                "on JAX `RandomElasticTransform` can't be trained in a compiled model",
                target="key",
                label="can't be compiled",
                keras="builds it, and raises an error at the first step of `fit`",
                help="set `compile: {jit_compile: false}`, or take another backend",
            )
            return


def _masked_images(subject: Subject) -> Iterator[Finding]:
    for step in subject.trace.steps:
        path, layer = unwrapped(step.path, step.layer)
        if step.input.mask and layer.type.startswith("ConvLSTM") and step.layer.type != "TimeDistributed":
            yield Finding(
                path,
                f"on JAX `{layer.type}` can't read the mask that comes with its input",
                target="key",
                label="gets a mask",
                keras="builds it; raises an error at the first batch, or silently leaves out other places",
                help="take out what makes the mask, `Masking` or `mask_zero`, or take another backend",
            )
            return
