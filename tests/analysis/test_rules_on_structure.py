"""The rules on what stands where: names, inputs, and shapes that do not fit together."""

from __future__ import annotations

import builtins
import io
import os
from pathlib import Path

import pytest

from seqspec.analysis.linter import check_file, check_text
from tests.analysis.examples import codes, fixed, found, only
from tests.builders import spec_text


def span(text: str, token: str, nth: int = 0) -> tuple[int, int, int]:
    """Line, column and end column of the nth occurrence of a token, as a report counts them."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(token, start + 1)
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    return line, column, column + len(token)


def where(diagnostic: object) -> tuple[int, int, int]:
    """Line, column and end column of what a report points at."""
    place = getattr(diagnostic, "place", None)
    assert place is not None
    return place.span.line, place.span.column, place.span.end_column


# ------------------------------------------------------------------------------------------------ SEQ103 input_shape


def test_input_shape_on_a_later_layer_shows_both_places() -> None:
    """The carets stand under the key that is too many, a label under the one that counts."""
    text = spec_text(
        "LSTM: {units: 8, return_sequences: true, input_shape: [10, 1]}", "LSTM: {units: 8, input_shape: [5, 5]}"
    )
    diagnostic = only(text, "SEQ103")

    assert span(text, "input_shape", 1) == where(diagnostic)
    assert [span(text, "[10, 1]")] == [where(note) for note in diagnostic.notes]
    assert ("model", 1, "LSTM", "input_shape") == diagnostic.at
    assert "(None, 10, 8)" in (diagnostic.keras or "")


@pytest.mark.parametrize(
    ("written", "applicability"), [("[10, 8]", "safe"), ("[10, 9]", "unsafe"), ("[null, 8]", "unsafe")]
)
def test_taking_input_shape_out_is_safe_where_it_says_what_is_inferred(written: str, applicability: str) -> None:
    """An equal shape is a repetition; any other was meant to say something."""
    text = spec_text(
        "LSTM: {units: 8, return_sequences: true, input_shape: [10, 1]}", f"LSTM: {{units: 8, input_shape: {written}}}"
    )
    diagnostic = only(text, "SEQ103")

    assert diagnostic.fix is not None
    assert applicability == diagnostic.fix.applicability
    assert [] == codes(check_text(fixed(text, diagnostic)), "error")


@pytest.mark.parametrize(
    "layers",
    [
        ("Input: [10, 1]", "LSTM: {units: 8, input_shape: [10, 1]}"),
        ("Input: [10, 1]", "Bidirectional: {layer: {LSTM: {units: 8, input_shape: [10, 1]}}}"),
        ("LSTM: {units: 8, input_shape: [10, 1]}", "Dense: {units: 1, input_shape: [8]}"),
        ("LSTM: {units: 8, input_shape: [10, 1]}", "repeat: {times: 2, layers: [Dense: {units: 1, input_shape: [8]}]}"),
        ("repeat: {times: 2, layers: [LSTM: {units: 8, return_sequences: true, input_shape: [10, 8]}]}", "LSTM: 1"),
        ("TimeDistributed: {layer: {Dense: {units: 8, input_shape: [3]}}}", "LSTM: 1"),
        ("Sequential: [LSTM: {units: 8, input_shape: [10, 1]}]", "Dense: 1"),
    ],
)
def test_input_shape_belongs_on_the_first_layer_only(layers: tuple[str, ...]) -> None:
    """Even an equal one beside `Input`, on an inner layer, in a block or in a repetition is an error, and one error."""
    text = spec_text(*layers)
    diagnostic = only(text, "SEQ103")

    assert "error" == diagnostic.severity
    assert "input_shape" == diagnostic.at[-1]
    assert span(text, "input_shape", text.count("input_shape") - 1)[1:] == where(diagnostic)[1:]


@pytest.mark.parametrize(
    "layers",
    [
        ("LSTM: {units: 8, input_shape: [10, 1]}",),
        ("Bidirectional: {layer: {LSTM: 8}, input_shape: [10, 1]}",),
        ("TimeDistributed: {layer: {Dense: 8}, input_shape: [10, 1]}",),
        ("repeat: {times: 1, layers: [LSTM: {units: 8, input_shape: [10, 1]}]}",),
        ("Input: [10, 1]", "LSTM: 8"),
    ],
)
def test_input_shape_on_the_first_layer_is_right(layers: tuple[str, ...]) -> None:
    """The first layer, or a wrapper that is the first layer, declares the input."""
    assert [] == codes(check_text(spec_text(*layers)))


def test_input_shape_inside_a_first_wrapper_moves_to_the_wrapper() -> None:
    """Keras ignores it inside `Bidirectional`; there is one place where it can have been meant to stand."""
    text = spec_text("Bidirectional: {layer: {LSTM: {units: 8, input_shape: [10, 1]}}}", "Dense: 1")
    diagnostic = only(text, "SEQ103")
    after = fixed(text, diagnostic)

    assert "Bidirectional: {layer: {LSTM: {units: 8}}, input_shape: [10, 1]}" in after
    assert [] == codes(check_text(after))


def test_no_data_file_is_opened_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lint knows from the spec alone: beside configuration, only the spec itself is opened."""
    (tmp_path / "prices.csv").write_text("price\n1\n2\n", encoding="utf-8")
    spec = tmp_path / "spec.yaml"
    spec.write_text(
        "seqspec: 1\ndata: {source: {csv: prices.csv}, target: price, window: {length: 5}}\n"
        "model:\n  - LSTM: {units: 8, return_sequences: true}\n"
        "  - LSTM: {units: 8, input_shape: [5, 8]}\n  - Dense: 1\n",
        encoding="utf-8",
    )
    check_text(spec.read_text("utf-8"))  # imports what it needs, so that only data and spec are left to open
    opened: list[str] = []
    original, low = io.open, os.open

    def record(path: object, *arguments: object, **named: object) -> object:
        opened.append(str(path))
        return original(path, *arguments, **named)  # type: ignore[call-overload]

    def record_low(path: object, *arguments: object, **named: object) -> int:
        opened.append(str(path))
        return low(path, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "open", record)
    monkeypatch.setattr(io, "open", record)
    monkeypatch.setattr(os, "open", record_low)
    checked = check_file(spec)

    assert "SEQ103" in codes(checked)
    assert {str(spec)} == {each for each in opened if not each.endswith(".toml")}


# --------------------------------------------------------------------------------------- SEQ101 and SEQ102 the input


def test_a_recipe_makes_up_for_a_missing_input() -> None:
    """With a recipe the input shape follows from window and columns."""
    data = "{source: {csv: a.csv}, target: y, window: {length: 10}}"

    assert [] == codes(check_text(spec_text("LSTM: 8", "Dense: 1", data=data)))


def test_a_missing_input_is_reported_at_the_first_layer() -> None:
    """The carets stand under the name of the first layer, and the help is made for that layer."""
    text = spec_text("Embedding: {input_dim: 10, output_dim: 4}", "LSTM: 8")
    diagnostic = only(text, "SEQ101")

    assert span(text, "Embedding") == where(diagnostic)
    assert "[steps]" in (diagnostic.help or "")


@pytest.mark.parametrize("text", [
    "seqspec: 1\nfragment: true\nmodel:\n  - LSTM: 8\n",
    spec_text("LSTN: 8", "Dense: 1"),
    spec_text("LSTM: 8", "Dense: 1", data="{source: nonsense}"),
    spec_text("LSTM: {units: 8, return_sequences: true}", "LSTM: {units: 8, input_shape: [10, 8]}"),
    spec_text("LSTM: {units: 8, return_sequences: true}", "Input: [10, 8]", "LSTM: 8"),
])  # fmt: skip
def test_a_missing_input_is_not_reported_where_something_else_explains_it(text: str) -> None:
    """A fragment, an unreadable layer or recipe, an input in the wrong place: one cause, one finding."""
    assert [] == found(text, "SEQ101")


def test_a_second_input_is_told_from_one_that_comes_too_late() -> None:
    """Keras reacts differently to the two, and so does the message."""
    second = only(spec_text("Input: [10, 1]", "LSTM: 8", "Input: [8]", "Dense: 1"), "SEQ102")
    late = only(spec_text("LSTM: {units: 8, return_sequences: true}", "Input: [10, 8]", "LSTM: 8"), "SEQ102")

    assert "raises ValueError when the model is made" in (second.keras or "")
    assert "no error until the first batch" in (late.keras or "")


def test_the_only_input_moves_to_the_front_where_it_fits() -> None:
    """Nothing else can be meant; where the layers would not take it there, nothing is offered."""
    fits = spec_text("Dense: 8", "Input: [3]", "Dense: 1")
    does_not = spec_text("LSTM: 8", "Input: [8]", "Dense: 1")

    assert spec_text("Input: [3]", "Dense: 8", "Dense: 1") == fixed(fits, only(fits, "SEQ102"))
    assert only(does_not, "SEQ102").fix is None


@pytest.mark.parametrize(("shape", "applicability"), [("[8]", "safe"), ("[9]", "unsafe")])
def test_a_second_input_is_taken_out_with_its_line(shape: str, applicability: str) -> None:
    """Safe where it only repeats what arrives."""
    text = spec_text("Input: [10, 1]", "LSTM: 8", f"Input: {shape}", "Dense: 1")
    diagnostic = only(text, "SEQ102")

    assert diagnostic.fix is not None
    assert applicability == diagnostic.fix.applicability
    assert spec_text("Input: [10, 1]", "LSTM: 8", "Dense: 1") == fixed(text, diagnostic)


def test_an_input_in_a_repeated_block_comes_twice() -> None:
    """The second repetition brings a second input."""
    assert "SEQ102" in codes(check_text(spec_text("repeat: {times: 2, layers: [Input: [10], Dense: 10]}")))


# ------------------------------------------------------------------------------------------------- SEQ012 layer names


def test_three_layers_with_one_name_are_two_findings_and_get_two_names() -> None:
    """Each one after the first is told, and no suggestion takes a name that is in use."""
    text = spec_text("Dense: {units: 4, name: a, input_shape: [3]}", "Dense: {units: 4, name: a_2}",
                     "Dense: {units: 4, name: a}", "Dense: {units: 4, name: a}")  # fmt: skip
    diagnostics = found(text, "SEQ012")

    assert [("model", 2, "Dense", "name"), ("model", 3, "Dense", "name")] == [each.at for each in diagnostics]
    assert "name: a_3}" in fixed(text, diagnostics[0])


def test_a_name_in_a_repeated_block_is_found_once() -> None:
    """Five repetitions are one mistake; the way out is to leave the name to Keras."""
    text = spec_text("Input: [4]", "repeat: {times: 5, layers: [Dense: {units: 4, name: a}]}")
    diagnostic = only(text, "SEQ012")

    assert "Dense: {units: 4}" in fixed(text, diagnostic)


def test_names_that_keras_gives_are_no_duplicates() -> None:
    """A layer called `dense` beside a nameless Dense: Keras numbers its own."""
    text = spec_text("Dense: {units: 4, name: dense, input_shape: [3]}", "Dense: 4", "Dense: 4")

    assert [] == found(text, "SEQ012")


# ---------------------------------------------------------------------------------- SEQ105 and SEQ106 shapes that fail


@pytest.mark.parametrize(
    ("producer", "written"),
    [
        ("LSTM: 8", "LSTM: {units: 8, return_sequences: true}"),
        ("LSTM: {units: 8}", "LSTM: {units: 8, return_sequences: true}"),
        ("LSTM: {units: 8, return_sequences: false}", "LSTM: {units: 8, return_sequences: true}"),
        ("Bidirectional: {LSTM: 8}", "Bidirectional: {LSTM: {units: 8, return_sequences: true}}"),
        ("Bidirectional: {layer: {GRU: 8}}", "Bidirectional: {layer: {GRU: {units: 8, return_sequences: true}}}"),
    ],
)
def test_return_sequences_is_set_in_whatever_form_the_layer_is_written(producer: str, written: str) -> None:
    """A short form is written out; a mapping gets one more argument; a wrong value is replaced."""
    text = spec_text("Input: [10, 1]", producer, "Dropout: 0.2", "LSTM: 4", "Dense: 1")
    diagnostic = only(text, "SEQ105")

    assert spec_text("Input: [10, 1]", written, "Dropout: 0.2", "LSTM: 4", "Dense: 1") == fixed(text, diagnostic)


@pytest.mark.parametrize("consumer", ["LSTM: 4", "Bidirectional: {GRU: 4}", "Conv1D: {filters: 4, kernel_size: 2}",
                                      "MaxPooling1D: 2", "TimeDistributed: {Dense: 4}"])  # fmt: skip
def test_every_layer_that_reads_steps_needs_a_sequence(consumer: str) -> None:
    """The consumer is at fault in Keras's words, the producer has to change: it is underlined, and both are shown."""
    text = spec_text("SimpleRNN: {units: 8, input_shape: [10, 1]}", consumer)
    diagnostic = only(text, "SEQ105")

    assert consumer.partition(":")[0] in diagnostic.message
    assert ("model", 0, "SimpleRNN") == diagnostic.at
    assert ["gets (None, 8), needs (batch, steps, features)"] == [note.text for note in diagnostic.notes]
    assert "(None, 8)" in diagnostic.label


FRAMES = "{filters: 2, kernel_size: 3}"
ALL_FRAMES = "{filters: 2, kernel_size: 3, return_sequences: true}"


@pytest.mark.parametrize(
    ("shape", "producer", "consumer"),
    [
        ("[8, 9, 1]", "ConvLSTM1D: {}", f"ConvLSTM1D: {FRAMES}"),
        ("[8, 9, 9, 1]", "ConvLSTM2D: {}", f"ConvLSTM2D: {FRAMES}"),
        ("[8, 9, 9, 9, 1]", "ConvLSTM3D: {}", f"ConvLSTM3D: {FRAMES}"),
        ("[8, 9, 9, 1]", "Bidirectional: {{ConvLSTM2D: {}}}", f"ConvLSTM2D: {FRAMES}"),
        ("[8, 9, 9, 1]", "ConvLSTM2D: {}", f"Conv3D: {FRAMES}"),
        ("[8, 9, 9, 1]", "ConvLSTM2D: {}", f"TimeDistributed: {{Conv2D: {FRAMES}}}"),
    ],
)
def test_a_film_has_to_stay_a_film_between_layers_that_read_frames(shape: str, producer: str, consumer: str) -> None:
    """The first layer gives one image, is underlined, and is told to return its sequence."""
    before, after = (producer.format(arguments) for arguments in (FRAMES, ALL_FRAMES))
    rest = ("BatchNormalization", consumer, "Flatten", "Dense: 1")
    text = spec_text(f"Input: {shape}", before, *rest)
    diagnostic = only(text, "SEQ105")

    assert ("model", 1) == diagnostic.at[:2]
    assert spec_text(f"Input: {shape}", after, *rest) == fixed(text, diagnostic)


def test_flatten_and_pooling_end_a_sequence_too() -> None:
    """Where no recurrent layer is to blame, nothing is offered that would not help."""
    for ender in ("Flatten", "GlobalAveragePooling1D"):
        diagnostic = only(spec_text("Input: [10, 1]", ender, "LSTM: 4"), "SEQ105")

        assert f"`{ender}`" in diagnostic.message
        assert diagnostic.fix is None


def test_a_repeated_layer_that_ends_its_own_sequence_is_found_without_a_wrong_fix() -> None:
    """In a repetition consumer and producer are the same text, which no edit can make two of."""
    diagnostic = only(spec_text("Input: [10, 1]", "repeat: {times: 2, layers: [LSTM: 8]}", "Dense: 1"), "SEQ105")

    assert "repetition" in diagnostic.message
    assert diagnostic.fix is None


def test_a_model_without_a_sequence_is_a_shape_error() -> None:
    """Where no layer ended a sequence, the input never was one, and the help says how to declare it."""
    diagnostic = only(spec_text("LSTM: {units: 8, input_shape: [10]}", "Dense: 1"), "SEQ106")

    assert "[10, 1]" in (diagnostic.help or "")


def test_a_shape_error_points_at_the_argument_and_shows_all_shapes_before_it() -> None:
    """The ladder ends at the layer that fails."""
    text = spec_text("Input: [12, 1]", "MaxPooling1D: 4", "Conv1D: {filters: 2, kernel_size: 5}")
    diagnostic = only(text, "SEQ115")

    assert span(text, "5")[0] == where(diagnostic)[0]
    assert ("model", 2, "Conv1D", "kernel_size") == diagnostic.at
    assert "(None, 12, 1) → MaxPooling1D (None, 3, 1) → Conv1D fails" in (diagnostic.help or "")


def test_a_long_ladder_is_cut_in_the_middle() -> None:
    """The help of a deep model stays readable."""
    layers = ["Input: [30, 1]", *["Conv1D: {filters: 2, kernel_size: 3}"] * 20]
    diagnostic = only(spec_text(*layers), "SEQ115")

    assert "..." in (diagnostic.help or "")
    assert len(diagnostic.help or "") < 400


def test_nothing_is_said_of_what_comes_after_a_shape_error() -> None:
    """After the first layer that fails no shape is known, so no rule speaks of later ones."""
    layers = ("LSTM: {units: 8, input_shape: [10, 1]}", "LSTM: 4", "Conv1D: {filters: 1, kernel_size: 99}", "Dense: 1")
    text = spec_text(*layers, data="{arrays: {input: {shape: [10, 1]}, target: {shape: [5]}}}")

    assert ["SEQ105"] == codes(check_text(text))


# --------------------------------------------------------------------------------------------------- sizes from data


def test_a_size_from_data_that_nothing_declares_is_an_error() -> None:
    """No data are read for it, so the model could not be built."""
    data = "{arrays: {input: {shape: [10, 1]}, target: {shape: [], kind: classes}}}"
    text = spec_text("LSTM: {units: 8}", "Dense: {units: from_data, activation: softmax}", data=data,
                     compile="{loss: sparse_categorical_crossentropy}")  # fmt: skip
    diagnostic = only(text, "SEQ106")

    assert "error" == diagnostic.severity
    assert ("model", 1, "Dense", "units") == diagnostic.at


def test_a_size_of_texts_is_asked_for_in_words_about_texts() -> None:
    """How long a text can be is said by its tokens, and not by a window."""
    data = "{source: {pairs: a.txt}, tokens: {by: char, max_tokens: 64}}"
    text = spec_text("Embedding: {input_dim: from_data, output_dim: 8}", "LSTM: 8", "RepeatVector: from_data",
                     "TimeDistributed: {Dense: from_data}", data=data, compile=None)  # fmt: skip

    assert "`tokens: {target: {max_length: 20}}`" in str(only(text, "SEQ106").help)


def test_a_size_from_data_is_not_missed_in_a_recipe_that_is_wrong() -> None:
    """What it declares is not known until its mistake is gone."""
    data = "{source: {pairs: a.txt}, tokens: {by: char, max_tokens: 64, max_length: 0}}"
    text = spec_text("Embedding: {input_dim: from_data, output_dim: 8}", "LSTM: 8", "Dense: 1", data=data, compile=None)

    assert ["SEQ008"] == codes(check_text(text))


def test_a_declared_size_from_data_is_filled_in() -> None:
    """With the capacity declared there is nothing to say."""
    data = "{arrays: {input: {shape: [10, 1]}, target: {shape: [], kind: classes, classes: 4}}}"
    text = spec_text("LSTM: {units: 8}", "Dense: {units: from_data, activation: softmax}", data=data,
                     compile="{loss: sparse_categorical_crossentropy}")  # fmt: skip

    assert [] == codes(check_text(text))


def test_a_size_from_data_without_a_recipe_is_an_error() -> None:
    """There is nobody to ask."""
    diagnostic = only(spec_text("LSTM: {units: 8, input_shape: [10, 1]}", "Dense: from_data"), "SEQ106")

    assert "error" == diagnostic.severity


def test_a_size_from_data_inside_other_layers_is_filled_in() -> None:
    """In a wrapper and in a block as anywhere: the tokens at the beginning, the classes at the end."""
    data = "{source: {pairs: a.txt}, tokens: {by: char, max_tokens: 64, max_length: 20}}"
    text = spec_text("Sequential: [{Embedding: {input_dim: from_data, output_dim: 8}}]",
                     "LSTM: {units: 8, return_sequences: true}", "TimeDistributed: {Dense: from_data}", data=data,
                     compile="{loss: {SparseCategoricalCrossentropy: {from_logits: true}}}")  # fmt: skip
    checked = check_text(text)
    assert checked.trace is not None

    assert [] == codes(checked)
    assert [512, 544, 576] == [step.params for step in checked.trace.steps]


def test_a_size_from_data_inside_a_wrapper_is_not_overlooked() -> None:
    """One finding, at the size itself, and none at the layer that would need to know it."""
    text = spec_text("TimeDistributed: {layer: {Dense: from_data}, input_shape: [10, 1]}", "Flatten", "Dense: 1")
    diagnostic = only(text, "SEQ106")

    assert "error" == diagnostic.severity
    assert ("model", 0, "TimeDistributed", "layer", "Dense", "units") == diagnostic.at


def test_only_the_last_layer_asks_for_the_classes() -> None:
    """The number of classes says nothing about the layers before."""
    data = "{arrays: {input: {shape: [10, 1]}, target: {shape: [], kind: classes, classes: 4}}}"
    text = spec_text("LSTM: {units: 8}", "Dense: from_data", "Dense: {units: 4, activation: softmax}", data=data,
                     compile="{loss: sparse_categorical_crossentropy}")  # fmt: skip
    diagnostic = only(text, "SEQ106")

    assert ("model", 1, "Dense", "units") == diagnostic.at
    assert "error" == diagnostic.severity


def test_a_size_that_layers_multiply_together_is_bounded_too() -> None:
    """What is declared is bounded when it is read, and what follows from it here."""
    diagnostic = only(spec_text("Input: [100000, 100000]", "Flatten", "Dense: 1"), "SEQ106")

    assert ("model", 1, "Flatten") == diagnostic.at
    assert "10,000,000,000, more than the limit of 2,147,483,647" in diagnostic.message


# ---------------------------------------------------------------------------------------- one cause, one finding


def test_what_is_no_key_is_not_an_unknown_key_besides() -> None:
    """The reader has said all there is to say, at the top and on a layer."""
    text = "5: 3\n" + spec_text("LSTM: {units: 8, 7: 8, input_shape: [10, 1]}", "Dense: 1")

    assert ["SEQ013", "SEQ013"] == codes(check_text(text))


def test_a_misspelt_argument_is_not_missing_besides() -> None:
    """Whoever writes `unit` has given the `units`."""
    diagnostic = only(spec_text("LSTM: {unit: 8, input_shape: [10, 1]}", "Dense: 1"), "SEQ007")

    assert "`units`" in diagnostic.message


def test_a_mixed_form_hides_no_other_mistake() -> None:
    """A layer beside the arguments of its wrapper is read as what it was meant to be."""
    text = spec_text("Bidirectional: {LSTM: {units: 8, activation: tahn}, merge_mode: som, input_shape: [10, 1]}")

    assert ["SEQ008", "SEQ006", "SEQ008"] == codes(check_text(text))


@pytest.mark.parametrize(
    ("layer", "code"), [("LSTM: {units: 8, input_shape: [30]}", "SEQ112"),
                        ("Conv1D: {filters: 8, kernel_size: 5, input_shape: [3, 1]}", "SEQ111")]
)  # fmt: skip
def test_a_shape_that_follows_from_a_wrong_declaration_is_not_wrong_besides(layer: str, code: str) -> None:
    """The layer would take what the recipe delivers: only the declaration has to change."""
    data = "{source: {csv: x.csv}, target: y, window: {length: 30, horizon: 1}}"
    text = spec_text(layer, "Flatten", "Dense: 1", data=data)

    assert code == only(text, code).code
