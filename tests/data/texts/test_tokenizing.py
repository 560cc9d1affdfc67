"""A text as tokens, and the vocabulary that is learned of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.data.texts import corpus, tokenizing, vocabulary
from seqspec.data.texts.vocabulary import Vocabulary
from seqspec.language.recipe.tokens import Tokens

WORDS, CHARACTERS = Tokens(by="word"), Tokens()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Don't stop, it's 9:30!", ["don't", "stop", ",", "it's", "9", ":", "30", "!"]),
        ("L’été à Żory", ["l’été", "à", "żory"]),
        ("'quoted' rock'n'roll'", ["'", "quoted", "'", "rock'n'roll", "'"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("çünkü  \t geç_kaldım…", ["çünkü", "geç_kaldım", "…"]),
        ("", []),
    ],
)
def test_words_keep_apostrophes_and_marks_and_every_other_sign_stands_alone(text: str, tokens: list[str]) -> None:
    """In small letters, unless the recipe says otherwise."""
    assert tokens == tokenizing.split(text, WORDS)


def test_characters_keep_capitals_and_spaces() -> None:
    """Every character is a token, those that are composed of two as one."""
    assert ["A", " ", "é"] == tokenizing.split("A e\u0301", CHARACTERS)
    assert ["a", " ", "é"] == tokenizing.split("A É", Tokens(lower=True))


def test_what_is_split_already_is_split_at_spaces() -> None:
    """A tag with signs in it stays one."""
    assert ["B-PER", "O"] == tokenizing.split(" B-PER  O ", Tokens(by="whitespace"))


def test_the_most_frequent_come_first_and_ties_by_code_point() -> None:
    """Numbers start at 2: 0 is padding and 1 out of vocabulary."""
    read = corpus.read(["b a b", "z a c"], WORDS)

    known = vocabulary.learn(read.words, read.counts(), WORDS)

    assert ("", "[UNK]", "a", "b", "c", "z") == known.names
    assert 6 == known.size
    assert [3, 2, 1] == known.encode("b a d").tolist()


def test_what_has_no_room_is_out_of_vocabulary() -> None:
    """Padding and out of vocabulary are counted among `max_tokens`; how many had no room is known."""
    tokens = Tokens(by="word", max_tokens=4)
    read = corpus.read(["b a b", "z a c"], tokens)

    known = vocabulary.learn(read.words, read.counts(), tokens)

    assert (("a", "b"), 2, 4) == (known.known, known.rarer, known.size)


def test_every_number_that_there_is_room_for_has_a_name() -> None:
    """A model may give a number that no token has."""
    assert ("", "[UNK]", "x", "[UNK]", "[UNK]") == Vocabulary(("x",), Tokens(max_tokens=5)).names


def test_a_text_ends_before_its_first_padding() -> None:
    """Whatever comes after it."""
    known = Vocabulary(("x", "y"), WORDS)

    assert "y [UNK] x" == known.decode([3, 1, 2, 0, 3])


@given(st.lists(st.text(max_size=20), min_size=1, max_size=8), st.sampled_from([WORDS, CHARACTERS]))
def test_all_that_was_learned_is_written_back(texts: list[str], tokens: Tokens) -> None:
    """Encoded and decoded, a text of the training part is its tokens again."""
    read = corpus.read(texts, tokens)
    known = vocabulary.learn(read.words, read.counts(), tokens)

    for text in texts:
        assert tokenizing.written(tokenizing.split(text, tokens), tokens) == known.decode(known.encode(text).tolist())


@given(st.lists(st.text("ab ", max_size=6), min_size=1, max_size=8), st.data())
def test_words_are_counted_in_the_texts_that_are_asked_for(texts: list[str], data: st.DataObject) -> None:
    """As often as they stand there."""
    chosen = data.draw(st.sets(st.integers(0, len(texts) - 1)))
    read = corpus.read(texts, WORDS)

    counts = read.counts(np.array(sorted(chosen), dtype=np.int64))

    every = [token for place in chosen for token in tokenizing.split(texts[place], WORDS)]
    assert [every.count(word) for word in read.words] == counts.tolist()
