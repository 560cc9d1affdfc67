"""What seqspec makes itself because Keras lacks it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import mean_pinball_loss

from seqspec.analysis.linter import check_text
from seqspec.lowering import build

pytestmark = pytest.mark.keras

SPEC = """\
seqspec: 1
data:
  arrays: {input: {shape: [4, 1]}, target: {shape: [2]}}
model:
- Flatten
- Dense: 6
compile: {optimizer: adam, loss: {Quantile: [0.1, 0.5, 0.9]}}
"""


@settings(max_examples=30)
@given(
    shares=st.lists(st.floats(0.01, 0.99), min_size=1, max_size=4, unique=True).map(sorted),
    steps=st.sampled_from([(), (3,)]),
    seed=st.integers(0, 99),
)
def test_it_is_the_mean_of_scikit_learns_pinball_losses(shares: list[float], steps: tuple[int, ...], seed: int) -> None:
    """Of truths of any shape, with the quantiles of each side by side on the last axis."""
    from seqspec.lowering.own import Quantile

    random = np.random.default_rng(seed)
    truth = random.normal(size=(5, *steps, 2)).astype(np.float32)
    said = random.normal(size=(5, *steps, 2, len(shares))).astype(np.float32)

    found = Quantile(shares)(truth, said.reshape(5, *steps, -1))

    expected = [
        mean_pinball_loss(truth.ravel(), said[..., place].ravel(), alpha=each) for place, each in enumerate(shares)
    ]
    assert pytest.approx(np.mean(expected), rel=1e-4) == float(found)


@pytest.mark.parametrize("quantiles", [[], [0.5, 0.5], [0.9, 0.1], 0.0, 1.0, [0.5, 1.0]])
def test_what_is_no_row_of_quantiles_is_refused(quantiles: Any) -> None:
    """They ascend between 0 and 1."""
    from seqspec.lowering.own import Quantile

    with pytest.raises(ValueError, match="ascend between 0 and 1"):
        Quantile(quantiles)


def test_keras_alone_loads_a_model_that_was_trained_with_it(tmp_path: Path) -> None:
    """The file names no loss, as Keras lacks it, and keeps the optimizer."""
    import keras

    model = build(*check_text(SPEC, "spec.yaml").require(), 1)
    inputs = np.ones((8, 4, 1), np.float32)
    model.fit(inputs, np.ones((8, 2), np.float32), verbose=0)
    model.save(tmp_path / "model.keras")

    found = keras.models.load_model(tmp_path / "model.keras")

    assert None is found.loss
    assert 1 == int(found.optimizer.iterations)
    np.testing.assert_array_equal(found.predict(inputs, verbose=0), model.predict(inputs, verbose=0))
