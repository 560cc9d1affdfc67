"""How the tests of the command line call it: in this process, with what it prints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from seqspec.cli.main import main
from tests.training import write_spec

GOOD = """\
seqspec: 1
name: small
model:
  - LSTM: {units: 8, return_sequences: true, input_shape: [20, 1]}
  - Masking
  - LSTM: 4
  - Dense: 1
runtime: {seed: 42}
"""
BAD = """\
seqspec: 1
model:
  - LSTM: {units: 8, return_sequences: true, input_shape: [20, 1]}
  - LSTM: {units: 4, input_shape: [20, 8]}
  - Dense: 1
runtime: {seed: 42}
"""


class Outcome(NamedTuple):
    """What a command line did."""

    code: int
    output: str
    errors: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command line in this process, away from the settings of this machine."""
    for name in ("GITHUB_ACTIONS", "NO_COLOR", "SEQSPEC_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def command(*arguments: object) -> Outcome:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as left:  # argparse leaves by itself after --help and --version
            code = int(left.code or 0)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return command


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A spec without a flaw."""
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, "utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A spec with an input shape in the wrong place."""
    path = tmp_path / "bad.yaml"
    path.write_text(BAD, "utf-8")
    return path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that stands in a folder of its own, beside a spec that trains."""
    write_spec(tmp_path)
    monkeypatch.chdir(tmp_path)
