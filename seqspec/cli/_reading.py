"""Reads a spec that a command line names."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from seqspec.analysis.linter import Checked, check_bytes, check_file
from seqspec.language.events import MAX_BYTES


def check(path: str, settings: Iterable[str] = ()) -> Checked:
    """
    Check one file, or standard input where the path is `-`.

    Raises:
        UsageError: the file can't be opened.
    """
    if path == "-":
        return check_bytes(sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>", settings)
    return check_file(path, settings)
