"""What a recipe may say and lint understands, but `fit` can't do yet: each refused by its name."""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.errors import DataError
from seqspec.language.data import Data


def require_known(data: Data) -> None:
    """
    Refuse what can't be run yet.

    Raises:
        DataError: with the first part of the recipe that can't be run.
    """
    for what in _unknown(data):
        raise DataError(f"{what} can be linted, and not be trained on yet", help="use columns of a CSV or Parquet file")


def _unknown(data: Data) -> Iterator[str]:
    if data.by == "random" and data.window is not None:
        raise DataError(
            "windows can't be split at random: neighbours share rows, so the test part would be known in training",
            help="take `by: random` out",
        )
