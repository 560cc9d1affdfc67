"""A recipe, run: three parts, what was learnt from the training part, and what was said on the way."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.data.examples import Examples, Task
from seqspec.data.reading.feed import Given
from seqspec.data.reading.store import Store
from seqspec.errors import DataError, UsageError
from seqspec.language.data import Data
from seqspec.language.spec import Spec

if TYPE_CHECKING:
    from pandas import DataFrame

Handed: TypeAlias = Given | Mapping[str, Any]
"""What is read instead of what the spec names: a file, a pandas DataFrame, or for `data.arrays` arrays by name."""


def handed(data: str | os.PathLike[str] | DataFrame | None, arrays: Mapping[str, Any] | None) -> Handed | None:
    """
    The one thing that Python hands over; None where it hands over nothing.

    Raises:
        UsageError: there are two, or it is neither a file nor a pandas DataFrame.
    """
    if data is not None and arrays is not None:
        raise UsageError("`data` and `arrays` are both handed over", help="hand over one of the two")
    if arrays is not None:
        return arrays
    if data is None:
        return None
    if isinstance(data, str | os.PathLike):
        return Path(data)
    from pandas import DataFrame

    if not isinstance(data, DataFrame):
        said = f"`data` is a file or a pandas DataFrame, and this is a `{type(data).__name__}`"
        raise UsageError(said, help="make one of it: `pandas.DataFrame(...)`")
    return data


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
        kin: for each series the number of the one whose training rows speak for it; None where that is itself.
    """

    values: NDArray[np.floating[Any]]
    train: slice | NDArray[np.int64]
    ordered: bool
    season: int | None = None
    season_estimated: bool = False
    starts: NDArray[np.int64] | None = None
    kin: NDArray[np.int64] | None = None


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
        folds: the test part of a backtest, fold by fold; empty where it is in one piece.
    """

    task: Task
    train: Examples
    validation: Examples
    test: Examples
    notes: list[str]
    state: dict[str, Any]
    fingerprint: dict[str, Any]
    past: Past | None = None
    folds: tuple[Examples, ...] = ()


def load(
    spec: Spec,
    folder: Path,
    override: Handed | None = None,
    fold: int | None = None,
    store: Store | None = None,
) -> Dataset:
    """
    Run the recipe.

    Args:
        folder: where the spec lies: relative paths start there.
        override: what is read instead of what the spec names.
        fold: one fold of a backtest that trains anew, from 0; with None the test part is all of them.
        store: where tables that were read are kept; None reads anew, and keeps nothing.

    Raises:
        DataError: the data can't feed the recipe.
    """
    if spec.data is not None and spec.data.arrays is not None:
        from seqspec.data import arrays

        return arrays.load(spec.data.arrays, spec.fit.validation_split or 0.0, _arrays(override))
    data, rows = require_recipe(spec), None if override is None else _rows(override)
    if data.tokens:
        from seqspec.data.texts import textual

        return textual.load(data, spec.runtime.seed or 0, folder, rows)
    from seqspec.data.tables import tabular

    return tabular.load(data, spec.runtime.seed or 0, folder, rows, fold, store)


def for_prediction(spec: Spec, state: dict[str, Any], given: Handed, store: Store | None = None) -> Dataset:
    """
    The same recipe over other data, with what was learnt before.

    `test` holds every example that the data can feed, those whose targets lie in the future included.

    Args:
        state: a `Dataset.state`.
        given: a file, a pandas DataFrame, or `{"input": X}` where the recipe declares arrays.
        store: where tables that were read are kept; None reads anew, and keeps nothing.

    Raises:
        DataError: the data can't feed the recipe.
    """
    if spec.data is not None and spec.data.arrays is not None:
        from seqspec.data import arrays

        return arrays.for_prediction(spec.data.arrays, state, _arrays(given))
    data, rows = require_recipe(spec), _rows(given)
    with _named(rows):
        if data.tokens:
            from seqspec.data.texts import textual

            return textual.for_prediction(data, state, rows)
        from seqspec.data.tables import tabular

        return tabular.for_prediction(data, state, rows, store)


@contextmanager
def _named(given: Given) -> Iterator[None]:
    """Let a message about a row name the file that was handed over: it is not the one that the spec names."""
    try:
        yield
    except DataError as error:
        if not isinstance(given, Path) or str(given) in error.message:
            raise
        raise DataError(f"in `{given}`: {error.message}", help=error.help) from error


def _rows(given: Handed) -> Given:
    if isinstance(given, Mapping):
        raise DataError("the spec reads rows, and arrays were handed over", help="hand over a DataFrame: `data=frame`")
    return given


def _arrays(given: Handed | None) -> Mapping[str, Any]:
    if isinstance(given, Mapping):
        return given
    raise DataError(
        "`data.arrays` declares arrays that only Python can hand over",
        help='call `seqspec.fit(SPEC, arrays={"input": X, "target": y})`, or name a `source` instead',
    )


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
