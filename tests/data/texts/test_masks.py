"""What an Embedding masks is what the recipe pads."""

from __future__ import annotations

import numpy as np
import pytest

from tests.data.texts_in import WORDS, of_pairs

pytestmark = pytest.mark.keras


@pytest.mark.parametrize("padding", ["post", "pre"])
def test_the_mask_of_an_embedding_is_where_the_tokens_are(padding: str) -> None:
    """Whichever side is padded; a token that is out of vocabulary is no padding."""
    import keras

    pairs = [("a", "x"), ("b c", "x"), ("a b c d e", "x"), ("unknown a", "x"), ("b unknown c", "x")]
    dataset = of_pairs(
        pairs, tokens={"input": {**WORDS, "padding": padding}, "target": WORDS},
        split={"train": 3, "validation": 0, "test": 2, "by": "time"},
    )  # fmt: skip
    ids = np.concatenate([dataset.train.inputs(), dataset.test.inputs()])

    mask = keras.ops.convert_to_numpy(keras.layers.Embedding(9, 2, mask_zero=True).compute_mask(ids))

    counts = np.array([1, 2, 4, 2, 3])[:, None]
    places = np.arange(4) if padding == "post" else np.arange(4)[::-1]
    np.testing.assert_array_equal(places < counts, mask)
