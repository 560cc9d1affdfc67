"""Recipes of texts: vocabulary, ids and masks, from a running text, from columns of texts or from pairs of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from seqspec.data.dataset import Dataset
from seqspec.errors import DataError
from seqspec.language.data import Data


def load(data: Data, seed: int, folder: Path, override: Path | None = None) -> Dataset:
    """
    Run the recipe; see `seqspec.data.dataset.load`.

    Raises:
        DataError: the data can't feed the recipe.
    """
    raise DataError("`tokens` can be linted, and not be trained on yet", help="use columns of a CSV or Parquet file")


def for_prediction(data: Data, state: dict[str, Any], path: Path) -> Dataset:
    """
    The same recipe over another file; see `seqspec.data.dataset.for_prediction`.

    Raises:
        DataError: the file can't feed the recipe.
    """
    raise DataError("`tokens` can be linted, and not be trained on yet", help="use columns of a CSV or Parquet file")
