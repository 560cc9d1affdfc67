"""What the columns of a recipe ask of one another: classes, categories, and what is known ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from seqspec.language.problems import problem
from seqspec.language.recipe.target import Target
from seqspec.language.section import at

if TYPE_CHECKING:
    from seqspec.language.data import Data

_COPIES = "no error: the model learns to copy the answer, and its loss is close to 0"


def check_kinds(data: Data) -> None:
    """
    Refuse several classes at once, and what treats a class or a category as an amount.

    Raises:
        ValidationError: at the key that does.
    """
    time = data.time.column if data.time else None
    kinds = {target.column or "": data.kind(target) for target in data.target or []}
    classes = next((column for column, kind in kinds.items() if kind in {"classes", "one_hot"}), None)
    if classes is not None and len(kinds) > 1:
        said = f"a model with one output predicts one class at a time, and `{classes}` stands beside other targets"
        raise _refusal(("target",), said, "write a spec for each target")
    for column, encoding in data.encode.items():
        if encoding.of_dates and column in kinds:
            said = f"`{column}` is the target, and the fields of a date are none"
            raise _refusal(("encode", column), said, "predict a column that holds the field")
        taken = next((field for field in encoding.fields(column) if field in data.columns), None)
        if taken is not None:
            said = f"`{taken}` is a column, and what a field of `{column}` is called"
            raise _refusal(("encode", column), said, "give the column another name")
        if encoding.categories is not None and column == time and column not in data.columns:
            said = f"`{column}` is the time, and no category"
            raise _refusal(("encode", column), said, f"write `{{{column}: {{calendar: [month]}}}}`")
    _check_amounts(data, {column for column, kind in kinds.items() if kind != "real"})
    for target in data.target or []:
        _check_capacity(data, target)


def _check_amounts(data: Data, labels: set[str]) -> None:
    categories = {column for column, encoding in data.encode.items() if encoding.categories is not None}
    dates = data.encode.keys() - categories
    for key, refused in {
        "scale": labels | categories,
        **dict.fromkeys(("clip", "log1p", "difference"), labels | categories | dates),
    }.items():
        column = next((column for column in getattr(data, key) if column in refused), None)
        if column is not None:
            what = "a date" if column in dates else "a category" if column in categories else "a class"
            raise _refusal((key,), f"`{column}` is {what}, and `{key}` is for amounts", f"take `{column}` out of it")


def _check_capacity(data: Data, target: Target) -> None:
    encoding = data.encode.get(target.column or "")
    if encoding is None or encoding.categories is None:
        return
    index = (data.target or []).index(target)
    if target.kind == "real":
        said = f"`{target.column}` is encoded, and so no real number"
        raise _refusal(("target", index, "kind"), said, "write `kind: classes`, or take `encode` out")
    if target.classes not in {None, encoding.categories}:
        said = f"`{target.column}` has {target.classes:,} classes, and `encode` makes room for {encoding.categories:,}"
        raise _refusal(("target", index, "classes"), said, "write the same number twice, or take `classes` out")


def check_ahead(data: Data) -> None:
    """
    Refuse a target that is known ahead or never changes, and what is known ahead or static where that means nothing.

    Raises:
        ValidationError: at `known_future` or `static`.
    """
    for key in ("known_future", "static"):
        own = next((column for column in getattr(data, key) if column in data.target_columns), None)
        if own is not None:
            said = f"`{own}` is the target: under `{key}` it would be its own answer"
            raise _refusal((key,), said, f"take `{own}` out of `{key}`", "SEQ308", severity="error", keras=_COPIES)
    if data.known_future and data.window is None:
        said = "without a `window` nothing lies ahead: a row holds its features and its target"
        raise _refusal(("known_future",), said, "take `known_future` out", target="key")
    if data.static and data.group is None:
        said = "`static` needs to know which column holds the series"
        raise _refusal(("static",), said, "write `group: COLUMN`", target="key")


def _refusal(
    location: tuple[str | int, ...], message: str, help: str | None, code: str = "SEQ008", **more: str
) -> ValidationError:
    return at(location, problem(code, message, help=help, **more))
