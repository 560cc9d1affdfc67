"""What `seqspec data` says of a dataset."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from seqspec.data.views.description import describe, strict
from tests.data.builders import loaded, noise


def test_what_json_lacks_is_null() -> None:
    """Neither NaN nor infinity is in JSON, however deep they are."""
    value = {"a": [np.float32("nan"), (1.5, float("inf"))], 2: np.array([[1, 2]]), "b": None, "c": np.int64(3)}

    assert {"a": [None, [1.5, None]], "2": [[1, 2]], "b": None, "c": 3} == strict(value)


def test_parts_are_described_with_their_rows() -> None:
    """A part that does not exist has no rows, and one that was drawn has a number of them."""
    ordered = describe(loaded(noise(1, 50), window={"length": 3}, split={"validation": 0, "test": 10}))
    drawn = describe(
        loaded(noise(1, 50, ("y", "x")), features=["x"], split={"by": "random", "validation": 5, "test": 10})
    )

    assert [(37, (1, 40), 40), (0, None, 0), (10, (41, 50), 10)] == [
        (p.examples, p.rows, p.count) for p in ordered.parts
    ]
    assert ("4", "40") == (ordered.parts[0].first, ordered.parts[0].last)
    assert [(35, None, 35), (5, None, 5), (10, None, 10)] == [(p.examples, p.rows, p.count) for p in drawn.parts]


def test_folds_are_described_after_the_parts_they_are_of() -> None:
    """With rows and first and last target, whether they make a table of their own or lie in several series."""
    split = {"validation": 5, "backtest": {"windows": 3, "step": 4}}
    whole = describe(loaded(noise(1, 40), window={"length": 3}, split=split))
    columns = {"y": [float(row) for row in range(80)], "g": ["a", "b"] * 40, "t": np.repeat(np.arange(40.0), 2)}
    several = describe(loaded(columns, window={"length": 3}, group="g", time="t", split=split))

    found = [(fold.name, fold.examples, fold.rows, fold.first, fold.last) for fold in whole.folds]
    assert [
        ("fold 1", 4, (29, 32), "29", "32"),
        ("fold 2", 4, (33, 36), "33", "36"),
        ("fold 3", 4, (37, 40), "37", "40"),
    ] == found
    shown = [(fold.examples, fold.rows, fold.first, fold.last) for fold in several.folds]
    assert [(8, None, "28", "31"), (8, None, "32", "35"), (8, None, "36", "39")] == shown
    assert [] == describe(loaded(noise(1, 50), window={"length": 3})).folds


def test_midnight_has_its_time_among_hours() -> None:
    """Ends of parts and steps of examples are written alike."""
    hours = [f"2024-03-{11 + row // 24:02}T{row % 24:02}:00" for row in range(50)]
    columns = {"y": [float(row) for row in range(50)], "t": hours}

    found = describe(loaded(columns, window={"length": 24}, time="t", split={"validation": 0, "test": 10}))

    assert ("2024-03-12T00:00:00", ["2024-03-12T00:00:00"]) == (found.parts[0].first, found.examples[0].stamps)


def test_differences_are_shown_as_steps() -> None:
    """A column of which the step is taken is shown as the step, in original units, and named so."""
    columns = {"y": [float(number * number) for number in range(60)]}

    found = describe(loaded(columns, window={"length": 3}, difference=True, scale="standard", missing="drop"))

    assert ["step of y"] == found.examples[0].names
    np.testing.assert_allclose([[1], [3], [5]], found.examples[0].read, rtol=1e-5)
    assert [[16.0]] == found.examples[0].truth


@pytest.mark.parametrize("size", [1.0, 1e-6, 1e9])
def test_what_was_read_is_shown_without_the_noise_of_a_float32(size: float) -> None:
    """A 0 that was scaled and scaled back is 0; a column that never changes is what it is."""
    values = (noise(1, 60)["y"] > np.float64(50)) * size
    columns = {"y": noise(2, 60)["y"], "x": [float(value) for value in values], "same": 60 * [0.1]}

    found = describe(loaded(columns, features=["x", "same"], window={"length": 3}, scale="standard"))

    shown = [value for each in found.examples for value, _ in each.read or ()]
    assert {0.0, size} == set(shown)
    assert pytest.approx(0.1) == found.examples[0].read[0][1]  # type: ignore[index]


def test_classes_are_shown_by_name() -> None:
    """A class is what it is called, and the model gets its number."""
    names = ["low", "high"] * 30
    columns = {"x": [float(number) for number in range(60)], "y": names}
    encode = {"y": {"ids": 2}}

    found = describe(loaded(columns, features=["x"], encode=encode, split={"by": "random", "validation": 6, "test": 6}))

    shown = [(each.read, each.truth, each.target) for each in found.examples]
    for read, truth, target in shown:
        assert [names[int(read[0][0])]] == truth if read else False
        assert ["high", "low"].index(truth[0]) == target


@pytest.mark.parametrize("encode", [{"ids": 3}, {"one_hot": 3}])
def test_categories_are_shown_by_name(encode: dict[str, int]) -> None:
    """What goes in as a number is read as a name; one that the training part lacks has none."""
    columns: dict[str, list[Any]] = {
        "y": [float(number) for number in range(60)],
        "x": [*(["low", "high"] * 23), *["new"] * 14],
    }
    recipe = {"features": ["y", "x"], "encode": {"x": encode}, "window": {"length": 2}}

    found = describe(loaded(columns, **recipe, split={"validation": 0, "test": 10, "gap": 4})).examples

    assert [[0.0, "low"], [1.0, "high"]] == found[0].read
    assert [[48.0, None], [49.0, None]] == found[-1].read


def test_groups_are_named() -> None:
    """An example of several series says which one it belongs to."""
    columns = {"y": list(range(80)), "g": ["a"] * 40 + ["b"] * 40}

    found = describe(loaded(columns, group="g", window={"length": 3}))

    assert "a" == found.examples[0].group
    json.dumps(found.as_json(), allow_nan=False)
