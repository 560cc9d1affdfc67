"""What the rules on layers that change images say of Keras, asked of Keras."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

keras = pytest.importorskip("keras")

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]

X = np.random.default_rng(0).uniform(0, 255, (16, 8, 8, 3)).astype("float32")
Y = np.eye(16, dtype="float32")


def _model(*layers: Any) -> Any:
    model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.RandomCrop(4, 4), *layers, keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def test_seq125_a_model_that_counts_on_the_crop_is_built_and_can_t_predict() -> None:
    """Nor be validated; on JAX it does not even start to train."""
    model = _model(keras.layers.Flatten())

    assert (16, 1) == model(X, training=True).shape
    with pytest.raises(ValueError, match="incompatible with the layer"):
        model.predict(X, verbose=0)
    with pytest.raises(ValueError, match="incompatible with the layer"):
        model.fit(X, Y[:, :1], validation_data=(X, Y[:, :1]), verbose=0)


@pytest.mark.parametrize("layer", [keras.layers.CenterCrop(4, 4), keras.layers.Conv2D(2, 3)])
def test_seq125_a_model_that_does_not_predicts(layer: Any) -> None:
    """With the size restored, or pooled over."""
    head = keras.layers.Flatten() if layer.name.startswith("center") else keras.layers.GlobalAveragePooling2D()

    assert (16, 1) == _model(layer, head).predict(X, verbose=0).shape


@pytest.mark.parametrize("name", ["CutMix", "MixUp"])
def test_seq417_targets_are_mixed_beside_the_images_only(name: str) -> None:
    """With both in a mapping both change; in a model the layer never sees a target."""
    layer = getattr(keras.layers, name)(1.0, seed=1)
    together = layer({"images": X, "labels": Y}, training=True)

    alone = np.asarray(layer(X, training=True))
    assert X.shape == alone.shape
    assert not np.allclose(alone, X)
    assert not np.allclose(np.asarray(together["labels"]), Y)
