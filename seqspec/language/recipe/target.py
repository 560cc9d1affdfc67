"""`data.target`: what is to be predicted, and of what kind it is."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from seqspec.language.problems import problem
from seqspec.language.section import Section, at

Kind = Literal["real", "binary", "classes", "one_hot", "multi_label"]
"""How a target is written down, and so which losses it can meet."""


class Target(Section):
    """
    What is to be predicted: one column, or a list of them.

    Written as the name of a column, or as a mapping where it is not a real number.

    Args:
        column: the name of the column.
        kind: how the target is written down: `real` for any number, `binary` for 0 and 1, `classes` for one of several
            (numbers from 0, or texts, which are numbered in sorted order), `one_hot` for the same as zeros with a one,
            `multi_label` for one of several columns of 0 and 1; by default `real`, or as the column is encoded.
        classes: how many classes there are.

    Example:
        data:
          source: {csv: prices.csv}
          target: {column: rises, kind: binary}
          features: [price]
          window: {length: 30}

        data:
          source: {csv: prices.csv}
          target: {column: grade, kind: classes, classes: 3}
          features: [price]
          window: {length: 30}
    """

    short_form: ClassVar[dict[str, Any]] = {"type": "string"}

    column: str | None = None
    kind: Kind | None = None
    classes: Annotated[int, Field(ge=2)] | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"column": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _classes_fit_the_kind(self) -> Target:
        check_classes(self.kind, self.classes)
        return self


def check_classes(kind: Kind | None, classes: int | None) -> None:
    """
    Refuse a number of classes where there are none.

    Raises:
        ValidationError: at `classes`.
    """
    if classes is not None and kind in {None, "real"}:
        raise at(("classes",), problem("SEQ008", "`classes` has no meaning for a target that is a real number",
                                       target="key", help="give `kind: classes` or `kind: one_hot`"))  # fmt: skip
    if kind == "binary" and classes not in {None, 2}:
        raise at(("classes",), problem("SEQ008", f"a binary target has two classes, and not {classes}"))


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


_OneOrMore = BeforeValidator(_listed, json_schema_input_type=Target | list[Target])
Targets = Annotated[list[Target], Field(min_length=1), _OneOrMore]
