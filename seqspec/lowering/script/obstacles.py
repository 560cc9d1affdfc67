"""What a script can't hold: each key by its name, with the reason."""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.data.tables.layout import coded
from seqspec.errors import ExportError
from seqspec.language.data import Data
from seqspec.language.recipe.split import Split
from seqspec.language.recipe.window import Window
from seqspec.lowering.script.settled import Settled

_WRITTEN = frozenset({"text", "figure"})
_SOURCES = frozenset({"csv", "parquet", "jsonl", "sklearn", "pairs", "text", "text_file"})


def require_plain(data: Data | None, settled: Settled) -> Data:
    """
    Refuse what a script can't hold.

    Raises:
        ExportError: names the key, and says why.
    """
    if data is None or data.source is None:
        what = "the spec has no `data`" if data is None else "`data.arrays` come from Python"
        raise ExportError(f"{what}, so there is nothing that a script could read", help="export another spec")
    for key, reason in _obstacles(data, settled):
        raise ExportError(f"a script can't hold `{key}`: {reason}", help="take it out of the spec, or keep the run")
    return data


def _obstacles(data: Data, settled: Settled) -> Iterator[tuple[str, str]]:
    """What stands in the way, each with the reason."""
    if data.source is not None and data.source.name not in _SOURCES:
        yield f"source: {data.source.name}", "it reads files, and what comes with scikit-learn"
    if data.parts.unit == "date" and not settled.borders:
        yield "split", "the rows of a date are known once there is a run of it"
    if data.by == "random" and data.window is not None:
        yield "split.by", "windows lie over rows that follow one another"
    if data.tokens:
        yield from _of_texts(data)
    yield from _of_windows(data, data.window)
    yield from _of_columns(data)
    yield from _of_cells(data, settled)
    if data.group is not None:
        yield from _of_groups(data, data.parts)
    for target in data.target or []:
        known = data.tokens_of(target.column) or {**data.encode, **settled.classes}.get(target.column or "")
        if data.kind(target) in {"classes", "one_hot"} and known is None:
            yield f"kind: {data.kind(target)}", "the classes are known once there is a run of it"


def _of_texts(data: Data) -> Iterator[tuple[str, str]]:
    if data.missing.policy != "error":
        yield "missing", "beside texts it would have to be known which rows are left out"
    if data.columns and data.parts.unit == "rows" and "train" in data.parts.sizes:
        yield "split.train", "rows with equal texts stay together, and their number is known from the others alone"


def _of_windows(data: Data, window: Window | None) -> Iterator[tuple[str, str]]:
    if window is not None and window.fed_back and data.missing.policy != "error" and (data.known_future or data.static):
        yield "window.recursive", "beside gaps in what is known ahead some forecasts can't be fed"
    if window is None or window.normalize == "none":
        return
    if any(data.kind(target) != "real" for target in data.target or []):
        yield "window.normalize", "a target of 0 and 1 is relative to nothing"
    elif window.normalize == "standard" and (data.encode or data.static):
        yield "window.normalize", "beside categories, dates and what never changes it makes windows relative to `last`"


def _of_columns(data: Data) -> Iterator[tuple[str, str]]:
    dates = {column for column, encoding in data.encode.items() if encoding.of_dates}
    if data.missing.policy == "interpolate":
        if set(data.known_future) - dates:
            yield "known_future", "beside `missing: interpolate` only what dates say is known ahead"
        if any(encoding.one_hot for encoding in data.encode.values()):
            yield "encode", "beside `missing: interpolate` no category is a row of zeros with a one"
    if any(scaler.per_group for scaler in data.scale.values()):
        yield "scale.per_group", "every column has one center and one spread"


def _of_cells(data: Data, settled: Settled) -> Iterator[tuple[str, str]]:
    """Cells of which pandas makes something else than a run does."""
    numbered = [column for column in coded(data) if column in data.encode or not settled.are_own(column)]
    keys = {column: "encode" if column in data.encode else "kind: classes" for column in numbered}
    if data.group is not None:
        keys[data.group] = "group"
    for column in filter(settled.is_ambiguous, keys):
        yield keys[column], f"a text of `{column}` reads as a number, or stands beside one, and pandas tells them apart"
    for column in data.texts:
        kinds = settled.kinds.get(column, frozenset())
        if kinds - _WRITTEN and ("gap" in kinds or kinds >= {"whole", "real"}):
            yield "tokens", f"how numbers of `{column}` are written depends on what else there is in it"


def _of_groups(data: Data, split: Split) -> Iterator[tuple[str, str]]:
    if split.gap:
        yield "split.gap", "the parts of several series follow one another without one"
    if split.backtest is not None or split.unit == "date":
        yield "split.backtest" if split.backtest else "split", "several series are parted by sizes alone"
    if data.missing.policy == "interpolate":
        yield "missing: interpolate", "a line could lead from one series into the next"
