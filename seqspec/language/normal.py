"""Spec → plain values: the normal form, with long argument names, that can be written as JSON and read again."""

from __future__ import annotations

import re
from typing import Any

import yaml
from pydantic import BaseModel

from seqspec.language.named import Named
from seqspec.language.recipe.source import Source
from seqspec.language.spec import Repeat, Spec

_PLAIN = re.compile(r"[A-Za-z_][\w./-]*", re.ASCII)


def normal_form(spec: Spec) -> dict[str, Any]:
    """What the spec says, and nothing it does not say: defaults stay out. Reading it again gives the same spec."""
    given: dict[str, Any] = plain(spec)
    for key in ("extends", "fragment"):  # what it extends is in it already
        given.pop(key, None)
    return {"seqspec": spec.seqspec, **given}


def plain(value: Any) -> Any:
    """Lists, mappings and scalars for anything that a spec holds."""
    if isinstance(value, Named):
        return _named(value)
    if isinstance(value, Source):
        return {value.name: _fields(value)}
    if isinstance(value, Repeat):
        return {"repeat": _fields(value)}
    if isinstance(value, BaseModel):
        return _fields(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def _named(named: Named) -> Any:
    if named.written is not None:
        return named.written
    return {named.type: _fields(named)} if named.model_fields_set else named.type


def _fields(model: BaseModel) -> dict[str, Any]:
    """The fields that were given, in the order the class has them."""
    return {name: plain(getattr(model, name)) for name in type(model).model_fields if name in model.model_fields_set}


def write(spec: Spec) -> str:
    """The normal form as YAML that 1.1 and 1.2 readers understand alike."""
    return block(normal_form(spec))


def block(value: Any) -> str:
    """
    A plain value as YAML, line by line.

    Raises:
        yaml.YAMLError: something in it is not plain.
    """
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, default_flow_style=None, allow_unicode=True, width=120)


def flow(value: Any) -> str:
    """A plain value as YAML on one line."""
    text = yaml.dump(value, Dumper=_Dumper, sort_keys=False, default_flow_style=True, allow_unicode=True, width=10**6)
    return text.removesuffix("...\n").strip()


class _Dumper(yaml.SafeDumper):
    """Quotes every text that is not plainly a name, and shares nothing by anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if _PLAIN.fullmatch(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _write_text)
