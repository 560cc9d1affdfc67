"""The sections and keys of the language, each with its path and what its documentation says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from seqspec.language.glossary import keys
from seqspec.language.recipe.source import SOURCES, Source
from seqspec.language.section import Section
from seqspec.language.spec import Repeat, Spec


@dataclass(frozen=True, slots=True)
class Topic:
    """
    A section, or a key that is none.

    Args:
        path: where it stands, such as `data.window.length`.
        section: the section, or the one that the key belongs to.
        key: the key; None for a section.
    """

    path: str
    section: type[Section]
    key: str | None = None

    def depth(self) -> int:
        """How many sections it lies in."""
        return self.path.count(".")

    def answers(self, word: str) -> bool:
        """Whether somebody who asks for this word may mean it."""
        return f".{self.path}".endswith(f".{word}")


def topics() -> tuple[Topic, ...]:
    """All of them, sections before the keys they hold."""
    return Topic("spec", Spec), *_keys("", Spec)


def _sections(path: str, section: type[Section]) -> Iterator[Topic]:
    yield Topic(path, section)
    if section is Source:
        for name in SOURCES.names:
            yield from _sections(f"{path}.{name}", SOURCES.load(name).Recipe)
    else:
        yield from _keys(f"{path}.", section)


def _keys(prefix: str, section: type[Section]) -> Iterator[Topic]:
    for key in keys(section):
        inner = set(_held(section.model_fields[key].annotation)) - {section}
        if Repeat in inner or not inner:
            yield Topic(f"{prefix}{key}", section, key)
        for each in inner:
            yield from _sections(f"{prefix}{key}.repeat" if each is Repeat else f"{prefix}{key}", each)


def _held(annotation: Any) -> Iterator[type[Section]]:
    """The sections that a value of this type may hold."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation
    for inner in get_args(annotation):
        yield from _held(inner)
