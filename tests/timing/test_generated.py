"""Numbers made up where the data of a spec are not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seqspec.analysis.linter import check_text
from seqspec.errors import RunError
from seqspec.timing.generated import generate, is_there, require_loss
from tests.training import write_series, write_spec

ROOT = Path(__file__).parents[2]


def made(layers: str, loss: str) -> Any:
    """The training part for a model without data."""
    text = f"seqspec: 1\nmodel:\n{layers}compile: {{optimizer: adam, loss: {loss}}}\nruntime: {{seed: 1}}\n"
    return generate(*check_text(text).require(), 12).train


def test_numbers() -> None:
    """Inputs and targets have the shapes of the model's two ends."""
    part = made("  - Input: [6, 2]\n  - LSTM: 4\n  - Dense: 3\n", "mean_squared_error")

    assert ((12, 6, 2), (12, 3)) == (part.inputs().shape, part.targets().shape)


@pytest.mark.parametrize("dtype", ["int32", "float32"])
def test_ids(dtype: str) -> None:
    """What goes into an Embedding is a whole number that it has a vector for, in the type that the input declares."""
    layers = f"  - Input: {{shape: [6], dtype: {dtype}}}\n  - Embedding: {{input_dim: 5, output_dim: 3}}\n  - GRU: 4\n"
    inputs = made(layers, "mean_squared_error").inputs()

    assert (dtype, {0, 1, 2, 3, 4}) == (inputs.dtype.name, set(inputs.ravel().tolist()))


@pytest.mark.parametrize("head", ["  - GRU: 4\n", "  - GRU: {units: 4, return_sequences: true}\n"])
def test_classes_by_number(head: str) -> None:
    """A sparse loss gets the number of a class, for each step where there are steps."""
    layers = f"  - Input: [6, 1]\n{head}  - Dense: {{units: 3, activation: softmax}}\n"
    part = made(layers, "sparse_categorical_crossentropy")
    targets = part.targets(rank=3 if "true" in head else 2)

    assert ((12, 6) if "true" in head else (12,)) == targets.shape
    assert {0, 1, 2} == set(targets.ravel().tolist())


def test_classes_as_rows() -> None:
    """Rows of zeros with a one."""
    layers = "  - Input: [6, 1]\n  - GRU: 4\n  - Dense: {units: 3, activation: softmax}\n"
    part = made(layers, "categorical_crossentropy")

    np.testing.assert_array_equal(np.ones(12), part.targets().sum(axis=-1))


def test_an_open_length_is_closed() -> None:
    """Some length has to be taken."""
    part = made("  - Input: [null, 1]\n  - GRU: 4\n  - Dense: 1\n", "mean_squared_error")

    assert (12, 64, 1) == part.inputs().shape


def test_whether_the_data_are_there(tmp_path: Path) -> None:
    """A file is looked for, what a library ships is there, and what only Python can hand over is not."""
    spec = check_text(write_spec(tmp_path).read_text()).require()[0]
    shipped = check_text((ROOT / "specs" / "one_to_one.yaml").read_text("utf-8")).require()[0]
    handed = check_text((tmp_path / "tiny.yaml").read_text().replace("csv: series.csv", "frame: [y]")).require()[0]

    assert (True, True, False) == tuple(is_there(each, tmp_path) for each in (spec, shipped, handed))
    write_series(tmp_path / "series.csv").unlink()
    assert not is_there(spec, tmp_path)


def test_a_spec_without_a_loss_is_refused() -> None:
    """There is nothing to minimise."""
    text = "seqspec: 1\nmodel: [{Input: [6, 1]}, {GRU: 4}]\nruntime: {seed: 1}\n"
    with pytest.raises(RunError, match="no loss"):
        require_loss(check_text(text).require()[0])
