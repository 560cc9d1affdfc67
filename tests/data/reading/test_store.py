"""What was read once is found again, whatever two processes do at once and whatever became of the files."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from seqspec.analysis.store.cache import digest
from seqspec.data.reading.store import Store

KEY = digest("a file")
ARRAYS = {
    "y": np.arange(1000, dtype=np.float32),
    "time": np.arange("2020-01-01", "2020-03-01", dtype="datetime64[D]").astype("datetime64[us]"),
    "nothing": np.empty((0, 3), dtype=np.int32),
}
FACTS = {"rows": 1000, "names": ["günü", "b"]}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with one entry."""
    store = Store(tmp_path / "data")
    store.keep(KEY, ARRAYS, FACTS)
    return store


def test_what_was_kept_is_found(store: Store) -> None:
    """Arrays and facts come back as they were, the arrays mapped and not to be written to."""
    kept = store.find(KEY)

    assert kept is not None
    assert FACTS == kept.facts
    assert list(ARRAYS) == list(kept.arrays)
    for name, array in ARRAYS.items():
        assert array.dtype == kept.arrays[name].dtype
        np.testing.assert_array_equal(array, kept.arrays[name])
    assert not kept.arrays["y"].flags.writeable
    assert isinstance(kept.arrays["y"].base, np.memmap)


def test_what_was_not_kept_is_not_found(store: Store, tmp_path: Path) -> None:
    """Another key has nothing, and neither has a store without a folder, which asking does not make."""
    assert store.find(digest("another")) is None
    assert Store(tmp_path / "no").find(KEY) is None
    assert not (tmp_path / "no").exists()


def test_only_the_user_can_look_into_it(store: Store) -> None:
    """The folder and each entry are the user's own, and one that others can write to is not believed."""
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((store.folder / KEY).stat().st_mode) == 0o700

    store.folder.chmod(0o777)

    assert store.find(KEY) is None


@pytest.mark.parametrize("file", ["facts.json", "0.npy", "1.npy"])
@pytest.mark.parametrize("damage", ["empty", "cut", "changed", "gone"])
def test_a_damaged_entry_is_made_anew(store: Store, file: str, damage: str) -> None:
    """One byte is enough for an entry not to be believed, and the next one takes its place."""
    path = store.folder / KEY / file
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    kept = {"empty": b"", "cut": bytes(content[:-5]), "changed": bytes(content)}
    path.unlink() if damage == "gone" else path.write_bytes(kept[damage])

    assert store.find(KEY) is None
    assert store.keep(KEY, ARRAYS, FACTS) is not None
    assert store.find(KEY) is not None
    assert [KEY] == os.listdir(store.folder)


def test_an_entry_of_another_key_is_not_believed(store: Store) -> None:
    """An entry that was renamed is not taken for what its name says."""
    other = digest("another")
    (store.folder / KEY).rename(store.folder / other)

    assert store.find(other) is None


def test_the_oldest_go(tmp_path: Path) -> None:
    """What was not used for longest makes room, and what was just kept or used stays."""
    store = Store(tmp_path / "data", most=10_000)
    keys = [digest(str(number)) for number in range(3)]
    for number, key in enumerate(keys[:2]):
        store.keep(key, {"y": np.zeros(1000, dtype=np.float32)}, {})
        os.utime(store.folder / key, (number, number))
    store.find(keys[0])

    store.keep(keys[2], {"y": np.zeros(1000, dtype=np.float32)}, {})

    assert [True, False, True] == [store.find(key) is not None for key in keys]


def test_what_has_no_room_is_not_kept(tmp_path: Path) -> None:
    """An entry larger than the store drops no others."""
    store = Store(tmp_path / "data", most=10_000)
    store.keep(KEY, {"y": np.zeros(1000, dtype=np.float32)}, {})

    assert store.keep(digest("large"), {"y": np.zeros(3000, dtype=np.float32)}, {}) is None
    assert store.find(KEY) is not None


def test_what_a_killed_process_left_behind_goes(store: Store) -> None:
    """A folder without its final name is dropped after a day, and not before."""
    for name, age in ((".old", 2 * 86_400), (".new", 60)):
        (store.folder / name).mkdir()
        os.utime(store.folder / name, (time.time() - age,) * 2)

    store.keep(digest("another"), ARRAYS, FACTS)

    assert (store.folder / ".new").exists()
    assert not (store.folder / ".old").exists()


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    """A place that is no folder is no error."""
    (tmp_path / "file").write_text("")

    assert Store(tmp_path / "file" / "data").keep(KEY, ARRAYS, FACTS) is None
    assert Store(tmp_path / "file" / "data").find(KEY) is None


WORK = """
import sys, numpy as np
from pathlib import Path
from seqspec.data.reading.store import Store
store = Store(Path(sys.argv[1]), most=3_000_000)
random = np.random.default_rng(int(sys.argv[2]))
for turn in range(40):
    number = int(random.integers(4))
    key = f"{number:064x}"
    if random.random() < 0.2:
        (store.folder / key / "0.npy").unlink(missing_ok=True)
    found = store.find(key) or store.keep(key, {"y": np.full(200_000, number, dtype=np.float32)}, {"number": number})
    if found is not None:
        assert found.facts == {"number": number}
        assert (found.arrays["y"] == number).all()
print("done")
"""


def test_processes_at_once_never_see_half_an_entry(tmp_path: Path) -> None:
    """Several processes that keep, find, damage and drop the same entries see whole ones, and leave nothing besides."""
    command = [sys.executable, "-c", WORK, str(tmp_path / "data")]
    processes = [subprocess.Popen([*command, str(seed)], stdout=subprocess.PIPE, text=True) for seed in range(4)]

    assert ["done\n"] * 4 == [process.communicate(timeout=120)[0] for process in processes]
    assert not [name for name in os.listdir(tmp_path / "data") if name.startswith(".")]
