"""Processes that a test starts and interrupts: they hear Ctrl-C, and none outlives the test or its time."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def hearing_ctrl_c() -> Iterator[None]:
    """Listen to SIGINT, which a process and its children ignore where a shell put it into the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Children:
    """The processes of one test."""

    def __init__(self) -> None:
        self._started: list[tuple[subprocess.Popen[str], threading.Timer]] = []

    def start(self, *command: str, cwd: Path | None = None, seconds: float = 120) -> subprocess.Popen[str]:
        """Start a process with pipes; it is killed after so many seconds, which ends every wait for it."""
        with hearing_ctrl_c():
            process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        watchdog = threading.Timer(seconds, process.kill)
        watchdog.daemon = True
        watchdog.start()
        self._started.append((process, watchdog))
        return process

    def end(self) -> None:
        """Kill what still runs, and close the pipes."""
        for process, watchdog in self._started:
            watchdog.cancel()
            process.kill()
            process.communicate()
