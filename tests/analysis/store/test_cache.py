"""A cache gives back what was kept, and never stands in the way."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from seqspec.analysis.store import cache
from seqspec.analysis.store.cache import Cache, digest, home

KEY = digest("a spec")


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    """A cache in a folder of its own, with one entry."""
    kept = Cache("profiles", tmp_path)
    kept.put(KEY, {"rows": 3, "name": "günü"})
    return kept


def entries(kept: Cache) -> list[Path]:
    """The files of a cache."""
    return [path for path in kept.folder.rglob("*") if path.is_file()]


def test_what_was_put_is_given_back(kept: Cache) -> None:
    """An entry comes back as it was."""
    assert kept.get(KEY) == {"rows": 3, "name": "günü"}


def test_what_was_not_put_is_none(kept: Cache, tmp_path: Path) -> None:
    """Neither another key nor another cache has it, and asking makes no folder."""
    assert kept.get(digest("another spec")) is None
    assert Cache("lint", tmp_path).get(KEY) is None
    assert not (tmp_path / "lint").exists()


def test_the_last_one_counts(kept: Cache) -> None:
    """A second entry under a key replaces the first, and leaves no file besides."""
    kept.put(KEY, {"rows": 4})

    assert kept.get(KEY) == {"rows": 4}
    assert len(entries(kept)) == 1


def test_the_folder_is_private(kept: Cache) -> None:
    """Only the user can look into the folder."""
    assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(entries(kept)[0].stat().st_mode) == 0o600


def test_a_folder_that_others_can_write_to_is_not_believed(kept: Cache) -> None:
    """What anybody could have put there is as good as nothing; the next entry makes the folder private again."""
    kept.folder.chmod(0o777)

    assert kept.get(KEY) is None

    kept.put(KEY, {"rows": 5})

    assert kept.get(KEY) == {"rows": 5}


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", b"0\n{}", b"[" * 100_000])
def test_a_damaged_entry_is_none(kept: Cache, damage: bytes) -> None:
    """Whatever became of a file, it is not an error, and the next entry mends it."""
    entries(kept)[0].write_bytes(damage)

    assert kept.get(KEY) is None

    kept.put(KEY, {"rows": 3})

    assert kept.get(KEY) == {"rows": 3}


def test_one_changed_digit_is_noticed(kept: Cache) -> None:
    """An entry that is still JSON and says something else is not believed."""
    file = entries(kept)[0]
    file.write_text(file.read_text("utf-8").replace("3,", "8,"), encoding="utf-8")

    assert kept.get(KEY) is None


def test_an_entry_of_another_key_is_not_believed(kept: Cache) -> None:
    """A file that was renamed is not taken for what its name says."""
    other = digest("another spec")
    kept.put(other, {"rows": 9})
    (kept.folder / other[:2] / f"{other}.json").replace(kept.folder / KEY[:2] / f"{KEY}.json")

    assert kept.get(KEY) is None


def test_an_entry_that_is_no_object_is_none(kept: Cache) -> None:
    """Only objects are kept."""
    entries(kept)[0].write_text(f"{digest(KEY, '[1]')}\n[1]", encoding="utf-8")

    assert kept.get(KEY) is None


def test_a_folder_that_is_a_file_keeps_nothing(tmp_path: Path) -> None:
    """Where no folder can be made nothing is kept, and nothing is raised."""
    (tmp_path / "profiles").write_text("a file")
    kept = Cache("profiles", tmp_path)
    kept.put(KEY, {"rows": 3})

    assert kept.get(KEY) is None


def test_a_full_disk_keeps_nothing(kept: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the last step fails the old entry stays, and no half-written file is left."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache.os, "replace", full)
    kept.put(KEY, {"rows": 4})

    assert kept.get(KEY) == {"rows": 3, "name": "günü"}
    assert len(entries(kept)) == 1


def test_a_cache_has_an_end(tmp_path: Path) -> None:
    """A folder that becomes too full loses its older half, and keeps the newest entry."""
    kept = Cache("profiles", tmp_path)
    keys = ["ab" + digest(str(index))[2:] for index in range(70)]
    for index, key in enumerate(keys):
        kept.put(key, {"rows": index})
        os.utime(kept.folder / "ab" / f"{key}.json", (index, index))

    assert len(entries(kept)) == 37
    assert kept.get(keys[-1]) == {"rows": 69}
    assert kept.get(keys[0]) is None


def test_the_home_is_where_the_user_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`XDG_CACHE_HOME` says where caches lie; a relative path there means nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert home() == tmp_path / "seqspec"

    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert home() == tmp_path / ".cache" / "seqspec"


def test_keys_tell_their_parts_apart() -> None:
    """`ab` and `c` are not `a` and `bc`."""
    assert digest("ab", "c") != digest("a", "bc")
    assert len(digest(b"ab", "\ud800")) == 64


def test_where_a_folder_can_not_be_made_private_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that knows no permissions."""
    folder = tmp_path / "profiles"
    folder.mkdir()
    folder.chmod(0o777)
    monkeypatch.setattr(os, "chmod", lambda *_, **__: None)
    Cache("profiles", tmp_path).put(KEY, {"rows": 3})

    assert [] == [path for path in folder.rglob("*") if path.is_file()]
