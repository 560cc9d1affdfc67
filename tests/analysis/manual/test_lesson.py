"""What is taught of layers and arguments: every number is found out, and every rule that is named exists."""

from __future__ import annotations

import inspect
import re
from itertools import chain

import pytest

from seqspec.analysis.manual.explanation import explain
from seqspec.analysis.manual.lesson import lesson, mentions, numbers
from seqspec.analysis.rules import rules
from seqspec.language.lessons import LESSONS
from seqspec.language.named import KINDS

LAYERS = KINDS["layer"]
TAUGHT = (
    "SimpleRNN", "LSTM", "GRU", "Bidirectional", "TimeDistributed", "RepeatVector", "Embedding", "Masking", "Conv1D",
    "Dense", "Dropout", "MaxPooling1D", "AveragePooling1D", "GlobalMaxPooling1D", "GlobalAveragePooling1D",
)  # fmt: skip


def documented(name: str) -> str:
    """The documentation of a layer."""
    return inspect.cleandoc(LAYERS.load(name).__doc__ or "")


@pytest.mark.parametrize("name", TAUGHT)
def test_the_layers_of_sequences_say_when_to_choose_them(name: str) -> None:
    """Who asks for one of them wants to know which to take."""
    assert "\nWhen to choose: " in explain(name)


@pytest.mark.parametrize("name", [name for name in LAYERS.registry.names if name != "Input"])
def test_the_example_of_every_layer_is_worked(name: str) -> None:
    """Shapes and sizes are inferred, and add up to what the example says."""
    page = numbers(LAYERS.load(name))
    count = re.search(r"(\d+) parameters$", documented(name))
    assert count is not None

    sizes = [int(found.replace(",", "")) for found in re.findall(r"^\w+  [ \dx]+  +([\d,]+)$", page, re.MULTILINE)]

    assert page.startswith("\n## In numbers\n```\n")
    assert sum(sizes) == int(count[1])


def test_what_is_no_layer_has_no_numbers() -> None:
    """An optimizer takes no shape."""
    assert numbers(KINDS["optimizer"].load("Adam")) == ""
    assert numbers(LAYERS.load("Input")) == ""


def test_an_lstm_in_numbers() -> None:
    """What a tutorial would work out by hand."""
    assert numbers(LAYERS.load("LSTM")) == (
        "\n## In numbers\n```\nLSTM: 50\n(None, 100, 1) -> (None, 50)\n"
        "kernel             1 x 200     200\nrecurrent_kernel  50 x 200  10,000\nbias                   200     200\n"
        "1,020,000 multiply-adds for one example\nthe output sees all 100 steps at once\n```\n"
    )


@pytest.mark.parametrize("argument", LESSONS)
def test_every_lesson_is_on_the_page_of_its_argument(argument: str) -> None:
    """It stands first and once, some layer takes the argument, and no case is left without its shapes."""
    page = explain(argument)
    text = lesson(argument)

    assert text is not None
    assert "```cases" not in text
    assert page.split()[:12] == [argument, "(argument)", *text.split()[:10]]
    assert "\nTaken by\n  " in page
    assert page.count(" ".join(text.split()[:3])) == 1


def test_layers_with_the_same_meaning_stand_together() -> None:
    """One page for what an argument means to most layers, and one for a layer to which it means something else."""
    general, other = explain("padding").split("padding (argument)\n\n")[1:3]

    assert " Conv1D, " in general
    assert "ZeroPadding1D" not in general
    assert "ZeroPadding1D" in other


def test_a_case_is_worked_layer_by_layer() -> None:
    """A stack shows every shape, and one that can't be built says why."""
    text = lesson("return_sequences") or ""

    assert "  (None, 20, 3) -> (None, 20, 8) -> (None, 4) -> (None, 1)  597 parameters\n" in text
    assert "  (None, 20, 3) -> (None, 8), and then:\n  `LSTM` takes three axes" in text
    assert lesson("epsilon") is None


def test_every_rule_that_is_named_exists() -> None:
    """A code in a text of the language leads somewhere."""
    texts = chain(map(documented, LAYERS.registry.names), LESSONS.values())
    named = {code for text in texts for code in re.findall(r"SEQ\d{3}", text)}

    assert named - {rule.code for rule in rules()} == set()


def test_the_rules_that_speak_of_a_name_are_listed() -> None:
    """With the sentence that says what they find; a name in an example is not spoken of."""
    assert "\nSEQ105  " in mentions("return_sequences")
    assert "\nSEQ412  " in mentions("EarlyStopping")
    assert mentions("no_such_thing") == ""


@pytest.mark.keras
def test_the_steps_that_are_worked_by_hand_are_true() -> None:
    """What `SimpleRNN`, `Conv1D` and `Dense` say step by step is what Keras computes."""
    import keras
    import numpy as np

    def values(layer: keras.layers.Layer, inputs: object, *weights: object) -> list[float]:
        batch = np.array(inputs, "float32")
        layer.build(batch.shape)
        layer.set_weights([np.array(each, "float32") for each in weights])
        return [round(float(each), 3) for each in np.ravel(keras.ops.convert_to_numpy(layer(batch)))]

    rnn = keras.layers.SimpleRNN(1, return_sequences=True)

    assert values(rnn, [[[1], [0], [0]]], [[0.5]], [[0.8]], [0]) == [0.462, 0.354, 0.276]
    assert "0.462, 0.354, 0.276" in documented("SimpleRNN")
    assert values(keras.layers.Conv1D(1, 3), [[[1], [2], [4], [7]]], [[[1]], [[0]], [[-1]]], [0]) == [-3, -5]
    assert "= -3 and 2 - 7 = -5" in " ".join(documented("Conv1D").split())
    assert values(keras.layers.Dense(1), [[1, 2]], [[0.5], [0.25]], [1]) == [2]
    assert "1 * 0.5 + 2 * 0.25 + 1 = 2" in " ".join(documented("Dense").split())
