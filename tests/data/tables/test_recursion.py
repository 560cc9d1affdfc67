"""Recursive forecasts, of models that know the truth, over recipes in all their options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqspec.data.dataset import for_prediction
from seqspec.data.tables import recursion
from seqspec.data.tables.part import Part
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.runs.prediction import continuation
from tests.data.builders import csv_of, loaded, noise, predicted, spec_of

ROWS, LENGTH, AHEAD = 90, 5, 4
STEPS = st.sampled_from(["none", "last", "standard"])
_SPLIT = {"validation": 0.2, "test": 0.3}


@st.composite
def recipes(draw: st.DrawFn) -> dict[str, Any]:
    """What can be done to a series before the model sees it, in every combination."""
    return {
        "window": {"length": LENGTH, "recursive": AHEAD, "normalize": draw(STEPS)},
        "scale": draw(st.sampled_from(["minmax", "standard", "robust", "none"])),
        "difference": draw(st.booleans()),
        "log1p": draw(st.booleans()),
        "split": _SPLIT,
    }


def recurrence(rows: int, targets: int = 1, seed: int = 0) -> dict[str, list[float]]:
    """Series in which each value follows from the two before it: damped waves around a level."""
    random = np.random.default_rng(seed)
    columns = {}
    for number in range(targets):
        angle, values = random.uniform(0.3, 1.2), [3.0, -1.0]
        while len(values) < rows:
            values.append(1.98 * np.cos(angle) * values[-1] - 0.9801 * values[-2])
        columns["yzw"[number]] = [200 + 5 * value for value in values]
    return columns


def knowing(part: Part) -> Callable[[Any], Any]:
    """A model that finds its window among those of the whole series, and answers with the targets of the rows after."""
    every = np.arange(part.geometry.length, part.series.rows - part.geometry.last)
    whole = replace(part, places=every.astype(np.int32))
    known, answers = whole.inputs().reshape(len(every), -1), whole.targets()

    def answer(windows: Any) -> Any:
        distances = np.abs(windows.reshape(len(windows), 1, -1) - known[None]).max(axis=2)
        return answers[distances.argmin(axis=1)]

    return answer


def asked(part: Part) -> Callable[[Any], Any]:
    """A model that answers each target with a sum over all that its window holds."""
    targets = len(part.series.targets)
    return lambda windows: np.tanh(windows.mean(axis=(1, 2)))[:, None] * np.arange(1, targets + 1)


def watched(model: Callable[[Any], Any], shown: list[Any]) -> Callable[[Any], Any]:
    """The same model; what it is shown is kept."""

    def answer(windows: Any) -> Any:
        shown.append(windows)
        return model(windows)

    return answer


@settings(max_examples=60)
@given(recipe=recipes(), targets=st.integers(1, 2))
def test_a_model_that_knows_the_next_row_knows_all_rows_ahead(recipe: dict[str, Any], targets: int) -> None:
    """Fed with its own answers, whatever is done to the series on the way, it gives the series."""
    names = list("yzw"[:targets])
    part = cast("Part", loaded(recurrence(ROWS, targets), target=names, **recipe).test)

    found = recursion.forecast(part, knowing(part))

    assert found.shape == (len(part), AHEAD, targets)
    np.testing.assert_allclose(found, part.truth(), rtol=2e-4)


@settings(max_examples=40)
@given(recipe=recipes(), horizon=st.integers(2, 4), more=st.integers(1, 9), targets=st.integers(1, 2))
def test_a_model_of_several_rows_goes_on_after_its_last_one(
    recipe: dict[str, Any], horizon: int, more: int, targets: int
) -> None:
    """It is fed all the rows that it said, and of what it says last no more is taken than is asked for."""
    window = {"length": LENGTH, "horizon": horizon, "normalize": recipe["window"]["normalize"]}
    names = list("yzw"[:targets])
    part = cast("Part", loaded(recurrence(ROWS, targets), **{**recipe, "target": names, "window": window}).test)
    further = replace(part, geometry=replace(part.geometry, recursive=1 + more), places=part.places[:4])

    found = recursion.forecast(further, knowing(part))

    assert found.shape == (4, horizon + more, targets)
    np.testing.assert_allclose(found, further.truth(), rtol=2e-4)


@settings(max_examples=40)
@given(recipe=recipes(), seed=st.integers(0, 99))
def test_no_forecast_changes_with_what_comes_after_its_origin(recipe: dict[str, Any], seed: int) -> None:
    """Other values in all rows after an origin leave its forecast as it is; those known ahead are the exception."""
    columns = noise(seed, ROWS, ("y", "x"))
    recipe = {**recipe, "target": ["y", "x"]}
    part = cast("Part", loaded(columns, **recipe).test)
    origin = int(part.origins()[0])
    changed = {
        name: [*values[: origin + 1], *(99 - np.array(values[origin + 1 :]))] for name, values in columns.items()
    }
    other = cast("Part", loaded(changed, **recipe).test)

    before, after = (recursion.forecast(each, asked(each), np.arange(1)) for each in (part, other))

    assert before.tolist() == after.tolist()


def test_a_gap_that_closes_after_the_origin_is_not_filled_from_there() -> None:
    """At later steps, too, what was interpolated is only what was known at the origin."""
    columns = noise(3, ROWS)
    recipe: dict[str, Any] = {"window": {"length": LENGTH, "recursive": AHEAD}, "missing": "interpolate"}
    part = cast("Part", loaded(columns, **recipe, split=_SPLIT).test)
    origin = int(part.origins()[3])
    columns["y"][origin] = float("nan")
    part = cast("Part", loaded(columns, **recipe, split=_SPLIT).test)
    (place,) = np.flatnonzero(part.origins() == origin)
    shown: list[Any] = []

    recursion.forecast(part, watched(lambda windows: windows[:, -1], shown), np.array([place]))

    assert [columns["y"][origin - 1]] * 2 == [float(np.float64(each).round(3)) for each in shown[3][0, :2, 0]]


@pytest.mark.parametrize("normalize", ["none", "standard"])
def test_a_forecast_is_what_a_loop_over_original_values_makes(normalize: str) -> None:
    """Written out slowly for one window: scale, normalise, ask, undo, append."""
    columns = noise(1, ROWS)
    window = {"length": LENGTH, "recursive": AHEAD, "normalize": normalize}
    dataset = loaded(columns, window=window, scale="standard", split=_SPLIT)
    part, values = cast("Part", dataset.test), columns["y"]
    train = np.array(values[: dataset.fingerprint["boundaries"]["train"][1]])
    origin = int(part.origins()[0])

    past = values[origin - LENGTH + 1 : origin + 1]
    for _ in range(AHEAD):
        shown = (np.array(past[-LENGTH:]) - train.mean()) / train.std()
        center, spread = (shown.mean(), shown.std()) if normalize == "standard" else (0.0, 1.0)
        answer = np.tanh(((shown - center) / spread)[-1] + 0.3) * spread + center
        past.append(answer * train.std() + train.mean())
    found = recursion.forecast(part, lambda windows: np.tanh(windows[:, -1] + 0.3), np.arange(1))

    np.testing.assert_allclose(found[0, :, 0], past[LENGTH:], rtol=1e-5)


def test_what_is_clipped_is_fed_back_clipped() -> None:
    """A forecast beyond the bounds is told as it is, and shown to the model as the recipe shows such values."""
    window = {"length": LENGTH, "recursive": AHEAD}
    part = cast("Part", loaded(noise(1, ROWS), window=window, clip=[0, 120], log1p=True, split=_SPLIT).test)
    shown: list[Any] = []

    found = recursion.forecast(part, watched(lambda windows: windows[:, -1] + 9, shown), np.arange(1))

    assert found[0, 0, 0] > 120
    np.testing.assert_allclose([each[0, -1, 0] for each in shown[1:]], np.log1p(120), rtol=1e-6)


def test_training_learns_one_row_and_judging_asks_for_all() -> None:
    """Targets are one row ahead in every part; truth is as many rows as are predicted, all of them in the part."""
    dataset = loaded(noise(0, ROWS), window={"length": LENGTH, "recursive": AHEAD}, split=_SPLIT)

    assert dataset.train.targets().shape[1:] == dataset.test.targets().shape[1:] == (1,)
    assert {"train": 1, "validation": AHEAD, "test": AHEAD} == {
        name: getattr(dataset, name).truth().shape[1] for name in ("train", "validation", "test")
    }
    assert not np.isnan(dataset.test.truth()).any()
    assert len(dataset.test) == 27 - AHEAD + 1


def test_a_part_that_is_too_short_says_how_many_rows_it_needs() -> None:
    """The parts that are judged need room for all rows ahead, the training part for one."""
    with pytest.raises(DataError, match="the test part has 6 rows of 30, and one window needs 12: all its 12 targets"):
        loaded(noise(0, 30), window={"length": LENGTH, "recursive": 12}, split={"validation": 0, "test": 0.2})


def test_what_was_learnt_and_what_is_judged_are_told() -> None:
    """The notes say both, and count the windows that lie in no part alone."""
    dataset = loaded(noise(0, ROWS), window={"length": LENGTH, "recursive": AHEAD}, split=_SPLIT, season=7)

    assert "the model learns the next row, and is judged by 4 rows ahead, its own predictions fed back" in dataset.notes
    assert "3 windows left out: they lie in more than one part" in dataset.notes


def test_a_file_is_predicted_past_its_end() -> None:
    """The last window leads to rows that the file does not have yet, each with its number."""
    columns = noise(0, ROWS)
    recipe: dict[str, Any] = {"window": {"length": LENGTH, "recursive": AHEAD}, "split": _SPLIT}
    state = loaded(columns, **recipe).state

    part = cast("Part", predicted(columns, state, **recipe).test)

    assert [ROWS + 1, ROWS + 2, ROWS + 3, ROWS + 4] == part.stamps(np.array([len(part) - 1]))[0].tolist()
    assert recursion.forecast(part, asked(part), np.array([len(part) - 1])).shape == (1, AHEAD, 1)


# ------------------------------------------------------------------------------------------- what is known ahead


def following(force: Sequence[float], first: float = 4.0) -> list[float]:
    """Each value is half the one before and what pushes it in its own row."""
    values = [first]
    for push in force[1:]:
        values.append(0.5 * values[-1] + push)
    return values


def halving(windows: Any) -> Any:
    """The rule behind `following`, for windows of the series and what is known ahead."""
    return 0.5 * windows[:, -1, :1] + windows[:, -1, 1:2]


DRIVEN: dict[str, Any] = {
    "features": ["y", "x"],
    "known_future": ["x"],
    "window": {"length": LENGTH, "recursive": AHEAD},
    "split": _SPLIT,
}


def driven(rows: int = ROWS) -> dict[str, list[float]]:
    """A series and what drives it."""
    force = noise(5, rows, ("x",))["x"]
    return {"y": following(force), "x": force}


def test_what_is_known_ahead_comes_at_its_own_time() -> None:
    """Every step sees the value of the row that it predicts, so that who knows the rule knows the series."""
    part = cast("Part", loaded(driven(), **DRIVEN).test)

    np.testing.assert_allclose(recursion.forecast(part, halving), part.truth(), rtol=1e-5)


def test_of_what_is_known_ahead_nothing_later_is_looked_at() -> None:
    """A step changes with what is known ahead of its own row, and with nothing after it."""
    columns = driven()
    part = cast("Part", loaded(columns, **DRIVEN).test)
    row = int(part.origins()[0]) + 3
    columns["x"][row:] = [0.0] * (ROWS - row)
    other = cast("Part", loaded(columns, **DRIVEN).test)

    before, after = (recursion.forecast(each, halving, np.arange(1))[0, :, 0] for each in (part, other))

    assert [True, True, False, False] == (before == after).tolist()


def test_rows_ahead_are_predicted_from_what_the_file_knows_of_them() -> None:
    """Where the last rows hold what is known ahead and nothing else, the last one is predicted, and none after it."""
    whole = driven()
    state = loaded(whole, **DRIVEN).state
    later = {"y": [*whole["y"][: ROWS - AHEAD], *[float("nan")] * AHEAD], "x": whole["x"]}

    part = cast("Part", predicted(later, state, **DRIVEN).test)

    assert list(range(ROWS - AHEAD + 1, ROWS + 1)) == part.stamps(np.array([len(part) - 1]))[0].tolist()
    found = recursion.forecast(part, halving, np.array([len(part) - 1]))[0, :, 0]
    np.testing.assert_allclose(found, whole["y"][-AHEAD:], rtol=1e-5)


def test_a_file_without_the_rows_ahead_says_which_are_missing() -> None:
    """Nobody makes up what is declared to be known ahead."""
    state = loaded(driven(), **DRIVEN).state

    with pytest.raises(DataError, match="is followed by 4 rows that hold `x`, which are known ahead") as caught:
        predicted(driven(LENGTH + 1), state, **DRIVEN)

    assert "add these rows, and leave what is to be predicted empty in them" == caught.value.help


@pytest.mark.parametrize(("known", "enough"), [(3, False), (4, True)])
def test_a_model_of_several_rows_is_fed_all_of_them(tmp_path: Path, known: int, enough: bool) -> None:
    """Asked for three rows, one that says two is asked twice, and sees what is known of the fourth."""
    recipe: dict[str, Any] = {**DRIVEN, "window": {"length": LENGTH, "horizon": 2}}
    state, columns = loaded(driven(), **recipe).state, driven(LENGTH + known)
    columns["y"][LENGTH:] = [float("nan")] * known
    (tmp_path / "new.csv").write_text(csv_of(columns), "utf-8")
    further = continuation.ahead(spec_of(**recipe), 3)

    if enough:
        assert 1 == len(for_prediction(further, state, tmp_path / "new.csv").test)
    else:
        with pytest.raises(DataError, match="is followed by 4 rows that hold `x`"):
            for_prediction(further, state, tmp_path / "new.csv")


@pytest.mark.parametrize("ahead", [False, True])
def test_dates_go_on_past_the_end_of_the_file(ahead: bool) -> None:
    """The calendar is known: a step sees the weekday of its own row, or of the one before, as the recipe says."""
    days = [date(2024, 1, 1) + timedelta(days=day) for day in range(ROWS + AHEAD)]
    weekdays = [float(day.weekday()) for day in days]
    values = following(weekdays if ahead else [0.0, *weekdays[:-1]])
    recipe: dict[str, Any] = {
        "time": "day",
        "encode": {"day": {"calendar": ["weekday"]}},
        "window": {"length": LENGTH, "recursive": AHEAD},
        "split": _SPLIT,
        **({"known_future": ["day"]} if ahead else {}),
    }
    columns: dict[str, list[Any]] = {"day": [day.isoformat() for day in days][:ROWS], "y": values[:ROWS]}
    dataset = loaded(columns, **recipe)
    seen = cast("Part", predicted(columns, dataset.state, **recipe).test)

    np.testing.assert_allclose(recursion.forecast(cast("Part", dataset.test), halving), dataset.test.truth(), rtol=1e-5)
    found = recursion.forecast(seen, halving, np.array([len(seen) - 1]))[0, :, 0]
    np.testing.assert_allclose(found, values[ROWS:], rtol=1e-5)


def test_a_series_of_several_goes_on_with_its_own_static_value() -> None:
    """Past the end of one series the next one is not looked at."""
    columns: dict[str, list[Any]] = {"name": [], "y": [], "size": []}
    for name, size in (("a", 2.0), ("b", 30.0)):
        columns["name"] += [name] * 40
        columns["y"] += following([size] * 40, first=100.0)
        columns["size"] += [size] * 40
    recipe: dict[str, Any] = {
        "group": "name",
        "features": ["y", "size"],
        "static": ["size"],
        "window": {"length": LENGTH, "recursive": AHEAD},
        "split": {"validation": 8, "test": 8},
    }

    part = cast("Part", predicted(columns, loaded(columns, **recipe).state, **recipe).test)

    last = part.origins().tolist().index(39)
    found = recursion.forecast(part, halving, np.array([last, len(part) - 1]))
    expected = [following([size] * 44, first=100.0)[40:] for size in (2.0, 30.0)]
    np.testing.assert_allclose(found[:, :, 0], expected, rtol=1e-5)


# --------------------------------------------------------------------------------------------------- refusals

BASE: dict[str, Any] = {"source": {"csv": "a.csv"}, "target": "y"}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "horizon": ({"window": {"length": 5, "recursive": 3, "horizon": 2}}, "feeds back the one row after the window"),
    "offset": ({"window": {"length": 5, "recursive": 3, "offset": 2}}, "and `offset` is 2"),
    "each step": ({"window": {"length": 5, "recursive": 3, "targets": "each_step"}}, "every row has a target"),
    "past covariate": ({"window": {"length": 5, "recursive": 3}, "features": ["y", "x"]}, "the next `x`"),
    "foreign target": ({"window": {"length": 5, "recursive": 3}, "features": ["x"]}, "no target is a feature"),
    "class": (
        {"window": {"length": 5, "recursive": 3}, "target": {"column": "y", "kind": "binary"}},
        "`y` is of kind `binary`",
    ),
    "text": (
        {
            "window": {"length": 5, "recursive": 3},
            "source": {"text": "abcabc"},
            "target": None,
            "tokens": {"by": "char", "max_tokens": 9},
        },
        "the next token of a text",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_nobody_can_feed_back_is_refused(name: str) -> None:
    """A recipe of which a later step would lack an input is an error before anything is read."""
    changes, said = REFUSED[name]
    given = {key: value for key, value in {**BASE, **changes}.items() if value is not None}

    with pytest.raises(ValueError, match=said):
        Data.model_validate(given)
