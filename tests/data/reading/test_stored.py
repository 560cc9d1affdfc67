"""A table that was read before is found again, and is what reading would give."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from seqspec.data.dataset import Dataset, for_prediction, load
from seqspec.data.reading import files, stored
from seqspec.data.reading.feed import FileFeed, open_feed
from seqspec.data.reading.store import Store
from tests.data.builders import csv_of, noise, spec_of
from tests.data.recipes import table

RECIPES: dict[str, dict[str, Any]] = {
    "numbers": {"window": {"length": 3}},
    "gaps": {"window": {"length": 3}, "features": ["y", "x"], "missing": "interpolate"},
    "dates": {"window": {"length": 3}, "time": "day", "encode": {"day": {"cyclic": ["month"]}}},
    "other dates": {"features": ["built", "x"], "encode": {"built": {"calendar": ["year", "month"]}}},
    "series in turns": {"window": {"length": 3}, "time": "day", "group": "shop", "features": ["y", "room", "town"],
                        "static": ["town"], "encode": {"room": {"one_hot": 3}, "town": {"ids": 3}}},
    "classes": {"features": ["x", "z"], "target": {"column": "mood", "kind": "classes", "classes": 4}},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _every_file_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files for tests are small."""
    monkeypatch.setattr(stored, "LEAST", 0)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")


def written(folder: Path, grouped: bool = False, seed: int = 1) -> None:
    """A table in a file, with a few gaps in `x`."""
    columns = table(seed, grouped)
    columns["x"][7:9] = [None, None]
    (folder / "series.csv").write_text(csv_of(columns), "utf-8")


def read(folder: Path, store: Store | None = None, **recipe: Any) -> Dataset:
    """The file by a recipe."""
    return load(spec_of(**{"missing": "drop", **recipe}), folder, store=store)


def entries(store: Store) -> list[str]:
    """The keys of a store."""
    return sorted(os.listdir(store.folder)) if store.folder.exists() else []


def assert_same(one: Dataset, other: Dataset) -> None:
    """Two data sets deliver the same."""
    assert replace(one, train=None, validation=None, test=None, past=None) == replace(
        other, train=None, validation=None, test=None, past=None
    )
    for name in ("train", "validation", "test"):
        part, like = getattr(one, name), getattr(other, name)
        for what in ("inputs", "targets", "truth", "stamps", "groups"):
            np.testing.assert_array_equal(getattr(part, what)(), getattr(like, what)())


@pytest.mark.parametrize("recipe", RECIPES)
def test_what_is_found_is_what_was_read(recipe: str, tmp_path: Path, store: Store) -> None:
    """Anew, kept, and found: all three deliver the same, down to the last digit."""
    written(tmp_path, grouped="group" in RECIPES[recipe])

    anew, kept, found = (read(tmp_path, each, **RECIPES[recipe]) for each in (None, store, store))

    assert 1 == len(entries(store))
    assert_same(anew, kept)
    assert_same(anew, found)


@pytest.mark.parametrize("recipe", RECIPES)
def test_nothing_is_read_twice(recipe: str, tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time no row of the file is looked at."""
    written(tmp_path, grouped="group" in RECIPES[recipe])
    read(tmp_path, store, **RECIPES[recipe])
    monkeypatch.setattr(FileFeed, "chunks", lambda *arguments: pytest.fail("the file was read"))

    read(tmp_path, store, **RECIPES[recipe])


def test_a_file_is_hashed_once(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it is read or found: that takes seconds for a large file."""
    written(tmp_path)
    fingerprint, calls = files.fingerprint, []

    def counted(paths: Any) -> dict[str, Any]:
        calls.append(paths)
        return fingerprint(paths)

    monkeypatch.setattr(files, "fingerprint", counted)

    for number in (1, 2):
        read(tmp_path, store, window={"length": 3})
        assert number == len(calls)


def test_how_columns_are_prepared_is_no_part_of_it(tmp_path: Path, store: Store) -> None:
    """Another window, split, scaler or policy finds the same table."""
    written(tmp_path)
    others: list[dict[str, Any]] = [
        {"window": {"length": 5, "horizon": 2}},
        {"window": {"length": 3}, "scale": "standard", "log1p": True},
        {"window": {"length": 3}, "split": {"test": 10}, "missing": "ffill", "difference": True},
    ]
    for recipe in others:
        read(tmp_path, store, **recipe)

    assert 1 == len(entries(store))


def test_whatever_reading_depends_on_is_part_of_it(tmp_path: Path, store: Store) -> None:
    """Another byte, another column, another time or another way to write numbers is another table."""
    written(tmp_path)
    window = {"window": {"length": 3}}
    recipes: list[dict[str, Any]] = [
        window,
        {**window, "target": "z"},
        {**window, "features": ["y", "z"]},
        {**window, "time": "day"},
        {**window, "time": {"column": "day", "frequency": "1D"}},
        {**window, "time": "day", "encode": {"day": {"calendar": ["month"]}}},
        {**window, "source": {"csv": {"path": "series.csv", "encoding": "latin-1"}}},
        {**window, "target": {"column": "mood", "kind": "classes"}, "features": ["y"]},
    ]
    for number, recipe in enumerate(recipes, 1):
        read(tmp_path, store, **recipe)
        assert number == len(entries(store))

    written(tmp_path, seed=2)
    assert_same(read(tmp_path, **window), read(tmp_path, store, **window))
    assert len(recipes) + 1 == len(entries(store))


def test_several_files_are_known_by_all_of_them(tmp_path: Path, store: Store) -> None:
    """The same rows in another order are another table, and messages still name the file."""
    for name, seed in (("a.csv", 1), ("b.csv", 2)):
        (tmp_path / name).write_text(csv_of(noise(seed, 40)), "utf-8")
    recipe = {"window": {"length": 3}}

    one = read(tmp_path, store, source={"csv": ["a.csv", "b.csv"]}, **recipe)
    other = read(tmp_path, store, source={"csv": ["b.csv", "a.csv"]}, **recipe)

    assert 2 == len(entries(store))
    assert one.fingerprint["sha256"] != other.fingerprint["sha256"]
    assert_same(one, read(tmp_path, store, source={"csv": ["a.csv", "b.csv"]}, **recipe))


def test_a_file_under_another_name_is_the_same_table(tmp_path: Path, store: Store) -> None:
    """What counts is what is in it; the fingerprint names the file that was asked for."""
    written(tmp_path)
    (tmp_path / "copy.csv").write_bytes((tmp_path / "series.csv").read_bytes())
    read(tmp_path, store, window={"length": 3})

    found = read(tmp_path, store, window={"length": 3}, source={"csv": "copy.csv"})

    assert 1 == len(entries(store))
    assert str(tmp_path / "copy.csv") == found.fingerprint["path"]


def test_a_prediction_finds_its_table_too(tmp_path: Path, store: Store) -> None:
    """With its target, and where the file has none."""
    written(tmp_path)
    recipe = {"features": ["x", "z"], "target": "y", "missing": "drop"}
    state = read(tmp_path, **recipe).state
    path = tmp_path / "new.csv"
    pd.read_csv(tmp_path / "series.csv").drop(columns="y").to_csv(path, index=False)

    first, second = (for_prediction(spec_of(**recipe), state, path, store) for _ in range(2))

    assert 1 == len(entries(store))
    np.testing.assert_array_equal(first.test.inputs(), second.test.inputs())


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was hashed and what was read might differ."""
    written(tmp_path)
    spec = spec_of(window={"length": 3})
    assert spec.data is not None
    feed = open_feed(spec.data, tmp_path)
    read_table = stored.read_table

    def meanwhile(*arguments: Any) -> Any:
        found = read_table(*arguments)
        written(tmp_path, seed=2)
        return found

    monkeypatch.setattr(stored, "read_table", meanwhile)

    stored.read(spec.data, feed, store=store)

    assert [] == entries(store)


def test_a_small_file_is_not_kept(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read as fast as it would be found."""
    monkeypatch.setattr(stored, "LEAST", 1 << 20)
    written(tmp_path)

    read(tmp_path, store, window={"length": 3})

    assert [] == entries(store)


def test_two_runs_at_once_see_the_same(tmp_path: Path) -> None:
    """Commands that start together read, keep and find the same table, and nothing half done is left."""
    rows = noise(1, 150_000, ("y", "x"))
    (tmp_path / "series.csv").write_text(csv_of(rows), "utf-8")
    (tmp_path / "spec.yaml").write_text(
        "seqspec: 1\ndata: {source: {csv: series.csv}, target: y, window: {length: 4}}\n"
        "model: [{LSTM: 2}, {Dense: 1}]\ncompile: {optimizer: adam, loss: mse}\nruntime: {seed: 1}\n",
        "utf-8",
    )
    command = [sys.executable, "-m", "seqspec", "data", str(tmp_path / "spec.yaml"), "--format", "json"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}

    started = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(3)]
    said = [process.communicate(timeout=300)[0] for process in started]

    assert b"" != said[0]
    assert [said[0]] * 3 == said
    assert said[0] == subprocess.run([*command, "--no-cache"], env=environment, capture_output=True, check=True).stdout
    assert 1 == len(os.listdir(tmp_path / "cache" / "seqspec" / "data"))
