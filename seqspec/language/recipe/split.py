"""`data.split`: which rows are for training, which for validation, which for the test."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, model_validator

from seqspec.language import problems
from seqspec.language.section import Section, at

PARTS = ("train", "validation", "test")


def read_size(value: Any) -> int | float | str:
    """
    A fraction (0.2), a number of rows (500) or a date ("2019-01-01").

    Raises:
        PydanticCustomError: it is none of the three.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _is_date(value):
        return value
    raise problems.problem(
        "SEQ008",
        f"the size of a part is a fraction, a number of rows or a date, and this is {problems.kind_of(value)}",
        help="write 0.2, 500 or 2019-01-31",
    )


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


Size: TypeAlias = Annotated[int | float | str, BeforeValidator(read_size)]
Unit: TypeAlias = Literal["fraction", "rows", "date"]


class Backtest(Section):
    """
    Rolling origins: the same model judged on several test parts, one after the other. Lint only: `fit` can't do it yet.

    Args:
        windows: how many test parts there are.
        step: rows from the start of one test part to the start of the next.
        refit: whether the model is trained anew for each.

    Example:
        data:
          source: {csv: prices.csv}
          target: price
          split: {backtest: {windows: 5, step: 100}}
          window: {length: 30}
    """

    windows: Annotated[int, Field(ge=1)]
    step: Annotated[int, Field(ge=1)]
    refit: bool = False


class Split(Section):
    """
    Which rows are for training, which for validation, which for the test, in this order.

    Sizes are fractions (0.2), rows (500) or dates (2019-01-31), all three in the same unit. Without `train` the
    training part is what the others leave, and a date says where its part begins. With `train` the parts follow one
    another from the first row, rows that are left over belong to none, and a date says where its part ends: it is the
    first instant of the next one. Without a `split` at all it is `{validation: 0.1, test: 0.2}`.

    Args:
        train: the size of the training part; what the other parts leave where it is not given.
        validation: the size of the part that is looked at after every epoch.
        test: the size of the part that is kept for the verdict.
        gap: rows between two parts that are nobody's targets.
        by: `time` keeps the order of the rows, `random` draws them, `group` keeps groups together (lint only: `fit`
            can't do it yet); by default `time` with a `window` or a `time`, else `random`.
        per_group: whether each group is split by itself; lint only.
        backtest: several test parts, one after the other, in place of sizes; lint only.

    Example:
        data:
          source: {csv: prices.csv}
          target: price
          split: {validation: 0.1, test: 0.2}
          window: {length: 30}
    """

    train: Size | None = None
    validation: Size | None = None
    test: Size | None = None
    gap: Annotated[int, Field(ge=0)] = 0
    by: Literal["time", "random", "group"] | None = None
    per_group: bool = False
    backtest: Backtest | None = None

    @property
    def sizes(self) -> dict[str, int | float | str]:
        """The sizes that are given, by part."""
        return {part: size for part in PARTS if (size := getattr(self, part)) is not None}

    @property
    def unit(self) -> Unit:
        """What the sizes are measured in; all of them in the same, a 0 fits any."""
        units = {unit_of(size) for size in self.sizes.values() if size != 0}
        return units.pop() if units else "rows"

    @model_validator(mode="after")
    def _says_one_thing(self) -> Split:
        if self.backtest is not None and self.sizes:
            part = next(iter(self.sizes))
            raise at(
                (part,),
                problems.problem(
                    "SEQ008", f"`backtest` makes its own parts, so `{part}` can't stand beside it", target="key"
                ),
            )
        units = {unit_of(size): part for part, size in self.sizes.items() if size != 0}
        if len(units) > 1:
            said = " and ".join(
                f"`{part}` as a {unit}" if unit != "rows" else f"`{part}` in rows" for unit, part in units.items()
            )
            raise at(
                (list(units.values())[-1],),
                problems.problem("SEQ008", f"the split gives {said}", help="give all parts in the same unit"),
            )
        return self


def unit_of(size: int | float | str) -> Unit:
    """What one size is measured in: 0.2 is a fraction, 500 is rows, "2019-01-31" is a date."""
    if isinstance(size, str):
        return "date"
    return "fraction" if isinstance(size, float) else "rows"


DEFAULT = Split.model_construct(validation=0.1, test=0.2)
"""What is done where nothing is asked for, and then said aloud: in order, 70, 10 and 20 parts of a hundred."""
