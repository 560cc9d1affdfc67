"""The rules on the end of a model and what it is held against: the rarer forms of outputs, targets and metrics."""

from __future__ import annotations

import pytest

from tests.analysis.examples import check, codes, found, only
from tests.builders import spec_text

SEQUENCE = "LSTM: {units: 2, return_sequences: true}"


def spec(*layers: str, target: str, shape: str = "[5, 2]", loss: str | None = "mse") -> str:
    """A spec over arrays with this target."""
    data = f"{{arrays: {{input: {{shape: {shape}}}, target: {target}}}}}"
    return spec_text(*layers, data=data, compile=loss and f"{{loss: {loss}}}")


def forecast(*layers: str, window: str, compile: str | None = "{loss: mse}") -> str:
    """A spec that forecasts a column."""
    return spec_text(*layers, data=f"{{source: {{csv: a.csv}}, target: y, window: {window}}}", compile=compile)


# ------------------------------------------------------------------------------------------------------ sizes


@pytest.mark.parametrize(
    ("text", "message", "keras"),
    [
        (forecast(SEQUENCE, "Dense: 1", window="{length: 10, horizon: 5}"),
         "the model gives 10 time steps, and the target is 5 steps for each window", "raises an error"),
        (forecast(SEQUENCE, "Dense: 1", window="{length: 10}", compile=None),
         "the model gives 10 time steps, and the target is one value for each window", "None"),
        (spec("Flatten", "Dense: 10", "Reshape: [10, 1]", target="{shape: [1]}"),
         "the model gives 10 time steps, and the target is one value for each example", "no error"),
    ],
)  # fmt: skip
def test_time_steps_that_the_target_has_not(text: str, message: str, keras: str) -> None:
    """The target may have several steps, there may be no loss to say what Keras does, and no layer that keeps them."""
    diagnostic = only(text, "SEQ107")

    assert message == diagnostic.message
    assert str(diagnostic.keras).startswith(keras)


@pytest.mark.parametrize(
    ("text", "help", "fixable"),
    [
        (spec("LSTM: 2", "Dense: 3", target="{shape: [4, 3]}"),
         "the output has to be (None, 4, 3): keep the time axis, or add one with `RepeatVector` or `Reshape`", False),
        (spec("Flatten", "Dense: 3", target="{shape: [4, 3]}", shape="[5]"),
         "the output has to be (None, 4, 3): keep the time axis, or add one with `RepeatVector` or `Reshape`", False),
        (spec("Conv1D: {filters: 3, kernel_size: 3}", target="{shape: [5, 3]}"),
         "the output has to have 5 steps; `padding: same` keeps their number", False),
        (spec("LSTM: 3", target="{shape: [4]}"), "end the model with a `Dense` of 4 units", False),
        (spec("LSTM: 2", "Dense: 3", target="{shape: [4]}", loss=None), "give the last layer 4 units", True),
        (spec("LSTM: 2", "Dense: 3", target="{shape: []}"), "give the last layer 1 unit", False),
        (spec("LSTM: 2", "Dense: {units: 3, activation: softmax}", target="{shape: [], kind: one_hot}",
              loss="categorical_crossentropy"),
         "say how many classes there are, as the last size of the target's `shape`", False),
    ],
)  # fmt: skip
def test_other_sizes_are_mended_where_they_come_from(text: str, help: str, fixable: bool) -> None:
    """In the axes, in the padding or in the units; the fix knows the units of a Dense only."""
    diagnostic = only(text, "SEQ109")

    assert help == diagnostic.help
    assert fixable == (diagnostic.fix is not None)
    assert "None classes" not in diagnostic.message


def test_wrong_steps_going_in_hide_those_coming_out() -> None:
    """A declared length that the recipe does not deliver is one mistake, and not two."""
    text = forecast("Input: [5, 1]", "LSTM: {units: 3, return_sequences: true}", window="{length: 10}")

    assert ["SEQ111"] == codes(check(text))


def test_one_hot_columns_of_unknown_number_fit_any_width() -> None:
    """How many classes there are is in the data."""
    data = "{source: {csv: a.csv}, target: {column: y, kind: one_hot}, features: [x]}"
    head = "Dense: {units: 3, activation: softmax}"

    assert [] == codes(check(spec_text(head, data=data, compile="{loss: categorical_crossentropy}")))


# ------------------------------------------------------------------------------------------------------ labels


@pytest.mark.parametrize(
    ("head", "loss", "words"),
    [
        ("Dense: {units: 1, activation: sigmoid}", "categorical_crossentropy", "a warning at most, and a loss of 0"),
        ("Dense: {units: 1, activation: sigmoid}", "sparse_categorical_crossentropy", "TensorFlow raises"),
        ("Dense: {units: 3, activation: sigmoid}", "categorical_crossentropy", "no error: it divides the outputs"),
    ],
)
def test_what_a_loss_over_classes_makes_of_a_sigmoid(head: str, loss: str, words: str) -> None:
    """With one unit nothing is learnt, with several something else."""
    diagnostic = only(spec_text("Input: [5]", head, compile=f"{{loss: {loss}}}"), "SEQ202")

    assert words in str(diagnostic.keras)


def test_several_labels_at_once_take_the_binary_loss() -> None:
    """The sparse loss takes one class number for each example."""
    text = spec(
        "Dense: {units: 3, activation: softmax}",
        target="{shape: [3], kind: multi_label}",
        shape="[5]",
        loss="sparse_categorical_crossentropy",
    )

    assert "write `binary_crossentropy`: it asks about each label by itself" == only(text, "SEQ204").help


@pytest.mark.parametrize(
    ("labels", "encode", "message"),
    [
        ("0 1 2 0.5", "", "there are labels that are no whole numbers, and `sparse_categorical_crossentropy` takes"),
        ("0 1 2 2", "", None),
        ("7 8 9 8", "encode: {y: {ids: 3}}, ", None),
    ],
)
def test_labels_are_whole_numbers_unless_they_are_encoded(labels: str, encode: str, message: str | None) -> None:
    """0.5 is no class, and what a category is called does not matter."""
    rows = "".join(f"{number},{label}\n" for number, label in enumerate(labels.split() * 10))
    recipe = f"source: {{csv: series.csv}}, features: [x], target: {{column: y, kind: classes, classes: 3}}, {encode}"
    text = spec_text(
        "Dense: {units: 3, activation: softmax}",
        data=f"{{{recipe}scale: {{x: standard}}}}",
        compile="{loss: sparse_categorical_crossentropy}",
    )
    told = found(text, "SEQ205", f"x,y\n{rows}")

    assert ([message] if message else []) == [each.message[: len(message or "")] for each in told]


# ------------------------------------------------------------------------------------------------------ figures


def test_only_callbacks_on_a_figure_for_each_class_are_told() -> None:
    """One that watches the loss beside it is left alone."""
    callbacks = "[EarlyStopping: {monitor: loss}, EarlyStopping: {monitor: f1_score, mode: max}]"
    text = spec_text(
        "Input: [5]",
        "Dense: {units: 3, activation: softmax}",
        compile="{loss: categorical_crossentropy, metrics: [f1_score]}",
        fit=f"{{epochs: 9, callbacks: {callbacks}}}",
    )

    assert ("fit", "callbacks", 1, "EarlyStopping", "monitor") == only(text, "SEQ211").at


@pytest.mark.parametrize(
    ("layers", "fixable"),
    [(("LSTM: 3",), False), (("Flatten", "Dense: 3", "LeakyReLU"), False), (("Flatten", "Dense: 3"), True)],
)
def test_an_end_below_zero_is_mended_in_the_activation_of_a_dense(layers: tuple[str, ...], fixable: bool) -> None:
    """The gates of a recurrent layer bound its output besides, and an activation layer has no argument to change."""
    diagnostic = only(spec_text("Input: [5, 2]", *layers, compile="{loss: poisson}"), "SEQ213")

    assert fixable == (diagnostic.fix is not None)


@pytest.mark.parametrize(("callback", "known"), [("ReduceLROnPlateau: {monitor: loss}, ", True), ("", False)])
def test_the_learning_rate_is_a_figure_where_a_callback_changes_it(callback: str, known: bool) -> None:
    """Such a callback puts it into the logs."""
    fit = f"{{epochs: 9, callbacks: [{callback}EarlyStopping: {{monitor: learning_rate, mode: min, patience: 2}}]}}"

    assert known == ([] == found(spec_text(fit=fit), "SEQ214"))


# ------------------------------------------------------------------------------------------------------------- texts

SIDES = "input: {max_tokens: 9, max_length: 4}, target: {max_tokens: 9, max_length: 3}"
TRANSLATION = f"{{source: {{pairs: a.tsv}}, tokens: {{{SIDES}}}}}"


def test_a_decoder_without_its_repeat_vector_is_told_what_it_lacks() -> None:
    """There is no window in which every step could have a target."""
    text = spec_text("Embedding: {input_dim: 9, output_dim: 8}", "GRU: {units: 8, return_sequences: true}",
                     "Dense: {units: 9, activation: softmax}", data=TRANSLATION,
                     compile="{loss: sparse_categorical_crossentropy}")  # fmt: skip

    assert "`RepeatVector`" in str(only(text, "SEQ107").help)


@pytest.mark.parametrize(("units", "keras"), [(40, "no error"), (4, "TensorFlow raises")])
def test_too_many_classes_are_no_error_of_keras_and_too_few_are(units: int, keras: str) -> None:
    """Both are told, each with what comes of it."""
    text = spec_text("Embedding: {input_dim: 9, output_dim: 8}", "GRU: 8", "RepeatVector: 3",
                     "GRU: {units: 8, return_sequences: true}", f"Dense: {{units: {units}, activation: softmax}}",
                     data=TRANSLATION, compile="{loss: sparse_categorical_crossentropy}")  # fmt: skip

    assert str(only(text, "SEQ109").keras).startswith(keras)


@pytest.mark.parametrize(
    ("steps", "units", "keras"), [(8, 3, "raises an error"), (11, 4, "no error"), (11, 2, "TensorFlow raises")]
)
def test_what_keras_does_of_class_numbers_follows_the_axis_that_differs(steps: int, units: int, keras: str) -> None:
    """Other steps are refused; of other classes only a number outside is."""
    layers = ("Flatten", f"RepeatVector: {steps}", SEQUENCE, f"Dense: {{units: {units}, activation: softmax}}")
    text = spec(*layers, target="{shape: [11], kind: classes, classes: 3}", loss="sparse_categorical_crossentropy")

    assert str(only(text, "SEQ109").keras).startswith(keras)
