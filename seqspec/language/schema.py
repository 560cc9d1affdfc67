"""
The language as JSON Schema 2020-12, for editors and other tools: every form, argument, type and default.

The schema follows from the classes that decode a spec. It accepts every spec that lint has nothing against, and refuses
what can be seen without counting shapes: unknown names and arguments, wrong types, values that are no choice.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from seqspec.language.glossary import describe, keys, lead
from seqspec.language.named import KINDS, Kind, Named
from seqspec.language.recipe.source import SOURCES, Source
from seqspec.language.section import Section
from seqspec.language.spec import VERSION, Repeat, Spec

Schema: TypeAlias = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DEFINITIONS = "#/$defs/"
_MARK = "seqspec:"
_OWN = {"Layer", "Repeat"}  # pydantic would write them out; they are defined here
_ONE_KEY = {"type": "object", "additionalProperties": False, "minProperties": 1, "maxProperties": 1}
_SECTIONS = ("data", "compile", "fit", "runtime")


def schema() -> Schema:
    """The whole language as one JSON Schema."""
    definitions: dict[str, Schema] = {}
    for name, kind in KINDS.items():
        definitions |= _definitions_of_kind(name, kind)
    definitions |= _definitions_of_sources()
    root = _spec(definitions)
    return {"$schema": _DIALECT, "title": f"A seqspec spec, version {VERSION} of the language", **root,
            "$defs": dict(sorted(definitions.items()))}  # fmt: skip


# ------------------------------------------------------------------------------------------------------------ the spec


def _spec(definitions: dict[str, Schema]) -> Schema:
    spec = _of_model(Spec, definitions)
    definitions["repeat"] = _repeat()
    properties = spec["properties"]
    properties["model"] = {"description": keys(Spec)["model"], **_list_of_layers()}
    for name in _SECTIONS:
        properties[name] = _or_null(properties[name])
    spec["required"] = ["seqspec"]
    spec["anyOf"] = [{"required": ["model"]}, {"required": ["extends"]}, {"required": ["fragment"]}]
    return spec


def _or_null(schema: Schema) -> Schema:
    choices = schema.get("anyOf", [schema])
    if {"type": "null"} in choices:
        return schema
    description = schema.pop("description")
    return {"description": description, "anyOf": [schema, {"type": "null"}]}


def _list_of_layers() -> Schema:
    return {"type": "array", "minItems": 1, "items": {"anyOf": [_reference("layer"), _reference("repeat")]}}


def _repeat() -> Schema:
    body = {
        "type": "object",
        "additionalProperties": False,
        "required": ["times", "layers"],
        "properties": {
            "times": {"description": keys(Repeat)["times"], "type": "integer", "minimum": 1},
            "layers": {"description": keys(Repeat)["layers"], **_list_of_layers()},
        },
    }
    return {
        "description": lead(Repeat),
        "type": "object",
        "additionalProperties": False,
        "required": ["repeat"],
        "properties": {"repeat": {"description": lead(Repeat), **body}},
    }


# ------------------------------------------------------------------------------------------------------- named things


def _definitions_of_kind(name: str, kind: Kind) -> dict[str, Schema]:
    """One definition for the kind, with its forms, and one for the arguments of each of its classes."""
    definitions: dict[str, Schema] = {}
    classes = {each: kind.load(each) for each in kind.registry.names}
    for each, cls in classes.items():
        definitions[f"{name}.{each}"] = _arguments(cls, definitions)
    spellings = dict(_spellings(kind))
    alone = sorted(written for written, each in spellings.items() if not _required(classes[each]))
    bodies = {written: _reference(f"{name}.{each}") for written, each in sorted(spellings.items())}
    definitions[name] = {
        "description": f"A {kind.noun}: its name, or its name with its first argument or a mapping of arguments.",
        "anyOf": [{"enum": alone}, {**_ONE_KEY, "properties": bodies}],
    }
    return definitions


def _spellings(kind: Kind) -> Iterator[tuple[str, str]]:
    for name in kind.registry.names:
        yield name, name
        if kind.any_case:
            yield name.lower(), name
    yield from kind.aliases.items()


def _required(cls: type[Named]) -> bool:
    return any(field.is_required() for field in cls.model_fields.values())


def _arguments(cls: type[Named], definitions: dict[str, Schema]) -> Schema:
    """What may stand after the colon: the mapping, or the first argument."""
    long_form = _of_model(cls, definitions)
    own = cls.own_fields()
    names = (*own, *(name for name in cls.arguments() if name not in own))
    long_form["properties"] = {name: _described(cls, name, long_form["properties"][name]) for name in names}
    description = long_form.pop("description", "")
    return {"description": description, "anyOf": [long_form, *_short_form(cls, long_form["properties"])]}


def _described(cls: type[Named], name: str, schema: Schema) -> Schema:
    text = describe(cls, name)
    return {"description": text, **schema} if text else schema


def _short_form(cls: type[Named], properties: dict[str, Schema]) -> Iterator[Schema]:
    own = cls.own_fields()
    if not own:
        return
    first = {key: value for key, value in properties[own[0]].items() if key not in {"default", "description"}}
    if first == _reference("layer"):  # a wrapper takes a layer in all its forms
        yield first
    else:
        yield {"not": {"type": ["object", "null"]}, **first}


def _definitions_of_sources() -> dict[str, Schema]:
    definitions: dict[str, Schema] = {}
    properties: dict[str, Schema] = {}
    for name in SOURCES.names:
        recipe = SOURCES.load(name).Recipe
        long_form = _of_model(recipe, definitions)
        first = next(iter(long_form["properties"].values()))
        definitions[f"source.{name}"] = {"description": lead(recipe), "anyOf": [long_form, first]}
        properties[name] = _reference(f"source.{name}")
    definitions["source"] = {
        "description": lead(Source),
        **_ONE_KEY,
        "properties": properties,
    }
    return definitions


# ------------------------------------------------------------------------------------------------ pydantic's own schema


def _of_model(model: type[BaseModel], definitions: dict[str, Schema]) -> Schema:
    """The schema of one model; what it needs besides goes into the definitions."""
    found: Schema = _tidy(model.model_json_schema(schema_generator=_Generator))
    needed = found.pop("$defs", {})
    definitions |= {_short(name): _headed(schema) for name, schema in needed.items() if name not in _OWN}
    found["description"] = _plain(model)
    return found


class _Generator(GenerateJsonSchema):
    """Pydantic's, with what the documentation of a section says of it and of each of its keys."""

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        found = super().model_schema(schema)
        cls = schema["cls"]
        if not issubclass(cls, Section):
            return found
        said = keys(cls)
        described = {key: {**each, "description": said[key]} for key, each in found.get("properties", {}).items()}
        return {**found, "description": lead(cls), "properties": described}


def _plain(model: type[BaseModel]) -> str:
    return lead(model) if issubclass(model, Section) else inspect.cleandoc(model.__doc__ or "")


def _headed(schema: Schema) -> Schema:
    """A definition with its description at the top, where it stands in the long form of a section with a short one."""
    return schema if "description" in schema else {"description": schema["anyOf"][-1].pop("description"), **schema}


def _short(name: str) -> str:
    """A definition's name: the class, after its module where two classes have the same name."""
    *_, module, cls = ["", *name.lower().split("__")]
    return cls if module in {"", cls} else f"{module}.{cls}"


def _tidy(value: Any, names: bool = False) -> Any:
    """Pydantic's schema without the titles it makes up, and with a reference where a named thing stands."""
    if isinstance(value, list):
        return [_tidy(each) for each in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("$comment")
    found = _reference(kind.removeprefix(_MARK)) if isinstance(kind, str) and kind.startswith(_MARK) else {}
    if isinstance(value.get("$ref"), str) and not names:
        found = _reference(_short(value["$ref"].removeprefix(_DEFINITIONS)))
        value = {key: each for key, each in value.items() if key != "$ref"}
    kept = {key: each for key, each in value.items() if names or key not in {"title", "$comment"}}
    return found | {
        key: each if key == "default" and not names else _tidy(each, key in _MAPS) for key, each in kept.items()
    }


_MAPS = {"properties", "$defs"}


def _reference(name: str) -> Schema:
    return {"$ref": f"{_DEFINITIONS}{name}"}
