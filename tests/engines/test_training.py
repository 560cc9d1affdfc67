"""How a training is told of once it is over."""

from __future__ import annotations

import pytest

from seqspec.engines.training import Training

pytestmark = pytest.mark.keras


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ([{}], "1 epoch"),
        ([{}, {}], "2 epochs"),
        ([{}, {}, {"cut_short": True}], "2 epochs and a part of the next"),
        ([{"cut_short": True}], "a part of an epoch"),
    ],
)
def test_an_epoch_that_was_cut_short_is_not_counted_as_one(records: list[dict[str, bool]], words: str) -> None:
    """Only whole epochs are counted; a part of one is called so."""
    assert words == Training("interrupted", records, 1.0, None, 100).epochs_done
