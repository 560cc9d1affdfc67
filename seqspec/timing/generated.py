"""Numbers of the right shape, where the data of a spec are not there: what they say makes no step longer."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from seqspec.analysis.inference import Trace
from seqspec.data import arrays
from seqspec.data.dataset import Dataset
from seqspec.errors import RunError
from seqspec.language.layer import Shape
from seqspec.language.recipe.arrays import Arrays, Input, Target
from seqspec.language.recipe.source import FileSource, MadeSource, TextSource
from seqspec.language.spec import Spec

_OPEN = 64
"""Taken for a size that the spec leaves open, such as the length of a text."""
_FEWEST_IDS = 2


def is_there(spec: Spec, folder: Path) -> bool:
    """
    Whether the data that a spec names can be read without being handed over.

    Args:
        folder: where the spec lies.
    """
    source = spec.data.source if spec.data else None
    if isinstance(source, FileSource):
        paths = source.paths(folder)
        return bool(paths) and all(path.exists() for path in paths)
    return isinstance(source, MadeSource | TextSource)


def require_loss(spec: Spec) -> None:
    """
    Refuse a spec that can't be trained.

    Raises:
        RunError: it names no loss.
    """
    if spec.compile is None or spec.compile.loss is None:
        raise RunError(
            "the spec names no loss to minimise", help="add `compile: {optimizer: adam, loss: mean_squared_error}`"
        )


def generate(spec: Spec, trace: Trace, count: int) -> Dataset:
    """
    A training part of made up numbers, the same every time.

    Raises:
        RunError: the spec leaves open what goes in.
    """
    shapes = [_closed(signal.shape) for signal in (trace.input, trace.output)]
    if shapes[0] is None or shapes[1] is None:
        raise RunError("the shape of the model's input is not known", help="declare it on the first layer")
    chance = np.random.default_rng(0)
    given = _inputs(trace, (count, *shapes[0]), chance)
    target = _target(spec, shapes[1])
    answers = _answers(target, (count, *(size or 1 for size in target.shape)), chance)
    declared = Arrays(input=Input(shape=list(shapes[0]), dtype=cast("Any", trace.input.dtype)), target=target)
    return arrays.load(declared, 0.0, {"input": given, "target": answers})


def _closed(shape: Shape | None) -> tuple[int, ...] | None:
    """The shape of one example, without a size that is not known."""
    return None if shape is None else tuple(size or _OPEN for size in shape[1:])


def _inputs(trace: Trace, shape: tuple[int, ...], chance: np.random.Generator) -> NDArray[Any]:
    ids = [step.layer.input_dim for step in trace.steps if step.layer.type == "Embedding"]  # type: ignore[attr-defined]
    if ids or trace.input.dtype.startswith("int"):
        known = [each for each in ids if isinstance(each, int)]
        return chance.integers(0, min(known, default=_FEWEST_IDS), shape).astype(np.int32)
    return chance.standard_normal(shape, dtype=np.float32)


def _target(spec: Spec, output: tuple[int, ...]) -> Target:
    """What the loss compares an output with."""
    loss = spec.compile.loss.type.lower().replace("_", "") if spec.compile and spec.compile.loss else ""
    if loss.startswith("sparse"):
        return Target(shape=list(output[:-1]), kind="classes", classes=max(output[-1], _FEWEST_IDS))
    return Target(shape=list(output), kind="one_hot" if loss.startswith("categorical") else "real")


def _answers(target: Target, shape: tuple[int, ...], chance: np.random.Generator) -> NDArray[Any]:
    if target.kind == "classes":
        return chance.integers(0, target.classes or _FEWEST_IDS, shape)
    if target.kind == "one_hot":
        return np.eye(shape[-1], dtype=np.float32)[chance.integers(0, shape[-1], shape[:-1])]
    return chance.random(shape, dtype=np.float32)
