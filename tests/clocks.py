"""How long something takes, where the process that asks is large and its machine busy."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")
ATTEMPTS = 3


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """
    What some work gives, which has to take less than so many seconds of computing.

    Work that takes longer is done again, as one slow moment says nothing; slow three times over, it fails.
    """
    taken: list[float] = []
    for _ in range(ATTEMPTS):
        spent, result = _once(work)
        taken.append(spent)
        if spent < seconds:
            return result
    raise AssertionError(f"took {', '.join(f'{each:.2f}' for each in taken)} s where {seconds} s are allowed")


def _once(work: Callable[[], Result]) -> tuple[float, Result]:
    """One attempt; what the process holds already is kept from the garbage collector, which would look through it."""
    gc.freeze()
    try:
        began = time.process_time()
        result = work()
        return time.process_time() - began, result
    finally:
        gc.unfreeze()
