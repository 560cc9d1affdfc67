"""What becomes of missing values. No policy looks ahead of a window's last input row."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.errors import DataError
from seqspec.language.recipe.missing import POLICIES, Missing


def require_whole(columns: dict[str, NDArray[np.floating[Any]]]) -> None:
    """
    Refuse gaps, as `missing: error` does.

    Raises:
        DataError: says how many there are, where the first is, and what can be done.
    """
    for name, column in columns.items():
        gap = np.isnan(column)
        count = int(np.count_nonzero(gap))
        if count:
            values = "value" if count == 1 else "values"
            raise DataError(
                f"`{name}` misses {count:,} {values} of {len(column):,}, the first in row {int(gap.argmax()) + 1:,}",
                help="say what becomes of them with `missing`: "
                + ", ".join(f"`{policy}`" for policy in POLICIES if policy != "error"),
            )


def fill(column: NDArray[np.floating[Any]], missing: Missing) -> NDArray[np.floating[Any]]:
    """The column with its gaps filled, as far as that can be done; what can't be is still NaN."""
    import pandas as pd

    if missing.policy in {"error", "drop"} or not np.isnan(column).any():
        return column
    if missing.policy == "fill":
        return np.where(np.isnan(column), missing.fill or 0.0, column)
    series = pd.Series(column)
    if missing.policy == "interpolate":
        series = series.interpolate(limit_area="inside")
    filled: NDArray[np.floating[Any]] = series.ffill().to_numpy()
    return filled


def last_observed(column: NDArray[np.floating[Any]]) -> NDArray[np.int32]:
    """For each row the last one, itself included, that holds a value; the row itself where there is none before."""
    rows = np.arange(len(column), dtype=np.int32)
    found = np.maximum.accumulate(np.where(np.isnan(column), np.int32(-1), rows))
    return np.where(found < 0, rows, found)
