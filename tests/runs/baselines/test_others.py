"""The baselines beside the naive forecasts, by hand and against scikit-learn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from seqspec.data.dataset import Past
from seqspec.data.examples import Task
from seqspec.runs.baselines import neighbour as neighbours
from seqspec.runs.baselines.choice import baselines
from seqspec.runs.baselines.last_label import LastLabel
from seqspec.runs.baselines.line import line
from seqspec.runs.baselines.neighbour import neighbour
from seqspec.runs.baselines.past import naive
from seqspec.runs.baselines.shares import frequencies, levels, training_shares
from seqspec.runs.baselines.words import words
from seqspec.runs.baselines.writing import copy, most_frequent_text
from tests.runs.fakes import Fake, FakeTexts, dataset

RANDOM = np.random.default_rng(6)
ALL = np.arange(4)


def tokens(fed: list[list[int]], known: list[list[float]], **more: object) -> Fake:
    """Examples of ids."""
    return Fake(np.array(fed, np.int32), np.array(known, float), **more)  # type: ignore[arg-type]


def test_a_line_is_that_of_scikit_learn() -> None:
    """Fitted on the training part, asked for another one; several inputs make a regression."""
    fed, known = RANDOM.normal(size=(40, 3)).astype(np.float32), RANDOM.normal(size=(40, 1, 2))
    train, test = Fake(fed[:30], known[:30]), Fake(fed[30:], known[30:])

    found = line(train)

    assert found is not None
    expected = LinearRegression().fit(fed[:30], known[:30, 0]).predict(fed[30:])
    np.testing.assert_allclose(expected, found.answer(test, np.arange(10), 1)[:, 0], rtol=1e-4)
    assert "linear regression" == found.name


def test_a_line_of_one_input_can_be_drawn() -> None:
    """With one input it is called a straight line, and rows without truth are left out of it."""
    fed = np.arange(6, dtype=np.float32)[:, None]
    known = (2.0 * fed + 1)[:, :, None].astype(float)
    known[2] = np.nan

    found = line(Fake(fed, known))

    assert found is not None
    assert ("straight line", pytest.approx(21.0)) == (
        found.name,
        found.answer(Fake(fed + 8, known), np.array([2]), 1).item(),
    )


@pytest.mark.parametrize("fed", [np.zeros((4, 3, 1), np.float32), np.zeros((4, 3), np.int32)])
def test_only_rows_of_numbers_have_a_line(fed: np.ndarray) -> None:
    """Windows and ids have none."""
    assert line(Fake(fed, np.zeros((4, 1, 1)))) is None


def test_shares_of_the_training_part() -> None:
    """How often each target is 1, over all steps, leaving out what was not observed."""
    known = np.array([[[1.0, 0.0]], [[1.0, np.nan]], [[0.0, 1.0]], [[1.0, 1.0]]])
    part = Fake(np.zeros((4, 1)), known)

    assert [0.75, pytest.approx(2 / 3)] == training_shares(part).answer(part, ALL, 1)[0, 0].tolist()


def test_levels_where_no_series_is_known() -> None:
    """Mean and median come from what is true in the training part."""
    part = Fake(np.zeros((4, 1)), np.array([1.0, 2.0, 3.0, 10.0])[:, None, None])

    assert {"training mean": 4.0, "training median": 2.5} == {
        each.name: each.answer(part, ALL[:1], 1).item() for each in levels(part)
    }


def test_frequencies_of_classes() -> None:
    """Each class as often as it came; one that never came as if it had come once."""
    part = tokens([[0]] * 4, [[0.0], [0.0], [2.0], [2.0]])

    chances = frequencies(part, 4, "classes").answer(part, ALL, 1)

    assert (4, 1, 4) == chances.shape
    np.testing.assert_allclose([2 / 6, 1 / 6, 2 / 6, 1 / 6], chances[0, 0])


def test_frequencies_of_tokens_are_those_of_their_step() -> None:
    """The first letter has frequencies of its own, and what has no weight is not counted."""
    known, weights = [[2.0, 3.0], [2.0, 0.0], [2.0, 0.0], [2.0, 3.0]], [[1.0, 1.0]] * 3 + [[1.0, 0.0]]
    part = tokens([[0]] * 4, known, counted=np.array(weights, np.float32))

    chances = frequencies(part, 4, "text").answer(part, ALL, 2)

    np.testing.assert_allclose([[1 / 7, 1 / 7, 4 / 7, 1 / 7], [2 / 5, 1 / 5, 1 / 5, 1 / 5]], chances[3])


def test_a_bigram_counts_what_follows_the_last_token() -> None:
    """After 1 came 2 twice and 0 once; a token that was never met leaves the frequencies of all."""
    part = tokens([[9, 1], [9, 1], [9, 1], [9, 2]], [[2.0], [2.0], [0.0], [1.0]])
    overall = np.array([0.25, 0.25, 0.5])

    found = neighbour(part, overall, "bigram")

    assert found is not None
    met, never = found.answer(tokens([[0, 1], [0, 7]], [[0.0], [0.0]]), np.arange(2), 1)[:, 0]
    np.testing.assert_allclose([1.25 / 4, 0.25 / 4, 2.5 / 4], met)
    np.testing.assert_allclose(overall, never)


def test_a_bigram_of_one_hot_tokens_is_the_same() -> None:
    """Rows of zeros with a one are tokens, too."""
    fed, known = RANDOM.integers(0, 5, (20, 3)), RANDOM.integers(0, 5, (20, 1)).astype(float)
    ids, rows = Fake(fed.astype(np.int32), known), Fake(np.eye(5, dtype=np.float32)[fed], known)
    overall = np.full(5, 0.2)

    one, other = (neighbour(part, overall, "bigram") for part in (ids, rows))

    assert one is not None
    assert other is not None
    np.testing.assert_array_equal(
        one.answer(ids, np.arange(20), 1).argmax(axis=2), other.answer(rows, np.arange(20), 1).argmax(axis=2)
    )


def test_a_tag_goes_with_the_token_of_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where each input token has an answer it is told by that token, however the training part is cut."""
    monkeypatch.setattr(neighbours, "_TOKENS", 2)
    part = tokens([[5, 6], [6, 5], [5, 5]], [[1.0, 2.0], [2.0, 1.0], [1.0, 1.0]])

    found = neighbour(part, np.full(3, 1 / 3), "tags")

    assert found is not None
    assert [[2, 1]] == found.answer(tokens([[6, 5]], [[0.0, 0.0]]), np.arange(1), 2).argmax(axis=2).tolist()


@pytest.mark.parametrize(
    ("fed", "steps"),
    [(np.zeros((4, 3), np.float32), 1), (np.full((4, 3, 2), 0.4, np.float32), 3), (np.zeros((4, 3), np.int32), 2)],
)
def test_what_are_no_tokens_have_no_neighbours(fed: np.ndarray, steps: int) -> None:
    """Numbers are no tokens, and two answers for three tokens stand beside none of them."""
    assert neighbour(Fake(fed, np.zeros((4, steps))), np.ones(2), "bigram") is None


GOOD, BAD = "a fine good film", "a poor bad film"


def test_a_bag_of_words_knows_its_words() -> None:
    """Chances follow the words, for one target of classes and for several of 0 and 1; they add up to 1."""
    read = (GOOD, BAD) * 4
    labels, both = np.array([[2.0], [0.0]] * 4), np.array([[[1.0, 1.0]], [[0.0, 1.0]]] * 4)
    part, more = (FakeTexts(np.zeros((8, 1)), known, read=read) for known in (labels, both))

    classes, chances = words(part, 4), words(more, None)

    assert classes is not None
    assert chances is not None
    found = classes.answer(part, np.arange(2), 1)
    assert [[2], [0]] == found.argmax(axis=2).tolist()
    np.testing.assert_allclose(1, found.sum(axis=2))
    assert 0 == found[0, 0, 1] == found[0, 0, 3]  # never met in training
    good, bad = chances.answer(more, np.arange(2), 1)[:, 0]
    assert (good[0] > 0.5 > bad[0], 1.0, 1.0) == (True, good[1], bad[1])


def test_what_is_read_by_characters_has_a_bag_of_characters() -> None:
    """Names that were never met are told by how they end, which no bag of words can know."""
    read = ("Anna", "Lena", "Rita", "Hans", "Jens", "Lars")
    part = FakeTexts(np.zeros((6, 1)), np.array([[0.0]] * 3 + [[1.0]] * 3), read=read, by_character=True)
    unmet = FakeTexts(np.zeros((2, 1)), np.zeros((2, 1)), read=("Nina", "Nils"))

    found, whole = words(part, 2), words(replace(part, by_character=False), 2)

    assert found is not None
    assert whole is not None
    assert ("bag of characters", "bag of words") == (found.name, whole.name)
    assert [[0], [1]] == found.answer(unmet, np.arange(2), 1).argmax(axis=2).tolist()
    np.testing.assert_allclose(0.5, whole.answer(unmet, np.arange(2), 1), atol=1e-6)


def test_texts_without_a_word_have_no_bag() -> None:
    """Single letters are no words to scikit-learn; numbers have none either."""
    known = np.array([[0.0], [1.0]])

    assert words(FakeTexts(np.zeros((2, 1)), known, read=("a", "b")), 2) is None
    assert words(Fake(np.zeros((2, 1)), known), 2) is None


def texts(read: tuple[str, ...], right: tuple[tuple[str, ...], ...]) -> FakeTexts:
    """Pairs of texts."""
    return FakeTexts(np.zeros((len(read), 1)), np.zeros((len(read), 2)), read=read, right=right)


def test_the_most_frequent_text() -> None:
    """The target that comes most often, whatever else would be right; of several the first in order."""
    found = most_frequent_text(texts(("x",) * 5, (("b", "c"), ("b",), ("a", "c"), ("a", "c"), ("c",))))

    assert found is not None
    assert ["a", "a"] == found.answer(texts((), ()), np.arange(2), 2)


def test_a_copy_makes_sense_between_like_alphabets() -> None:
    """A language is copied into another with most of its letters, and into no other."""
    task = Task("text", classes=("", "?", "a", "b"))

    one, other = (copy(texts((text,), (("b",),)), task) for text in ("abba", "дада"))

    assert other is None
    assert one is not None
    assert ["abba"] == one.answer(texts(("abba",), (("b",),)), np.arange(1), 2)


def past(values: np.ndarray, **more: object) -> Past:
    """A series of which the first half is for training."""
    return Past(values, slice(0, len(values) // 2), True, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("task", "part", "before", "windowed", "names"),
    [
        (
            Task("numbers", ("y",)),
            Fake(np.zeros((4, 1), np.float32), np.zeros((4, 1, 1))),
            past(np.zeros((8, 1))),
            False,
            ["training mean", "training median", "straight line"],
        ),
        (
            Task("numbers", ("y",)),
            Fake(np.zeros((4, 3, 1), np.float32), np.zeros((4, 1, 1))),
            past(np.zeros((8, 1)), season=2),
            True,
            [
                "last value", "drift", "moving average", "seasonal naive", "seasonal naive with drift",
                "training mean", "training median", "ridge regression",
            ],
        ),
        (
            Task("chances", ("y",)),
            Fake(np.zeros((4, 3, 1), np.float32), np.zeros((4, 1, 1))),
            past(np.zeros((8, 1))),
            True,
            ["last value", "training share"],
        ),
        (
            Task("chances", ("y",)),
            FakeTexts(np.zeros((4, 3), np.int32), np.array([0.0, 1, 0, 1])[:, None, None], read=(GOOD, BAD) * 2),
            None,
            False,
            ["training share", "bag of words"],
        ),
        (
            Task("classes", ("y",), ("a", "b")),
            FakeTexts(np.zeros((4, 3), np.int32), np.array([[0.0], [1], [0], [1]]), read=(GOOD, BAD) * 2),
            None,
            False,
            ["training frequencies", "bag of words"],
        ),
        (
            Task("classes", (), ("", "?", "a")),
            Fake(np.zeros((4, 3), np.int32), np.array([[0.0], [1], [0], [1]])),
            None,
            True,
            ["training frequencies", "bigram"],
        ),
        (
            Task("classes", ("y",), ("a", "b")),
            Fake(np.zeros((4, 3, 1), np.float32), np.array([[0.0], [1], [0], [1]])),
            past(np.zeros((8, 1))),
            True,
            ["last label", "training frequencies"],
        ),
        (
            Task("text", ("y",), ("", "?", "a")),
            FakeTexts(np.zeros((2, 2), np.int32), np.zeros((2, 2)), read=("a", "a"), right=(("a",), ("a",))),
            None,
            False,
            [
                "most frequent tokens", "token-for-token dictionary", "most frequent text", "copy of the input",
            ],
        ),
    ],
    ids=["rows", "windows", "chances", "text chances", "text classes", "next token", "labels", "pairs"],
)  # fmt: skip
def test_every_recipe_has_the_baselines_that_make_sense(
    task: Task, part: Fake, before: Past | None, windowed: bool, names: list[str]
) -> None:
    """Rows have no last value, texts a bag of words, tokens their neighbours, and pairs a copy."""
    classes = max(len(task.classes), 2)

    assert names == [
        each.name for each in baselines(dataset(task, part, past=before), 3 if windowed else None, classes)
    ]


def test_the_last_label_is_named_with_certainty() -> None:
    """Of classes it is a one for the class that was last; of 0 and 1 the value itself."""
    values = np.array([[0.0], [2.0], [1.0], [1.0]])
    part = Fake(np.zeros((4, 1)), np.zeros((5, 1)))  # each example stands one row after its origin
    last = next(naive(values, slice(0, 4), None, 1))

    classes, chances = LastLabel(last, 3, "last label"), LastLabel(last)

    assert [2, 1, 1] == classes.answer(part, np.arange(2, 5), 1).argmax(axis=2)[:, 0].tolist()
    assert [[[0.0]]] == chances.answer(part, np.array([1]), 1).tolist()
    assert classes.certain
    assert chances.certain
