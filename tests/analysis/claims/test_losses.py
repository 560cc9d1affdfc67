"""What Keras does where no loss is named. Here Keras is asked, on the backend of the session."""

from __future__ import annotations

import pytest

keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]


def test_seq216_without_a_loss_nothing_is_learnt() -> None:
    """TensorFlow refuses at the first batch; JAX reports a loss of 0, and leaves every weight as it was."""
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile(optimizer="adam")
    before = np.array(model.get_weights()[0])
    x, y = np.ones((8, 3), "float32"), np.ones((8, 1), "float32")

    if keras.backend.backend() == "tensorflow":
        with pytest.raises(ValueError, match="No loss to compute"):
            model.fit(x, y, verbose=0)
    elif keras.backend.backend() == "jax":
        assert [0.0] == model.fit(x, y, verbose=0).history["loss"]
        assert np.array_equal(before, model.get_weights()[0])
