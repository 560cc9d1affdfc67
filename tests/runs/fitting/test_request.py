"""What is asked of a run."""

from __future__ import annotations

import io
from typing import Any

from seqspec.runs.fitting.request import Request


class Gone(io.StringIO):
    """A pipe whose reader has gone."""

    def write(self, text: str) -> int:
        """Fail."""
        raise BrokenPipeError


def test_nobody_has_to_listen() -> None:
    """A reader that is gone, as behind `| head`, does not end a run."""
    checked: Any = None

    Request(checked, stream=Gone()).say("a line")
