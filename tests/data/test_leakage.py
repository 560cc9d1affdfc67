"""Nothing that a model learns from, or looks at, may depend on what it must not know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from seqspec.data.dataset import Dataset
from seqspec.errors import DataError
from tests.data.builders import loaded, noise, predicted

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
