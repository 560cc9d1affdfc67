"""Which rows fall into which part, against a definition written out row by row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.data.division.draws import Strata
from seqspec.data.division.splits import Rows, divide, folds_of
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.split import PARTS

LENGTHS = st.lists(st.integers(4, 30), min_size=2, max_size=6)


def recipe(**given: Any) -> Data:
    """A recipe over a file that is not read."""
    return Data.model_validate({"source": {"csv": "x.csv"}, "target": "y", "window": {"length": 1}, **given})


def starts_of(lengths: list[int]) -> Any:
    """The first row of each series."""
    return np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)


def listed(parts: dict[str, Rows]) -> dict[str, list[int]]:
    """The rows of each part as plain lists."""
    return {part: [int(row) for row in rows] for part, rows in parts.items()}


@st.composite
def panels(draw: st.DrawFn) -> tuple[list[int], Any]:
    """Series that begin and end at different times, and their times: `(lengths, time)`, times without repetition."""
    whole = draw(st.integers(24, 40))
    times = []
    for _ in range(draw(st.integers(2, 5))):
        first, missing = draw(st.integers(0, 10)), draw(st.sets(st.integers(0, whole - 1), max_size=6))
        times.append([float(instant) for instant in range(first, whole) if instant not in missing])
    return [len(time) for time in times], np.concatenate(times)


@given(panel=panels(), validation=st.integers(0, 4), test=st.integers(1, 5), gap=st.integers(0, 3))
def test_one_instant_parts_all_series(panel: tuple[list[int], Any], validation: int, test: int, gap: int) -> None:
    """Every row falls into the part of its instant, and a gap is as many rows of each series at the least."""
    lengths, time = panel
    data = recipe(group="g", time="t", split={"validation": validation, "test": test, "gap": gap})

    parts = listed(divide(data, len(time), time, starts_of(lengths)))

    instants = sorted(set(time))
    begin_test = len(instants) - test
    begin_validation = begin_test - gap - validation if validation else begin_test
    ranges = {
        "train": range(begin_validation - gap),
        "validation": range(begin_validation, begin_validation + validation),
        "test": range(begin_test, len(instants)),
    }
    expected: dict[str, list[int]] = {part: [] for part in PARTS}
    for start, length in zip(starts_of(lengths), lengths, strict=True):
        rows = range(start, start + length)
        own = {part: [row for row in rows if instants.index(time[row]) in ranges[part]] for part in PARTS}
        for part, before in (("validation", ["train"]), ("test", ["train", "validation"])):
            for other in before if own[part] else []:
                own[other] = [row for row in own[other] if row < own[part][0] - gap]
        for part in PARTS:
            expected[part] += own[part]
    assert expected == parts


@given(lengths=LENGTHS, share=st.sampled_from([0.1, 0.25, 0.4]), gap=st.integers(0, 1))
def test_without_a_time_every_series_is_split_by_itself(lengths: list[int], share: float, gap: int) -> None:
    """The last rows of each series are its test part, and the rows of the gap before them are nobody's."""
    starts = starts_of(lengths)

    parts = listed(divide(recipe(group="g", split={"test": share, "gap": gap}), sum(lengths), None, starts))

    train, test = [], []
    for start, length in zip(starts.tolist(), lengths, strict=True):
        held = int(length * share + 1e-9)
        before = length - held - (gap if held else 0)
        if before >= 2:  # a window and its target
            train += range(start, start + before)
            test += range(start + length - held, start + length)
    assert {"train": train, "validation": [], "test": test} == parts


@given(lengths=LENGTHS, seed=st.integers(0, 99))
def test_parts_by_group_share_no_group(lengths: list[int], seed: int) -> None:
    """Every group falls whole into one part, and the sizes count groups."""
    starts, groups = starts_of(lengths), np.repeat(np.arange(len(lengths)), lengths)

    parts = divide(recipe(group="g", split={"test": 1, "by": "group"}), sum(lengths), None, starts, seed=seed)

    held = {part: set(groups[np.array(rows, dtype=int)].tolist()) for part, rows in parts.items()}
    assert (len(lengths) - 1, 0, 1) == tuple(len(held[part]) for part in PARTS)
    assert set(range(len(lengths))) == held["train"] | held["test"]
    assert list(range(sum(lengths))) == sorted(row for rows in listed(parts).values() for row in rows)


@given(
    counts=st.lists(st.integers(3, 40), min_size=2, max_size=5),
    shares=st.sampled_from([(0.1, 0.2), (0.0, 0.25), (0.3, 0.3)]),
    seed=st.integers(0, 99),
)
def test_stratified_parts_have_equal_shares_of_every_class(
    counts: list[int], shares: tuple[float, float], seed: int
) -> None:
    """Each part holds of each class what its size says, to within one row, and every row is in one part."""
    data = recipe(window=None, features=["x"], target={"column": "y", "kind": "binary"},
                  split={"validation": shares[0], "test": shares[1], "by": "random", "stratify": True})  # fmt: skip
    codes = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(counts)), counts)).astype(np.int32)

    parts = divide(data, len(codes), strata=Strata("y", codes, [f"c{code}" for code in range(len(counts))]), seed=seed)

    for rows in parts.values():
        for code, count in enumerate(counts):
            held = int((codes[np.array(rows, dtype=int)] == code).sum())
            assert abs(held - len(rows) * count / len(codes)) <= 1
    assert list(range(len(codes))) == sorted(row for rows in listed(parts).values() for row in rows)


@given(rows=st.integers(26, 60), windows=st.integers(1, 4), step=st.integers(1, 4), gap=st.integers(0, 2))
def test_the_folds_of_a_backtest_are_the_last_rows(rows: int, windows: int, step: int, gap: int) -> None:
    """Each fold has `step` rows, one after the other up to the last row, and training ends a gap before the first."""
    data = recipe(split={"validation": 2, "gap": gap, "backtest": {"windows": windows, "step": step}})

    folds = [list(fold) for fold in folds_of(data, rows)]
    parts = listed(divide(data, rows))

    first = rows - windows * step
    assert [list(range(start, start + step)) for start in range(first, rows, step)] == folds
    assert list(range(first, rows)) == parts["test"]
    assert list(range(first - gap - 2, first - gap)) == parts["validation"]
    assert list(range(first - gap - 2 - gap)) == parts["train"]


@given(panel=panels(), fold=st.integers(0, 2))
def test_a_fold_is_at_the_same_instants_in_every_series(panel: tuple[list[int], Any], fold: int) -> None:
    """With several series a fold has the rows of `step` instants, and trains on what comes before them."""
    lengths, time = panel
    data = recipe(group="g", time="t", split={"backtest": {"windows": 3, "step": 4, "refit": True}})

    parts = listed(divide(data, len(time), time, starts_of(lengths), fold=fold))

    instants = sorted(set(time))
    begin, end = instants[len(instants) - 4 * (3 - fold)], [*instants, instants[-1] + 1][len(instants) - 4 * (2 - fold)]
    assert [row for row in range(len(time)) if time[row] < begin] == parts["train"]
    assert [row for row in range(len(time)) if begin <= time[row] < end] == parts["test"]


def test_a_class_with_fewer_rows_than_parts_is_named() -> None:
    """A class that can't be in every part stops a stratified split."""
    data = recipe(window=None, features=["x"], target={"column": "y", "kind": "binary"},
                  split={"validation": 0.2, "test": 0.2, "by": "random", "stratify": True})  # fmt: skip
    strata = Strata("y", np.array([0] * 9 + [1], dtype=np.int32), ["no", "yes"])

    with pytest.raises(DataError, match=r"the class `yes` of `y` has 1 row, too few for one in each of 3 parts"):
        divide(data, 10, strata=strata)


def test_a_part_by_group_that_gets_none_is_named() -> None:
    """A fraction of a few groups may be none of them: that says how to ask for one."""
    data = recipe(group="g", split={"test": 0.1, "by": "group"})

    with pytest.raises(DataError, match=r"there are 3 groups, and `test: 0.1` is none of them") as caught:
        divide(data, 30, None, starts_of([10, 10, 10]))

    assert "write a number of groups: `test: 1`" == caught.value.help


def test_series_without_room_for_a_window_are_in_no_part() -> None:
    """The rows of a series that is too short are neither trained nor tested on."""
    parts = listed(divide(recipe(group="g", window={"length": 5}, split={"test": 2}), 15, None, starts_of([12, 3])))

    assert {"train": list(range(10)), "validation": [], "test": [10, 11]} == parts


def test_where_every_series_is_too_short_the_rows_needed_are_said() -> None:
    """No series with a window is an error that says how long one would have to be."""
    with pytest.raises(DataError, match=r"none of the 2 series has the 6 rows that one window needs: the long"):
        divide(recipe(group="g", window={"length": 5}), 7, None, starts_of([4, 3]))


def test_where_splitting_leaves_no_series_a_window_to_train_on_that_is_said() -> None:
    """Series that have room for a window, but not before their test part, are too short as well."""
    with pytest.raises(DataError, match=r"none of the 2 series has a window in its training part: one needs 6 rows"):
        divide(recipe(group="g", window={"length": 5}, split={"test": 3}), 14, None, starts_of([7, 7]))


def test_a_backtest_that_needs_more_rows_than_there_are_is_refused() -> None:
    """Folds that leave nothing to train on are an error with their number."""
    data = recipe(split={"backtest": {"windows": 5, "step": 4}})

    with pytest.raises(DataError, match=r"the backtest asks for 5 folds of 4, and the file has 20 rows"):
        divide(data, 20)
