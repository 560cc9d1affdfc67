"""Intervals that hold what they are meant to hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.runs.forecasting import Trained
from seqspec.runs.intervals.coverage import measure
from seqspec.runs.intervals.intervals import Errors, Margins, calibrate, fewest, margins_of, percent, rank_of
from tests.runs.fakes import Fake, FakeModel


def forecaster() -> Trained:
    """Says 0 of everything."""
    return Trained(FakeModel(lambda inputs: np.zeros((len(inputs), 2)), (None, 2)), 16, lambda outputs: outputs)


def part(count: int, seed: int = 0) -> Fake:
    """Truths around 0, of which those of the second target lie further off."""
    known = np.random.default_rng(seed).normal(size=(count, 1, 2)) * [1.0, 10.0]
    return Fake(np.zeros((count, 1)), known)


@given(st.integers(1, 60), st.floats(0.05, 0.95))
def test_the_width_is_the_error_of_the_rank_that_is_asked_for(count: int, level: float) -> None:
    """`ceil((n + 1) * level)` of the errors are no larger; with fewer examples there is no such width."""
    examples = part(count)
    rank = rank_of(count, level)

    (found,) = calibrate(forecaster(), examples, np.arange(count), 1, level)

    expected = np.sort(np.abs(examples.known[:, 0]), axis=0)[rank - 1] if rank <= count else [np.inf, np.inf]
    np.testing.assert_allclose(found.widths[0], expected)
    assert (rank <= count) == found.known


def test_others_of_the_same_kind_are_held_as_often_as_asked_for() -> None:
    """On exchangeable examples the coverage is the level, up to chance."""
    model, margins = forecaster(), calibrate(forecaster(), part(2_000), np.arange(2_000), 1, 0.9)

    found = measure(model, part(4_000, seed=1), np.arange(4_000), 1, margins, "other rows")

    assert pytest.approx(0.9, abs=0.02) == found.overall
    np.testing.assert_allclose(found.held, [[0.9, 0.9]], atol=0.02)
    assert (4_000, 8_000) == (found.examples, found.truths)
    assert "of each of 2 targets in its own units" in found.sentence
    assert "calibrated on 2,000 examples of other rows; they held 9" in found.sentence


def test_what_was_not_observed_is_neither_learnt_from_nor_counted() -> None:
    """A gap is no error, and nothing that an interval could hold."""
    examples = part(100)
    examples.known[::2, :, 0] = np.nan
    model = forecaster()

    margins = calibrate(model, examples, np.arange(100), 1, 0.5)
    found = measure(model, examples, np.arange(100), 1, margins, "itself")

    assert 150 == found.truths
    assert pytest.approx(np.sort(np.abs(examples.known[1::2, 0, 0]))[25]) == margins[0].widths[0, 0]


def test_a_forecast_that_is_no_number_is_outside() -> None:
    """It counts as an error without bounds."""
    model = Trained(FakeModel(lambda inputs: np.full((len(inputs), 2), np.nan), (None, 2)), 16, lambda outputs: outputs)

    assert not calibrate(model, part(50), np.arange(50), 1, 0.5)[0].known


def test_too_few_examples_are_named() -> None:
    """There is no width that would hold 99 of 100 with ten examples, and JSON says null."""
    model, examples = forecaster(), part(10)
    margins = calibrate(model, examples, np.arange(10), 1, 0.99)

    found = measure(model, examples, np.arange(10), 1, margins, "the validation part")

    assert "intervals of 99 %: 10 examples of the validation part are too few for them" == found.sentence
    assert [[None, None]] == found.as_dict()["margins"]


def test_the_sentence_names_the_first_and_the_last_step() -> None:
    """Errors grow with the horizon, and so do the intervals."""
    truth = np.array([[[1.0], [3.0]]] * 40)
    model = Trained(FakeModel(lambda inputs: np.zeros((len(inputs), 2, 1)), (None, 2, 1)), 8, lambda outputs: outputs)
    examples = Fake(np.zeros((40, 1)), truth)

    margins = calibrate(model, examples, np.arange(20), 2, 0.9)
    found = measure(model, examples, np.arange(20, 40), 2, margins, "others")

    assert "±1 one step ahead to ±3 the last" in found.sentence
    assert Margins(0.9, margins[0].widths, 20).known


def test_quantiles_are_moved_out_as_far_as_truths_lie_outside() -> None:
    """Each truth by the nearer one, inside by less than nothing: as Romano, Patterson and Candès have it."""
    truth = np.array([-3.0, -1.0, 0.0, 4.0, 1.0]).reshape(-1, 1, 1)
    model = Trained(FakeModel(lambda inputs: np.tile([2.0, -1.0, 0.5], (len(inputs), 1)), (None, 3)), 8,
                    lambda outputs: outputs, shares=(0.1, 0.5, 0.9))  # fmt: skip
    examples, pairs = Fake(np.zeros((5, 1)), truth), ((0.1, 0.9), None)

    lying, around = calibrate(model, examples, np.arange(5), 1, 0.5, pairs)
    found = measure(model, examples, np.arange(5), 1, [lying, around], "itself")

    assert [[0.0]] == lying.widths.tolist()  # of 2, 0, -1, 2, -1 the third, between the quantiles -1 and 2
    assert [[1.5]] == around.widths.tolist()  # of 3.5, 1.5, 0.5, 3.5, 0.5 the third
    assert (0.6, 3.0) == (found.overall, found.wide[0])
    assert found.even is not None
    assert (0.6, 3.0) == (found.even.overall, found.even.wide[0])
    assert "from the quantile 0.1 to 0.9, both moved out by 0, calibrated on 5 examples of itself" in found.sentence
    assert found.sentence.endswith("they would have held 60.0 %, 3 wide on average, and not 3")
    assert ("conformalized quantiles", "symmetric") == (
        found.as_dict()["method"],
        found.as_dict()["symmetric"]["method"],
    )


def test_of_several_targets_no_common_width_is_told() -> None:
    """Their units differ."""
    model = Trained(FakeModel(lambda inputs: np.tile([-1.0, 1.0, -9.0, 9.0], (len(inputs), 1)), (None, 4)), 8,
                    lambda outputs: outputs, shares=(0.1, 0.9))  # fmt: skip
    examples, pairs = part(50), ((0.1, 0.9), None)

    said = measure(
        model, examples, np.arange(50), 1, calibrate(model, examples, np.arange(50), 1, 0.8, pairs), "x"
    ).sentence

    assert "both moved out by what each of 2 targets needs" in said
    assert said.endswith(" %")


@pytest.mark.parametrize(("count", "level", "rank"), [(99, 0.55, 55), (99, 0.07, 7), (100, 0.99, 100), (99, 0.99, 99)])
def test_the_rank_is_that_of_the_level_as_it_is_written(count: int, level: float, rank: int) -> None:
    """100 times 0.55 is a little more than 55 to a computer."""
    assert rank == rank_of(count, level)
    assert 9 == rank_of(9, np.float64(0.9))


@pytest.mark.parametrize(
    ("level", "said"),
    [(0.9, "90 %"), (0.999999, "99.9999 %"), (0.57, "57 %"), (1 - 1e-16, "99.99999999999999 %"), (0.975, "97.5 %")],
)
def test_a_level_is_said_with_all_of_its_digits(level: float, said: str) -> None:
    """Nothing below one is 100 %."""
    assert said == percent(level)


@given(st.floats(0.01, 0.999))
def test_the_fewest_examples_are_just_enough(level: float) -> None:
    """With one less no error has the rank that is asked for."""
    many = fewest(level)

    assert rank_of(many, level) <= many
    assert many == 1 or rank_of(many - 1, level) > many - 1


def test_a_series_has_its_own_width_from_the_fewest_examples_on() -> None:
    """Nine are enough for 90 %, and with eight all errors together speak for it."""
    names = ["a"] * 9 + ["b"] * 8 + ["c"] * 100
    values = np.concatenate([np.full(9, 1.0), np.full(8, 2.0), np.full(100, 5.0)]).reshape(-1, 1, 1, 1)

    found = margins_of(Errors((None,), values, np.zeros_like(values), names), 0.9)

    assert [[[1.0]], [[5.0]], [[5.0]]] == found.of(["a", "b", "never seen"]).tolist()
    assert 9 == fewest(0.9)
    assert (
        ", 2 of 3 series by their own, the others, of which fewer than 9 are at hand, by all together"
        == found.apart("abc")
    )
