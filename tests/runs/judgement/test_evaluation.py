"""A run judged again: on its own test part, and on other files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import seqspec
from seqspec.errors import DataError, RunError, UsageError
from seqspec.runs.judgement import account
from seqspec.runs.judgement.evaluation import evaluate
from tests.training import write_series, write_spec, write_text_spec

pytestmark = pytest.mark.keras

LABELS = """seqspec: 1
data:
  source: {csv: rows.csv}
  target: {column: kind, kind: classes, classes: 2}
  features: [a, b]
  split: {by: random, validation: 0.2, test: 0.3}
model:
  - Dense: {units: 2, activation: softmax}
compile: {optimizer: {Adam: 0.05}, loss: sparse_categorical_crossentropy}
fit: {epochs: 3, verbose: 0}
runtime: {seed: 1}
"""


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of a small series, beside the file that it read."""
    folder = tmp_path_factory.mktemp("series")
    seqspec.fit(write_spec(folder, fit={"epochs": 2, "batch_size": 32, "verbose": 0}), out=folder / "run")
    return folder / "run"


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of a classifier of independent rows."""
    folder = tmp_path_factory.mktemp("labels")
    (folder / "spec.yaml").write_text(LABELS, "utf-8")
    write_rows(folder / "rows.csv", 300)
    seqspec.fit(folder / "spec.yaml", out=folder / "run")
    return folder / "run"


def write_rows(path: Path, count: int, seed: int = 0) -> Path:
    """Rows of two numbers, whose class says which of them is larger."""
    values = np.random.default_rng(seed).normal(size=(count, 2))
    frame = pd.DataFrame(values, columns=["a", "b"]).assign(kind=(values[:, 0] > values[:, 1]).astype(int))
    frame.to_csv(path, index=False)
    return path


def test_the_own_test_part_has_the_scores_of_the_run(series: Path) -> None:
    """The same examples, the same baselines, the same interval."""
    found = json.loads(json.dumps(evaluate(series).as_dict()))
    written = json.loads((series / "scores.json").read_text())["judgement"]

    assert written["examples_sha256"] == found["examples_sha256"]
    assert written["verdict"] == found["verdict"]
    assert written["scores"] == found["scores"]


def test_another_file_is_judged_from_its_first_window_to_its_last(series: Path, tmp_path: Path) -> None:
    """By the statistics of the run; the baselines learn from the run and look back within the file alone."""
    values = pd.read_csv(write_series(tmp_path / "new.csv", rows=120, seed=5))["y"].to_numpy()
    own = pd.read_csv(series.parent / "series.csv")["y"].to_numpy()[:420]

    found = evaluate(series, tmp_path / "new.csv").judgement

    assert ("file", 114, 6) == (found.part, found.examples, 120 - found.examples)
    mean, last = (found.scores[name].values["MAE"] for name in ("training mean", "last value"))
    assert pytest.approx(np.abs(values[6:] - own.mean()).mean(), rel=1e-5) == mean
    assert pytest.approx(np.abs(np.diff(values[5:])).mean(), rel=1e-5) == last
    assert found.verdict is not None


def test_what_a_file_says_after_the_last_truth_is_left_out(series: Path, tmp_path: Path) -> None:
    """A forecast of which nobody knows whether it is right is not judged, and is counted."""
    frame = pd.read_csv(write_series(tmp_path / "new.csv", rows=120, seed=5))
    frame.to_csv(tmp_path / "new.csv", index=False)

    assert "1 example left out: the truth of some step is not known" in evaluate(series, tmp_path / "new.csv").notes


def test_a_frame_is_as_good_as_its_file(series: Path, tmp_path: Path) -> None:
    """And is called one."""
    file = write_series(tmp_path / "new.csv", rows=120, seed=5)

    found = evaluate(series, pd.read_csv(file))

    assert "the DataFrame" == found.judged
    assert evaluate(series, file).judgement.scores == found.judgement.scores


def test_the_file_of_the_run_is_no_test(series: Path) -> None:
    """Judged whole it is mostly what the model was trained on, which is said."""
    found = evaluate(series, series.parent / "series.csv")

    assert "is what the run read: the model was trained on a part of what is judged here" in found.notes[-1]
    assert evaluate(series).as_dict()["intervals"] == found.as_dict()["intervals"]


def test_the_account_of_numbers(series: Path) -> None:
    """A table, a verdict, and an interval with what it held."""
    said = account.text(evaluate(series, level=0.8))

    assert "ridge regression" in said
    assert "MASE" in said
    assert "verdict: " in said
    assert "intervals of 80 %: ±" in said
    assert "calibrated on 70 examples of the validation part; they held " in said


@pytest.mark.parametrize("level", [0.5, 0.9])
def test_a_run_keeps_what_its_intervals_held(series: Path, level: float) -> None:
    """What stands in its folder is what is found when it is judged again."""
    kept = json.loads((series / "intervals.json").read_text())["coverage"]
    found = evaluate(series, level=level).as_dict()["intervals"]

    (there,) = (each for each in kept if each["level"] == level)

    assert pytest.approx(there.pop("mean_width"), rel=1e-6) == found["mean_width"]  # errors are kept with nine digits
    assert {name: found[name] for name in there} == there
    assert ("symmetric", None, None) == (there["method"], there["quantiles"], there["symmetric"])


def test_the_account_of_classes_says_how_far_chances_can_be_trusted(labels: Path, tmp_path: Path) -> None:
    """In tenths, with the mean distance; the confusion stands beside."""
    found = evaluate(labels, write_rows(tmp_path / "new.csv", 80, seed=3))
    said = account.text(found)

    assert 80 == found.judgement.examples
    assert "came true" in said
    assert "calibration error 0." in said
    assert "true, then taken for" in said
    assert None is found.coverage
    assert sum(found.as_dict()["calibration"]["counts"]) == 80


def test_a_text_is_judged_beside_its_bigrams(tmp_path: Path) -> None:
    """Another text through the vocabulary of the run."""
    layers = [
        {"Embedding": {"input_dim": 20, "output_dim": 2}},
        "Flatten",
        {"Dense": {"units": 20, "activation": "softmax"}},
    ]
    spec = write_text_spec(tmp_path, model=layers, fit={"epochs": 1, "verbose": 0})
    seqspec.fit(spec, out=tmp_path / "run")
    (tmp_path / "new.txt").write_text("the dog sat on the cat. " * 4, "utf-8")

    own, new = evaluate(tmp_path / "run"), evaluate(tmp_path / "run", tmp_path / "new.txt")

    assert {"model", "training frequencies", "bigram"} == set(own.judgement.scores) == set(new.judgement.scores)
    assert 96 - 8 == new.judgement.examples


def test_what_can_not_be_judged_is_refused(series: Path, tmp_path: Path) -> None:
    """A level that is none, a file without truth, a folder that is no run."""
    pd.DataFrame({"y": [1.0] * 6}).to_csv(tmp_path / "short.csv", index=False)

    with pytest.raises(UsageError, match="`90` does not"):
        evaluate(series, level=90)
    with pytest.raises(DataError, match="no example with a known `y`"):
        evaluate(series, tmp_path / "short.csv")
    with pytest.raises(RunError, match="there is no run folder"):
        evaluate(tmp_path / "none")


def test_a_run_whose_data_have_changed_is_not_judged_on_others(series: Path, tmp_path: Path) -> None:
    """The baselines would know another training part, and the test part would be another one."""
    changed = shutil.copytree(series, tmp_path / "changed")
    (changed / "data.json").write_text(json.dumps({"path": "series.csv", "sha256": 64 * "0"}))
    moved = shutil.copytree(series, tmp_path / "moved")
    (moved / "resolved.yaml").write_text((series / "resolved.yaml").read_text().replace("series.csv", "none.csv"))
    (moved / "environment.json").unlink()  # which would tell that

    with pytest.raises(RunError, match=r"have changed since: `series\.csv` has another SHA-256"):
        evaluate(changed)
    with pytest.raises(RunError, match="which the baselines learn from, can't be read"):
        evaluate(moved)
    (changed / "data.json").write_text("[1]")
    with pytest.raises(RunError, match="holds no object"):
        evaluate(changed)


def test_what_python_handed_over_is_not_kept(series: Path, tmp_path: Path) -> None:
    """A run of a DataFrame can't be judged again."""
    run = shutil.copytree(series, tmp_path / "run")
    (run / "data.json").write_text(json.dumps({"source": {"frame": {"columns": ["y"]}}, "sha256": 64 * "0"}))

    with pytest.raises(RunError, match="was fed by Python"):
        evaluate(run)


SHOPS = """seqspec: 1
data:
  source: {csv: shops.csv}
  target: sold
  group: shop
  split: {validation: 0.1, test: 0.2}
  scale: standard
  window: {length: 3, horizon: 1}
model:
  - Flatten
  - Dense: 1
compile: {optimizer: {Adam: 0.05}, loss: mse}
fit: {epochs: 1, verbose: 0}
runtime: {seed: 1}
"""


def write_shops(path: Path, names: str, seed: int = 0) -> pd.DataFrame:
    """A hundred rows of each shop, around a level of its own."""
    random = np.random.default_rng(seed)
    frame = pd.concat(
        pd.DataFrame({"shop": name, "sold": 100 * (ord(name) - 64) + random.normal(size=100)}) for name in names
    )
    frame.to_csv(path, index=False)
    return frame


def test_a_series_is_known_again_by_its_name(tmp_path: Path) -> None:
    """The training mean beside a shop is that of this shop, and of a new one that of all."""
    (tmp_path / "spec.yaml").write_text(SHOPS, "utf-8")
    own = write_shops(tmp_path / "shops.csv", "AB")
    seqspec.fit(tmp_path / "spec.yaml", out=tmp_path / "run")
    new = write_shops(tmp_path / "new.csv", "BC", seed=1)

    found = evaluate(tmp_path / "run", tmp_path / "new.csv").judgement

    levels = own.groupby("shop")["sold"].apply(lambda sold: sold.iloc[:70].mean())
    truths = {name: group["sold"].to_numpy()[3:] for name, group in new.groupby("shop")}
    errors = {name: found.by_group[name]["training mean"].values["RMSE"] for name in "BC"}
    expected = {"B": levels["B"], "C": levels.mean()}
    for name, level in expected.items():
        assert pytest.approx(np.sqrt(((truths[name] - level) ** 2).mean()), rel=1e-5) == errors[name]


def test_the_folds_of_a_backtest_are_judged_one_by_one(tmp_path: Path) -> None:
    """One model over all of them; another file has none."""
    data = {
        "source": {"csv": "series.csv"},
        "target": "y",
        "split": {"validation": 0.1, "backtest": {"windows": 2, "step": 60}},
        "window": {"length": 6},
        "scale": "minmax",
    }
    seqspec.fit(write_spec(tmp_path, data=data, fit={"epochs": 1, "verbose": 0}), out=tmp_path / "run")

    found = evaluate(tmp_path / "run")

    assert found.backtest is not None
    assert [60, 60] == [fold.examples for fold in found.backtest.judged]
    assert "RMSE by fold" in account.text(found)
    assert None is evaluate(tmp_path / "run", write_series(tmp_path / "new.csv", rows=90)).backtest
