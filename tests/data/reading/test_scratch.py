"""Long columns go to files without a name: the same values, memory for one chunk, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from seqspec.data.dataset import Dataset, load
from seqspec.data.reading import scratch
from seqspec.data.reading.growing import Growing, Numbers, taken
from seqspec.data.reading.scratch import Scratch, let_go, sweep
from seqspec.data.reading.store import Store
from seqspec.data.tables.gaps import rows_with_gaps
from seqspec.errors import DataError
from tests.data.builders import csv_of, spec_of
from tests.data.recipes import table

RECIPES: dict[str, dict[str, Any]] = {
    "numbers and time": {"window": {"length": 3}, "features": ["y", "z"], "time": "day", "scale": "standard"},
    "gaps": {"window": {"length": 3}, "features": ["y", "x"], "missing": "interpolate"},
    "several targets": {"window": {"length": 3}, "features": ["x"], "target": ["y", "z"], "difference": True},
    "series in turns": {"window": {"length": 3}, "time": "day", "group": "shop", "features": ["y", "room", "town"],
                        "static": ["town"], "encode": {"room": {"one_hot": 3}, "town": {"ids": 3}}},
    "classes": {"features": ["x", "z"], "target": {"column": "mood", "kind": "classes", "classes": 4}},
}  # fmt: skip
TINY = 64
READ = """
import sys
from pathlib import Path
from seqspec.data.reading import scratch
from seqspec.data.dataset import load
from seqspec.data.reading.store import Store
from tests.data.builders import spec_of
scratch.Scratch.__init__.__defaults__ = (None, 64)
folder = Path(sys.argv[1])
{first}
data = load(spec_of(window={{"length": 3}}, missing="drop"), folder, store=Store(folder / "store"))
print(float(data.train.inputs().sum()))
"""


@pytest.fixture(autouse=True)
def _in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pass over a column takes many pieces."""
    monkeypatch.setattr(scratch, "_ROWS", 7)


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every column is long."""
    monkeypatch.setattr(Scratch.__init__, "__defaults__", (None, TINY))


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary folder, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def written(folder: Path, grouped: bool = False) -> None:
    """A table in a file, with a few gaps in `x`."""
    columns = table(1, grouped)
    columns["x"][7:9] = [None, None]
    (folder / "series.csv").write_text(csv_of(columns), "utf-8")


def read(folder: Path, store: Store | None = None, **recipe: Any) -> Dataset:
    """The file by a recipe."""
    return load(spec_of(**{"missing": "drop", **recipe}), folder, store=store)


def delivered(data: Dataset) -> list[NDArray[Any]]:
    """All that training and judging see of it."""
    parts = (data.train, data.validation, data.test)
    return [getattr(part, what)() for part in parts for what in ("inputs", "targets", "truth", "stamps")]


def is_mapped(values: NDArray[Any]) -> bool:
    """Whether an array looks at a file."""
    return scratch._mapping(values) is not None


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("recipe", RECIPES)
def test_long_columns_deliver_what_short_ones_do(
    recipe: str, kept: bool, tmp_path: Path, temporary: Path, request: pytest.FixtureRequest
) -> None:
    """Whether they were held in memory or in files, with and without a store; and no file has a name."""
    written(tmp_path, grouped="group" in RECIPES[recipe])
    store = Store(tmp_path / "store") if kept else None
    short = read(tmp_path, **RECIPES[recipe])
    request.getfixturevalue("long")

    long = read(tmp_path, store, **RECIPES[recipe])

    assert [False, True] == [is_mapped(data.train.series.values) for data in (short, long)]  # type: ignore[attr-defined]
    assert short.state == long.state
    assert short.notes == long.notes
    for expected, actual in zip(delivered(short), delivered(long), strict=True):
        np.testing.assert_array_equal(expected, actual)
    assert [] == os.listdir(temporary) + (os.listdir(store.folder) if store else [])


@given(
    st.lists(st.lists(st.integers(-5, 5), max_size=9), max_size=9), st.sampled_from(["int32", "f8", "datetime64[us]"])
)
def test_an_array_grows_the_same_wherever_it_is(pieces: list[list[int]], dtype: str) -> None:
    """In memory and in a file, of any type, from pieces of any length."""
    arrays = [np.array(piece, dtype="int64").astype(dtype) for piece in pieces]
    grown = [Growing(np.dtype(dtype), Scratch(most=most)) for most in (0, 40, 1 << 20)]
    for each in grown:
        for array in arrays:
            each.extend(array)

    for each in grown:
        np.testing.assert_array_equal(np.concatenate([np.empty(0, dtype), *arrays]), each.values)


@pytest.mark.parametrize("precise", [False, True])
def test_a_file_has_the_precision_that_memory_has(precise: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Single precision goes on until a value comes that it would change, and double precision from then on."""
    monkeypatch.setattr("seqspec.data.reading.growing.LARGE", 100)
    drawn = np.random.default_rng(1).normal(size=(5, 100)).astype(np.float32).astype(np.float64)
    drawn[3:] += 1e9 if precise else 0.0
    columns = [Numbers(Scratch(most=most)) for most in (0, 1_000, 1 << 20)]
    for column in columns:
        for piece in drawn:
            column.extend(piece)

    found = [column.values for column in columns]

    assert [np.float64 if precise else np.float32] * 3 == [values.dtype for values in found]
    for values in found:
        np.testing.assert_array_equal(drawn.ravel(), values)


def test_rows_are_moved_into_a_file(long: None) -> None:
    """What is brought into another order takes no memory either."""
    values, order = np.arange(100.0), np.arange(100)[::-1]

    found = taken(values, order, Scratch())

    assert is_mapped(found)
    np.testing.assert_array_equal(values[order], found)


def test_what_was_let_go_is_there_again() -> None:
    """Pages go back to the system, and values stay."""
    spool = Scratch().spool(np.dtype(np.float32))
    spool.write(np.arange(10_000, dtype=np.float32))
    values = spool.values[100:]
    before = values.copy()

    let_go(values, np.arange(3))

    np.testing.assert_array_equal(before, values)
    assert 9_900 == sum(len(values[rows]) for rows in sweep(values))


def test_a_file_that_cannot_be_read_leaves_nothing(long: None, tmp_path: Path, temporary: Path) -> None:
    """A text among the numbers of the last row ends reading when columns are long already."""
    written(tmp_path)
    with (tmp_path / "series.csv").open("a") as file:
        file.write(",".join(["oops"] * (len(table(1, False)))) + "\n")
    store = Store(tmp_path / "store")

    for where in (store, None):
        with pytest.raises(DataError, match="oops"):
            read(tmp_path, where, window={"length": 3})

    assert [] == os.listdir(temporary) + os.listdir(store.folder)


def test_a_killed_process_leaves_nothing(tmp_path: Path) -> None:
    """Nobody has to tidy up: files without a name go with the process."""
    written(tmp_path)
    kill = "import os; from seqspec.data.reading import table; table._Reader.table = lambda *_: os.kill(os.getpid(), 9)"

    killed = subprocess.run([sys.executable, "-c", READ.format(first=kill), str(tmp_path)])

    assert -signal.SIGKILL == killed.returncode
    assert [] == os.listdir(tmp_path / "store")


def test_two_processes_do_not_meet(tmp_path: Path) -> None:
    """Each writes to files of its own."""
    written(tmp_path)
    command = [sys.executable, "-c", READ.format(first=""), str(tmp_path)]

    started = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    said = [process.communicate(timeout=300)[0] for process in started]

    assert b"" != said[0]
    assert [said[0]] * 3 == said
    assert [] == os.listdir(tmp_path / "store")


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    """With the folder, and what can be done."""
    written(tmp_path)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))"

    found = subprocess.run(
        [sys.executable, "-c", READ.format(first=limit), str(tmp_path)], capture_output=True, text=True
    )

    assert 1 == found.returncode
    said = "DataError: the data is too long to be held in memory, and can't be written to"
    assert f"{said} `{tmp_path / 'store'}`: File too large" in found.stderr
    assert [] == os.listdir(tmp_path / "store")


def test_where_nothing_can_be_made_the_temporary_folder_is_taken(tmp_path: Path, temporary: Path) -> None:
    """A cache folder may be read-only."""
    spool = Scratch(tmp_path / "absent").spool(np.dtype(np.int32))
    spool.write(np.arange(3, dtype=np.int32))

    np.testing.assert_array_equal([0, 1, 2], spool.values)


def test_no_temporary_folder_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))

    with pytest.raises(DataError, match=r"can't be written to `.*absent`: No such file or directory"):
        Scratch().spool(np.dtype(np.int32))


@pytest.mark.parametrize("shape", [(0,), (20,), (20, 0), (20, 2)])
def test_rows_with_gaps_are_found_piece_by_piece(shape: tuple[int, ...]) -> None:
    """In one column, in several, and in none, where nothing can be missing."""
    values = np.zeros(shape)
    if values.size:
        values[[3, 13, 19], ...] = np.nan

    assert ([3, 13, 19] if values.size else []) == rows_with_gaps(values).tolist()
