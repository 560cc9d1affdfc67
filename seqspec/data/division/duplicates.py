"""Rows with equal inputs: they go to the same part, or what is held out would be known in training."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from seqspec.data.division import splits
from seqspec.data.division.draws import Strata
from seqspec.data.division.splits import Rows
from seqspec.language.data import Data
from seqspec.language.recipe.split import PARTS, Split


def keys_of(written: Iterable[str]) -> NDArray[np.int64]:
    """A number for each text, the same for equal ones, in the order in which they were met."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(text, len(known)) for text in written], dtype=np.int64)


def divide(data: Data, keys: NDArray[np.int64], strata: Strata | None, seed: int) -> dict[str, Rows]:
    """
    The rows of each part, with equal inputs in one.

    Drawn are inputs, not rows: each with all rows that have it. In order, a row goes where its input was met first.

    Args:
        keys: a number for each row, the same for equal inputs, in the order in which they were met.
        strata: the class of each row, for a split with `stratify`; an input has that of its first row.

    Raises:
        DataError: the parts need more rows than there are, or a class has too few.
    """
    rows = len(keys)
    _, first = np.unique(keys, return_index=True)
    if len(first) == rows:
        return splits.divide(data, rows, strata=strata, seed=seed)
    if data.by != "random":
        found = splits.divide(data, rows, seed=seed)
        return _followed({part: first[np.isin(first, _every(found[part]))] for part in PARTS}, keys)
    units = data.model_copy(update={"split": _of_inputs(data.parts, len(first), rows)})
    if strata is not None:
        strata = replace(strata, codes=strata.codes[first])
    drawn = splits.divide(units, len(first), strata=strata, seed=seed)
    return _followed({part: first[_every(drawn[part])] for part in PARTS}, keys)


def _followed(firsts: dict[str, NDArray[np.int64]], keys: NDArray[np.int64]) -> dict[str, Rows]:
    """All rows whose inputs these rows have."""
    return {part: np.flatnonzero(np.isin(keys, keys[rows])) for part, rows in firsts.items()}


def _every(rows: Rows) -> NDArray[np.int64]:
    return np.arange(rows.start, rows.stop) if isinstance(rows, range) else rows


def _of_inputs(split: Split, inputs: int, rows: int) -> Split:
    """Sizes in rows as sizes in inputs; fractions are the same of both."""
    asked = {part: size for part, size in split.sizes.items() if isinstance(size, int) and size}
    scaled = {part: max(round(size * inputs / rows), 1) for part, size in asked.items()}
    if sum(asked.values()) == rows:  # none may be left over, and none be missing
        first = next(iter(asked))
        scaled[first] += inputs - sum(scaled.values())
    return split.model_copy(update=scaled)


def note(keys: NDArray[np.int64]) -> list[str]:
    """How many rows repeat an input."""
    again = len(keys) - len(np.unique(keys))
    if not again:
        return []
    have, go = ("row has", "goes") if again == 1 else ("rows have", "go")
    return [f"{again:,} {have} an input that an earlier row has, and {go} to its part"]
