"""Programs that are compiled beside one another, and in the background where they are needed later."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from typing import Any

import jax

_PATIENCE = 0.1


_WIDE = "xla_cpu_prefer_vector_width"


def compiled(lowered: Any) -> Any:
    """
    A program for the vectors that the processor has.

    XLA makes them half as wide by default, which took a tenth longer for a step of LSTMs. Where somebody has said how
    wide they shall be, or a version of XLA doesn't know what is asked for, they are as wide as XLA wants.

    Args:
        lowered: what `jax.jit(...).lower(...)` gives.
    """
    if jax.default_backend() != "cpu" or _WIDE in os.environ.get("XLA_FLAGS", ""):
        return lowered.compile()
    try:
        return lowered.compile({_WIDE: "512"})
    except jax.errors.JaxRuntimeError as fault:
        if _WIDE not in str(fault):
            raise
        return lowered.compile()


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
        return self._threads.submit(compiled, jax.jit(function, donate_argnums=donated).lower(*arguments))

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
