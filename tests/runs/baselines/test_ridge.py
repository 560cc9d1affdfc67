"""The straight line through a window."""

from __future__ import annotations

import numpy as np
import pytest

from seqspec.runs.baselines.ridge import ridge
from tests.runs.fakes import Fake


def windows(count: int, seed: int = 0) -> Fake:
    """The target is a weighted sum of the window."""
    fed = np.random.default_rng(seed).normal(size=(count, 5, 1)).astype(np.float32)
    known = (fed[:, :, 0] @ np.array([0.0, 0.5, 0.0, -1.0, 2.0]) + 3)[:, None, None]
    return Fake(fed, known)


def test_what_is_linear_is_found() -> None:
    """On other windows than those it was fitted to."""
    found, other = ridge(windows(200)), windows(50, seed=1)
    assert found is not None

    answer = found.answer(other, np.arange(50), 1)

    assert (50, 1, 1) == answer.shape
    np.testing.assert_allclose(answer, other.known, atol=0.01)


def test_examples_with_gaps_teach_nothing() -> None:
    """A window whose target is unknown is left out, and where none is whole there is no line."""
    part = windows(100)
    part.known[::2] = np.nan
    found = ridge(part)
    assert found is not None
    assert np.isfinite(found.answer(part, np.arange(3), 1)).all()

    part.known[:] = np.nan

    assert None is ridge(part)


def test_ids_are_no_numbers() -> None:
    """A line through the numbers of tokens would mean nothing."""
    assert None is ridge(Fake(np.zeros((9, 4), np.int32), np.zeros((9, 1, 1))))


def test_the_penalty_is_chosen_by_some_and_the_line_fitted_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a penalty chosen by a few windows the others are learnt from all the same."""
    monkeypatch.setattr("seqspec.runs.baselines.ridge._TRIED", 10)
    found, other = ridge(windows(400)), windows(50, seed=1)
    assert found is not None

    np.testing.assert_allclose(found.answer(other, np.arange(50), 1), other.known, atol=0.05)
