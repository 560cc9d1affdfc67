"""What the cells of columns are: pandas tells a number from the text of it, and a run does not."""

from __future__ import annotations

from contextlib import closing
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seqspec.analysis.facts.headers import is_number
from seqspec.data.tables.layout import coded
from seqspec.language.data import Data
from seqspec.language.recipe.source import TableFile

if TYPE_CHECKING:
    import pandas as pd

_TYPED = frozenset({"jsonl", "parquet"})
"""Sources that say themselves what is a text; of others a column of texts is read as texts."""


def kinds(data: Data | None, paths: list[Path]) -> dict[str, frozenset[str]]:
    """
    What the cells of categories, series and texts are, by column; see `Settled`.

    Raises:
        DataError: a file can't be read as what it should be.
    """
    source = data.source if data else None
    if data is None or not isinstance(source, TableFile):
        return {}
    texts = data.texts
    wanted = {*coded(data), *([data.group] if data.group else [])}.difference(texts)
    wanted |= {*texts} if source.name in _TYPED else set()
    found: dict[str, set[str]] = {column: set() for column in sorted(wanted)}
    for path in paths if wanted else []:
        _look(source, path, found)
    return {column: frozenset(each) for column, each in found.items()}


def _look(source: TableFile, path: Path, found: dict[str, set[str]]) -> None:
    here = [column for column in found if path.is_file() and column in source.header(path)]
    if not here:
        return
    with closing(source.chunks(path, here)) as chunks:
        for chunk in chunks:
            for column in here:
                found[column] |= _of_cells(chunk[column], guessed=source.name == "csv")


def _of_cells(series: pd.Series[Any], guessed: bool) -> set[str]:
    """
    What the cells of a piece are.

    Args:
        guessed: pandas takes texts for what they look like.
    """
    cells = series.dropna()
    gaps = {"gap"} if len(cells) < len(series) else set()
    if cells.dtype.kind in "biuf":
        return gaps | ({{"b": "truth", "f": "real"}.get(cells.dtype.kind, "whole")} if len(cells) else set())
    different = set(zip(map(type, cells), cells, strict=True))
    return gaps | {_kind(cell, guessed) for _, cell in different}


def _kind(cell: Any, guessed: bool) -> str:
    if isinstance(cell, str):
        return "figure" if is_number(cell) or (guessed and cell.lower() in {"true", "false"}) else "text"
    if isinstance(cell, bool):
        return "truth"
    return "whole" if isinstance(cell, Integral) else "real" if isinstance(cell, Real) else "other"
