"""An evaluation as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from seqspec.runs.judgement import account
from seqspec.runs.judgement.evaluation import Evaluation
from seqspec.runs.judgement.judgement import Judgement
from seqspec.runs.plots import Honesty, Plots
from seqspec.runs.scoring.tally import Scores


def evaluation(steps: int) -> Evaluation:
    """One with a score for each of so many steps."""
    lines: dict[str, list[float | None]] = {
        name: [float(step) for step in range(1, steps + 1)] for name in ("model", "last value")
    }
    scores = {name: Scores({"RMSE": 1.0}) for name in lines}
    judged = Judgement(
        "file", "numbers", "window", 9, "RMSE", scores, [], {}, "last value", None, plots=Plots(steps=lines)
    )
    return Evaluation(Path("runs/a"), "new\x1b.csv", ("y",), judged, None, [], {})


def test_a_long_horizon_is_shown_from_both_ends() -> None:
    """The first steps and the last one; JSON has all of them."""
    found = evaluation(30)
    lines = [line.split()[:2] for line in account.text(found).splitlines()]

    assert ["step", "11"] in lines
    assert ["..."] in lines
    assert ["step", "12"] not in lines
    assert ["step", "30"] in lines
    assert 30 == len(found.as_dict()["by_step"]["model"])


def test_a_short_horizon_is_shown_whole() -> None:
    """Nothing is left out of twelve steps."""
    assert "..." not in account.text(evaluation(12))


def test_the_file_is_named_without_what_is_hidden_in_its_name() -> None:
    """It stands on the first line."""
    assert "new\\x1b.csv, with the statistics of runs/a" == account.text(evaluation(2)).splitlines()[0]


def test_the_calibration_error_is_the_mean_distance() -> None:
    """Weighed by how many chances there were; a tenth without any is no row."""
    honesty = Honesty(said=[0.1, None, 0.9], came=[0.2, None, 0.6], counts=[30, 0, 10])

    assert pytest.approx((30 * 0.1 + 10 * 0.3) / 40) == account.calibration_error(honesty)
    assert 3 == len(account.calibration_rows(honesty))
    assert None is account.calibration_error(Honesty(said=[None], came=[None], counts=[0]))
