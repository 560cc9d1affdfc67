"""Functions that a script takes over as they stand, where its recipe needs them."""

from __future__ import annotations

from types import MappingProxyType

_LAST = '''
def last_observed(column):
    """For each row the last one that holds a value; the row itself before the first."""
    found = np.maximum.accumulate(np.where(np.isnan(column), -1, np.arange(len(column))))
    return np.where(found < 0, np.arange(len(column)), found)
'''
FILLS = MappingProxyType({
    "fill": '''
def fill(column):
    """Gaps hold a fixed value."""
    return np.where(np.isnan(column), VALUE, column)
''',
    "ffill": f'''{_LAST}

def fill(column):
    """Gaps hold the last value before them."""
    return column[last_observed(column)]
''',
    "interpolate": f'''{_LAST}

def fill(column):
    """A line over each gap that closes; else the last value before it."""
    before, after = last_observed(column), len(column) - 1 - last_observed(column[::-1])[::-1]
    way = (np.arange(len(column)) - before) / np.maximum(after - before, 1)
    line = column[before] + np.nan_to_num(column[after] - column[before]) * way
    return np.where(np.isnan(column), line, column)
''',
})  # fmt: skip
"""What becomes of gaps, by the policy."""

SCALERS = MappingProxyType({
    "minmax": '''
def minmax(values, low, high):
    """Center and spread that lead from the least to the greatest value."""
    spread = (values.max() - values.min()) / (high - low) or 1.0
    return values.min() - low * spread, spread
''',
    "robust": '''
def robust(values):
    """Median and distance of the quartiles."""
    first, median, third = np.percentile(values, [25, 50, 75])
    return median, third - first or 1.0
''',
})  # fmt: skip
"""Center and spread of a column, by the kind of its scaler."""


def lines_of(piece: str) -> list[str]:
    """The lines of a piece; none of none."""
    return piece.strip("\n").split("\n") if piece else []
