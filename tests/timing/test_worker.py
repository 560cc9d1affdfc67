"""The process that trains with one engine, and whoever gives it orders."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from seqspec.timing.process import prepared
from seqspec.timing.worker import Order
from tests.children import Children
from tests.training import write_spec

pytestmark = pytest.mark.keras

SCRIPT = """
import sys
from seqspec.timing.process import Process
from seqspec.timing.worker import Order
process = Process(Order.read(sys.argv[1]), sys.stderr.buffer)
process.start()
print(process._process.pid, flush=True)
process.warm_up()
"""


def order(folder: Path, **fit: int) -> str:
    """To train a small model on numbers that are made up, without an end in sight."""
    given = {"fit": {"epochs": 2, "batch_size": 32, **fit}, "runtime": {"seed": 1, "backend": "jax"}}
    spec = write_spec(folder, **given).read_text("utf-8")
    return Order(spec, str(folder), None, generated=True, keep=False, batch=32, steps=10).write()


def test_a_worker_whose_order_giver_is_killed_ends(children: Children, tmp_path: Path) -> None:
    """In the middle of a round, too: nothing trains on for nobody."""
    giver = children.start(sys.executable, "-c", SCRIPT, order(tmp_path, steps_per_epoch=10**8))
    assert giver.stdout is not None
    worker = giver.stdout.readline()
    assert worker, giver.communicate()[1]
    began = time.monotonic()
    giver.kill()
    try:
        giver.communicate(timeout=30)  # the worker writes its errors there as long as it lives
    except subprocess.TimeoutExpired:
        os.kill(int(worker), signal.SIGKILL)
        raise

    assert -signal.SIGKILL == giver.returncode
    assert time.monotonic() - began < 10


def test_nothing_is_imported_from_the_folder_that_the_user_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of his that is called like a library is not in the way."""
    (tmp_path / "jax.py").write_text("raise SystemExit(3)", "utf-8")
    monkeypatch.chdir(tmp_path)

    with prepared(Order.read(order(tmp_path, steps_per_epoch=2))) as process:
        assert process.start() > 0
