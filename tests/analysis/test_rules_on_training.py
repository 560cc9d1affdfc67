"""The rules on loss, last activation, metrics, callbacks, splits, dropout and seed."""

from __future__ import annotations

import pytest

from seqspec.analysis.linter import check_text
from tests.analysis.examples import codes, fixed, found, only
from tests.builders import spec_text

CROSS_ENTROPIES = ("binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy")


def model(last: str, loss: str, *more: str, metrics: str = "[]") -> str:
    """A small model with a last layer, and a loss."""
    return spec_text(
        "LSTM: {units: 8, input_shape: [10, 1]}", last, *more, compile=f"{{loss: {loss}, metrics: {metrics}}}"
    )


def windows(
    split: str | None = None,
    window: str = "length: 30",
    last: str = "Dense: 1",
    source: str = "csv: a.csv",
    **sections: str | None,
) -> str:
    """A forecast with a split as given."""
    parts = f"split: {split}, " if split is not None else ""
    data = f"{{source: {{{source}}}, target: value, {parts}window: {{{window}}}}}"
    return spec_text("LSTM: 8", last, data=data, **sections)


# ------------------------------------------------------------------------------------- SEQ201, SEQ202, SEQ207 the head


@pytest.mark.parametrize(
    ("layers", "at"),
    [
        (("Dense: {units: 1, activation: softmax}",), ("model", 1, "Dense", "activation")),
        (("Dense: 1", "Activation: softmax"), ("model", 2, "Activation", "activation")),
        (("Dense: 1", "Softmax"), ("model", 2, "Softmax")),
        (("RepeatVector: 3", "TimeDistributed: {Dense: {units: 1, activation: softmax}}"),
         ("model", 2, "TimeDistributed", "layer", "Dense", "activation")),
        (("Dense: {units: 1, activation: softmax}", "Dense: {units: 1, activation: sigmoid}"),
         ("model", 1, "Dense", "activation")),
    ],
)  # fmt: skip
def test_softmax_over_one_value_wherever_it_stands(layers: tuple[str, ...], at: tuple[str | int, ...]) -> None:
    """As an argument, as a layer, in a wrapper, at the end or before it."""
    diagnostic = only(model(layers[0], "binary_crossentropy", *layers[1:]), "SEQ201")

    assert at == diagnostic.at


@pytest.mark.parametrize(
    ("loss", "after"),
    [
        ("binary_crossentropy", ("Dense: {units: 1, activation: sigmoid}", "binary_crossentropy")),
        ("categorical_crossentropy", ("Dense: {units: 1, activation: sigmoid}", "binary_crossentropy")),
        ("SparseCategoricalCrossentropy", ("Dense: {units: 1, activation: sigmoid}", "BinaryCrossentropy")),
        ("mse", ("Dense: {units: 1}", "mse")),
    ],
)
def test_the_way_out_of_softmax_over_one_depends_on_the_loss(loss: str, after: tuple[str, str]) -> None:
    """Sigmoid for a yes or no, with the loss that belongs to it; nothing at all for a number."""
    text = model("Dense: {units: 1, activation: softmax}", loss)

    assert model(*after) == fixed(text, only(text, "SEQ201"))


def test_softmax_over_one_with_declared_classes_asks_for_more_units() -> None:
    """The recipe knows how many there are, and no other rule repeats the finding."""
    data = "{arrays: {input: {shape: [10, 1]}, target: {shape: [], kind: classes, classes: 4}}}"
    text = spec_text("LSTM: 8", "Dense: {units: 1, activation: softmax}", data=data,
                     compile="{loss: sparse_categorical_crossentropy}")  # fmt: skip
    diagnostic = only(text, "SEQ201")

    assert [] == codes(check_text(fixed(text, diagnostic)))


def test_a_recurrent_softmax_is_another_matter() -> None:
    """The output of an LSTM is gated: its activation is not what leaves it."""
    assert "SEQ201" not in codes(
        check_text(model("Dense: 3", "mse", "Reshape: [3, 1]", "LSTM: {units: 1, activation: softmax}"))
    )


def test_sigmoid_outputs_do_not_add_up() -> None:
    """A warning with several units, an error with one, where the loss is zero throughout."""
    several = only(model("Dense: {units: 4, activation: sigmoid}", "categorical_crossentropy"), "SEQ202")
    single = only(model("Dense: {units: 1, activation: sigmoid}", "sparse_categorical_crossentropy"), "SEQ202")

    assert ("warning", "error") == (several.severity, single.severity)
    assert "softmax" in fixed(model("Dense: {units: 4, activation: sigmoid}", "categorical_crossentropy"), several)
    assert "loss: binary_crossentropy" in fixed(
        model("Dense: {units: 1, activation: sigmoid}", "sparse_categorical_crossentropy"), single
    )


@pytest.mark.parametrize("loss", CROSS_ENTROPIES)
@pytest.mark.parametrize(
    "last", ["Dense: 4", "Dense: {units: 4, activation: relu}", "Dense: {units: 4, activation: tanh}"]
)
def test_a_cross_entropy_needs_probabilities(loss: str, last: str) -> None:
    """Whatever the activation, it is the head that is shown, and mended in its own form."""
    text = model(last, loss)
    diagnostic = only(text, "SEQ207")
    wanted = "sigmoid" if loss.startswith("binary") else "softmax"

    assert model(f"Dense: {{units: 4, activation: {wanted}}}", loss) == fixed(text, diagnostic)


@pytest.mark.parametrize(
    "text",
    [
        model("Dense: 4", "{CategoricalCrossentropy: {from_logits: true}}"),
        model("Dense: {units: 4, activation: sigmoid}", "binary_crossentropy"),
        model("Dense: {units: 4, activation: softmax}", "categorical_crossentropy", "Dropout: 0.1"),
        model("Dense: 4", "categorical_crossentropy", "Activation: softmax"),
        model("Dense: 4", "categorical_crossentropy", "Softmax"),
        model("Dense: {units: 4, activation: sigmoid}", "{SparseCategoricalCrossentropy: {from_logits: true}}"),
        model("LSTM: 4", "nonsense"),
        model("Dense: 4", "mse"),
    ],
)
def test_heads_that_are_right_or_unknown_are_left_alone(text: str) -> None:
    """Logits that are declared, activations in a layer of their own, and losses that nobody knows."""
    assert set() == {"SEQ201", "SEQ202", "SEQ207"} & set(codes(check_text(text)))


def test_a_normalization_at_the_end_leaves_no_probabilities() -> None:
    """It stretches what a sigmoid gave beyond 0 and 1, and has no activation that could be set."""
    text = model("Dense: {units: 4, activation: sigmoid}", "binary_crossentropy", "BatchNormalization")
    diagnostic = only(text, "SEQ207")

    assert ("model", 2, "BatchNormalization") == diagnostic.at
    assert diagnostic.fix is None


def test_a_recurrent_layer_is_no_head_for_probabilities() -> None:
    """Its values lie between -1 and 1, and no activation would change that for sure."""
    text = spec_text("LSTM: {units: 1, input_shape: [10, 1]}", compile="{loss: binary_crossentropy}")
    diagnostic = only(text, "SEQ207")

    assert "between -1 and 1" in diagnostic.label
    assert diagnostic.fix is None


# --------------------------------------------------------------------------------------------------- SEQ210 metrics


@pytest.mark.parametrize(
    "head",
    ["Dense: {units: 10, activation: sofmax}", "Dense: {units: -10, activation: softmax}", "Activation: sofmax"],
)
def test_seq210_does_not_judge_a_head_that_could_not_be_read(head: str) -> None:
    """What was meant may well predict classes: no safe fix takes the accuracy away."""
    text = spec_text(
        "LSTM: {units: 8, input_shape: [10, 1]}",
        head,
        compile="{optimizer: adam, loss: mse, metrics: [accuracy]}",
    )

    assert [] == found(text, "SEQ210")


@pytest.mark.parametrize(
    ("metrics", "after"),
    [
        ("[accuracy]", "[mae]"),
        ("[mse, acc]", "[mse, mae]"),
        ("[mae, accuracy]", "[mae]"),
        ("[accuracy, mae]", "[mae]"),
        ("[{AUC: {num_thresholds: 10}}]", "[mae]"),
    ],
)
def test_a_metric_on_classes_gives_way_to_an_error_in_numbers(metrics: str, after: str) -> None:
    """Replaced, or taken out where `mae` is there already."""
    text = model("Dense: 1", "mse", metrics=metrics)
    diagnostic = only(text, "SEQ210")

    assert diagnostic.fix is not None
    assert "safe" == diagnostic.fix.applicability
    assert model("Dense: 1", "mse", metrics=after) == fixed(text, diagnostic)


def test_a_metric_that_a_callback_watches_is_not_replaced_lightly() -> None:
    """The callback would watch what is gone."""
    text = spec_text("LSTM: {units: 8, input_shape: [10, 1]}", compile="{loss: mse, metrics: [accuracy]}",
                     fit="{callbacks: [{EarlyStopping: {monitor: accuracy}}]}")  # fmt: skip
    diagnostic = only(text, "SEQ210")

    assert diagnostic.fix is not None
    assert "unsafe" == diagnostic.fix.applicability


@pytest.mark.parametrize(
    "text",
    [
        model("Dense: {units: 1, activation: sigmoid}", "mse", metrics="[accuracy]"),
        model("Dense: {units: 1, activation: sigmoid}", "binary_crossentropy", metrics="[accuracy]"),
        model("Dense: 1", "mse", metrics="[mae, RootMeanSquaredError, r2_score]"),
        model("Dense: {units: 1, activation: tanh}", "hinge", metrics="[accuracy]"),
    ],
)
def test_accuracy_is_fine_where_classes_are_predicted(text: str) -> None:
    """A squared error over probabilities is a choice, and its accuracy has a meaning."""
    assert [] == codes(check_text(text))


# -------------------------------------------------------------------------------------------------- SEQ214 monitors


def watching(
    callback: str, metrics: str = "[mae]", split: str = "{validation: 0.1, test: 0.2}", epochs: int = 3
) -> str:
    """A forecast with a callback."""
    return windows(
        split, compile=f"{{loss: mse, metrics: {metrics}}}", fit=f"{{epochs: {epochs}, callbacks: [{callback}]}}"
    )


@pytest.mark.parametrize(
    "callback",
    ["EarlyStopping", "{EarlyStopping: {monitor: loss}}", "{EarlyStopping: {monitor: val_mae}}", "ReduceLROnPlateau",
     "{EarlyStopping: val_mae}", "{ModelCheckpoint: {monitor: val_mae, save_best_only: true}}", "TerminateOnNaN",
     "{ModelCheckpoint: {monitor: nonsense}}", "{EarlyStopping: {monitor: mae}}"],
)  # fmt: skip
def test_figures_that_training_gives_can_be_watched(callback: str) -> None:
    """The loss and the metrics as written, with and without `val_`; a checkpoint that saves all watches nothing."""
    assert [] == codes(check_text(watching(callback)))


@pytest.mark.parametrize(
    ("callback", "after", "applicability"),
    [
        ("{EarlyStopping: {monitor: val_mean_absolute_error}}", "{EarlyStopping: {monitor: val_mae}}", "safe"),
        ("{EarlyStopping: {monitor: val_los}}", "{EarlyStopping: {monitor: val_loss}}", "unsafe"),
        ("{EarlyStopping: val_MAE}", "{EarlyStopping: val_mae}", "safe"),
        (
            "{ReduceLROnPlateau: {monitor: val_maee, patience: 3}}",
            "{ReduceLROnPlateau: {monitor: val_mae, patience: 3}}",
            "unsafe",
        ),
    ],
)
def test_the_same_metric_by_another_name_is_a_safe_fix(callback: str, after: str, applicability: str) -> None:
    """A guess at a misspelt name is not."""
    text = watching(callback)
    diagnostic = only(text, "SEQ214")

    assert diagnostic.fix is not None
    assert applicability == diagnostic.fix.applicability
    assert watching(after) == fixed(text, diagnostic)


@pytest.mark.parametrize(
    ("callback", "after"),
    [
        ("EarlyStopping", "{EarlyStopping: {monitor: loss}}"),
        ("{EarlyStopping: {patience: 3}}", "{EarlyStopping: {patience: 3, monitor: loss}}"),
        ("{EarlyStopping: val_mae}", "{EarlyStopping: mae}"),
        ("{ModelCheckpoint: {save_best_only: true}}", "{ModelCheckpoint: {save_best_only: true, monitor: loss}}"),
    ],
)
def test_nothing_of_validation_can_be_watched_without_validation(callback: str, after: str) -> None:
    """The default of every callback is `val_loss`, so the name alone is enough to be wrong."""
    split = "{validation: 0, test: 0.2}"
    text = watching(callback, split=split)
    diagnostic = only(text, "SEQ214")

    assert "there is no validation data" in diagnostic.message
    assert watching(after, split=split) == fixed(text, diagnostic)


def test_callbacks_in_a_block_list_grow_arguments_too() -> None:
    """An item that is a bare name needs no braces."""
    text = windows("{validation: 0}") + "# end\n"
    text = text.replace("fit: {epochs: 1}", "fit:\n  callbacks:\n    - EarlyStopping\n    - TerminateOnNaN")
    diagnostic = only(text, "SEQ214")

    assert "    - EarlyStopping: {monitor: loss}\n" in fixed(text, diagnostic)


def test_without_a_recipe_nobody_knows_of_validation() -> None:
    """A spec that is only a model may be trained by other means; a name that no metric has is wrong all the same."""
    known = spec_text("LSTM: {units: 8, input_shape: [10, 1]}", fit="{epochs: 50, callbacks: [EarlyStopping]}")
    unknown = spec_text("LSTM: {units: 8, input_shape: [10, 1]}", fit="{callbacks: [{EarlyStopping: val_acc}]}")

    assert [] == codes(check_text(known))
    assert ["SEQ214"] == codes(check_text(unknown))


def test_metrics_that_could_not_be_read_make_every_name_possible() -> None:
    """No cascade: the metric is the mistake, and a callback that watches it is right."""
    text = watching("{EarlyStopping: val_rmse}", metrics="[rmse]")

    assert ["SEQ006"] == codes(check_text(text))


# ---------------------------------------------------------------------------- SEQ302, SEQ305, SEQ306, SEQ319 splits


def test_rows_without_windows_may_be_split_at_random() -> None:
    """Independent rows have no neighbours to leak."""
    data = "{source: {csv: a.csv}, target: y, features: [x], split: {test: 0.2, validation: 0.1, by: random}}"

    assert [] == codes(check_text(spec_text("Dense: 1", data=data)))


def test_a_random_split_of_windows_is_mended_in_place() -> None:
    """The word `random` is what is wrong."""
    text = windows("{test: 0.2, validation: 0.1, by: random}")

    assert windows("{test: 0.2, validation: 0.1, by: time}") == fixed(text, only(text, "SEQ302"))


@pytest.mark.parametrize(("epochs", "told"), [(5, []), (6, ["SEQ305"])])
def test_a_few_epochs_need_no_validation(epochs: int, told: list[str]) -> None:
    """More than five do."""
    assert told == codes(check_text(windows("{test: 0.2}", fit=f"{{epochs: {epochs}}}")))


def test_the_default_split_validates() -> None:
    """Without a split, a tenth is set aside."""
    assert [] == codes(check_text(windows(fit="{epochs: 100}")))


def test_arrays_validate_by_fit() -> None:
    """The fix adds the key to `fit`, and is then silent."""
    data = "{arrays: {input: {shape: [10, 1]}, target: {shape: [1]}}}"
    text = spec_text("LSTM: 8", "Dense: 1", data=data, fit="{epochs: 50}")
    diagnostic = only(text, "SEQ305")

    assert "fit: {epochs: 50, validation_split: 0.1}" in fixed(text, diagnostic)
    assert [] == codes(check_text(fixed(text, diagnostic)))


def test_a_validation_part_is_added_where_there_is_a_split() -> None:
    """The other parts stay as they are."""
    text = windows("{test: 0.2}", fit="{epochs: 50}")

    assert "split: {test: 0.2, validation: 0.1}" in fixed(text, only(text, "SEQ305"))


@pytest.mark.parametrize(
    ("split", "window", "told"),
    [
        ("{train: 31, validation: 1, test: 1}", "length: 30", 0),
        ("{train: 30, validation: 1, test: 1}", "length: 30", 1),
        ("{train: 99, validation: 4, test: 5}", "length: 30, horizon: 5", 1),
        ("{train: 99, validation: 0, test: 5}", "length: 30, horizon: 5", 0),
        ("{train: 99, validation: 34, test: 35}", "length: 30, horizon: 5, context: own", 1),
        ("{train: 34, validation: 9, test: 9}", "length: 30, offset: 4", 0),
        ("{train: 33, validation: 9, test: 9}", "length: 30, offset: 4", 1),
        ("{train: 99, validation: 29, test: 30}", "length: 30, targets: each_step", 1),
        ("{validation: 0.1, test: 0.2}", "length: 3000", 0),
    ],
)
def test_a_part_holds_at_least_one_window(split: str, window: str, told: int) -> None:
    """The training part needs a whole window, a later part its targets, as far as rows are known without the data."""
    last = "Dense: 5" if "horizon: 5" in window else "Dense: 1"

    assert told == len(found(windows(split, window, last), "SEQ306"))


@pytest.mark.parametrize(("rows", "told"), [(100, []), (40, ["train"]), (45, [])])
def test_a_generated_series_has_rows_that_are_known(rows: int, told: list[str]) -> None:
    """70 of a hundred rows are for training."""
    text = windows(None, "length: 30", source=f"generate: {{series: sine, rows: {rows}}}")
    diagnostics = found(text, "SEQ306")

    assert len(told) == len(diagnostics)
    assert all("training part has 28 rows" in each.message for each in diagnostics)


@pytest.mark.parametrize(
    ("split", "at"),
    [
        ("{test: 20.0, validation: 0.1}", [("data", "split", "test")]),
        ("{test: -0.1, validation: 0.1}", [("data", "split", "test")]),
        ("{test: 1.0}", [("data", "split", "test")]),
        ("{test: 20.0, validation: 10.0}", [("data", "split", "validation"), ("data", "split", "test")]),
        ("{validation: 0.5, test: 0.5}", [("data", "split", "test")]),
        ("{train: 0.8, validation: 0.1, test: 0.2}", [("data", "split", "test")]),
        ("{train: 0.7, validation: 0.1, test: 0.2}", []),
        ("{train: -5, test: 10}", [("data", "split", "train")]),
        ("{validation: 200, test: 500}", []),
        ("{validation: 2020-01-01, test: 2021-01-01}", []),
    ],
)
def test_fractions_leave_something_to_train_on(split: str, at: list[tuple[str, ...]]) -> None:
    """Fractions lie between 0 and 1 and leave a rest; whole numbers are rows; dates are dates."""
    told = [each.at for each in found(windows(split), "SEQ319")]

    assert sorted(at) == sorted(told)


def test_per_cent_is_divided_by_a_hundred() -> None:
    """What else could 20.0 mean? Rows, perhaps: so the fix is unsafe."""
    text = windows("{test: 20.0, validation: 0.1}")

    assert windows("{test: 0.2, validation: 0.1}") == fixed(text, only(text, "SEQ319"))


@pytest.mark.parametrize(
    ("value", "told"), [("0.2", []), ("20", ["SEQ319"]), ("1.0", ["SEQ319"]), ("-0.2", ["SEQ319"]), ("0", [])]
)
def test_keras_does_not_check_validation_split(value: str, told: list[str]) -> None:
    """So lint does, where arrays make the key allowed."""
    data = "{arrays: {input: {shape: [10, 1]}, target: {shape: [1]}}}"

    assert told == codes(check_text(spec_text("LSTM: 8", "Dense: 1", data=data, fit=f"{{validation_split: {value}}}")))


def test_validation_split_has_no_place_beside_a_recipe() -> None:
    """The recipe has a split of its own; beside arrays, or without any data, the key is fine."""
    text = windows(fit="{epochs: 1, validation_split: 0.2}")
    diagnostic = only(text, "SEQ005")

    assert ("fit", "validation_split") == diagnostic.at
    assert windows(fit="{epochs: 1}") == fixed(text, diagnostic)
    assert [] == codes(check_text(spec_text(fit="{epochs: 1, validation_split: 0.2}")))


# ------------------------------------------------------------------------------------------------- SEQ401 and SEQ601


@pytest.mark.parametrize(
    ("layer", "field", "keras"),
    [
        ("Dropout: 20", "rate", "raises ValueError"),
        ("Dropout: 1.0", "rate", "all values are 0"),
        ("Dropout: {rate: -0.1}", "rate", "raises ValueError"),
        ("GaussianDropout: 1", "rate", "ZeroDivisionError"),
        ("AlphaDropout: 1", "rate", "ZeroDivisionError"),
        ("SpatialDropout1D: 50", "rate", "raises ValueError"),
        ("LSTM: {units: 4, dropout: 20}", "dropout", "cuts the rate to 1"),
        ("GRU: {units: 4, recurrent_dropout: -1}", "recurrent_dropout", "cuts the rate to 0"),
        ("Bidirectional: {SimpleRNN: {units: 4, dropout: 1}}", "dropout", "cuts the rate to 1"),
    ],
)
def test_a_rate_out_of_range_is_found_in_every_layer_that_drops(layer: str, field: str, keras: str) -> None:
    """Keras does something else for each of them."""
    diagnostic = only(spec_text("Input: [10, 3]", layer), "SEQ401")

    assert field == diagnostic.at[-1]
    assert keras in (diagnostic.keras or "")


@pytest.mark.parametrize(
    ("layer", "after"),
    [
        ("Dropout: 20", "Dropout: 0.2"),
        ("Dropout: {rate: 5}", "Dropout: {rate: 0.05}"),
        ("Bidirectional: {GRU: {units: 4, dropout: 50}}", "Bidirectional: {GRU: {units: 4, dropout: 0.5}}"),
    ],
)
def test_a_rate_in_per_cent_is_divided_by_a_hundred(layer: str, after: str) -> None:
    """In every form."""
    text = spec_text("Input: [10, 3]", layer)

    assert spec_text("Input: [10, 3]", after) == fixed(text, only(text, "SEQ401"))


@pytest.mark.parametrize(
    "layer", ["Dropout: 0", "Dropout: 0.999", "LSTM: {units: 4, dropout: 0.5, recurrent_dropout: 0}"]
)
def test_rates_in_range_are_right(layer: str) -> None:
    """From 0 up to, but not including, 1."""
    assert [] == found(spec_text("Input: [10, 3]", layer), "SEQ401")


def test_a_rate_that_looks_like_a_size_was_perhaps_a_dense_layer() -> None:
    """256 is no percentage."""
    diagnostic = only(spec_text("Input: [10]", "Dropout: 256"), "SEQ401")

    assert "`Dense: 256`" in (diagnostic.help or "")
    assert diagnostic.fix is None


def test_a_rate_in_a_repeated_block_is_told_once() -> None:
    """One text, one finding."""
    assert 1 == len(found(spec_text("Input: [10, 3]", "repeat: {times: 4, layers: [Dropout: 5]}"), "SEQ401"))


@pytest.mark.parametrize(
    ("runtime", "after"),
    [
        (None, "runtime: {seed: 42}"),
        ("{backend: jax}", "runtime: {backend: jax, seed: 42}"),
        ("{}", "runtime: {seed: 42}"),
    ],
)
def test_a_seed_is_set_where_it_belongs(runtime: str | None, after: str) -> None:
    """In `runtime`, which is added where it is missing."""
    text = spec_text(runtime=runtime)
    diagnostic = only(text, "SEQ601")

    assert "info" == diagnostic.severity
    assert after in fixed(text, diagnostic)
    assert [] == codes(check_text(fixed(text, diagnostic)))


def test_a_random_split_without_a_seed_is_a_warning() -> None:
    """Every run would be tested on other rows."""
    data = "{source: {csv: a.csv}, target: y, features: [x], split: {test: 0.2, validation: 0.1}}"

    assert "warning" == only(spec_text("Dense: 1", data=data, runtime=None), "SEQ601").severity


def test_a_seed_that_could_not_be_read_is_not_missing() -> None:
    """One mistake, one finding."""
    assert ["SEQ008"] == codes(check_text(spec_text(runtime="{seed: -1}")))


def test_a_figure_of_validation_without_its_underscore_is_known() -> None:
    """The nearest figure is the one of validation, and not the one of training."""
    text = watching("EarlyStopping: {monitor: valloss}")

    assert "did you mean `val_loss`?" in only(text, "SEQ214").message


# --------------------------------------------------------------------------------------------------- SEQ216 no loss


@pytest.mark.parametrize(
    ("sections", "severities"),
    [
        ({"compile": "{optimizer: adam}", "data": "{arrays: {input: {shape: [10, 1]}, target: {shape: [1]}}}"},
         ["error"]),
        ({"compile": "{optimizer: adam, loss: null}"}, ["warning"]),
        ({"compile": "{optimizer: adam}", "fit": None}, []),
        ({"compile": None}, []),
        ({"compile": "{optimizer: adam, los: mse}"}, []),
        ({"compile": "{optimizer: adam, loss: msee}"}, []),
        ({"compile": "{optimizer: adam}", "loss": "mse"}, []),
    ],
)  # fmt: skip
def test_seq216_asks_for_a_loss_where_there_is_training(sections: dict[str, str | None], severities: list[str]) -> None:
    """A model to build only needs none, and one that could not be read is asked for once."""
    assert severities == [each.severity for each in found(spec_text(**sections), "SEQ216")]
