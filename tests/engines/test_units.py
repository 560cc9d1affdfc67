"""In which units a training line speaks."""

from __future__ import annotations

import numpy as np
import pytest

from seqspec.data.examples import Task
from seqspec.engines.units import NO_UNITS, units
from tests.runs.fakes import Fake

PART = Fake(np.zeros((3, 1)), np.zeros((3, 1, 2)))


class Scaled(Fake):
    """Examples of two targets, whose spreads are given by `fed`."""

    def restore(self, outputs: np.ndarray, index: object = None) -> np.ndarray:
        """Original units."""
        return outputs[:, None, :] * self.fed[0] + 7


@pytest.mark.parametrize("kind", ["chances", "classes", "text"])
def test_only_numbers_have_units(kind: str) -> None:
    """Losses and scores of everything else are pure numbers, and are shown and written down as such."""
    found = units(Task(kind), PART, (2,))  # type: ignore[arg-type]  # the tests name it in a table

    assert NO_UNITS == found
    assert {"loss": 0.5, "val_accuracy": 0.25} == found.show({"val_accuracy": 0.25, "loss": 0.5})
    assert {"units": "none: losses and scores are pure numbers", "original_units_in_one": None} == found.as_dict()


def test_numbers_that_are_learnt_as_they_are_need_no_units() -> None:
    """Where nothing is scaled one unit of the model is one original unit."""
    assert (False, 1.0) == (units(Task(), PART, (2,)).scaled, units(Task(), PART, (2,)).slope)


@pytest.mark.parametrize(("spreads", "slope"), [([3.0, 3.0], 3.0), ([3.0, 5.0], None)])
def test_one_slope_is_that_of_all_targets_or_none(spreads: list[float], slope: float | None) -> None:
    """Errors are converted where one number converts them all, and else stay scaled."""
    found = units(Task(), Scaled(np.array([spreads] * 3), PART.known), (2,))

    assert (True, slope) == (found.scaled, found.slope)
    assert {"loss (scaled)": 1.0, "mae" if slope else "mae (scaled)": slope or 1.0} == (
        found.show({"mae": 1.0, "loss": 1.0})
    )
