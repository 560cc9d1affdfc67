"""Programs that are compiled beside one another, and in the background where they are needed later."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from typing import Any

import jax

_PATIENCE = 0.1


class Compiler:
    """
    Compiles in threads; what is asked for first is compiled first.

    Args:
        stopped: asked while somebody waits for a program; once it says yes the wait is over.
    """

    def __init__(self, stopped: Callable[[], bool]) -> None:
        self.stopped = stopped
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="compilation")

    def start(self, function: Callable[..., Any], *arguments: Any, donated: tuple[int, ...] = ()) -> Future[Any]:
        """
        Trace a function here and now, and compile it in the background.

        Args:
            function: pure.
            arguments: arrays like those it will get, on the device that it will run on.
            donated: the places of those whose memory may be used for the result.
        """
        return self._threads.submit(jax.jit(function, donate_argnums=donated).lower(*arguments).compile)

    def wait(self, program: Future[Any], stopped: Callable[[], bool] | None = None) -> Any:
        """
        The compiled program.

        Args:
            program: from `start`.
            stopped: asked in place of the compiler's own.

        Raises:
            StoppedError: nobody waits for it any more.
        """
        stopped = stopped or self.stopped
        while not stopped():
            try:
                return program.result(timeout=_PATIENCE)
            except Late:
                if program.done():  # it was the compiler that ran out of time
                    raise
        if program.done():
            return program.result()
        raise StoppedError

    def close(self) -> None:
        """Forget what has not been begun."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class StoppedError(Exception):
    """Training ends before its program is there."""
