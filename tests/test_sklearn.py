"""Estimators for scikit-learn: its own checks, arrays of every form, and a way through pickle that runs no code."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

import seqspec
from seqspec.errors import RunError, SpecError, UsageError
from seqspec.sklearn import SequenceClassifier, SequenceRegressor

pytestmark = pytest.mark.keras
Model = SequenceClassifier | SequenceRegressor


def spec(head: dict[str, Any], loss: str, *before: Any, **fit: Any) -> dict[str, Any]:
    """A small model that is trained without being compiled first, which would take most of the time."""
    return {
        "seqspec": 1,
        "model": [*before, {"Dense": head}],
        "compile": {"optimizer": {"Adam": 0.05}, "loss": loss, "run_eagerly": True},
        "fit": {"epochs": 1, "batch_size": 256, "verbose": 0, **fit},
        "runtime": {"seed": 1, "engine": "keras"},
    }


LINE = spec({"units": 1}, "mse")
SHARES = spec({"units": "from_data", "activation": "softmax"}, "sparse_categorical_crossentropy")
CHANCE = spec({"units": 1, "activation": "sigmoid"}, "binary_crossentropy")
WIDE = spec({"units": 3, "activation": "softmax"}, "categorical_crossentropy")
GENERATOR = np.random.default_rng(0)
ROWS = GENERATOR.normal(size=(40, 6)).astype(np.float32)
SEQUENCES = GENERATOR.normal(size=(40, 6, 2)).astype(np.float32)
NAMES = np.array(["low", "middle", "high"])[np.arange(40) % 3]


@pytest.mark.parametrize(
    ("estimator", "failing"),
    [
        (
            SequenceRegressor(LINE),
            {
                "check_regressors_train": "one epoch of a straight line is no good score",
                "check_regressor_multioutput": "the spec has one output, and says so",
            },
        ),
        (SequenceClassifier(SHARES), {"check_classifiers_train": "one epoch is no good score"}),
    ],
    ids=["regressor", "classifier"],
)
def test_the_checks_of_scikit_learn_pass(estimator: Model, failing: dict[str, str]) -> None:
    """Parameters, clones, pickles, wrong arrays, the order of examples: all of it, but where the reason is given."""
    found = check_estimator(estimator, expected_failed_checks=failing, on_skip=None, on_fail=None)

    assert [] == [(each["check_name"], each["exception"]) for each in found if each["status"] == "failed"]
    assert set(failing) == {each["check_name"] for each in found if each["status"] == "xfail"}


def test_without_a_spec_it_learns() -> None:
    """An LSTM over the columns as steps, several targets at once, in the shape of `y`."""
    steps = np.sin(np.arange(300)[:, None] / 5 + np.arange(9))
    model = SequenceRegressor(random_state=1, epochs=20).fit(steps[:200, :8], steps[:200, 8])
    several = SequenceRegressor(random_state=1, epochs=1).fit(steps[:50, :6], steps[:50, 6:])

    assert model.score(steps[200:, :8], steps[200:, 8]) > 0.9
    assert (100,) == model.predict(steps[200:, :8]).shape
    assert (250, 3) == several.predict(steps[50:, :6]).shape
    assert (None, 8, 1) == model.model_.input_shape
    assert (20, True) == (len(model.history_), "loss" in model.history_)


@pytest.mark.parametrize(
    ("inputs", "layer", "shape"),
    [
        (ROWS, {"Dense": 3}, (None, 6)),
        (ROWS, {"GRU": 3}, (None, 6, 1)),
        (SEQUENCES, {"GRU": 3}, (None, 6, 2)),
        ((10 * np.abs(ROWS)).astype("int64"), {"GRU": 3}, (None, 6, 1)),
    ],
    ids=["flat", "steps", "sequences", "whole numbers"],
)
def test_a_model_takes_arrays_as_it_can(inputs: Any, layer: dict[str, int], shape: tuple[Any, ...]) -> None:
    """Columns as they are, or as steps of one feature each; sequences always as they are."""
    model = SequenceRegressor(spec({"units": 1}, "mse", layer)).fit(inputs, ROWS[:, 0])

    assert shape == model.model_.input_shape
    assert np.array_equal(model.predict(inputs)[:5], model.predict(inputs[:5]))


def test_whole_numbers_can_be_tokens() -> None:
    """Where the first layer looks them up, they are handed over as what they are."""
    before = ({"Embedding": {"input_dim": 50, "output_dim": 4}}, "GlobalAveragePooling1D")
    tokens = (10 * np.abs(ROWS)).astype("int64")

    assert (40,) == SequenceRegressor(spec({"units": 1}, "mse", *before)).fit(tokens, ROWS[:, 0]).predict(tokens).shape


@pytest.mark.parametrize(
    ("chosen", "classes"), [(SHARES, NAMES), (WIDE, NAMES), (CHANCE, NAMES == "low"), (SHARES, NAMES == "low")]
)
def test_classes_are_written_down_as_the_loss_wants_them(chosen: dict[str, Any], classes: Any) -> None:
    """As numbers, as rows with a 1, or as one chance; chances come in the order of the classes and add up to 1."""
    model = SequenceClassifier(chosen, epochs=2).fit(ROWS, classes)
    chances = model.predict_proba(ROWS)

    assert list(np.unique(classes)) == list(model.classes_)
    assert (40, len(model.classes_)) == chances.shape
    assert np.allclose(chances.sum(axis=1), 1)
    assert np.array_equal(model.classes_[chances.argmax(axis=1)], model.predict(ROWS))


def test_the_spec_says_how_it_is_trained(tmp_path: Path) -> None:
    """A file with a recipe of its own serves as a model; what is asked for beside it wins."""
    path = tmp_path / "spec.yaml"
    path.write_text(seqspec.loads(LINE, {"data": {"arrays": {"input": {"shape": [6]}}}}).text, "utf-8")

    model = SequenceRegressor(path, settings={"model[0].Dense.use_bias": False}, epochs=3, batch_size=8)
    model.fit(ROWS, ROWS[:, 0])

    assert [(6, 1)] == [weight.shape for weight in model.model_.get_weights()]
    assert [3, 5] == [len(model.history_), model.history_["batches"].iloc[0]]


def test_a_spec_that_can_not_take_the_arrays_is_refused() -> None:
    """With lint's own words, and those of the way that is nearest to what was meant."""
    with pytest.raises(SpecError, match="SEQ108"):
        SequenceRegressor(LINE).fit(ROWS, ROWS[:, :2])
    with pytest.raises(UsageError, match="can't read"):
        SequenceRegressor("no/such/spec.yaml").fit(ROWS, ROWS[:, 0])
    with pytest.raises(ValueError, match="one class alone"):
        SequenceClassifier(SHARES).fit(ROWS, np.zeros(40))
    with pytest.raises(NotFittedError):
        SequenceRegressor(LINE).predict(ROWS)


def test_a_run_is_left_behind_where_it_is_asked_for(tmp_path: Path) -> None:
    """A folder as every run leaves one, judged and with its page; and never written over."""
    model = SequenceRegressor(LINE, out=tmp_path / "run").fit(ROWS, ROWS[:, 0])

    assert (tmp_path / "run" / "report.html").is_file()
    assert model.run_ is not None
    assert "finished" == model.run_.record.state
    assert np.allclose(
        model.predict(ROWS), seqspec.open_run(tmp_path / "run").predict(arrays={"input": ROWS})["prediction"]
    )
    with pytest.raises(RunError, match="exists already"):
        model.fit(ROWS, ROWS[:, 0])


def test_no_object_of_keras_is_pickled_with_a_run(tmp_path: Path) -> None:
    """A run that was left behind is its folder, and a copy of the estimator still has it."""
    model = SequenceRegressor(LINE, out=tmp_path / "run").fit(ROWS, ROWS[:, 0])
    pickled = pickle.dumps(model)

    assert b"keras.src" not in pickled
    assert tmp_path / "run" == pickle.loads(pickled).run_.folder


def test_arrays_of_another_form_are_refused() -> None:
    """As scikit-learn refuses them, with what is wrong, on every axis."""
    model = SequenceRegressor(spec({"units": 1}, "mse", "Flatten")).fit(SEQUENCES, ROWS[:, 0])

    with pytest.raises(ValueError, match="features"):
        model.predict(SEQUENCES[:, :5])
    with pytest.raises(ValueError, match="input"):
        model.predict(SEQUENCES[..., :1])
    with pytest.raises(ValueError, match="input"):
        model.predict(ROWS)


def test_a_generator_is_asked_for_one_seed() -> None:
    """However many ways there are to hand over the arrays, so two fits draw two numbers of it."""
    drawn, expected = np.random.RandomState(3), np.random.RandomState(3)
    model = SequenceRegressor(spec({"units": 1}, "mse", {"GRU": 2}), random_state=drawn)
    seeds = [model.fit(ROWS, ROWS[:, 0])._fitted._loaded.spec.runtime.seed for _ in range(2)]

    assert [expected.randint(2**31), expected.randint(2**31)] == seeds


def test_quantiles_are_predicted_by_the_middle_one() -> None:
    """In the shape of `y`, though the model gives several numbers."""
    shares = {"Quantile": {"quantiles": [0.1, 0.5, 0.9]}}
    model = SequenceRegressor({**spec({"units": 3}, "mse"), "compile": {"optimizer": "adam", "loss": shares}})

    assert (40,) == model.fit(ROWS, ROWS[:, 0]).predict(ROWS).shape


def test_nothing_is_left_behind_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in the working folder nor in that for temporary files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    assert SequenceRegressor(LINE).fit(ROWS, ROWS[:, 0]).run_ is None
    assert [] == list(tmp_path.iterdir())


def test_a_pickle_holds_a_spec_and_weights() -> None:
    """No object of Keras is in it, and what comes out predicts the same to the last bit."""
    model = SequenceRegressor(LINE).fit(ROWS, ROWS[:, 0])
    pickled = pickle.dumps(model)
    restored = pickle.loads(pickle.dumps(pickle.loads(pickled)))

    assert b"keras.src" not in pickled
    assert np.array_equal(model.predict(ROWS), restored.predict(ROWS))
    assert all(map(np.array_equal, model.model_.get_weights(), restored.model_.get_weights()))


def test_it_can_be_searched_over_in_a_pipeline() -> None:
    """Settings are parameters; a clone is unfitted and has the same."""
    model = make_pipeline(StandardScaler(), SequenceRegressor(LINE))
    grid = {"sequenceregressor__settings": [{"compile.optimizer": {"Adam": rate}} for rate in (0.0001, 0.5)]}
    search = GridSearchCV(model, grid, cv=2).fit(ROWS, ROWS[:, 0])
    copy = clone(search.best_estimator_[-1])

    assert {"compile.optimizer": {"Adam": 0.5}} == copy.settings
    assert not hasattr(copy, "history_")
