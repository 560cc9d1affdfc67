"""Scores of each series by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seqspec.runs.scoring.series import BySeries
from tests.runs.fakes import Fake


class Several(Fake):
    """Examples that belong to series."""

    names = ("a", "a", "b", "b", "b")

    def groups(self, index: Any = None) -> list[str]:
        """The series of each example."""
        return [self.names[place] for place in index]


def test_errors_are_summed_series_by_series() -> None:
    """However the examples are cut into chunks: the root of the mean square of each series."""
    errors, counts = np.array([1.0, 9.0, 4.0, 4.0, 4.0]), np.array([1.0, 1.0, 1.0, 1.0, 2.0])
    found = BySeries(Several(np.zeros((5, 1)), np.zeros((5, 1, 1))), "RMSE")

    for index in (np.arange(3), np.arange(3, 5)):
        found.add("model", index, errors[index], counts[index])

    scores = found.scores()
    assert ["a", "b"] == list(scores)
    assert pytest.approx(np.sqrt(5)) == scores["a"]["model"].values["RMSE"]
    assert pytest.approx(np.sqrt(3)) == scores["b"]["model"].values["RMSE"]


def test_a_single_series_has_no_scores_of_its_own() -> None:
    """They would be those of the whole part."""
    found = BySeries(Fake(np.zeros((5, 1)), np.zeros((5, 1, 1))), "RMSE")

    found.add("model", np.arange(5), np.ones(5), np.ones(5))

    assert {} == found.scores()
