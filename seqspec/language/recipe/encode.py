"""`data.encode`: how categories and dates become numbers, with the number of categories declared."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from seqspec.language.problems import problem
from seqspec.language.section import Section

Categories = Annotated[int, Field(ge=2, le=2**31 - 1)]
Field_ = Literal["minute", "hour", "weekday", "day", "day_of_year", "week", "month", "quarter", "year"]


class Encoding(Section):
    """
    How categories and dates become numbers: one way for each column, by its name. Lint only: `fit` can't do it yet.

    Args:
        ids: how many categories there are; each becomes its number, for an `Embedding`.
        one_hot: how many categories there are; each becomes a row of zeros with a one.
        calendar: fields of a date, each as one number, such as `[month, weekday]`.
        cyclic: fields of a date, each as a sine and a cosine.

    Example:
        data:
          source: {csv: prices.csv}
          target: price
          features: [price, shop]
          encode: {shop: {one_hot: 3}}
          window: {length: 30}
    """

    ids: Categories | None = None
    one_hot: Categories | None = None
    calendar: Annotated[list[Field_], Field(min_length=1)] | None = None
    cyclic: Annotated[list[Field_], Field(min_length=1)] | None = None

    @classmethod
    def called(cls) -> str:
        """The key of the recipe."""
        return "encode"

    @property
    def width(self) -> int:
        """How many numbers the column becomes."""
        if self.calendar or self.cyclic:
            return len(self.calendar or []) + 2 * len(self.cyclic or [])
        return self.one_hot or 1

    @property
    def categories(self) -> int | None:
        """How many categories are declared; None for a date."""
        return self.ids or self.one_hot

    @model_validator(mode="after")
    def _one_way(self) -> Any:
        given = sorted(self.model_fields_set)
        if len(given) != 1 and set(given) != {"calendar", "cyclic"}:
            said = "and this has " + (" and ".join(f"`{key}`" for key in given) if given else "none")
            raise problem(
                "SEQ008",
                f"a column is encoded in one way, {said}",
                help="write `{one_hot: 3}`, `{ids: 3}` or `{calendar: [month]}`",
            )
        return self
