"""What a finding is called by those who keep findings from run to run."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from seqspec.diagnostics import Diagnostic, Report


def fingerprints(report: Report) -> Iterator[tuple[Diagnostic, str]]:
    """
    Every finding with a fingerprint that stays the same while the lines around it move.

    It is made of file, rule, the path in the spec without positions, and the line it is about; where several findings
    agree in all that, they are counted.
    """
    seen: Counter[str] = Counter()
    for each in report:
        path = ".".join(step for step in each.at if isinstance(step, str))
        parts = (file_name(each.place.source.name), each.code, path, _line(each))
        base = sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
        seen[base] += 1
        yield each, sha256(f"{base} {seen[base]}".encode()).hexdigest()


def file_name(name: str) -> str:
    """The name of a file with slashes, and without what leads nowhere: `specs/a.yaml`."""
    name = name.replace(os.sep, "/")
    while name.startswith("./"):
        name = name[2:].lstrip("/")
    return name


def _line(diagnostic: Diagnostic) -> str:
    """The line that a finding starts on, without what only lays it out."""
    lines, number = diagnostic.place.source.lines, diagnostic.place.span.line
    return " ".join(lines[number - 1].split()) if number <= len(lines) else ""
