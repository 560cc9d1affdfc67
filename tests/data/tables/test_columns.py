"""Numbers, categories, dates and labels in random recipes: what holds of all of them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from seqspec.data.dataset import Dataset
from seqspec.language.data import Data
from tests.data.builders import loaded, predicted, spec_of
from tests.data.recipes import AMOUNTS, columns_of, recipes, table

SEEDS = st.integers(0, 10_000)
PARTS = ("train", "validation", "test")


def recipe_of(recipe: dict[str, Any]) -> Data:
    """The recipe as the static half sees it."""
    data = spec_of(**recipe).data
    assert data is not None
    return data


def stored(dataset: Dataset) -> dict[str, Any]:
    """The state as a run folder gives it back."""
    found: dict[str, Any] = json.loads(json.dumps(dataset.state))
    return found


@settings(max_examples=60)
@given(seed=SEEDS, recipe=recipes())
def test_what_is_delivered_has_the_shape_that_lint_counted(seed: int, recipe: dict[str, Any]) -> None:
    """Shapes and types of inputs and targets follow from the recipe alone."""
    delivery = recipe_of(recipe).delivers()

    train = loaded(table(seed, "group" in recipe), **recipe).train

    inputs = train.inputs(slice(0, 2))
    assert delivery.input.shape is not None
    assert delivery.input.shape[1:] == inputs.shape[1:]
    assert delivery.input.dtype == inputs.dtype
    for rank in (2, 3):
        targets = train.targets(slice(0, 2), rank)
        shape = delivery.target_shape(rank)
        if delivery.kind != "classes":
            assert shape[1:] == targets.shape[1:]
        elif "window" in recipe and (rank == 3 or delivery.steps_out != 1):
            assert (delivery.steps_out,) == targets.shape[1:]
        else:
            assert () == targets.shape[1:]


@settings(max_examples=50)
@given(seed=SEEDS, recipe=recipes())
def test_a_model_that_gives_the_targets_is_right(seed: int, recipe: dict[str, Any]) -> None:
    """Targets, restored, are what was observed: numbers in original units, labels as chances, classes by number."""
    dataset = loaded(table(seed, "group" in recipe), **recipe)

    for part in (getattr(dataset, name) for name in PARTS):
        outputs, truth = part.targets(rank=3 if "window" in recipe else 2), part.truth()
        if dataset.task.kind == "classes":
            if recipe_of(recipe).delivers().kind == "classes":
                outputs = np.eye(len(dataset.task.classes))[outputs]
            np.testing.assert_array_equal(truth, part.restore(outputs).argmax(axis=-1))
        else:
            np.testing.assert_allclose(part.restore(outputs), truth, rtol=1e-4, atol=1e-3)


@settings(max_examples=50)
@given(seed=SEEDS, recipe=recipes())
def test_a_prediction_sees_what_training_saw(seed: int, recipe: dict[str, Any]) -> None:
    """With the stored state the same rows give the same inputs, and the same truth."""
    columns = table(seed, "group" in recipe)
    dataset = loaded(columns, **recipe)

    again = predicted(columns, stored(dataset), **recipe).test

    places = {int(place): number for number, place in enumerate(again.places)}
    for part in (getattr(dataset, name) for name in PARTS):
        same = np.array([places[int(place)] for place in part.places])
        np.testing.assert_array_equal(part.inputs(), again.inputs(same))
        np.testing.assert_array_equal(part.truth(), again.truth(same))
        np.testing.assert_array_equal(part.stamps(), again.stamps(same))
        assert part.groups() == again.groups(same)


@settings(max_examples=50)
@given(seed=SEEDS, other=SEEDS, recipe=recipes())
def test_training_knows_nothing_of_later_rows(seed: int, other: int, recipe: dict[str, Any]) -> None:
    """Strangers in place of all rows after the training part change no statistic, no category and no training array."""
    columns, strangers = table(seed, "group" in recipe), table(other, "group" in recipe)
    strangers["room"][::2] = ["attic"] * len(strangers["room"][::2])
    dataset = loaded(columns, **recipe, seed=3)
    cut = int(np.searchsorted(np.array(columns["day"]), str(dataset.train.stamps().max())[:10], side="right"))
    static = {"day", "shop", *recipe.get("static", [])}
    changed = {
        name: values if name in static else [*values[:cut], *strangers[name][cut:]] for name, values in columns.items()
    }

    after = loaded(changed, **recipe, seed=3)

    assert dataset.state == after.state
    np.testing.assert_array_equal(dataset.train.inputs(), after.train.inputs())
    np.testing.assert_array_equal(dataset.train.targets(), after.train.targets())


@settings(max_examples=50)
@given(seed=SEEDS, recipe=recipes(windowed=True), day=st.integers(8, 20), data=st.data())
def test_a_window_knows_only_what_is_known_ahead(seed: int, recipe: dict[str, Any], day: int, data: Any) -> None:
    """A change after a window's last row shows in its input only if the column is known ahead, and no further on."""
    grouped = "group" in recipe
    columns = table(seed, grouped)
    state = stored(loaded(columns, **recipe))
    column = data.draw(st.sampled_from([*AMOUNTS, "room", "size", *columns_of(recipe["target"])]))
    row = day * (3 if grouped else 1)
    changed = {**columns, column: [*columns[column][:row], *reversed(columns[column][row:])]}

    before, after = (predicted(each, state, **recipe).test for each in (columns, changed))

    window = recipe["window"]
    further = window["offset"] + window.get("horizon", 1) - 1 if column in recipe["known_future"] else 0
    days = np.unique(before.calendar.time)
    same = np.searchsorted(days, before.calendar.time[before.places]) + further < day
    assert same.any()
    np.testing.assert_array_equal(before.inputs()[same], after.inputs()[same])
