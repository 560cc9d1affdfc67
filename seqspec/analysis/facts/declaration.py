"""Where a spec declares what the model takes, and whether the recipe says the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Path
from seqspec.language.layer import Dim, Layer
from seqspec.language.layers.core import Input


@dataclass(frozen=True, slots=True)
class Declaration:
    """
    The input shape as the spec declares it, the batch axis left out.

    Args:
        path: where it is written.
        offset: entries of what is written there that come before the first size: 1 for `batch_shape`.
    """

    path: Path
    sizes: tuple[Dim, ...]
    offset: int = 0

    def size_path(self, axis: int) -> Path:
        """Where one size is written; axes count from 0, the batch axis left out."""
        return (*self.path, axis + self.offset)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """
    A declaration that the recipe does not keep.

    Args:
        delivered: what the recipe delivers instead, the batch axis left out.
        axis: the axis along which they differ, counted from 0; None where the number of axes does.
        is_time: whether that axis is time, and not features.
    """

    declared: Declaration
    delivered: tuple[Dim, ...]
    axis: int | None
    is_time: bool = False


def declaration(subject: Subject) -> Declaration | None:
    """The input shape that the first layer declares, if it does."""
    if not subject.layers:
        return None
    path, layer = subject.layers[0]
    if isinstance(layer, Input):
        both = (*path, "batch_shape")
        if subject.is_written(both):
            return Declaration(both, tuple(layer.shape), 1)
        return Declaration((*path, "shape"), tuple(layer.shape))
    if layer.input_shape is None:
        return None
    return Declaration((*path, "input_shape"), tuple(layer.input_shape))


def contradictions(subject: Subject) -> list[Contradiction]:
    """Everything in which the declared input and the recipe differ."""
    declared, delivery = declaration(subject), subject.delivery
    if declared is None or delivery is None or delivery.input.shape is None:
        return []
    delivered = delivery.input.shape[1:]
    if len(delivered) != len(declared.sizes):
        return [Contradiction(declared, delivered, None)]
    ids = len(delivered) == 1 and delivery.length is not None
    return [
        Contradiction(declared, delivered, axis, is_time=ids or axis < len(delivered) - 1)
        for axis, (one, other) in enumerate(zip(declared.sizes, delivered, strict=True))
        if one is not None and other is not None and one != other
    ]


def _inner(path: Path, layer: Layer) -> Iterator[tuple[Path, Layer]]:
    """The layers that a wrapper or a block holds directly, each with where it is written."""
    for field in sorted(layer.model_fields_set):  # no layer is held by default
        value = getattr(layer, field)
        if isinstance(value, Layer):
            yield (*path, field, value.type), value
        elif isinstance(value, list):
            yield from (
                ((*path, field, index, item.type), item) for index, item in enumerate(value) if isinstance(item, Layer)
            )


def all_layers(subject: Subject) -> Iterator[tuple[Path, Layer]]:
    """Every layer as written, those inside wrappers included; one in a repeated block comes once."""
    seen: set[Path] = set()
    for path, layer in subject.layers:
        if path not in seen:
            seen.add(path)
            yield from with_inner(path, layer)


def with_inner(path: Path, layer: Layer) -> Iterator[tuple[Path, Layer]]:
    """A layer, and every layer that it holds at any depth."""
    yield path, layer
    for inner_path, inner in _inner(path, layer):
        yield from with_inner(inner_path, inner)
