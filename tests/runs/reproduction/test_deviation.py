"""How far two runs are from each other."""

from __future__ import annotations

import math

import numpy as np
import pytest

from seqspec.runs.reproduction.deviation import of_epochs, of_scores, of_weights
from seqspec.runs.reproduction.history import Epoch


def epoch(number: int, loss: float | None, whole: bool = True, fold: int | None = None) -> Epoch:
    """An epoch with one metric."""
    return Epoch(number, fold, {"loss": loss}, whole)


def test_equal_numbers_do_not_deviate() -> None:
    """Epochs, weights and scores that are the same say nothing; two missing numbers are the same."""
    epochs = [epoch(1, 0.5), epoch(2, None)]
    weights = [("kernel", np.array([0.0, 1.5], np.float32))]

    assert [] == list(of_epochs(epochs, epochs))
    assert [] == list(of_weights(weights, weights))
    assert [] == list(of_scores({"RMSE": 2.0}, {"RMSE": 2.0}))


def test_a_score_that_an_earlier_version_did_not_measure_is_not_compared() -> None:
    """A run is reproduced where all that was recorded is; what was recorded has to be there."""
    assert [] == list(of_scores({"accuracy": 0.5}, {"accuracy": 0.5, "F1": 0.4}))
    assert ["F1"] == [each.what for each in of_scores({"accuracy": 0.5, "F1": 0.4}, {"accuracy": 0.5})]


def test_every_metric_of_every_epoch_is_compared() -> None:
    """In the order of the epochs, by the larger of two numbers."""
    found = list(of_epochs([epoch(1, 0.5), epoch(2, 4.0)], [epoch(1, 0.5), epoch(2, 5.0)]))

    assert [("loss", "epoch 2", pytest.approx(0.2))] == [(each.what, each.where, each.relative) for each in found]
    assert "`loss` in epoch 2, recorded as 4 and here 5" == found[0].said


def test_folds_are_compared_with_themselves() -> None:
    """The first epoch of a fold is not that of the kept model."""
    found = list(of_epochs([epoch(1, 1.0), epoch(1, 2.0, fold=1)], [epoch(1, 2.0, fold=1), epoch(1, 4.0)]))

    assert [("epoch 1", 0.75)] == [(each.where, each.relative) for each in found]


def test_what_was_cut_short_is_not_compared() -> None:
    """Half an epoch has other numbers than a whole one."""
    assert [] == list(of_epochs([epoch(1, 1.0, whole=False)], [epoch(1, 2.0)]))
    assert [] == list(of_epochs([epoch(1, 1.0)], [epoch(1, 2.0, whole=False)]))


@pytest.mark.parametrize(("one", "other"), [(1.0, None), (None, 1.0), (1.0, math.inf), (math.nan, 1.0)])
def test_a_number_that_is_missing_is_infinitely_far(one: float | None, other: float | None) -> None:
    """No tolerance covers it."""
    (found,) = of_scores({"RMSE": one}, {"RMSE": other})

    assert math.inf == found.relative


def test_a_metric_of_one_run_alone_deviates() -> None:
    """Whichever of the two has it."""
    found = list(of_epochs([Epoch(1, None, {"a": 1.0}, True)], [Epoch(1, None, {"b": 1.0}, True)]))

    assert [("a", math.inf), ("b", math.inf)] == [(each.what, each.relative) for each in found]


def test_huge_numbers_have_a_distance() -> None:
    """Their difference would overflow, and its share does not."""
    (found,) = of_scores({"RMSE": 1e308}, {"RMSE": -1e308})

    assert 2 == found.relative


def test_weights_are_compared_bit_by_bit() -> None:
    """A zero with a sign is another one, though no number is apart; else the largest weight is the yardstick."""
    signed = list(of_weights([("bias", np.array([0.0]))], [("bias", np.array([-0.0]))]))
    apart = list(of_weights([("kernel", np.array([1.0, 4.0]))], [("kernel", np.array([2.0, 4.0]))]))
    lost = list(of_weights([("kernel", np.array([1.0]))], [("kernel", np.array([np.nan]))]))
    found = list(of_weights([("kernel", np.array([np.nan]))], [("kernel", np.array([1.0]))]))

    assert [("bias", 0.0)] == [(each.what, each.relative) for each in signed]
    assert [0.25] == [each.relative for each in apart]
    assert [math.inf, math.inf] == [each.relative for each in lost + found]
    assert "`bias` in the final weights" == signed[0].said


def test_numbers_that_print_alike_are_told_in_full() -> None:
    """Else a sentence would call two equal numbers different."""
    (found,) = of_scores({"RMSE": 0.1}, {"RMSE": 0.1 + 2**-56})

    assert f"`RMSE` in the scores, recorded as 0.1 and here {0.1 + 2**-56!r}" == found.said
