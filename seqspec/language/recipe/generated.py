"""
The numbers of generated series: one function each, which gives a table a block at a time.

Each block has random numbers of its own, drawn for a whole block even where less is asked for, so that a longer series
begins with the shorter one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

BLOCK = 1 << 16
"""Rows of a block."""


def sine(seed: int, rows: int, level: float, amplitude: float, period: float, noise: float) -> Iterator[pd.DataFrame]:
    """A wave with noise."""
    return trend_season(seed, rows, level, 0.0, amplitude, period, noise)


def trend_season(
    seed: int, rows: int, level: float, trend: float, amplitude: float, period: float, noise: float
) -> Iterator[pd.DataFrame]:
    """A wave on a line, with noise."""
    import numpy as np

    for steps, drawn in _normal(seed, rows):
        yield _series(steps, level + trend * steps + amplitude * np.sin(2 * np.pi * steps / period) + noise * drawn)


def random_walk(seed: int, rows: int, level: float, trend: float, noise: float) -> Iterator[pd.DataFrame]:
    """A sum of steps, from a level on."""
    import numpy as np

    last = level
    for steps, drawn in _normal(seed, rows):
        moves = np.where(steps == 0, 0.0, trend + noise * drawn)
        values = np.cumsum(np.concatenate([[last], moves]))[1:]
        last = values[-1]
        yield _series(steps, values)


def ar(seed: int, rows: int, level: float, coefficients: Sequence[float], noise: float) -> Iterator[pd.DataFrame]:
    """Each value follows from those before it, and from chance."""
    import numpy as np
    from scipy.signal import lfilter

    state = np.zeros(len(coefficients))
    for steps, drawn in _normal(seed, rows):
        values, state = lfilter([1.0], [1.0, *(-each for each in coefficients)], noise * drawn, zi=state)
        yield _series(steps, level + values)


def adding(seed: int, rows: int, length: int) -> Iterator[pd.DataFrame]:
    """Sequences of numbers, two of them marked, with the sum of the marked ones in the last row."""
    import numpy as np

    for first, count, generator in _sequences(seed, rows, length):
        drawn = max(BLOCK // length, 1)
        values, half = generator.random((drawn, length)), length // 2
        marked = np.zeros((drawn, length))
        for low, high in ((0, half), (half, length)):
            marked[np.arange(drawn), generator.integers(low, high, drawn)] = 1.0
        answer = np.where(np.arange(length) == length - 1, (values * marked).sum(axis=1, keepdims=True), np.nan)
        columns = {"value": values, "marker": marked, "sum": answer}
        yield _table(first, count, length, columns)


def copy(seed: int, rows: int, length: int, items: int, symbols: int) -> Iterator[pd.DataFrame]:
    """Sequences of symbols, to be written again when they are asked for."""
    import numpy as np

    for first, count, generator in _sequences(seed, rows, length):
        drawn = max(BLOCK // length, 1)
        read, written = (np.zeros((drawn, length), np.int64) for _ in range(2))
        read[:, :items] = written[:, -items:] = generator.integers(1, symbols + 1, (drawn, items))
        read[:, -items - 1] = symbols + 1
        yield _table(first, count, length, {"symbol": read, "copy": written})


def _normal(seed: int, rows: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """The number of each row, and a draw for it."""
    import numpy as np

    for start in range(0, rows, BLOCK):
        steps = np.arange(start, min(start + BLOCK, rows))
        yield steps, np.random.default_rng([seed, start]).standard_normal(BLOCK)[: len(steps)]


def _sequences(seed: int, rows: int, length: int) -> Iterator[tuple[int, int, np.random.Generator]]:
    """The first sequence of each block, how many are asked for, and what to draw them from."""
    import numpy as np

    total, size = rows // length, max(BLOCK // length, 1)
    for first in range(0, total, size):
        yield first, min(size, total - first), np.random.default_rng([seed, first])


def _series(steps: NDArray[np.int64], values: NDArray[np.float64]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"step": steps, "value": values})


def _table(first: int, count: int, length: int, columns: dict[str, NDArray[Any]]) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    numbers = {
        "sequence": np.repeat(np.arange(first, first + count), length),
        "step": np.tile(np.arange(length), count),
    }
    return pd.DataFrame({**numbers, **{name: values[:count].ravel() for name, values in columns.items()}})
