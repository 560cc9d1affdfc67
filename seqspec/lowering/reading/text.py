"""A model's configuration → a spec with comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seqspec.analysis.inference import Trace
from seqspec.analysis.linter import check_text
from seqspec.errors import ExportError
from seqspec.language import normal
from seqspec.language.layer import Layer, show
from seqspec.language.named import Named
from seqspec.language.spec import Compile
from seqspec.lowering.reading.chain import layers_of
from seqspec.lowering.reading.values import named, value_of
from seqspec.starter.scalars import visible

_PRECISIONS = ("float64", "mixed_float16", "mixed_bfloat16", "bfloat16", "float16")
_KINDS = {"optimizer": "optimizer", "loss": "loss", "metrics": "metric", "weighted_metrics": "metric"}
_WIDEST = 80
_INPUTS = ("InputLayer", "Input")


def write(model: dict[str, Any], source: str) -> tuple[str, list[str]]:
    """
    The spec as YAML, and what was left out of it, each a sentence.

    Args:
        model: from `read_config`.
        source: what the comment calls the file.

    Raises:
        ExportError: a layer is none of Keras's own, or the layers are no row.
    """
    listed = layers_of(model)
    precision = _precision(listed)
    entries = [each for each in (_entry(layer, precision) for layer in listed) if each is not None]
    entries = [*_input(model, listed), *entries]
    section, notes = _compile(model.get("compile_config"))
    runtime = {"precision": precision} if precision else {}
    text = _lines(source, model, entries, section, runtime, notes, None)
    checked = check_text(text)
    trace = checked.trace if checked.spec is not None else None
    return _lines(source, model, entries, section, runtime, notes, trace), notes


# ---------------------------------------------------------------------------------------------------------- the model


def _precision(listed: list[dict[str, Any]]) -> str | None:
    """The policy of all layers, where they have the same one and it is not the usual one."""
    policies = [value_of(layer["config"].get("dtype")) for layer in listed if layer.get("class_name") not in _INPUTS]
    same = policies[0] if policies and all(policy == policies[0] for policy in policies) else None
    return same if same in _PRECISIONS else None


def _entry(layer: dict[str, Any], precision: str | None) -> Layer | None:
    if layer.get("class_name") in _INPUTS:
        return None
    found = named("layer", layer)
    assert isinstance(found, Layer)
    if precision is not None and getattr(found, "dtype", None) == precision:
        found.model_fields_set.discard("dtype")
    return found


def _input(model: dict[str, Any], listed: list[dict[str, Any]]) -> Iterator[Layer]:
    """What goes in: of an input layer, else of what the model or its first layer was built with."""
    first = listed[0]["config"] if listed else {}
    config = model["config"] if isinstance(model["config"], dict) else {}
    shape = first.get("batch_shape") or first.get("batch_input_shape") or config.get("build_input_shape")
    shape = value_of(shape)
    if not isinstance(shape, list) or len(shape) < 2:
        raise ExportError(
            "the model does not say what goes in: it was never built", help="give its first layer an input shape"
        )
    is_input = bool(listed) and listed[0].get("class_name") in _INPUTS
    dtype = value_of(first.get("dtype")) if is_input else None
    given = {
        "shape": shape[1:],
        "batch_size": shape[0],
        "dtype": dtype,
        "name": first.get("name") if is_input else None,
    }
    if not is_input or str(given["name"]).startswith("input_layer"):
        given["name"] = None
    given = {key: value for key, value in given.items() if value is not None and (key, value) != ("dtype", "float32")}
    found = named("layer", {"class_name": "Input", "config": given})
    assert isinstance(found, Layer)
    yield found


# ---------------------------------------------------------------------------------------------------------- training


def _compile(config: Any) -> tuple[dict[str, Any], list[str]]:
    """What `compile` was told, and what of it a spec can't say."""
    found: dict[str, Any] = {}
    notes: list[str] = []
    for key, value in (config if isinstance(config, dict) else {}).items():
        resolved = (key, value) == ("jit_compile", True)  # what Keras makes of `auto`, too
        if key not in Compile.model_fields or value in (None, [], {}) or resolved:
            continue
        try:
            said = _said(key, _single(value))
        except ExportError as error:
            notes.append(f"`compile.{key}` is left out: {error.message}")
            continue
        if said is not None and (key in _KINDS or said != Compile.model_fields[key].default):
            found[key] = said
    return {key: found[key] for key in Compile.model_fields if key in found}, notes


def _said(key: str, value: Any) -> Any:
    if key in {"optimizer", "loss"}:
        return _bare(named(key, value), value)
    if key in _KINDS:
        listed = value if isinstance(value, list) else [value]
        return [_bare(named("metric", each), each) for each in listed if each is not None]
    return value_of(value)


def _bare(found: Named, value: Any) -> Any:
    """A name that was given as a name stays one: Keras's logs are called after it."""
    return value if isinstance(value, str) else found


def _single(value: Any) -> Any:
    """What is said of the one output: it may stand in a list or under a name."""
    if isinstance(value, dict) and "class_name" not in value and len(value) == 1:
        return _single(next(iter(value.values())))
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], list):
        return _single(value[0])
    return value


# -------------------------------------------------------------------------------------------------------------- text


def _lines(
    source: str,
    model: dict[str, Any],
    entries: list[Layer],
    section: dict[str, Any],
    runtime: dict[str, Any],
    notes: list[str],
    trace: Trace | None,
) -> str:
    lines = [f"# Taken in by `seqspec import` from {visible(source)}; weights are no part of a spec.", "seqspec: 1"]
    name = model["config"].get("name") if isinstance(model["config"], dict) else None
    if isinstance(name, str) and name not in {"sequential", "functional", "model"}:
        lines.append(f"name: {normal.flow(name)}")
    lines += ["", "# data: where examples come from; `seqspec init FILE.csv` shows how a recipe looks", "", "model:"]
    inputs = [entry for entry in entries if entry.type == "Input"]
    lines += [f"  - {_entry_text(entry)}" for entry in inputs]
    written = [f"  - {_entry_text(entry)}" for entry in entries[len(inputs) :]]
    column = max((len(line) for line in written if len(line) <= _WIDEST), default=0)
    for place, line in enumerate(written):
        told = _effect(trace, place)
        lines.append(f"{line:<{column}} # {told}" if told else line)
    if section:
        lines += ["", *_section("compile", {key: _short(value) for key, value in section.items()})]
    lines += [f"# {visible(note)}" for note in notes]
    if runtime:
        lines += ["", *_section("runtime", runtime)]
    return "\n".join(lines) + "\n"


def _effect(trace: Trace | None, place: int) -> str:
    """What leaves a layer, and its parameters."""
    step = trace.steps[place] if trace is not None and place < len(trace.steps) else None
    if step is None or step.output.shape is None:
        return ""
    params = f", {step.params:,} parameters" if step.params else ""
    return f"{show(step.output.shape)}{params}"


def _entry_text(entry: Layer) -> str:
    """A layer on one line, in the shortest form that says the same."""
    value = _short(entry)
    if isinstance(value, str):
        return normal.flow(value)
    ((name, given),) = value.items()
    return f"{name}: {normal.flow(given)}"


def _short(value: Any) -> Any:
    """A plain value, every name in its shortest form: without arguments, with the first one, or a wrapper's layer."""
    if isinstance(value, list):
        return [_short(each) for each in value]
    if not isinstance(value, Named) or value.written is not None:
        return normal.plain(value)
    own = value.own_fields()
    fields = [*own, *(field for field in type(value).model_fields if field not in own)]
    given = {field: _short(getattr(value, field)) for field in fields if field in value.model_fields_set}
    if not given:
        return value.type
    (first, alone), *others = given.items()
    if others or first != own[0] or alone is None:
        return {value.type: given}
    if isinstance(alone, dict) and not (first == "layer" and len(alone) == 1):
        return {value.type: given}
    return {value.type: alone}


def _section(name: str, value: dict[str, Any]) -> list[str]:
    return [f"{name}:", *(f"  {key}: {normal.flow(each)}" for key, each in value.items())]
