"""What the spec says of sharing a batch, and what the built model says of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import yaml

from seqspec.analysis.linter import check_text
from seqspec.engines.parts import whole_batch
from seqspec.language.named import KINDS

pytestmark = pytest.mark.keras

HEAD: dict[str, Any] = {"Dense": {"units": 3, "activation": "softmax"}}
CELL: dict[str, Any] = {"GRU": {"units": 4, "input_shape": [6, 2]}}
STEPS: dict[str, Any] = {"GRU": {"units": 4, "return_sequences": True}}
EMBEDDING: dict[str, Any] = {"Embedding": {"input_dim": 5, "output_dim": 2, "mask_zero": True, "input_shape": [6]}}
MODELS: dict[str, list[Any]] = {
    "plain": [CELL, HEAD],
    "noise": [CELL, {"Dropout": 0.2}, {"GaussianNoise": 0.1}, HEAD],
    "norms": [CELL, "LayerNormalization", "UnitNormalization", HEAD],
    "batch norm": [CELL, "BatchNormalization", HEAD],
    "frozen batch norm": [CELL, {"BatchNormalization": {"trainable": False}}, HEAD],
    "spectral norm": [CELL, {"SpectralNormalization": {"layer": HEAD}}],
    "frozen": [{"GRU": {"units": 4, "input_shape": [6, 2], "trainable": False}}, HEAD],
    "low rank": [CELL, {"Dense": {"units": 3, "lora_rank": 1}}],
    "mask inside": [{"Masking": {"input_shape": [6, 2]}}, {"GRU": 4}, HEAD],
    "mask at the end": [{"Masking": {"input_shape": [6, 2]}}, STEPS, HEAD],
    "mask of an embedding": [EMBEDDING, {"LSTM": {"units": 4, "return_sequences": True}}, HEAD],
    "mask that ends": [EMBEDDING, {"LSTM": 4}, HEAD],
    "penalty on weights": [CELL, {"Dense": {"units": 3, "kernel_regularizer": "l2"}}],
    "penalty on outputs": [CELL, {"ActivityRegularization": {"l2": 0.1}}, HEAD],
    "both ways": [{"Bidirectional": {"layer": {"LSTM": 4}, "input_shape": [6, 2]}}, HEAD],
    "stateful": [{"Input": {"batch_shape": [4, 6, 2]}}, {"GRU": {"units": 4, "stateful": True}}, HEAD],
}
NUMBERED = ["SparseCategoricalCrossentropy", "CategoricalGeneralizedCrossEntropy", "Circle"]
"""The losses whose targets are numbers of classes."""
LOSSES = sorted({KINDS["loss"].canonical(name) or name for name in KINDS["loss"].known()} - {"CTC"})


def both(model: list[Any], loss: Any) -> tuple[bool, bool]:
    """Whether a batch stays whole: as the spec says, and as the model does."""
    import keras

    if keras.config.backend() != "jax":
        pytest.skip("the fused engine runs on JAX")
    from seqspec.engines.fused.gathering import Batch
    from seqspec.engines.fused.sharing import rows_of
    from seqspec.lowering import build

    checked = check_text(yaml.safe_dump({"seqspec": 1, "model": model, "compile": {"loss": loss}}))
    assert checked.spec is not None
    assert checked.trace is not None
    built = build(checked.spec, checked.trace, 1)
    inputs = np.zeros((4, *built.input_shape[1:]), np.float32)
    classes = np.resize(np.arange(3), (4, *built.output_shape[1:-1]))
    targets = classes if loss in NUMBERED else np.eye(3, dtype=np.float32)[classes]
    return whole_batch(checked.spec, checked.trace) is not None, rows_of(built, Batch(inputs, targets, None)) is None


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_the_spec_tells_which_layers_tie_examples_together(model: list[Any]) -> None:
    """No batch is said to be shared that the loop would keep whole, nor the other way round."""
    said, found = both(model, "mse")

    assert said == found


@pytest.mark.parametrize("loss", LOSSES)
def test_the_spec_tells_which_losses_tie_examples_together(loss: str) -> None:
    """The same of the losses."""
    said, found = both([CELL, HEAD], {loss: 0.5} if loss == "Quantile" else loss)

    assert said == found


@pytest.mark.parametrize("layer", [HEAD, {"Dense": {"units": 3, "kernel_regularizer": "l2"}}], ids=["no", "yes"])
def test_a_sum_with_penalties_is_not_the_sum_of_its_parts(layer: Any) -> None:
    """Penalties on weights would count once a part."""
    said, found = both([CELL, layer], {"MeanSquaredError": {"reduction": "sum"}})

    assert said == found
