"""Nothing that a model learns from, or looks at, may depend on what it must not know."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from seqspec.data.dataset import Dataset, load
from seqspec.data.tables.part import Part
from seqspec.errors import DataError
from tests.data.builders import csv_of, loaded, noise, predicted, spec_of
from tests.data.recipes import table
from tests.data.texts_in import of_text

ROWS = 80
TRAIN = 44  # rows of the training part under the split below
SPLIT = {"validation": 0.2, "test": 0.25}


@st.composite
def recipes(draw: st.DrawFn) -> dict[str, Any]:
    """A recipe for `y` and `x` that meets gaps, with every step that learns something from the data."""
    missing = draw(st.sampled_from(["drop", "ffill", "interpolate", {"fill": 7}]))
    difference = missing != "interpolate" and draw(st.booleans())
    return {
        "window": {
            "length": draw(st.integers(1, 5)),
            "horizon": draw(st.integers(1, 3)),
            "normalize": draw(st.sampled_from(["none", "last", "standard"])),
        },
        "features": draw(st.sampled_from([["y"], ["y", "x"]])),
        "scale": draw(st.sampled_from(["minmax", "standard", "robust", "none"])),
        "missing": missing,
        "log1p": draw(st.booleans()),
        "difference": difference,
        "split": SPLIT,
    }


def sound(columns: dict[str, list[float]], read: Callable[..., Dataset] = loaded, **recipe: Any) -> Dataset:
    """The columns loaded by a recipe; where gaps leave a part without any example there is nothing to see."""
    try:
        return read(columns, **recipe)
    except DataError as error:
        assume("touches a gap" not in error.message)
        raise


VALUES = st.one_of(st.just(float("nan")), st.floats(0.5, 1e4).map(lambda value: round(value, 3)))


@settings(max_examples=80)
@given(seed=st.integers(0, 1000), recipe=recipes(), row=st.integers(TRAIN, ROWS - 1), value=VALUES)
def test_training_knows_nothing_of_the_other_parts(seed: int, recipe: dict[str, Any], row: int, value: float) -> None:
    """Changing any value outside the training part changes no statistic and no training array."""
    columns = noise(seed, ROWS, ("y", "x"), gaps=0.04)
    changed = {name: [*values[:row], value, *values[row + 1 :]] for name, values in columns.items()}

    before, after = sound(columns, **recipe), sound(changed, **recipe)

    assert before.state == after.state
    np.testing.assert_array_equal(before.train.inputs(), after.train.inputs())
    np.testing.assert_array_equal(before.train.targets(), after.train.targets())


@pytest.mark.parametrize("scale", ["minmax", "standard", "robust", "none"])
@pytest.mark.parametrize("missing", ["drop", "ffill", "interpolate", {"fill": 0.1}])
@pytest.mark.parametrize("lossless", [True, False])
def test_later_rows_do_not_settle_the_precision_of_a_long_column(
    scale: str, missing: Any, lossless: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A level shift after the training part, which single precision may not hold, changes no training value."""
    monkeypatch.setattr("seqspec.data.reading.growing.LARGE", 20)
    monkeypatch.setattr("seqspec.data.reading.growing.CHUNK", 10)
    monkeypatch.setattr("seqspec.language.recipe.sources.csv.CHUNK", 10)
    drawn = 1e8 + np.random.default_rng(1).normal(size=ROWS) if not lossless else np.arange(ROWS) % 7 / 8
    drawn[[11, 12, 30]] = np.nan
    shifted = drawn + np.where(np.arange(ROWS) < TRAIN, 0.0, 1e9 + 0.3)
    recipe = {"window": {"length": 3}, "scale": scale, "missing": missing, "split": SPLIT}

    before, after = loaded({"y": drawn.tolist()}, **recipe), loaded({"y": shifted.tolist()}, **recipe)

    assert before.state == after.state
    for what in ("inputs", "targets", "truth"):
        np.testing.assert_array_equal(getattr(before.train, what)(), getattr(after.train, what)())


@settings(max_examples=80)
@given(seed=st.integers(0, 1000), recipe=recipes(), row=st.integers(10, ROWS - 2), other=st.integers(1001, 2000))
def test_a_window_knows_nothing_of_what_comes_after_it(seed: int, recipe: dict[str, Any], row: int, other: int) -> None:
    """Changing any value after a window's last input row changes nothing in its input, whatever fills the gaps."""
    columns, strangers = noise(seed, ROWS, ("y", "x"), gaps=0.15), noise(other, ROWS, ("y", "x"), gaps=0.3)
    changed = {name: [*values[: row + 1], *strangers[name][row + 1 :]] for name, values in columns.items()}
    state = loaded(noise(3, ROWS, ("y", "x")), **recipe).state

    before, after = (sound(each, predicted, state=state, **recipe).test for each in (columns, changed))

    known = [int(np.searchsorted(part.origins(), row, side="right")) for part in (before, after)]
    np.testing.assert_array_equal(before.origins()[: known[0]], after.origins()[: known[1]])
    np.testing.assert_array_equal(before.inputs()[: known[0]], after.inputs()[: known[1]])


@settings(max_examples=80)
@given(seed=st.integers(0, 1000), recipe=recipes())
def test_what_is_restored_is_what_was_observed(seed: int, recipe: dict[str, Any]) -> None:
    """A model that outputs the targets themselves is right in original units, whatever was done on the way."""
    dataset = sound(noise(seed, ROWS, ("y", "x"), gaps=0.04), **recipe)

    for part in (dataset.train, dataset.validation, dataset.test):
        truth = part.truth()
        assert not np.isnan(truth).any()
        # A window of one row is divided by next to nothing, and single precision then keeps few digits.
        if recipe["window"]["normalize"] == "standard" and recipe["window"]["length"] < 3:
            continue
        np.testing.assert_allclose(part.restore(part.targets()), truth, rtol=2e-3, atol=2e-3)


@given(seed=st.integers(0, 1000), missing=st.sampled_from(["ffill", "interpolate", {"fill": 7}, "drop"]))
def test_nobody_is_scored_on_a_value_that_was_not_observed(seed: int, missing: Any) -> None:
    """Truth is never imputed: a window whose target is a gap is left out of every part."""
    columns = noise(seed, ROWS, gaps=0.1)

    dataset = sound(columns, window={"length": 3}, missing=missing, split=SPLIT)

    for part in (dataset.train, dataset.validation, dataset.test):
        np.testing.assert_array_equal(np.array(columns["y"])[part.stamps() - 1], part.truth()[:, :, 0])


# ---------------------------------------------------------------------------------------- every way to divide the rows

GROUPED = {"group": "shop", "window": {"length": 3, "horizon": 2}, "features": ["y", "room", "x"]}
SINGLE = {"window": {"length": 3, "horizon": 2}, "features": ["y", "room", "x"], "encode": {"room": {"one_hot": 3}}}
PANEL = {**GROUPED, "encode": {"room": {"ids": 4}}, "time": "day"}
DRAWN = {"features": ["x", "room", "z"], "encode": {"room": {"one_hot": 4}}}
CLASSES = {**DRAWN, "target": {"column": "mood", "kind": "classes", "classes": 4}}
WAYS: dict[str, dict[str, Any]] = {
    "in order, with a gap": {**SINGLE, "split": {"validation": 0.2, "test": 0.2, "gap": 3}},
    "by date": {**SINGLE, "time": "day", "split": {"validation": "2024-01-20", "test": "2024-02-10"}},
    "a gap before a date": {**SINGLE, "time": "day", "split": {"test": "2024-02-10", "gap": 4}},
    "rows that are drawn": {**DRAWN, "split": {"by": "random", "validation": 0.2, "test": 0.2}},
    "classes that are drawn": {**CLASSES, "split": {"by": "random", "stratify": True, "validation": 0.2, "test": 0.2}},
    "whole groups": {**PANEL, "split": {"by": "group", "validation": 1, "test": 1}},
    "one instant for all groups": {**PANEL, "split": {"validation": 0.2, "test": 0.2}},
    "one instant and a gap": {**PANEL, "split": {"validation": 0.2, "test": 0.2, "gap": 2}},
    "a date for all groups": {**PANEL, "split": {"validation": "2023-12-15", "test": "2023-12-22"}},
    "each group by itself": {**PANEL, "split": {"validation": 0.2, "test": 0.2, "per_group": True}},
    "groups without a time": {**PANEL, "time": None, "split": {"validation": 0.2, "test": 0.2}},
    "folds": {**SINGLE, "split": {"validation": 5, "backtest": {"windows": 3, "step": 10, "refit": True}}},
    "folds of groups": {**PANEL, "split": {"backtest": {"windows": 3, "step": 4, "refit": True}, "gap": 2}},
    "what is known ahead": {**PANEL, "known_future": ["x", "room"], "split": {"validation": 0.2, "test": 0.2}},
    "what never changes": {
        **PANEL,
        "features": ["y", "area", "town"],
        "static": ["area", "town"],
        "encode": {"town": {"one_hot": 3}},
        "split": {"validation": 0.2, "test": 0.2},
    },
}
SCALES = ["standard", "minmax", "robust", "none"]
KEPT = {"day", "shop", "town", "area"}
"""What says where a row belongs, and what holds for all rows of a series."""


@st.composite
def steps(draw: st.DrawFn, way: str) -> dict[str, Any]:
    """One of the ways to divide the rows, with whatever else learns from them."""
    recipe = WAYS[way]
    by, policies = recipe["split"].get("by"), ["drop", {"fill": 7}]
    scale: Any = draw(st.sampled_from(SCALES))
    if "group" in recipe and scale != "none" and by != "group" and draw(st.booleans()):
        scale = {"kind": scale, "per_group": True}
    if by != "random":
        policies += ["ffill", "interpolate"]
    more = draw(st.sampled_from([{}, {"log1p": ["x"]}, {"clip": {"x": [5, 90]}}])) if "x" in recipe["features"] else {}
    return {**recipe, "scale": {"*": scale}, "missing": draw(st.sampled_from(policies)), **more}


def of_table(columns: Mapping[str, Sequence[Any]], recipe: dict[str, Any], seed: int, fold: int | None) -> Dataset:
    """A table read by a recipe, or one fold of it; where gaps leave a part without examples there is nothing to see."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "series.csv").write_text(csv_of(columns), "utf-8")
        try:
            return load(spec_of(seed, **recipe), Path(folder), fold=fold)
        except DataError as error:
            assume("touches a gap" not in error.message)
            raise


def with_gaps(columns: dict[str, list[Any]], seed: int) -> dict[str, list[Any]]:
    """The table with a few values of `x` and `z` missing."""
    missing = np.random.default_rng(seed).random((2, len(columns["x"]))) < 0.03
    holes = dict(zip(("x", "z"), missing, strict=True))
    return {
        name: [None if name in holes and holes[name][row] else value for row, value in enumerate(values)]
        for name, values in columns.items()
    }


def trained_on(dataset: Dataset) -> np.ndarray[Any, Any]:
    """The rows of the file that are in the training part, from 0."""
    assert dataset.past is not None
    assert isinstance(dataset.train, Part)
    train = dataset.past.train
    rows = np.arange(train.start, train.stop) if isinstance(train, slice) else train
    return dataset.train.calendar.places.number(rows) - 1


@pytest.mark.parametrize("way", sorted(WAYS))
@settings(max_examples=20)
@given(seed=st.integers(0, 1000), other=st.integers(1001, 2000), fold=st.integers(0, 2), some=st.data())
def test_no_way_to_divide_the_rows_leaks(way: str, seed: int, other: int, fold: int, some: st.DataObject) -> None:
    """Strangers in place of any rows outside the training part change no statistic and no training array."""
    recipe = some.draw(steps(way))
    grouped = "group" in recipe
    columns, strangers = with_gaps(table(seed, grouped), seed), with_gaps(table(other, grouped), other)
    fold_or_all = fold if "backtest" in recipe["split"] else None
    before = of_table(columns, recipe, seed, fold_or_all)
    outside = sorted(set(range(len(columns["y"]))) - set(trained_on(before).tolist()))
    chosen = set(some.draw(st.lists(st.sampled_from(outside), min_size=1)))
    kept = KEPT | ({"mood"} if recipe["split"].get("stratify") else set())  # which decides where its row belongs
    changed = {
        name: values
        if name in kept
        else [strangers[name][row] if row in chosen else each for row, each in enumerate(values)]
        for name, values in columns.items()
    }

    after = of_table(changed, recipe, seed, fold_or_all)

    assert before.state == after.state
    np.testing.assert_array_equal(before.train.inputs(), after.train.inputs())
    np.testing.assert_array_equal(before.train.targets(), after.train.targets())


@pytest.mark.parametrize("way", sorted(WAYS))
def test_nothing_that_is_trained_on_is_outside_the_training_part(way: str) -> None:
    """Inputs and targets of training examples are rows of the training part, and no other part has such a target."""
    recipe = WAYS[way]
    dataset = of_table(table(3, "group" in recipe), recipe, 3, None)
    targets = {name: set(getattr(dataset, name).stamps().ravel().tolist()) for name in ("train", "validation", "test")}
    if "time" in recipe and recipe.get("time") and "group" in recipe:
        return  # several series have the same instants

    assert isinstance(dataset.train, Part)
    inputs = dataset.train.origins()[:, None] + np.arange(1 - dataset.train.geometry.length, 1)
    rows = dataset.train.calendar.places.number(inputs) - 1 if "window" in recipe else np.empty(0)
    assert set(rows.ravel().tolist()) <= set(trained_on(dataset).tolist())
    assert not targets["train"] & (targets["validation"] | targets["test"])


# ---------------------------------------------------------------------------------------------------- running texts

RUNNING = st.text("abc ", min_size=60, max_size=90).filter(lambda text: bool(text.strip()))


@settings(max_examples=60)
@given(RUNNING, st.integers(1, 4), st.sampled_from(["horizon", "each_step"]), st.data())
def test_the_rest_of_a_running_text_teaches_nothing(text: str, length: int, targets: str, some: st.DataObject) -> None:
    """Other tokens after the training part change no vocabulary and no training array."""
    window = {"length": length, "targets": targets}
    recipe: dict[str, Any] = {"split": {"validation": 0.2, "test": 0.2}, "tokens": {"by": "char"}, "window": window}
    before = of_text(text, **recipe)
    start = before.fingerprint["boundaries"]["train"][1]
    rest = some.draw(st.text("xyzab", min_size=len(text) - start, max_size=len(text) - start))

    after = of_text(text[:start] + rest, **recipe)

    assert before.state == after.state
    np.testing.assert_array_equal(before.train.inputs(), after.train.inputs())
    np.testing.assert_array_equal(before.train.targets(), after.train.targets())


@settings(max_examples=60)
@given(RUNNING, st.integers(1, 4), st.data())
def test_a_window_of_text_knows_nothing_of_what_comes_after_it(text: str, length: int, some: st.DataObject) -> None:
    """Changing the tokens after a window's last one changes nothing in its input."""
    split = {"train": 10, "validation": 10, "test": len(text) - 20}
    recipe: dict[str, Any] = {"split": split, "tokens": {"by": "char"}, "window": {"length": length}}
    place = some.draw(st.integers(20 + length, len(text) - 2))
    rest = some.draw(st.text("xyzab", min_size=len(text) - place - 1, max_size=len(text) - place - 1))

    before, after = (of_text(each, **recipe).test for each in (text, text[: place + 1] + rest))

    known = before.stamps()[:, 0] - 2 <= place  # a target's number counts from 1, and the last input is the one before
    np.testing.assert_array_equal(before.inputs()[known], after.inputs()[known])
