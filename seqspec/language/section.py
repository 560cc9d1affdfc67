"""
A section of a recipe: a mapping with known keys, often with a short form.

Each section puts its own mistakes into words, so that a message names the section and its keys, however deep it lies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, ValidationError, model_validator
from pydantic_core import CoreSchema, InitErrorDetails

from seqspec.language import problems
from seqspec.language.meant import meant
from seqspec.language.named import nest


class Section(BaseModel):
    """Strict, closed, and unchangeable once read."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, defer_build=True, allow_inf_nan=False, protected_namespaces=()
    )

    short_form: ClassVar[dict[str, Any] | None] = None
    """What `expand` takes beside the mapping, as JSON Schema; None where there is no short form."""

    @classmethod
    def called(cls) -> str:
        """The key that a user writes the section under."""
        return cls.__name__.lower()

    @classmethod
    def expand(cls, value: Any) -> Any:
        """A short form written out as a mapping; anything else as it is."""
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        long_form = handler(schema)
        return long_form if cls.short_form is None else {"anyOf": [cls.short_form, long_form]}

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, value: Any, handler: Callable[[Any], Self]) -> Self:
        value = cls.expand(value)
        if not isinstance(value, dict | cls):
            said = f"`{cls.called()}` has to be a mapping, and this is {problems.kind_of(value)}"
            raise problems.problem("SEQ008", said, **meant(f"`{cls.called()}`", value, ("a mapping",)))
        try:
            return handler(value)
        except ValidationError as error:
            raise nest(error, (), cls) from None


def at(location: tuple[str | int, ...], problem: problems.Problem) -> ValidationError:
    """A problem of a section that belongs to one of its keys."""
    return ValidationError.from_exception_data("spec", [InitErrorDetails(type=problem, loc=location, input=None)])
