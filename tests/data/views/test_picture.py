"""Every recipe of a table can be drawn, and a long series loses nothing that could be seen."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.data.dataset import Dataset
from seqspec.data.views.picture import POINTS, downsampled, draw
from seqspec.errors import DataError
from tests.data.builders import loaded, noise
from tests.data.recipes import table
from tests.data.test_leakage import WAYS
from tests.data.texts_in import of_pairs, of_rows, of_text


def text_of(dataset: Dataset) -> str:
    """The picture as SVG, in which texts are texts."""
    return draw(dataset, "svg", "a title").decode()


@pytest.mark.parametrize("way", sorted(WAYS))
def test_every_way_to_divide_rows_is_drawn(way: str) -> None:
    """The parts that there are, by their names, and a window where there are windows."""
    dataset = loaded(table(3, "group" in WAYS[way]), **WAYS[way])

    drawn = text_of(dataset)

    assert "a title" in drawn
    for name in ("train", "validation", "test"):
        shown = f"{name} part" in drawn or f"{name}: " in drawn
        whole_groups = WAYS[way]["split"].get("by") == "group"  # of which one series shows one part
        assert shown == bool(len(getattr(dataset, name))) or whole_groups
    assert ("one window of the training part" in drawn) == ("window" in WAYS[way])


@pytest.mark.parametrize(
    "target",
    [
        {"column": "rises", "kind": "binary"},
        {"column": "mood", "kind": "classes", "classes": 4},
        {"column": "grade", "kind": "one_hot", "classes": 5},
        ["y", "z"],
    ],
)
@pytest.mark.parametrize("window", [None, {"length": 3}, {"length": 3, "targets": "each_step"}])
def test_every_target_is_drawn(target: Any, window: Any) -> None:
    """Labels and classes, in windows and row by row."""
    assert "a title" in text_of(loaded(table(3, False), target=target, features=["x"], window=window))


@pytest.mark.parametrize(("letters", "turned"), [(5, False), (60, True)])
def test_names_of_classes_do_not_run_into_one_another(letters: int, turned: bool) -> None:
    """Where there is no room for them side by side they stand on end."""
    rows = table(3, False)
    rows["mood"] = [f"{mood}{'x' * letters}" for mood in rows["mood"]]

    drawn = text_of(loaded(rows, target={"column": "mood", "kind": "classes", "classes": 4}, features=["x"]))

    assert turned == bool(re.search(r"rotate\(-90\)[^>]*>[^<]*xxxxx", drawn))


def test_a_target_that_begins_with_an_underscore_is_in_the_legends() -> None:
    """Matplotlib takes such a name for none."""
    drawn = text_of(loaded({"_y": noise(1, 60)["y"]}, target="_y", window={"length": 3}))

    assert 2 == drawn.count(">target: _y<")


def test_the_rows_of_a_gap_are_marked() -> None:
    """Rows between two parts belong to none."""
    split = {"validation": 10, "test": 10}

    with_gap, without = (loaded(noise(1, 60), window={"length": 3}, split={**split, "gap": gap}) for gap in (4, 0))

    assert "in no part" in text_of(with_gap)
    assert "in no part" not in text_of(without)


def test_folds_are_marked() -> None:
    """Where each of a backtest begins."""
    split = {"backtest": {"windows": 4, "step": 6}}

    assert "4 folds" in text_of(loaded(noise(1, 60), window={"length": 3}, split=split))


def test_a_window_is_drawn_as_what_goes_in_and_what_is_asked_for() -> None:
    """Each by itself in the series, and every line of the window in its legend."""
    drawn = text_of(loaded(noise(1, 60), window={"length": 5, "horizon": 2}, split={"validation": 10, "test": 10}))

    for named in ("input of the window below", "target of the window below", "last row that goes in"):
        assert named in drawn


def test_tokens_are_counted_in_whole_numbers() -> None:
    """No text has half a token."""
    pairs = [("a", "b"), ("a a", "b"), ("c", "b b"), ("d", "b")]

    drawn = text_of(of_pairs(pairs, tokens={"by": "word", "max_length": 2}))

    ticks = re.findall(r'id="xtick_\d+">.*?>([^<>]+)</text>', drawn, re.DOTALL)
    assert {"0", "1", "2"} <= {*ticks} <= {"−1", "0", "1", "2", "3"}


def test_names_are_drawn_as_they_are() -> None:
    """A name is no formula, and a character that can't be seen is written out."""
    columns = {"$x_1$": noise(1, 60)["y"], "a\x07b": noise(2, 60)["y"]}

    drawn = text_of(loaded(columns, target="$x_1$", features=["a\x07b"], window={"length": 3}))

    assert "$x_1$" in drawn
    assert "a\\x07b" in drawn


def test_texts_are_drawn_by_their_lengths() -> None:
    """Of each column that is a text, with the length that is kept of it."""
    pairs = [(f"one {'two ' * (number % 5)}{number}", "yes no") for number in range(20)]

    assert "cut after 4" in text_of(of_pairs(pairs))
    assert "tokens of text" in text_of(of_rows([(one, number % 2) for number, (one, _) in enumerate(pairs)]))
    with pytest.raises(DataError, match="neither running texts nor arrays have a picture"):
        text_of(of_text("artificially"))


@given(st.integers(1, 12_000), st.integers(0, 100), st.booleans())
def test_a_long_series_keeps_its_peaks(rows: int, seed: int, gaps: bool) -> None:
    """The least and the greatest value of every stretch are drawn, in order, and not more than can be seen."""
    values = np.random.default_rng(seed).normal(size=rows)
    values[:: 3 if gaps else rows + 1] = np.nan if gaps else values[0]
    when = np.arange(rows)

    times, drawn = downsampled(when, values)

    assert len(times) == len(drawn) <= 2 * POINTS
    assert (np.diff(times) >= 0).all()
    if np.isfinite(values).any():
        assert (np.nanmin(values), np.nanmax(values)) == (np.nanmin(drawn), np.nanmax(drawn))
