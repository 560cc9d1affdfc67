"""A recipe, run over a file: three parts, and what was learnt from the training part."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqspec.data import files, gaps, report, scaling, scope, splits
from seqspec.data.part import Part
from seqspec.data.season import estimate
from seqspec.data.series import Series, assemble
from seqspec.data.splits import Rows
from seqspec.data.table import Column, Table, read_table
from seqspec.data.windows import Geometry, Origins, usable
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.scale import NONE
from seqspec.language.recipe.split import PARTS
from seqspec.language.spec import Spec


@dataclass(frozen=True)
class Dataset:
    """
    Everything a run needs of its data.

    Args:
        train, validation, test: the examples; a part that was not asked for is empty.
        series: all rows.
        rows: which rows belong to which part, as read.
        season: rows in a season; None where there is none.
        season_estimated: it was not given but estimated on the training part.
        notes: what was assumed, filled or left out, each a sentence.
        source: path, bytes and SHA-256 of the file.
        time: when each row was.
    """

    train: Part
    validation: Part
    test: Part
    series: Series
    rows: dict[str, Rows]
    season: int | None
    season_estimated: bool
    notes: list[str]
    source: dict[str, Any] = field(default_factory=dict)
    time: NDArray[Any] | None = None

    @property
    def history(self) -> NDArray[np.floating[Any]]:
        """The targets of all rows as read, `[rows, targets]`, in original units; NaN where nothing was observed."""
        return self.series.originals

    @property
    def train_rows(self) -> slice | NDArray[np.int64]:
        """Where the training part is in `history`."""
        rows = self.rows["train"]
        return slice(rows.start, rows.stop) if isinstance(rows, range) else rows

    @property
    def ordered(self) -> bool:
        """Whether rows follow one another in time, so that a last value or a season means something."""
        return isinstance(self.rows["train"], range)

    def recipe_state(self) -> dict[str, Any]:
        """What was learnt from the training part, as JSON."""
        return {"columns": [chain.state for chain in self.series.chains], "season": self.season,
                "season_estimated": self.season_estimated, "boundaries": self._boundaries()}  # fmt: skip

    def fingerprint(self) -> dict[str, Any]:
        """What the data was: path, bytes, sha256, rows, columns, boundaries."""
        columns = [chain.column for chain in self.series.chains]
        return {**self.source, "rows": self.series.rows, "columns": columns, "boundaries": self._boundaries()}

    def _boundaries(self) -> dict[str, Any]:
        """First row and the row after the last of each part, from 0; how many there are where they were drawn."""
        return {
            part: [rows.start, rows.stop] if isinstance(rows, range) else {"by": "random", "rows": len(rows)}
            for part, rows in self.rows.items()
        }

    @classmethod
    def for_prediction(cls, spec: Spec, state: dict[str, Any], path: Path) -> Dataset:
        """
        The same recipe over another file, with the statistics stored in `state`.

        `test` holds every window that the rows can feed, those whose targets lie in the future included.

        Raises:
            DataError: the file can't feed the recipe.
        """
        data = _recipe(spec)
        files.require_file(path)
        chains = [scaling.Chain.from_state(each) for each in state["columns"]]
        summed = {chain.column for chain in chains if chain.difference}  # their last value is what is added to
        unneeded = frozenset(set(data.target_columns) - set(data.feature_columns) - summed)
        table = read_table(data, path, optional=unneeded)
        features = {column: table.columns[column] for column in data.feature_columns}
        if data.missing.policy == "error":
            gaps.require_whole(features)
        series = _series(data, table, _filled(data, table), chains)
        geometry = Geometry.of(data.window)
        every = range(geometry.length - 1, table.rows)
        origins = usable(every, geometry, series.unusable_inputs(), np.empty(0, dtype=np.int64))
        if not len(every):
            raise report.too_short_to_predict(table, geometry)
        if not len(origins):
            raise DataError(f"every window of `{path}` touches a gap", help="fill the gaps, or name another `missing`")
        nothing = Part(series, geometry, range(0), table.time)
        notes = report.gaps_filled(data, table) + report.left_out("file", len(every) - len(origins))
        return cls(nothing, nothing, replace(nothing, places=origins), series, {"train": range(0)}, state["season"],
                   state["season_estimated"], notes, files.fingerprint(path), table.time)  # fmt: skip


def load(spec: Spec, folder: Path, override: Path | None = None) -> Dataset:
    """
    Run the recipe.

    Args:
        folder: where the spec lies: relative paths start there.
        override: a file to read instead of the one the spec names.

    Raises:
        DataError: the data can't feed the recipe.
    """
    data = _recipe(spec)
    assert data.source is not None  # _recipe refuses arrays
    path = files.locate(data.source, folder, override)
    table = read_table(data, path)
    if data.missing.policy == "error":
        gaps.require_whole(table.columns)
    rows = _split(data, table, spec.runtime.seed or 0)
    filled = _filled(data, table)
    series = _series(data, table, filled, _fitted(data, table, filled, rows["train"]))
    report.require_variety(data, series, len(rows["train"]))
    geometry = Geometry.of(data.window)
    parts, notes = _parts(data, series, geometry, rows, table)
    season, estimated = _season(data, series, rows["train"])
    notes = [
        *report.order(data, table, rows),
        *report.gaps_filled(data, table),
        *report.constants(data, series),
        *notes,
        *(report.season(season) if season and estimated else []),
    ]
    return Dataset(parts["train"], parts["validation"], parts["test"], series, rows, season, estimated, notes,
                   files.fingerprint(path), table.time)  # fmt: skip


def _recipe(spec: Spec) -> Data:
    if spec.data is None:
        raise DataError("the spec has no `data`", help="add a recipe, such as `data: {source: {csv: FILE}, ...}`")
    if spec.data.arrays is not None:
        raise DataError("`data.arrays` declares arrays that only Python can hand over", help="name a `source` instead")
    scope.require_known(spec.data)
    return spec.data


def _split(data: Data, table: Table, seed: int) -> dict[str, Rows]:
    if data.by == "random":
        return splits.at_random(data.parts, table.rows, seed)
    return splits.in_order(data.parts, table.rows, table.time)


def _filled(data: Data, table: Table) -> dict[str, Column]:
    return {column: gaps.fill(values, data.missing) for column, values in table.columns.items()}


def _fitted(data: Data, table: Table, filled: dict[str, Column], train: Rows) -> list[scaling.Chain]:
    kinds = {target.column: data.kind(target) for target in data.target or []}
    fitted = []
    for column in data.columns:
        raw = table.columns[column]
        if kinds.get(column) == "binary":
            report.require_binary(column, raw)
        scaler = NONE if kinds.get(column) == "binary" else data.scaler(column)
        fitted.append(scaling.fit(scaling.chain(data, column), scaler, raw, filled[column], train))
    return fitted


def _series(data: Data, table: Table, filled: dict[str, Column], chains: list[scaling.Chain]) -> Series:
    return assemble(table.columns, filled, chains, data.feature_columns, data.target_columns, data.missing)


def _parts(
    data: Data, series: Series, geometry: Geometry, rows: dict[str, Rows], table: Table
) -> tuple[dict[str, Part], list[str]]:
    inputs, targets = series.unusable_inputs(), series.unusable_targets()
    parts, notes = {}, report.straddling(geometry, rows)
    for name in PARTS:
        every = _examples(data, geometry, rows[name], name)
        origins = usable(every, geometry, inputs, targets)
        if not len(origins) and (len(rows[name]) or name == "train" or data.parts.sizes.get(name)):
            raise report.no_examples(data, geometry, name, rows[name], table, touching=len(every))
        notes += report.left_out(f"{name} part", len(every) - len(origins))
        parts[name] = Part(series, geometry, origins, table.time)
    return parts, notes


def _examples(data: Data, geometry: Geometry, rows: Rows, part: str) -> Origins:
    if not isinstance(rows, range):
        return rows.astype(np.int32)
    stride = data.window.stride if data.window else None
    step = 1 if stride is None else stride.train if part == "train" else stride.evaluation
    return geometry.origins(rows, step)


def _season(data: Data, series: Series, train: Rows) -> tuple[int | None, bool]:
    if data.season is not None:
        return data.season, False
    if not isinstance(train, range) or data.window is None:
        return None, False
    found = estimate(series.originals[train.start : train.stop, 0])
    return found, found is not None
