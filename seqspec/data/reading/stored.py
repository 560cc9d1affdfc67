"""Tables that were read before: known again by the content of their files and by all that reading depends on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from seqspec import __version__
from seqspec.analysis.store.cache import digest
from seqspec.data.reading.feed import Feed, FileFeed
from seqspec.data.reading.places import Places
from seqspec.data.reading.store import Kept, Store, scratch_of
from seqspec.data.reading.table import Table, read_table
from seqspec.data.tables.encoding import Coded
from seqspec.language.data import Data

FORMAT = 2
"""Goes up when what is kept of a table changes."""
LEAST = 1 << 20
"""Bytes from which on a file is worth keeping; a smaller one is read as fast as it is found."""
_RECIPE = {"target", "features", "time", "group", "encode", "tokens"}
"""What reading depends on; how columns are mended, scaled, split and windowed is not part of it."""


def read(data: Data, feed: Feed, optional: frozenset[str] = frozenset(), store: Store | None = None) -> Table:
    """
    Read the columns of a recipe, or find what was read of the same files before.

    See `seqspec.data.reading.table.read_table`.

    Args:
        store: where tables are kept; None reads anew, and keeps nothing.
    """
    if store is None or not isinstance(feed, FileFeed) or sum(_sizes(feed.paths)) < LEAST:
        return read_table(data, feed, optional, scratch_of(store))
    seen = _seen(feed.paths)
    key = _key(data, feed, optional)
    kept = store.find(key)
    if kept is None:
        table = read_table(data, feed, optional, scratch_of(store))
        if _seen(feed.paths) == seen:  # else nobody knows what was hashed, and what was read
            kept = store.keep(key, *_packed(table))
    return _unpacked(kept, feed.name) if kept is not None else table


def _sizes(paths: Sequence[Path]) -> list[int]:
    return [os.stat(path).st_size for path in paths]


def _seen(paths: Sequence[Path]) -> list[tuple[int, int, int]]:
    """What changes when somebody writes to a file."""
    return [(status.st_ino, status.st_size, status.st_mtime_ns) for status in map(os.stat, paths)]


def _key(data: Data, feed: FileFeed, optional: frozenset[str]) -> str:
    from importlib.metadata import version

    made_by = FORMAT, __version__, version("pandas"), version("numpy")
    files = feed.fingerprint()["sha256"], [str(path) for path in feed.paths] if len(feed.paths) > 1 else []
    source = feed.source.name, feed.source.model_dump_json(exclude={"path"}), sorted(feed.texts)
    recipe = data.model_dump_json(include=_RECIPE, serialize_as_any=True), data.columns, sorted(optional)
    return digest(repr((made_by, files, source, recipe)))


# ------------------------------------------------------------------------------------------- tables as named arrays


def _packed(table: Table) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    arrays: dict[str, NDArray[Any] | None] = {
        "time": table.time,
        "starts": table.starts,
        "order": table.places.order,
        **{f"column {name}": values for name, values in table.columns.items()},
        **{f"codes {name}": coded.codes for name, coded in table.codes.items()},
        **{
            f"field {place} {name}": values
            for name, fields in table.fields.items()
            for place, values in enumerate(fields)
        },
    }
    facts = {
        "rows": table.rows,
        "columns": list(table.columns),
        "names": {name: list(coded.names) for name, coded in table.codes.items()},
        "fields": {name: len(fields) for name, fields in table.fields.items()},
        "files": list(table.places.files),
        "firsts": list(table.places.firsts),
        "series": list(table.series),
    }
    return {name: array for name, array in arrays.items() if array is not None}, facts


def _unpacked(kept: Kept, name: str) -> Table:
    arrays, facts = kept.arrays, kept.facts
    return Table(
        name,
        facts["rows"],
        {column: arrays[f"column {column}"] for column in facts["columns"]},
        arrays.get("time"),
        {column: Coded(arrays[f"codes {column}"], names) for column, names in facts["names"].items()},
        {
            column: [arrays[f"field {place} {column}"] for place in range(width)]
            for column, width in facts["fields"].items()
        },
        Places(tuple(facts["files"]), tuple(facts["firsts"]), arrays.get("order")),
        arrays.get("starts"),
        tuple(facts["series"]),
    )
