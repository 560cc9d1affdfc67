"""`data.split`: which rows are for training, which for validation, which for the test."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from seqspec.language import problems
from seqspec.language.recipe.window import Window
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
    Rolling origins: several test parts, the folds, one after the other up to the last row.

    The model is trained on what comes before the first fold and judged on each, or with `refit` trained anew before
    every fold on all that comes before it. `validation`, as a fraction or a number of rows and not as a date, and `gap`
    may stand beside it: these rows come right before the fold. With several series and a `time` the folds are at the
    same instants in all of them.

    Args:
        windows: how many folds there are.
        step: rows of a fold, which is how far the origin rolls on.
        refit: whether the model is trained anew before each fold.

    Example:
        data:
          source: {csv: prices.csv}
          target: price
          split: {validation: 0.1, backtest: {windows: 5, step: 100, refit: true}}
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
    first instant of the next one. Without a `split` at all it is `{validation: 0.1, test: 0.2}`, in order.

    Several series (`group`) with a `time` are parted at one instant for all, and sizes count instants; without a `time`
    each is split by itself.

    Args:
        train: the size of the training part; what the other parts leave where it is not given.
        validation: the size of the part that is looked at after every epoch.
        test: the size of the part that is kept for the verdict.
        gap: rows between two parts that are nobody's targets.
        by: `time` keeps the order of the rows, `random` draws them, `group` draws whole groups, and sizes count groups
            then; by default `time` with a `window` or a `time`, else `group` with a `group`, else `random`.
        per_group: whether each group is split by itself, where else one instant parts them all.
        stratify: whether every class of the target has the same share in each part; for rows that are drawn.
        backtest: several test parts, one after the other at the end, in place of `test`.

    Example:
        data:
          source: {csv: prices.csv}
          target: price
          split: {validation: 0.1, test: 0.2}
          window: {length: 30}

        data:
          source: {csv: shops.csv}
          target: sold
          time: day
          group: shop
          split: {train: 1000, validation: 100, test: 200, gap: 7, per_group: true}
          window: {length: 30}

        data:
          source: {csv: flowers.csv}
          target: {column: species, kind: classes, classes: 3}
          features: [petal]
          split: {by: random, validation: 0.1, test: 0.2, stratify: true}

        data:
          source: {csv: prices.csv}
          target: price
          split: {validation: 0.1, backtest: {windows: 5, step: 100}}
          window: {length: 30}
    """

    train: Size | None = None
    validation: Size | None = None
    test: Size | None = None
    gap: Annotated[int, Field(ge=0)] = 0
    by: Literal["time", "random", "group"] | None = None
    per_group: bool = False
    stratify: bool = False
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
        self._check_backtest()
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

    def _check_backtest(self) -> None:
        """Its folds are the test part, and what comes before them is the training part."""
        if self.backtest is None:
            return
        for part in ("train", "test"):
            if part in self.sizes:
                said = f"`backtest` makes its own {part} part, so `{part}` can't stand beside it"
                help = f"take `{part}` out; `validation` and `gap` may stand beside `backtest`"
                raise at((part,), problems.problem("SEQ008", said, target="key", help=help))
        if isinstance(self.validation, str):
            said = "with a `backtest` the validation part comes right before the folds, and a date stands still"
            raise at(("validation",), problems.problem("SEQ008", said, help="write a fraction or a number of rows"))

    def check_folds(self, window: Window | None) -> None:
        """
        What a backtest needs: folds that have room for a target.

        Raises:
            ValidationError: says what is missing.
        """
        if self.backtest is None:
            return
        needed = window.steps + window.fed_back if window else 1
        if self.backtest.step < needed:
            said = f"no target fits into a fold: it has {self.backtest.step:,} rows, and a target {needed:,}"
            raise at(("split", "backtest", "step"), problems.problem("SEQ008", said, help=f"write `step: {needed}`"))

    def check_drawn(self, by: str, targets: list[str]) -> None:
        """
        What only parts in order, or only drawn ones, can have.

        Args:
            by: what decides which row falls into which part.
            targets: the kind of each target.

        Raises:
            ValidationError: says which key can't stand beside which.
        """
        if self.stratify:
            self._check_strata(by, targets)
        if by == "time":
            return
        drawn = "rows are drawn at random" if by == "random" else "whole groups are drawn at random"
        for key, why in _ORDERED.items():
            if getattr(self, key):
                raise _beside(key, f"{drawn}, so {why}", f"take `{key}` out, or write `by: time`")
        if self.unit == "date":
            part = next(part for part, size in self.sizes.items() if isinstance(size, str))
            raise _beside(part, f"{drawn}, so no date parts them", "write a fraction or a number, or `by: time`")

    def _check_strata(self, by: str, targets: list[str]) -> None:
        if by != "random":
            parts = "these parts follow one another in time" if by == "time" else "`by: group` shares out whole groups"
            said = f"`stratify` shares out the rows of each class, and {parts}"
            help = "write `by: random` if the rows do not depend on one another, or take `stratify` out"
            raise _beside("stratify", said, help)
        if len(targets) != 1 or targets[0] not in {"binary", "classes", "one_hot"}:
            what = f"a target of kind `{targets[0]}` has none" if len(targets) == 1 else "there are several targets"
            said = f"`stratify` needs one target with classes, and {what}"
            raise _beside("stratify", said, "write `target: {column: COLUMN, kind: classes}`, or take `stratify` out")


_ORDERED = {
    "backtest": "there is no end of the series to hold folds of",
    "gap": "no rows lie between two parts",
    "per_group": "no group is split",
}


def _beside(key: str, said: str, help: str) -> ValidationError:
    return at(("split", key), problems.problem("SEQ008", said, help=help))


def unit_of(size: int | float | str) -> Unit:
    """What one size is measured in: 0.2 is a fraction, 500 is rows, "2019-01-31" is a date."""
    if isinstance(size, str):
        return "date"
    return "fraction" if isinstance(size, float) else "rows"


DEFAULT = Split.model_construct(validation=0.1, test=0.2)
"""What is done where nothing is asked for, and then said aloud: in order, 70, 10 and 20 parts of a hundred."""
