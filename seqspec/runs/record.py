"""What one run folder says of itself, in one line; what can't be read is said, too, and never raised."""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from seqspec.errors import RunError
from seqspec.runs import folder as files
from seqspec.runs import reading
from seqspec.runs.fitting.lock import is_abandoned

FOREIGN = "foreign"
BROKEN = "broken"
UNFINISHED = {"preparing", "training", "judging", "interrupted", "failed"}
"""States of a run that still goes on, or can be gone on with."""
VALIDATION = "val_loss"
_STOPPED = {"interrupted", "failed"}


def way_on(path: Path, state: object) -> str | None:
    """What to do about a run that is not over, as a help; None where it is."""
    if not isinstance(state, str) or state not in UNFINISHED:
        return None
    resume = f"go on with it: `seqspec fit --resume {path}`"
    return resume if state in _STOPPED else f"wait until it is over, or {resume}"


@dataclass(frozen=True, slots=True)
class Record:
    """
    A run as a list of runs shows it. A field is None where the run has none, or where it was not reached.

    Args:
        name: of the folder.
        state: `finished`, `interrupted`, `failed`, or where a run stands that is not over; `broken` where a file can't
            be read, `foreign` where the folder is none of a run.
        began: when, in UTC.
        spec: SHA-256 of `resolved.yaml`.
        data: SHA-256 of what was read.
        epochs: how many were trained as a whole; one that was cut short is not counted.
        validation: the lowest `val_loss`, in the units of the loss.
        best_epoch: the number of the epoch that had it, from 1; `fit.initial_epoch` counts on from others.
        score: the score that decides.
        test: its value on the test part, in original units.
        baseline: the best baseline.
        skill: how much of the baseline's error the model takes away, in per cent; negative where it adds some.
        verdict: `better`, `worse`, `undecided` or `too few`.
        scored: how many runs of this list were scored on the same test part.
        seconds: of training.
        bytes: of the model's file.
        backend, engine: what it ran on.
        test_part: a digest of the truths of the test part.
        reason: what is wrong with the folder.
        group: runs of the same number in this list have validation losses that can be ranked against each other; 1 is
            that of the lowest one.
        unranked: why its loss can't be ranked against those of group 1.
    """

    name: str
    state: str
    began: str | None = None
    spec: str | None = None
    data: str | None = None
    epochs: int | None = None
    validation: float | None = None
    best_epoch: int | None = None
    score: str | None = None
    test: float | None = None
    baseline: str | None = None
    skill: float | None = None
    verdict: str | None = None
    scored: int | None = None
    seconds: float | None = None
    bytes: int | None = None
    backend: str | None = None
    engine: str | None = None
    test_part: str | None = None
    reason: str | None = None
    group: int | None = None
    unranked: str | None = None


FIELDS = tuple(field.name for field in fields(Record))


class _Part(BaseModel):
    """A file of a run, as far as it is looked at; what it holds besides is let be."""

    model_config = ConfigDict(extra="ignore", strict=True, allow_inf_nan=False)


_Word = Field(default=None, max_length=200)


class _Status(_Part):
    format: int = files.FORMAT
    state: str = Field(max_length=40)
    began: str | None = _Word
    at: str | None = _Word


class _Environment(_Part):
    backend: str | None = _Word
    engine: str | None = _Word


class _Verdict(_Part):
    outcome: Literal["better", "worse", "undecided", "too few"]
    baseline: str = Field(max_length=200)


class _Judgement(_Part):
    part: str = Field(default="test", max_length=40)
    primary: str = Field(max_length=200)
    best_baseline: str = Field(max_length=200)
    skill: float | None = None
    examples_sha256: str | None = _Word
    scores: dict[str, dict[str, float | None]]
    verdict: _Verdict | None = None

    @property
    def test(self) -> float | None:
        """The model's score that decides."""
        return self.scores.get("model", {}).get(self.primary)


class _Scores(_Part):
    seconds: float | None = None
    judgement: _Judgement | None = None


_FILES = {
    each.__name__: name
    for each, name in ((_Status, files.STATUS), (_Environment, files.ENVIRONMENT), (_Scores, files.SCORES))
}


def record_of(path: Path) -> Record:
    """
    What the folder at `path` says of itself; links are not followed.

    Never raises: a folder that can't be read is a record with its state and the reason.
    """
    if path.is_symlink():
        return Record(path.name, FOREIGN, reason="it is a link, and links are not followed")
    if reading.size(path / files.STATUS) is None:
        return Record(path.name, FOREIGN, reason=f"it has no `{files.STATUS}`")
    found: dict[str, Any] = {"state": BROKEN}
    try:
        for some in _facts(path):
            found |= some
    except ValidationError as error:
        found |= {"state": BROKEN, "reason": f"`{path / _FILES[error.title]}` {_told(error)}"}
    except RunError as error:
        found |= {"state": BROKEN, "reason": error.message}
    return Record(path.name, **found)


def _facts(path: Path) -> Iterator[dict[str, Any]]:
    """What each file adds; those that an unfinished run does not have yet are passed over."""
    raw = reading.json_value(path / files.STATUS)
    files.require_format(raw, path)
    status = _Status.model_validate(raw)
    yield {"state": standing_of(path, status.state), "began": status.began or status.at}
    yield {"bytes": reading.size(path / files.MODEL)}
    if os.path.lexists(path / files.RESOLVED):
        yield {"spec": digest(reading.text(path / files.RESOLVED))}
    if os.path.lexists(path / files.DATA):
        yield {"data": data_digest(reading.json_value(path / files.DATA))}
    if os.path.lexists(path / files.ENVIRONMENT):
        ran_on = _Environment.model_validate(reading.json_value(path / files.ENVIRONMENT))
        yield {"backend": ran_on.backend, "engine": ran_on.engine}
    if os.path.lexists(path / files.METRICS):
        history = reading.json_lines(path / files.METRICS)
        for number, line in enumerate(history, 1):
            if type(line.get("epoch")) is not int:
                said = f"`{path / files.METRICS}` has a line that is of no epoch: line {number:,}"
                raise RunError(said, help=reading.PUT_BACK)
        yield _epochs(history)
    if os.path.lexists(path / files.SCORES):
        yield _scores(_Scores.model_validate(reading.json_value(path / files.SCORES)))
    if status.state == "finished":
        for said in doubts(path):
            yield {"reason": said}  # it is still a run, if none to be ranked


def standing_of(path: Path, state: str) -> str:
    """Where a run stands that says of itself where; one whose process died on its way was interrupted."""
    return "interrupted" if state in UNFINISHED - _STOPPED and is_abandoned(path) else state


def _epochs(history: list[dict[str, Any]]) -> dict[str, Any]:
    own = [each for each in history if "fold" not in each]  # the kept model's, where one was trained for each fold
    known = [(value, each["epoch"]) for each in own if (value := number_in(each, VALIDATION)) is not None]
    best, epoch = min(known, default=(None, None))
    return {"epochs": sum("cut_short" not in each for each in own), "validation": best, "best_epoch": epoch}


def number_in(line: dict[str, Any], name: str) -> float | None:
    """A finite number of a line of metrics, which are written with a point; None where it is none."""
    value = line.get(name)
    return value if isinstance(value, float) and math.isfinite(value) else None


def _scores(scores: _Scores) -> dict[str, Any]:
    judged = scores.judgement
    if judged is None or judged.part != "test":  # what it makes of its own training part is no score of a run
        return {"seconds": scores.seconds}
    return {
        "seconds": scores.seconds,
        "score": judged.primary,
        "test": judged.test,
        "baseline": judged.best_baseline,
        "skill": judged.skill,
        "verdict": judged.verdict.outcome if judged.verdict else None,
        "test_part": judged.examples_sha256,
    }


def digest(text: str) -> str:
    """SHA-256 of a text, as `sha256sum` would say it."""
    return hashlib.sha256(text.encode()).hexdigest()


RECIPE_DIGEST = "recipe_sha256"
"""Where `environment.json` says what `recipe.json` was when the run wrote it."""
_RESOLVED_DIGESTS = "resolved_sha256"


def with_digest(text: str, recorded: Mapping[str, Any] | None = None) -> dict[str, list[str]]:
    """What `environment.json` says of `resolved.yaml`: the digest of each text that the run gave it, this one last."""
    known = (recorded or {}).get(_RESOLVED_DIGESTS)
    before = known if isinstance(known, list) else []
    return {_RESOLVED_DIGESTS: [each for each in before if each != digest(text)] + [digest(text)]}


def is_edited(text: str, recorded: Mapping[str, Any]) -> bool:
    """Whether `resolved.yaml` holds a text that no run gave it; one that says nothing of its digest is believed."""
    known = recorded.get(_RESOLVED_DIGESTS)
    return isinstance(known, list) and digest(text) not in known


def is_behind(text: str, recorded: Mapping[str, Any]) -> bool:
    """Whether `resolved.yaml` holds an earlier text than was told last: its writer was killed before it came to it."""
    known = recorded.get(_RESOLVED_DIGESTS)
    return isinstance(known, list) and digest(text) in known[:-1]


def doubts(path: Path) -> Iterator[str]:
    """
    What has to be said of a run whose `resolved.yaml` is not what was run.

    Raises:
        RunError: a file can't be read.
    """
    if not os.path.lexists(path / files.ENVIRONMENT):
        return
    recorded = reading.json_value(path / files.ENVIRONMENT)
    if not isinstance(recorded, dict) or _RESOLVED_DIGESTS not in recorded:
        return
    if not os.path.lexists(path / files.RESOLVED):
        yield f"`{path / files.RESOLVED}` is gone"
    elif is_edited(reading.text(path / files.RESOLVED), recorded):
        yield f"`{path / files.RESOLVED}` is not what was run: it was edited by hand"


def data_digest(fingerprint: Any) -> str | None:
    """One digest of what was read: that of the file, or one over all that the data is known by but its place."""
    if not isinstance(fingerprint, dict):
        raise RunError(f"`{files.DATA}` holds no object", help=reading.PUT_BACK)
    if isinstance(known := fingerprint.get("sha256"), str) and len(known) == 64:
        return known
    rest = {name: value for name, value in fingerprint.items() if name not in {"boundaries", "path", "files", "bytes"}}
    return digest(json.dumps(rest, sort_keys=True))


def _told(error: ValidationError) -> str:
    """The first thing that is wrong, and where."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(each)[:60] for each in first["loc"][:4])
    said = f"{first['msg'][:1].lower()}{first['msg'][1:200]}"
    return f"does not hold what it should: {f'`{where}`: ' if where else ''}{said}"
