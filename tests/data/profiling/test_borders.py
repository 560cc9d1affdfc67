"""The figures of several series, against the parts that a run would have."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.analysis.profile import Profile
from seqspec.data.division.groups import arrange
from seqspec.data.division.splits import divide
from seqspec.data.profiling.profile import profile_of
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.split import PARTS
from tests.data.builders import csv_of, spec_of


def recipe(**given: Any) -> Data:
    """A recipe over series that column `g` tells apart."""
    data = spec_of(**{"group": "g", "window": {"length": 2}, **given}).data
    assert data is not None
    return data


def profiled(columns: dict[str, Any], data: Data) -> Profile:
    """The profile of columns written to a file."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "series.csv").write_text(csv_of(columns), "utf-8")
        return profile_of(data, Path(folder))


@st.composite
def panels(draw: st.DrawFn) -> dict[str, Any]:
    """Rows of several series in turns, each in the order of its own time."""
    whole = draw(st.integers(12, 20))
    rows = []
    for place in range(draw(st.integers(2, 4))):
        first, last = draw(st.integers(0, 3)), whole - draw(st.integers(0, 3))
        rows += [(instant, f"s{place}") for instant in range(first, last)]
    if draw(st.booleans()):
        rows.sort()
    values = np.random.default_rng(draw(st.integers(0, 99))).uniform(0, 9, len(rows)).round(3)
    return {"y": values.tolist(), "g": [name for _, name in rows], "t": [instant for instant, _ in rows]}


SPLITS = [
    {"validation": 2, "test": 3},
    {"validation": 0.1, "test": 0.2, "gap": 1},
    {"backtest": {"windows": 2, "step": 2}, "validation": 2},
    {"test": 3, "per_group": True},
]


@given(panel=panels(), split=st.sampled_from(SPLITS), timed=st.booleans())
def test_parts_and_figures_are_those_of_a_run(panel: dict[str, Any], split: dict[str, Any], timed: bool) -> None:
    """The rows of each part, and the numbers of the training part, are those that `fit` would take."""
    data = recipe(split=split, **({"time": "t"} if timed else {}))
    names = np.array(panel["g"])
    order, starts = arrange(np.unique(names, return_inverse=True)[1].astype(np.int32))
    order = np.arange(len(names)) if order is None else order
    time = np.array(panel["t"])[order] if timed else None
    parts = divide(data, len(names), time, starts)
    trained = np.array(panel["y"])[order][np.array(parts["train"])]

    found = profiled(panel, data)

    assert {part: len(parts[part]) for part in PARTS} == dict(found.parts)
    numbers = found.columns["y"].train
    assert numbers is not None
    assert len(trained) == numbers.count
    np.testing.assert_allclose([trained.mean(), trained.std()], [numbers.mean, numbers.deviation], rtol=1e-9)


def test_a_feature_is_held_against_the_target_of_its_own_series() -> None:
    """With series in turns the row before is another series: pairs are made within each one."""
    x = np.random.default_rng(0).normal(size=(40, 2)).round(4)
    y = np.vstack([np.zeros((1, 2)), x[:-1]])  # the target follows the feature of its own series one row later
    columns = {"x": x.ravel().tolist(), "y": y.ravel().tolist(), "g": ["a", "b"] * 40}

    (link,) = profiled(columns, recipe(features=["x"], split={"test": 5})).links

    assert link.correlation == pytest.approx(1.0)


def test_too_few_groups_are_told_without_drawing_any() -> None:
    """A fraction of so few groups that it is none of them is a trouble of the split."""
    columns = {"y": list(range(12)), "g": ["a", "b", "c"] * 4}

    trouble = profiled(columns, recipe(split={"test": 0.1, "by": "group"})).split_trouble

    assert trouble is not None
    assert "there are 3 groups, and `test: 0.1` is none of them" == trouble.message


def test_too_few_instants_are_told() -> None:
    """A split that asks for more instants than there are has no parts."""
    columns = {"y": list(range(12)), "g": ["a", "b", "c"] * 4, "t": [row // 3 for row in range(12)]}

    found = profiled(columns, recipe(time="t", split={"test": 5}))

    assert found.split_trouble is not None
    assert "the split asks for 5 for test, and `time` has 4 instants" == found.split_trouble.message
    with pytest.raises(DataError, match="and `time` has 4 instants"):
        divide(recipe(time="t", split={"test": 5}), 12, np.array([0, 1, 2, 3] * 3), np.array([0, 4, 8]))
