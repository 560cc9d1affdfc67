"""The picture of a recipe that a run keeps."""

from __future__ import annotations

import pytest

from seqspec.runs.report import recipe
from seqspec.runs.report.embedding import embed
from seqspec.runs.report.recipe import picture_of
from tests.data.builders import loaded, noise
from tests.data.texts_in import of_text


def test_a_series_is_drawn_with_its_parts() -> None:
    """As a drawing that can stand on the page."""
    found = picture_of(loaded(noise(1, 60), window={"length": 3}, split={"validation": 10, "test": 10}), "a title")

    assert found is not None
    assert "validation part" in embed(found, "recipe", "a title")


def test_what_has_no_picture_has_none() -> None:
    """No error: the page does without."""
    assert picture_of(of_text("some words of a text"), "a title") is None


def test_without_matplotlib_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run ends well all the same."""
    monkeypatch.setattr(recipe, "can_draw", lambda: False)

    assert picture_of(loaded(noise(1, 60), window={"length": 3}), "a title") is None
