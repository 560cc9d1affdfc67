"""Texts row by row: pairs, labels and names as arrays, with masks, weights and what is said of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seqspec.data.dataset import load
from seqspec.data.examples import Copied, Readable, Referenced, Spelt, Task
from seqspec.errors import DataError
from tests.data.builders import spec_of
from tests.data.texts_in import HALVES, WORDS, again, of_pairs, of_rows

PAIRS = [("one", "bir"), ("two", "iki"), ("one two", "bir iki"), ("two one two", "iki bir"),
         ("three", "iki üç"), ("one one", "bir bir")]  # fmt: skip


def test_a_pair_is_two_rows_of_numbers() -> None:
    """Cut and padded to `max_length`, with the vocabulary of the training part."""
    dataset = of_pairs(PAIRS)

    assert Task("text", ("target",), ("", "[UNK]", "bir", "iki"), " ") == dataset.task
    assert [[2, 0, 0, 0], [3, 0, 0, 0], [2, 3, 0, 0]] == dataset.train.inputs().tolist()
    assert [[3, 2, 3, 0], [1, 0, 0, 0], [2, 2, 0, 0]] == dataset.test.inputs().tolist()
    assert [[3, 2, 0, 0], [3, 1, 0, 0], [2, 2, 0, 0]] == dataset.test.targets().tolist()
    assert (np.int32, np.int32) == (dataset.test.inputs().dtype, dataset.test.targets().dtype)


def test_the_first_padding_counts_and_no_other() -> None:
    """It is the sign that a text ends; a text that fills its row has none."""
    dataset = of_pairs([("a", "x"), ("b", "x y"), ("c", "x y z")],
                       split={"validation": 0, "test": 0}, tokens={"by": "word", "max_length": 3})  # fmt: skip

    assert [[1, 1, 0], [1, 1, 1], [1, 1, 1]] == dataset.train.weights().tolist()  # type: ignore[union-attr]
    np.testing.assert_array_equal([[2, 0, np.nan], [2, 3, 0], [2, 3, 4]], dataset.train.truth())


def test_inputs_can_be_copied_as_references_are_written() -> None:
    """In small letters and with spaces between the words, or nobody's copy would ever be right."""
    dataset = of_pairs([("Stop!", "Stop!"), ("Go on.", "Los.")], split={"validation": 0, "test": 0})
    assert isinstance(dataset.train, Copied)
    assert isinstance(dataset.train, Referenced)

    assert ["stop !", "go on ."] == dataset.train.copies()
    assert ["stop !"] == dataset.train.references()[0]


def test_where_all_inputs_are_the_same_no_other_part_has_any() -> None:
    """Said as it is: no size in `split` would change it."""
    with pytest.raises(DataError, match="1 different input between them") as caught:
        of_pairs([("a", "b"), ("a", "c"), ("A", "d")], split={"validation": 0, "test": 0.3, "by": "random"})

    assert "take texts that differ" in (caught.value.help or "")


def test_what_is_cut_and_what_is_unknown_is_counted() -> None:
    """In a note for each column."""
    dataset = of_pairs(PAIRS, tokens={"input": {"by": "word", "max_length": 2}, "target": WORDS})

    assert [
        "the vocabulary of `input` has 2 words of the training part",
        "1 text of `input` is longer than 2 tokens, and cut to its first 2",
        "out of vocabulary in `input`: 1 of 5 tokens in the test part (20 %)",
        "the vocabulary of `target` has 2 words of the training part",
        "out of vocabulary in `target`: 1 of 6 tokens in the test part (17 %)",
    ] == dataset.notes


def test_without_a_length_the_longest_text_of_the_training_part_gives_it() -> None:
    """Nothing that is held out decides about a shape."""
    dataset = of_pairs(PAIRS, tokens={"by": "word"})

    assert (3, 2) == dataset.test.inputs().shape
    assert {"input": 2, "target": 2} == dataset.state["lengths"]


def test_padding_stands_where_it_is_asked_for() -> None:
    """Before the text of an input, where the recipe says so."""
    dataset = of_pairs(PAIRS, tokens={"input": {**WORDS, "padding": "pre"}, "target": WORDS})

    assert [[0, 0, 0, 2], [0, 0, 0, 3], [0, 0, 2, 3]] == dataset.train.inputs().tolist()


def test_one_hot_texts_have_room_for_every_token() -> None:
    """As many numbers for each token as `max_tokens` says."""
    tokens = {**WORDS, "max_tokens": 6, "one_hot": True}
    dataset = of_pairs(PAIRS, tokens={"input": tokens, "target": tokens})

    found = dataset.train.inputs()

    assert ((3, 4, 6), np.float32) == (found.shape, found.dtype)
    assert [[2, 0, 0, 0], [3, 0, 0, 0], [2, 3, 0, 0]] == found.argmax(axis=2).tolist()
    assert (3, 4, 6) == dataset.train.targets(rank=3).shape
    assert dataset.train.targets(rank=3).sum(axis=2).all()


def test_texts_with_labels_deliver_both() -> None:
    """Quotes are part of a text, `NA` is no gap and `007` no number."""
    rows = [('so "good', 1), ("bad", 0), ("007", 1), ("NA", 0)]
    dataset = of_rows(rows)

    assert Task("chances", ("label",)) == dataset.task
    assert isinstance(dataset.test, Readable)
    assert ["007", "NA"] == dataset.test.texts()
    assert [[1.0], [0.0]] == dataset.train.targets().tolist()
    assert dataset.test.weights() is None
    assert [[[1.0]], [[0.0]]] == dataset.test.truth().tolist()
    assert [[3], [4]] == dataset.test.stamps().tolist()


@pytest.mark.parametrize(
    ("target", "kind", "targets"),
    [
        ({"target": {"column": "label", "kind": "classes"}}, "classes", [1, 0]),
        ({"target": {"column": "label", "kind": "classes"}, "encode": {"label": {"ids": 2}}}, "classes", [1, 0]),
        ({"target": "label", "encode": {"label": {"one_hot": 2}}}, "classes", [[0, 1], [1, 0]]),
        ({"target": "label"}, "numbers", [[1.0], [0.0]]),
    ],
)
def test_a_text_can_have_any_label_that_a_table_has(target: dict[str, Any], kind: str, targets: list[Any]) -> None:
    """Numbers, classes by their number, or one-hot."""
    dataset = of_rows([("good", 1), ("bad", 0), ("fine", 1), ("poor", 0)], **target)

    assert kind == dataset.task.kind
    assert targets == dataset.train.targets().tolist()


def test_numbers_can_have_a_name() -> None:
    """The pixels of a digit in, scaled; its name out, letter by letter."""
    pixels = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
    spec = spec_of(source={"sklearn": "digits"}, features=pixels, target="name", scale="minmax",
                   tokens={"name": {"max_tokens": 17, "max_length": 6}},
                   split={"test": 0.2, "by": "random"})  # fmt: skip

    dataset = load(spec, Path())

    assert ((359, 64), (359, 6)) == (dataset.test.inputs().shape, dataset.test.targets().shape)
    assert (0, 1) == (dataset.train.inputs().min(), dataset.train.inputs().max())
    assert isinstance(dataset.test, Referenced)
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    assert sorted(names) == sorted({each for found in dataset.test.references() for each in found})
    assert 15 == len(set(dataset.task.classes)) - 2


# ---------------------------------------------------------------------------------------------------------- tagging


TAGGED = [("the dog barks", "DET N V"), ("dogs bark", "N V"), ("a dog", "DET N"), ("cats", "N")]
BESIDE = {"input": WORDS, "target": {"by": "whitespace", "max_length": 4, "aligned": True}}


def test_of_tags_beside_words_no_padding_counts() -> None:
    """There is no end to be learned: it is that of the words."""
    dataset = of_pairs(TAGGED, tokens=BESIDE, split={"validation": 0, "test": 0})

    assert [[1, 1, 1, 0], [1, 1, 0, 0], [1, 1, 0, 0], [1, 0, 0, 0]] == dataset.train.weights().tolist()  # type: ignore[union-attr]


def test_beside_padding_nothing_but_padding_is_predicted() -> None:
    """What a model says there is nobody's tag."""
    dataset = of_pairs(TAGGED, tokens=BESIDE, split={"validation": 0, "test": 0})
    outputs = np.full((2, 4, 5), 0.2)

    restored = dataset.train.restore(outputs, np.array([1, 3]))

    assert [[1, 1, 0, 0], [1, 0, 0, 0]] == (restored[:, :, 0] < 1).astype(int).tolist()


def test_a_model_may_have_room_for_more_tags_than_there_are() -> None:
    """Its outputs are told apart by its own size."""
    dataset = of_pairs(TAGGED, tokens=BESIDE, split={"validation": 0, "test": 0})

    assert (2, 4, 10) == dataset.train.restore(np.full((2, 4, 10), 0.1), np.array([1, 3])).shape


def test_words_without_a_tag_are_an_error() -> None:
    """Which names the row, and both lengths."""
    with pytest.raises(DataError, match="row 2 of `input` has 2 tokens, and `target` has 1") as caught:
        of_pairs([("a dog", "DET N"), ("dogs bark", "N")], tokens=BESIDE)

    assert "`by: whitespace`" in (caught.value.help or "")


# ---------------------------------------------------------------------------------------------- references and gaps


def test_every_target_of_the_same_input_counts_as_right() -> None:
    """Its own first; those of other parts and of other inputs are not among them."""
    pairs = [("hi", "selam"), ("go", "git"), ("run", "koş"), ("Run", "kaç"), ("run", "koş")]
    dataset = of_pairs(pairs, split={"train": 2, "validation": 0, "test": 3, "by": "time"})

    assert isinstance(dataset.test, Referenced)
    assert [["koş", "kaç"], ["kaç", "koş"], ["koş", "kaç"]] == dataset.test.references()


@pytest.mark.parametrize(("by", "by_character"), [("char", True), ("word", False), ("whitespace", False)])
def test_texts_say_what_their_tokens_are(by: str, by_character: bool) -> None:
    """What a baseline counts follows from it."""
    dataset = of_rows([("good", 1), ("bad", 0), ("fine", 1), ("poor", 0)], tokens={"by": by})

    assert isinstance(dataset.train, Spelt)
    assert by_character == dataset.train.by_character


def test_references_are_neither_cut_nor_unknown() -> None:
    """No prediction can equal what the vocabulary lacks or the length cuts."""
    dataset = of_pairs([("a", "x"), ("b", "p q r s t")], tokens=WORDS)

    assert isinstance(dataset.test, Referenced)
    assert [["p q r s t"]] == dataset.test.references()


def test_an_empty_text_is_an_error_unless_it_may_be_left_out() -> None:
    """With the row that misses it."""
    rows = [("good", 1), ("bad", 0), (" ", 1), ("fine", 1), ("poor", 0)]
    with pytest.raises(DataError, match="row 3 of `text` is empty"):
        of_rows(rows)

    dataset = of_rows(rows, missing="drop", split={"validation": 0, "test": 3, "by": "time"})

    assert isinstance(dataset.test, Readable)
    assert ["fine", "poor"] == dataset.test.texts()
    assert "1 example of the test part left out: a value is missing there" in dataset.notes


# -------------------------------------------------------------------------------------------------------- prediction


PREDICTED = {"source": {"pairs": "p.tsv"}, "target": None, "tokens": WORDS, "split": HALVES}


@pytest.mark.parametrize(("text", "known"), [("one three\ntwo\n", False), ("one three\tbir üç\ntwo\tiki\n", True)])
def test_a_file_to_predict_needs_no_targets(text: str, known: bool) -> None:
    """Inputs alone are a file without tabs; the vocabulary is that of the training part."""
    dataset = again(of_pairs(PAIRS), "new.tsv", text, **PREDICTED)

    assert [[2, 1, 0, 0], [3, 0, 0, 0]] == dataset.test.inputs().tolist()
    assert known == bool(np.isfinite(dataset.test.truth()).any())
    assert isinstance(dataset.test, Referenced)
    assert ([["bir üç"], ["iki"]] if known else [[], []]) == dataset.test.references()


def test_labels_may_be_absent_where_they_are_predicted() -> None:
    """A table needs its column of texts and no other."""
    first = of_rows([("good", 1), ("bad", 0), ("fine", 1), ("poor", 0)])
    recipe = {"source": {"csv": "a.csv"}, "target": {"column": "label", "kind": "binary"}, "features": ["text"],
              "tokens": WORDS}  # fmt: skip

    dataset = again(first, "new.csv", "text\ngood\nnew\n", **recipe)

    assert [[3, 0, 0, 0], [1, 0, 0, 0]] == dataset.test.inputs().tolist()
    assert np.isnan(dataset.test.truth()).all()
