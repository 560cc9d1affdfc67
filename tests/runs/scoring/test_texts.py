"""Texts: tokens, whole texts, and how many characters they are apart."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.data.examples import Task
from seqspec.runs.scoring.distance import distances
from seqspec.runs.scoring.tally import score_of
from seqspec.runs.scoring.texts import Texts, samples, written
from tests.runs.fakes import FakeModel, FakeTexts, chunked

LETTERS = Task("text", classes=("", "?", "a", "b", "c"))
WORDS = Task("text", classes=("", "?", "one", "two"), joint=" ")


def chances(*texts: str) -> np.ndarray:
    """Nine in ten for each letter of some texts and for the end, four steps each."""
    numbers = [[LETTERS.classes.index(letter) for letter in text] + [0] * (4 - len(text)) for text in texts]
    return np.where(np.eye(5)[np.array(numbers)] == 1, 0.9, 0.025)


def known(*texts: str) -> dict[str, np.ndarray]:
    """The truth of some texts, and weights that end with the first padding."""
    numbers = np.array([[LETTERS.classes.index(letter) for letter in text] + [0] * (4 - len(text)) for text in texts])
    ends = np.array([[len(text)] for text in texts])
    return {"truth": numbers.astype(float), "weights": (np.arange(4) <= ends).astype(np.float32)}


def slow_distance(one: str, other: str) -> int:
    """The definition, written out."""
    table = {(row, 0): row for row in range(len(one) + 1)} | {(0, column): column for column in range(len(other) + 1)}
    for row in range(1, len(one) + 1):
        for column in range(1, len(other) + 1):
            table[row, column] = min(
                table[row - 1, column] + 1,
                table[row, column - 1] + 1,
                table[row - 1, column - 1] + (one[row - 1] != other[column - 1]),
            )
    return table[len(one), len(other)]


@given(pairs=st.lists(st.tuples(st.text("abcç", max_size=7), st.text("abcç", max_size=7)), min_size=1, max_size=6))
def test_distances_are_those_of_the_definition(pairs: list[tuple[str, str]]) -> None:
    """Side by side, pairs of any lengths are as far apart as each is alone."""
    ones, others = zip(*pairs, strict=True)

    assert [slow_distance(*pair) for pair in pairs] == distances(ones, others).tolist()


def test_distances_by_hand() -> None:
    """The textbook's example, an empty text, and one astral character."""
    assert [3, 4, 1, 0] == distances(["kitten", "", "a😀", ""], ["sitting", "four", "a", ""]).tolist()


def test_a_text_ends_before_its_first_0() -> None:
    """What comes after the end is not written, and words stand apart."""
    assert ["ab", "", "cccc"] == written(np.array([[2, 3, 0, 4], [0, 2, 2, 2], [4, 4, 4, 4]]), LETTERS)
    assert ["two one"] == written(np.array([[3, 2, 0]]), WORDS)


def test_a_token_that_no_vocabulary_has_equals_no_text() -> None:
    """A model with more outputs than tokens may name one that does not exist."""
    assert ["\N{REPLACEMENT CHARACTER}"] == written(np.array([[9, 0]]), LETTERS)


def test_scores_by_hand() -> None:
    """Two texts, one right, the other one character off; tokens count up to the end and not behind it."""
    found = Texts(LETTERS)

    chunked(found, chances("ab", "abc"), references=[["ab"], ["abb"]], **known("ab", "abb"))

    values = found.scores().values
    assert pytest.approx(6 / 7) == values["accuracy"]
    assert pytest.approx((6 * -math.log(0.9) - math.log(0.025)) / 7) == values["log loss"]
    assert 0.5 == values["exact match"]
    assert pytest.approx(1 / 5) == values["character error rate"]


def test_any_reference_is_right_and_the_nearest_one_counts() -> None:
    """A text that has two translations may be either, and errors are counted against the nearer one."""
    found = Texts(LETTERS)

    chunked(found, chances("ab", "aa"), references=[["cc", "ab"], ["abbb", "a"]], **known("cc", "abbb"))

    assert 0.5 == found.scores().values["exact match"]
    assert pytest.approx(1 / 3) == found.scores().values["character error rate"]


def test_a_reference_that_the_vocabulary_cannot_write_is_never_met() -> None:
    """What is out of vocabulary stays what it is in the reference."""
    found = Texts(LETTERS)

    chunked(found, chances("a?"), references=[["aß"]], **known("a?"))

    assert 0.0 == found.scores().values["exact match"]


def test_without_references_the_truth_is_the_reference() -> None:
    """A part that names no references is held against its own targets."""
    found = Texts(LETTERS)

    chunked(found, chances("ab", "b"), **known("ab", "c"))

    assert 0.5 == found.scores().values["exact match"]


def test_who_writes_texts_without_chances_has_no_log_loss() -> None:
    """Exact match and character errors are all that is scored, and nothing can be drawn of it."""
    found = Texts(LETTERS, certain=True)

    errors, _ = chunked(found, ["ab", "ab"], references=[["ab"], ["b"]], **known("ab", "b"))

    assert math.isinf(errors)
    assert {"log loss": None, "accuracy": None, "exact match": 0.5, "character error rate": pytest.approx(1 / 3)} == (
        found.scores().values
    )


@pytest.mark.parametrize("primary", ["log loss", "accuracy"])
def test_errors_of_texts_add_up_to_the_primary_score(primary: str) -> None:
    """The errors of all texts make the score that the verdict is about, each token by its weight."""
    found = Texts(LETTERS, primary)  # type: ignore[arg-type]  # the tests name it in a table

    errors, counts = chunked(found, chances("ab", "c", "a"), **known("abc", "c", ""))

    assert pytest.approx(found.scores().values[primary]) == score_of(errors, counts, primary)  # type: ignore[arg-type]


def test_a_few_texts_are_shown() -> None:
    """At most five, spread over the part: what went in, what is right, what was written."""
    count = 12
    read, right = tuple(f"in {place}" for place in range(count)), (("ab", "cc"),) * count
    part = FakeTexts(np.arange(count)[:, None], np.tile(known("ab")["truth"], (count, 1)), None, read=read, right=right)
    model = FakeModel(None, (None, 4, 5))
    object.__setattr__(model, "answer", lambda part, index, steps: np.repeat(chances("ac"), len(index), axis=0))

    found = samples(model, part, LETTERS)  # type: ignore[arg-type]  # it answers as a model does

    assert ["in 0", "in 2", "in 5", "in 8", "in 11"] == [sample.input for sample in found]
    assert {("ab", "ac")} == {(sample.reference, sample.predicted) for sample in found}
