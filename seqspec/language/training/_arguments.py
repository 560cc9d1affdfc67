"""The types of arguments that optimizers, losses, metrics and the rest share."""

from __future__ import annotations

import re
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import CoreSchema, core_schema

from seqspec.language.named import Form, Named, read
from seqspec.language.problems import KerasSays, problem
from seqspec.registry import ClassRegistry

# ------------------------------------------------------------------------------------------------------------ numbers
# Keras checks few of its numbers. Where it checks one, the class says so itself and needs no `KerasSays`.

Count = Annotated[int, Field(ge=1), KerasSays()]
Whole = Annotated[int, Field(ge=0), KerasSays()]
Positive = Annotated[float, Field(gt=0), KerasSays()]
NonNegative = Annotated[float, Field(ge=0), KerasSays()]
Fraction = Annotated[float, Field(ge=0, le=1), KerasSays()]
Momentum = Annotated[float, Field(ge=0, lt=1), KerasSays("accepts it, and divides by nothing or by a negative number")]
Verbosity = Annotated[int, Field(ge=0, le=1), KerasSays()]
Seed = Annotated[
    int, Field(ge=0, lt=2**32), KerasSays("accepts it, and raises OverflowError on JAX once a weight is drawn")
]

# ----------------------------------------------------------------------------------------------------- names and types


def _check_name(name: str) -> str:
    if "/" in name:
        raise problem("SEQ008", f"the name `{name}` contains a `/`", keras="raises ValueError", help="use `_` or `-`")
    return name


def _check_some(values: list[Any]) -> list[Any]:
    if not values:
        raise problem("SEQ008", "an empty list says nothing here", keras="accepts it", help="leave the argument out")
    return values


Label = Annotated[str, Field(min_length=1), KerasSays()]
"""The name of a metric, as it stands in the logs."""
ScopeName = Annotated[Label, AfterValidator(_check_name)]
"""A name that Keras opens a scope of: it can't contain a slash."""
FloatType = Literal["float32", "float64", "float16", "bfloat16", "mixed_float16", "mixed_bfloat16"]
NotEmpty = AfterValidator(_check_some)
Axes = int | Annotated[list[int], NotEmpty]

_NUMBER = core_schema.float_schema(gt=0, strict=True, allow_inf_nan=False)
_NUMBER_IN_QUOTES = re.compile(r"[-+.]?[0-9].*")


class _NumberOrSchedule:
    """A number, else one of the learning rate schedules in any of its forms."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(partial(_number_or, "schedule"), _NUMBER)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        schedule = Form("schedule").__get_pydantic_json_schema__(schema, handler)
        return {"anyOf": [handler(_NUMBER), schedule]}


def _number_or(kind: str, value: Any, read_number: core_schema.ValidatorFunctionWrapHandler) -> Any:
    named = isinstance(value, dict | Named) or (isinstance(value, str) and not _NUMBER_IN_QUOTES.fullmatch(value))
    return read(kind, value) if named else read_number(value)


LearningRate = Annotated[Any, _NumberOrSchedule(), KerasSays()]
"""A number above 0 (Keras refuses whole numbers; here 1 is 1.0), or a schedule that counts the steps."""

# ------------------------------------------------------------------------------------------------------ order and names


class OwnArgumentsFirst(Named):
    """Arguments in Keras's order: what a class itself declares (or declares anew), then what it shares with others."""

    @classmethod
    def own_fields(cls) -> tuple[str, ...]:
        own = [field for field in cls.__annotations__ if field in cls.model_fields]
        return (*own, *(field for field in cls.model_fields if field not in own))


def in_snake_case(package: str, module: str | None = None) -> dict[str, str]:
    """The classes of a package or a module as Keras writes functions, `mean_squared_error`, each with its name."""
    return {_snake_case(name): name for name in ClassRegistry(package, module).names}


def _snake_case(name: str) -> str:
    """Keras's own way to do it: `F1Score` is `f1_score`, `KLDivergence` is `kl_divergence`, `IoU` is `io_u`."""
    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
