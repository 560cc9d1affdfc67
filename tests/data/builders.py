"""Specs, files and loaded data for the tests of the data step, with sane defaults."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from seqspec.data.dataset import Dataset, for_prediction, load
from seqspec.language.data import Data
from seqspec.language.spec import Runtime, Spec


def spec_of(seed: int = 0, **data: Any) -> Spec:
    """A spec whose recipe reads `series.csv` and predicts `y`, unless told otherwise; None takes a key out."""
    recipe = {"source": {"csv": "series.csv"}, "target": "y", **data}
    given = {key: value for key, value in recipe.items() if value is not None}
    return Spec.model_construct(data=Data.model_validate(given), runtime=Runtime(seed=seed))


def rows_of(dataset: Dataset, part: str) -> range:
    """The rows of a part of a recipe that is split in order."""
    return range(*dataset.fingerprint["boundaries"][part])


def csv_of(columns: Mapping[str, Sequence[Any]]) -> str:
    """A CSV text; NaN and None become empty cells."""
    rows = zip(*columns.values(), strict=True)
    lines = [",".join("" if cell is None or cell != cell else str(cell) for cell in row) for row in rows]
    return "\n".join([",".join(columns), *lines]) + "\n"


def loaded(columns: Mapping[str, Sequence[Any]], **data: Any) -> Dataset:
    """The columns written to a file and loaded by a recipe."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "series.csv").write_text(csv_of(columns), "utf-8")
        return load(spec_of(**data), Path(folder))


def predicted(columns: Mapping[str, Sequence[Any]], state: dict[str, Any], **data: Any) -> Dataset:
    """The columns written to a file and read for prediction with the stored state of another run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new.csv"
        path.write_text(csv_of(columns), "utf-8")
        return for_prediction(spec_of(**data), state, path)


def noise(seed: int, rows: int, columns: Sequence[str] = ("y",), gaps: float = 0.0) -> dict[str, list[float]]:
    """Columns of positive random numbers with three decimals, some of them missing where `gaps` is above 0."""
    generator = np.random.default_rng(seed)
    made: dict[str, list[float]] = {}
    for column in columns:
        values = generator.uniform(1, 100, rows).round(3)
        values[generator.random(rows) < gaps] = np.nan
        made[column] = values.tolist()
    return made
