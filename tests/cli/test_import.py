"""`seqspec import`: a model in, a spec with comments out, and nothing of a stranger's is opened or run."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

DENSE = {"module": "keras.layers", "class_name": "Dense", "config": {"units": 2, "activation": "relu"}}
INPUT = {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [None, 3]}}


def model(*layers: Any) -> str:
    """What Keras writes of a Sequential of layers."""
    return json.dumps({"class_name": "Sequential", "config": {"name": "taken", "layers": [INPUT, *layers]}})


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test stands in a folder of its own."""
    monkeypatch.chdir(tmp_path)


def test_a_spec_with_comments_is_written(run: Run) -> None:
    """It says what leaves each layer, and where the model came from; lint has nothing against it."""
    Path("m.json").write_text(model(DENSE))

    outcome = run("import", "m.json", "-o", "m.yaml")

    assert (0, "wrote m.yaml; look at it with: seqspec show m.yaml\n") == (outcome.code, outcome.output)
    written = Path("m.yaml").read_text()
    assert written.startswith("# Taken in by `seqspec import` from m.json")
    assert "  - Dense: {units: 2, activation: relu} # (None, 2), 8 parameters" in written
    assert 0 == run("lint", "m.yaml").code


def test_nothing_is_replaced_unasked(run: Run) -> None:
    """What exists is kept, unless --force is given; without -o the spec is printed."""
    Path("m.json").write_text(model(DENSE))
    Path("m.yaml").write_text("mine")

    assert 1 == run("import", "m.json", "-o", "m.yaml").code
    assert "mine" == Path("m.yaml").read_text()
    assert 0 == run("import", "m.json", "-o", "m.yaml", "--force").code
    assert Path("m.yaml").read_text() == run("import", "m.json").output


def bomb() -> bytes:
    """A configuration of 32 MiB in 32 KiB."""
    with (
        zipfile.ZipFile("bomb.keras", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("config.json", "w") as member,
    ):
        for _ in range(32):
            member.write(bytes(2**20))
    return Path("bomb.keras").read_bytes()


HOSTILE: dict[str, tuple[bytes, str]] = {
    "code": (model({**DENSE, "class_name": "Lambda", "config": {"function": "x"}}).encode(), "`Lambda`"),
    "a class of its own": (model({**DENSE, "module": "os", "class_name": "system"}).encode(), "its author's own"),
    "registered": (model({**DENSE, "registered_name": "evil>Dense"}).encode(), "its author's own"),
    "a function": (
        model({**DENSE, "config": {"units": 1, "activation": {"class_name": "__lambda__", "config": {"value": "x"}}}})
        .encode(),
        "`__lambda__`",
    ),
    "deep": (b'{"config": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", "nested too deep"),
    "an old file": (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    "a cut archive": (b"PK\x03\x04" + bytes(40), "no configuration"),
    "escapes": (model({**DENSE, "class_name": "\x1b[2J"}).encode(), "`...`"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_stranger_hid_is_refused(name: str, run: Run) -> None:
    """In a sentence that says what it is, and without a traceback."""
    content, said = HOSTILE[name]
    Path("m.keras").write_bytes(content)

    outcome = run("import", "m.keras", "-o", "m.yaml")

    assert 1 == outcome.code
    assert said in outcome.errors
    assert "Traceback" not in outcome.errors
    assert "\x1b[2J" not in outcome.errors
    assert not Path("m.yaml").exists()


def test_a_bomb_is_not_unpacked(run: Run) -> None:
    """Reading ends where a configuration could be no larger."""
    Path("m.keras").write_bytes(bomb())

    outcome = run("import", "m.keras")

    assert 1 == outcome.code
    assert "has more than 16 MiB" in outcome.errors


def test_weights_are_never_opened(run: Run) -> None:
    """Whatever they are, and wherever they point: a spec has none."""
    with zipfile.ZipFile("m.keras", "w") as archive:
        for name, content in {
            "metadata.json": "{}",
            "config.json": model(DENSE),
            "model.weights.h5": "no HDF5",
        }.items():
            archive.writestr(name, content)

    assert 0 == run("import", "m.keras").code
