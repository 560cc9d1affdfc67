"""`data.time`: the column that says when."""

from __future__ import annotations

from typing import Any, ClassVar

from seqspec.language.section import Section


class Time(Section):
    """
    The column with the time of each row, in order. Dates are read as ISO 8601 (2019-01-31, 2019-01-31T12:00) unless a
    `format` in the manner of `strptime` says otherwise; numbers are taken as they are.
    """

    short_form: ClassVar[dict[str, Any]] = {"type": "string"}

    column: str
    format: str | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"column": value} if isinstance(value, str) else value
