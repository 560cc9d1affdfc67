"""Recipes of texts: vocabulary, ids and masks, from a running text, from columns of texts or from pairs of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from seqspec.data.dataset import Dataset
from seqspec.data.reading.feed import Given
from seqspec.data.texts import rows as textrows
from seqspec.data.texts import running
from seqspec.errors import DataError
from seqspec.language.data import Data


def load(data: Data, seed: int, folder: Path, override: Given | None = None) -> Dataset:
    """
    Run the recipe; see `seqspec.data.dataset.load`.

    Raises:
        DataError: the data can't feed the recipe.
    """
    if data.columns:
        return textrows.load(data, seed, folder, override)
    return running.load(data, folder, _file(override))


def for_prediction(data: Data, state: dict[str, Any], given: Given) -> Dataset:
    """
    The same recipe over other texts; see `seqspec.data.dataset.for_prediction`.

    Raises:
        DataError: the data can't feed the recipe.
    """
    if data.columns:
        return textrows.for_prediction(data, state, given)
    file = _file(given)
    assert file is not None
    return running.for_prediction(data, state, file)


def _file(given: Given | None) -> Path | None:
    if given is None or isinstance(given, Path):
        return given
    raise DataError("a running text is a file, and no table of rows", help="give the path of a text file")
