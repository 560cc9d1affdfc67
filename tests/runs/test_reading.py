"""Files of a stranger's run folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from seqspec.errors import RunError
from seqspec.runs import reading


def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    """What a dying process wrote last has no end."""
    (tmp_path / "metrics.jsonl").write_text('{"epoch": 1}\n\n{"epoch": 2}\n{"epo')

    assert [{"epoch": 1}, {"epoch": 2}] == reading.json_lines(tmp_path / "metrics.jsonl")


def test_lines_that_are_no_objects_are_refused(tmp_path: Path) -> None:
    """A number is JSON, and no record."""
    (tmp_path / "metrics.jsonl").write_text("3\n")

    with pytest.raises(RunError, match="line 1 is no object"):
        reading.json_lines(tmp_path / "metrics.jsonl")


def test_a_fault_is_named_with_its_place_and_the_next_step(tmp_path: Path) -> None:
    """In a file of lines the line is that of the file; nothing at all is called so."""
    (tmp_path / "metrics.jsonl").write_text('{"epoch": 1}\n{"epoch": }\n')
    (tmp_path / "status.json").write_text("")

    with pytest.raises(RunError, match="is no JSON: line 2, column 11: expecting value") as torn:
        reading.json_lines(tmp_path / "metrics.jsonl")
    with pytest.raises(RunError, match="is no JSON: it is empty") as empty:
        reading.json_value(tmp_path / "status.json")

    assert reading.PUT_BACK == torn.value.help == empty.value.help


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    """A link, a pipe, a folder, bytes that are no text, a file that is not there."""
    (tmp_path / "link").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "bytes").write_bytes(b"\xff")
    for name, said in {
        "link": "it is a link",
        "pipe": "it is no plain file",
        ".": "is a directory",
        "bytes": "no text in UTF-8",
        "none": "no such file",
        "a\0b": "null",
    }.items():
        with pytest.raises(RunError, match=said):
            reading.text(tmp_path / name)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """The limit is named."""
    (tmp_path / "large").write_bytes(bytes(11))

    with pytest.raises(RunError, match="it has 11 bytes, and 10 are the limit"):
        reading.text(tmp_path / "large", most=10)


def test_the_size_is_that_of_plain_files_only(tmp_path: Path) -> None:
    """A link has none."""
    (tmp_path / "file").write_bytes(bytes(3))
    (tmp_path / "link").symlink_to(tmp_path / "file")

    assert (3, None, None) == tuple(reading.size(tmp_path / name) for name in ("file", "link", "none"))


def test_only_an_end_of_line_ends_a_line(tmp_path: Path) -> None:
    """What ends a line elsewhere may stand in a text."""
    (tmp_path / "metrics.jsonl").write_text('{"name": "a\u2028b"}\n', "utf-8")

    assert [{"name": "a\u2028b"}] == reading.json_lines(tmp_path / "metrics.jsonl")


def test_depth_is_bounded(tmp_path: Path) -> None:
    """Far below where whoever looks at it would run out of stack."""
    (tmp_path / "deep.json").write_text(f"{'[' * 200}{']' * 200}")

    with pytest.raises(RunError, match="nested too deeply"):
        reading.json_value(tmp_path / "deep.json")
