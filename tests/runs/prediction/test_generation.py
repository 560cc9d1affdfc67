"""Runs of next-token models, and what they write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seqspec
from seqspec.errors import DataError, RunError, UsageError
from seqspec.runs.prediction.generation import Manner, open_writer
from tests.training import TEXT_SPEC, write_text_spec

pytestmark = pytest.mark.keras
PROMPT = "the cat sat"
LAYERS: dict[str, list[dict[str, Any]]] = {
    "one-hot": [{"GRU": 12}, {"Dense": {"units": 20, "activation": "softmax"}}],
    "each step": [
        {"Embedding": {"input_dim": 20, "output_dim": 6}},
        {"GRU": {"units": 12, "return_sequences": True}},
        {"Dense": {"units": 20, "activation": "softmax"}},
    ],
}


def fitted(folder: Path, **sections: Any) -> Path:
    """The folder of a finished run."""
    folder.mkdir(exist_ok=True)
    return seqspec.fit(write_text_spec(folder, **sections), out=folder / "run").folder


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of a model that reads eight letters and gives the next."""
    return fitted(tmp_path_factory.mktemp("letters"))


def slow(run: Path, prompt: str, length: int) -> str:
    """The likeliest letter behind the last eight, one after the other, by Keras's own `predict`."""
    writer = open_writer(run)
    names = list(writer.vocabulary.names[: len(writer.vocabulary.known) + 2])
    for _ in range(length):
        window = np.array([[names.index(letter) for letter in prompt[-8:]]], dtype=np.int32)
        prompt += names[2 + int(writer.model.predict(window, verbose=0)[0, 2 : len(names)].argmax())]
    return prompt[-length:]


def test_what_is_written_is_what_the_model_finds_likeliest(letters: Path) -> None:
    """Without a temperature the text is that of a loop over Keras's own predictions."""
    assert [slow(letters, PROMPT, 12)] == seqspec.open_run(letters).generate(PROMPT, 12)


def test_texts_follow_from_the_seed(letters: Path) -> None:
    """The same seed draws the same texts, another one others, and the texts of a call differ."""
    first, again, other = (
        seqspec.open_run(letters).generate(PROMPT, 30, temperature=1.0, count=2, seed=seed) for seed in (1, 1, 2)
    )

    assert first == again
    assert len({*first, *other}) == 4


def test_a_beam_of_one_is_what_no_temperature_writes(letters: Path) -> None:
    """The search with a single way to follow up takes the likeliest letters, too."""
    assert seqspec.open_run(letters).generate(PROMPT, 12) == seqspec.open_run(letters).generate(PROMPT, 12, beam=1)


def test_a_wider_beam_finds_nothing_less_likely(letters: Path) -> None:
    """The best of eight ways is at least as probable as the one that greed takes."""
    writer = open_writer(letters)
    ids, _ = writer.read(PROMPT)

    (_, greedy), *_ = writer.search(ids, Manner(12, beam=1))
    (_, best), *_ = writer.search(ids, Manner(12, beam=8))

    assert greedy <= best + 1e-6 < 0


def test_padding_and_unknown_are_never_written(letters: Path) -> None:
    """Even where everything is drawn alike only tokens of the vocabulary come up."""
    (text,) = seqspec.open_run(letters).generate(PROMPT, 300, temperature=1e6)

    assert 300 == len(text)
    assert set(TEXT_SPEC["data"]["source"]["text"]) >= set(text)


def test_what_the_prompt_has_and_the_vocabulary_lacks_is_named(letters: Path) -> None:
    """Letters that were never met are read as unknown and said, once each."""
    _, notes = open_writer(letters).read("the cät sät on")

    assert ["the vocabulary lacks `ä`: read as unknown"] == notes


@pytest.mark.parametrize("name", LAYERS)
def test_other_windows_write_as_well(name: str, tmp_path: Path) -> None:
    """One-hot letters, and a target for every step, of which the last one goes on."""
    data = {key: dict(value) for key, value in TEXT_SPEC["data"].items()}
    if name == "one-hot":
        data["tokens"]["one_hot"] = True
    else:
        data["window"]["targets"] = "each_step"
    loss = "categorical_crossentropy" if name == "one-hot" else "sparse_categorical_crossentropy"
    run = fitted(tmp_path, data=data, model=LAYERS[name], compile={"optimizer": {"Adam": 0.02}, "loss": loss})

    (text,) = seqspec.open_run(run).generate(PROMPT, 20)

    assert 20 == len(text)
    assert set(TEXT_SPEC["data"]["source"]["text"]) >= set(text)


def test_words_are_written_with_spaces_between_them(tmp_path: Path) -> None:
    """A model of words writes words, and the prompt is read in words."""
    data = {**TEXT_SPEC["data"], "tokens": {"by": "word", "max_tokens": 20}, "window": {"length": 3}}
    run = fitted(tmp_path, data=data)

    (text,) = seqspec.open_run(run).generate("The cat sat", 5)

    assert [" ", 5] == [text[0], len(text.split())]
    with pytest.raises(DataError, match="the prompt has 2 words, and the model reads 3"):
        seqspec.open_run(run).generate("the cat", 5)


def test_a_short_prompt_says_how_much_is_needed(letters: Path) -> None:
    """The model has seen whole windows only, and nothing is made up in front of the prompt."""
    with pytest.raises(DataError, match="the prompt has 3 characters, and the model reads 8") as caught:
        seqspec.open_run(letters).generate("the")

    assert "give a longer prompt, such as the beginning of a text of the same kind" == caught.value.help


def unopened(folder: Path, **sections: Any) -> Path:
    """A run folder with a spec, of which nothing more is ever read."""
    spec = write_text_spec(folder, **sections)
    (folder / "run").mkdir()
    (folder / "run" / "resolved.yaml").write_text(spec.read_text("utf-8"), "utf-8")
    for name in ("status.json", "model.keras"):
        (folder / "run" / name).write_text("{}", "utf-8")
    return folder / "run"


NUMBERS = {"source": {"csv": "a.csv"}, "target": "y", "window": {"length": 8}}
PAIRS = {"source": {"pairs": "a.tsv"}, "tokens": {"by": "char", "max_tokens": 20, "max_length": 6}}
CLASSES = {
    "source": {"csv": "a.csv"},
    "target": {"column": "y", "kind": "classes", "classes": 3},
    "features": ["x"],
    "tokens": {"x": {"by": "word", "max_tokens": 20, "max_length": 6}},
}
DENSE = {"Dense": {"units": 20, "activation": "softmax"}}
OTHERS: dict[str, tuple[dict[str, Any], list[Any], str]] = {
    "it predicts numbers": (NUMBERS, [{"GRU": 4}, {"Dense": 1}], "mean_squared_error"),
    "it predicts a whole text out of another input": (
        PAIRS,
        [{"Embedding": {"input_dim": 20, "output_dim": 4}}, {"GRU": {"units": 4, "return_sequences": True}}, DENSE],
        "sparse_categorical_crossentropy",
    ),
    "it predicts a class": (
        CLASSES,
        [
            {"Embedding": {"input_dim": 20, "output_dim": 4}},
            {"GRU": 4},
            {"Dense": {"units": 3, "activation": "softmax"}},
        ],
        "sparse_categorical_crossentropy",
    ),
}


@pytest.mark.parametrize("said", OTHERS)
def test_no_other_model_writes_a_text_on(said: str, tmp_path: Path) -> None:
    """Temperature and beam belong to next-token models: of any other the message says what it is for."""
    data, layers, loss = OTHERS[said]
    run = unopened(tmp_path, data=data, model=layers, compile={"optimizer": "adam", "loss": loss})

    with pytest.raises(RunError, match=f"can't write a text on: {said}") as caught:
        seqspec.open_run(run).generate(PROMPT, beam=2)

    assert "use `seqspec predict`" in (caught.value.help or "")


def test_a_stateful_model_is_refused_by_the_name_of_its_layer(tmp_path: Path) -> None:
    """Its state would take every window, which repeats all but one token, for what comes next."""
    layers = [
        {"Input": {"batch_shape": [4, 8], "dtype": "int32"}},
        {"Embedding": {"input_dim": 20, "output_dim": 6}},
        {"GRU": {"units": 12, "stateful": True}},
        DENSE,
    ]
    run = unopened(tmp_path, model=layers, fit={"epochs": 1, "batch_size": 4, "shuffle": False})

    with pytest.raises(RunError, match="its `GRU` is stateful"):
        seqspec.open_run(run).generate(PROMPT)


def test_a_model_that_skips_a_token_is_refused(tmp_path: Path) -> None:
    """With an offset of 2 nobody knows the letter in between."""
    data = {**TEXT_SPEC["data"], "window": {"length": 8, "offset": 2}}

    with pytest.raises(RunError, match="with `offset: 2` it skips the next token"):
        seqspec.open_run(unopened(tmp_path, data=data)).generate(PROMPT)


@pytest.mark.parametrize(
    ("manner", "said"),
    [
        ({"length": 0}, "the length has to be 1 or more, and is 0"),
        ({"length": 1_000_001}, "the length can be 1,000,000 at most, and is 1,000,001"),
        ({"beam": 101}, "the beam can be 100 at most, and is 101"),
        ({"count": 1001, "temperature": 1.0}, "the count can be 1,000 at most, and is 1,001"),
        ({"count": 0}, "the count has to be 1 or more, and is 0"),
        ({"temperature": -0.1}, "the temperature has to be 0 or more, and is -0.1"),
        ({"temperature": float("nan")}, "the temperature has to be 0 or more, and is nan"),
        ({"temperature": 1.0, "beam": 2}, "a beam search draws nothing, so there is no temperature"),
        ({"beam": 2, "count": 3}, "a beam of 2 finds 2 texts, and not 3"),
        ({"count": 2}, "without a temperature all texts are the same"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(manner: dict[str, Any], said: str) -> None:
    """Before a run is opened."""
    with pytest.raises(UsageError) as caught:
        Manner(**manner)

    assert said == caught.value.message


def test_as_much_as_is_allowed_can_be_asked_for() -> None:
    """The limits themselves are within them."""
    assert (1_000_000, 100) == (Manner(1_000_000, beam=100).length, Manner(1_000_000, beam=100).beam)
    assert 1_000 == Manner(temperature=1.0, count=1_000).count
