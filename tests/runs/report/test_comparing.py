"""Several runs on one page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seqspec.analysis.difference import compare
from seqspec.analysis.linter import check_text
from seqspec.runs.comparison import comparison as comparing
from seqspec.runs.comparison.comparison import Comparison, Contender
from seqspec.runs.record import Record
from seqspec.runs.report.comparing import page
from tests.runs.report.materials import EVIL, Page

SPEC = "seqspec: 1\nmodel: [{Dense: {units: 3, input_shape: [2]}}]\n"
RECORD = Record("", "finished", epochs=3, validation=0.3, best_epoch=2, score="RMSE", test=1.5, baseline="last value")


def run(name: str, **changes: Any) -> Contender:
    """A run that was never trained."""
    spec, trace = check_text(SPEC, "spec.yaml").require()
    history = [{"epoch": epoch, "val_loss": 1 / epoch} for epoch in (1, 2, 3)]
    made = Contender(Path(name), replace(RECORD, name=name), spec, trace, None, history, None, None, "window", 9)
    return replace(made, **changes)


def compared(*runs: Contender, **changes: Any) -> Comparison:
    """These runs side by side."""
    pairs = [(runs[0], other) for other in runs[1:]]
    differences = tuple(compare((one.spec, one.trace), (other.spec, other.trace)) for one, other in pairs)
    return replace(Comparison(runs, (), (), (None,) * len(pairs), differences), **changes)


def test_who_is_ahead_stands_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the scores, the curves, the intervals, and what the specs have otherwise."""
    monkeypatch.setattr(comparing.Contender, "interval", (1.0, 2.0))

    html = page(compared(run("first"), run("second")))

    order = ["By validation first is best", "Scores", "Validation loss, epoch by epoch", "RMSE on the test part",
             "What their specs have otherwise", "first → second"]  # fmt: skip
    assert sorted(html.index(each) for each in order) == [html.index(each) for each in order]
    assert 2 == len(Page(html).all("figure"))


def test_runs_that_cannot_be_ranked_are_said_to_be_so() -> None:
    """Their curves are drawn, and no interval is held against another."""
    html = page(compared(run("first"), run("second"), unranked=("`x` differs",), unpaired=("other examples",)))

    assert "Not ranked: <code>x</code> differs" in html
    assert "Not to be ranked: <code>x</code> differs." in html
    assert "Test scores are not compared: other examples" in html
    assert 1 == len(Page(html).all("figure"))


def test_names_are_no_markup() -> None:
    """Neither in tables nor in drawings."""
    found = Page(page(compared(run(EVIL), run(f"{EVIL}2"))))

    assert [] == found.open == found.crossed == found.all("img")
    assert 1 == len(found.all("script"))


def test_runs_without_epochs_have_no_curves() -> None:
    """A table is left."""
    assert [] == Page(page(compared(run("first", history=[]), run("second", history=[])))).all("figure")
