"""The rules on inputs, axes and masks: the rarer forms, and what they say where the usual advice would not help."""

from __future__ import annotations

import pytest

from tests.analysis.examples import fixed, found, only
from tests.builders import spec_text


def arrays(shape: str, target: str = "{shape: [1]}") -> str:
    """A recipe of arrays."""
    return f"{{arrays: {{input: {{shape: {shape}}}, target: {target}}}}}"


def table(**more: str) -> str:
    """A recipe that reads two columns."""
    recipe = {"source": "{csv: series.csv}", "target": "y", "features": "[x]", "window": "{length: 10}", **more}
    return "{" + ", ".join(f"{key}: {value}" for key, value in recipe.items() if value) + "}"


# ------------------------------------------------------------------------------------------------------ inputs


@pytest.mark.parametrize(
    ("first", "shape"),
    [
        ("Dense: 3", "[features]"),
        ("Conv1D: {filters: 4, kernel_size: 3}", "[steps, features]"),
        ("Conv2D: {filters: 4, kernel_size: 3}", "[rows, columns, channels]"),
        ("MaxPooling3D: 2", "[rows, columns, slices, channels]"),
        ("ConvLSTM1D: {filters: 4, kernel_size: 3}", "[steps, rows, channels]"),
        ("ConvLSTM2D: {filters: 4, kernel_size: 3}", "[steps, rows, columns, channels]"),
    ],
)
def test_a_missing_input_is_asked_for_with_the_axes_that_the_layer_reads(first: str, shape: str) -> None:
    """Pictures have rows and columns, films have steps before them."""
    diagnostic = only(spec_text(first, "Flatten", "Dense: 1"), "SEQ101")

    assert f"input_shape: {shape}`" in (diagnostic.help or "")


def test_a_second_input_shows_the_shape_on_the_first_layer() -> None:
    """That is where the input is declared, if no other `Input` does."""
    text = spec_text("LSTM: {units: 8, input_shape: [10, 1]}", "Input: [8]", "Dense: 1")
    (note,) = only(text, "SEQ102").notes
    lines = text.splitlines()
    assert note.place is not None

    assert "[10, 1]" == lines[note.place.span.line - 1][note.place.span.column - 1 : note.place.span.end_column - 1]


@pytest.mark.parametrize(
    ("model", "moved"),
    [
        ("\n  - Flatten\n  - Input: [10, 1]\n  - Dense: 1", True),
        ("\n  - Flatten\n  - Input:\n      shape: [10, 1]\n  - Dense: 1", False),
        (" [Flatten, Input: [10, 1], Dense: 1]", False),
    ],
)
def test_an_input_is_moved_where_it_stands_on_a_line_of_its_own(model: str, moved: bool) -> None:
    """A list in brackets and an entry of several lines are left to the user."""
    assert moved == (only(f"seqspec: 1\nmodel:{model}\nruntime: {{seed: 42}}\n", "SEQ102").fix is not None)


@pytest.mark.parametrize(
    "between", ["Reshape: [4]", "Sequential: [Reshape: [4]]"], ids=["layer", "block"]
)  # fmt: skip
def test_keeping_the_sequence_is_offered_only_where_the_layers_between_then_take_it(between: str) -> None:
    """Four values fit into `[4]`, ten steps of four do not."""
    diagnostic = only(spec_text("LSTM: {units: 4, input_shape: [10, 3]}", between, "LSTM: 3", "Dense: 1"), "SEQ105")

    assert diagnostic.fix is None


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (arrays("[5, null]"), "the last size of `shape` in `data.arrays.input`"),
        ("{source: {text: abc}, tokens: {one_hot: true}, window: {length: 3}}",
         "`encode: {COLUMN: {one_hot: 3}}`, `tokens: {max_tokens: 64}`"),
    ],
)  # fmt: skip
def test_a_size_that_no_recipe_declares_is_asked_for_where_it_belongs(data: str, where: str) -> None:
    """A note, since the data may yet say it: in the arrays, or among the tokens."""
    assert [("info", f"declare the capacity in the recipe: {where}")] == [
        (each.severity, each.help) for each in found(spec_text("LSTM: 1", data=data, compile=None), "SEQ106")
    ]


@pytest.mark.parametrize(
    ("layers", "data", "where"),
    [
        (("Embedding: {input_dim: 64, output_dim: 3}",), "{source: {pairs: p.txt}, tokens: {max_tokens: 64}}",
         "`max_length` in `tokens`"),
        ((), arrays("[null, 3]"), "in the input shape"),
        (("Input: [null, 3]",), None, "in the input shape"),
    ],
)  # fmt: skip
def test_a_length_that_weights_need_is_asked_for_where_it_belongs(
    layers: tuple[str, ...], data: str | None, where: str
) -> None:
    """The length of texts is said by their tokens, any other by the shape."""
    diagnostic = only(spec_text(*layers, "Flatten", "Dense: 1", data=data, compile=None), "SEQ110")

    assert str(diagnostic.help).startswith(f"say how many steps there are, {where}, or put `GlobalAveragePooling1D`")


def test_a_length_is_not_taken_from_arrays_with_other_axes() -> None:
    """Pictures say nothing about the steps of a series: the two findings have no fix in common."""
    text = spec_text("Input: [null, 2]", "Flatten", "Dense: 1", data=arrays("[4, 4, 2]"))

    assert [None] == [each.fix for each in found(text, "SEQ110")]


# ------------------------------------------------------------------------------------------------------ axes


@pytest.mark.parametrize(
    ("layers", "data", "free"),
    [
        (("Input: [5, 1]", "LSTM: 3"), arrays("[7, 1]"), True),
        (("Input: [5]", "Embedding: {input_dim: 64, output_dim: 3}", "LSTM: 3"),
         "{source: {pairs: p.txt}, tokens: {max_tokens: 64, max_length: 7}}", True),
        (("Input: [5, 5, 2]", "Conv2D: {filters: 2, kernel_size: 2}", "GlobalMaxPooling2D"), arrays("[4, 5, 2]"), True),
        (("Input: [5]", "Embedding: {input_dim: 64, output_dim: 3}", "Flatten"),
         "{source: {pairs: p.txt}, tokens: {max_tokens: 64, max_length: 7}}", False),
        (("Input: [5, 1]", "Flatten"), arrays("[7, 1]"), False),
    ],
)  # fmt: skip
def test_another_length_trains_unless_weights_depend_on_it(layers: tuple[str, ...], data: str, free: bool) -> None:
    """Of ids and pictures as of series: the fix is safe where Keras trains on what is delivered anyway."""
    (diagnostic,) = found(spec_text(*layers, "Dense: 1", data=data, compile=None), "SEQ111")

    assert free == str(diagnostic.keras).startswith("no error: trains on")
    assert diagnostic.fix is not None
    assert ("safe" if free else "unsafe") == diagnostic.fix.applicability


@pytest.mark.parametrize(
    ("layers", "data", "help"),
    [
        (("LSTM: 5",), table(features="[x, z]", window="{length: 1}"), "write a longer `window`"),
        (("MaxPooling1D: 10", "LSTM: 5"), table(features="[x, z]"), "leave more than one step"),
        (("Input: [1, 7]", "LSTM: 5"), arrays("[1, 7]"), "where the features are the past of one series"),
    ],
)
def test_a_single_step_is_mended_where_it_comes_from(layers: tuple[str, ...], data: str, help: str) -> None:
    """In the window, in the pooling, or in the data; the sizes are not swapped where a recipe says the same."""
    diagnostic = only(spec_text(*layers, "Dense: 1", data=data), "SEQ113")

    assert str(diagnostic.help).startswith(help)
    assert diagnostic.fix is None


def test_the_batch_in_a_batch_shape_is_one_of_its_sizes() -> None:
    """The first entry is the batch already, so that the second one is taken out."""
    text = spec_text("Input: {batch_shape: [null, 8, 5, 3]}", "LSTM: 5", "Dense: 1", fit="{epochs: 1, batch_size: 8}")
    diagnostic = only(text, "SEQ114")

    assert "Input: {batch_shape: [null, 5, 3]}" in fixed(text, diagnostic)


def test_a_stateful_layer_without_an_input_lacks_no_batch_size_yet() -> None:
    """The missing input is told first; that batches are shuffled is another matter."""
    text = spec_text("LSTM: {units: 5, stateful: true}", "Dense: 1")

    assert ["training shuffles the examples, and a stateful layer goes on where the batch before ended"] == [
        each.message for each in found(text, "SEQ117")
    ]


# ------------------------------------------------------------------------------------------------------ ids and masks


@pytest.mark.parametrize(
    ("more", "caught"),
    [
        ({}, False),
        ({"scale": "standard"}, True),
        ({"scale": "standard", "encode": "{x: {ids: 4}}"}, False),
        ({"log1p": "[x]"}, True),
        ({"log1p": "true"}, True),
        ({"log1p": "[y]"}, False),
        ({"features": "[y]", "window": "{length: 10, normalize: last}"}, True),
    ],
)
def test_what_a_recipe_computes_is_no_id(more: dict[str, str], caught: bool) -> None:
    """Scaling, logarithms and windows relative to their end make fractions; ids of a category stay whole."""
    data = table(**{"window": "", **more})
    first = ("Reshape: [10]",) if "window" in more else ()
    text = spec_text(*first, "Embedding: {input_dim: 20, output_dim: 3}", "LSTM: 2", "Dense: 1", data=data)

    assert caught == bool(found(text, "SEQ119"))


@pytest.mark.parametrize(("rows", "caught"), [(2, False), (20, True)])
def test_numbers_between_0_and_1_are_ids_for_two_rows_only(rows: int, caught: bool) -> None:
    """Zeros and ones may be ids of two things; for twenty they are fractions."""
    data = "{arrays: {input: {shape: [5], dtype: float32, min: 0, max: 1}, target: {shape: [1]}}}"
    text = spec_text(f"Embedding: {{input_dim: {rows}, output_dim: 3}}", "LSTM: 2", "Dense: 1", data=data)

    assert caught == bool(found(text, "SEQ119"))


@pytest.mark.parametrize(
    ("block", "loser"),
    [
        ("[Embedding: {input_dim: 9, output_dim: 3, mask_zero: true}, Conv1D: {filters: 2, kernel_size: 2}]", "Conv1D"),
        ("[Embedding: {input_dim: 9, output_dim: 3, mask_zero: true}, LSTM: 2]", None),
    ],
)
def test_a_mask_that_begins_and_ends_in_a_block_is_lost_there(block: str, loser: str | None) -> None:
    """The layer inside is named, and nothing before it is blamed."""
    told = found(spec_text("Input: [5]", f"Sequential: {block}", "Flatten", "Dense: 1"), "SEQ120")

    assert ([loser] if loser else []) == [each.at[-1] for each in told if each.at]
    assert all(not each.notes for each in told)


@pytest.mark.parametrize(("features", "caught"), [("[x]", True), ("[x, z]", False)])
def test_several_features_rarely_all_equal_the_mask_value(features: str, caught: bool) -> None:
    """A step is skipped if all of them do, so that the mean of one series is met and that of two is not."""
    data = table(features=features, scale="standard")

    assert caught == bool(found(spec_text("Masking", "LSTM: 2", "Dense: 1", data=data), "SEQ122"))


@pytest.mark.parametrize("normalize", ["last", "standard"])
def test_windows_that_are_normalized_have_no_mean_of_the_training_part(normalize: str) -> None:
    """What 0 stands for differs from window to window."""
    data = table(features="[y]", scale="standard", window=f"{{length: 10, normalize: {normalize}}}")

    assert [] == found(spec_text("Masking", "LSTM: 2", "Dense: 1", data=data), "SEQ122")


@pytest.mark.parametrize(
    "layers",
    [
        (
            "ConvLSTM2D: {filters: 2, kernel_size: 2, input_shape: [3, 4, 4, 1]}",
            "Flatten",
            "Reshape: [3, 3, 2]",
            "ConvLSTM2D: {filters: 2, kernel_size: 2}",
        ),
        ("Reshape: {target_shape: [4, 4, 1], input_shape: [16]}", "LSTM: 3", "Dense: 1"),
        ("Dense: {units: 4, input_shape: [4, 4, 1]}", "LSTM: 3", "Dense: 1"),
        ("Reshape: {target_shape: [4, 4, 1], input_shape: [16]}", "ConvLSTM2D: {filters: 2, kernel_size: 2}"),
    ],
)
def test_a_layout_that_was_made_on_the_way_is_no_ended_sequence(layers: tuple[str, ...]) -> None:
    """Neither a recurrent layer in front of it nor an Embedding is to blame: the shapes up to the failure are shown."""
    assert "shapes up to here" in (only(spec_text(*layers), "SEQ106").help or "")


def test_an_encoder_that_returns_its_sequence_is_told_not_to() -> None:
    """`RepeatVector` repeats one vector, so what is in its way is taken out, by a fix that changes the meaning."""
    (finding,) = found(
        spec_text(
            "LSTM: {units: 8, return_sequences: true, input_shape: [20, 3]}", "RepeatVector: 5", "LSTM: 8", "Dense: 1"
        ),
        "SEQ106",
    )
    assert finding.fix is not None
    assert ("take `return_sequences` out of `LSTM`", "unsafe") == (finding.fix.title, finding.fix.applicability)


def test_an_encoder_of_rows_returns_no_sequence() -> None:
    """What stands in the way of `RepeatVector` is not always `return_sequences`: where that is not set, it stays."""
    rows = "ConvLSTM1D: {filters: 2, kernel_size: 2, input_shape: [5, 4, 3]}"
    (finding,) = found(spec_text(rows, "RepeatVector: 5", "LSTM: 8", "Dense: 1"), "SEQ106")

    assert finding.fix is None


@pytest.mark.parametrize(
    ("layer", "axes"),
    [
        ("ConvLSTM2D: {filters: 4, kernel_size: 3}", "five axes (batch, steps, rows, columns, channels)"),
        ("Conv3D: {filters: 4, kernel_size: 3}", "five axes (batch, depth, rows, columns, channels)"),
    ],
)
def test_the_axes_of_films_and_of_volumes_have_names(layer: str, axes: str) -> None:
    """Five axes are not the same five for both."""
    (finding,) = found(spec_text("Input: [20, 3]", layer, "Flatten", "Dense: 1"), "SEQ106")
    assert axes in finding.message


def test_a_picture_has_no_time_steps() -> None:
    """Where the pooling behind a convolution is forgotten, the message speaks of a picture."""
    data = "{arrays: {input: {shape: [8, 8, 1]}, target: {shape: [], kind: classes, classes: 3}}}"
    head = "Dense: {units: 3, activation: softmax}"
    compile = "{optimizer: adam, loss: sparse_categorical_crossentropy}"
    text = spec_text("Conv2D: {filters: 2, kernel_size: 3}", head, data=data, compile=compile)

    assert "a whole picture, (None, 6, 6, 3)" in only(text, "SEQ107").message
