"""The rules that hold input and output of a model against what the recipe delivers and asks for."""

from __future__ import annotations

import pytest

from seqspec.analysis.linter import check_text
from tests.analysis.examples import codes, fixed, found, only
from tests.builders import spec_text


def forecast(*layers: str, window: str = "length: 30", more: str = "", **sections: str | None) -> str:
    """A spec that forecasts one column from its own past."""
    return spec_text(*layers, data=f"{{source: {{csv: a.csv}}, target: y, window: {{{window}}}{more}}}", **sections)


def arrays(*layers: str, target: str, shape: str = "[30, 3]", loss: str = "mse") -> str:
    """A spec over arrays, with the target as declared."""
    data = f"{{arrays: {{input: {{shape: {shape}}}, target: {target}}}}}"
    return spec_text(*layers, data=data, compile=f"{{loss: {loss}}}")


SEQUENCE = "LSTM: {units: 8, return_sequences: true}"


# ------------------------------------------------------------------------------------------ SEQ107 kept time steps


def test_a_kept_time_axis_shows_output_cause_and_target() -> None:
    """Three places tell the story: the argument that keeps the steps, the last layer, and the target."""
    text = forecast(SEQUENCE, "Dropout: 0.1", "Dense: 1")
    diagnostic = only(text, "SEQ107")

    assert ("model", 0, "LSTM", "return_sequences") == diagnostic.at
    assert "keeps all 30 time steps: (None, 30, 8)" == diagnostic.label
    assert ["the output is (None, 30, 1)", "the target is (None, 1)"] == [note.text for note in diagnostic.notes]
    assert "no error" in (diagnostic.keras or "")
    assert forecast("LSTM: {units: 8}", "Dropout: 0.1", "Dense: 1") == fixed(text, diagnostic)


@pytest.mark.parametrize(
    "layers",
    [
        ("Conv1D: {filters: 4, kernel_size: 3}", "Dense: 1"),
        (SEQUENCE, "TimeDistributed: {Dense: 1}"),
        ("Bidirectional: {layer: {LSTM: {units: 8, return_sequences: true}}}", "Dense: 1"),
        (
            "LSTM: 8",
            "RepeatVector: 30",
            SEQUENCE,
            "GRU: {units: 8, return_sequences: true}",
            "Conv1D: {filters: 1, kernel_size: 2}",
        ),
    ],
)
def test_every_way_to_keep_the_time_axis_is_found(layers: tuple[str, ...]) -> None:
    """Convolutions, wrappers and decoders leave a time axis as well; a fix is offered only where it works."""
    diagnostic = only(forecast(*layers), "SEQ107")

    if diagnostic.fix is not None:
        assert [] == codes(check_text(fixed(forecast(*layers), diagnostic)), "error")


@pytest.mark.parametrize(
    "behind",
    [
        ("TimeDistributed: {GlobalAveragePooling1D: {}}", "Dense: 1"),
        ("TimeDistributed: Flatten", "LayerNormalization", "Dense: 1"),
        ("Reshape: [30, 10]", "Dense: 1"),
    ],
)
def test_a_film_that_is_kept_is_the_cause_behind_places_too(behind: tuple[str, ...]) -> None:
    """The ConvLSTM is underlined, and no fix is offered that leaves places where one value is wanted."""
    kept = "ConvLSTM1D: {filters: 2, kernel_size: 1, return_sequences: true}"
    text = forecast("Reshape: [30, 1, 1]", "UpSampling2D: {size: [1, 5]}", kept, *behind)
    diagnostic = only(text, "SEQ107")

    assert ("model", 2, "ConvLSTM1D", "return_sequences") == diagnostic.at
    assert diagnostic.fix is None


def test_an_unknown_number_of_steps_is_more_than_one() -> None:
    """Arrays of any length against one value an example."""
    text = arrays(SEQUENCE, "Dense: 1", shape="[null, 3]", target="{shape: [1]}")

    assert "every time step" in only(text, "SEQ107").message


def test_cross_entropies_refuse_where_losses_on_numbers_stretch() -> None:
    """The keras line knows the difference."""
    text = arrays(SEQUENCE, "Dense: {units: 4, activation: softmax}", target="{shape: [4], kind: one_hot}",
                  loss="categorical_crossentropy")  # fmt: skip

    assert "raises an error at the first batch" in (only(text, "SEQ107").keras or "")


@pytest.mark.parametrize(
    "text",
    [
        forecast(SEQUENCE, "Dense: 1", window="length: 30, targets: each_step"),
        forecast(SEQUENCE, "Dense: 1", window="length: 1"),
        forecast("LSTM: 8", "RepeatVector: 5", SEQUENCE, "Dense: 1", window="length: 30, horizon: 5"),
        forecast("LSTM: 8", "Dense: 5", window="length: 30, horizon: 5"),
        forecast("LSTM: 8", "Dense: 5", "Reshape: [5, 1]", window="length: 30, horizon: 5"),
        arrays(SEQUENCE, "Dense: 1", target="{shape: [30, 1]}"),
        arrays(SEQUENCE, "Dense: 1", target="{shape: [30]}"),
        arrays("LSTM: 8", "Dense: 1", target="{shape: []}"),
        arrays(SEQUENCE, "Dense: {units: 4, activation: softmax}", target="{shape: [30], kind: classes, classes: 4}",
               loss="sparse_categorical_crossentropy"),
        arrays("LSTM: 8", "Dense: {units: 4, activation: softmax}", target="{shape: [1], kind: classes, classes: 4}",
               loss="sparse_categorical_crossentropy"),
        arrays("LSTM: 8", "Dense: {units: 2, activation: softmax}", target="{shape: [], kind: binary}",
               loss="sparse_categorical_crossentropy"),
        arrays("LSTM: 8", "Dense: {units: 1, activation: sigmoid}", target="{shape: [1], kind: binary}",
               loss="binary_crossentropy"),
        arrays("LSTM: 8", "Dense: {units: 4, activation: sigmoid}", target="{shape: [4], kind: multi_label}",
               loss="binary_crossentropy"),
        arrays("LSTM: 8", "Dense: {units: 4, activation: softmax}", target="{shape: [4], kind: one_hot}",
               loss="categorical_crossentropy"),
        arrays("LSTM: 8", "Dense: 1", target="{shape: [], kind: classes, classes: 4}", loss="mae"),
    ],
)  # fmt: skip
def test_what_fits_is_left_alone(text: str) -> None:
    """Targets for each step, decoders, class numbers and their probabilities: near misses, and right."""
    assert [] == codes(check_text(text))


# ------------------------------------------------------------------------------------ SEQ108 and SEQ109 other sizes


def test_one_output_for_several_targets_is_silent_in_keras() -> None:
    """Over arrays the loss is to blame for the silence, and named as written."""
    text = arrays("LSTM: 8", "Dense: 1", target="{shape: [5]}", loss="Huber")
    diagnostic = only(text, "SEQ108")

    assert "`Huber`" in diagnostic.message
    assert [] == codes(check_text(fixed(text, diagnostic)))


def test_sizes_that_no_loss_can_stretch_are_told_as_such() -> None:
    """Three against five raises in Keras, and is a plain mismatch."""
    diagnostic = only(arrays("LSTM: 8", "Dense: 3", target="{shape: [5]}"), "SEQ109")

    assert "raises an error at the first batch" in (diagnostic.keras or "")


@pytest.mark.parametrize(
    ("last", "window", "more", "written"),
    [
        ("Dense: 1", "length: 30, horizon: 5", "", "Dense: 5"),
        ("Dense: 5", "length: 30", "", "Dense: 1"),
        ("Dense: {units: 2, name: end}", "length: 30, horizon: 3", "", "Dense: {units: 3, name: end}"),
    ],
)
def test_the_last_layer_gets_as_many_units_as_the_horizon_asks(last: str, window: str, more: str, written: str) -> None:
    """Whatever form the layer is written in."""
    text = forecast("LSTM: 8", last, window=window, more=more)
    diagnostic = only(text, "SEQ109")

    assert forecast("LSTM: 8", written, window=window, more=more) == fixed(text, diagnostic)


def test_several_target_columns_multiply_the_horizon() -> None:
    """A rank-2 output holds all steps of all columns."""
    data = "{source: {csv: a.csv}, target: [x, y], window: {length: 30, horizon: 3}}"
    diagnostic = only(spec_text("LSTM: 8", "Dense: 3", data=data), "SEQ109")

    assert "6 (3 steps of 2 values)" in diagnostic.message
    assert [] == codes(check_text(spec_text("LSTM: 8", "Dense: 6", data=data)))


def test_a_decoder_of_the_wrong_length_is_told_at_repeat_vector() -> None:
    """Its `n` decides the number of steps, so the carets stand there."""
    layers = ["LSTM: 8", "RepeatVector: 4", "LSTM: {units: 8, return_sequences: true}", "Dense: 1"]
    text = forecast(*layers, window="length: 30, horizon: 5")
    diagnostic = only(text, "SEQ109")

    assert ("model", 1, "RepeatVector", "n") == diagnostic.at
    assert [] == codes(check_text(fixed(text, diagnostic)))


def test_a_target_for_each_step_asks_for_a_sequence() -> None:
    """The recurrent layer that ended the sequence is underlined, since it could have kept it."""
    diagnostic = only(forecast("LSTM: 8", "Dense: 1", window="length: 30, targets: each_step"), "SEQ109")

    assert "each of 30 steps" in diagnostic.message
    assert ("model", 0, "LSTM") == diagnostic.at
    assert "the sequence ends here: (None, 8)" == diagnostic.label
    assert "the output is (None, 1)" in [note.text for note in diagnostic.notes]


@pytest.mark.parametrize(
    ("layers", "fixable"),
    [
        (("LSTM: 8", "Dense: 1"), True),
        (("LSTM: 8", "Dense: 3"), False),
        (("LSTM: 8", "Conv1D: {filters: 1, kernel_size: 2, padding: same}"), True),
        ((SEQUENCE, "GlobalAveragePooling1D", "Dense: 1"), False),
        (("Conv1D: {filters: 8, kernel_size: 1}", "GRU: 8", "Dense: 1"), True),
        (("Bidirectional: {LSTM: 8}", "Dense: 1"), True),
    ],
)
def test_a_sequence_is_kept_where_that_is_all_it_takes(layers: tuple[str, ...], fixable: bool) -> None:
    """No number of units makes steps of one vector: the fix keeps the sequence, or there is none."""
    text = forecast(*layers, window="length: 30, targets: each_step")
    (diagnostic,) = found(text, "SEQ109") or found(text, "SEQ105")

    assert fixable == (diagnostic.fix is not None)
    if diagnostic.fix is not None:
        assert [] == codes(check_text(fixed(text, diagnostic)), "error")


def test_places_that_are_laid_side_by_side_end_no_sequence() -> None:
    """A layer that takes an axis away and leaves more than one is not the end of the sequence."""
    text = arrays("Reshape: [20, 1]", shape="[4, 5, 1]", target="{shape: [4, 5, 1]}")
    diagnostic = only(text, "SEQ109")

    assert ("model", 0, "Reshape") == diagnostic.at
    assert "the output is (None, 20, 1)" == diagnostic.label


@pytest.mark.parametrize(
    ("layers", "told"),
    [
        (("LSTM: 8",), ["SEQ109"]),
        (("LSTM: 8", "Dense: {units: 8, activation: relu}"), ["SEQ109"]),
        (("LSTM: 8", "Dense: 8"), ["SEQ109", "SEQ207"]),
        (("LSTM: 1",), ["SEQ207"]),
        (("LSTM: 8", "Dense: {units: 1, activation: relu}"), ["SEQ207"]),
    ],
)
def test_a_model_without_an_output_layer_is_told_once(layers: tuple[str, ...], told: list[str]) -> None:
    """A hidden layer that stands last has the wrong width and the wrong activation for one reason."""
    text = arrays(*layers, shape="[9, 1]", target="{shape: [1], kind: binary}", loss="binary_crossentropy")

    assert told == sorted(codes(check_text(text), "error"))


def test_a_recurrent_layer_at_the_end_asks_for_an_output_layer() -> None:
    """Its units are not what is wrong."""
    text = arrays("LSTM: 8", shape="[9, 1]", target="{shape: [1], kind: binary}", loss="binary_crossentropy")

    assert "end the model with a `Dense` of 1 unit" == only(text, "SEQ109").help


def test_as_many_classes_as_the_recipe_declares() -> None:
    """The number of classes is not the number of units: Keras on JAX would not even raise."""
    text = arrays("LSTM: 8", "Dense: {units: 3, activation: softmax}", target="{shape: [], kind: classes, classes: 4}",
                  loss="sparse_categorical_crossentropy")  # fmt: skip
    diagnostic = only(text, "SEQ109")

    assert "4 classes" in diagnostic.message
    assert "JAX" in (diagnostic.keras or "")
    assert [] == codes(check_text(fixed(text, diagnostic)))


@pytest.mark.parametrize(
    "target", ["{shape: [5]}", "{shape: [1]}", "{shape: [30, 1]}", "{shape: [], kind: classes, classes: 4}"]
)
@pytest.mark.parametrize("last", ["Dense: 1", "Dense: 5", "Dense: {units: 4, activation: softmax}"])
@pytest.mark.parametrize("first", ["LSTM: 8", SEQUENCE, "Flatten"])
@pytest.mark.parametrize(
    "loss", ["mse", "sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy"]
)
def test_one_misfit_has_one_name(target: str, last: str, first: str, loss: str) -> None:
    """SEQ107, SEQ108 and SEQ109 exclude one another, whatever the combination."""
    told = codes(check_text(arrays(first, last, target=target, loss=loss)))

    assert len([code for code in told if code in {"SEQ107", "SEQ108", "SEQ109"}]) <= 1


# --------------------------------------------------------------------------------------- SEQ111 and SEQ112 the input


@pytest.mark.parametrize(
    ("first", "fixed_first", "applicability"),
    [
        ("LSTM: {units: 8, input_shape: [100, 1]}", "LSTM: {units: 8, input_shape: [30, 1]}", "safe"),
        ("Input: [100, 1]", "Input: [30, 1]", "safe"),
        ("Input: {shape: [100, 1], batch_size: 4}", "Input: {shape: [30, 1], batch_size: 4}", "safe"),
        ("Input: {batch_shape: [4, 100, 1]}", "Input: {batch_shape: [4, 30, 1]}", "safe"),
        ("Flatten: {input_shape: [100, 1]}", "Flatten: {input_shape: [30, 1]}", "unsafe"),
    ],
)
def test_the_window_decides_the_length(first: str, fixed_first: str, applicability: str) -> None:
    """Safe where no weight depends on the length: Keras trains such a model on the other length anyway."""
    rest = ("Dense: 1",) if "Flatten" in first or "LSTM" in first else ("LSTM: 8", "Dense: 1")
    text = forecast(first, *rest)
    diagnostic = only(text, "SEQ111")

    assert diagnostic.fix is not None
    assert applicability == diagnostic.fix.applicability
    assert forecast(fixed_first, *rest) == fixed(text, diagnostic)


def test_the_columns_decide_the_features() -> None:
    """One-hot categories and the parts of a date count as the columns they become."""
    data = ("{source: {csv: a.csv}, target: y, features: [y, room, day], window: {length: 30}, "
            "encode: {room: {one_hot: 3}, day: {cyclic: [month]}}}")  # fmt: skip
    text = spec_text("LSTM: {units: 8, input_shape: [30, 3]}", "Dense: 1", data=data)
    diagnostic = only(text, "SEQ112")

    assert "delivers 6" in diagnostic.message
    assert [] == codes(check_text(fixed(text, diagnostic)))


def test_length_and_features_are_two_mistakes() -> None:
    """Both are told, each at its own number."""
    text = forecast("LSTM: {units: 8, input_shape: [100, 2]}", "Dense: 1")

    assert ["SEQ111", "SEQ112"] == codes(check_text(text))


@pytest.mark.parametrize(
    ("declared", "told"), [("[30]", "no error"), ("[30, 1, 1]", "no error"), ("[4, 30, 1]", "raises")]
)
def test_another_number_of_axes_is_told_with_both_shapes(declared: str, told: str) -> None:
    """An axis too many or too few is a matter of the whole shape, whatever it breaks behind it."""
    diagnostics = found(forecast(f"Input: {declared}", "Flatten", "Dense: 1"), "SEQ112")

    assert 1 == len(diagnostics)
    assert "(None, 30, 1)" in diagnostics[0].message
    assert told in (diagnostics[0].keras or "")


@pytest.mark.parametrize("declared", ["[30, 1]", "[null, 1]", "[30, null]"])
def test_a_declaration_that_agrees_is_silent(declared: str) -> None:
    """A size that is left open agrees with any."""
    told = codes(check_text(forecast(f"Input: {declared}", "LSTM: 8", "Dense: 1")))

    assert [] == [code for code in told if code in {"SEQ111", "SEQ112"}]


def test_a_wrong_length_hides_no_wrong_units() -> None:
    """The two have nothing to do with each other."""
    assert ["SEQ111", "SEQ109"] == codes(check_text(forecast("LSTM: {units: 8, input_shape: [100, 1]}", "Dense: 7")))


# ---------------------------------------------------------------------------------------------------- SEQ204 labels


@pytest.mark.parametrize(
    ("target", "loss", "written"),
    [
        ("{shape: [], kind: classes, classes: 4}", "categorical_crossentropy", "sparse_categorical_crossentropy"),
        ("{shape: [4], kind: one_hot}", "sparse_categorical_crossentropy", "categorical_crossentropy"),
        ("{shape: [], kind: classes, classes: 4}", "CategoricalCrossentropy", "SparseCategoricalCrossentropy"),
        ("{shape: [4], kind: one_hot}", "{SparseCategoricalCrossentropy: {axis: -1}}", None),
    ],
)
def test_the_loss_is_renamed_as_it_is_written(target: str, loss: str, written: str | None) -> None:
    """Both spellings keep their style, and a mapping keeps its arguments."""
    text = arrays("LSTM: 8", "Dense: {units: 4, activation: softmax}", target=target, loss=loss)
    diagnostic = only(text, "SEQ204")
    expected = text.replace(f"loss: {loss}", f"loss: {written}") if written else text.replace("Sparse", "")

    assert diagnostic.fix is not None
    assert "safe" == diagnostic.fix.applicability
    assert expected == fixed(text, diagnostic)


def test_a_loss_with_arguments_that_the_other_does_not_take_is_not_renamed() -> None:
    """The fix would put one error in place of another."""
    text = arrays("LSTM: 8", "Dense: {units: 4, activation: softmax}", target="{shape: [4], kind: one_hot}",
                  loss="{SparseCategoricalCrossentropy: {ignore_class: 0}}")  # fmt: skip

    assert only(text, "SEQ204").fix is None


def test_a_target_that_nobody_declared_as_classes() -> None:
    """The commonest form: the kind is missing, so the target counts as a number."""
    data = "{source: {csv: a.csv}, target: y, features: [x]}"
    text = spec_text(
        "Dense: {units: 4, activation: softmax}", data=data, compile="{loss: sparse_categorical_crossentropy}"
    )
    diagnostic = only(text, "SEQ204")

    assert "kind: classes" in (diagnostic.help or "")
    assert diagnostic.fix is None


LABEL_LOSSES = ["binary_crossentropy", "binary_focal_crossentropy", "hinge", "squared_hinge", "categorical_hinge"]


@pytest.mark.parametrize("loss", LABEL_LOSSES)
@pytest.mark.parametrize("scale", ["none", "standard", "minmax"])
def test_a_loss_on_labels_takes_no_real_numbers(loss: str, scale: str) -> None:
    """Keras trains without a word, so the recipe has to say that the target is a label; scaling changes nothing."""
    data = f"{{source: {{csv: a.csv}}, target: price, features: [x], scale: {scale}}}"
    text = spec_text("Dense: {units: 1, activation: sigmoid}", data=data, compile=f"{{loss: {loss}}}")
    diagnostic = only(text, "SEQ204")

    assert "error" == diagnostic.severity
    assert "delivers real numbers" in diagnostic.message
    assert "no error" in (diagnostic.keras or "")


@pytest.mark.parametrize("loss", LABEL_LOSSES)
def test_arrays_of_real_numbers_are_held_against_the_loss_as_well(loss: str) -> None:
    """A target is real where the arrays do not say otherwise."""
    text = arrays("LSTM: 8", "Dense: {units: 1, activation: sigmoid}", target="{shape: [1]}", loss=loss)

    assert ["SEQ204"] == codes(check_text(text))


@pytest.mark.parametrize("loss", ["binary_crossentropy", "binary_focal_crossentropy", "hinge", "squared_hinge"])
def test_a_target_that_is_said_to_be_binary_is_taken(loss: str) -> None:
    """This is the way out that the help names."""
    activation = "tanh" if "hinge" in loss else "sigmoid"
    layers = ("LSTM: 8", f"Dense: {{units: 1, activation: {activation}}}")

    assert [] == codes(check_text(arrays(*layers, target="{shape: [1], kind: binary}", loss=loss)))


@pytest.mark.parametrize("loss", ["binary_crossentropy", "categorical_crossentropy"])
@pytest.mark.parametrize("layer", ["Dense: 1", "Dense: {units: 1, activation: sigmoid}"])
def test_numbers_under_a_loss_on_labels_are_one_finding(loss: str, layer: str) -> None:
    """What the last layer ends with is of no account while the loss is the wrong one."""
    diagnostic = only(arrays("LSTM: 8", layer, target="{shape: [1]}", loss=loss), "SEQ204")

    assert "binary_crossentropy" not in (diagnostic.help or "")


@pytest.mark.parametrize(
    ("target", "loss", "expected"),
    [
        ("label", "categorical_crossentropy", ["SEQ204"]),
        ("label", "mse", ["SEQ109"]),
        ("[label, other]", "categorical_crossentropy", ["SEQ109"]),
        ("{column: label, kind: one_hot, classes: 3}", "categorical_crossentropy", []),
        ("{column: label, kind: one_hot, classes: 4}", "categorical_crossentropy", ["SEQ109"]),
    ],
)
def test_classes_that_nobody_has_declared_are_one_finding(target: str, loss: str, expected: list[str]) -> None:
    """The model gives a value for each class, as its loss takes them; only the recipe does not say what they are."""
    data = f"{{source: {{csv: a.csv}}, target: {target}, features: [x], window: {{length: 4}}}}"
    text = spec_text("LSTM: 8", "Dense: {units: 3, activation: softmax}", data=data, compile=f"{{loss: {loss}}}")

    assert expected == [each for each in codes(check_text(text)) if each in {"SEQ109", "SEQ204"}]


def test_several_numbers_under_sigmoid_are_not_sent_to_the_binary_loss() -> None:
    """They may be the shares of classes, and no more than that."""
    text = arrays("LSTM: 8", "Dense: {units: 4, activation: sigmoid}", target="{shape: [4]}",
                  loss="categorical_crossentropy")  # fmt: skip
    diagnostic = only(text, "SEQ202")

    assert "write `softmax` with one unit for each class" == diagnostic.help


def test_binary_labels_under_a_categorical_loss() -> None:
    """0 and 1 are class numbers, so the sparse loss takes them and the other one does not."""
    layers = ("LSTM: 8", "Dense: {units: 2, activation: softmax}")

    assert ["SEQ204"] == codes(
        check_text(arrays(*layers, target="{shape: [1], kind: binary}", loss="categorical_crossentropy"))
    )
    assert [] == codes(
        check_text(arrays(*layers, target="{shape: [1], kind: binary}", loss="sparse_categorical_crossentropy"))
    )


def test_a_recipe_without_a_model_is_held_against_nothing() -> None:
    """A fragment may hold the data alone."""
    text = "seqspec: 1\nfragment: true\ndata: {source: {csv: a.csv}, target: y, window: {length: 30}}\n"

    assert [] == codes(check_text(text))


def test_nothing_is_held_against_a_recipe_that_can_not_be_read() -> None:
    """A broken recipe or loss is one finding, and no rule guesses at the rest."""
    broken_data = spec_text(
        "LSTM: {units: 8, input_shape: [30, 1]}", "Dense: 7", data="{source: {csv: a.csv}, targets: y}"
    )
    broken_loss = arrays("LSTM: 8", "Dense: 4", target="{shape: [], kind: classes, classes: 4}", loss="crossentrop")

    assert "SEQ109" not in codes(check_text(broken_data))
    assert ["SEQ006"] == codes(check_text(broken_loss))


def test_one_thing_is_spoken_of_in_the_singular() -> None:
    """`give the last layer 1 unit`, and no rule says `1 units` or `1 steps`."""
    texts = [
        forecast("LSTM: 8", "Dense: 3"),
        forecast("LSTM: {units: 8, input_shape: [1, 1]}", "Dense: 1"),
        forecast("LSTM: 8", "RepeatVector: 1", SEQUENCE, "Dense: 1", window="length: 9, horizon: 4"),
        forecast(SEQUENCE, "Dense: 1", window="length: 1, horizon: 1"),
    ]
    told = [each for text in texts for each in check_text(text).report]
    said = " ".join(f"{each.message} {each.label} {each.help} {each.fix and each.fix.title}" for each in told)

    assert "1 unit" in said
    assert "1 step" in said
    assert [] == [plural for plural in ("1 units", "1 steps", "1 time steps") if f" {plural}" in f" {said}"]
