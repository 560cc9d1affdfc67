"""Model files are bounded, listed and read as JSON; nothing in them is opened that is not needed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from seqspec.errors import ExportError
from seqspec.lowering.reading.archive import read_config

MODEL = json.dumps({"class_name": "Sequential", "config": {"layers": []}})


def archive(path: Path, *members: tuple[str, str]) -> Path:
    """An archive with these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return path


def test_both_kinds_of_file_are_read(tmp_path: Path) -> None:
    """A `.keras` file, and JSON by itself."""
    (tmp_path / "m.json").write_text(MODEL)
    whole = archive(tmp_path / "m.keras", ("metadata.json", "{}"), ("config.json", MODEL), ("model.weights.h5", ""))

    assert read_config(tmp_path / "m.json") == read_config(whole) == json.loads(MODEL)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([("config.json", MODEL), ("../evil.py", "x")], "it holds `../evil.py`"),
        ([("metadata.json", "{}")], "no single `config.json`"),
        ([("config.json", " " * (16 * 2**20 + 1))], "more than 16 MiB"),
        ([("config.json", "[" * 100_000)], "no configuration of Keras"),
        ([("config.json", f'{{"config": {"[" * 200}{"]" * 200}}}')], "nested too deep"),
        ([("config.json", '{"config": ["\\ud800"]}')], "surrogates not allowed"),
        ([("config.json", '{"config": {"x": NaN}}')], "NaN"),
        ([("config.json", "[]")], "no configuration of a Keras model"),
        ([("config.json", "\udcff".encode("utf-8", "surrogateescape").decode("latin-1"))], "no configuration"),
    ],
)
def test_archives_that_keras_did_not_write(members: list[tuple[str, str]], said: str, tmp_path: Path) -> None:
    """Members that do not belong, a configuration that is too large, too deep, or no JSON."""
    with pytest.raises(ExportError, match=said):
        read_config(archive(tmp_path / "m.keras", *members))


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\x89HDF\r\n", "an HDF5 file"), (b"\xff\xfe", "no configuration"), (b"PK\x03\x04 broken", "no configuration")],
)
def test_other_files(content: bytes, said: str, tmp_path: Path) -> None:
    """Older files and damaged ones; it is said how to get a file that can be read."""
    path = tmp_path / "model.h5"
    path.write_bytes(content)

    with pytest.raises(ExportError, match=said) as caught:
        read_config(path)

    assert "save it as" in (caught.value.help or "")


def test_what_is_no_file(tmp_path: Path) -> None:
    """A folder, or nothing at all."""
    for path, said in ((tmp_path, "is no regular file"), (tmp_path / "none.keras", "does not exist")):
        with pytest.raises(ExportError, match=said):
            read_config(path)
