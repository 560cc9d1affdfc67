"""A table in a Parquet file."""

from __future__ import annotations

import json
from collections.abc import Collection, Generator
from pathlib import Path
from typing import TYPE_CHECKING

from seqspec.errors import DataError
from seqspec.language.recipe.source import TableFile

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

CHUNK = 1 << 16


class Recipe(TableFile):
    """
    A table in a Parquet file; only the columns that are asked for are read.

    Args:
        path: the file, seen from the spec's folder; a pattern such as `data/*.parquet`, or a list of files.

    Example:
        data:
          source: {parquet: prices.parquet}
          target: price
          window: {length: 30}
    """

    def header(self, path: Path) -> list[str]:
        """
        The names of the columns.

        Raises:
            DataError: the file is no Parquet file.
        """
        import pyarrow.parquet as pq
        from pyarrow import ArrowException

        try:
            with path.open("rb") as file, pq.ParquetFile(file) as table:
                return list(table.schema_arrow.names)
        except (ArrowException, OSError) as error:
            raise _refusal(path, error) from None

    def expected(self, path: Path) -> int:
        """As many as the file says."""
        import pyarrow.parquet as pq
        from pyarrow import ArrowException

        try:
            with path.open("rb") as file, pq.ParquetFile(file) as table:
                return int(table.metadata.num_rows)
        except (ArrowException, OSError) as error:
            raise _refusal(path, error) from None

    def chunks(
        self, path: Path, columns: list[str], texts: Collection[str] = ()
    ) -> Generator[pd.DataFrame, None, None]:
        """
        The columns, some ten thousand rows at a time.

        Raises:
            DataError: the file is damaged, or a cell holds more than one value.
        """
        import pyarrow.parquet as pq
        from pyarrow import ArrowException

        try:
            with path.open("rb") as file, pq.ParquetFile(file) as table:
                _require_plain(table.schema_arrow, columns, path)
                for batch in table.iter_batches(batch_size=CHUNK, columns=columns):
                    yield _frame(batch.select(columns), path)
        except (ArrowException, OSError) as error:
            raise _refusal(path, error) from None


def _frame(batch: pa.RecordBatch, path: Path) -> pd.DataFrame:
    """
    What the file holds, of the types that pandas noted there: integers with gaps stay integers.

    Which columns were the index of a table, and which names no texts, is noted as well, and of no use here.

    Raises:
        DataError: the note is not what pandas writes.
    """
    from pyarrow import ArrowException

    try:
        noted, metadata = batch.schema.pandas_metadata, dict(batch.schema.metadata or {})
        if noted:
            metadata[b"pandas"] = json.dumps({**noted, "index_columns": [], "column_indexes": []}).encode()
        frame: pd.DataFrame = batch.replace_schema_metadata(metadata).to_pandas()
    except ArrowException:
        raise  # the file itself is damaged
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        said = f"`{path}` can't be read as Parquet: what pandas noted there of its columns is damaged"
        raise DataError(said, help="write the file anew from the table that it was made of") from error
    return frame.set_axis(batch.schema.names, axis=1)


def _require_plain(schema: pa.Schema, columns: list[str], path: Path) -> None:
    from pyarrow import types

    for column in columns:
        type_ = schema.field(column).type
        if types.is_nested(type_):
            said = f"`{column}` of `{path}` holds `{type_}` in each cell, and not a plain value"
            raise DataError(said, help="give each value a column of its own")


def _refusal(path: Path, error: Exception) -> DataError:
    said = str(error).splitlines()[0].rstrip(".")
    return DataError(
        f"`{path}` can't be read as Parquet: {said[:1].lower()}{said[1:]}", help="check that the file is whole"
    )
