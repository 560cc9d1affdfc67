"""Model and baselines before the same examples, for every kind of task."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn import metrics

from seqspec.data.dataset import Dataset, Past
from seqspec.data.examples import Task
from seqspec.language.data import Data
from seqspec.language.named import read
from seqspec.language.spec import Compile, Spec
from seqspec.runs import forecasting
from seqspec.runs.judgement import table
from seqspec.runs.judgement.judgement import MEMORISATION, Judgement, judge_model
from tests.runs.fakes import Fake, FakeModel, FakeTexts, dataset

RANDOM = np.random.default_rng(8)
LETTERS = Task("text", ("name",), ("", "?", "a", "b"))
ROWS = {"source": {"csv": "x.csv"}, "target": "y", "features": ["x"], "split": {"by": "random", "test": 0.5}}


def spec(loss: Any, **data: Any) -> Spec:
    """A spec with a loss and a recipe."""
    given = {name: value for name, value in {**ROWS, **data}.items() if value is not None}
    return Spec.model_construct(
        data=Data.model_validate(given), compile=Compile.model_construct(loss=read("loss", loss))
    )


def judged(loss: Any, data: Dataset, answer: Any, shape: tuple[int | None, ...], **recipe: Any) -> Judgement:
    """The judgement of a model that answers by a function of its inputs."""
    found = judge_model(FakeModel(answer, shape), spec(loss, **recipe), data, batch=16, seed=0)
    assert found is not None
    json.dumps(found.as_dict(), allow_nan=False)
    return found


def rows(count: int, seed: int = 1) -> Fake:
    """Independent rows that follow a bent line."""
    fed = np.random.default_rng(seed).normal(size=(count, 1)).astype(np.float32)
    return Fake(fed, (fed**2 + fed)[:, :, None].astype(np.float64))


def test_independent_rows_are_drawn_one_by_one() -> None:
    """Mean, median and a line stand beside the model, and the verdict says what was drawn."""
    train, test = rows(100), rows(40, seed=2)
    values = train.known[:, 0]
    data = dataset(Task("numbers", ("y",)), train, test, Past(values, slice(0, 100), False))

    found = judged("mse", data, lambda fed: fed**2 + fed, (None, 1))

    assert ["model", "training mean", "training median", "straight line"] == list(found.scores)
    assert ("straight line", "better", 1, "row") == (
        found.best, found.verdict.outcome, found.verdict.block, found.unit,
    )  # fmt: skip
    said = table.text(found, ["y"])
    assert "test part: 40 examples, errors in the units of `y`" in said
    assert "drawn row by row" in said


def test_few_independent_rows_decide_nothing() -> None:
    """Below thirty rows there is no verdict, and the sentence says how many are needed."""
    train = rows(100)
    data = dataset(Task("numbers", ("y",)), train, rows(29, seed=2), Past(train.known[:, 0], slice(0, 100), False))

    found = judged("mse", data, lambda fed: fed, (None, 1))

    assert "no verdict: 29 rows are too few, at least 30 are needed" == table.sentences(found)[0]


def test_rows_in_order_are_drawn_in_blocks() -> None:
    """Rows that follow one another in time depend on each other, with a window or without."""
    train = rows(100)
    data = dataset(Task("numbers", ("y",)), train, rows(160, seed=2), Past(train.known[:, 0], slice(0, 100), True))

    found = judged("mse", data, lambda fed: fed, (None, 1), split={"by": "time", "test": 0.5})

    assert found.verdict is not None
    assert 50 == found.verdict.block


def test_arrays_are_independent_examples() -> None:
    """Examples that Python hands over follow no time: they are drawn one by one, and thirty are enough."""
    arrays = {"input": {"shape": [1]}, "target": {"shape": []}}
    train = rows(100)
    data = dataset(Task("numbers", ("target",)), train, rows(50, seed=2))

    recipe = {**dict.fromkeys(ROWS), "arrays": arrays}
    found = judged("mse", data, lambda fed: fed**2 + fed, (None, 1), **recipe)

    assert found.verdict is not None
    assert (1, "better") == (found.verdict.block, found.verdict.outcome)


def test_several_targets_are_judged_in_deviations() -> None:
    """Units are not summed: the verdict is about deviations, and each target has a row of its own."""
    train, test = rows(100), rows(40, seed=2)
    both = [Fake(part.fed, np.concatenate([part.known, 1000 * part.known], axis=2)) for part in (train, test)]
    data = dataset(Task("numbers", ("small", "large")), *both, Past(both[0].known[:, 0], slice(0, 100), False))

    found = judged("mae", data, lambda fed: np.concatenate([fed, 1000 * fed], axis=1), (None, 2))

    deviation = train.known.std()
    expected = np.abs(test.fed**2).mean() / deviation
    assert ("MAE (deviations)", pytest.approx(expected)) == (
        found.primary,
        found.scores["model"].values["MAE (deviations)"],
    )
    assert pytest.approx(1000 * np.abs(test.fed**2).mean()) == found.by_target["large"]["model"].values["MAE"]
    said = table.text(found, ["small", "large"])
    assert "errors in deviations of each target in the training part" in said
    assert ["small", "large"] == [row[0] for row in table.target_rows(found)[1:]]


def flags(count: int, targets: int = 1, seed: int = 1) -> Fake:
    """Zeros and ones that mostly follow the inputs."""
    random = np.random.default_rng(seed)
    fed = random.normal(size=(count, targets)).astype(np.float32)
    return Fake(fed, (fed + random.normal(0, 0.5, fed.shape) > 0)[:, None, :].astype(np.float64))


def test_chances_are_judged_by_log_loss() -> None:
    """Logits become chances; the training share stands beside, and nothing is said of units."""
    train, test = flags(200, 2), flags(80, 2, seed=2)

    found = judged(
        {"BinaryCrossentropy": {"from_logits": True}},
        dataset(Task("chances", ("one", "two")), train, test),
        lambda fed: 4 * fed,
        (None, 2),
        target=[{"column": "one", "kind": "multi_label"}, {"column": "two", "kind": "multi_label"}],
    )

    chances = 1 / (1 + np.exp(-4.0 * test.fed))
    values = found.scores["model"].values
    assert pytest.approx(metrics.log_loss(test.known.ravel(), chances.ravel())) == values["log loss"]
    assert ("better", "training share", "none") == (found.verdict.outcome, found.best, found.units)
    assert ["one", "two"] == list(found.by_target)
    assert "higher is better for accuracy, F1 and AUC, lower for log loss" in table.text(found, ["one", "two"])


def labels(count: int, seed: int = 1) -> Fake:
    """Three classes, which mostly are the input."""
    random = np.random.default_rng(seed)
    true = random.integers(0, 3, count)
    said = np.where(random.random(count) < 0.9, true, random.integers(0, 3, count))
    return Fake(np.eye(3, dtype=np.float32)[said] * 4, true[:, None].astype(float))


def test_classes_are_judged_by_log_loss() -> None:
    """Logits become chances of classes, and the model's confusions are stored with the names of the classes."""
    train, test = labels(200), labels(80, seed=2)
    loss = {"SparseCategoricalCrossentropy": {"from_logits": True}}

    found = judged(
        loss, dataset(Task("classes", ("y",), ("a", "b", "c")), train, test), lambda fed: fed, (None, 3),
        target={"column": "y", "kind": "classes", "classes": 3},
    )  # fmt: skip

    named = test.fed.argmax(axis=1)
    stored = found.as_dict()
    assert metrics.confusion_matrix(test.known[:, 0], named).tolist() == stored["confusion"]
    assert ["a", "b", "c"] == stored["classes"]
    assert {"log loss": "lower", "accuracy": "higher", "macro F1": "higher"} == stored["better"]
    assert "better" == found.verdict.outcome
    assert "errors in the units of" not in table.text(found, ["y"])


def test_a_model_judged_by_accuracy_is_better_where_it_is_higher() -> None:
    """Where the loss makes no probabilities accuracy decides, and more of it is better."""
    train, test = labels(200), labels(80, seed=2)

    found = judged(
        "categorical_hinge", dataset(Task("classes", ("y",), ("a", "b", "c")), train, test), lambda fed: fed, (None, 3),
        target={"column": "y", "kind": "classes", "classes": 3},
    )  # fmt: skip

    assert ("accuracy", "better") == (found.primary, found.verdict.outcome)
    assert found.verdict.difference > 0
    assert "more" in found.verdict.reason


def names(count: int) -> FakeTexts:
    """Texts of one or two letters after their input."""
    read = tuple("ab"[place % 2] * (1 + place // 2 % 2) for place in range(count))
    known = np.array([[2 + place % 2, (2 + place % 2) * (place // 2 % 2), 0] for place in range(count)], float)
    right, ones = tuple((text,) for text in read), np.ones(known.shape, np.float32)
    return FakeTexts(known.astype(np.int32), known, ones, read=read, right=right)


def test_texts_are_judged_by_tokens_and_shown_whole() -> None:
    """Exact match stands beside the verdict, and a few texts are printed and stored."""
    train, test = names(60), names(40)

    found = judged(
        "sparse_categorical_crossentropy", dataset(LETTERS, train, test),
        lambda fed: np.where(np.eye(4)[fed] == 1, 0.9997, 0.0001), (None, 3, 4),
    )  # fmt: skip

    said = table.text(found, ["name"])
    assert (1.0, 0.0) == tuple(found.scores["model"].values[name] for name in ("exact match", "character error rate"))
    assert ("better", "text") == (found.verdict.outcome, found.unit)
    assert "exact match: 100 % of the texts, beside 100 % by the token-for-token dictionary" in said
    assert "  input:     a\n  reference: a\n  predicted: a" in said
    assert 5 == len(found.as_dict()["samples"])
    assert found.scores["copy of the input"].values["log loss"] is None


def test_what_a_text_holds_can_not_steer_a_terminal() -> None:
    """Control characters are written out where texts are shown."""
    read = ("\x1b[2J", "b") * 20
    part = replace(names(40), read=read, right=tuple((text,) for text in read))

    found = judged(
        "sparse_categorical_crossentropy", dataset(LETTERS, names(60), part),
        lambda fed: np.eye(4)[fed], (None, 3, 4),
    )  # fmt: skip

    said = table.text(found, ["name"])
    assert "\x1b" not in said
    assert "\\x1b[2J" in said


def test_where_nothing_is_held_out_memory_is_checked_and_called_so() -> None:
    """Nine letters learnt by heart are no proof of anything else: no verdict, and nothing is called better."""
    letters = "artificia"
    names = ("", "?", *sorted({*letters, "l"}))
    fed = np.array([[names.index(letter)] for letter in letters], np.int32)
    known = np.array([[names.index(letter)] for letter in letters[1:] + "l"], float)
    task = Task("classes", (), names)

    found = judged(
        "sparse_categorical_crossentropy", dataset(task, Fake(fed, known)),
        lambda fed: np.full((len(fed), len(names)), 1 / len(names)), (None, len(names)), window={"length": 1},
        features=None,
    )  # fmt: skip

    said = table.text(found, [])
    stored = found.as_dict()
    assert f"{MEMORISATION}; training part: 9 examples" in said
    assert said.splitlines()[-1].startswith(f"{MEMORISATION}; log loss ")
    assert "(the bigram: " in said.splitlines()[-1]
    assert ("training", MEMORISATION, None) == (stored["part"], stored["check"], stored["verdict"])
    assert not {"verdict", "better than", "worse than"} & {word for word in ("verdict", "better than") if word in said}


def test_without_a_test_part_there_is_no_verdict() -> None:
    """Where validation was held out and nothing else, nothing is judged."""
    data = dataset(Task("classes", ("y",), ("a", "b", "c")), labels(20))

    assert judge_model(FakeModel(None, (None, 3)), spec("mse"), replace(data, validation=labels(5)), 8, 0) is None


def test_outputs_are_asked_for_in_pieces_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """With many classes fewer examples are predicted together; a model of fixed batch size has its own."""
    monkeypatch.setattr(forecasting, "_BYTES", 8 * 1000)

    assert (2, 16, 1, 16) == tuple(
        forecasting.fitting(FakeModel(None, shape), 16)
        for shape in [(None, 5, 100), (None, 1), (None, 40, 9999), (16, 40, 9999)]
    )


def test_pieces_do_not_change_a_judgement() -> None:
    """Scores and verdict are the same however many examples are predicted together."""
    train, test = labels(200), labels(80, seed=2)
    data, model = (
        dataset(Task("classes", ("y",), ("a", "b", "c")), train, test),
        FakeModel(lambda fed: fed / 9, (None, 3)),
    )

    one, other = (judge_model(model, spec("categorical_crossentropy"), data, batch, 0) for batch in (3, 80))

    assert one is not None
    assert other is not None
    assert one.verdict == other.verdict
    assert {name: pytest.approx(value) for name, value in one.scores["model"].values.items()} == (
        other.scores["model"].values
    )


def test_memory_does_not_follow_the_number_of_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two thousand examples of five thousand tokens would be 80 MB of chances at once, and are never held together."""
    monkeypatch.setattr(forecasting, "_BYTES", 2**20)
    count, many = 2000, 5000
    part = Fake(
        RANDOM.integers(0, many, (count, 4)).astype(np.int32), RANDOM.integers(0, many, (count, 1)).astype(float)
    )
    data = dataset(Task("classes", (), ("",) * many), part, part)
    model = FakeModel(lambda fed: np.full((len(fed), many), 1 / many, np.float32), (None, many))
    recipe = spec(
        "sparse_categorical_crossentropy", window={"length": 4}, features=None, split={"by": "time", "test": 0.5}
    )
    judge_model(model, recipe, data, 1024, 0)  # imports
    tracemalloc.start()

    judge_model(model, recipe, data, 1024, 0)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 2**20
