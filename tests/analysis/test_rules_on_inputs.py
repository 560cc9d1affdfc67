"""The rules on what goes in: lengths, layouts, windows, states, ids and masks, and what only looks like a mistake."""

from __future__ import annotations

import pytest

from seqspec.analysis.linter import check_text
from tests.analysis.examples import codes, fixed, found, only
from tests.builders import spec_text

WINDOW = "{source: {csv: x.csv}, target: y, window: {length: 30}, scale: SCALE}"


def arrays(shape: str, target: str = "{shape: [1]}", **more: object) -> str:
    """A recipe of arrays."""
    others = "".join(f", {key}: {value}" for key, value in more.items())
    return f"{{arrays: {{input: {{shape: {shape}}}, target: {target}{others}}}}}"


# ------------------------------------------------------------------------------------------------------ SEQ110 length


@pytest.mark.parametrize(
    "layers",
    [
        ("Input: [null, 1]", "Flatten", "Dense: 1"),
        ("Input: [null, 2]", "Permute: [2, 1]", "LSTM: 4", "Dense: 1"),
        ("Input: [null, 2]", "Flatten", "Dropout: 0.1", "RepeatVector: 3", "LSTM: 4", "Dense: 1"),
    ],
)
def test_a_length_that_weights_depend_on_has_to_be_known(layers: tuple[str, ...]) -> None:
    """Whatever layer put the time axis there, and however far behind it the weights are."""
    assert "SEQ110" == only(spec_text(*layers), "SEQ110").code


def test_the_length_of_the_recipe_is_offered() -> None:
    """With it the model can be built."""
    text = spec_text("Input: [null, 1]", "Flatten", "Dense: 1", data=WINDOW.replace("SCALE", "standard"))
    after = fixed(text, only(text, "SEQ110"))

    assert "Input: [30, 1]" in after
    assert [] == codes(check_text(after), "warning")


@pytest.mark.parametrize(
    "layers",
    [
        ("Input: [null, 1]", "LSTM: 4", "Dense: 1"),
        ("Input: [null, 1]", "GlobalAveragePooling1D", "Dense: 1"),
        ("Input: [10, 1]", "LSTM: {units: 4, unroll: true}", "Dense: 1"),
        ("Input: [null, 4]", "Reshape: [-1, 2]", "LSTM: 4", "Dense: 1"),
    ],
)
def test_layers_that_work_at_any_length_are_right(layers: tuple[str, ...]) -> None:
    """Unknown is no mistake by itself."""
    assert [] == codes(check_text(spec_text(*layers)))


def test_unknown_features_are_another_matter() -> None:
    """Then no length would help."""
    assert "SEQ106" == only(spec_text("Input: [10, null]", "LSTM: 4", "Dense: 1"), "SEQ106").code


def test_unrolling_an_unknown_length_is_a_warning() -> None:
    """Keras builds the model, wrapped or not."""
    for layer in ("LSTM: {units: 4, unroll: true}", "Bidirectional: {LSTM: {units: 4, unroll: true}}"):
        assert "warning" == only(spec_text("Input: [null, 1]", layer, "Dense: 1"), "SEQ110").severity


# ---------------------------------------------------------------------------------------------- SEQ113 and SEQ114 axes


@pytest.mark.parametrize(
    "layers",
    [
        ("Input: [2, 30]", "LSTM: 4", "Dense: 1"),
        ("Input: [1, 1]", "LSTM: 4", "Dense: 1"),
        ("Input: {shape: [1, 3], batch_size: 1}", "LSTM: {units: 4, stateful: true}", "Dense: 1"),
        ("Input: [1]", "Embedding: {input_dim: 9, output_dim: 4}", "LSTM: 4", "Dense: 1"),
        ("Input: [8]", "RepeatVector: 1", "LSTM: 4", "Dense: 1"),
        ("Input: [1, 30]", "Flatten", "Dense: 1"),
    ],
)
def test_one_step_may_be_meant(layers: tuple[str, ...]) -> None:
    """A state that is kept, one word, a decoder of one step, and a layer that does not read steps."""
    assert [] == found(spec_text(*layers, fit=None), "SEQ113")


def test_pooling_may_leave_a_single_step() -> None:
    """Then there are no axes to swap, and the help is about the pooling."""
    diagnostic = only(spec_text("Input: [8, 3]", "MaxPooling1D: 8", "LSTM: 4", "Dense: 1"), "SEQ113")

    assert diagnostic.fix is None
    assert "pooling" in (diagnostic.help or "")


def test_swapped_axes_are_one_finding() -> None:
    """Neither the length nor the features are counted besides."""
    data = "{source: {csv: x.csv}, target: y, features: [y, a, b], window: {length: 30}}"
    text = spec_text("LSTM: {units: 4, input_shape: [3, 30]}", "Dense: 1", data=data)

    assert "input_shape: [30, 3]" in fixed(text, only(text, "SEQ114"))


@pytest.mark.parametrize(
    ("declared", "delivered", "samples", "code"),
    [
        ("[700, 57]", "[57]", 700, "SEQ114"),
        ("[null, 96]", "[96, 50]", 96, "SEQ112"),
        ("[null, 960]", "[50]", 960, "SEQ114"),
        ("[700, 57]", "[57]", 800, "SEQ112"),
    ],
)
def test_a_size_that_counts_examples_is_told_from_a_wrong_one(
    declared: str, delivered: str, samples: int, code: str
) -> None:
    """Only where the recipe delivers something else, and no size of an example happens to be the same."""
    text = spec_text(f"Input: {declared}", "LSTM: 4", "Dense: 1", data=arrays(delivered, samples=samples))

    assert [code] == codes(check_text(text), "warning")


def test_as_many_steps_as_examples_are_right() -> None:
    """Where declaration and recipe agree, a number may occur twice."""
    text = spec_text("Input: [100, 1]", "LSTM: 4", "Dense: 1", data=arrays("[100, 1]", samples=100))

    assert [] == codes(check_text(text), "warning")


def test_the_batch_axis_is_taken_out() -> None:
    """With the shape that is left the model can be built."""
    text = spec_text("Bidirectional: {layer: {LSTM: 4}, input_shape: [32, 10, 1]}", "Dense: 1")
    after = fixed(text, only(text, "SEQ114"))

    assert [] == codes(check_text(after), "warning")


def test_the_batch_axis_is_one_finding_beside_a_recipe_too() -> None:
    """Nobody counts the axes of the recipe besides."""
    text = spec_text("Input: [32, 30, 1]", "LSTM: 4", "Dense: 1", data=WINDOW.replace("SCALE", "standard"))

    assert "  - Input: [30, 1]\n" in fixed(text, only(text, "SEQ114"))


@pytest.mark.parametrize(
    "layers",
    [
        ("Input: [8, 8, 1]", "LSTM: 4", "Dense: 1"),
        ("Input: [28, 28, 3]", "Conv1D: {filters: 2, kernel_size: 2}", "Dense: 1"),
        ("Input: [10, 1]", "LSTM: {units: 4, return_sequences: true}", "RepeatVector: 3", "LSTM: 4"),
    ],
)
def test_an_image_and_a_sequence_of_a_layer_are_no_batch(layers: tuple[str, ...]) -> None:
    """Without a sign that examples are counted, the layer is told what it gets."""
    assert ["SEQ106"] == codes(check_text(spec_text(*layers)), "error")


# -------------------------------------------------------------------------------------- SEQ115 and SEQ116 single layers


@pytest.mark.parametrize(
    "layer",
    [
        "Conv1D: {filters: 2, kernel_size: 10}",
        "Conv1D: {filters: 2, kernel_size: 99, padding: causal}",
        "Conv1D: {filters: 2, kernel_size: 4, dilation_rate: 3}",
        "MaxPooling1D: 10",
        "MaxPooling1D: {pool_size: 11, padding: same}",
    ],
)
def test_a_window_as_wide_as_its_input_fits(layer: str) -> None:
    """And padding makes any window fit."""
    assert [] == codes(check_text(spec_text("Input: [10, 1]", layer, "Flatten", "Dense: 1")))


@pytest.mark.parametrize(
    "layer",
    [
        "Conv1D: {filters: 2, kernel_size: 11}",
        "Conv1D: {filters: 2, kernel_size: 5, dilation_rate: 3}",
        "Conv1D: {filters: 2, kernel_size: 3, strides: 2, dilation_rate: 2}",
        "AveragePooling1D: 11",
    ],
)
def test_a_window_that_does_not_fit_is_found(layer: str) -> None:
    """Gaps of the dilation count, and strides exclude them."""
    assert "SEQ115" == only(spec_text("Input: [10, 1]", layer, "Flatten", "Dense: 1"), "SEQ115").code


@pytest.mark.parametrize(
    "layer",
    [
        "LSTM: {units: 4, return_state: true}",
        "Bidirectional: {GRU: {units: 4, return_state: true}}",
        "Bidirectional: {layer: {LSTM: 4}, merge_mode: null}",
        "Bidirectional: {Dense: 4}",
        "Bidirectional: {layer: {LSTM: 4}, backward_layer: {LSTM: 4}}",
    ],
)
def test_what_a_line_of_layers_can_not_pass_on_is_found(layer: str) -> None:
    """States, unmerged directions, and wrappers around what does not read steps."""
    assert "SEQ116" == only(spec_text("Input: [10, 1]", layer, "Dense: 1"), "SEQ116").code


# ------------------------------------------------------------------------------------------------------ SEQ117 stateful


STATEFUL = ("Input: {shape: [5, 1], batch_size: 4}", "LSTM: {units: 4, stateful: true}", "Dense: 1")


@pytest.mark.parametrize(
    ("fit", "more"),
    [
        ("{shuffle: false}", {}),
        ("{shuffle: false, batch_size: 4}", {"samples": 8, "predict_batch_size": 4}),
        ("{shuffle: false, validation_split: 0.5}", {"samples": 16}),
        (None, {}),
    ],
)
def test_a_contract_that_is_kept_is_silent(fit: str | None, more: dict[str, int]) -> None:
    """One size everywhere, and order."""
    assert [] == found(spec_text(*STATEFUL, fit=fit, data=arrays("[5, 1]", **more)), "SEQ117")


@pytest.mark.parametrize(
    ("fit", "more", "severity"),
    [
        ("{}", {}, "warning"),
        ("{shuffle: false, batch_size: 8}", {}, "error"),
        ("{shuffle: false}", {"batch_size": 8}, "error"),
        ("{shuffle: false}", {"samples": 10}, "warning"),
        ("{shuffle: false, validation_split: 0.5}", {"samples": 12}, "warning"),
        ("{shuffle: false}", {"predict_batch_size": 1}, "warning"),
    ],
)
def test_each_side_of_the_contract_is_held(fit: str, more: dict[str, int], severity: str) -> None:
    """What Keras refuses to train is an error, the rest a warning."""
    diagnostic = only(spec_text(*STATEFUL, fit=fit, data=arrays("[5, 1]", **more)), "SEQ117")

    assert severity == diagnostic.severity


@pytest.mark.parametrize(
    "first",
    [
        ("LSTM: {units: 4, stateful: true, input_shape: [5, 1]}",),
        ("Input: [5, 1]", "LSTM: {units: 4, stateful: true}"),
        ("Input: {batch_shape: [null, 5, 1]}", "Bidirectional: {LSTM: {units: 4, stateful: true}}"),
    ],
)
def test_the_batch_size_of_training_is_declared(first: tuple[str, ...]) -> None:
    """In whatever form the input is written."""
    text = spec_text(*first, "Dense: 1", fit="{batch_size: 16, shuffle: false}")
    after = fixed(text, only(text, "SEQ117"))

    assert [] == codes(check_text(after), "warning")


def test_no_batch_size_is_guessed() -> None:
    """Where nobody says how many examples are trained at once, there is nothing to write."""
    text = spec_text("LSTM: {units: 4, stateful: true, input_shape: [5, 1]}", "Dense: 1", fit=None)

    assert only(text, "SEQ117").fix is None


# ------------------------------------------------------------------------------------------------- SEQ118, SEQ119 ids


TOKENS = (
    "{source: {csv: x.csv}, target: {column: y, kind: binary}, features: [t], "
    "tokens: {by: word, max_tokens: 50, max_length: 9}}"
)
HEAD = ("LSTM: 4", "Dense: {units: 1, activation: sigmoid}")


@pytest.mark.parametrize(
    ("rows", "expected"), [(49, "error"), (50, None), (51, "info"), (52, None), ("from_data", None)]
)
def test_padding_and_unknown_tokens_are_counted_already(rows: object, expected: str | None) -> None:
    """One row too few is an error, one too many a note, and any other surplus may be meant."""
    loss = "{optimizer: adam, loss: binary_crossentropy}"
    text = spec_text(f"Embedding: {{input_dim: {rows}, output_dim: 4}}", *HEAD, data=TOKENS, compile=loss)

    assert ([expected] if expected else []) == [each.severity for each in found(text, "SEQ118")]


@pytest.mark.parametrize("more", ["scale: minmax", "scale: standard", "log1p: true", "scale: {y: minmax}"])
@pytest.mark.parametrize("rows", [50, "from_data"])
def test_tokens_are_never_scaled(rows: object, more: str) -> None:
    """What the recipe does to columns of numbers leaves texts alone."""
    data = "{source: {csv: x.csv}, target: y, features: [t], tokens: {by: word, max_tokens: 50, max_length: 9}, "
    embedding = f"Embedding: {{input_dim: {rows}, output_dim: 4}}"
    text = spec_text(embedding, "LSTM: 4", "Dense: 1", data=f"{data}{more}}}")

    assert [] == found(text, "SEQ119")


@pytest.mark.parametrize(
    ("bounds", "codes_"),
    [("min: 0, max: 9", []), ("min: 0, max: 10", ["SEQ118"]), ("min: -1, max: 9", ["SEQ118"]), ("min: 0, max: 1", []),
     ("min: 0.0, max: 0.5", ["SEQ119"]), ("max: 12.0", ["SEQ118"])],
)  # fmt: skip
def test_ids_of_arrays_lie_between_their_bounds(bounds: str, codes_: list[str]) -> None:
    """From 0 to one less than there are rows, whole numbers all of them."""
    data = f"{{arrays: {{input: {{shape: [5], dtype: int32, {bounds}}}, target: {{shape: [1]}}}}}}"
    text = spec_text("Embedding: {input_dim: 10, output_dim: 4}", "LSTM: 4", "Dense: 1", data=data)

    assert codes_ == codes(check_text(text), "warning")


@pytest.mark.parametrize(
    "layers",
    [
        ("Input: [5, 3]", "Embedding: {input_dim: 10, output_dim: 4}", "Flatten", "Dense: 1"),
        ("Input: [5]", "Embedding: {input_dim: 10, output_dim: 4}", "LSTM: 4", "Dense: 1"),
        ("Input: [5]", "Reshape: [5]", "Embedding: {input_dim: 10, output_dim: 4}", "LSTM: 4", "Dense: 1"),
        ("Input: [5, 3]", "Dense: {units: 4, activatoin: relu}", "Embedding: {input_dim: 10, output_dim: 4}"),
    ],
)
def test_ids_are_not_what_they_are_not(layers: tuple[str, ...]) -> None:
    """Several ids at every step, ids in Keras's default type and ids that are moved about are ids."""
    assert [] == found(spec_text(*layers), "SEQ119")


@pytest.mark.parametrize("before", ["Dense: 4", "Rescaling: 0.1", "ELU"])
def test_an_embedding_of_fractions_is_found(before: str) -> None:
    """Whatever computes them."""
    text = spec_text("Input: [5]", before, "Embedding: {input_dim: 10, output_dim: 4}", "Flatten", "Dense: 1")

    assert "SEQ119" == only(text, "SEQ119").code


# ----------------------------------------------------------------------------------------------- SEQ120, SEQ122 masks


@pytest.mark.parametrize(
    "layers",
    [
        ("Embedding: {input_dim: 9, output_dim: 4, mask_zero: true, input_shape: [5]}", "LSTM: 4", "Dense: 1"),
        ("Masking: {input_shape: [5, 2]}", "Dropout: 0.1", "GlobalAveragePooling1D", "Dense: 1"),
        ("Masking: {input_shape: [5, 2]}", "LSTM: 4", "RepeatVector: 3", "LSTM: 4", "Dense: 1"),
        ("Embedding: {input_dim: 9, output_dim: 4, input_shape: [5]}", "Conv1D: [4, 2]", "Flatten", "Dense: 1"),
        ("Conv1D: {filters: 4, kernel_size: 2, input_shape: [5, 2]}", "Masking", "LSTM: 4", "Dense: 1"),
    ],
)
def test_a_mask_that_is_used_is_not_lost(layers: tuple[str, ...]) -> None:
    """Recurrent layers and the mean use it up; without a mask nothing can lose it."""
    layers = tuple(each.replace("Conv1D: [4, 2]", "Conv1D: {filters: 4, kernel_size: 2}") for each in layers)

    assert [] == found(spec_text(*layers), "SEQ120")


def test_only_the_first_layer_that_loses_the_mask_is_shown() -> None:
    """Behind it there is none left to lose, and a block is looked into."""
    mask = "Masking: {input_shape: [8, 2]}"
    text = spec_text(mask, "Sequential: [{Dense: 4}, {MaxPooling1D: 2}]", "Flatten", "Dense: 1")
    diagnostic = only(text, "SEQ120")

    assert ("model", 1, "Sequential", "layers", 1, "MaxPooling1D") == diagnostic.at


@pytest.mark.parametrize(
    ("scale", "value", "caught"),
    [("minmax", 0, True), ("minmax", -1, False), ("{minmax: [-1, 1]}", 0, True), ("standard", 0, True),
     ("standard", -99, False), ("none", 0, False), ("robust", 0, True)],
)  # fmt: skip
def test_a_mask_value_lies_outside_of_what_scaling_gives(scale: str, value: float, caught: bool) -> None:
    """Unscaled values are not known without a look at the data."""
    text = spec_text(f"Masking: {{mask_value: {value}}}", "LSTM: 4", "Dense: 1", data=WINDOW.replace("SCALE", scale))

    assert caught == bool(found(text, "SEQ122"))


@pytest.mark.parametrize(
    ("shape", "bounds", "caught"),
    [("[5, 1]", "min: -1, max: 1", True), ("[5, 2]", "min: -1, max: 1", False), ("[5, 1]", "min: 0, max: 1", False),
     ("[5, 1]", "max: 1", False)],
)  # fmt: skip
def test_a_mask_value_inside_the_bounds_of_an_array_collides(shape: str, bounds: str, caught: bool) -> None:
    """On a bound it may be the padding, and several features are rarely all the same."""
    data = f"{{arrays: {{input: {{shape: {shape}, {bounds}}}, target: {{shape: [1]}}}}}}"

    assert caught == bool(found(spec_text("Masking", "LSTM: 4", "Dense: 1", data=data), "SEQ122"))


def test_the_first_category_is_no_padding() -> None:
    """Ids of a category count from 0; those of a text leave 0 to padding."""
    shops = "{source: {csv: x.csv}, target: y, features: [shop], encode: {shop: {ids: 5}}}"
    embedding = "Embedding: {input_dim: 5, output_dim: 4, mask_zero: true}"

    assert found(spec_text(embedding, "LSTM: 4", "Dense: 1", data=shops), "SEQ122")
    assert not found(spec_text(embedding.replace("5", "50", 1), *HEAD, data=TOKENS), "SEQ122")


def test_seq009_makes_an_input_shape_of_the_input_length_of_the_first_layer() -> None:
    """Where nothing else says what the model takes the number is not taken out, and one rule speaks."""
    embedding = "Embedding: {input_dim: 20000, output_dim: 128, input_length: 200}"
    text = spec_text(embedding, "LSTM: 8", "Dense: 1")

    diagnostic = only(text, "SEQ009")

    assert diagnostic.fix is not None
    assert "safe" == diagnostic.fix.applicability
    assert text.replace("input_length: 200", "input_shape: [200]") == fixed(text, diagnostic)
    assert [] == codes(check_text(fixed(text, diagnostic)), "warning")


@pytest.mark.parametrize(
    "layers",
    [
        ("Input: [200]", "Embedding: {input_dim: 20, output_dim: 8, input_length: 200}"),
        ("Embedding: {input_dim: 20, output_dim: 8, input_length: 200, input_shape: [200]}",),
    ],
)
def test_seq009_takes_an_input_length_out_where_the_input_is_declared(layers: tuple[str, ...]) -> None:
    """It has no effect there, and is no second declaration."""
    text = spec_text(*layers, "LSTM: 8", "Dense: 1")

    assert text.replace(", input_length: 200", "") == fixed(text, only(text, "SEQ009"))
