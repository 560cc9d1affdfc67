"""For programs that read line by line: each finding as one JSON object on a line of its own."""

from __future__ import annotations

import json

from seqspec.analysis.formats.json import content
from seqspec.diagnostics import Report


def render(report: Report, colour: bool = False) -> str:
    """The entries of `diagnostics` as the format `json` has them, in ASCII; nothing at all where nothing was found."""
    return "".join(f"{json.dumps(each)}\n" for each in content(report)["diagnostics"])
