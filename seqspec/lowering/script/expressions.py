"""Names of a spec → calls of Keras: the same objects that `seqspec.lowering.objects` makes, written down."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from seqspec.analysis.inference import Step, Trace
from seqspec.language.layer import Layer
from seqspec.language.layers.core import Input
from seqspec.language.named import KINDS, Named
from seqspec.language.spec import Repeat, Spec
from seqspec.lowering.script.writing import Again, Call, Code, inline

_OUTSIDE = frozenset({"Sequential"})
"""What Keras keeps beside its layers, and not among them."""


def expression(value: Any) -> Any:
    """A value of a spec, with a call in the place of every name in it."""
    if isinstance(value, Named):
        return value.written if value.written is not None and value.kind == "metric" else _call(value)
    if isinstance(value, list | tuple):
        return [expression(each) for each in value]
    if isinstance(value, dict):
        return {key: expression(each) for key, each in value.items()}
    return value


def layers(spec: Spec, trace: Trace) -> list[Any]:
    """The layers of a model, its input first; a block that is repeated is written once."""
    entries = [entry for entry in spec.model if not isinstance(entry, Input)]
    return [_input(spec, trace), *_written(entries, iter(trace.steps))]


def callback(value: Named) -> Any:
    """A callback; one that writes a file writes it beside the script, and a schedule is asked by the epoch alone."""
    call = _call(value)
    given = dict(call.arguments)
    if value.type == "ModelCheckpoint":
        suffix = ".weights.h5" if given.get("save_weights_only") else ".keras"
        return Call(call.name, ((None, Code(beside(f".checkpoint{suffix}"))), *call.arguments))
    if value.type == "LearningRateScheduler":
        schedule = Code("lambda epoch, rate: float(schedule(epoch))")
        return Call(call.name, ((None, schedule), *((key, each) for key, each in given.items() if key != "schedule")))
    return call


def beside(suffix: str) -> str:
    """
    An expression of the file that is called as the script is, but for its suffix.

    Args:
        suffix: one that no file of a run and no other export has: beside them, nothing of theirs is replaced.
    """
    return f"Path(__file__).with_suffix({inline(suffix)})"


def _call(named: Named) -> Call:
    fields = [field for field in type(named).model_fields if field in named.model_fields_set and field != "input_shape"]
    first = named.own_fields()[:1] if named.kind == "layer" else ()
    given = [(None if field in first else field, expression(getattr(named, field))) for field in fields]
    given.sort(key=lambda pair: pair[0] is not None)
    home = "keras" if named.type in _OUTSIDE else KINDS[named.kind].keras
    return Call(f"{home}.{named.type}", tuple(given))


def _written(entries: list[Layer | Repeat], steps: Iterator[Step]) -> list[Any]:
    """Entries of a model, each layer as inference settled it."""
    found: list[Any] = []
    for entry in entries:
        if isinstance(entry, Layer):
            found.append(_call(next(steps).layer))
            continue
        rounds = [_written(entry.layers, steps) for _ in range(entry.times)]
        alike = all(each == rounds[0] for each in rounds)  # a size that data decide may stand in the last layer alone
        found += [Again(entry.times, tuple(rounds[0]))] if alike and entry.times > 1 else chain.from_iterable(rounds)
    return found


def _input(spec: Spec, trace: Trace) -> Call:
    """Keras's Input as declared, else as inferred."""
    first = next((layer for _, layer in spec.layers()), None)
    if isinstance(first, Input):
        return _call(first)
    assert trace.input.shape is not None  # a spec without errors says what goes in
    more = {"batch_size": trace.batch_size, "dtype": trace.input.dtype if trace.input.dtype != "float32" else None}
    given = tuple((name, value) for name, value in more.items() if value is not None)
    return Call("keras.Input", ((None, Code(repr(tuple(trace.input.shape[1:])))), *given))
