"""What a stream can show, and what is said beside the output."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def wants_colour(stream: TextIO) -> bool:
    """Whether a stream is a terminal whose owner wants colours; `NO_COLOR` and `FORCE_COLOR` say so for any stream."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def prepare_streams() -> None:
    """Write what the terminal's encoding lacks as an escape, rather than fail over it; closed streams are empty."""
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115 (open as long as the process)
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")


def say(message: str, help: str | None = None) -> None:
    """Write a line to standard error, behind all output, and another one with the next step; no control character."""
    from seqspec.analysis.formats._text import escape

    lines = [message, f"help: {help}"] if help else [message]
    sys.stdout.flush()
    sys.stderr.write("".join(f"{escape(line)}\n" for line in lines))
