"""Checking files one after the other, and what the processes of a long run do."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from seqspec.analysis.control import inspection
from seqspec.analysis.control.configuration import Configuration
from seqspec.analysis.control.inspection import Request, inspect
from seqspec.analysis.control.project import Projects

GOOD = "seqspec: 1\nmodel: [LSTM: {units: 4, input_shape: [9, 1]}, Dense: 1]\nruntime: {seed: 42}\n"


def files(folder: Path, number: int) -> list[str]:
    """Specs, the second of which is wrong."""
    paths = [folder / f"{index}.yaml" for index in range(number)]
    for index, path in enumerate(paths):
        path.write_text(GOOD.replace("units: 4", "units: 0") if index == 1 else GOOD, "utf-8")
    return list(map(str, paths))


def test_a_share_of_a_long_run_is_checked_like_a_short_one(tmp_path: Path) -> None:
    """File by file, in order."""
    request = Request()
    names = files(tmp_path, 3)

    assert list(inspect(names, request)) == inspection._inspect_share(request, names)


def test_a_file_of_unusual_size_is_read_by_who_knows_its_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not remembered, and the verdict is the same."""
    names = files(tmp_path, 2)
    usual = [verdict.report for verdict in inspect(names, Request())]
    monkeypatch.setattr(inspection, "_USUAL", 10)

    assert usual == [verdict.report for verdict in inspect(names, Request())]


def test_an_interrupt_is_left_to_the_process_that_was_started() -> None:
    """One answer is enough."""
    before = signal.getsignal(signal.SIGINT)
    try:
        inspection._leave_interrupts_alone()
        assert signal.SIG_IGN == signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


class Deadly(Request):
    """A request over which the process dies that checks the file `1.yaml`."""

    __slots__ = ()

    def configuration_of(self, file: str | os.PathLike[str], projects: Projects) -> Configuration:
        """Ends the process at once, as a fault in a library would."""
        if os.fspath(file).endswith("1.yaml"):
            os._exit(1)
        return Request.configuration_of(self, file, projects)


def test_a_process_that_dies_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others of its share are checked apart, and those behind it go on."""
    monkeypatch.setattr(sys, "platform", "elsewhere")  # a process with threads, as of a test run, is not to be forked
    monkeypatch.setattr(inspection, "MANY", 3)
    monkeypatch.setattr(inspection, "_SHARE", 2)
    monkeypatch.setattr(inspection, "_processors", lambda: 2)
    names = files(tmp_path, 3)
    found = list(inspect(names, Deadly(remember=False)))

    assert [names[0], names[1], names[2]] == [each.report.files[0] for each in found]
    assert [(names[1], "the process that checked it died")] == [
        (fault.file, fault.message) for each in found for fault in each.report.faults
    ]


def test_at_least_one_processor_is_there() -> None:
    """And no more than the machine has."""
    assert 1 <= inspection._processors() <= (os.cpu_count() or 1)
