"""The model layer by layer: what leaves each one and what it costs, as a table for people and as a mapping."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from seqspec.analysis.inference import Step, Trace
from seqspec.language.layer import Shape, Unknown, show
from seqspec.language.spec import Spec

DEFAULT_BATCH = 32
"""What Keras takes where nobody says."""

_HEAD = ("#", "layer", "name", "output", "mask", "parameters", "multiply-adds")
_RIGHT = {"#", "parameters", "multiply-adds"}


def content(trace: Trace) -> dict[str, Any]:
    """The ladder for programs; the keys are a contract. A size that is not known is None, the batch axis always so."""
    return {
        "layers": [_layer(step) for step in trace.steps],
        "total_params": trace.params,
        "trainable_params": trace.trainable_params,
        "macs": trace.macs,
        "output_shape": _sizes(trace.output.shape),
    }


def _layer(step: Step) -> dict[str, Any]:
    return {
        "index": step.index,
        "type": step.layer.type,
        "name": step.name,
        "output_shape": _sizes(step.output.shape),
        "dtype": step.output.dtype,
        "mask": step.output.mask,
        "params": step.params,
        "trainable_params": step.trainable_params,
        "macs": step.macs,
    }


def _sizes(shape: Shape | None) -> list[int | None] | None:
    return None if shape is None else [None, *shape[1:]]


def table(spec: Spec, trace: Trace) -> str:
    """The ladder for people, up to the first layer that can't take its input, and what it adds up to."""
    rows: list[tuple[str, ...]] = [
        _HEAD,
        ("", "input", "", show(trace.input.shape), "yes" if trace.input.mask else "", "", ""),
    ]
    whole = [*takewhile(_works, trace.steps)]
    rows += [_row(step) for step in whole]
    rows += [_broken_row(step) for step in trace.steps[len(whole) : len(whole) + 1]]
    parts = ["\n".join(part) for part in ([_title(spec)], _aligned(rows), _totals(spec, trace))]
    return "\n\n".join(part for part in parts if part) + "\n"


def _works(step: Step) -> bool:
    return step.error is None and not isinstance(step.layer, Unknown)


def _row(step: Step) -> tuple[str, ...]:
    mask = "yes" if step.output.mask else ""
    shape = show(step.output.shape)
    return (str(step.index), step.layer.type, step.name, shape, mask, _number(step.params), _number(step.macs))


def _broken_row(step: Step) -> tuple[str, ...]:
    return (str(step.index), step.layer.type, step.name, "?", "", "?", "?")


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Columns of equal width; one that is empty but for its head is left out."""
    columns = [column for column in zip(*rows, strict=True) if any(column[1:])]
    widths = [max(map(len, column)) for column in columns]
    return [
        "  ".join(_cell(*each) for each in zip(cells, widths, columns, strict=True)).rstrip()
        for cells in zip(*columns, strict=True)
    ]


def _cell(text: str, width: int, column: tuple[str, ...]) -> str:
    return text.rjust(width) if column[0] in _RIGHT else text.ljust(width)


def _title(spec: Spec) -> str:
    from seqspec.analysis.formats._text import escape

    return escape(": ".join(text for text in (spec.name, spec.description) if text))


def _totals(spec: Spec, trace: Trace) -> Iterator[str]:
    if trace.params is not None and trace.trainable_params is not None:
        frozen = trace.params - trace.trainable_params
        yield f"{trace.params:,} parameters, " + (f"{frozen:,} of them not trainable" if frozen else "all trainable")
    if trace.macs is not None:
        yield f"{trace.macs:,} multiply-adds for one example"
    yield from _memory(spec, trace)


def _memory(spec: Spec, trace: Trace) -> Iterator[str]:
    if trace.activation_bytes is None:
        return
    batch = trace.batch_size or spec.fit.batch_size or DEFAULT_BATCH
    yield f"{human_bytes(trace.activation_bytes * batch)} of activations for one batch of {batch}"


def _number(value: int | None) -> str:
    return "?" if value is None else f"{value:,}"


def human_bytes(number: int) -> str:
    """Bytes in the unit that reads best: `2.6 MiB`."""
    size = float(number)
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if size < 1024 or unit == "GiB":
            break
        size /= 1024
    return f"{number} bytes" if unit == "bytes" else f"{size:,.1f} {unit}"
