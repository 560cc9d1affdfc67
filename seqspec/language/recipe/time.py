"""`data.time`: the column that says when."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from seqspec.language import problems
from seqspec.language.section import Section

UNITS = {
    "s": "seconds",
    "min": "minutes",
    "h": "hours",
    "D": "days",
    "W": "weeks",
    "B": "working days, from Monday to Friday",
    "MS": "first days of a month",
    "ME": "last days of a month",
    "QS": "first days of a quarter",
    "QE": "last days of a quarter",
    "YS": "first days of a year",
    "YE": "last days of a year",
}
"""What a frequency counts, by its letters, which are those of pandas."""


def read_frequency(value: Any) -> Any:
    """
    `1h`, `15min`, `MS`, or a number where time is a number.

    Raises:
        PydanticCustomError: it is none of these.
    """
    number = isinstance(value, int | float) and not isinstance(value, bool)
    found = re.fullmatch(r"(\d*)([A-Za-z]+)", value) if isinstance(value, str) else None
    if (number and value > 0) or (found and found[2] in UNITS and found[1] != "0"):
        return value
    listed = ", ".join(f"`{unit}` ({meaning})" for unit, meaning in UNITS.items())
    raise problems.problem(
        "SEQ008",
        f"`frequency` is a number and a unit, and this is {problems.kind_of(value)}",
        help=f"write `1h` or `15min`; units are {listed}",
    )


Frequency = Annotated[str | int | float, BeforeValidator(read_frequency, json_schema_input_type=str | int | float)]


class Time(Section):
    """
    The column with the time of each row, in order; with a `group` in the order of each series.

    Written as the name of a column, or as a mapping with a `format`. Dates are read as ISO 8601 (2019-01-31,
    2019-01-31T12:00) unless a `format` says otherwise; numbers are taken as they are. Without a `time` the rows are
    taken in the file's order.

    Args:
        column: the name of the column.
        format: how its dates are written, such as `%d.%m.%Y`, in the manner of `strptime`.
        frequency: from each row to the next of its series, such as `1h` or `1D`; the first row that deviates is an
            error. A number and one of the units that pandas has: `s`, `min`, `h`, `D` and `W` for seconds, minutes,
            hours, days and weeks, `B` for working days, `MS` and `ME` for the first and the last day of a month,
            `QS` and `QE` of a quarter, `YS` and `YE` of a year; a number alone where the time is a number.

    Example:
        data:
          source: {csv: prices.csv}
          target: price
          time: {column: date, format: "%d.%m.%Y", frequency: 1D}
          window: {length: 30}
    """

    short_form: ClassVar[dict[str, Any]] = {"type": "string"}

    column: str
    format: str | None = None
    frequency: Frequency | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"column": value} if isinstance(value, str) else value
