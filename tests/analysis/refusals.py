"""What Keras says when it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def refused(what: Callable[[], Any]) -> str:
    """What Keras says when it raises; nothing where it does not."""
    try:
        what()
    except Exception as error:
        return str(error) or type(error).__name__
    return ""
