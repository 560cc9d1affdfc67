"""A commented spec for a table: a model that is small, sound and quick to train, to be changed by hand."""

from __future__ import annotations

import os
from collections.abc import Iterator

from seqspec.errors import DataError, UsageError
from seqspec.language.events import forbidden
from seqspec.starter import sentences
from seqspec.starter.columns import Column, Table, season_of
from seqspec.starter.scalars import comment, quoted, scalar, visible
from seqspec.wording import count

MIN_ROWS = 20


def write(table: Table, target: str | None, folder: str) -> str:
    """
    The spec as YAML.

    Args:
        target: the column to predict; the last one with numbers by default.
        folder: where the spec will lie; the path of the data is written relative to it.

    Raises:
        UsageError: there is no such column.
        DataError: there is nothing to learn from.
    """
    if table.rows < MIN_ROWS:
        held = count(table.rows, "row")
        raise DataError(f"`{table.path}` has {held}, too few to learn from", help=f"give at least {MIN_ROWS}")
    text, column = _columns(table, target)
    _require_writable(table, column, *([text] if text else []))
    lines = _lines_of_text(table, column, text, folder) if text else _lines(table, column, folder)
    return "\n".join(lines) + "\n"


def choice(table: Table, target: str | None) -> Iterator[str]:
    """What has to be said where the target was chosen among several columns, and not named."""
    text, column = _columns(table, target)
    others = (sentences.labels(table, text) if text else None) or table.numeric
    if target is None and len(others) > 1:
        found = f"one of {len(others)} columns that could be"
        yield f"`{visible(column.name)}` is predicted, {found}: --target names another"


def _columns(table: Table, target: str | None) -> tuple[Column | None, Column]:
    """The text that goes in, if one does, and what is predicted."""
    text = sentences.text_of(table, target)
    return text, _label(table, text, target) if text else _target(table, target)


def doubts(table: Table) -> Iterator[tuple[str, str]]:
    """What in the file stands in the way of a better spec, each with the next step."""
    if table.unordered is not None:
        name = visible(table.unordered)
        yield f"the dates of `{name}` are not in order", f"sort the file by `{name}`, then add `time: {name}`"
    for column in table.columns:
        if column.stray is not None:
            fault = _stray(table, column)
            yield f"{fault.message}, so it is left out", fault.help or ""


def _label(table: Table, text: Column, name: str | None) -> Column:
    """What is said of a text: a class or a number."""
    found = sentences.labels(table, text)
    if name is None and found:
        return found[-1]
    column = next((column for column in table.columns if column.name == name and column.categories), None)
    return column or _target(table, name)


def _target(table: Table, name: str | None) -> Column:
    if name is None:
        if not table.numeric:
            _require_numbers(table)
            raise DataError(f"{table.path} has no column of numbers that vary", help="name one with --target")
        return min(reversed(table.numeric), key=lambda column: (column.still, column.counter, column.categories))
    column = next((column for column in table.columns if column.name == name), None)
    if column is None:
        raise _unknown(table, name)
    if column.stray is not None:
        raise _stray(table, column)
    if column not in table.numeric:
        reason = "holds texts" if not column.numeric else "does not vary" if column.constant else "is the time"
        known = ", ".join(f"`{each.name}`" for each in table.numeric) or "none"
        raise UsageError(f"the column `{name}` {reason}", help=f"columns of numbers that vary: {known}")
    return column


def _require_numbers(table: Table) -> None:
    """Point at a text that hides a column of numbers."""
    for column in reversed(table.columns):
        if column.stray is not None:
            raise _stray(table, column)


def _stray(table: Table, column: Column) -> DataError:
    row, text = column.stray or (0, "")
    said = f"row {row:,} of {table.path} holds the text `{visible(text[:40])}` in the column `{visible(column.name)}`"
    return DataError(said, help="correct it, or empty the cell: an empty cell is a gap")


def _require_writable(table: Table, *columns: Column) -> None:
    """Refuse names with characters that no spec may hold, not even as an escape."""
    names = [*(column.name for column in columns), table.path, table.time.name if table.time else None, table.group]
    for name in filter(None, names):
        if message := forbidden(name):
            raise DataError(f"the name `{name}` can't stand in a spec: {message}", help="rename it")


def _unknown(table: Table, name: str) -> UsageError:
    from seqspec.language.problems import nearest

    names = [column.name for column in table.columns]
    guess = nearest(name, names)
    meant = f"; did you mean `{guess}`?" if guess else ""
    return UsageError(
        f"{table.path} has no column `{name}`{meant}", help=f"it has {', '.join(f'`{n}`' for n in names)}"
    )


# ------------------------------------------------------------------------------------------------------------- lines


def _lines(table: Table, target: Column, folder: str) -> Iterator[str]:
    season = season_of(table.time.step) if table.time else None
    season = season if season and table.series >= 4 * season else None
    length = max(min(season or 30, table.series // 5), 1)
    yield "seqspec: 1"
    yield f"description: {scalar(f'The next value of {target.name} from its last {length}.')}"
    yield ""
    yield from _recipe(table, target, folder, length, season)
    yield ""
    yield from (*_MODEL.splitlines(), "", _COMPILE, *_FIT.splitlines())


def _lines_of_text(table: Table, target: Column, text: Column, folder: str) -> Iterator[str]:
    yield "seqspec: 1"
    yield f"description: {scalar(f'What {target.name} is, from {text.name}.')}"
    yield ""
    yield from sentences.recipe(target, text, _source(table, folder))
    yield ""
    yield from sentences.model(target, text)
    yield from _FIT.splitlines()


def _recipe(table: Table, target: Column, folder: str, length: int, season: int | None) -> Iterator[str]:
    yield "data:"
    yield comment(f"  source: {_source(table, folder)}", "relative to this file")
    yield f"  target: {scalar(target.name)}"
    yield comment(f"  features: [{scalar(target.name)}]", _others(table, target))
    yield from _time(table)
    if table.group is not None:
        yield comment(f"  group: {scalar(table.group)}", "one model for all series; none runs into the next")
    if target.gaps:
        yield comment("  missing: ffill", f"{target.gaps:,} of the {table.rows:,} rows looked at have no value")
    yield comment("  split: {validation: 0.1, test: 0.2}", "in this order, after the rows to train on")
    yield comment("  scale: standard", "statistics from the training part only; also: minmax, robust, none")
    yield comment(f"  window: {{length: {length}, horizon: 1}}", "rows that go in, rows ahead that are predicted")
    if season:
        yield comment(f"  season: {season}", "rows in a season, for the seasonal-naive forecast")


def _source(table: Table, folder: str) -> str:
    path = os.path.relpath(table.path, folder or ".").replace(os.sep, "/")
    more = {"separator": table.separator, "decimal": table.decimal, "encoding": table.encoding}
    usual = {"separator": ",", "decimal": ".", "encoding": "utf-8"}
    given = "".join(f", {key}: {quoted(value)}" for key, value in more.items() if value != usual[key])
    return f"{{csv: {{path: {scalar(path)}{given}}}}}" if given else f"{{csv: {scalar(path)}}}"


def _time(table: Table) -> Iterator[str]:
    if table.time is None:
        yield "  # No column with times in order was found: the rows are taken in the file's order."
    elif table.time.format:
        yield f"  time: {{column: {scalar(table.time.name)}, format: {quoted(table.time.format)}}}"
    else:
        yield f"  time: {scalar(table.time.name)}"


def _others(table: Table, target: Column) -> str:
    others = sorted((column for column in table.numeric if column is not target), key=lambda column: column.counter)
    names = [visible(column.name) for column in others]
    names += [f"{visible(column.name)} (with `encode`)" for column in table.columns if _is_category(table, column)]
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    return f"columns to add: {', '.join(names[:6])}{more}" if names else "its own past"


def _is_category(table: Table, column: Column) -> bool:
    places = {table.group, table.unordered, table.time.name if table.time else None}
    return not column.numeric and column.categories > 0 and column.stray is None and column.name not in places


_MODEL = """\
model:                                       # the input shape follows from the recipe
  - LSTM: 32                                 # also: SimpleRNN, GRU, Conv1D, Bidirectional, ...
  - Dense: 1                                 # one unit for each row ahead"""
_COMPILE = "compile: {optimizer: {Adam: 0.001}, loss: mean_squared_error, metrics: [mean_absolute_error]}"
_FIT = """\
fit:
  epochs: 50                                 # at most: early stopping ends it sooner
  batch_size: 32
  callbacks:
    - EarlyStopping: {monitor: val_loss, patience: 5, restore_best_weights: true}
runtime: {seed: 42}                          # backend: auto | tensorflow | jax | torch"""
