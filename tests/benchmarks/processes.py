"""Whole processes, measured from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Measured:
    """
    One finished process.

    Args:
        seconds: wall time.
        peak_mb: the most memory it had, pages of files that it mapped included.
        own_mb: the most it had of its own, without those pages, which the system can take back at any time; looked up
            some hundred times a second, on Linux only.
        output: what it printed.
    """

    seconds: float
    peak_mb: float
    own_mb: float
    output: str


def measure(command: Sequence[str], **environment: str) -> Measured:
    """
    Run a command to its end, with compiled bytecode.

    Raises:
        SystemExit: it failed; its output is printed first.
    """
    began = time.perf_counter()
    process = _start(command, environment)
    assert process.stdout is not None  # it is a pipe
    own: list[float] = [0.0]
    watching = threading.Thread(target=_watch, args=(process.pid, own))
    watching.start()
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    watching.join()
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(command)} failed:\n{output}")
    return Measured(seconds, usage.ru_maxrss / 1024, max(own), output)


def seconds_until(beginning: str, command: Sequence[str], **environment: str) -> float:
    """
    How long a command takes to print a line that begins so; it may run to its end.

    Raises:
        SystemExit: it failed, or printed no such line; its output is printed first.
    """
    began, found, lines = time.perf_counter(), None, []
    with _start(command, environment | {"PYTHONUNBUFFERED": "1"}) as process:
        assert process.stdout is not None  # it is a pipe
        for line in process.stdout:
            lines.append(line)
            if found is None and line.startswith(beginning):
                found = time.perf_counter() - began
    if process.returncode or found is None:
        sys.exit(f"{' '.join(command)} failed, or printed no `{beginning}`:\n{''.join(lines)}")
    return found


def _start(command: Sequence[str], environment: dict[str, str]) -> subprocess.Popen[str]:
    """With compiled bytecode, and all that it prints in one pipe."""
    variables = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | environment
    return subprocess.Popen(
        command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _watch(pid: int, own: list[float]) -> None:
    """Note how much memory of its own a process has, until it ends."""
    while True:
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        except OSError:
            return
        found = [line.split()[1] for line in lines if line.startswith("RssAnon")]
        if not found:  # it has ended, or this is no Linux
            return
        own.append(int(found[0]) / 1024)
        time.sleep(0.01)


def python(*arguments: str) -> list[str]:
    """A command line for this Python."""
    return [sys.executable, *arguments]
