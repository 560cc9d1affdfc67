"""Models that people asked about, or published, and where seqspec points: the token that has to change."""

from __future__ import annotations

import pytest

from seqspec.analysis.linter import check_text
from tests.analysis.examples import codes, fixed, only

IMAGES = "{arrays: {input: {shape: [28, 28, 1]}, target: {shape: [28, 28, 1]}}}"
LABELS = "{arrays: {input: {shape: [30, 4]}, target: {shape: TARGET}}}"


def spec(*layers: str, loss: str = "mse", data: str = "", metrics: str = "[]") -> str:
    """A spec of these layers, one on each line."""
    model = "".join(f"  - {layer}\n" for layer in layers)
    recipe = f"data: {data}\n" if data else ""
    compiled = f"compile: {{optimizer: adam, loss: {loss}, metrics: {metrics}}}\n"
    return f"seqspec: 1\n{recipe}model:\n{model}{compiled}runtime: {{seed: 42}}\n"


def arrays(kind: str = "real", shape: str = "[30, 4]", target: str = "[]", more: str = "") -> str:
    """Arrays of one shape with a target of another."""
    return f"{{arrays: {{input: {{shape: {shape}}}, target: {{shape: {target}, kind: {kind}{more}}}}}}}"


# --------------------------------------------------------------------------------------------------------- published


@pytest.mark.parametrize("target", ["{shape: [784]}", "{shape: [5], min: 0, max: 1}"])
def test_binary_crossentropy_over_pixels_is_an_autoencoder(target: str) -> None:
    """A target with the shape of the input, or within 0 and 1, can be read as probabilities."""
    units = 784 if "784" in target else 5
    data = f"{{arrays: {{input: {{shape: [784]}}, target: {target}}}}}"
    layers = ("Dense: {units: 32, activation: relu}", f"Dense: {{units: {units}, activation: sigmoid}}")

    assert [] == codes(check_text(spec(*layers, loss="binary_crossentropy", data=data)))


def test_numbers_that_no_pixel_explains_are_held_against_the_loss() -> None:
    """A price is no probability, even where as many go in as come out."""
    text = spec("LSTM: 8", "Dense: {units: 1, activation: sigmoid}", loss="binary_crossentropy", data=arrays())

    assert ["SEQ204"] == codes(check_text(text))


def test_padding_is_read_as_keras_reads_it() -> None:
    """Keras takes `Same` and `VALID`, and so did many a notebook."""
    layers = ("Conv2D: {filters: 8, kernel_size: 3, padding: Same, input_shape: [28, 28, 1]}",
              "ConvLSTM1D: {filters: 4, kernel_size: 3, padding: VALID}", "Flatten", "Dense: 1")  # fmt: skip
    trace = check_text(spec(*layers)).trace

    assert trace is not None
    assert [(None, 28, 28, 8), (None, 26, 4)] == [step.output.shape for step in trace.steps[:2]]


# ---------------------------------------------------------------------------------------------- the loss has to change


def test_a_softmax_over_class_numbers_under_a_binary_loss_is_one_finding() -> None:
    """The loss is what is wrong, not the units, and the labels are counted against the units."""
    data = arrays("binary", more=", max: 9")
    text = spec("LSTM: 8", "Dense: {units: 10, activation: softmax}", loss="binary_crossentropy", data=data)
    diagnostic = only(text, "SEQ203")

    assert ("error", ("compile", "loss")) == (diagnostic.severity, diagnostic.at)
    assert "loss: sparse_categorical_crossentropy" in fixed(text, diagnostic)


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
@pytest.mark.parametrize("kind", ["binary", "classes"])
def test_one_sigmoid_under_a_loss_for_classes_is_one_finding_at_the_loss(loss: str, kind: str) -> None:
    """One answer needs `binary_crossentropy`, whatever form the labels have."""
    text = spec("LSTM: 8", "Dense: {units: 1, activation: sigmoid}", loss=loss, data=arrays(kind))
    diagnostic = only(text, "SEQ202")

    assert ("compile", "loss") == diagnostic.at
    assert "loss: binary_crossentropy" in fixed(text, diagnostic)


def test_one_sigmoid_for_more_than_two_classes_is_found_at_the_activation() -> None:
    """No binary loss would do: a softmax with a unit for each class is missing."""
    text = spec(
        "LSTM: 8", "Dense: {units: 1, activation: sigmoid}",
        loss="categorical_crossentropy", data=arrays("classes", more=", classes: 4"),
    )  # fmt: skip
    diagnostic = next(each for each in check_text(text).report if each.code == "SEQ202")

    assert "activation" == diagnostic.at[-1]
    assert "write `softmax` with one unit for each class" == diagnostic.help


def test_a_distance_to_class_numbers_is_an_error() -> None:
    """Keras refuses the shapes, or stretches one number over all classes."""
    text = spec("LSTM: 8", "Dense: {units: 5, activation: softmax}", data=arrays("classes"))

    assert "error" == only(text, "SEQ208").severity


# --------------------------------------------------------------------------------------- the end of the model has to


def test_a_softmax_over_numbers_is_found_at_the_activation() -> None:
    """With a target of real numbers the loss is right."""
    text = spec("LSTM: 8", "Dense: {units: 3, activation: softmax}", data=arrays(target="[3]"))
    diagnostic = only(text, "SEQ208")

    assert ("model", 1, "Dense", "activation") == diagnostic.at
    assert "  - Dense: {units: 3}\n" in fixed(text, diagnostic)


def test_a_distribution_is_an_error_where_the_end_gives_none() -> None:
    """`kl_divergence` clips a linear output, and nothing comes back from there."""
    diagnostic = only(spec("LSTM: {units: 8, input_shape: [9, 1]}", "Dense: 4", loss="kl_divergence"), "SEQ213")

    assert ("error", ("model", 1, "Dense")) == (diagnostic.severity, diagnostic.at)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_an_end_with_bounds_wants_those_of_the_target(activation: str) -> None:
    """Scaled targets are declared with `min` and `max`; an autoencoder's are those of its input."""
    head = f"Dense: {{units: 1, activation: {activation}}}"
    open_ended = spec("LSTM: 8", head, data=arrays())
    scaled = spec("LSTM: 8", head, data=arrays(more=", min: 0, max: 1"))
    drawn_again = spec(f"Conv2D: {{filters: 1, kernel_size: 3, padding: same, activation: {activation}}}", data=IMAGES)

    assert "settles at the end of its range" in (only(open_ended, "SEQ209").keras or "")
    assert [[], []] == [codes(check_text(text)) for text in (scaled, drawn_again)]


def test_a_hinge_loss_wants_an_end_below_zero() -> None:
    """It pulls towards -1, which a sigmoid never gives."""
    labels = arrays("binary")
    text = spec("LSTM: 8", "Dense: {units: 1, activation: sigmoid}", loss="hinge", data=labels)

    assert ("model", 1, "Dense", "activation") == only(text, "SEQ209").at
    assert [] == codes(check_text(text.replace("sigmoid", "tanh")))


# ------------------------------------------------------------------------------------------------ a layer has to change


@pytest.mark.parametrize("after", ["ConvLSTM2D: {filters: 8, kernel_size: 3}", "Conv3D: {filters: 1, kernel_size: 3}"])
def test_a_convolutional_recurrent_layer_can_end_a_sequence_too_early(after: str) -> None:
    """What has to change is `return_sequences`, as with an LSTM."""
    first = "ConvLSTM2D: {filters: 8, kernel_size: 3, padding: same, input_shape: [10, 20, 20, 1]}"
    text = spec(first, "BatchNormalization", after, "Flatten", "Dense: 1")
    diagnostic = only(text, "SEQ105")

    assert ("model", 0, "ConvLSTM2D") == diagnostic.at
    assert [] == codes(check_text(fixed(text, diagnostic)), "warning")


def test_a_forecast_of_other_steps_than_go_in_is_no_matter_of_the_sequence() -> None:
    """150 steps go in and 18 are wanted: keeping the sequence would not help."""
    text = spec("LSTM: 40", "Dense: 1", data=arrays(shape="[150, 1]", target="[18, 1]"))

    assert ("model", 1, "Dense") == only(text, "SEQ109").at


def test_the_layer_that_mixes_up_an_unknown_length_is_underlined() -> None:
    """`Flatten` has to go, not the `Dense` behind it."""
    text = spec("Embedding: {input_dim: 100, output_dim: 8, input_shape: [null]}", "Flatten", "Dense: 1")

    assert ("model", 1, "Flatten") == only(text, "SEQ110").at


def test_a_layer_that_scales_ids_is_what_has_to_go() -> None:
    """The Embedding stands where it belongs."""
    text = spec(
        "Rescaling: {scale: 0.1, input_shape: [9]}", "Embedding: {input_dim: 99, output_dim: 4}", "GRU: 8", "Dense: 1"
    )

    assert ("model", 0, "Rescaling") == only(text, "SEQ119").at


def test_a_repeat_vector_over_a_sequence_is_not_taken_for_a_batch() -> None:
    """Ten steps of one feature are a sequence, however long it is."""
    text = spec("RepeatVector: {n: 3, input_shape: [10, 1]}", "LSTM: 8", "Dense: 1")

    assert ("model", 0, "RepeatVector") == only(text, "SEQ106").at


# ---------------------------------------------------------------------------------------------------------- sizes


def test_another_size_of_image_is_one_finding() -> None:
    """Rows, columns and channels differ, and both shapes are shown."""
    data = arrays("binary", shape="[150, 150, 1]")
    text = spec("Conv2D: {filters: 8, kernel_size: 3, input_shape: [224, 224, 3]}", "GlobalAveragePooling2D",
                "Dense: {units: 1, activation: sigmoid}", loss="binary_crossentropy", data=data)  # fmt: skip
    diagnostic = only(text, "SEQ111")

    assert "(None, 224, 224, 3), and the recipe delivers (None, 150, 150, 1)" in diagnostic.message
    assert "input_shape: [150, 150, 1]" in fixed(text, diagnostic)


def test_channels_that_stand_first_are_thought_of() -> None:
    """A kernel of 3 over one row is nearly always an image with its channels in front."""
    text = spec("Conv2D: {filters: 8, kernel_size: 3, input_shape: [1, 28, 28]}", "Flatten", "Dense: 1")
    diagnostic = only(text, "SEQ115")

    assert "spans 3 places" in diagnostic.message
    assert "channels come last" in (diagnostic.help or "")


def test_images_are_not_spoken_of_as_steps() -> None:
    """An autoencoder that gives 32 pixels for 28 is told both shapes."""
    layers = ("Conv2D: {filters: 8, kernel_size: 3, padding: same, strides: 7}", "UpSampling2D: 8",
              "Conv2D: {filters: 1, kernel_size: 3, padding: same}")  # fmt: skip

    assert "the model gives the shape (None, 32, 32, 1)" in only(spec(*layers, data=IMAGES), "SEQ109").message


# -------------------------------------------------------------------------------------------------------- metrics


def test_a_metric_picks_nothing_from_one_output() -> None:
    """`categorical_accuracy` of one output is no figure."""
    text = spec("LSTM: {units: 8, input_shape: [9, 1]}", "Dense: {units: 1, activation: sigmoid}",
                loss="binary_crossentropy", metrics="[categorical_accuracy]")  # fmt: skip

    assert ("compile", "metrics", 0) == only(text, "SEQ211").at


def test_binary_accuracy_flatters_a_choice_of_several() -> None:
    """Most outputs are easy noes."""
    text = spec("LSTM: {units: 8, input_shape: [9, 1]}", "Dense: {units: 5, activation: softmax}",
                loss="categorical_crossentropy", metrics="[binary_accuracy]")  # fmt: skip

    assert "warning" == only(text, "SEQ211").severity


# ------------------------------------------------------------------------------------------------ softmax in its place


@pytest.mark.parametrize(
    ("layers", "at"),
    [
        (("Dense: {units: 8, activation: softmax}", "Dense: 1"), 0),
        (("LSTM: {units: 8, activation: softmax}", "Dense: 1"), 0),
        (("Dense: {units: 8, activation: softmax}", "Dropout: 0.2", "Activation: softmax"), 2),
        (("Dense: {units: 8, activation: sigmoid}", "Softmax"), 1),
        (("Dense: {units: 8, activation: relu}", "Activation: softmax"), 0),
        (("TimeDistributed: {Dense: {units: 8, activation: softmax}}", "LSTM: 4", "Dense: 1"), 0),
    ],
)
def test_a_softmax_has_its_place_at_the_end(layers: tuple[str, ...], at: int) -> None:
    """In a hidden layer, inside a recurrent one, and behind another activation it is in the way."""
    text = spec("Input: [9, 1]", *layers)
    found = [each.at[:2] for each in check_text(text).report if each.code == "SEQ416"]

    assert [("model", at + 1)] == found


@pytest.mark.parametrize(
    "layers",
    [
        ("Dense: {units: 8, activation: relu}", "Dense: {units: 3, activation: softmax}"),
        ("Dense: {units: 8, activation: relu}", "BatchNormalization", "Dense: 3", "Softmax"),
        ("LSTM: {units: 8, activation: relu}", "Activation: softmax"),
        ("LSTM: 8", "Dense: {units: 3, activation: softmax}", "Dropout: 0.1", "Reshape: [3, 1]"),
        (
            "Conv1D: {filters: 8, kernel_size: 90, activation: relu}",
            "Flatten",
            "Dense: {units: 3, activation: softmax}",
        ),
    ],
)
def test_a_softmax_that_is_the_last_word_is_left_alone(layers: tuple[str, ...]) -> None:
    """So is one that stands where nothing is known of what lies between."""
    assert "SEQ416" not in codes(check_text(spec("Input: [9, 1]", *layers, loss="categorical_crossentropy")))
