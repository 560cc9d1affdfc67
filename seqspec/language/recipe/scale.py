"""`data.scale`: what columns are scaled by; the statistics always come from the training part."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BeforeValidator, model_validator

from seqspec.language import problems
from seqspec.language.section import Section, at

Kind: TypeAlias = Literal["minmax", "standard", "robust", "none"]
KINDS: tuple[Kind, ...] = ("minmax", "standard", "robust", "none")
EVERY = "*"
"""Stands for every column that is not named."""


class Scaler(Section):
    """
    How columns are scaled, with scikit-learn's meaning; the statistics come from the training part only.

    One scaler for all columns (`scale: standard`), or one for each by name, where `"*"` stands for the others. What is
    predicted is brought back to the original units.

    Args:
        kind: `minmax` leads to `feature_range`, `standard` to mean 0 and deviation 1, `robust` to median 0 and quartile
            distance 1; `none` leaves the column as it is.
        feature_range: where `minmax` leads to, as two numbers; `[0, 1]` where it is not given.
        per_group: whether each series of `group` is scaled by itself, with the statistics of its own training rows. A
            series without any is left out by name.

    Example:
        data:
          source: {csv: prices.csv}
          target: price
          features: [price, volume]
          scale: {price: {minmax: [-1, 1]}, "*": standard}
          window: {length: 30}

        data:
          source: {csv: shops.csv}
          target: sold
          features: [sold, size]
          time: day
          group: shop
          scale: {sold: {kind: standard, per_group: true}, size: {kind: minmax, feature_range: [-1, 1]}}
          window: {length: 30}
    """

    short_form: ClassVar[dict[str, Any]] = {
        "anyOf": [
            {"enum": list(KINDS)},
            {
                "type": "object",
                "properties": dict.fromkeys(KINDS, True),
                "additionalProperties": False,
                "minProperties": 1,
                "maxProperties": 1,
            },
        ]
    }

    kind: Kind
    feature_range: list[float] | None = None
    per_group: bool = False

    @classmethod
    def expand(cls, value: Any) -> Any:
        """`minmax`, `{minmax: [0, 1]}`, `{minmax: {feature_range: [0, 1]}}` or `{kind: minmax, ...}`."""
        if isinstance(value, str):
            if value not in KINDS:
                raise _unknown(value)
            return {"kind": value}
        if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in KINDS:
            ((kind, body),) = value.items()
            return {**body, "kind": kind} if isinstance(body, dict) else {"kind": kind, "feature_range": body}
        return value

    @property
    def range(self) -> tuple[float, float]:
        """Where `minmax` leads to."""
        low, high = self.feature_range or (0.0, 1.0)
        return low, high

    @model_validator(mode="after")
    def _none_has_no_groups(self) -> Scaler:
        if self.per_group and self.kind == "none":
            said = "`none` scales nothing, by group or not"
            raise at(("per_group",), problems.problem("SEQ008", said, help="name a scaler, such as `kind: standard`"))
        return self

    @model_validator(mode="after")
    def _range_is_one(self) -> Scaler:
        if self.feature_range is None:
            return self
        if self.kind != "minmax":
            said = f"`{self.kind}` has no `feature_range`"
            raise at(("feature_range",), problems.problem("SEQ008", said, target="key", help="only `minmax` has one"))
        if len(self.feature_range) != 2 or not self.feature_range[0] < self.feature_range[1]:
            said = f"`feature_range` is a smaller and a larger number, and this is {self.feature_range}"
            raise at(("feature_range",), problems.problem("SEQ008", said, help="write `[0, 1]` or `[-1, 1]`"))
        return self


def _unknown(name: str) -> problems.Problem:
    guess = problems.nearest(name, KINDS)
    meant = f"; did you mean `{guess}`?" if guess else ""
    listed = ", ".join(f"`{kind}`" for kind in KINDS)
    return problems.problem("SEQ008", f"there is no scaler `{name}`{meant}", help=f"known are {listed}", replace=guess)


def _spread(value: Any) -> Any:
    """`minmax` for every column, or scalers by the names of columns."""
    short = isinstance(value, str) or (
        isinstance(value, dict) and bool(value) and value.keys() <= {*Scaler.model_fields, *KINDS}
    )
    return {EVERY: value} if short else value


Scales = Annotated[dict[str, Scaler], BeforeValidator(_spread, json_schema_input_type=Scaler | dict[str, Scaler])]
NONE = Scaler.model_construct(kind="none")


def check_groups(scales: dict[str, Scaler], group: str | None, by: str) -> None:
    """
    Refuse scalers of single series where there are none, or where those that are held out have no statistics.

    Args:
        by: what decides which row falls into which part.

    Raises:
        ValidationError: says where.
    """
    column = next((column for column, scaler in scales.items() if scaler.per_group), None)
    if column is None:
        return
    if group is None:
        said, help = "`per_group` needs to know which column holds the groups", "write `group: COLUMN`"
    elif by == "group":
        said = "with `by: group` the groups that are held out have no training rows to take their statistics from"
        help = "take `per_group` out, or split by time"
    else:
        return
    raise at(("scale", column), problems.problem("SEQ008", said, help=help))
