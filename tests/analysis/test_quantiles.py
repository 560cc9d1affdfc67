"""What a linter says of quantiles: how many values they are, and where there are none."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from seqspec.analysis.linter import check_text


def found(units: int, loss: Any, metrics: list[str] | None = None, **data: Any) -> list[str]:
    """The errors of a spec over a table."""
    sections = {
        "seqspec": 1,
        "data": {"source": {"csv": "s.csv"}, "target": "y", "window": {"length": 6}, **data},
        "model": [{"LSTM": 4}, {"Dense": units}],
        "compile": {"optimizer": "adam", "loss": loss, "metrics": metrics or []},
        "runtime": {"seed": 1},
    }
    report = check_text(yaml.safe_dump(sections, sort_keys=False), "spec.yaml").report
    return [each.message for each in report.diagnostics if each.severity == "error"]


SEVERAL = {"Quantile": [0.1, 0.5, 0.9]}
FITTING: list[tuple[int, Any, dict[str, Any]]] = [
    (3, SEVERAL, {}),
    (12, SEVERAL, {"window": {"length": 6, "horizon": 4}}),
    (24, SEVERAL, {"window": {"length": 6, "horizon": 4}, "target": ["y", "z"]}),
    (1, {"Quantile": 0.9}, {}),
]


@pytest.mark.parametrize(("units", "loss", "data"), FITTING)
def test_the_last_layer_gives_steps_times_targets_times_quantiles(units: int, loss: Any, data: dict[str, Any]) -> None:
    """So many units are right, and no others."""
    assert [] == found(units, loss, **data)
    (message,) = found(units + 1, loss, **data)
    assert f"and the loss takes {units} (" in message


@pytest.mark.parametrize(
    ("target", "sequence", "asked"),
    [
        ([2], False, "the loss takes the shape (None, 6): 3 quantiles of each number"),
        ([4, 2], False, "the loss takes the shape (None, 4, 6): 3 quantiles of each number"),
        ([4, 2], True, "the target is 4 steps for each example"),
    ],
)
def test_of_arrays_the_shape_that_the_loss_takes_is_told(target: list[int], sequence: bool, asked: str) -> None:
    """The target has its own; and nothing is said of Keras, which has no such loss."""
    model = [{"GRU": {"units": 8, "return_sequences": sequence}}, {"Dense": 2}]
    arrays = {"input": {"shape": [20, 3]}, "target": {"shape": target}}
    spec = {"seqspec": 1, "data": {"arrays": arrays}, "model": model, "compile": {"loss": SEVERAL}}
    (error,) = (each for each in check_text(yaml.safe_dump(spec)).report.diagnostics if each.severity == "error")

    assert error.message.endswith(asked)
    assert error.keras is None


@pytest.mark.parametrize(
    ("given", "message", "help"),
    [
        ([0.9, 0.1], "the quantiles 0.9, 0.1 do not ascend", "write `[0.1, 0.9]`"),
        ([0.5, 0.50000001, 0.5], "the quantiles 0.5, 0.50000001, 0.5 do not ascend", "write `[0.5, 0.50000001]`"),
        ([], "`quantiles` holds none", "write `[0.05, 0.5, 0.95]`"),
    ],
)
def test_quantiles_ascend(given: list[float], message: str, help: str) -> None:
    """Others would be sorted away from the values they stand beside; the message has them in order, as they are."""
    model = {"seqspec": 1, "model": [{"Input": [5, 1]}, {"LSTM": 3}], "compile": {"loss": {"Quantile": given}}}
    (error,) = (each for each in check_text(yaml.safe_dump(model)).report.diagnostics if each.severity == "error")

    assert ("SEQ008", message, help, None) == (error.code, error.message, error.help, error.keras)


def test_without_data_nothing_is_said_of_targets() -> None:
    """Whether a target has quantiles is not known where there is none."""
    model = {"seqspec": 1, "model": [{"Input": [5, 1]}, {"LSTM": 3}], "compile": {"loss": SEVERAL}}

    assert not [each for each in check_text(yaml.safe_dump(model)).report.diagnostics if each.severity == "error"]


def test_the_product_is_written_out() -> None:
    """Nobody has to guess where a number comes from."""
    data = {"window": {"length": 6, "horizon": 4}, "target": ["y", "z"]}

    assert ["the model gives 4 values, and the loss takes 24 (4 steps x 2 targets x 3 quantiles)"] == found(
        4, SEVERAL, **data
    )


def test_a_metric_has_no_number_to_compare() -> None:
    """Of several quantiles; a single one is a number."""
    (message,) = found(3, SEVERAL, ["mae"])

    assert "`mae` compares one number with the truth, and the model gives 3 quantiles of it" == message
    assert [] == found(1, {"Quantile": 0.9}, ["mae"])


@pytest.mark.parametrize(
    ("units", "data", "words"),
    [
        (3, {"window": {"length": 6, "recursive": 4}}, "what follows from a quantile of the next row"),
        (12, {"window": {"length": 6, "horizon": 4}, "difference": True}, "do not add up"),
        (3, {"target": {"column": "y", "kind": "binary"}}, "is for numbers, and the target is of kind `binary`"),
    ],
)
def test_what_is_no_quantile_of_anything_is_refused(units: int, data: dict[str, Any], words: str) -> None:
    """A label has none, and neither has what is fed back or added up."""
    assert any(words in message for message in found(units, SEVERAL, **data))
