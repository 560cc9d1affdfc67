"""Which models are asked in the quick way."""

from __future__ import annotations

import pytest

from seqspec.engines.forecasting import quick
from tests.runs.fakes import FakeModel


def test_what_is_no_model_of_keras_is_asked_as_it_is() -> None:
    """Something that only looks like a model has no quick way."""
    assert quick(FakeModel(lambda inputs: inputs, (None, 1)), 8) is None


@pytest.mark.keras
def test_a_batch_size_that_the_model_fixes_stays_keras_s() -> None:
    """A stateful model reads its batches one after the other; an open one is asked by as many as fit into memory."""
    import keras

    from seqspec.engines.fused.forecasting import ROWS

    fixed = keras.Sequential([keras.Input((3, 1), batch_size=2), keras.layers.GRU(2, stateful=True)])
    free = keras.Sequential([keras.Input((3, 1)), keras.layers.GRU(2)])

    assert quick(fixed, 8) is None
    assert [8, ROWS] == [quick(free, rows).rows for rows in (8, 1_000)]  # type: ignore[union-attr]
