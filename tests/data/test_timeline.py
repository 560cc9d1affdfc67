"""How instants are shown to people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seqspec.data.timeline import show


@pytest.mark.parametrize(
    ("stamp", "shown"),
    [
        (np.datetime64("2019-01-31", "us"), "2019-01-31"),
        (np.datetime64("2019-01-31T12:30", "us"), "2019-01-31T12:30:00"),
        (np.datetime64("2019-01-31T00:00:00.25", "us"), "2019-01-31T00:00:00.250000"),
        (np.float64(1958.2027), "1958.2027"),
        (np.float64(1546300800), "1546300800"),
        (7, "7"),
    ],
)
def test_a_stamp_is_as_short_as_it_can_be_with_nothing_lost(stamp: Any, shown: str) -> None:
    """Midnight and whole seconds are left out, fractions and long numbers are not rounded away."""
    assert shown == show(stamp)
