"""
What a run keeps so that it can be compared with another one example by example: `errors.csv`.

A line for each example of the test part: how much of it was judged, and the errors behind the score that decides, of
the model and of the best baseline. Two runs were judged by the same examples where the truths have the same digest.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.errors import RunError
from seqspec.runs import folder as files
from seqspec.runs import reading

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from seqspec.data.examples import Examples
    from seqspec.runs.folder import RunFolder

MOST = 200_000
"""With more examples than these nothing is kept: the file would be larger than the model."""


@dataclass(frozen=True, eq=False)
class Paired:
    """
    Errors example by example.

    Args:
        counts: how much of each was judged, `[n]`.
        model: the model's errors behind the score that decides, `[n]`: squared for RMSE, misses for accuracy.
        baseline: those of the best baseline, `[n]`.
    """

    counts: NDArray[np.float32]
    model: NDArray[np.float32]
    baseline: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.counts)


def identity(part: Examples, index: Iterable[NDArray[np.int64]]) -> str:
    """SHA-256 of the truths of a part in original units, in their order."""
    digest = hashlib.sha256()
    for some in index:
        digest.update(np.ascontiguousarray(part.truth(some)).tobytes())
    return digest.hexdigest()


def write(paired: Paired | None, folder: RunFolder) -> None:
    """
    Keep the errors; nothing where there are none, or too many.

    Raises:
        RunError: the file can't be written.
    """
    if paired is None or len(paired) > MOST:
        return
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(("example", "judged", "model", "baseline"))
    columns = (paired.counts, paired.model, paired.baseline)
    for number, row in enumerate(zip(*columns, strict=True), 1):
        writer.writerow((number, *(f"{value:.9g}" for value in row)))  # as many digits as tell float32 apart
    folder.write(files.ERRORS, lines.getvalue())


def read(path: Path) -> Paired | None:
    """
    The errors that the run at `path` kept; None where it kept none.

    Raises:
        RunError: the file is not what it should be.
    """
    if reading.size(path / files.ERRORS) is None:
        return None
    try:
        table = _table(reading.text(path / files.ERRORS))
    except ValueError as error:
        raise RunError(f"`{path / files.ERRORS}` holds no errors: {error}", help=reading.PUT_BACK) from error
    return Paired(*(np.ascontiguousarray(column, dtype=np.float32) for column in table.T))


def _table(text: str) -> NDArray[np.float64]:
    lines = [line for line in text.splitlines()[1:] if line.strip()]
    if not 0 < len(lines) <= MOST:
        raise ValueError(f"it has to have 1 to {MOST:,} lines")
    found: Any = np.loadtxt(lines, delimiter=",", usecols=(1, 2, 3), ndmin=2, comments=None)
    if np.isnan(found).any() or (found < 0).any():
        raise ValueError("an error is a number, and never negative")
    return np.asarray(found, dtype=np.float64)
