"""`data.encode`: how categories and dates become numbers, with the number of categories declared."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from seqspec.language.problems import problem
from seqspec.language.section import Section, at

Categories = Annotated[int, Field(ge=2, le=2**24)]  # a float32, which ids are kept in, counts as far as that
Field_ = Literal["minute", "hour", "weekday", "day", "day_of_year", "week", "month", "quarter", "year"]


class Encoding(Section):
    """
    How categories and dates become numbers: one way for each column, by its name.

    Categories are those of the training part, sorted: numbers by size, texts by their characters. `ids` and `one_hot`
    say how many there is room for; more of them are an error. A category that only later rows have becomes a row of
    zeros, or the first id that is free; where none is, it is an error. The target, encoded, becomes a class.

    `calendar` and `cyclic` take fields from a date: the `time` of the rows or another column. `minute`, `hour`, `day`
    (of the month), `day_of_year`, `week` (of ISO 8601), `month`, `quarter` and `year` are what a calendar shows;
    `weekday` is 0 on Monday and 6 on Sunday. Where a date has a zone, they are those of UTC. `calendar` gives the
    number itself, which is scaled as the column is; `cyclic` gives sine and cosine of `2 * pi * passed / all`, the
    units that have passed in the hour, the day, the week, the month or the year, of all in it: for the hour
    `hour / 24`, for the day `(day - 1) / days of this month`.

    Args:
        ids: how many categories there is room for; each becomes its number, for an `Embedding`.
        one_hot: how many categories there is room for; each becomes a row of zeros with a one.
        calendar: fields of a date, each as one number, such as `[month, weekday]`.
        cyclic: fields of a date, each as a sine and a cosine; the year comes round to nothing, and is none of them.
        format: how the dates are written, such as `%d.%m.%Y`, in the manner of `strptime`; ISO 8601 where it is not
            given. The `time` has a format of its own.

    Example:
        data:
          source: {csv: prices.csv}
          target: price
          features: [price, shop]
          time: date
          encode: {shop: {one_hot: 3}, date: {calendar: [year], cyclic: [month]}}
          window: {length: 30}
    """

    ids: Categories | None = None
    one_hot: Categories | None = None
    calendar: Annotated[list[Field_], Field(min_length=1)] | None = None
    cyclic: Annotated[list[Field_], Field(min_length=1)] | None = None
    format: str | None = None

    @classmethod
    def called(cls) -> str:
        """The key of the recipe."""
        return "encode"

    @property
    def width(self) -> int:
        """How many numbers the column becomes."""
        if self.of_dates:
            return len(self.calendar or []) + 2 * len(self.cyclic or [])
        return self.one_hot or 1

    @property
    def categories(self) -> int | None:
        """How many categories there is room for; None for a date."""
        return self.ids or self.one_hot

    @property
    def of_dates(self) -> bool:
        """Whether it takes fields from a date."""
        return bool(self.calendar or self.cyclic)

    def fields(self, column: str) -> list[str]:
        """What messages call each number that a date becomes: `month of date`, `sine of month of date`."""
        round_ = [f"{part} of {field} of {column}" for field in self.cyclic or [] for part in ("sine", "cosine")]
        return [f"{field} of {column}" for field in self.calendar or []] + round_

    @model_validator(mode="after")
    def _one_way(self) -> Any:
        given = sorted(self.model_fields_set - {"format"})
        if len(given) != 1 and set(given) != {"calendar", "cyclic"}:
            said = "and this has " + (" and ".join(f"`{key}`" for key in given) if given else "none")
            raise problem(
                "SEQ008",
                f"a column is encoded in one way, {said}",
                help="write `{one_hot: 3}`, `{ids: 3}` or `{calendar: [month]}`",
            )
        return self

    @model_validator(mode="after")
    def _fields_come_round(self) -> Any:
        if "year" in (self.cyclic or []):
            said = "a year does not come round again, so it has no sine and cosine"
            raise at(("cyclic",), problem("SEQ008", said, help="write `calendar: [year]`"))
        if self.format is not None and self.categories is not None:
            said = "`format` says how dates are written, and categories are taken as they stand"
            raise at(("format",), problem("SEQ008", said, target="key", help="take it out"))
        return self
