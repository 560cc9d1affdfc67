"""A series made up by a named, seeded recipe."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from seqspec.language.recipe.source import Source


class Recipe(Source):
    """
    A series that is made up. Lint only: `fit` can't do it yet.

    Args:
        series: what it looks like.
        rows: how many rows it has.
        seed: makes its random numbers repeatable.

    Example:
        data:
          source: {generate: {series: sine, rows: 500}}
          target: value
          window: {length: 30}
    """

    table = True

    series: Literal["sine", "trend_season", "random_walk", "ar", "adding", "copy"]
    rows: Annotated[int, Field(ge=1, le=10**8)] = 1_000
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0

    @property
    def later(self) -> str:
        return "generated series"
