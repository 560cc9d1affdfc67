"""`data.time`: the column that says when."""

from __future__ import annotations

from typing import Any, ClassVar

from seqspec.language.section import Section


class Time(Section):
    """
    The column with the time of each row, in order.

    Written as the name of a column, or as a mapping with a `format`. Dates are read as ISO 8601 (2019-01-31,
    2019-01-31T12:00) unless a `format` says otherwise; numbers are taken as they are. Without a `time` the rows are
    taken in the file's order.

    Args:
        column: the name of the column.
        format: how its dates are written, such as `%d.%m.%Y`, in the manner of `strptime`.

    Example:
        data:
          source: {csv: prices.csv}
          target: price
          time: {column: date, format: "%d.%m.%Y"}
          window: {length: 30}
    """

    short_form: ClassVar[dict[str, Any]] = {"type": "string"}

    column: str
    format: str | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"column": value} if isinstance(value, str) else value
