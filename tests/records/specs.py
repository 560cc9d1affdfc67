"""A record as the YAML text that a user would write."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

Record: TypeAlias = dict[str, Any]

_KINDS = {"float": "real", "int": "classes", "onehot": "one_hot", "multihot": "multi_label", "binary": "binary"}
_ONE_CLASS = {"binary_crossentropy", "BinaryCrossentropy"}


def spec_text(record: Record) -> str:
    """The spec of a record: JSON on its lines, which is YAML; one layer a line."""
    parts = {
        "seqspec": "1",
        "name": json.dumps(record["id"]),
        "data": _section(_arrays(record)),
        "model": "".join(f"\n  - {json.dumps(layer)}" for layer in [_input(record), *map(_layer, record["layers"])]),
        "compile": _section(_compile(record["compile"])),
        "runtime": '{"seed": 1}',
    }
    return "".join(f"{name}: {text}\n" for name, text in parts.items() if text)


def _section(content: Record | None) -> str | None:
    return json.dumps(content) if content else None


def _input(record: Record) -> Record:
    sizes = {"shape": record["input_shape"], "batch_size": record.get("batch_size")}
    return {"Input": {name: value for name, value in sizes.items() if value is not None}}


def _layer(record: Record) -> Any:
    """A layer by its name; what it wraps likewise."""
    arguments = {name: value for name, value in record.items() if name != "type"}
    if isinstance(arguments.get("layer"), dict):
        arguments["layer"] = _layer(arguments["layer"])
    return {record["type"]: arguments} if arguments else record["type"]


def _compile(record: Record | None) -> Record | None:
    return record and {
        name: [_named(each) for each in value] if isinstance(value, list) else _named(value)
        for name, value in record.items()
    }


def _named(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    arguments = {name: each for name, each in value.items() if name != "class"}
    return {value["class"]: arguments} if arguments else value["class"]


def _arrays(record: Record) -> Record | None:
    """The arrays that the record tells of."""
    data, target = record.get("data_shape"), record.get("target_shape")
    if data is None:
        return None
    arrays: Record = {"input": {"shape": data[1:]}, "samples": data[0]}
    if target is not None:
        arrays["target"] = {"shape": target[1:], **_kind(record)}
    return {"arrays": arrays}


def _kind(record: Record) -> Record:
    kind = _KINDS[record["target_kind"]]
    if kind == "classes" and _loss(record) in _ONE_CLASS:
        kind = "binary"
    largest = record.get("target_max")
    return {"kind": kind} if largest is None else {"kind": kind, "max": largest}


def _loss(record: Record) -> str | None:
    loss = (record.get("compile") or {}).get("loss")
    return loss["class"] if isinstance(loss, dict) else loss
