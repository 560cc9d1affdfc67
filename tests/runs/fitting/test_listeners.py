"""Whoever listens to a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from seqspec.errors import RunError
from seqspec.runs.fitting.listeners import Listeners
from seqspec.runs.folder import RunFolder


class Ear:
    """Writes down what it is told, and fails where it is asked to."""

    def __init__(self, name: str, error: Exception | None = None) -> None:
        self.name = name
        self.error = error
        self.heard: list[Any] = []

    def begin(self, folder: RunFolder) -> None:
        """The start."""
        self.heard.append("begin")

    def epoch(self, record: dict[str, Any]) -> None:
        """An epoch."""
        if self.error is not None:
            raise self.error
        self.heard.append(record["epoch"])

    def end(self, folder: RunFolder) -> None:
        """The end."""
        self.heard.append("end")


def test_one_that_fails_costs_nobody_else_anything(tmp_path: Path) -> None:
    """It is told once, and left out from then on."""
    said: list[str] = []
    well, ill, worse = Ear("well"), Ear("ill", ValueError("no room\nfor this")), Ear("worse", RunError("no folder"))
    told, folder = Listeners([ill, well, worse], said.append), RunFolder(tmp_path)

    told.begin(folder)
    for number in (1, 2):
        told.epoch({"epoch": number})
    told.end(folder)

    assert ["begin", 1, 2, "end"] == well.heard
    assert [["begin"], ["begin"]] == [ill.heard, worse.heard]
    assert ["note: ill got no more of this run: no room", "note: worse got no more of this run: no folder"] == said
