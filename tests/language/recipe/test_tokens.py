"""`data.tokens`: its forms, what it delivers without data, and its mistakes."""

from __future__ import annotations

from typing import Any

import pytest

from seqspec.language import normal
from seqspec.language.data import Data
from seqspec.language.layer import Signal
from seqspec.language.recipe.tokens import Tokens
from tests.language.test_data import problems_of

PAIRS: dict[str, Any] = {"source": {"pairs": "p.tsv"}}
TABLE: dict[str, Any] = {"source": {"csv": "a.csv"}, "target": {"column": "y", "kind": "binary"}, "features": ["t"]}
BOTH = {"input": {"by": "word", "max_tokens": 40, "max_length": 8},
        "target": {"by": "word", "max_tokens": 24, "max_length": 7}}  # fmt: skip


def test_one_way_serves_every_text() -> None:
    """Both columns of pairs, and the one feature of a table, but not its label."""
    pairs = Data.model_validate({**PAIRS, "tokens": {"by": "word"}})
    table = Data.model_validate({**TABLE, "tokens": {"by": "word"}})

    assert (["input", "target"], ["t"]) == (pairs.texts, table.texts)
    assert (Tokens(by="word"), None) == (table.tokens_of("t"), table.tokens_of("y"))


def test_a_way_for_each_column_is_found_by_its_name() -> None:
    """A column that is not named holds no texts."""
    recipe = {**TABLE, "target": "name", "features": ["a", "b"], "tokens": {"name": {"max_length": 6}}}
    data = Data.model_validate(recipe)

    assert (["name"], ["a", "b", "name"]) == (data.texts, data.columns)


@pytest.mark.parametrize("tokens", [{"by": "word", "max_tokens": 9}, BOTH, {}])
def test_the_normal_form_is_read_as_the_same_recipe(tokens: dict[str, Any]) -> None:
    """Whichever form was written."""
    data = Data.model_validate({**PAIRS, "tokens": tokens})

    assert data == Data.model_validate(normal.plain(data))


@pytest.mark.parametrize(("by", "lower", "lowers"), [("word", None, True), ("char", None, False),
                                                     ("whitespace", None, False), ("word", False, False),
                                                     ("char", True, True)])  # fmt: skip
def test_words_are_read_in_small_letters_unless_told_otherwise(by: Any, lower: bool | None, lowers: bool) -> None:
    """Characters and what is split already as they stand."""
    assert lowers == Tokens(by=by, lower=lower).lowers


# -------------------------------------------------------------------------------------------------- what it delivers


def test_a_text_of_another_length_is_delivered_token_by_token() -> None:
    """As many steps as the target may have, whatever the input has."""
    delivery = Data.model_validate({**PAIRS, "tokens": BOTH}).delivers()

    assert (Signal((None, 8), "int32"), 7, 24, 40) == (
        delivery.input, delivery.steps_out, delivery.classes, delivery.vocabulary)  # fmt: skip
    assert ("classes", True, (None, 7, 1)) == (delivery.kind, delivery.text, delivery.target_shape(3))


def test_a_name_can_follow_from_numbers() -> None:
    """Features without time in, a text out."""
    recipe = {**TABLE, "target": "name", "features": ["a", "b"],
              "tokens": {"name": {"max_tokens": 17, "max_length": 6, "one_hot": True}}}  # fmt: skip
    delivery = Data.model_validate(recipe).delivers()

    assert (Signal((None, 2)), None) == (delivery.input, delivery.vocabulary)
    assert ("one_hot", (None, 6, 17), 17) == (delivery.kind, delivery.target_shape(3), delivery.classes)


def test_sizes_that_nobody_declared_stay_open() -> None:
    """Neither length nor vocabulary is guessed."""
    delivery = Data.model_validate({**PAIRS, "tokens": {"by": "word"}}).delivers()

    assert (None, None, None, None) == (delivery.steps_out, delivery.classes, delivery.vocabulary, delivery.length)


# ---------------------------------------------------------------------------------------------------------- mistakes

ALIGNED = {"by": "whitespace", "aligned": True}
MISTAKES: list[tuple[dict[str, Any], str, str]] = [
    ({**PAIRS, "tokens": {"by": "letter"}}, "tokens.*.by", "letter"),
    ({**PAIRS, "tokens": {"inptu": {"by": "word"}}}, "tokens.inptu", "did you mean `input`"),
    ({**PAIRS, "tokens": {"input": {"by": "word"}}}, "tokens", "`target` is a text, too"),
    ({**TABLE, "tokens": {"text": {"by": "word"}}}, "tokens", "`text` is neither a feature nor a target"),
    ({**TABLE, "features": ["t", "u"], "tokens": {"by": "word"}}, "tokens", "there are 2 features"),
    ({**TABLE, "features": ["t", "u"], "tokens": {"t": {"by": "word"}}}, "features",
     "the text `t` goes in alone, and not beside `u`"),
    ({**TABLE, "tokens": {"by": "word"}, "window": {"length": 3}}, "window", "read row by row"),
    ({**TABLE, "target": ["n", "m"], "tokens": {"n": {}, "t": {"by": "word"}}}, "target",
     "`n` stands beside other targets"),
    ({**TABLE, "target": {"column": "n", "kind": "classes"}, "tokens": {"n": {"by": "word"}, "t": {}}},
     "target.0.kind", "has no `kind`"),
    ({**PAIRS, "tokens": {"padding": "pre"}}, "tokens.padding", "its padding stands after it"),
    ({**PAIRS, "tokens": {"input": {}, "target": {"padding": "pre"}}}, "tokens.target.padding", "stands after it"),
    ({**PAIRS, "tokens": {"input": ALIGNED, "target": {}}}, "tokens.input.aligned", "`input` goes in"),
    ({**PAIRS, "tokens": {"input": {"max_length": 9}, "target": {**ALIGNED, "max_length": 8}}},
     "tokens.target.max_length", "`target` has 8 where the input has 9"),
    ({**TABLE, "target": "n", "tokens": {"n": ALIGNED}}, "tokens.n.aligned", "`t` is no text"),
    ({**PAIRS, "tokens": {}, "split": {"test": 0.5, "by": "random", "stratify": True}}, "split.stratify",
     "`target` is a text"),
    ({"source": {"text": "abc"}, "tokens": {"text": {"by": "char"}}, "window": {"length": 2}}, "tokens.text",
     "a running text has no columns"),
    ({"source": {"text": "abc"}, "tokens": {"aligned": True}, "window": {"length": 2}}, "tokens.aligned",
     "`aligned` is for pairs"),
    ({"source": {"text": "abc"}, "tokens": {}, "window": {"length": 2}, "season": 3}, "season", "`season`"),
    ({**PAIRS, "tokens": {}, "time": "date"}, "time", "`time`"),
    ({**PAIRS, "tokens": {}, "split": {"by": "time", "backtest": {"windows": 2, "step": 3}}}, "split.backtest",
     "moves along a series"),
    ({"source": {"text": "abc"}, "tokens": {}, "window": {"length": 2, "normalize": "last"}}, "window.normalize",
     "tokens are none"),
    ({"source": {"text": "abc"}, "tokens": {}, "window": {"length": 2, "recursive": 3}}, "window.recursive",
     "predicts the next token"),
    ({"source": {"text": "abc"}, "tokens": {}}, "source", "read in windows"),
    ({"source": {"text": "abc"}, "window": {"length": 2}}, "source", "how the text becomes tokens"),
    ({"source": {"text": "abc"}, "tokens": {}, "window": {"length": 2}, "target": "y"}, "target", "has no columns"),
    ({"source": {"text": "abc"}, "tokens": {}, "window": {"length": 2}, "features": ["y"]}, "features",
     "has no columns"),
    ({"source": {"text": "abc"}, "tokens": {"max_length": 3}, "window": {"length": 2}}, "tokens.max_length",
     "cut into windows and never padded"),
    ({"source": {"text": "abc"}, "tokens": {}, "window": {"length": 2}, "split": {"test": "2020-01-01"}}, "split",
     "has no dates"),
    ({**TABLE, "tokens": {"by": "word"}, "encode": {"t": {"ids": 5}}}, "encode", "`t` is a text"),
    ({**TABLE, "tokens": {"by": "word"}, "clip": {"t": [0, 1]}}, "clip", "`t` is a text"),
]  # fmt: skip


@pytest.mark.parametrize(("recipe", "path", "message"), MISTAKES)
def test_a_mistake_is_told_where_it_stands(recipe: dict[str, Any], path: str, message: str) -> None:
    """In the words of the recipe."""
    (problem,) = problems_of(recipe)

    assert ("SEQ008", path) == problem[:2]
    assert message in problem[2]


def test_the_last_token_of_the_input_is_not_to_be_predicted() -> None:
    """It would be its own answer."""
    recipe = {"source": {"text": "abc"}, "tokens": {}, "window": {"length": 2, "offset": 0}}

    ((code, path, message),) = problems_of(recipe)

    assert ("SEQ307", "window.offset") == (code, path)
    assert "its own answer" in message
