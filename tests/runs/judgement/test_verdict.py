"""The verdict: certain only where the test part makes it so."""

from __future__ import annotations

import time

import numpy as np
import pytest

from seqspec.runs.judgement.verdict import DRAWS, Verdict, judge, resample

RANDOM = np.random.default_rng(2)


def verdict(model: np.ndarray, baseline: np.ndarray, block: int = 1, seed: int = 0, score: str = "RMSE") -> Verdict:
    """A verdict with sane defaults: one truth a window."""
    counts = np.ones(len(model), np.int64)
    return judge(model, baseline, counts, name="training mean", score=score, block=block, seed=seed)  # type: ignore[arg-type]


def test_a_model_that_equals_the_baseline_is_not_distinguishable() -> None:
    """Equal errors give an interval of exactly 0, and no verdict."""
    errors = RANDOM.exponential(size=1000)

    found = verdict(errors, errors.copy())

    assert ("undecided", (0.0, 0.0), 0.0) == (found.outcome, found.interval, found.difference)
    assert "not distinguishable from the training mean" == found.sentence


def test_a_much_better_model_is_better_and_a_much_worse_one_worse() -> None:
    """An interval on one side of 0 is a verdict, and turning the two round turns it round."""
    good, bad = RANDOM.exponential(1, size=1000), RANDOM.exponential(4, size=1000)

    assert "better than the training mean" == verdict(good, bad).sentence
    assert "worse than the training mean" == verdict(bad, good).sentence


def test_a_difference_within_the_noise_is_no_verdict() -> None:
    """Two forecasters of the same quality are told apart in few of many tries."""
    decided = 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        decided += verdict(random.exponential(size=600), random.exponential(size=600), seed=seed).outcome != "undecided"

    assert decided <= 4


def test_the_same_seed_gives_the_same_interval() -> None:
    """The draws follow from the seed alone."""
    one, other = RANDOM.exponential(size=400), RANDOM.exponential(size=400)

    assert verdict(one, other, seed=7) == verdict(one, other, seed=7)
    assert verdict(one, other, seed=7).interval != verdict(one, other, seed=8).interval


def test_dependent_errors_widen_the_interval() -> None:
    """Longer blocks keep neighbours together: where errors come in runs, the interval is wider with them."""
    runs = np.repeat(RANDOM.normal(size=40), 100) ** 2
    flat = np.full(4000, runs.mean())

    narrow, wide = (verdict(runs, flat, block=block).interval for block in (50, 400))

    assert narrow is not None
    assert wide is not None
    assert wide[1] - wide[0] > 1.5 * (narrow[1] - narrow[0])


def test_too_few_windows_decide_nothing() -> None:
    """With fewer than three blocks nothing is claimed, however large the difference."""
    found = verdict(np.zeros(149), np.ones(149))

    assert ("too few", None) == (found.outcome, found.interval)
    assert "no verdict: 149 windows are too few, at least 150 are needed" == found.told == found.as_dict()["verdict"]
    assert "better" == verdict(np.zeros(150), np.ones(150)).outcome


def test_forecasts_that_are_no_numbers_are_worse() -> None:
    """A model with an infinite or undefined error loses, and the reason is said."""
    for lost in (np.inf, np.nan):
        found = verdict(np.full(200, lost), np.ones(200))

        assert ("worse", None) == (found.outcome, found.interval)
        assert "some of its forecasts are infinite or NaN" == found.reason


def test_the_block_is_at_least_fifty_and_follows_the_horizon() -> None:
    """Short horizons draw blocks of 50; longer ones as long as they are."""
    errors = np.ones(1000)

    assert (50, 120) == (verdict(errors, errors, block=4).block, verdict(errors, errors, block=120).block)


def test_running_totals_sum_what_slow_blocks_sum() -> None:
    """Every draw sums whole blocks, cut to as many values as there are."""
    values, block = RANDOM.normal(size=173), 50
    random = np.random.default_rng(5)
    expected = []
    for _ in range(DRAWS):
        starts = random.integers(0, len(values) - block + 1, size=4)
        drawn = np.concatenate([values[start : start + block] for start in starts])
        expected.append(drawn[: len(values)].sum())

    np.testing.assert_allclose(expected, resample(values, block, 5))


def test_the_score_is_a_mean_over_truths_and_not_over_windows() -> None:
    """A window with more observed truths weighs more."""
    counts = np.tile([1, 3], 100)
    model, baseline = np.tile([1.0, 6.0], 100), np.tile([2.0, 3.0], 100)

    found = judge(model, baseline, counts, name="x", score="MAE", block=1, seed=0)

    assert pytest.approx(7 / 4 - 5 / 4) == found.difference


def test_a_verdict_says_how_much_the_difference_is_of_what_was_to_be_beaten() -> None:
    """A difference can be certain and too small to be of use, so its share of the baseline's score stands by it."""
    found = verdict(np.full(200, 0.99**2), np.ones(200))

    assert pytest.approx(-1.0) == found.share
    assert "RMSE -0.01 (1 % less), 95 % interval -0.01 to -0.01, drawn in blocks of 50 windows" == found.reason


def test_a_large_share_is_told_in_full() -> None:
    """A model that is fifty times as bad has no exponent in its verdict."""
    assert "RMSE +49 (4,900 % more)" in verdict(np.full(200, 2500.0), np.ones(200)).reason


@pytest.mark.parametrize(
    ("examples", "outcome", "block"), [(29, "too few", 1), (30, "better", 1), (100_000, "better", 5)]
)
def test_independent_examples_are_drawn_one_by_one(examples: int, outcome: str, block: int) -> None:
    """Thirty rows are enough for a verdict; very many are drawn in small lots, which says the same."""
    counts, errors = np.ones(examples), RANDOM.exponential(size=examples)

    found = judge(errors, errors + 1, counts, name="x", score="MAE", block=None, seed=0, unit="row")

    assert (outcome, block) == (found.outcome, found.block)
    assert found.sentence in {"better than the x", "no verdict: 29 rows are too few, at least 30 are needed"}


def test_lots_of_independent_examples_say_what_single_ones_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """The interval is as wide whether rows are drawn one by one or a few together."""
    one, other = RANDOM.exponential(size=9000), RANDOM.exponential(size=9000)
    widths = []
    for most in (9000, 1000):
        monkeypatch.setattr("seqspec.runs.judgement.verdict.MOST_DRAWN", most)
        found = judge(one, other, np.ones(9000), name="x", score="MAE", block=None, seed=0)
        assert found.interval is not None
        widths.append(found.interval[1] - found.interval[0])

    assert pytest.approx(widths[0], rel=0.15) == widths[1]


def test_more_accuracy_is_better() -> None:
    """Fewer misses make a higher accuracy, and the difference is told as such."""
    misses = RANDOM.random(600)

    found = verdict((misses < 0.1).astype(float), (misses < 0.4).astype(float), score="accuracy")

    assert "better" == found.outcome
    assert found.difference > 0


def test_a_verdict_can_be_written_as_json() -> None:
    """What is written names the score, the interval and how it was found."""
    found = verdict(np.zeros(200), np.ones(200)).as_dict()

    assert ("better", "RMSE", 200, 1000) == (found["outcome"], found["score"], found["examples"], found["draws"])


def test_a_large_part_is_judged_quickly() -> None:
    """A thousand draws over a million windows take seconds, as blocks cost two look-ups each."""
    errors = RANDOM.exponential(size=1_000_000)
    began = time.perf_counter()

    verdict(errors, errors[::-1])

    assert time.perf_counter() - began < 20
