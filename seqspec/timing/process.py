"""The process of one engine, seen by who gives the orders."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

from seqspec.errors import RunError
from seqspec.timing.worker import Order


class Process:
    """
    A process that trains, and waits whenever it is not its turn.

    Args:
        order: what it is asked for.
        errors: the file that takes its standard error, to be read again.
    """

    def __init__(self, order: Order, errors: IO[bytes]) -> None:
        self._order = order
        self._errors = errors
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> float:
        """
        Start it and wait for its first step: seconds.

        Raises:
            RunError: it could not do that; so do the others.
        """
        began = time.perf_counter()
        # Nothing is imported from the folder that the user stands in.
        # A session of its own: Ctrl-C is for the process that gives the orders, which ends this one.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "seqspec.timing.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            encoding="utf-8",
            start_new_session=True,
        )
        self._send(self._order.write())
        self._hear("first_step")
        return time.perf_counter() - began

    def warm_up(self) -> None:
        """Wait until the round that it started with is over."""
        self._hear("seconds")

    def round(self) -> tuple[float, float]:
        """Let it train a round: seconds that passed, and seconds that it had a core, over all cores."""
        self._send("\n")
        told = self._hear("seconds")
        return told["seconds"], told["processor"]

    def finish(self) -> dict[str, Any]:
        """Let it come to its end, and take what it says of itself."""
        self._send("\n")
        return self._hear("peak_bytes")

    def end(self) -> None:
        """End it, whatever it does."""
        if self._process is None:
            return
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]  # they are pipes
        self._process.wait()

    def _send(self, text: str) -> None:
        assert self._process is not None  # it was started
        assert self._process.stdin is not None  # with pipes
        with suppress(OSError):  # what went wrong is heard next
            self._process.stdin.write(text)
            self._process.stdin.flush()

    def _hear(self, fact: str) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        told: dict[str, Any] = json.loads(line) if line.endswith("\n") else {"error": self._last_words()}
        if fact not in told:
            raise RunError(str(told.get("error", "the process ended too early")))
        return told

    def _last_words(self) -> str:
        """The last line that the process wrote before it broke off."""
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").splitlines()
        return next((line.strip() for line in reversed(lines) if line.strip()), "the process ended without a word")


@contextmanager
def prepared(order: Order) -> Iterator[Process]:
    """A process that is not started yet, and that does not outlive the block."""
    with tempfile.TemporaryFile() as errors:  # without a name: nothing is left, however this ends
        process = Process(order, errors)
        try:
            yield process
        finally:
            process.end()
