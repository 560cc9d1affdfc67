"""A file in figures: what is counted, in which rows, whatever the size of a piece."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from seqspec.analysis.profile import Profile
from seqspec.data.dataset import load
from seqspec.data.profiling import pace, tally
from seqspec.data.profiling.profile import profile_of
from seqspec.language.recipe.sources import csv
from seqspec.language.recipe.split import PARTS
from tests.data.builders import csv_of, noise, rows_of, spec_of


def profile(text: str | bytes, **data: Any) -> Profile:
    """The profile of a CSV text under a recipe that predicts `y`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "series.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        recipe = spec_of(**{"window": {"length": 2}, **data}).data
        assert recipe is not None
        return profile_of(recipe, Path(folder))


@pytest.fixture(params=[1 << 16, 7])
def piece(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Rows that are read at a time."""
    rows = int(request.param)

    def few(self: csv.Recipe, path: Path, columns: list[str], texts: Collection[str] = ()) -> Any:
        for chunk in original(self, path, columns, texts):
            for start in range(0, len(chunk), rows):
                yield chunk.iloc[start : start + rows]

    original = csv.Recipe.chunks
    monkeypatch.setattr(csv.Recipe, "chunks", few)
    return rows


def test_the_training_part_is_that_of_a_run(piece: int) -> None:
    """Figures come from the rows that `fit` trains on, and the parts are the same."""
    columns = noise(3, 100)
    text, split = csv_of(columns), {"validation": 0.15, "test": 0.25, "gap": 3}
    found = profile(text, split=split)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "series.csv").write_text(text, "utf-8")
        dataset = load(spec_of(split=split, window={"length": 2}), Path(folder))
    rows = {part: rows_of(dataset, part) for part in PARTS}
    trained = np.array(columns["y"])[rows["train"].start : rows["train"].stop]

    assert {part: len(each) for part, each in rows.items()} == dict(found.parts)
    train = found.columns["y"].train
    assert train is not None
    assert (len(trained), trained.min(), trained.max()) == (train.count, train.minimum, train.maximum)
    assert np.allclose([trained.mean(), trained.std()], [train.mean, train.deviation])


def test_a_wrong_guess_of_the_rows_is_mended() -> None:
    """Empty lines are no rows, although the first guess counts them: the file is read again."""
    rows = "\n\n".join(f"{row},{row}" for row in range(10))
    found = profile(f"y,x\n{rows}\n", split={"test": 0.5})

    assert (10, 5) == (found.rows, found.parts["train"])
    assert found.columns["y"].train is not None
    assert found.columns["y"].train.maximum == 4


def test_a_date_is_found_in_the_file(piece: int) -> None:
    """A split by date takes its boundary from the rows, as a run does."""
    days = pd.date_range("2024-01-01", periods=30).strftime("%Y-%m-%d").tolist()
    text = csv_of({"day": days, "y": list(range(30))})
    found = profile(text, time="day", split={"validation": "2024-01-11", "test": "2024-01-21"})

    assert {"train": 10, "validation": 10, "test": 10} == dict(found.parts)
    assert found.columns["y"].train is not None
    assert found.columns["y"].train.maximum == 9


def test_gaps_texts_and_infinities_are_told_apart(piece: int) -> None:
    """Each is counted for itself, with the first row that has it."""
    column = profile("y\n1\n\ninf\nwarm\n5\n\n-inf\ncold\n9\n").columns["y"]

    assert (2, 2) == (column.missing, column.first_missing)
    assert (2, 3) == (column.infinite, column.first_infinite)
    assert (2, 4, "warm", "text") == (column.texts, column.first_text, column.example, column.form)
    assert (1, 9) == (column.minimum, column.maximum)


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["1,5", "20,25"], "decimal"),
        (["1,500", "20,250"], "thousands"),
        (["1 500 000", "2 000"], "thousands"),
        (["12 %", "7.5%"], "percent"),
        (["$12", "12 km", "3.5kg"], "unit"),
        (["2024-01-31", "31.01.2024", "1/31/2024 12:00"], "date"),
        (["warm", "cold"], "text"),
        (["warm", "cold", "1,5"], "text"),
    ],
)
def test_how_numbers_are_written_is_recognised(texts: list[str], form: str) -> None:
    """Most of the texts decide."""
    assert form == profile("y;x\n" + "".join(f'"{text}";1\n' for text in texts), source={
        "csv": {"path": "series.csv", "separator": ";"}}).columns["y"].form  # fmt: skip


def test_a_decimal_comma_that_the_recipe_knows_is_a_number() -> None:
    """The recipe's own way of writing numbers is the one that counts."""
    source = {"csv": {"path": "series.csv", "separator": ";", "decimal": ","}}
    column = profile("y;x\n1,5;2\n2,5;3\n", source=source).columns["y"]

    assert (0, 1.5, 2.5, False) == (column.texts, column.minimum, column.maximum, column.integers)


def test_a_number_far_from_all_others_stands_for_unknown() -> None:
    """-999 among temperatures does, and among numbers that reach there it does not."""
    far = profile("y\n" + "\n".join(["20", "-999", "25"] * 5)).columns["y"]
    near = profile("y\n" + "\n".join(["-998", "-999", "-1005"] * 5)).columns["y"]

    assert (-999.0, 5) == (far.sentinel, far.sentinels)
    assert (None, 0) == (near.sentinel, near.sentinels)


def test_values_are_counted_up_to_a_bound(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it their number is not known, and neither is which of them came late."""
    monkeypatch.setattr(tally, "MOST_VALUES", 20)
    few, many = (profile("y\n" + "\n".join(map(str, range(rows)))).columns["y"] for rows in (20, 21))

    assert 20 == few.distinct
    assert (None, None) == (many.distinct, many.unseen)


def test_labels_that_come_late_are_found(piece: int) -> None:
    """A label of the later parts that the training part lacks."""
    column = profile("y\n" + "\n".join("0011001122"), split={"train": 8, "test": 2}).columns["y"]

    assert (3, 1, "2") == (column.distinct, column.unseen, column.unseen_example)


def test_the_order_of_time_is_looked_at(piece: int) -> None:
    """The first row that goes back, the times of both, repeats and gaps."""
    days = ["01", "02", "03", "03", "04", "10", "11", "12", "09", "13"]
    found = profile(csv_of({"t": [f"2024-01-{day}" for day in days], "y": range(10)}), time="t").time

    assert found is not None
    assert (1, 9, "2024-01-09", "2024-01-12") == (found.back, found.first_back, found.here, found.before)
    assert (1, 4) == (found.same, found.first_same)
    assert ("1 day", 2, 6, "6 days") == (found.step, found.gaps, found.first_gap, found.gap)


def test_each_group_has_a_time_of_its_own(piece: int) -> None:
    """Series that take turns are each in order, and each is counted."""
    rows = [(f"2024-01-{day:02}", name) for day in range(1, 11) for name in ("a", "b")] + [("2024-01-11", "b")]
    text = csv_of({"t": [day for day, _ in rows], "g": [name for _, name in rows], "y": range(21)})
    found = profile(text, time="t", group="g", window={"length": 10})

    assert found.time is not None
    assert found.groups is not None
    assert (0, 0, 0, "1 day") == (found.time.back, found.time.same, found.time.gaps, found.time.step)
    assert (2, "a", 10, 1, 0) == (
        found.groups.count, found.groups.shortest, found.groups.rows, found.groups.short, found.groups.missing
    )  # fmt: skip


def test_weekends_are_no_gaps() -> None:
    """A series of working days has a gap only where a week is missing."""
    days = pd.bdate_range("2024-01-01", periods=60)
    whole, broken = days, days[(days < "2024-02-05") | (days > "2024-02-09")]
    found = [profile(csv_of({"t": each.strftime("%Y-%m-%d").tolist(), "y": range(len(each))}), time="t").time
             for each in (whole, broken)]  # fmt: skip

    assert [0, 1] == [each.gaps for each in found if each is not None]


def test_steps_are_kept_in_mind_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps beyond it count as others, so that an irregular time is known as such."""
    monkeypatch.setattr(pace, "MOST_STEPS", 4)
    times = np.cumsum(np.arange(1, 101)).tolist()
    found = profile(csv_of({"t": times, "y": range(100)}), time="t").time

    assert found is not None
    assert found.regular < 0.05


def test_a_time_that_cant_be_read_is_counted() -> None:
    """The first such cell, and how many there are; empty ones have an empty text."""
    found = profile("t,y\n31.01.2024,1\n01.02.2024,2\n", time="t").time
    empty = profile("t,y\n2024-01-31,1\n,2\n", time="t").time

    assert found is not None
    assert empty is not None
    assert (2, 1, "31.01.2024") == (found.unreadable, found.first_unreadable, found.example)
    assert (1, 2, "") == (empty.unreadable, empty.first_unreadable, empty.example)


def test_a_feature_is_held_against_the_row_it_predicts(piece: int) -> None:
    """With a window against the target `offset` rows on, known ahead against its own row, without one likewise."""
    generator = np.random.default_rng(5)
    y = generator.normal(size=200).round(6)
    columns = {"y": y.tolist(), "ahead": np.append(2 * y[3:], [0, 0, 0]).tolist(), "same": (1 - y).tolist()}
    features = ["y", "ahead", "same"]
    window = {"length": 4, "offset": 3}
    late = {link.feature: link for link in profile(csv_of(columns), features=features, window=window).links}
    known = profile(csv_of(columns), features=features, window=window, known_future=["same"]).links
    alone = profile(csv_of(columns), features=["same"], window=None).links

    assert late["ahead"].correlation > 0.97
    assert abs(late["same"].correlation) < 0.3
    assert abs(late["ahead"].own) < 0.3
    assert np.allclose(-1, [link.correlation for link in known if link.feature == "same"])
    assert np.allclose(-1, [link.correlation for link in alone])


def test_a_column_that_is_not_there_is_left_out() -> None:
    """The header tells the rules what there is; all other columns are looked at all the same."""
    found = profile("y,x \n1,2\n3,4\n", features=["y", "x"], time="t", group="g")

    assert ("y", "x ") == found.header
    assert ["y"] == list(found.columns)
    assert (None, None) == (found.time, found.groups)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"y\n\xff\xfe1\n", "is not utf-8 text"),
        (b"y\n1\n2,3\n", "can't be read as CSV"),
        (b"\x00\x01\x02" * 100, "is a binary file"),
    ],
)
def test_what_cant_be_read_is_a_fact_like_any_other(data: bytes, words: str) -> None:
    """The message names the file as the spec does."""
    found = profile(data)

    assert found.trouble is not None
    assert f"`series.csv` {words}" in found.trouble.message


@pytest.mark.parametrize(
    ("source", "encoding", "words"),
    [
        ("csv", "utf-16", "`s` is not utf-16 text"),
        ("jsonl", "utf-16", "`s` is not utf-16 text"),
        ("csv", "undefined", "there is no encoding `undefined`"),
        ("jsonl", "a\0b", "there is no encoding `a\\x00b`"),
    ],
)
def test_an_encoding_that_fails_is_a_fact_like_any_other(
    source: str, encoding: str, words: str, tmp_path: Path
) -> None:
    """Not all of them say which byte they can't read."""
    (tmp_path / "s").write_bytes("y\n1\n2\n".encode("utf-16-le"))
    data = spec_of(source={source: {"path": "s", "encoding": encoding}}, window={"length": 2}).data
    assert data is not None
    found = profile_of(data, tmp_path)

    assert found.trouble is not None
    assert words in found.trouble.message


def test_series_of_texts_and_numbers_are_counted_as_a_run_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A series that comes as numbers in one piece and as texts in the next is one; long names are told apart."""
    monkeypatch.setattr(csv, "CHUNK", 1)  # pieces of 1,024 rows
    long = "12345678901234567", "12345678901234568"
    names = [*["01"] * 1_022, *long, *["1.0"] * 10, "1_0", "10"]
    found = profile(csv_of({"y": range(len(names)), "g": names}), group="g")

    assert found.groups is not None
    assert (5, 1) == (found.groups.count, found.groups.rows)


def test_a_split_that_asks_for_too_much_is_a_fact_like_any_other() -> None:
    """Without parts the whole file stands for the training part."""
    found = profile("y\n1\n2\n3\n", split={"train": 5})

    assert {} == found.parts
    assert found.split_trouble is not None
    assert found.columns["y"].train is not None
    assert 3 == found.columns["y"].train.count


def test_parquet_is_looked_at_the_same_way(tmp_path: Path) -> None:
    """Numbers, dates and gaps of a Parquet file are those of its table."""
    days = pd.date_range("2024-01-01", periods=20)
    table = pd.DataFrame({"t": days, "y": [float(row) for row in range(19)] + [None], "d": days})
    table.to_parquet(tmp_path / "series.parquet")
    spec = spec_of(source={"parquet": "series.parquet"}, time="t", features=["y", "d"], window={"length": 2})
    assert spec.data is not None
    found = profile_of(spec.data, tmp_path)

    assert found.time is not None
    assert (20, 1, "1 day", 20, "date") == (
        found.rows, found.columns["y"].missing, found.time.step, found.columns["d"].texts, found.columns["d"].form
    )  # fmt: skip


def test_a_row_is_named_with_its_file_where_there_are_several(tmp_path: Path) -> None:
    """And counted in that file."""
    (tmp_path / "a.csv").write_text("y,t\n1,1\n2,2\n", "utf-8")
    (tmp_path / "b.csv").write_text("t,y\n3,3\n4,\n", "utf-8")
    recipe = spec_of(source={"csv": "*.csv"}, window={"length": 1}).data
    assert recipe is not None
    profile = profile_of(recipe, tmp_path)

    assert (("a.csv", 0), ("b.csv", 2)) == profile.files
    assert 4 == profile.columns["y"].first_missing
    assert "row 2 in `b.csv`" == profile.row(4)
    assert "row 2 of `y` in `a.csv`" == profile.row(2, "y")
    assert "row 4" == replace(profile, files=()).row(4)


@pytest.mark.parametrize(
    ("source", "target", "rows"),
    [({"sklearn": "iris"}, "target", 150), ({"generate": {"series": "ar", "rows": 99}}, "value", 99)],
)
def test_rows_without_a_file_are_looked_at_too(source: dict[str, Any], target: str, rows: int, tmp_path: Path) -> None:
    """A data set and a made-up series have figures as a file has."""
    recipe = spec_of(source=source, target=target, features=["value"] if "generate" in source else None,
                     window={"length": 2} if "generate" in source else None).data  # fmt: skip
    assert recipe is not None
    found = profile_of(recipe, tmp_path)

    assert (rows, None) == (found.rows, found.trouble)
    assert rows == sum(found.parts.values())
    assert found.columns[target].train is not None


def test_a_pair_without_a_tab_is_trouble(tmp_path: Path) -> None:
    """Which lint reports with file and line."""
    (tmp_path / "p.tsv").write_text("a\tb\nc d\n", "utf-8")
    recipe = spec_of(source={"pairs": "p.tsv"}, target=None, tokens={"max_tokens": 9, "max_length": 4}).data
    assert recipe is not None
    trouble = profile_of(recipe, tmp_path).trouble

    assert trouble is not None
    assert "line 2 of `p.tsv` has no tab: 'c d'" == trouble.message


def test_a_profile_survives_json() -> None:
    """What is kept in the cache is the same profile, and anything else is none."""
    text = csv_of({"t": range(12), "g": ["a", "b"] * 6, "y": range(12)})
    found = profile(text, time="t", group="g", features=["y", "t"])

    assert found == Profile.from_json(json.loads(json.dumps(found.as_json())))
    assert Profile.from_json({"rows": "many"}) is None
    assert Profile.from_json(None) is None
