"""Windows over running texts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.data.dataset import load
from seqspec.data.examples import Readable, Task
from seqspec.errors import DataError
from tests.data.builders import spec_of
from tests.data.texts_in import again, of_text

NINE = {"source": {"text": "artificial"}, "target": None, "window": {"length": 9}, "tokens": {"max_tokens": 9},
        "split": {"validation": 0, "test": 0}}  # fmt: skip


def test_nine_letters_have_one_that_follows() -> None:
    """The tutorial's example is one window."""
    dataset = load(spec_of(**NINE), Path())

    assert Task("classes", ("next token",), ("", "[UNK]", "i", "a", "c", "f", "l", "r", "t")) == dataset.task
    assert [[3, 7, 8, 2, 5, 2, 4, 2, 3]] == dataset.train.inputs().tolist()
    assert [6] == dataset.train.targets().tolist()
    assert [[6.0]] == dataset.train.truth().tolist()
    assert isinstance(dataset.train, Readable)
    assert ["artificia"] == dataset.train.texts()
    assert [[10]] == dataset.train.stamps().tolist()
    assert dataset.train.weights() is None


def test_letters_can_be_one_hot() -> None:
    """What goes in and what is predicted, with room for every token."""
    dataset = load(spec_of(**{**NINE, "tokens": {"max_tokens": 9, "one_hot": True}}), Path())

    assert ((1, 9, 9), np.float32) == (dataset.train.inputs().shape, dataset.train.inputs().dtype)
    assert [[0, 0, 0, 0, 0, 0, 1, 0, 0]] == dataset.train.targets().tolist()
    assert (1, 1, 9) == dataset.train.targets(rank=3).shape


def test_every_step_can_have_its_next_token() -> None:
    """Judged is the last one, which has seen all of the window."""
    dataset = of_text("abcdef", window={"length": 3, "targets": "each_step"})

    assert [[2, 3, 4], [3, 4, 5], [4, 5, 6]] == dataset.train.inputs().tolist()
    assert [[3, 4, 5], [4, 5, 6], [5, 6, 7]] == dataset.train.targets(rank=3).tolist()
    assert [[5], [6], [7]] == dataset.train.truth().tolist()
    outputs = np.arange(3 * 3 * 8).reshape(3, 3, 8) / 72
    assert outputs[:, -1:].tolist() == dataset.train.restore(outputs).tolist()


def test_several_tokens_can_be_predicted_at_once() -> None:
    """A horizon of two has two steps."""
    dataset = of_text("abcdef", window={"length": 3, "horizon": 2, "stride": 2})

    assert [[5, 6]] == dataset.train.targets(rank=3).tolist()
    assert (1, 2, 8) == dataset.train.restore(np.zeros((1, 16))).shape


def test_a_model_may_have_room_for_more_tokens_than_there_are() -> None:
    """Its outputs are told apart by its own size, where no vocabulary is declared."""
    dataset = of_text("abcdef")
    outputs = np.arange(3 * 16).reshape(3, 16) / 48

    assert outputs[:, None].tolist() == dataset.train.restore(outputs).tolist()


def test_an_empty_file_is_told_as_one() -> None:
    """It has no columns, and nobody asks for their names."""
    with pytest.raises(DataError, match="is empty") as caught:
        of_text("")

    assert "name another file" in (caught.value.help or "")


def test_no_window_reaches_from_one_text_into_the_next() -> None:
    """Nor over a text that is too short for one, nor over one with nothing in it but space."""
    dataset = of_text(
        "abcd",
        "xy",
        " ",
        "efgh",
    )

    assert isinstance(dataset.train, Readable)
    assert ["abc", "efg"] == dataset.train.texts()


def test_the_split_is_in_order_over_tokens() -> None:
    """Windows belong to the part of their target, and may look back into the one before."""
    dataset = of_text("abcdefghij", split={"validation": 2, "test": 3})

    assert [[4, 5], [6, 7], [8, 9, 10]] == [
        part.stamps()[:, 0].tolist() for part in (dataset.train, dataset.validation, dataset.test)
    ]
    assert {"train": [0, 5], "validation": [5, 7], "test": [7, 10]} == dataset.fingerprint["boundaries"]
    assert [
        "the vocabulary of the text has 5 characters of the training part",
        "out of vocabulary in the text: 2 of 2 tokens in the validation part (100 %), "
        "3 of 3 tokens in the test part (100 %)",
    ] == dataset.notes
    assert 5 == len(dataset.state["vocabularies"]["*"])


def test_a_text_to_predict_is_read_with_the_vocabulary_of_the_run() -> None:
    """Its last window is there, although nothing follows it."""
    dataset = again(of_text("abcabc"), "new.txt", "cabz", source={"text_file": "a.txt"}, target=None, tokens={},
                    window={"length": 3})  # fmt: skip

    assert [[4, 2, 3], [2, 3, 1]] == dataset.test.inputs().tolist()
    np.testing.assert_array_equal([[1.0], [np.nan]], dataset.test.truth())


def test_a_text_that_is_too_short_says_what_it_takes() -> None:
    """In tokens of the part."""
    with pytest.raises(DataError, match="the test part has 1 of 9 tokens") as caught:
        of_text("abcdefghi", window={"length": 3, "context": "own"}, split={"validation": 0, "test": 1})

    assert "shorten `window`" in (caught.value.help or "")


@given(st.text("abc", min_size=8, max_size=30), st.integers(1, 4), st.data())
def test_what_follows_a_window_changes_nothing_in_it(text: str, length: int, data: st.DataObject) -> None:
    """Nor does anything outside the training part change its arrays or its vocabulary."""
    place = data.draw(st.integers(length, len(text) - 1))
    changed = text[:place] + "".join(data.draw(st.sampled_from("abcxyz")) for _ in text[place:])
    split = {"train": place, "validation": 0, "test": len(text) - place}
    if place <= length:
        return
    one, other = (of_text(each, window={"length": length}, split=split) for each in (text, changed))

    assert one.state["vocabularies"] == other.state["vocabularies"]
    np.testing.assert_array_equal(one.train.inputs(), other.train.inputs())
    np.testing.assert_array_equal(one.train.targets(), other.train.targets())
    np.testing.assert_array_equal(one.test.inputs(slice(0, 1)), other.test.inputs(slice(0, 1)))
