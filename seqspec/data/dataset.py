"""A recipe, run: three parts, what was learnt from the training part, and what was said on the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.data.examples import Examples, Task
from seqspec.data.feed import Given
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.spec import Spec


@dataclass(frozen=True)
class Past:
    """
    What the naive forecasts of a series may look at.

    Args:
        values: the targets of all rows as read, `[rows, targets]`, in original units; NaN where nothing was observed.
        train: where the training part is in them.
        ordered: whether rows follow one another in time, so that a last value or a season means something.
        season: rows in a season; None where there is none.
        season_estimated: it was not given but estimated on the training part.
        starts: the first row of each series, where there are several; no forecast looks past the start of its own.
    """

    values: NDArray[np.floating[Any]]
    train: slice | NDArray[np.int64]
    ordered: bool
    season: int | None = None
    season_estimated: bool = False
    starts: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Dataset:
    """
    Everything a run needs of its data.

    Args:
        task: what is predicted.
        train, validation, test: the examples; a part that was not asked for is empty.
        notes: what was assumed, filled or left out, each a sentence.
        state: what was learnt from the training part, as JSON; enough to run the recipe over another file.
        fingerprint: what the data was, as JSON: path, bytes, sha256, rows, columns, boundaries.
        past: what the naive forecasts look at; None where rows are texts.
    """

    task: Task
    train: Examples
    validation: Examples
    test: Examples
    notes: list[str]
    state: dict[str, Any]
    fingerprint: dict[str, Any]
    past: Past | None = None


def load(spec: Spec, folder: Path, override: Given | None = None) -> Dataset:
    """
    Run the recipe.

    Args:
        folder: where the spec lies: relative paths start there.
        override: a file or a pandas DataFrame to read instead of what the spec names.

    Raises:
        DataError: the data can't feed the recipe.
    """
    data = require_recipe(spec)
    if data.tokens:
        from seqspec.data import textual

        return textual.load(data, spec.runtime.seed or 0, folder, override)
    from seqspec.data import tabular

    return tabular.load(data, spec.runtime.seed or 0, folder, override)


def for_prediction(spec: Spec, state: dict[str, Any], given: Given) -> Dataset:
    """
    The same recipe over other data, with what was learnt before.

    `test` holds every example that the data can feed, those whose targets lie in the future included.

    Args:
        state: a `Dataset.state`.
        given: a file or a pandas DataFrame.

    Raises:
        DataError: the data can't feed the recipe.
    """
    data = require_recipe(spec)
    if data.tokens:
        from seqspec.data import textual

        return textual.for_prediction(data, state, given)
    from seqspec.data import tabular

    return tabular.for_prediction(data, state, given)


def require_recipe(spec: Spec) -> Data:
    """
    The recipe of a spec.

    Raises:
        DataError: it has none, or one that only Python can feed.
    """
    if spec.data is None:
        raise DataError("the spec has no `data`", help="add a recipe, such as `data: {source: {csv: FILE}, ...}`")
    if spec.data.arrays is not None:
        raise DataError("`data.arrays` declares arrays that only Python can hand over", help="name a `source` instead")
    return spec.data
