"""Which files a run is about."""

from __future__ import annotations

from pathlib import Path

from seqspec.analysis.control.discovery import candidates, find_specs

SPEC = "seqspec: 1\nmodel: [Dense: 1]\n"


def test_of_a_folder_every_spec_is_checked_and_nothing_else(tmp_path: Path) -> None:
    """Other YAML, hidden folders and links to nowhere are passed over."""
    for name, text in {"b.yml": SPEC, "a.yaml": SPEC, "other.yaml": "jobs: {}\n", "notes.txt": SPEC}.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "c.yaml").write_text(SPEC, "utf-8")
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere.yaml")

    assert [tmp_path / "a.yaml", tmp_path / "b.yml"] == list(find_specs([tmp_path]))


def test_a_file_that_is_named_is_checked_whatever_it_is(tmp_path: Path) -> None:
    """Even if it is not there: reading it says so."""
    missing = tmp_path / "missing.txt"

    assert [missing] == list(find_specs([missing]))


def test_what_may_become_a_spec_is_watched(tmp_path: Path) -> None:
    """Of a folder all YAML, a spec or not yet; of a file the file itself."""
    file = tmp_path / "new.yaml"
    file.write_text("", "utf-8")

    assert [file] == candidates(tmp_path) == candidates(file)
