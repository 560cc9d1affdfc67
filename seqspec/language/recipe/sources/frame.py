"""Rows that Python hands over."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from seqspec.language.recipe.source import Source


class Recipe(Source):
    """
    Rows that Python hands over as a pandas DataFrame: `seqspec.fit(SPEC, data=frame)`.

    A run that was fitted so has this source in its resolved spec. A DataFrame can also stand in for any other source.

    Args:
        columns: the names of its columns.

    Example:
        data:
          source: {frame: [date, price]}
          target: price
          window: {length: 30}
    """

    table = True
    lacks = "takes its rows from Python"
    instead = "hand them over in Python: `seqspec.fit(SPEC, data=frame)`"

    columns: Annotated[list[str], Field(min_length=1)]

    @property
    def title(self) -> str:
        return "the DataFrame"

    @property
    def known(self) -> tuple[str, ...]:
        return tuple(self.columns)
