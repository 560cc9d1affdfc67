"""What a tracker is told of a run, out of its folder alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from seqspec.errors import RunError
from seqspec.language import normal
from seqspec.runs import folder as files
from seqspec.runs import reading
from seqspec.runs.folder import RunFolder
from seqspec.runs.opening import valid_spec
from seqspec.runs.record import Record, number_in, record_of

_MOST = 500
"""Characters of a value; of a text that stands in a spec the beginning will do."""
_LARGEST = 2**31

Value = str | int | float | bool


@dataclass(frozen=True)
class Facts:
    """
    What is known of a run when it begins.

    Args:
        name: of its folder.
        path: of its folder.
        began: seconds since 1970.
        parameters: everything that the spec says, by its path there, and under `run` what the run settled.
    """

    name: str
    path: str
    began: float
    parameters: dict[str, Value]


@dataclass(frozen=True)
class Outcome:
    """
    What is known of a run when it is over.

    Args:
        state: where it stands, as `seqspec runs` says it.
        epochs: how many were trained.
        scores: on the test part, by forecaster and score: `test/model/RMSE`; and the skill in per cent.
        tags: the verdict and what belongs to it, in words.
        report: the page, where there is one.
    """

    state: str
    epochs: int
    scores: dict[str, float]
    tags: dict[str, str]
    report: Path | None


@dataclass(frozen=True)
class Epoch:
    """
    What was measured in an epoch.

    Args:
        step: its number, from 1.
        at: when it was over, in seconds since 1970.
        values: by name; of a model that is not kept, trained for an earlier fold, behind the name of the fold.
    """

    step: int
    at: float
    values: dict[str, float]


def facts_of(folder: RunFolder) -> Facts:
    """
    What a run began with.

    Raises:
        RunError: a file of it can't be read, or its spec is not valid any more.
    """
    path, record = folder.path.resolve(), _sound(folder)
    settled = folder.read_json(files.ENVIRONMENT)
    seed = settled.get("seed") if isinstance(settled, dict) else None
    ran = {"seed": seed, "backend": record.backend, "engine": record.engine, "spec": record.spec, "data": record.data}
    said = {f"run.{key}": value for key, value in ran.items() if value is not None}
    form = normal.normal_form(valid_spec(folder)[0])
    return Facts(path.name, str(path), _seconds(record.began), {**said, **dict(_flattened(form))})


def outcome_of(folder: RunFolder) -> Outcome:
    """
    What became of a run.

    Raises:
        RunError: a file of it can't be read.
    """
    record = _sound(folder)
    skill = {"test/skill": record.skill} if record.skill is not None else {}
    words = {"state": record.state, "verdict": record.verdict, "baseline": record.baseline, "score": record.score}
    tags = {name: str(value) for name, value in words.items() if value is not None}
    report = folder.path / files.REPORT
    shown = report if reading.size(report) is not None else None
    return Outcome(record.state, record.epochs or 0, {**dict(_scores(folder)), **skill}, tags, shown)


def epochs_of(folder: RunFolder) -> list[dict[str, Any]]:
    """
    The records of the epochs that are over.

    Raises:
        RunError: they can't be read.
    """
    return folder.read_lines(files.METRICS) if reading.size(folder.path / files.METRICS) is not None else []


def epoch_of(record: dict[str, Any], number: int, before: float) -> Epoch:
    """
    An epoch from its record.

    Args:
        number: what it is called where the record does not say.
        before: when it began.
    """
    step, fold = (value if isinstance(value, int) and 0 <= value < _LARGEST else None for value in
                  (record.get("epoch"), record.get("fold")))  # fmt: skip
    prefix = "" if fold is None else f"fold-{fold}/"
    known = {name: number_in(record, name) for name in record}
    values = {f"{prefix}{name}": value for name, value in known.items() if value is not None}
    return Epoch(number if step is None else step, before + (known.get("seconds") or 0.0), values)


def _sound(folder: RunFolder) -> Record:
    record = record_of(folder.path.resolve())
    if record.reason is not None:
        raise RunError(f"the run `{folder.path}` can't be copied: {record.reason}", help=reading.PUT_BACK)
    return record


def _scores(folder: RunFolder) -> Iterator[tuple[str, float]]:
    """Every score of every forecaster on the test part."""
    if reading.size(folder.path / files.SCORES) is None:
        return
    judged = folder.read_json(files.SCORES).get("judgement")
    if judged is None or judged.get("part") != "test":
        return
    for forecaster, scores in judged["scores"].items():
        for name in scores:
            if (value := number_in(scores, name)) is not None:
                yield f"test/{forecaster}/{name}", value


def _seconds(began: str | None) -> float:
    try:
        return datetime.fromisoformat(began or "").timestamp()
    except (ValueError, OverflowError):
        return 0.0


def _flattened(value: Any, path: str = "") -> Iterator[tuple[str, Value]]:
    """Values by the way that leads to them: `model.0.LSTM.units`."""
    if isinstance(value, dict) and value:
        inner = list(value.items())
    elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        inner = list(enumerate(value))
    else:
        yield path, value if isinstance(value, int | float) else _shortened(value)
        return
    for key, each in inner:
        yield from _flattened(each, f"{path}.{key}" if path else str(key))


def _shortened(value: Any) -> str:
    text = value if isinstance(value, str) else normal.flow(value)
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"
