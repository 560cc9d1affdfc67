"""A recipe, run over a file: three parts, and what was learnt from the training part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.data.part import Part
from seqspec.language.spec import Spec


class Dataset:
    """Everything a run needs of its data."""

    train: Part
    validation: Part
    test: Part
    notes: list[str]
    season: int | None
    history: NDArray[np.floating[Any]]
    train_rows: slice | NDArray[np.int64]

    @classmethod
    def for_prediction(cls, spec: Spec, state: dict[str, Any], path: Path) -> Dataset:
        """The same recipe over another file, with the stored statistics; `test` holds every window there is."""
        raise NotImplementedError

    def recipe_state(self) -> dict[str, Any]:
        """What was learnt from the training part, as JSON."""
        raise NotImplementedError

    def fingerprint(self) -> dict[str, Any]:
        """What the data was: path, bytes, sha256, rows, columns, boundaries."""
        raise NotImplementedError


def load(spec: Spec, folder: Path, override: Path | None = None) -> Dataset:
    """
    Run the recipe.

    Raises:
        DataError: the data can't feed the recipe.
    """
    raise NotImplementedError
