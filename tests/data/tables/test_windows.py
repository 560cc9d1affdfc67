"""Windows, against their definition written out slowly."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

from seqspec.data.dataset import Dataset
from seqspec.language.recipe.split import PARTS
from tests.data.builders import loaded, noise, rows_of

ROWS = 80
SCALERS = {"minmax": MinMaxScaler, "standard": StandardScaler, "robust": RobustScaler}


@st.composite
def windows(draw: st.DrawFn) -> dict[str, Any]:
    """A window in all its options; the parts below are long enough for each of them."""
    each_step = draw(st.booleans())
    return {
        "length": draw(st.integers(1, 6)),
        "horizon": 1 if each_step else draw(st.integers(1, 4)),
        "stride": {"train": draw(st.integers(1, 3)), "evaluation": draw(st.integers(1, 2))},
        "offset": draw(st.integers(1, 3)),
        "targets": "each_step" if each_step else "horizon",
        "normalize": "none" if each_step else draw(st.sampled_from(["none", "last", "standard"])),
        "context": draw(st.sampled_from(["past", "own"])),
    }


@st.composite
def recipes(draw: st.DrawFn) -> dict[str, Any]:
    """A recipe for two columns `y` and `x`."""
    return {
        "window": draw(windows()),
        "scale": draw(st.sampled_from(["minmax", "standard", "robust", "none"])),
        "features": draw(st.sampled_from([["y"], ["y", "x"], ["x", "y"]])),
        "split": {"validation": 0.2, "test": 0.25, "gap": draw(st.integers(0, 3))},
    }


def slow_examples(columns: dict[str, list[float]], recipe: dict[str, Any], dataset: Dataset, part: str) -> list[Any]:
    """Inputs and targets of a part, one window after the other, in plain Python."""
    window, rows = recipe["window"], rows_of(dataset, part)
    train = rows_of(dataset, "train")
    scaled = {}
    for name, values in columns.items():
        column = np.array(values)[:, None]
        scaler = SCALERS[recipe["scale"]]().fit(column[train.start : train.stop]) if recipe["scale"] != "none" else None
        scaled[name] = (scaler.transform(column) if scaler else column)[:, 0]
    stride = window["stride"]["train" if part == "train" else "evaluation"]
    found = []
    for origin in range(ROWS):
        inputs = list(range(origin - window["length"] + 1, origin + 1))
        ahead = [origin + window["offset"] + step for step in range(window["horizon"])]
        targets = [row + window["offset"] for row in inputs] if window["targets"] == "each_step" else ahead
        first = rows.start if window["context"] == "own" else 0
        if inputs[0] < first or targets[0] < rows.start or targets[-1] >= rows.stop:
            continue
        x = np.array([[scaled[name][row] for name in recipe["features"]] for row in inputs])
        y = np.array([scaled["y"][row] for row in targets])
        own = x[:, recipe["features"].index("y")]
        if window["normalize"] == "last":
            y, x = y - own[-1], x - x[-1]
        elif window["normalize"] == "standard":
            deviation = max(own.std(), 1e-6 * np.std(scaled["y"][train.start : train.stop]))
            y, x = (y - own.mean()) / deviation, (x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1e-9)
        found.append((x, y, origin))
    return found[::stride]


@settings(max_examples=80)
@given(seed=st.integers(0, 1000), recipe=recipes())
def test_every_window_is_the_one_its_definition_says(seed: int, recipe: dict[str, Any]) -> None:
    """Inputs, targets and their order equal those of a slow loop over the rows, with scikit-learn's scalers."""
    columns = noise(seed, ROWS, ("y", "x"))

    dataset = loaded(columns, **recipe)

    for part in PARTS:
        expected = slow_examples(columns, recipe, dataset, part)
        examples = getattr(dataset, part)
        assert len(expected) == len(examples)
        # A window of one row has no deviation of its own; what is then divided by is not meant to be compared.
        if recipe["window"]["normalize"] == "standard" and recipe["window"]["length"] == 1:
            continue
        np.testing.assert_allclose(examples.inputs(), [x for x, _, _ in expected], rtol=1e-3, atol=1e-3)
        np.testing.assert_allclose(examples.targets(), [y for _, y, _ in expected], rtol=1e-3, atol=1e-3)


@given(seed=st.integers(0, 1000), recipe=recipes())
def test_no_target_lies_in_another_part(seed: int, recipe: dict[str, Any]) -> None:
    """Every row that is somebody's target belongs to that somebody's part, and rows of a gap are nobody's."""
    dataset = loaded(noise(seed, ROWS, ("y", "x")), **recipe)

    for name in PARTS:
        part, rows = getattr(dataset, name), rows_of(dataset, name)
        reach = recipe["window"]["length"] - 1 if recipe["window"]["targets"] == "each_step" else 0
        targets = part.stamps() - 1
        assert rows.start <= targets.min() - reach
        assert targets.max() < rows.stop


@given(seed=st.integers(0, 1000), recipe=recipes())
def test_origins_come_before_what_is_predicted(seed: int, recipe: dict[str, Any]) -> None:
    """A baseline that looks at the rows up to an origin sees nothing of the truth, and the lead says how far it is."""
    part = loaded(noise(seed, ROWS, ("y", "x")), **recipe).test

    np.testing.assert_array_equal(part.stamps()[:, 0] - 1, part.origins() + part.lead)
    assert part.lead >= 1


@given(seed=st.integers(0, 1000), recipe=recipes(), index=st.lists(st.integers(0, 5), min_size=1, max_size=4))
def test_examples_are_the_same_however_they_are_asked_for(seed: int, recipe: dict[str, Any], index: list[int]) -> None:
    """Asking for some examples by index gives the rows that asking for all of them gives."""
    part = loaded(noise(seed, ROWS, ("y", "x")), **recipe).test
    some = np.array(index)

    np.testing.assert_array_equal(part.inputs()[some], part.inputs(some))
    np.testing.assert_array_equal(part.targets()[some], part.targets(some))
    np.testing.assert_array_equal(part.truth()[some], part.truth(some))
    np.testing.assert_array_equal(part.inputs(slice(0, 3)), part.inputs(np.arange(3)))


def test_targets_are_flat_under_a_flat_output_and_keep_their_steps_under_a_sequence() -> None:
    """Rank 2 gives `(batch, horizon * targets)`, horizon first; rank 3 gives `(batch, horizon, targets)`."""
    dataset = loaded(noise(1, ROWS, ("y", "x")), target=["y", "x"], window={"length": 5, "horizon": 3})

    flat, steps = dataset.train.targets(rank=2), dataset.train.targets(rank=3)

    assert (len(flat), 6) == flat.shape
    assert (len(flat), 3, 2) == steps.shape
    np.testing.assert_array_equal(flat, steps.reshape(len(flat), 6))


def test_rows_without_a_window_are_examples_of_their_own() -> None:
    """Without a window a batch of inputs is `(batch, features)`, and every row is used once."""
    columns = noise(2, 50, ("a", "b", "y"))

    dataset = loaded(columns, features=["a", "b"], split={"validation": 0.2, "test": 0.2})

    assert [len(dataset.train), len(dataset.validation), len(dataset.test)] == [30, 10, 10]
    rows = np.concatenate([getattr(dataset, part).stamps()[:, 0] for part in PARTS])
    assert list(range(1, 51)) == sorted(rows.tolist())
    first = dataset.test.stamps()[0, 0] - 1
    np.testing.assert_allclose([columns["a"][first], columns["b"][first]], dataset.test.inputs()[0], rtol=1e-6)
    np.testing.assert_allclose(columns["y"][first], dataset.test.truth()[0, 0, 0])


def test_rows_in_random_order_follow_from_the_seed() -> None:
    """The same seed draws the same parts, another seed draws others."""
    columns = noise(2, 50, ("a", "y"))
    recipe = {"features": ["a"], "split": {"validation": 0.2, "test": 0.2}}

    first, again, other = (loaded(columns, seed=seed, **recipe).test.stamps().tolist() for seed in (1, 1, 2))

    assert first == again
    assert first != other
