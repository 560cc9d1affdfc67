"""Categories and fields of dates, one by one."""

from __future__ import annotations

import calendar as months
import json
from datetime import datetime, timedelta
from math import cos, pi, sin
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.data.dataset import load
from seqspec.data.tables import calendar
from seqspec.errors import DataError
from seqspec.language.recipe.encode import Encoding
from tests.data.builders import csv_of, loaded, noise, predicted, spec_of

ROWS = 40
IN_ORDER = {"window": {"length": 2}, "split": {"validation": 0.1, "test": 0.2}}


def with_rooms(rooms: list[Any]) -> dict[str, list[Any]]:
    """A column of numbers and one of rooms; the last room fills up what is missing at the front."""
    return {**noise(1, ROWS), "room": [*rooms[:1] * (ROWS - len(rooms)), *rooms]}


def rooms(values: list[Any], **encoding: int) -> Any:
    """What a model sees of the rooms: the training part's windows without the number."""
    return loaded(with_rooms(values), features=["y", "room"], encode={"room": encoding}, **IN_ORDER)


# -------------------------------------------------------------------------------------------------------- categories


def test_categories_are_numbered_in_sorted_order() -> None:
    """Texts by their characters, numbers by their size."""
    texts = loaded(with_rooms(["b", "a", "c"] * 13), features=["y", "room"], encode={"room": {"ids": 3}}, **IN_ORDER)
    numbers = loaded(with_rooms([10, 9, 100] * 13), features=["y", "room"], encode={"room": {"ids": 3}}, **IN_ORDER)

    assert ["a", "b", "c"] == texts.state["categories"]["room"]["names"]
    assert ["9", "10", "100"] == numbers.state["categories"]["room"]["names"]
    assert [1, 1, 0, 2] == texts.train.inputs()[[0, 1, 2, 3], 0, 1].astype(int).tolist()


def test_a_category_is_the_same_however_it_is_written() -> None:
    """A number is one category as 1, 1.0 and "1", also where a text stands in the column."""
    mixed = rooms(["1", "1.0", "two"] * 13, ids=2)

    assert ["1", "two"] == mixed.state["categories"]["room"]["names"]


def test_one_hot_is_a_row_of_zeros_with_a_one() -> None:
    """As many zeros as there is room for, a one at the number of the category."""
    found = rooms(["b", "a", "c"] * 13, one_hot=4).train.inputs()

    assert (2, 5) == found.shape[1:]
    assert [[0, 1, 0, 0], [1, 0, 0, 0]] == found[1, :, 1:].astype(int).tolist()


def test_more_categories_than_declared_are_an_error() -> None:
    """It names the column, how many there are, how many there is room for, and what they are; none is to blame."""
    with pytest.raises(DataError) as caught:
        rooms(["a", "b", "c", "d"] * 9, one_hot=2)

    said = "`room` has 4 categories in the training part, and `encode` makes room for 2: `a`, `b`, `c`, `d`"
    assert said == caught.value.message
    assert "write 4" in (caught.value.help or "")


LATER = ["a", "b"] * 12 + ["c"]


def test_a_later_category_becomes_zeros() -> None:
    """In one-hot rows it is nobody's one, and it is counted and named."""
    recipe = {"features": ["room"], "encode": {"room": {"one_hot": 2}}, "split": {"test": 0.2, "by": "time"}}

    found = loaded(with_rooms(LATER), **recipe)

    assert [[1, 0], [0, 1], [0, 0]] == found.test.inputs()[-3:].astype(int).tolist()
    assert any(
        "1 row of `room` holds what the training part lacks, first `c`: a row of zeros" in n for n in found.notes
    )


def test_a_later_category_takes_a_spare_id() -> None:
    """Where there is room for one more it is the first free number, which no training row has."""
    found = rooms(LATER, ids=3)

    assert {0.0, 1.0} == set(found.train.inputs()[:, :, 1].ravel().tolist())
    assert any("first `c`: the spare number 2" in note for note in found.notes)


def test_a_later_category_without_room_is_an_error() -> None:
    """It names the row."""
    with pytest.raises(DataError, match="row 40 of `room` holds `c`, which the training part lacks, and all 2 numbers"):
        rooms(LATER, ids=2)


def test_an_empty_category_follows_the_policy() -> None:
    """An error by default, left out, or carried forward; there is no line between two categories."""
    values = ["a", "b", None, "a"] * 9

    with pytest.raises(DataError, match="`room` misses 9 values of 40, the first in row 7"):
        rooms(values, ids=2)
    columns = with_rooms(values)
    recipe = {"features": ["y", "room"], "encode": {"room": {"ids": 2}}, **IN_ORDER}
    dropped, carried, drawn = (loaded(columns, missing=each, **recipe) for each in ("drop", "ffill", "interpolate"))

    assert not np.isnan(dropped.train.inputs()).any()
    np.testing.assert_array_equal(carried.train.inputs(), drawn.train.inputs())
    assert {0.0, 1.0} == set(drawn.train.inputs()[:, :, 1].ravel().tolist())
    assert any("`room` misses 9 values: the last value before is carried forward" in note for note in drawn.notes)


def test_a_prediction_knows_the_categories_of_its_run() -> None:
    """Another file has other categories, and the numbers stay what they were."""
    recipe = {"features": ["y", "room"], "encode": {"room": {"ids": 3}}, **IN_ORDER}
    state = json.loads(json.dumps(loaded(with_rooms(["b", "a"] * 13), **recipe).state))

    found = predicted({"y": [1.0, 2.0, 3.0], "room": ["b", "c", "a"]}, state, **recipe).test

    assert [[1, 2], [2, 0]] == found.inputs()[:, :, 1].astype(int).tolist()


# ------------------------------------------------------------------------------------------------------------- dates

FIELDS = {
    "minute": lambda t: (t.minute, t.minute / 60),
    "hour": lambda t: (t.hour, t.hour / 24),
    "weekday": lambda t: (t.weekday(), t.weekday() / 7),
    "day": lambda t: (t.day, (t.day - 1) / months.monthrange(t.year, t.month)[1]),
    "day_of_year": lambda t: (t.timetuple().tm_yday, (t.timetuple().tm_yday - 1) / (365 + months.isleap(t.year))),
    "week": lambda t: (
        t.isocalendar()[1],
        (t.isocalendar()[1] - 1) / datetime(t.isocalendar()[0], 12, 28).isocalendar()[1],
    ),
    "month": lambda t: (t.month, (t.month - 1) / 12),
    "quarter": lambda t: ((t.month + 2) // 3, (t.month - 1) // 3 / 4),
}
TIMES = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))


@given(when=st.lists(TIMES, min_size=1, max_size=5), name=st.sampled_from(sorted(FIELDS)))
def test_fields_are_those_of_the_calendar(when: list[datetime], name: str) -> None:
    """Each is the number a calendar shows, and the sine and cosine of how much has passed of what comes round."""
    stamps = np.array(when, dtype="datetime64[us]")

    plain = calendar.fields_of(Encoding.model_validate({"calendar": [name, "year"]}), stamps)
    round_ = calendar.fields_of(Encoding.model_validate({"cyclic": [name]}), stamps)

    assert [FIELDS[name](each)[0] for each in when] == plain[0].tolist()
    assert [each.year for each in when] == plain[1].tolist()
    angles = [2 * pi * FIELDS[name](each)[1] for each in when]
    np.testing.assert_allclose([[sin(each) for each in angles], [cos(each) for each in angles]], round_, atol=1e-6)


def test_fields_of_a_date_are_scaled_as_the_column_is() -> None:
    """A field is a number of its own; a sine and a cosine stay between -1 and 1."""
    days = [str(datetime(2020, 1, 1) + timedelta(days=day))[:10] for day in range(ROWS)]
    recipe = {"time": "day", "encode": {"day": {"calendar": ["day"], "cyclic": ["day"]}}, "scale": {"day": "standard"}}

    found = loaded({**noise(1, ROWS), "day": days}, features=["y"], **recipe, **IN_ORDER)

    chains = {chain["column"]: chain for chain in found.state["columns"]}
    known = np.array([datetime.fromisoformat(day).day for day in days[:28]])
    assert ["y", "day of day", "sine of day of day", "cosine of day of day"] == list(chains)
    np.testing.assert_allclose([known.mean(), known.std()], [chains["day of day"][key] for key in ("center", "spread")])
    assert (0.0, 1.0) == (chains["sine of day of day"]["center"], chains["sine of day of day"]["spread"])


def test_a_date_has_a_format() -> None:
    """Dates that are written otherwise are read as the recipe says, and refused by row where they are not."""
    columns = {**noise(1, ROWS), "built": [f"{day % 28 + 1}.3.2020" for day in range(ROWS)]}
    fields = {"calendar": ["day"]}

    found = loaded(columns, features=["built"], encode={"built": {**fields, "format": "%d.%m.%Y"}})

    assert [1.0, 2.0, 3.0] == found.train.inputs()[:3, 0].tolist()
    with pytest.raises(DataError, match=r"row 1 of `built` is '1.3.2020', and no date as 2019-01-31") as caught:
        loaded(columns, features=["built"], encode={"built": fields})
    assert "`encode: {built: {calendar: [month], format: '%d.%m.%Y'}}`" in (caught.value.help or "")


def test_an_empty_date_is_a_gap() -> None:
    """It follows `missing` as any other cell."""
    columns = {**noise(1, ROWS), "built": [None if day == 3 else "2020-01-05" for day in range(ROWS)]}

    with pytest.raises(DataError, match="`built` misses 1 value of 40, the first in row 4"):
        loaded(columns, features=["built"], encode={"built": {"calendar": ["day"]}})
    assert 27 == len(loaded(columns, features=["built"], encode={"built": {"calendar": ["day"]}}, missing="drop").train)


def test_numbers_have_no_calendar() -> None:
    """Fields are taken from dates."""
    recipe = {"features": ["y"], "time": "t", "encode": {"t": {"calendar": ["day"]}}, **IN_ORDER}

    with pytest.raises(DataError, match="`t` holds numbers, and fields are taken from dates"):
        loaded({**noise(1, ROWS), "t": list(range(ROWS))}, **recipe)


# ------------------------------------------------------------------------------------------------------------ labels


def labelled(labels: list[Any], **target: Any) -> Any:
    """Labels row by row, in order."""
    columns = {"x": noise(1, ROWS)["y"], "y": (labels * ROWS)[:ROWS]}
    return loaded(
        columns, features=["x"], target={"column": "y", **target}, split={"validation": 0.1, "test": 0.2, "by": "time"}
    )


def test_class_numbers_stay_what_they_are() -> None:
    """A label of 2 is class 2, also where no training row has a 1."""
    found = labelled([0, 2], kind="classes", classes=3)

    assert ("0", "1", "2") == found.task.classes
    assert [0, 2, 0] == found.train.targets()[:3].tolist()
    assert np.int32 == found.train.targets().dtype


@pytest.mark.parametrize(
    ("labels", "shown"),
    [([1, 2, 3], "row 3 of `y` holds the label 3"), ([0, 1, -1], "label -1"), ([0, 1.5], "label 1.5")],
)
def test_labels_that_are_no_class_numbers_are_refused(labels: list[Any], shown: str) -> None:
    """The message counts the classes, and the help says how to have them numbered."""
    with pytest.raises(DataError) as caught:
        labelled(labels, kind="classes", classes=3)

    assert shown in caught.value.message
    assert "3 classes are numbered 0 to 2" in caught.value.message
    assert "`encode: {y: {ids: N}}`" in (caught.value.help or "")


def test_texts_become_classes_in_sorted_order() -> None:
    """Their names come back with a prediction."""
    found = labelled(["yes", "no", "perhaps"], kind="classes")

    assert ("no", "perhaps", "yes") == found.task.classes
    assert [2, 0, 1] == found.train.targets()[:3].tolist()
    assert [[2.0], [0.0], [1.0]] == found.train.truth()[:3].tolist()


def test_a_target_may_be_one_hot() -> None:
    """Zeros with a one for the loss, the number of the class for the verdict."""
    found = labelled(["yes", "no"], kind="one_hot", classes=3)

    assert [[0, 1, 0], [1, 0, 0]] == found.train.targets()[:2].astype(int).tolist()
    assert [[1.0], [0.0]] == found.train.truth()[:2].tolist()
    assert ("no", "yes", "2") == found.task.classes


def test_a_label_of_two_texts_is_a_chance_if_it_is_encoded() -> None:
    """Sorted, the first is 0 and the second 1."""
    columns = {"x": noise(1, ROWS)["y"], "y": ["yes", "no"] * 20}

    target = {"column": "y", "kind": "binary"}

    found = loaded(columns, features=["x"], target=target, encode={"y": {"ids": 2}}, split={"test": 0.2, "by": "time"})

    assert "chances" == found.task.kind
    assert [[1.0], [0.0]] == found.train.targets()[:2].tolist()


def test_several_labels_are_several_chances() -> None:
    """Each column holds 0 and 1, and anything else is refused by row."""
    columns = {"x": noise(1, ROWS)["y"], "a": [0, 1] * 20, "b": [1, 1, 0, 0] * 10}
    targets = [{"column": "a", "kind": "multi_label"}, {"column": "b", "kind": "multi_label"}]

    found = loaded(columns, features=["x"], target=targets, split={"test": 0.2, "by": "time"})

    assert ("chances", ("a", "b")) == (found.task.kind, found.task.targets)
    assert [[0, 1], [1, 1], [0, 0]] == found.train.targets()[:3].astype(int).tolist()
    with pytest.raises(DataError, match="`b` is a binary target, and row 2 holds 2"):
        loaded({**columns, "b": [1, 2, 0, 0] * 10}, features=["x"], target=targets)


def test_a_missing_label_is_nobodys_target() -> None:
    """The row is left out where gaps are dropped, and counted."""
    columns = {"x": noise(1, ROWS)["y"], "y": ["a", "b", None, "a"] * 10}
    recipe = {"features": ["x"], "target": {"column": "y", "kind": "classes"}, "split": {"test": 0.2, "by": "time"}}

    found = loaded(columns, missing="drop", **recipe)

    assert (24, 6) == (len(found.train), len(found.test))
    assert any("8 examples of the train part left out" in note for note in found.notes)


def test_the_file_and_its_row_are_named(tmp_path: Path) -> None:
    """Of several files the one that holds the cell, and the row counted there."""
    (tmp_path / "a.csv").write_text(csv_of({"y": [1.0] * 20, "k": ["u", "v"] * 10}), "utf-8")
    (tmp_path / "b.csv").write_text(csv_of({"y": [2.0, 3.0, 4.0] * 4, "k": ["u", "v", "w"] * 4}), "utf-8")
    recipe = {"source": {"csv": ["a.csv", "b.csv"]}, "features": ["y", "k"], "window": {"length": 2}}

    with pytest.raises(DataError, match=r"row 3 of `k` in `.*b\.csv` holds `w`, which the training part lacks"):
        load(spec_of(encode={"k": {"ids": 2}}, split={"train": 20, "test": 12}, **recipe), tmp_path)
