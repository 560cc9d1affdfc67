"""
Everything that Keras knows by a name: layers, optimizers, losses, initializers and the rest.

One class a name, with Keras's own arguments as its fields. From the class follow decoding, "did you mean", the JSON
Schema, `explain` and lowering. Three forms serve all of them:

    adam                              the name alone
    Adam: 0.001                       the name with its first argument
    Adam: {learning_rate: 0.001}      the name with a mapping of arguments
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError
from pydantic_core import CoreSchema, InitErrorDetails, core_schema

from seqspec.diagnostics import Target
from seqspec.language import keras2, problems
from seqspec.registry import ClassRegistry

# --------------------------------------------------------------------------------------------------- kinds of names


class Kind:
    """
    A kind of thing that has names: where its classes are, and what Keras calls its module.

    Args:
        noun: what a message calls one of them.
        keras: Keras's module with the classes of this kind.
        package, module: where our classes are.
        any_case: Keras looks the name up without regard to upper and lower case.
    """

    def __init__(self, noun: str, keras: str, package: str, module: str | None = None, any_case: bool = False) -> None:
        self.noun = noun
        self.keras = keras
        self.home = f"{package}.{module}" if module else package
        self.registry = ClassRegistry(package, module)
        self.any_case = any_case

    @property
    def aliases(self) -> dict[str, str]:
        """The other strings Keras takes, each with its class: `mse` is `MeanSquaredError`."""
        return self._table("ALIASES")

    @property
    def refused(self) -> dict[str, str]:
        """Names that Keras knows and a spec can't use, each with the reason."""
        return self._table("REFUSED")

    def _table(self, name: str) -> dict[str, str]:
        table: dict[str, str] = getattr(import_module(self.home), name, {})
        return table

    def canonical(self, name: str) -> str | None:
        """The name of the class that a string in a spec stands for, or None."""
        if name in self.registry:
            return name
        if self.any_case:
            by_case = {known.lower(): known for known in self.registry.names}
            return by_case.get(name.lower())
        return self.aliases.get(name)

    def load(self, name: str) -> type[Named]:
        """The class of a canonical name; imports the one module that defines it."""
        return self.registry.load(name)

    def known(self) -> list[str]:
        """Every string that a spec may write here."""
        return sorted({*self.registry.names, *self.aliases})


_CALL = re.compile(r"(\w+)\((.*)\)")
_KEYWORD = re.compile(r"(\w+) ?= ?([-+.\w]+)")
_TRAINING = "seqspec.language.training"
KINDS: dict[str, Kind] = {
    "layer": Kind("layer", "keras.layers", "seqspec.language.layers"),
    "optimizer": Kind("optimizer", "keras.optimizers", f"{_TRAINING}.optimizers", any_case=True),
    "schedule": Kind("learning rate schedule", "keras.optimizers.schedules", _TRAINING, "schedules"),
    "loss": Kind("loss", "keras.losses", f"{_TRAINING}.losses"),
    "metric": Kind("metric", "keras.metrics", f"{_TRAINING}.metrics"),
    "initializer": Kind("initializer", "keras.initializers", _TRAINING, "initializers"),
    "regularizer": Kind("regularizer", "keras.regularizers", _TRAINING, "regularizers"),
    "constraint": Kind("constraint", "keras.constraints", _TRAINING, "constraints"),
    "callback": Kind("callback", "keras.callbacks", _TRAINING, "callbacks"),
}

# -------------------------------------------------------------------------------------------------------- the class


class Named(BaseModel):
    """
    A thing that Keras knows by name; its fields are the arguments Keras takes, in Keras's order.

    A subclass says its `kind`, and documents itself: what it is for, and each argument that is not plain.
    """

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, defer_build=True, allow_inf_nan=False, protected_namespaces=()
    )
    kind: ClassVar[str]
    of_keras: ClassVar[bool] = True
    """Whether Keras has it; what it lacks seqspec makes itself."""
    _written: str | None = PrivateAttr(default=None)
    _retired: tuple[tuple[str, problems.Problem], ...] = PrivateAttr(default=())

    def __eq__(self, other: object) -> bool:
        """Whether both mean the same, however they are written."""
        return type(self) is type(other) and self.__dict__ == other.__dict__

    @property
    def written(self) -> str | None:
        """The bare name as it stands in the spec (`mse`), or None where arguments were given."""
        return self._written

    @property
    def type(self) -> str:
        """Keras's name of the class."""
        return type(self).__name__

    @classmethod
    def own_fields(cls) -> tuple[str, ...]:
        """The arguments of this class itself, without those every layer has, in Keras's order."""
        return tuple(cls.model_fields)

    @classmethod
    def arguments(cls) -> tuple[str, ...]:
        """Every argument that a spec may give."""
        return tuple(cls.model_fields)

    @classmethod
    def body(cls, value: Any) -> dict[str, Any]:
        """
        The arguments that stand after the name, in long form: a mapping as it is, else the first argument.

        Raises:
            PydanticCustomError: there is nothing after the colon, or there is no first argument to give.
        """
        if isinstance(value, dict):
            return value
        if value is None:
            raise problems.problem(
                "SEQ008",
                f"nothing stands after `{cls.__name__}:`",
                help=f"write `{cls.__name__}` without the colon, or give its arguments",
            )
        fields = cls.own_fields()
        if not fields:
            message = f"`{cls.__name__}` takes no arguments"
            raise problems.problem("SEQ007", message, help=f"write `{cls.__name__}` alone")
        return {fields[0]: value}

    @classmethod
    def objection(cls, value: Any) -> problems.Problem | None:
        """What is wrong with the form of what stands after the name, where `body` sees what is meant all the same."""
        return None


def read(kind: str, value: Any) -> Named:
    """
    Decode one of the three forms.

    Args:
        kind: a key of `KINDS`.
        value: what stands in the spec; an instance passes through.

    Raises:
        PydanticCustomError: it is no form of a name, or nobody knows the name.
        ValidationError: its arguments are wrong; locations start with the name.
    """
    if isinstance(value, Named) and value.kind == kind:
        return value
    name, argument = _split(kind, value)
    cls = KINDS[kind].load(_canonical(kind, name, written_alone=isinstance(value, str)))
    if not isinstance(value, str):
        return _with_arguments(cls, name, argument)
    try:
        found = cls.model_validate({})
    except ValidationError as error:
        raise _all(problems.reword(error, cls)) from None
    found._written = name
    return found


def _with_arguments(cls: type[Named], name: str, argument: Any) -> Named:
    try:
        body = cls.body(argument)
    except problems.Problem as error:
        raise _all([((), error)], name) from None
    arguments, retired = keras2.translate(cls, body)
    wrong: list[tuple[problems.Location, problems.Problem]] = [
        ((key,), problem) for key, problem in retired if "severity" not in (problem.context or {})
    ]
    if objection := cls.objection(argument):
        wrong.insert(0, ((), objection))
    try:
        found = cls.model_validate(arguments)
    except ValidationError as error:
        wrong += problems.reword(error, cls)
    if wrong:
        raise _all(wrong, name)
    found._retired = tuple(retired)
    return found


def retired(value: Any, path: problems.Location = ()) -> Iterator[tuple[problems.Location, problems.Problem]]:
    """SEQ009 below error: the arguments without effect that were left out of a value, and of all it holds."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from retired(item, (*path, index))
    elif isinstance(value, Named):
        path = (*path, value.type)
        yield from (((*path, key), problem) for key, problem in value._retired)
        for field in sorted(value.model_fields_set):  # a default has nothing to report
            yield from retired(getattr(value, field), (*path, field))


def nest(error: ValidationError, prefix: problems.Location, owner: type[BaseModel]) -> ValidationError:
    """The same errors in the words of the spec, each below `prefix`."""
    return _all([(prefix + loc, problem) for loc, problem in problems.reword(error, owner)])


def _all(wrong: list[tuple[problems.Location, problems.Problem]], *prefix: str) -> ValidationError:
    """Problems as one error, each below `prefix`."""
    lines = [InitErrorDetails(type=problem, loc=prefix + loc, input=None) for loc, problem in wrong]
    return ValidationError.from_exception_data("spec", lines)


def _split(kind: str, value: Any) -> tuple[str, Any]:
    noun = KINDS[kind].noun
    if isinstance(value, str):
        return value, {}
    if isinstance(value, dict) and len(value) == 1:
        ((name, argument),) = value.items()
        return name, argument
    if isinstance(value, dict):
        message = f"{problems.one(noun)} is one name, and this mapping has {len(value)} keys"
        raise problems.problem("SEQ008", message, help=_one_name(kind, value))
    alone = value[0] if isinstance(value, list) and len(value) == 1 else None
    more = {"help": f"write `{alone}`", "replace": alone, "safe": True} if isinstance(alone, str) else {}
    said = f"{problems.one(noun)} is a name or a mapping, and this is {problems.kind_of(value)}"
    raise problems.problem("SEQ008", said, **more)


def _one_name(kind: str, value: dict[str, Any]) -> str:
    """How several keys become one name; `{type: LSTM, units: 8}` is how other languages write it."""
    if not value:
        return f"name {problems.one(KINDS[kind].noun)}"
    for key in ("type", "class_name"):
        name = value.get(key)
        if isinstance(name, str) and KINDS[kind].canonical(name) is not None:
            rest = {each: given for each, given in value.items() if each != key}
            config = rest.get("config")
            given = config if key == "class_name" and isinstance(config, dict) else rest
            arguments = ", ".join(f"{each}: {_flow(argument)}" for each, argument in given.items())
            return f"write `{name}: {{{arguments}}}`"
    return f"indent the arguments one level deeper, or write `{next(iter(value))}: {{...}}`"


def _flow(value: Any) -> str:
    """A value as YAML on one line; a long one is hinted at."""
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 40 else "..."


def _canonical(kind: str, name: str, written_alone: bool) -> str:
    known = KINDS[kind].canonical(name)
    if known is not None:
        return known
    error = _nobody(KINDS[kind], name, "value" if written_alone else "key")
    if written_alone:
        raise error
    raise _all([((), error)], name)


def _nobody(kind: Kind, name: str, target: Target) -> problems.Problem:
    """SEQ006: there is no such name, or a spec can't use it."""
    if reason := kind.refused.get(name):
        return problems.problem("SEQ006", f"a spec can't name the {kind.noun} `{name}`", help=reason, target=target)
    known = kind.known()
    called, colon, argument = name.partition(":")
    if colon and argument.strip() and kind.canonical(called) is not None and target == "value":
        message, written = f"a space is missing after the colon of `{name}`", f"{called}: {argument}"
        return problems.problem("SEQ006", message, help=f"write `{written}`", replace=written)
    if call := _CALL.fullmatch(name):
        return _called(kind, name, call[1], call[2], target)
    intended = keras2.intended_name(kind.noun, name, known, target)
    return intended or problems.unknown_name(kind.noun, name, known, target)


def _called(kind: Kind, name: str, called: str, given: str, target: Target) -> problems.Problem:
    """SEQ006: a call in Python, such as `Adam(lr=0.001)`, where a name with its arguments belongs."""
    known, message = kind.canonical(called), f"`{name}` is Python, and a spec names the {kind.noun} and its arguments"
    if known is None or target == "key":
        return problems.problem("SEQ006", message, help=f"write `{called}: {{ARGUMENT: VALUE}}`", target=target)
    arguments = [argument.strip() for argument in given.split(",") if argument.strip()]
    if not arguments:
        return problems.problem("SEQ006", message, help=f"write `{called}`", replace=called)
    first = kind.load(known).own_fields()[:1]
    if len(arguments) == 1 and (pair := _KEYWORD.fullmatch(arguments[0])) and pair[1] in {*first, "lr"}:
        return problems.problem("SEQ006", message, help=f"write `{called}: {pair[2]}`")
    written = ", ".join(argument.replace("=", ": ", 1) for argument in arguments)
    return problems.problem("SEQ006", message, help=f"write `{called}: {{{written}}}`")


# ------------------------------------------------------------------------------------------------- types for fields


@dataclass(frozen=True)
class Form:
    """Marks a field that holds a name of one kind, in any of the three forms."""

    kind: str

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(partial(read, self.kind))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"$comment": f"seqspec:{self.kind}"}


# Defaults may be bare strings ("glorot_uniform"): they are not validated, and cost no import.
Initializer = Annotated[Any, Form("initializer")]
Regularizer = Annotated[Any, Form("regularizer")]
Constraint = Annotated[Any, Form("constraint")]
