"""A series made up by a named, seeded recipe."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from seqspec.language.problems import problem
from seqspec.language.recipe import generated
from seqspec.language.recipe.source import MadeSource
from seqspec.language.section import at

if TYPE_CHECKING:
    import pandas as pd

Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1, le=100_000)]


class Recipe(MadeSource):
    """
    Rows that are made up, always the same under one seed; more rows only add to those of a shorter series.

    With `t` for the row from 0 and `e` for independent draws of a standard normal distribution, the columns are `step`,
    which is `t`, and `value`:

    - `sine`: `level + amplitude * sin(2 * pi * t / period) + noise * e[t]`
    - `trend_season`: the same, and `trend * t`
    - `random_walk`: `value[t-1] + trend + noise * e[t]`, from `level` on
    - `ar`: `level + sum of coefficients[i] * (value[t-1-i] - level) + noise * e[t]`, at `level` before the first row

    Two more are made of sequences, `length` rows each, told apart by the column `sequence`, with their `step` from 0:

    - `adding` (Hochreiter and Schmidhuber 1997, in the form of Le, Jaitly and Hinton 2015): `value` is uniform between
      0 and 1; `marker` is 1 in one row of the first half and in one of the second, else 0; `sum` is that of the two
      marked values in the last row, and missing before: write `missing: drop`. Who always says 1 has a mean squared
      error of 1/6.
    - `copy` (Hochreiter and Schmidhuber 1997, in the form of Arjovsky, Shah and Bengio 2016): `symbol` is a draw of 1
      to `symbols` in the first `items` rows, then 0, but for `symbols + 1` in the row before the last `items` ones,
      which asks for the answer; `copy` is 0 up to there, and then the first symbols again.

    A sequence is one window, whose target stands in its last row, or for `copy` in each of its rows.

    Args:
        series: what it looks like.
        rows: how many rows the table has; by default 1,000, or those of 1,000 sequences.
        seed: makes its random numbers repeatable.
        level: what the values lie around, or start from; 0 by default.
        amplitude: half of what lies between crest and trough; 1 by default.
        period: rows from crest to crest; 24 by default.
        trend: what is added from row to row; 0.01 by default, 0 for a random walk.
        noise: the deviation of what is drawn; 0.1 by default, 1 for `random_walk` and `ar`.
        coefficients: what the values before count, the last one first; `[0.8]` by default.
        length: rows in a sequence; 100 by default.
        items: how many symbols are to be remembered; 10 by default.
        symbols: how many different ones there are; 8 by default.

    Example:
        data:
          source: {generate: {series: adding, length: 50, rows: 100000}}
          group: sequence
          missing: drop
          features: [value, marker]
          target: sum
          split: {by: group, validation: 0.1, test: 0.2}
          window: {length: 50, offset: 0}
    """

    series: Literal["sine", "trend_season", "random_walk", "ar", "adding", "copy"]
    rows: Annotated[int, Field(ge=1, le=10**8)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    level: float | None = None
    amplitude: Positive | None = None
    period: Positive | None = None
    trend: float | None = None
    noise: Annotated[float, Field(ge=0)] | None = None
    coefficients: Annotated[list[float], Field(min_length=1, max_length=100)] | None = None
    length: Annotated[int, Field(ge=2, le=100_000)] | None = None
    items: Count | None = None
    symbols: Count | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """What the series is made with, defaults included."""
        given = {name: getattr(self, name) for name in _ARGUMENTS[self.series]}
        return {name: _ARGUMENTS[self.series][name] if value is None else value for name, value in given.items()}

    @property
    def known(self) -> tuple[str, ...]:
        return _COLUMNS.get(self.series, ("step", "value"))

    @property
    def count(self) -> int:
        return self.rows or 1_000 * self.settings.get("length", 1)

    def classes(self, column: str) -> int | None:
        """Of the copy task: its symbols, nothing at all, and the one that asks."""
        return self.settings["symbols"] + 2 if self.series == "copy" and column in {"symbol", "copy"} else None

    @property
    def title(self) -> str:
        return f"generate: {self.series}"

    def chunks(self, columns: list[str]) -> Generator[pd.DataFrame, None, None]:
        """The rows, some ten thousand at a time."""
        for block in getattr(generated, self.series)(self.seed, self.count, **self.settings):
            yield block[columns]

    @model_validator(mode="after")
    def _takes_what_it_is_given(self) -> Recipe:
        takes = _ARGUMENTS[self.series]
        for name in sorted(self.model_fields_set - {"series", "rows", "seed"} - takes.keys()):
            said = f"`{self.series}` has no `{name}`"
            help = f"it takes {', '.join(f'`{each}`' for each in takes)}"
            raise at((name,), problem("SEQ008", said, help=help, target="key"))
        if not _stationary(self.settings.get("coefficients", ())):
            said = "an `ar` series with these coefficients grows without bounds"
            raise at(("coefficients",), problem("SEQ008", said, help="take smaller ones, such as `[0.5, 0.3]`"))
        self._check_length(**self.settings)
        return self

    def _check_length(self, length: int = 1, items: int = 0, **_: Any) -> None:
        if items and length < 2 * items + 1:
            needed = f"{items:,} items have to be read, asked for and written: {2 * items + 1:,} rows"
            said = f"{needed}, and `length` is {length:,}"
            raise at(("length",), problem("SEQ008", said, help="take fewer `items`, or a greater `length`"))
        if self.count % length:
            said = f"{self.count:,} rows are no whole number of sequences of {length:,} rows"
            raise at(("rows",), problem("SEQ008", said, help=f"write `rows: {max(self.count // length, 1) * length}`"))


_COLUMNS = MappingProxyType({
    "adding": ("sequence", "step", "value", "marker", "sum"),
    "copy": ("sequence", "step", "symbol", "copy"),
})  # fmt: skip
_ARGUMENTS: MappingProxyType[str, dict[str, Any]] = MappingProxyType({
    "sine": {"level": 0.0, "amplitude": 1.0, "period": 24.0, "noise": 0.1},
    "trend_season": {"level": 0.0, "trend": 0.01, "amplitude": 1.0, "period": 24.0, "noise": 0.1},
    "random_walk": {"level": 0.0, "trend": 0.0, "noise": 1.0},
    "ar": {"level": 0.0, "coefficients": [0.8], "noise": 1.0},
    "adding": {"length": 100},
    "copy": {"length": 100, "items": 10, "symbols": 8},
})  # fmt: skip
"""What each series is made with, by its default."""


def _stationary(coefficients: Sequence[float]) -> bool:
    """Whether the influence of a value dies out: each partial autocorrelation lies between -1 and 1 (Levinson)."""
    left = list(coefficients)
    while left:
        last = left.pop()
        if abs(last) >= 1:
            return False
        left = [(each + last * other) / (1 - last * last) for each, other in zip(left, reversed(left), strict=True)]
    return True
