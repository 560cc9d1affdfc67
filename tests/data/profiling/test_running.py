"""What `lint --data` sees of a running text."""

from __future__ import annotations

from pathlib import Path

from seqspec.cli._looking import look
from tests.data.builders import spec_of

TEXT = {"source": {"text_file": "tale.txt"}, "target": None, "tokens": {}, "window": {"length": 3}}


def test_a_running_text_is_counted_in_tokens(tmp_path: Path) -> None:
    """Each part by itself."""
    (tmp_path / "tale.txt").write_text("0123456789", "utf-8")

    profile = look(spec_of(**TEXT), tmp_path)

    assert profile is not None
    assert (10, {"train": 7, "validation": 1, "test": 2}, None) == (profile.rows, profile.parts, profile.trouble)


def test_what_fit_would_refuse_is_found_by_looking(tmp_path: Path) -> None:
    """A file that is not there, and one that is too short."""
    spec = spec_of(**TEXT)
    absent = look(spec, tmp_path)
    (tmp_path / "tale.txt").write_text("012", "utf-8")
    short = look(spec, tmp_path)

    assert absent is not None
    assert absent.trouble is not None
    assert short is not None
    assert short.trouble is not None
    assert "there is no file `tale.txt`" in absent.trouble.message
    assert "a window needs 3 to look at and 1 to predict" in short.trouble.message
