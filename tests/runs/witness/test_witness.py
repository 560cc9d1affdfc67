"""What is remembered of all forecasts while they are judged."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest

from seqspec.analysis.linter import check_text
from seqspec.data.dataset import Dataset, Past
from seqspec.data.examples import Task
from seqspec.runs.forecasting import MODEL
from seqspec.runs.judgement.judgement import judge_model
from seqspec.runs.plots import TRUTH, Plots
from seqspec.runs.witness import courses, sample
from seqspec.runs.witness.stretches import Stretches, bounds
from seqspec.runs.witness.thinning import Thinned
from seqspec.runs.witness.witness import BESIDE
from tests.runs.fakes import Fake, FakeModel, dataset

SPEC = """\
seqspec: 1
data: {source: {csv: x.csv}, target: y, window: {length: 1}}
model: [Flatten, {Dense: 1}]
compile: {loss: mean_squared_error}
"""
ROWS = 300
TRUTHS = np.sin(np.arange(2 * ROWS) / 9)[:, None, None]


class Steps(Fake):
    """Examples of several steps, which a model gives in one row."""

    def restore(self, outputs: np.ndarray, index: Any = None) -> np.ndarray:
        """The row, cut into steps."""
        return outputs.reshape(len(outputs), -1, 1)


class Stamped:
    """Examples of which nothing is known but when they are."""

    def __init__(self, when: np.ndarray) -> None:
        self._when = when

    def __len__(self) -> int:
        return len(self._when)

    def stamps(self, index: np.ndarray) -> np.ndarray:
        """When each is."""
        return self._when[index]


def ordered(steps: int = 1) -> Dataset:
    """A series of numbers: what was one row before goes in."""
    known = np.concatenate([np.roll(TRUTHS, -step, axis=0) for step in range(steps)], axis=1)
    fed = np.roll(TRUTHS, 1, axis=0)[:, 0]
    past = Past(TRUTHS[:, 0], slice(0, ROWS), ordered=True)
    return dataset(Task("numbers", ("y",)), Steps(fed[:ROWS], known[:ROWS]), Steps(fed[ROWS:], known[ROWS:]), past)


def told(data: Dataset, answer: Any, batch: int = 64, outputs: int = 1) -> Plots:
    """What is kept while a model that answers so is judged."""
    spec, _ = check_text(SPEC, "spec.yaml").require()
    judged = judge_model(FakeModel(answer, (None, outputs)), spec, data, batch, seed=0, drawn=True)
    assert judged is not None
    assert judged.plots is not None
    return judged.plots


def test_forecasts_stand_beside_the_truth_and_the_best_baselines() -> None:
    """One value a row, in the order of the rows, whatever the batch."""
    plots = told(ordered(), lambda inputs: inputs + 0.5)

    [course] = plots.courses
    assert [TRUTH, MODEL] == list(course.lines)[:2]
    assert 1 <= len(course.lines) - 2 <= BESIDE
    np.testing.assert_allclose(np.array(course.lines[TRUTH], float), TRUTHS[ROWS:, 0, 0], 1e-5)
    np.testing.assert_allclose(
        np.array(course.lines[MODEL], float), np.roll(TRUTHS, 1, axis=0)[ROWS:, 0, 0] + 0.5, 1e-5
    )
    assert ("y", "row", [], None) == (plots.target, plots.axis, plots.newest, plots.cloud)


def test_the_size_of_a_batch_changes_nothing() -> None:
    """Chunks are an accident."""
    assert told(ordered(), lambda inputs: inputs, 7) == told(ordered(), lambda inputs: inputs, 300)


def test_nothing_is_kept_that_nobody_draws() -> None:
    """Folds are judged without it."""
    spec, _ = check_text(SPEC, "spec.yaml").require()

    judged = judge_model(FakeModel(lambda inputs: inputs, (None, 1)), spec, ordered(), 64, seed=0)

    assert judged is not None
    assert judged.plots is None


def test_errors_of_all_stretches_make_the_whole_error() -> None:
    """Their squares, weighted by how many rows a stretch has, are those of the whole part."""
    plots = told(ordered(), lambda inputs: inputs + 0.5)

    assert plots.errors is not None
    assert len(plots.errors.when) == ROWS // 5
    found = np.array(plots.errors.lines[MODEL], float)
    expected = np.roll(TRUTHS, 1, axis=0)[ROWS:, 0, 0] + 0.5 - TRUTHS[ROWS:, 0, 0]
    assert np.mean(found**2) == pytest.approx(np.mean(expected**2), rel=0.02)


def test_no_stretch_lies_between_two_times() -> None:
    """Of many series at a few times there are no more stretches than times, so that none is empty."""
    days = np.arange("2024-01-01", "2024-03-25", dtype="datetime64[D]")
    part: Any = Stamped(np.tile(days, 30)[:, None])
    ends = bounds(part)
    assert ends is not None

    stretches = Stretches(*ends, len(part))
    index = np.arange(len(part))
    stretches.add(MODEL, part, index, np.ones(len(index)), np.ones(len(index)))

    assert [1.0] * len(days) == stretches.tell([MODEL], "RMSE").lines[MODEL]


def test_every_error_is_in_a_bin_or_beyond_the_edges() -> None:
    """Of the model and of the best baseline, over the same bins around 0."""
    plots = told(ordered(), lambda inputs: inputs + 0.5)

    spread = plots.residuals
    assert spread is not None
    assert 2 == len(spread.counts)
    assert {ROWS} == {sum(counts) + spread.outside[name] for name, counts in spread.counts.items()}
    assert spread.edges[0] == -(spread.edges[-1] or 0)


def test_infinite_forecasts_are_no_obstacle() -> None:
    """What is no number is left out of lines and bins."""
    with np.errstate(all="ignore"):
        plots = told(ordered(), lambda inputs: np.where(inputs > 0.9, np.inf, inputs))

    assert None in plots.courses[0].lines[MODEL]
    assert Plots.model_validate_json(plots.model_dump_json()) == plots


def test_a_long_part_is_thinned_and_its_end_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many forecasts there are, what is kept is small."""
    monkeypatch.setattr(courses, "Thinned", partial(Thinned, 50))
    monkeypatch.setattr(sample, "EXAMPLES", 40)

    plots = told(ordered(), lambda inputs: inputs)

    assert len(plots.courses[0].when) <= 102
    assert ROWS == plots.courses[0].examples
    assert 250 == plots.newest[0].examples == len(plots.newest[0].when)
    assert plots.residuals is not None
    assert plots.residuals.examples <= 40


def test_steps_ahead_are_told_apart() -> None:
    """The first and the last have courses, and every one its score."""
    plots = told(ordered(3), lambda inputs: np.repeat(inputs, 3, axis=1), outputs=3)

    assert [1, 3] == [course.step for course in plots.courses]
    scores = np.array(plots.steps[MODEL], float)
    assert 3 == len(scores)
    assert (np.diff(scores) > 0).all()


def test_rows_without_an_order_are_a_cloud() -> None:
    """No line joins what does not follow."""
    data = dataset(
        Task("numbers", ("y",)), Fake(TRUTHS[:ROWS, 0], TRUTHS[:ROWS]), Fake(TRUTHS[ROWS:, 0], TRUTHS[ROWS:])
    )

    plots = told(data, lambda inputs: inputs)

    assert ([], None) == (plots.courses, plots.errors)
    assert plots.cloud is not None
    assert plots.cloud.truth == plots.cloud.lines[MODEL]


def test_chances_are_held_against_what_came() -> None:
    """A model that says 0.8 where four of five come true is honest."""
    came = np.tile([1.0, 1.0, 1.0, 1.0, 0.0], 60)[:, None, None]
    part = Fake(np.zeros((300, 1)), came)
    data = dataset(Task("chances", ("y",)), part, part)

    plots = told(data, lambda inputs: np.full((len(inputs), 1), 0.8))

    assert plots.honesty is not None
    assert (0.8, 0.8, 300) == (plots.honesty.said[8], plots.honesty.came[8], plots.honesty.counts[8])
    assert 300 == sum(plots.honesty.counts)
    assert plots.residuals is None


def test_of_classes_the_likeliest_is_held_against_what_came() -> None:
    """Its chance, and whether it was right."""
    right = np.tile([0.0, 1.0], 100)[:, None]
    part = Fake(np.zeros((200, 1)), right)
    data = dataset(Task("classes", ("y",), ("a", "b")), part, part)

    plots = told(data, lambda inputs: np.tile([[0.3, 0.7]], (len(inputs), 1)), outputs=2)

    assert plots.honesty is not None
    assert (0.7, 0.5, 200) == (plots.honesty.said[7], plots.honesty.came[7], plots.honesty.counts[7])
