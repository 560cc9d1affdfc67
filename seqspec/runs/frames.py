"""What a run holds as pandas DataFrames."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from seqspec.errors import RunError, naming_extras
from seqspec.runs import folder as files
from seqspec.runs import reading
from seqspec.runs.record import FIELDS, Record

with naming_extras("a run as a frame"):
    import pandas as pd

if TYPE_CHECKING:
    from seqspec.runs.judgement.judgement import Judgement
    from seqspec.runs.judgement.pairing import Paired
    from seqspec.runs.prediction.prediction import Forecasts


def record_frame(records: Sequence[Record]) -> pd.DataFrame:
    """A row a run, in their order, under the names of the folders."""
    rows = [asdict(record) for record in records]
    return pd.DataFrame(rows, columns=list(FIELDS)).set_index("name")


def score_frame(judgement: Judgement | None) -> pd.DataFrame:
    """A row a forecaster, the model first, and a column a score; one that nobody has is left out."""
    scores = {name: each.values for name, each in judgement.scores.items()} if judgement else {}
    return pd.DataFrame.from_dict(scores, orient="index", dtype="float64").dropna(axis="columns", how="all")


def history_frame(lines: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """
    A row an epoch of the model that was kept, a column for each thing that was measured.

    Args:
        lines: of `metrics.jsonl`.

    Raises:
        RunError: a line is of no epoch.
    """
    own = {number: line for number, line in enumerate(lines, 1) if "fold" not in line}
    if wrong := [number for number, line in own.items() if not _is_epoch(line)]:
        said = f"`{files.METRICS}` has a line that is of no epoch: line {wrong[0]:,}"
        raise RunError(said, help=reading.PUT_BACK)
    names = dict.fromkeys(["epoch", *(name for line in own.values() for name in line)])
    return pd.DataFrame({name: _measured([*own.values()], name) for name in names}).set_index("epoch")


def _measured(lines: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    """One thing, epoch by epoch: a gap where it was no number; an epoch is cut short where it says so."""
    gap = False if name == "cut_short" else math.nan
    return [gap if (value := line.get(name)) is None else value for line in lines]


def _is_epoch(line: Mapping[str, Any]) -> bool:
    return isinstance(line.get("epoch"), int) and all(
        value is None or isinstance(value, int | float) for value in line.values()
    )


def error_frame(errors: Paired | None) -> pd.DataFrame:
    """A row an example of the test part, from 1: how much of it was judged, the errors of model and best baseline."""
    kept: tuple[Any, ...] = (errors.counts, errors.model, errors.baseline) if errors else ((), (), ())
    frame = pd.DataFrame(dict(zip(("judged", "model", "baseline"), kept, strict=True)), dtype="float64")
    return frame.set_index(pd.RangeIndex(1, len(frame) + 1, name="example"))


def forecast_frame(forecasts: Forecasts) -> pd.DataFrame:
    """
    A row for every target of every step of every example, rows as numbers, dates as dates.

    What was filled, and which rows have no forecast, is in `frame.attrs["notes"]`.
    """
    frame = pd.DataFrame(list(forecasts.rows()), columns=list(forecasts.header()))
    if "row" in frame:
        frame["row"] = frame["row"].astype("int64")
    if "time" in frame and pd.api.types.is_string_dtype(frame["time"]):
        frame["time"] = _dates(frame["time"])
    frame.attrs["notes"] = list(forecasts.notes)
    return frame


def _dates(written: pd.Series[str]) -> pd.Series[Any]:
    """Dates in ISO 8601; what they are where one is none."""
    try:
        return pd.to_datetime(written, format="ISO8601")
    except ValueError:
        return written
