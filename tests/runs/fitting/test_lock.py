"""One process at a time writes a run."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from seqspec.errors import RunError
from seqspec.runs.fitting.lock import NAME, locked
from tests.children import Children

HOLDER = """
import sys, time
from pathlib import Path
from seqspec.runs.fitting.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(100)
"""


def test_nobody_else_gets_in(tmp_path: Path) -> None:
    """The second one is told which process it waits for; afterwards nothing is left of the lock."""
    with (
        locked(tmp_path),
        pytest.raises(RunError, match=f"is being written by process {os.getpid()} on "),
        locked(tmp_path),
    ):
        pass

    assert [] == os.listdir(tmp_path)
    with locked(tmp_path):
        assert [NAME] == os.listdir(tmp_path)


def test_a_lock_ends_with_its_process(children: Children, tmp_path: Path) -> None:
    """While another process lives the folder is its own; once it is killed what is left of its lock binds nobody."""
    process = children.start(sys.executable, "-c", HOLDER, str(tmp_path))
    assert process.stdout is not None
    assert "held\n" == process.stdout.readline()

    with pytest.raises(RunError, match=f"process {process.pid} on "), locked(tmp_path):
        pass
    process.kill()
    process.wait()

    assert [NAME] == os.listdir(tmp_path)
    with locked(tmp_path):
        pass
    assert [] == os.listdir(tmp_path)


def test_a_link_in_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    """Nothing outside the folder is written, whatever a stranger's folder holds."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / NAME).symlink_to(tmp_path / "outside")

    with pytest.raises(RunError, match="can't be written"), locked(tmp_path / "run"):
        pass

    assert not (tmp_path / "outside").exists()


def test_what_a_lock_says_may_be_anything(tmp_path: Path) -> None:
    """A file that is no text of ours does not get in the way."""
    (tmp_path / NAME).write_bytes(b"\xff" * 5000)

    with locked(tmp_path):
        assert (tmp_path / NAME).read_text().startswith("process ")
