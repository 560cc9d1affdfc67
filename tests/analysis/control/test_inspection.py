"""Checking files one after the other, and what the processes of a long run do."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from seqspec.analysis.control import inspection
from seqspec.analysis.control.inspection import Request, inspect

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
