"""Writing on, token by token, with odds that are known."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.runs.prediction import writing
from seqspec.runs.prediction.writing import Ids, Odds

TOKENS = 5


def chain(seed: int) -> Odds:
    """The next token depends on the two before it; 0 and 1 are never written."""
    random = np.random.default_rng(seed)
    chances = random.dirichlet(np.ones(TOKENS - 2), size=(TOKENS, TOKENS))
    table = np.concatenate([np.full((TOKENS, TOKENS, 2), -np.inf), np.log(chances)], axis=2)
    return lambda windows: table[windows[:, -2], windows[:, -1]]


def value(odds: Odds, context: list[int], text: tuple[int, ...]) -> float:
    """The logarithm of the probability of a text, added up slowly."""
    total = 0.0
    for token in text:
        total += float(odds(np.array([context], dtype=np.int32))[0, token])
        context = [*context[1:], token]
    return total


def ids(*tokens: int) -> Ids:
    """Some tokens."""
    return np.array(tokens, dtype=np.int32)


def written(odds: Odds, steps: int, temperature: float, seed: int, count: int = 1) -> list[list[int]]:
    """Texts that are written on from 2 and 3."""
    random = np.random.default_rng(seed)
    found = writing.drawn(odds, np.repeat(ids(2, 3)[None], count, axis=0), steps, temperature, random)
    texts: list[list[int]] = np.array(list(found)).T.tolist()
    return texts


@given(seed=st.integers(0, 999))
def test_at_no_temperature_the_likeliest_token_is_taken(seed: int) -> None:
    """Greedy: each token is the likeliest after those before it, whatever the seed."""
    odds, context = chain(seed), [2, 3]
    expected = []
    for _ in range(6):
        expected.append(int(odds(np.array([context], dtype=np.int32))[0].argmax()))
        context = [context[1], expected[-1]]

    assert [expected] == written(odds, 6, 0.0, seed)


@pytest.mark.parametrize("temperature", [1e-320, 1e-308, 1e-9])
def test_hardly_any_temperature_takes_the_likeliest_token_too(temperature: float) -> None:
    """However close to 0 it is: no number overflows into a token that is never written."""
    assert written(chain(1), 6, 0.0, 1) == written(chain(1), 6, temperature, 1)


@given(seed=st.integers(0, 99))
def test_the_same_seed_draws_the_same_texts(seed: int) -> None:
    """Texts that are drawn follow from the seed, and differ from one another."""
    first, again = (written(chain(1), 30, 1.0, seed, count=3) for _ in range(2))

    assert first == again
    assert len({tuple(text) for text in first}) == 3


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_tokens_are_drawn_as_often_as_the_temperature_says(temperature: float) -> None:
    """Frequencies are the probabilities to the power of one over the temperature, made to add up to 1."""
    odds = chain(4)
    powers = np.exp(odds(ids(2, 3)[None])[0] / temperature)

    found = written(odds, 1, temperature, 0, count=40_000)

    np.testing.assert_allclose(
        np.bincount(np.ravel(found), minlength=TOKENS) / 40_000, powers / powers.sum(), atol=0.01
    )


@given(seed=st.integers(0, 999), temperature=st.sampled_from([0.0, 1e-6, 1.0, 1e6]))
def test_what_is_never_written_is_never_drawn(seed: int, temperature: float) -> None:
    """A token without odds is not drawn at any temperature, however high."""
    found = written(chain(seed), 20, temperature, seed, count=4)

    assert {2, 3, 4} >= set(np.ravel(found).tolist())


@given(seed=st.integers(0, 999))
def test_a_beam_that_keeps_all_ways_finds_the_best_texts(seed: int) -> None:
    """Wide enough, the search is exhaustive: the texts are those of the greatest probability, best first."""
    odds = chain(seed)
    every = sorted(product((2, 3, 4), repeat=3), key=lambda text: -value(odds, [2, 3], text))

    found, scores = writing.searched(odds, ids(2, 3), 3, 27)

    assert [list(text) for text in every] == found.tolist()
    np.testing.assert_allclose(scores, [value(odds, [2, 3], text) / 3 for text in every], rtol=1e-9)


@given(seed=st.integers(0, 999))
def test_a_beam_of_one_is_greedy(seed: int) -> None:
    """With a single way to follow up the search takes the likeliest token each time."""
    found, _ = writing.searched(chain(seed), ids(2, 3), 8, 1)

    assert written(chain(seed), 8, 0.0, 0) == found.tolist()


def test_a_beam_finds_what_greed_misses() -> None:
    """A first token that is less likely can lead to a text that is more likely."""
    table = np.log(np.full((TOKENS, TOKENS), 1e-9))
    table[3, [2, 4]] = np.log([0.6, 0.4])
    table[2, [2, 3, 4]] = np.log([0.34, 0.33, 0.33])
    table[4, 4] = np.log(0.99)

    found, scores = writing.searched(lambda windows: table[windows[:, -1]], ids(2, 3), 2, 2)

    assert [4, 4] == found[0].tolist()
    assert pytest.approx(np.log(0.4 * 0.99) / 2) == scores[0]


def test_no_text_is_made_up_where_there_are_fewer_ways() -> None:
    """A beam that is wider than all there is to write gives what there is."""
    found, scores = writing.searched(chain(0), ids(2, 3), 1, 9)

    assert [2, 3, 4] == sorted(np.ravel(found).tolist())
    assert np.isfinite(scores).all()
