"""What a split and its scalers refuse before anything is read, in the words of the recipe."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from seqspec.language.data import Data

BASE: dict[str, Any] = {"source": {"csv": "x.csv"}, "target": "y", "window": {"length": 5}}


def recipe(written: str) -> Data:
    """A sound recipe with some keys changed; null takes one out."""
    return Data.model_validate(
        {key: value for key, value in {**BASE, **yaml.safe_load(written)}.items() if value is not None}
    )


def problem(written: str) -> tuple[str, str, str | None]:
    """Where the only problem is, what it says, and the next step."""
    with pytest.raises(ValidationError) as caught:
        recipe(written)
    (error,) = caught.value.errors()
    context = error.get("ctx", {})
    return ".".join(map(str, error["loc"])), error["msg"], context.get("help")


MISTAKES = [
    (
        "split: {backtest: {windows: 2, step: 3}, train: 0.5}",
        "split.train",
        "`backtest` makes its own train part, so `train` can't stand beside it",
        "take `train` out; `validation` and `gap` may stand beside `backtest`",
    ),
    (
        'split: {backtest: {windows: 2, step: 3}, validation: "2020-01-01"}\ntime: t',
        "split.validation",
        "with a `backtest` the validation part comes right before the folds, and a date stands still",
        "write a fraction or a number of rows",
    ),
    (
        "split: {backtest: {windows: 2, step: 3}}\nwindow: {length: 5, horizon: 4}",
        "split.backtest.step",
        "no target fits into a fold: it has 3 rows, and a target 4",
        "write `step: 4`",
    ),
    (
        "split: {backtest: {windows: 2, step: 3}, by: random}",
        "split.backtest",
        "rows are drawn at random, so there is no end of the series to hold folds of",
        "take `backtest` out, or write `by: time`",
    ),
    (
        "split: {test: 2, gap: 1, by: group}\ngroup: g",
        "split.gap",
        "whole groups are drawn at random, so no rows lie between two parts",
        "take `gap` out, or write `by: time`",
    ),
    (
        "split: {test: 2, per_group: true, by: group}\ngroup: g",
        "split.per_group",
        "whole groups are drawn at random, so no group is split",
        "take `per_group` out, or write `by: time`",
    ),
    (
        'split: {test: "2020-01-01", by: group}\ngroup: g\ntime: t',
        "split.test",
        "whole groups are drawn at random, so no date parts them",
        "write a fraction or a number, or `by: time`",
    ),
    (
        "split: {test: 0.2, stratify: true}",
        "split.stratify",
        "`stratify` shares out the rows of each class, and these parts follow one another in time",
        "write `by: random` if the rows do not depend on one another, or take `stratify` out",
    ),
    (
        "split: {test: 0.2, stratify: true, by: group}\ngroup: g",
        "split.stratify",
        "`stratify` shares out the rows of each class, and `by: group` shares out whole groups",
        "write `by: random` if the rows do not depend on one another, or take `stratify` out",
    ),
    (
        "split: {test: 0.2, stratify: true}\nwindow: null\nfeatures: [x]",
        "split.stratify",
        "`stratify` needs one target with classes, and a target of kind `real` has none",
        "write `target: {column: COLUMN, kind: classes}`, or take `stratify` out",
    ),
    (
        "split: {test: 0.2, stratify: true}\nwindow: null\nfeatures: [x]\ntarget: [y, z]",
        "split.stratify",
        "`stratify` needs one target with classes, and there are several targets",
        "write `target: {column: COLUMN, kind: classes}`, or take `stratify` out",
    ),
    (
        "split: {test: 0.2, per_group: true}",
        "split.per_group",
        "`per_group` needs to know which column holds the groups",
        "write `group: COLUMN`",
    ),
    (
        "split: {test: 0.2, by: group}",
        "split.by",
        "`by: group` needs to know which column holds the groups",
        "write `group: COLUMN`",
    ),
    (
        "scale: {kind: standard, per_group: true}",
        "scale.*",
        "`per_group` needs to know which column holds the groups",
        "write `group: COLUMN`",
    ),
    (
        "scale: {y: {standard: {per_group: true}}}\ngroup: g\nsplit: {test: 1, by: group}",
        "scale.y",
        "with `by: group` the groups that are held out have no training rows to take their statistics from",
        "take `per_group` out, or split by time",
    ),
    (
        "scale: {kind: none, per_group: true}\ngroup: g",
        "scale.*.per_group",
        "`none` scales nothing, by group or not",
        "name a scaler, such as `kind: standard`",
    ),
]


@pytest.mark.parametrize(("written", "place", "said", "help"), MISTAKES, ids=[said for _, _, said, _ in MISTAKES])
def test_what_can_t_stand_together_is_said_with_a_next_step(written: str, place: str, said: str, help: str) -> None:
    """One problem at its key, and how to go on."""
    assert (place, said, help) == problem(written)


@pytest.mark.parametrize(
    ("written", "by"),
    [
        ("split: {test: 0.2}", "time"),
        ("split: {test: 0.2}\nwindow: null\nfeatures: [x]", "random"),
        ("split: {test: 0.2}\nwindow: null\nfeatures: [x]\ntime: t", "time"),
        ("split: {test: 0.2}\nwindow: null\nfeatures: [x]\ngroup: g", "group"),
        ("split: {test: 0.2}\ngroup: g", "time"),
        ("window: null\nfeatures: [x]", "time"),
    ],
)
def test_what_decides_which_row_falls_into_which_part(written: str, by: str) -> None:
    """Rows that depend on one another stay in order, groups stay together, and only what is left is drawn."""
    assert by == recipe(written).by


def test_parts_of_a_backtest_may_have_rows_before_and_between() -> None:
    """`validation` and `gap` stand beside `backtest`."""
    split = recipe("split: {backtest: {windows: 2, step: 3}, validation: 0.1, gap: 2}").split

    assert split is not None
    assert ({"validation": 0.1}, 2, False) == (split.sizes, split.gap, split.backtest and split.backtest.refit)


@pytest.mark.parametrize(
    "written",
    [
        "scale: {kind: minmax, feature_range: [-1, 1], per_group: true}",
        "scale: {minmax: {feature_range: [-1, 1], per_group: true}}",
        'scale: {"*": {kind: minmax, feature_range: [-1, 1], per_group: true}}',
        "scale: {y: {kind: minmax, feature_range: [-1, 1], per_group: true}}",
    ],
)
def test_a_scaler_of_each_series_is_written_as_any_scaler(written: str) -> None:
    """`per_group` stands in the short form and in that of a column."""
    scaler = recipe(f"{written}\ngroup: g").scaler("y")

    assert ("minmax", (-1.0, 1.0), True) == (scaler.kind, scaler.range, scaler.per_group)
