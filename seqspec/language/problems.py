"""
What is wrong with a value, in the words of YAML: whole number, list, mapping; never Python's types.

Inside pydantic a problem travels as a `PydanticCustomError` whose type is our code; `seqspec.language.decode` turns it
into a finding.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, get_args, get_origin

from pydantic_core import PydanticCustomError

from seqspec.diagnostics import Target
from seqspec.language.meant import meant
from seqspec.language.tuples import as_list
from seqspec.wording import count

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

Problem: TypeAlias = PydanticCustomError
Location: TypeAlias = tuple[str | int, ...]

# What pydantic puts into a location to say which member of a union it tried.
_TYPE = re.compile(r"(int|float|str|bool|none|number|model)$")
_MEMBER = re.compile(r"(list|tuple|dict|literal|function|constrained|is-instance|nullable|lax)\b[-\[]")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")

_EXPECTED = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "a text",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "none_required": "null",
}
_FITTED = "take it out: statistics always come from the training part, never from what the model is judged by"
_UNITS = "take it out: the target is scaled by itself, and what people read is always in its original units"
_BROUGHT_ALONG = {
    **dict.fromkeys(("fit_on", "fit_scaler_on", "scale_before_split", "fit_transform"), _FITTED),
    **dict.fromkeys(("report", "units_of_report", "inverse_transform", "invert_scaling"), _UNITS),
}
"""Keys of other tools about what is settled here, with the reason."""
_SHORT = {"val": "validation", "valid": "validation", "dev": "validation"}
"""Short names that stand too far from the long ones to be found by their letters."""
_NUMERIC = {"int_type", "int_parsing", "float_type", "float_parsing"}
_SWITCHES = {
    **dict.fromkeys(("no", "off"), "false"),
    **dict.fromkeys(("yes", "on"), "true"),
}
"""What YAML 1.1 reads as a truth value, and YAML 1.2 as a text."""
_BOUNDS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}

_LENGTHS = {
    "too_short": ("min_length", "at least "),
    "too_long": ("max_length", "at most "),
    "string_too_short": ("min_length", "at least "),
    "string_too_long": ("max_length", "at most "),
}


@dataclass(frozen=True)
class KerasSays:
    """
    Stands beside the bounds or the choices of an argument: what Keras does with a value outside of them.

    Without one, Keras refuses as we do, when the object is made.
    """

    text: str = "accepts it without a word"


def problem(code: str, message: str, **more: Any) -> Problem:
    """
    A problem with a value.

    Args:
        code: the rule it falls under, such as `SEQ008`.
        message: the sentence for the user.
        more: `help`, `keras`; `severity`, where it is not the rule's own; `target="key"` to point at the key; of a
            repair `rename`, the new key (with `alone`, the message where that key is there already), `replace`, the
            text of the new value (or both), or `delete=True`, and `safe=True` where nothing else can be meant.
    """
    return PydanticCustomError(code, "{message}", {"message": message, **more})


def beside(context: dict[str, Any], keys: Collection[str]) -> dict[str, Any]:
    """What a problem says where its key stands beside these: one that is there already is no name for another."""
    new = context.get("rename")
    if new is None or new not in keys:
        return context
    kept = {key: value for key, value in context.items() if key not in {"rename", "replace"}}
    help = f"`{new}` is already there; take this one out"
    return kept | {"message": context.get("alone", context["message"]), "help": help, "delete": True, "safe": False}


def kind_of(value: Any) -> str:
    """What a user would call a value: `the text "64"`, `a list`, `true`."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f'the text "{value}"' if len(value) <= 60 else f'the text "{value[:57]}..."'
    return "a mapping" if isinstance(value, dict) else "a list"


def one(noun: str) -> str:
    """A noun with its article: `a layer`, `an optimizer`."""
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, or None."""
    from difflib import get_close_matches

    style = name.islower()
    candidates = sorted(known, key=lambda candidate: candidate.islower() != style)  # first those written alike
    folded = {_fold(candidate): candidate for candidate in reversed(candidates)}
    for written in (_fold(name), *_swapped(_fold(name))):
        if written in folded:
            return folded[written]
    found = get_close_matches(_fold(name), folded, n=1, cutoff=0.7)
    return folded[found[0]] if found else None


def _swapped(name: str) -> Iterator[str]:
    """The name with two letters that stand side by side exchanged: the slip of a hand that types fast."""
    for index in range(len(name) - 1):
        yield f"{name[:index]}{name[index + 1]}{name[index]}{name[index + 2 :]}"


def _fold(name: str) -> str:
    return re.sub(r"[-_ ]", "", name).lower()


def unknown_name(noun: str, name: str, known: Iterable[str], target: Target = "key") -> Problem:
    """SEQ006: nobody knows a name of this kind; it stands alone as a value, or as the key of its arguments."""
    known = list(known)
    guess = nearest(name, known)
    if guess is None:
        listed = ", ".join(f"`{each}`" for each in known) if len(known) <= 12 else None
        return problem("SEQ006", f"there is no {noun} `{name}`", help=listed and f"known are {listed}", target=target)
    message = f"there is no {noun} `{name}`; did you mean `{guess}`?"
    return problem("SEQ006", message, target=target, **{"rename" if target == "key" else "replace": guess})


def reword(error: ValidationError, owner: type[BaseModel]) -> list[tuple[Location, Problem]]:
    """Every error of a model as one problem a place; the members of a union count as one."""
    grouped: dict[Location, list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        grouped.setdefault(_location(detail), []).append(detail)
    found = [(loc, _one(details, loc, owner)) for loc, details in grouped.items() if not _went_deeper(loc, grouped)]
    misspelt = {(*loc[:-1], (problem.context or {}).get("rename")) for loc, problem in found}
    return [each for each in found if each[0] not in misspelt or grouped[each[0]][0]["type"] != "missing"]


def _location(detail: ErrorDetails) -> Location:
    """Where an error is, in the user's keys alone; the name of a key that is unknown or missing is always one."""
    loc, ours = detail["loc"], detail["type"].startswith("SEQ")
    keys = loc[-1:] if detail["type"] in {"extra_forbidden", "missing"} else ()
    return tuple(part for part in loc[: len(loc) - len(keys)] if not _is_tag(part, ours)) + keys


def _is_tag(part: str | int, ours: bool) -> bool:
    """Whether pydantic put this part into a location; a user's own key may be called `model`, too."""
    return isinstance(part, str) and bool(_MEMBER.match(part) or (not ours and _TYPE.match(part)))


def _went_deeper(loc: Location, grouped: dict[Location, list[ErrorDetails]]) -> bool:
    """Whether these are the members of a union that did not take the value, while another did and went into it."""
    if any(detail["type"] not in _EXPECTED for detail in grouped[loc]):
        return False
    return any(len(other) > len(loc) and other[: len(loc)] == loc for other in grouped)


def _one(details: list[ErrorDetails], loc: Location, owner: type[BaseModel]) -> Problem:
    for detail in details:
        if detail["type"].startswith("SEQ"):
            context = detail.get("ctx", {})
            return PydanticCustomError(detail["type"], "{message}", context)
    # A member of the union that took the type and refused the value knows best.
    telling = [detail for detail in details if detail["type"] not in _EXPECTED] or details
    kind, value = telling[0]["type"], telling[0]["input"]
    name = next((f"`{part}`" for part in reversed(loc) if isinstance(part, str)), "the value")
    if loc and isinstance(loc[-1], int):
        name = f"item {loc[-1] + 1} of {name}"
    if kind == "extra_forbidden":
        return _unknown_key(str(loc[-1]), owner, top=len(loc) == 1)
    if kind == "missing":
        return problem("SEQ008", f"{name} is missing", target="key", help=_ask_for(str(loc[-1]), owner))
    more = _what_keras_says(owner, loc)
    if value in ("None", "none") and kind in _EXPECTED and _takes_null(owner, loc):
        message = f'{name} is the text "{value}", and YAML calls nothing at all `null`'
        return problem("SEQ008", message, help="write `null`", replace="null", safe=True)
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        limit = telling[0]["ctx"][key]
        shown = f"{limit:,}" if isinstance(limit, int) else f"{limit:g}"
        return problem("SEQ008", f"{name} has to be {words} {shown}, and is {value}", **more)
    if kind in {"literal_error", "enum"}:
        return _not_among(name, value, details, more)
    if kind in _EXPECTED:
        return _wrong_kind(name, value, details)
    if kind in {"too_short", "string_too_short"} and not value:
        return problem("SEQ008", f"{name} can't be empty", **more)
    if kind in _LENGTHS:
        return problem("SEQ008", _wrong_length(name, telling[0], owner, loc))
    return problem("SEQ008", f"{name}: {telling[0]['msg'][:1].lower()}{telling[0]['msg'][1:]}")


def _wrong_length(name: str, detail: ErrorDetails, owner: type[BaseModel], loc: Location) -> str:
    key, words = _LENGTHS[detail["type"]]
    value, limit = detail["input"], detail["ctx"][key]
    exact = {(side, limit) for side, _ in _LENGTHS.values()} <= set(_lengths(owner, loc))
    numbers = not isinstance(value, str) and all(type(each) in {int, float} for each in value)
    noun = "character" if isinstance(value, str) else "number" if numbers else "item"
    what = f'the text "{value}"' if isinstance(value, str) else "this list"
    return f"{name} needs {'' if exact else words}{count(limit, noun)}, and {what} has {len(value)}"


def _lengths(owner: type[BaseModel], loc: Location) -> Iterator[tuple[str, int]]:
    """The bounds on lengths in the type of an argument, by their name."""
    field = owner.model_fields.get(str(loc[0])) if loc else None
    parts: list[Any] = [] if field is None else [*field.metadata, field.annotation]
    for part in parts:
        yield from ((side, getattr(part, side)) for side, _ in _LENGTHS.values() if hasattr(part, side))
        parts += [*get_args(part), *getattr(part, "metadata", ())]


def _ask_for(argument: str, owner: type[BaseModel]) -> str:
    return f"give `{_called(owner)}` its `{argument}`"


def _called(owner: type[BaseModel]) -> str:
    """What a user calls a model: a layer by its class, a section of the recipe by its key."""
    called = getattr(owner, "called", None)
    return str(called()) if called else owner.__name__


def _what_keras_says(owner: type[BaseModel], loc: Location) -> dict[str, str]:
    field = owner.model_fields.get(str(loc[0])) if loc else None
    if field is None:
        return {}
    said = next(_said((*field.metadata, field.annotation)), None)
    return {} if said is None else {"keras": said.text}


def _takes_null(owner: type[BaseModel], loc: Location) -> bool:
    """Whether null is a value here: for an argument itself, or for the items of its list."""
    field = owner.model_fields.get(str(loc[0])) if loc else None
    return field is not None and len(loc) < 3 and type(None) in _members(field.annotation, len(loc) - 1)


def _members(annotation: Any, depth: int) -> Iterator[Any]:
    """The plain types that a type allows, so many lists deep."""
    parts = get_args(annotation)
    if get_origin(annotation) is list:
        yield from _members(parts[0], depth - 1) if depth else ()
    elif parts:
        yield from (member for part in parts for member in _members(part, depth))
    elif not depth:
        yield annotation


def _said(types: Iterable[Any]) -> Iterator[KerasSays]:
    """Every `KerasSays` in a type: beside it, or beside one of its parts."""
    for each in types:
        if isinstance(each, KerasSays):
            yield each
        else:
            yield from _said(get_args(each))


def _not_among(name: str, value: Any, details: list[ErrorDetails], more: dict[str, str]) -> Problem:
    expected = [detail.get("ctx", {}).get("expected", "") for detail in details]
    choices = [choice for each in expected for choice in re.findall(r"'([^']*)'", each)]
    if any(detail["type"] == "bool_type" for detail in details):
        choices += ["true", "false"]
        if value not in choices and (switch := a_switch(name, value, " or ".join(choices))):
            return switch
    guess = nearest(value, choices) if isinstance(value, str) else None
    listed = ", ".join(f"`{choice}`" for choice in choices)
    suggestion = f"; did you mean `{guess}`?" if guess else ""
    if guess:
        more = {**more, "replace": guess}
    return problem("SEQ008", f"{name} can't be {kind_of(value)}{suggestion}", help=f"it is one of {listed}", **more)


def a_switch(name: str, value: Any, wanted: str = "true or false") -> Problem | None:
    """SEQ008: `no` or `on` where a truth value belongs; None for any other value."""
    switch = _SWITCHES.get(value.lower()) if isinstance(value, str) else None
    if switch is None:
        return None
    message = f'{name} has to be {wanted}, and `{value}` is the text "{value}" in YAML 1.2'
    return problem("SEQ008", message, help=f"write `{switch}`", replace=switch, safe=True)


def _wrong_kind(name: str, value: Any, details: list[ErrorDetails]) -> Problem:
    expected = list(dict.fromkeys(_EXPECTED[detail["type"]] for detail in details if detail["type"] in _EXPECTED))
    wanted = " or ".join(expected)
    if "true or false" in expected and (switch := a_switch(name, value, wanted)):
        return switch
    numeric = any(detail["type"] in _NUMERIC for detail in details)
    if numeric and isinstance(value, str) and _NUMBER.fullmatch(value):
        message = f'{name} has to be {wanted}, and "{value}" in quotes is a text'
        return problem("SEQ003", message, help="take the quotes off", replace=value, safe=True)
    if "a list" in expected and isinstance(value, str) and (written := as_list(value)):
        help = f"write `{written}`"
        return problem("SEQ008", f"YAML has no tuples: {help}", replace=written, safe=True)
    return problem("SEQ008", f"{name} has to be {wanted}, and this is {kind_of(value)}", **meant(name, value, expected))


def _unknown_key(key: str, owner: type[BaseModel], top: bool) -> Problem:
    arguments = getattr(owner, "arguments", None)
    if arguments is None or not top:
        return unknown_key("SEQ005", key, f"`{_called(owner).lower()}`", list(owner.model_fields))
    return unknown_key("SEQ007", key, f"`{owner.__name__}`", list(arguments()))


def unknown_key(code: str, key: str, owner: str, known: list[str]) -> Problem:
    """SEQ005 and SEQ007: a key that its section, or an argument that its layer, does not have."""
    what = "argument" if code == "SEQ007" else "key"
    if code == "SEQ005" and key in _BROUGHT_ALONG:
        return problem(code, f"{owner} has no key `{key}`", target="key", help=_BROUGHT_ALONG[key], delete=True)
    guess = _SHORT.get(key) if _SHORT.get(key) in known else nearest(key, known)
    if guess:
        said = f"{owner} has no {what} `{key}`"
        return problem(code, f"{said}; did you mean `{guess}`?", target="key", rename=guess, alone=said)
    listed = ", ".join(f"`{each}`" for each in known)
    return problem(code, f"{owner} has no {what} `{key}`", target="key", help=f"it takes {listed}")
