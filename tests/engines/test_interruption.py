"""Ctrl-C and SIGTERM, in real processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from seqspec.engines.interruption import Interruption, shielded
from tests.children import Children

SCRIPT = """
import pathlib, sys, time
from seqspec.engines.interruption import Interruption, shielded
folder = pathlib.Path(sys.argv[1])
"""


def start(children: Children, folder: Path, body: str) -> subprocess.Popen[str]:
    """Run a script and wait until it says that it is ready."""
    process = children.start(sys.executable, "-c", SCRIPT + textwrap.dedent(body), str(folder))
    assert process.stdout is not None
    assert "ready\n" == process.stdout.readline()
    return process


WAITING = """
with Interruption(fatal=True) as interruption:
    print("ready", flush=True)
    while not interruption:
        time.sleep(0.01)
    print("heard", flush=True)
    time.sleep(wait)
raise SystemExit(interruption.exit_code)
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_first_signal_asks(children: Children, tmp_path: Path, number: signal.Signals, code: int) -> None:
    """The block goes on after the first signal, and the exit code says which one it was."""
    process = start(children, tmp_path, "wait = 0" + WAITING)

    process.send_signal(number)
    output, errors = process.communicate(timeout=20)

    assert (code, "heard\n") == (process.returncode, output)
    assert "what is trained will be saved and scored" in errors


def test_the_second_signal_ends_the_process_at_once(children: Children, tmp_path: Path) -> None:
    """After the second Ctrl-C nothing more is done, and no traceback is shown."""
    process = start(children, tmp_path, "wait = 60" + WAITING)
    process.send_signal(signal.SIGINT)
    assert process.stdout is not None
    assert "heard\n" == process.stdout.readline()

    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)

    assert -signal.SIGINT == process.returncode
    assert time.monotonic() - began < 10
    assert "Traceback" not in errors


def test_a_file_is_written_to_its_end_first(children: Children, tmp_path: Path) -> None:
    """A signal that would end the process waits until the block is done."""
    body = """
    import signal
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with shielded():
        print("ready", flush=True)
        (folder / "file").write_text("half")
        time.sleep(1)
        (folder / "file").write_text("whole")
    time.sleep(60)
    """
    process = start(children, tmp_path, body)

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)

    assert -signal.SIGINT == process.returncode
    assert "whole" == (tmp_path / "file").read_text()


def test_handlers_are_put_back() -> None:
    """Whoever handled the signals before handles them afterwards."""
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]

    with Interruption(), shielded():
        pass

    assert before == [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]


@pytest.mark.usefixtures("_hears_ctrl_c")
def test_in_python_the_second_signal_is_a_keyboard_interrupt() -> None:
    """A notebook survives: outside the command line the second Ctrl-C raises."""
    with Interruption() as interruption:
        signal.raise_signal(signal.SIGINT)
        assert interruption
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_what_is_asked_is_called_once() -> None:
    """The first signal calls back, so that training can end after its batch."""
    calls: list[str] = []

    with Interruption(ask=lambda: calls.append("stop")):
        signal.raise_signal(signal.SIGTERM)

    assert ["stop"] == calls


def test_an_ignored_signal_stays_ignored() -> None:
    """A process that was told to ignore Ctrl-C, such as one behind nohup, does so during a run as well."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Interruption() as interruption:
            signal.raise_signal(signal.SIGINT)
        assert not interruption
    finally:
        signal.signal(signal.SIGINT, before)
