"""
Ctrl-C and SIGTERM, twice over.

The first one asks: training ends after the batch at hand, and what was trained is saved and scored. The second one ends
the process at once; on the command line by the signal's own default, so that it works inside compiled code too, and
elsewhere (a notebook lives on) as a KeyboardInterrupt. A file that is just being written is written to its end first.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)
_MESSAGE = b"\ninterrupted: what is trained will be saved and scored; Ctrl-C again ends at once\n"


class Interruption:
    """
    Listens for Ctrl-C and SIGTERM while a run lasts.

    Args:
        ask: called once, at the first signal, from the signal's handler: it must not take long.
        fatal: whether the second signal ends the process instead of raising KeyboardInterrupt.
    """

    def __init__(self, ask: Callable[[], None] | None = None, fatal: bool = False) -> None:
        self.signal: signal.Signals | None = None
        self.ask = ask
        self.fatal = fatal
        self._before: dict[signal.Signals, Any] = {}

    def __bool__(self) -> bool:
        return self.signal is not None

    @property
    def exit_code(self) -> int:
        """What a shell expects of a process that a signal ended: 130 after Ctrl-C, 143 after SIGTERM."""
        return 128 + (self.signal or 0)

    def __enter__(self) -> Interruption:
        if threading.current_thread() is threading.main_thread():
            heard = [each for each in SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
            self._before = {each: signal.signal(each, self._first) for each in heard}
        return self

    def __exit__(self, *_: object) -> None:
        _restore(self._before)

    def _first(self, number: int, _: FrameType | None) -> None:
        self.signal = signal.Signals(number)
        for each in self._before:
            signal.signal(each, signal.SIG_DFL if self.fatal else signal.default_int_handler)
        if self.fatal:
            os.write(2, _MESSAGE)  # print may be busy with the very line that the signal interrupted
        if self.ask is not None:
            self.ask()


@contextmanager
def shielded() -> Iterator[None]:
    """Hold Ctrl-C and SIGTERM back until the block is done, then let them act."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    heard = [each for each in SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, lambda number, _: held.append(number)) for each in heard}
    try:
        yield
    finally:
        _restore(before)
        for number in held:
            os.kill(os.getpid(), number)


def _restore(handlers: dict[signal.Signals, Any]) -> None:
    for each, handler in handlers.items():
        signal.signal(each, signal.SIG_DFL if handler is None else handler)  # None: set by no Python code
