"""The rules that hold losses, metrics and callbacks against the end of the model, and what looks like a mistake."""

from __future__ import annotations

import pytest

from seqspec.analysis.linter import check_text
from tests.analysis.examples import codes, fixed, found, only
from tests.builders import spec_text

FIRST = "LSTM: {units: 8, input_shape: [10, 2]}"
SERIES = "{source: {csv: x.csv}, target: y, features: [y, z], window: {length: 10}, scale: SCALE}"


def arrays(target: str) -> str:
    """A recipe of arrays with this target."""
    return f"{{arrays: {{input: {{shape: [10, 2]}}, target: {target}}}}}"


def spec(head: str, loss: str, metrics: str = "[]", data: str | None = None, fit: str | None = None) -> str:
    """A small model with this end."""
    first = FIRST if data is None else "LSTM: 8"
    compiled = f"{{optimizer: adam, loss: {loss}, metrics: {metrics}}}"
    return spec_text(first, head, compile=compiled, data=data, fit=fit)


# --------------------------------------------------------------------------------- SEQ203, SEQ206, SEQ208 probabilities


@pytest.mark.parametrize(
    ("head", "loss", "target", "codes_"),
    [
        ("Dense: {units: 3, activation: softmax}", "binary_crossentropy", "{shape: [3], kind: one_hot}", ["SEQ203"]),
        ("Dense: {units: 3, activation: softmax}", "BinaryFocalCrossentropy", "{shape: [3], kind: one_hot}",
         ["SEQ203"]),
        ("Dense: {units: 3, activation: softmax}", "binary_crossentropy", "{shape: [3], kind: multi_label}",
         ["SEQ203"]),
        ("Dense: {units: 3, activation: sigmoid}", "binary_crossentropy", "{shape: [3], kind: multi_label}", []),
        ("Dense: {units: 3, activation: softmax}", "binary_crossentropy", "{shape: [], kind: classes, classes: 3}",
         ["SEQ204"]),
        ("Dense: {units: 1, activation: softmax}", "binary_crossentropy", "{shape: [], kind: binary}", ["SEQ201"]),
        ("Dense: {units: 3, activation: softmax}", "mse", "{shape: [3], kind: one_hot}", ["SEQ208"]),
        ("Dense: {units: 3, activation: softmax}", "mae", "{shape: [], kind: classes, classes: 3}", ["SEQ208"]),
        ("Dense: {units: 3, activation: softmax}", "mse", "{shape: [], kind: classes, classes: 4}", ["SEQ109"]),
        ("Dense: {units: 1, activation: sigmoid}", "mse", "{shape: [], kind: binary}", ["SEQ208"]),
        ("Dense: {units: 1, activation: sigmoid}", "mse", "{shape: [1], min: 0, max: 1}", []),
        ("Dense: {units: 1, activation: softmax}", "mse", "{shape: [], kind: binary}", ["SEQ201"]),
        ("Dense: {units: 3, activation: softmax}", "kl_divergence", "{shape: [3]}", []),
    ],
)  # fmt: skip
def test_one_mistake_about_probabilities_is_one_finding(head: str, loss: str, target: str, codes_: list[str]) -> None:
    """The loss, the labels or the activation is wrong, and one rule says which."""
    assert codes_ == codes(check_text(spec(head, loss, data=arrays(target))), "warning")


@pytest.mark.parametrize(
    ("head", "loss", "caught"),
    [
        ("Dense: {units: 3, activation: softmax}", "{CategoricalCrossentropy: {from_logits: true}}", True),
        ("Dense: {units: 1, activation: sigmoid}", "{BinaryCrossentropy: {from_logits: true}}", True),
        ("Dense: {units: 3, activation: sigmoid}", "{SparseCategoricalCrossentropy: {from_logits: true}}", True),
        ("Dense: 3", "{CategoricalCrossentropy: {from_logits: true}}", False),
        ("Dense: {units: 3, activation: relu}", "{CategoricalCrossentropy: {from_logits: true}}", False),
        ("Dense: {units: 3, activation: softmax}", "{CategoricalCrossentropy: {from_logits: false}}", False),
        ("Dense: {units: 3, activation: softmax}", "CategoricalCrossentropy", False),
    ],
)
def test_logits_are_no_probabilities(head: str, loss: str, caught: bool) -> None:
    """Only the two together are a mistake."""
    assert caught == (codes(check_text(spec(head, loss)), "warning") == ["SEQ206"])


def test_a_layer_of_its_own_is_an_activation_too() -> None:
    """`Softmax` and `Activation` at the end count like an argument."""
    loss = "{optimizer: adam, loss: {CategoricalCrossentropy: {from_logits: true}}}"
    for head in ("Softmax", "Activation: softmax"):
        text = spec_text(FIRST, "Dense: 3", head, compile=loss)

        assert [] == codes(check_text(fixed(text, only(text, "SEQ206"))), "warning")


# -------------------------------------------------------------------------------------------- SEQ209 and SEQ213 values


@pytest.mark.parametrize(
    ("activation", "scale", "caught"),
    [
        ("sigmoid", "minmax", False), ("sigmoid", "standard", True), ("sigmoid", "{minmax: [-1, 1]}", True),
        ("sigmoid", "none", False), ("tanh", "minmax", False), ("tanh", "{minmax: [-1, 1]}", False),
        ("tanh", "robust", True), ("relu", "minmax", False), ("relu", "standard", True), ("relu", "none", True),
        ("softplus", "none", False), ("softplus", "standard", True), ("linear", "standard", False),
        ("relu", "{y: minmax, z: standard}", False),
    ],
)  # fmt: skip
def test_an_activation_reaches_what_scaling_gives(activation: str, scale: str, caught: bool) -> None:
    """The scale of the target counts, not that of other features; of `relu` one has to know."""
    text = spec(f"Dense: {{units: 1, activation: {activation}}}", "mse", data=SERIES.replace("SCALE", scale))

    assert (["SEQ209"] if caught else []) == codes(check_text(text), "warning")


@pytest.mark.parametrize(
    ("activation", "target", "caught"),
    [
        ("relu", "{shape: [1], min: 0, max: 9}", False), ("relu", "{shape: [1], min: -2, max: 9}", True),
        ("relu", "{shape: [1]}", True), ("relu", "{shape: [1], max: 9}", True),
        ("sigmoid", "{shape: [1], min: 0, max: 1}", False), ("sigmoid", "{shape: [1], max: 9}", True),
        ("relu6", "{shape: [1], min: 0, max: 6}", False), ("relu6", "{shape: [1], min: 0, max: 7}", True),
        ("tanh", "{shape: [1]}", True), ("tanh", "{shape: [1], min: -1, max: 1}", False),
    ],
)  # fmt: skip
def test_an_activation_reaches_the_declared_bounds(activation: str, target: str, caught: bool) -> None:
    """An activation with two ends wants them declared, and `relu` the lower one."""
    text = spec(f"Dense: {{units: 1, activation: {activation}}}", "huber", data=arrays(target))

    assert (["SEQ209"] if caught else []) == codes(check_text(text), "warning")


def test_a_recurrent_layer_at_the_end_is_bounded_by_its_activation() -> None:
    """And there is no activation to take out: a `Dense` is missing."""
    text = spec_text("LSTM: 1", compile="{optimizer: adam, loss: mse}", data=SERIES.replace("SCALE", "standard"))
    diagnostic = only(text, "SEQ209")

    assert diagnostic.fix is None
    assert "`Dense`" in (diagnostic.help or "")


def test_the_activation_is_taken_out() -> None:
    """What is left is a model that reaches every number."""
    text = spec("Dense: {units: 1, activation: relu}", "mse")

    assert "  - Dense: {units: 1}\n" in fixed(text, only(text, "SEQ209"))


def test_clipped_targets_are_known_to_stay_above_zero() -> None:
    """A lower bound of the recipe is as good as a scale, unless differences are taken behind it."""
    clipped = SERIES.replace("scale: SCALE", "clip: {y: [0, null]}")
    head = "Dense: {units: 1, activation: relu}"

    assert [] == codes(check_text(spec(head, "mse", data=clipped)), "warning")
    assert ["SEQ209"] == codes(
        check_text(spec(head, "mse", data=clipped.replace("clip", "difference: y, clip"))), "warning"
    )


@pytest.mark.parametrize(
    ("loss", "activation", "scale", "severities"),
    [
        ("poisson", "linear", "none", ["error"]), ("poisson", "softplus", "none", []),
        ("poisson", "exponential", "standard", ["warning"]), ("poisson", "tanh", "minmax", ["error"]),
        ("msle", "linear", "minmax", ["warning"]), ("msle", "softplus", "minmax", []),
        ("msle", "softplus", "standard", ["warning"]), ("mape", "linear", "minmax", ["warning"]),
        ("mape", "linear", "standard", ["warning"]), ("mape", "linear", "{minmax: [1, 2]}", []),
        ("mape", "linear", "none", []), ("mse", "linear", "standard", []),
        ("cosine_similarity", "linear", "standard", ["warning"]),
    ],
)  # fmt: skip
def test_a_loss_is_defined_where_it_is_used(loss: str, activation: str, scale: str, severities: list[str]) -> None:
    """NaN is an error, a flat or enormous loss a warning; each mistake is told once."""
    text = spec(f"Dense: {{units: 1, activation: {activation}}}", loss, data=SERIES.replace("SCALE", scale))

    assert severities == [each.severity for each in found(text, "SEQ213")]


def test_a_metric_in_per_cent_is_held_against_the_target_too() -> None:
    """Beside a loss that is right."""
    text = spec("Dense: 1", "mse", "[mae, mape]", SERIES.replace("SCALE", "standard"))

    assert ("compile", "metrics", 1) == only(text, "SEQ213").at


def test_the_cosine_of_several_numbers_is_right() -> None:
    """They have a direction."""
    assert [] == found(spec("Dense: 3", "cosine_similarity"), "SEQ213")


# -------------------------------------------------------------------------------------------- SEQ211, SEQ212 metrics


SPARSE = "sparse_categorical_crossentropy"
SOFTMAX = "Dense: {units: 5, activation: softmax}"


@pytest.mark.parametrize(
    ("head", "loss", "metrics", "severities"),
    [
        (SOFTMAX, SPARSE, "[accuracy, sparse_top_k_categorical_accuracy]", []),
        (SOFTMAX, SPARSE, "[Precision, mae]", ["error", "error"]),
        (SOFTMAX, SPARSE, "[categorical_accuracy]", ["error"]),
        (SOFTMAX, "categorical_crossentropy", "[accuracy, categorical_accuracy, {F1Score: {average: macro}}]", []),
        (SOFTMAX, "categorical_crossentropy", "[sparse_categorical_accuracy]", ["error"]),
        (SOFTMAX, "categorical_crossentropy", "[Precision, AUC]", ["info", "info"]),
        (SOFTMAX, "categorical_crossentropy", "[{Precision: {class_id: 1}}, {AUC: {multi_label: true}}]", []),
        ("Dense: {units: 1, activation: sigmoid}", "binary_crossentropy", "[AUC, Precision, Recall]", []),
        ("Dense: 1", "mse", "[r2_score, mae]", []),
    ],
)
def test_metrics_are_held_against_the_form_of_the_labels(
    head: str, loss: str, metrics: str, severities: list[str]
) -> None:
    """As the loss takes them."""
    assert severities == [each.severity for each in found(spec(head, loss, metrics), "SEQ211")]


def test_some_metrics_take_no_sequence() -> None:
    """R2 wants one row for each example."""
    compiled = "{optimizer: adam, loss: mse, metrics: [r2_score]}"
    text = spec_text("LSTM: {units: 8, return_sequences: true, input_shape: [10, 2]}", "Dense: 1", compile=compiled)

    assert "SEQ211" == only(text, "SEQ211").code


@pytest.mark.parametrize(
    ("metric", "caught"), [("f1_score", True), ("{F1Score: {average: macro, name: f1_score}}", False)]
)
def test_a_callback_compares_single_figures(metric: str, caught: bool) -> None:
    """Without an average an F1 score is a figure for each class."""
    fit = "{validation_split: 0.1, callbacks: [{EarlyStopping: {monitor: val_f1_score, mode: max}}]}"

    assert caught == bool(found(spec(SOFTMAX, "categorical_crossentropy", f"[{metric}]", fit=fit), "SEQ211"))


LOGITS = "{BinaryCrossentropy: {from_logits: true}}"


@pytest.mark.parametrize(
    ("metric", "caught"),
    [
        ("accuracy", True), ("acc", True), ("BinaryAccuracy", True), ("AUC", True), ("Precision", True),
        ("{Recall: {thresholds: 0.5}}", True), ("{Recall: {thresholds: 0.0}}", False),
        ("{BinaryAccuracy: {threshold: 0.0}}", False), ("{AUC: {from_logits: true}}", False),
        ("{Precision: {thresholds: [0.1, 0.5]}}", False), ("binary_crossentropy", False),
    ],
)  # fmt: skip
def test_logits_are_judged_at_zero(metric: str, caught: bool) -> None:
    """Every line at a half is found and moved, and the figure keeps its name."""
    text = spec("Dense: 1", LOGITS, f"[{metric}]")
    told = found(text, "SEQ212")

    assert caught == bool(told)
    assert not caught or [] == codes(check_text(fixed(text, told[0])), "warning")


def test_the_figure_keeps_its_name() -> None:
    """So that whoever watches it still finds it."""
    fit = "{validation_split: 0.1, callbacks: [{EarlyStopping: {monitor: val_acc}}]}"
    text = spec("Dense: 1", LOGITS, "[acc]", fit=fit)

    assert [] == codes(check_text(fixed(text, only(text, "SEQ212"))), "warning")


def test_accuracy_over_several_logits_compares_them() -> None:
    """The largest logit is the largest probability."""
    assert [] == found(spec("Dense: 5", "{CategoricalCrossentropy: {from_logits: true}}", "[accuracy]"), "SEQ212")


# --------------------------------------------------------------------------------------------------- SEQ215 direction


@pytest.mark.parametrize(
    ("monitor", "mode", "expected"),
    [
        ("val_accuracy", "min", "warning"), ("val_accuracy", "max", None), ("val_accuracy", "auto", None),
        ("val_loss", "max", "warning"), ("loss", "min", None), ("val_mae", "max", "warning"),
        ("val_FalsePositives", "auto", "error"), ("val_FalsePositives", "min", None),
        ("val_TruePositives", "auto", "error"),
    ],
)  # fmt: skip
def test_a_callback_looks_the_right_way(monitor: str, mode: str, expected: str | None) -> None:
    """Each metric says which way it gets better; for counts one has to say it oneself."""
    fit = f"{{validation_split: 0.1, callbacks: [{{EarlyStopping: {{monitor: {monitor}, mode: {mode}}}}}]}}"
    metrics = "[accuracy, mae, FalsePositives, TruePositives]"
    text = spec("Dense: {units: 1, activation: sigmoid}", "binary_crossentropy", metrics, fit=fit)
    told = found(text, "SEQ215")

    assert ([expected] if expected else []) == [each.severity for each in told]
    assert not told or [] == codes(check_text(fixed(text, told[0])), "warning")


def test_a_checkpoint_of_every_epoch_looks_no_way() -> None:
    """It compares nothing."""
    fit = "{validation_split: 0.1, callbacks: [{ModelCheckpoint: {monitor: val_loss, mode: max}}]}"

    assert [] == found(spec("Dense: 1", "mse", fit=fit), "SEQ215")
