"""`data.clip`, `data.log1p` and `data.difference`: what is done to columns before they are scaled."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator

from seqspec.language import problems
from seqspec.language.recipe.scale import EVERY

Bounds: TypeAlias = tuple[float | None, float | None]


def read_bounds(value: Any) -> Bounds:
    """
    `[0, 1000]`, either of which may be `null`.

    Raises:
        PydanticCustomError: it is not a lower and an upper bound.
    """
    numbers = (int, float, type(None))
    whole = (
        isinstance(value, list | tuple)
        and len(value) == 2
        and all(isinstance(each, numbers) and not isinstance(each, bool) for each in value)
    )
    if not whole or list(value) == [None, None]:
        raise problems.problem(
            "SEQ008",
            f"`clip` is a lower and an upper bound, and this is {problems.kind_of(value)}",
            help="write `[0, 1000]`; `null` for no bound",
        )
    low, high = value
    if low is not None and high is not None and low >= high:
        raise problems.problem("SEQ008", f"the lower bound {low} is not below the upper bound {high}")
    return low, high


def _spread(value: Any) -> Any:
    return {EVERY: value} if isinstance(value, list) else value


def read_columns(value: Any) -> list[str]:
    """
    `true` for every column, one column, or a list of them.

    Raises:
        PydanticCustomError: it is none of these.
    """
    if isinstance(value, bool):
        return [EVERY] if value else []
    columns = [value] if isinstance(value, str) else value
    if not isinstance(columns, list) or not all(isinstance(column, str) for column in columns):
        raise problems.problem(
            "SEQ008", f"this has to be true, a column or a list of columns, and is {problems.kind_of(value)}"
        )
    return columns


def _named(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_Bounded = Annotated[Any, BeforeValidator(read_bounds, json_schema_input_type=Bounds)]
Clip = Annotated[dict[str, _Bounded], BeforeValidator(_spread, json_schema_input_type=Bounds | dict[str, _Bounded])]
Names = Annotated[list[str], BeforeValidator(_named, json_schema_input_type=str | list[str])]
Columns = Annotated[list[str], BeforeValidator(read_columns, json_schema_input_type=bool | str | list[str])]
