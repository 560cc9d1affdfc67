"""What the tests start can be interrupted, and ends, whoever runs the tests."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator

import pytest

from tests.children import Children

WAITING = "import time; print('ready', flush=True); time.sleep(60)"


@pytest.fixture
def _in_the_background() -> Iterator[None]:
    """The tests run as a job that a shell told to ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_in_the_background")
def test_a_child_hears_ctrl_c_where_the_tests_do_not(children: Children) -> None:
    """It is interrupted, and the process of the tests ignores the signal as before."""
    process = children.start(sys.executable, "-c", WAITING)
    assert process.stdout is not None
    assert "ready\n" == process.stdout.readline()

    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)

    assert "KeyboardInterrupt" in errors
    assert signal.SIG_IGN == signal.getsignal(signal.SIGINT)


def test_nobody_waits_for_ever(children: Children) -> None:
    """A child that says nothing is killed when its time is over, and whoever waits for a line gets none."""
    process = children.start(sys.executable, "-c", "import time; time.sleep(60)", seconds=0.2)
    began = time.monotonic()

    assert process.stdout is not None
    assert "" == process.stdout.readline()
    assert -signal.SIGKILL == process.wait(timeout=20)
    assert time.monotonic() - began < 20


def test_no_child_outlives_its_test() -> None:
    """What still runs is killed."""
    children = Children()
    process = children.start(sys.executable, "-c", WAITING)

    children.end()

    assert -signal.SIGKILL == process.returncode
