"""A model's configuration → its layers in a row; what is no row is refused by name."""

from __future__ import annotations

from typing import Any

from seqspec.errors import ExportError

_HELP = "a spec holds layers in a row, each with one input and one output"
_MOST_LAYERS = 10_000


def layers_of(model: dict[str, Any]) -> list[dict[str, Any]]:
    """
    The configurations of a model's layers, in order, its input first where it has one.

    Raises:
        ExportError: it is no Sequential, and no functional model whose layers are a chain.
    """
    kind, config = model.get("class_name"), model["config"]
    listed = config if isinstance(config, list) else config.get("layers")  # older versions left the mapping out
    if kind not in ("Sequential", "Functional", "Model"):
        raise ExportError(f"the model is a `{kind}`, a class of its author's own", help=_HELP)
    if not isinstance(listed, list):
        raise ExportError("the configuration of the model is damaged: its `layers` are no list", help="save it again")
    if kind != "Sequential" and isinstance(config, list):
        raise ExportError("the model does not say how its layers are joined", help=_HELP)
    if not all(isinstance(layer, dict) and isinstance(layer.get("config"), dict) for layer in listed):
        raise ExportError("a layer of the model has no configuration", help=_HELP)
    if len(listed) > _MOST_LAYERS:
        raise ExportError(f"the model has {len(listed):,} layers, and a spec at most {_MOST_LAYERS:,}")
    return listed if kind == "Sequential" else _in_order(listed, config)


def _in_order(listed: list[dict[str, Any]], config: dict[str, Any]) -> list[dict[str, Any]]:
    for key, what in (("input_layers", "inputs"), ("output_layers", "outputs")):
        if len(_ends(config.get(key))) != 1:
            raise ExportError(f"the model has {len(_ends(config.get(key)))} {what}", help=_HELP)
    by_name = {_name(layer): layer for layer in listed}
    after: dict[str, str] = {}
    for layer in listed:
        for source in _sources(layer):
            if source in after:
                said = f"what leaves `{source}` goes into `{after[source]}` and into `{_name(layer)}`"
                raise ExportError(said, help=_HELP)
            after[source] = _name(layer)
    place: str | None = _ends(config["input_layers"])[0]
    found: list[dict[str, Any]] = []
    while place is not None and place in by_name and len(found) <= len(listed):
        found.append(by_name[place])
        place = after.get(place)
    if not found or len(found) != len(listed) or _name(found[-1]) != _ends(config["output_layers"])[0]:
        raise ExportError("the layers of the model are no single row from its input to its output", help=_HELP)
    return found


def _name(layer: dict[str, Any]) -> str:
    return str(layer.get("name") or layer["config"].get("name"))


def _ends(value: Any) -> list[str]:
    """The names of layers in `["input", 0, 0]`, or in a list of those."""
    if not isinstance(value, list) or not value:
        return []
    each = [value] if isinstance(value[0], str) else value
    return [str(end[0]) for end in each if isinstance(end, list) and end]


def _sources(layer: dict[str, Any]) -> list[str]:
    """The layer whose output goes in; none for an input."""
    nodes = layer.get("inbound_nodes") or []
    if not isinstance(nodes, list):
        raise ExportError(f"the layer `{_name(layer)}` does not say what goes into it", help=_HELP)
    if len(nodes) > 1:
        raise ExportError(f"the layer `{_name(layer)}` is used {len(nodes)} times", help=_HELP)
    found = [source for node in nodes for source in _tensors(node)]
    if len(found) > 1:
        raise ExportError(f"the layer `{_name(layer)}` takes {len(found)} inputs", help=_HELP)
    return found


def _tensors(node: Any) -> list[str]:
    """The layers that a call takes tensors from, wherever they stand in it."""
    if isinstance(node, dict) and node.get("class_name") == "__keras_tensor__":
        inner = node.get("config")
        history = inner.get("keras_history") if isinstance(inner, dict) else None
        return [str(history[0])] if isinstance(history, list) and history else []
    if isinstance(node, dict):
        return [source for value in node.values() for source in _tensors(value)]
    if not isinstance(node, list):
        return []
    if len(node) in {3, 4} and isinstance(node[0], str) and isinstance(node[1], int):  # as Keras 2 wrote it
        return [node[0]]
    return [source for value in node for source in _tensors(value)]
