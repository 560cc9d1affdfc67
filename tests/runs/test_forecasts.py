"""Whole fits over every way to look ahead, and of models in every form that the recipe's targets can take."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import seqspec
from seqspec.analysis.linter import check_text
from seqspec.data.dataset import load

pytestmark = pytest.mark.keras
WAVE = {"series": "sine", "rows": 600, "period": 12, "noise": 0.05, "level": 10}
DRIFT = {"series": "trend_season", "rows": 900, "trend": 0.02, "noise": 0.5, "amplitude": 2}
LSTM = {"LSTM": 8}
STEPS = {"LSTM": {"units": 8, "return_sequences": True}}
ONE_BY_ONE: list[Any] = [{"TimeDistributed": {"layer": {"Dense": 1}}}]


def spec(folder: Path, source: dict[str, Any], window: dict[str, Any], model: list[Any], epochs: int = 6) -> Path:
    """A spec over a series that is made up."""
    sections = {
        "seqspec": 1,
        "data": {
            "source": {"generate": source},
            "target": "value",
            "split": {"validation": 0.1, "test": 0.2},
            "scale": "standard",
            "window": {"length": 12, **window},
            "season": 12,
        },
        "model": model,
        "compile": {"optimizer": {"Adam": 0.02}, "loss": "mean_squared_error"},
        "fit": {"epochs": epochs, "batch_size": 32},
        "runtime": {"seed": 1},
    }
    path = folder / "spec.yaml"
    path.write_text(yaml.safe_dump(sections, sort_keys=False), "utf-8")
    return path


def scores_of(run: Path) -> Any:
    """What a run says of its test part."""
    return json.loads((run / "scores.json").read_text("utf-8"))["judgement"]


AHEAD: dict[str, tuple[dict[str, Any], list[Any], int]] = {
    "direct": ({"horizon": 4}, [LSTM, {"Dense": 4}], 2),
    "direct, a step a row": ({"horizon": 4}, [LSTM, {"RepeatVector": 4}, STEPS, *ONE_BY_ONE], 3),
    "a target for each step": ({"targets": "each_step"}, [STEPS, *ONE_BY_ONE], 3),
}


@pytest.mark.parametrize("name", AHEAD)
def test_scores_are_those_of_keras_own_predictions(name: str, tmp_path: Path) -> None:
    """Windows, outputs and scores belong together, whatever form the targets have, and the model beats the mean."""
    window, layers, rank = AHEAD[name]
    path = spec(tmp_path, WAVE, window, layers)

    run = seqspec.fit(path, out=tmp_path / "run")

    test = load(check_text(path.read_text("utf-8"), str(path)).require()[0], tmp_path).test
    outputs = run.model.predict(test.inputs(), verbose=0)
    judged = test.truth().shape[1]
    errors = test.restore(outputs) - test.truth()
    found = scores_of(run.folder)
    assert rank == outputs.ndim
    assert test.targets(rank=rank).shape == outputs.shape
    assert judged == {"horizon": 4, "targets": 1}[next(iter(window))]
    assert pytest.approx(np.abs(errors).mean(), rel=1e-4) == found["scores"]["model"]["MAE"]
    assert found["scores"]["model"]["RMSE"] < 0.5 * found["scores"]["training mean"]["RMSE"]


def test_a_recursive_forecast_is_trained_one_row_ahead_and_judged_by_all(tmp_path: Path) -> None:
    """The model gives one value; its run has scores for every row ahead, and `predict` gives as many."""
    path = spec(tmp_path, WAVE, {"recursive": 4}, [LSTM, {"Dense": 1}])

    run = seqspec.fit(path, out=tmp_path / "run")

    found = scores_of(run.folder)
    series = tmp_path / "new.csv"
    values = 10 + np.sin(2 * np.pi * np.arange(30) / 12)
    series.write_text("value\n" + "".join(f"{value:.5f}\n" for value in values), "utf-8")
    rows = run.predict(series)
    assert (None, 1) == run.model.output_shape
    assert 120 - 3 == found["examples"]
    assert 4 == len(found["model_by_step"])
    assert found["scores"]["model"]["RMSE"] < 0.5 * found["scores"]["training mean"]["RMSE"]
    assert 4 * (30 - 11) == len(rows)
    assert [31, 32, 33, 34] == list(rows["row"][-4:])


@pytest.mark.parametrize("normalize", ["last", "standard"])
def test_on_a_series_that_drifts_away_only_relative_windows_help(normalize: str, tmp_path: Path) -> None:
    """An LSTM over levels it never met is worse than the last value; made relative, each window looks familiar."""
    errors = {}
    for name in ("none", normalize):
        (tmp_path / name).mkdir()
        path = spec(tmp_path / name, DRIFT, {"length": 24, "normalize": name}, [{"LSTM": 16}, {"Dense": 1}], 12)
        found = scores_of(seqspec.fit(path, out=tmp_path / name / "run").folder)["scores"]
        errors[name] = found["model"]["RMSE"] / found["last value"]["RMSE"]

    assert errors["none"] > 1.0
    assert errors[normalize] < 0.9
