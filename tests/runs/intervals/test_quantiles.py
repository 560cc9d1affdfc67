"""Quantiles from end to end: fitted, judged and predicted, of two targets in units far apart and two steps."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import seqspec
from seqspec.errors import RunError, UsageError
from seqspec.runs.intervals.quantiles import Pair, pair_for, pairs_of
from seqspec.runs.judgement import account, table
from seqspec.runs.judgement.evaluation import evaluate
from seqspec.runs.prediction.prediction import predict
from tests.training import write_spec

pytestmark = pytest.mark.keras

SHARES = (0.1, 0.5, 0.9)
PINBALL = "pinball loss (deviations)"
SECTIONS = {
    "data": {
        "source": {"csv": "both.csv"},
        "target": ["y", "z"],
        "split": {"validation": 0.1, "test": 0.3},
        "scale": "standard",
        "window": {"length": 6, "horizon": 2, "normalize": "last"},
        "season": 24,
    },
    "model": ["Flatten", {"Dense": 12}],
    "compile": {"optimizer": {"Adam": 0.02}, "loss": {"Quantile": list(SHARES)}},
    "fit": {"epochs": 40, "batch_size": 32, "verbose": 0},
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run."""
    folder = tmp_path_factory.mktemp("quantiles")
    random, wave = np.random.default_rng(0), np.sin(np.arange(700) * 2 * np.pi / 24)
    columns = {"y": 20 + 5 * wave + random.normal(0, 0.3, 700), "z": 1_000 - 900 * wave + random.normal(0, 90, 700)}
    pd.DataFrame(columns).to_csv(folder / "both.csv", index=False)
    seqspec.fit(write_spec(folder, **SECTIONS), out=folder / "run")
    return folder / "run"


def forecasts(run: Path, last: bool = False, steps: int | None = None, intervals: float | None = None) -> pd.DataFrame:
    """What the run says of its own file."""
    found = predict(run, run.parent / "both.csv", last=last, steps=steps, intervals=intervals)
    return pd.DataFrame(list(found.rows()), columns=list(found.header()))


def with_truths(run: Path) -> pd.DataFrame:
    """The forecasts of the windows of the test part, with what came."""
    truths = pd.read_csv(run.parent / "both.csv")
    first, end = json.loads((run / "data.json").read_text())["boundaries"]["test"]
    found = forecasts(run).astype({"row": int})
    begins = found["row"] - found["step"]  # the row before the first step, counted from 1
    found = found[(begins >= first) & (begins + 2 <= end)]
    return found.assign(truth=[truths.loc[row - 1, name] for row, name in zip(found.row, found.target, strict=True)])


def test_what_is_predicted_is_what_was_scored(run: Path) -> None:
    """The pinball loss of the forecasts of the test rows is that of the run, each target in its own deviations."""
    rows = with_truths(run)
    train = pd.read_csv(run.parent / "both.csv").iloc[
        : json.loads((run / "data.json").read_text())["boundaries"]["train"][1]
    ]

    missed = rows["truth"].to_numpy()[:, None] - rows[["q0.1", "q0.5", "q0.9"]].to_numpy()
    losses = np.maximum(np.array(SHARES) * missed, (np.array(SHARES) - 1) * missed).mean(axis=1)
    expected = (losses / rows["target"].map(train.std(ddof=0))).mean()

    written = json.loads((run / "scores.json").read_text())["judgement"]
    assert pytest.approx(expected, rel=1e-4) == written["scores"]["model"][PINBALL]
    assert (PINBALL, list(SHARES)) == (written["primary"], written["quantiles"])
    assert written["scores"] == json.loads(json.dumps(evaluate(run).as_dict()))["scores"]


def test_every_target_and_step_has_its_own_quantiles(run: Path) -> None:
    """They ascend, about as many truths as meant lie between them, and the middle one is the prediction."""
    rows = with_truths(run)

    inside = rows["truth"].between(rows["q0.1"], rows["q0.9"]).groupby([rows["step"], rows["target"]]).mean()

    np.testing.assert_allclose(inside, 0.8, atol=0.15)
    assert ["row", "step", "target", "prediction", "q0.1", "q0.5", "q0.9"] == list(forecasts(run))
    assert (np.diff(rows[["q0.1", "q0.5", "q0.9"]]) >= 0).all()
    assert (rows["prediction"] == rows["q0.5"]).all()
    assert "between its quantiles 0.1 and 0.9, meant for 80 % of the truths, lay " in table.text(
        evaluate(run).judgement, ("y", "z")
    )


def test_the_band_of_the_page_lies_between_the_outer_quantiles(run: Path) -> None:
    """Of the first target, at every place, for the first step and the last one."""
    rows = with_truths(run)
    courses = json.loads((run / "plots.json").read_text())["courses"]

    for course in courses:
        mine = rows[(rows["target"] == "y") & (rows["step"] == course["step"])]
        np.testing.assert_allclose(course["band"], mine[["q0.1", "q0.9"]].T, rtol=1e-4)
    assert [1, 2] == [course["step"] for course in courses]


def test_fewer_steps_are_the_first_ones_and_more_are_refused(run: Path) -> None:
    """No quantile follows from what a quantile was fed back for."""
    every, first = forecasts(run, last=True), forecasts(run, last=True, steps=1)

    pd.testing.assert_frame_equal(every[every["step"] == 1], first)
    assert ["701", "701", "702", "702"] == every["row"].tolist()
    with pytest.raises(UsageError, match="can't be asked for 3: what follows from one of its quantiles"):
        forecasts(run, steps=3)


def test_intervals_are_the_outer_quantiles_moved_out(run: Path) -> None:
    """As far as truths of each target and step lay outside of them; those of a lower level stand around the middle."""
    rows, narrow = (forecasts(run, last=True, intervals=level) for level in (0.8, 0.3))
    kept = json.loads((run / "intervals.json").read_text())
    (between,) = kept["between"]

    def widths(steps: list[list[dict[str, Any]]], level: float) -> list[float]:
        return [each["errors"][int(np.ceil(level * (each["count"] + 1))) - 1] for step in steps for each in step]

    assert [0.1, 0.9] == between["quantiles"]
    np.testing.assert_allclose(rows["upper"] - rows["q0.9"], widths(between["steps"], 0.8), rtol=1e-4)
    np.testing.assert_allclose(rows["q0.1"] - rows["lower"], widths(between["steps"], 0.8), rtol=1e-4)
    np.testing.assert_allclose(narrow["upper"] - narrow["q0.5"], widths(kept["steps"], 0.3), rtol=1e-4)
    np.testing.assert_allclose(narrow["q0.5"] - narrow["lower"], widths(kept["steps"], 0.3), rtol=1e-4)


def test_what_intervals_held_is_kept_and_found_again(run: Path) -> None:
    """Of the quantiles, and beside them of equal widths, on the test part."""
    kept = json.loads((run / "intervals.json").read_text())["coverage"]
    found = evaluate(run, level=0.8)
    assert found.coverage is not None
    assert found.coverage.even is not None
    (there,) = (each for each in kept if each["level"] == 0.8)

    assert ("conformalized quantiles", [0.1, 0.9]) == (there["method"], there["quantiles"])
    for again, before in ((found.coverage, there), (found.coverage.even, there["symmetric"])):
        assert before["coverage"] == again.overall
        assert pytest.approx(before["mean_width"], rel=1e-6) == again.wide.tolist()
    assert pytest.approx(0.8, abs=0.12) == there["coverage"]
    assert pytest.approx(0.8, abs=0.12) == there["symmetric"]["coverage"]
    assert "intervals of 80 %: from the quantile 0.1 to 0.9, both moved out by what each of 2 targets" in account.text(
        found
    )


def test_a_run_of_before_keeps_the_band_around_its_middle_quantile(run: Path, tmp_path: Path) -> None:
    """Its file knows of no quantiles, is read all the same, and what is drawn instead is told."""
    shutil.copytree(run, tmp_path / "run")
    kept = json.loads((run / "intervals.json").read_text())
    old = {name: kept[name] for name in ("calibrated_on", "examples", "steps")}
    (tmp_path / "run" / "intervals.json").write_text(json.dumps(old))

    found = predict(tmp_path / "run", run.parent / "both.csv", last=True, intervals=0.8)

    rows = pd.DataFrame(list(found.rows()), columns=list(found.header()))
    np.testing.assert_allclose(rows["upper"] - rows["q0.5"], rows["q0.5"] - rows["lower"], rtol=1e-6)
    assert "the run kept no errors of its quantiles" in found.notes[-1]
    assert "intervals of 80 % reach as far as the errors on " in found.notes[-2]


def test_errors_of_other_quantiles_make_no_intervals(run: Path, tmp_path: Path) -> None:
    """A folder whose files come from two runs is refused."""
    shutil.copytree(run, tmp_path / "run")
    kept = json.loads((run / "intervals.json").read_text())
    kept["between"][0]["quantiles"] = [0.2, 0.8]
    (tmp_path / "run" / "intervals.json").write_text(json.dumps(kept))

    with pytest.raises(RunError, match="holds errors of quantiles that the run does not predict"):
        predict(tmp_path / "run", run.parent / "both.csv", intervals=0.8)


@pytest.mark.parametrize(
    ("shares", "level", "pair"),
    [
        ((0.05, 0.5, 0.95), 0.9, (0.05, 0.95)),
        ((0.1, 0.25, 0.5, 0.75, 0.9), 0.6, (0.25, 0.75)),
        ((0.1, 0.25, 0.5, 0.75, 0.9), 0.99, (0.1, 0.9)),
        ((0.05, 0.1, 0.5, 0.9), 0.9, (0.05, 0.9)),
        ((0.05, 0.5, 0.95), 0.3, None),
        ((0.5, 0.9), 0.9, None),
        ((0.9,), 0.9, None),
        ((), 0.9, None),
    ],
)
def test_intervals_start_from_the_nearest_pair(shares: tuple[float, ...], level: float, pair: Pair) -> None:
    """One quantile below and one above the median; the prediction where nothing is nearer to what is asked for."""
    assert pair == pair_for(level, pairs_of(shares))
