"""A comparison of runs as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from seqspec.analysis import differences
from seqspec.runs.cells import aligned, shown
from seqspec.runs.comparison.comparison import Comparison, Contender
from seqspec.runs.folder import finite
from seqspec.runs.judgement.verdict import Verdict
from seqspec.runs.record import VALIDATION, number_in

FORMATS = ("text", "json")
_HEAD = (
    "run",
    "validation",
    "epoch",
    "last",
    "test",
    "95 % interval",
    "skill",
    "baseline",
    "parameters",
    "size",
    "time",
)


def render(comparison: Comparison, format: str) -> str:
    """The comparison in one of `FORMATS`."""
    return {"text": text, "json": _json}[format](comparison)


def text(comparison: Comparison) -> str:
    """A line a run, how the others stand to the first one, and what their specs have otherwise."""
    blocks = [aligned(rows(comparison)), "\n".join(sentences(comparison))]
    blocks += [f"{heading}\n{said}" for heading, said in changes(comparison)]
    return "\n\n".join(blocks) + "\n"


def rows(comparison: Comparison) -> list[tuple[str, ...]]:
    """A head, and one row a run."""
    score = comparison.runs[0].record.score
    alike = len({run.record.score for run in comparison.runs}) == 1 and score is not None
    head = tuple(f"test {score}" if name == "test" and alike else name for name in _HEAD)
    return [head, *(_row(run, alike) for run in comparison.runs)]


def changes(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """Of each run behind the first, which two these are, and what their specs have otherwise."""
    first = shown(comparison.runs[0].record.name)
    for run, difference in zip(comparison.runs[1:], comparison.differences, strict=True):
        said = differences.render(difference, "text").rstrip("\n") if difference else "the same spec"
        yield f"{first} → {shown(run.record.name)}", said


def _row(run: Contender, alike: bool) -> tuple[str, ...]:
    """
    One run.

    Args:
        alike: whether the head says which score that of the test part is.
    """
    record = run.record
    whole = [each for each in run.history if "cut_short" not in each]
    last = whole[-1] if whole else {}
    return (
        shown(record.name),
        _number(record.validation),
        f"{record.best_epoch or '–'} of {last.get('epoch', '–')}",
        _number(number_in(last, VALIDATION)),
        _number(record.test) if alike or not record.score else f"{_number(record.test)} {record.score}",
        f"{run.interval[0]:.4g} to {run.interval[1]:.4g}" if run.interval else "–",
        "–" if record.skill is None else shown(f"{record.skill:+.1f} %", 16),
        shown(record.baseline or "–", 28),
        "–" if run.trace.params is None else f"{run.trace.params:,}",
        "–" if record.bytes is None else f"{record.bytes / 1024:,.0f} KiB",
        "–" if record.seconds is None else shown(f"{record.seconds:,.1f} s", 20),
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def sentences(comparison: Comparison) -> Iterator[str]:
    """Who is ahead by validation and on the test part, or why nobody says so."""
    first = shown(comparison.runs[0].record.name)
    if comparison.unranked:
        yield f"not ranked: {'; '.join(comparison.unranked)}"
    else:
        yield f"by validation {first} is best"
    for verdict in comparison.against:
        if verdict is not None:
            yield f"on the test part {_standing(first, verdict)}"
    if comparison.unpaired:
        yield f"test scores are not compared: {'; '.join(comparison.unpaired)}"
    scored = [run for run in comparison.runs if run.record.test_part]
    if not comparison.unpaired and len(scored) > 2:
        yield f"{len(scored)} runs were scored on this test part: choose by validation, or its scores flatter"


def _standing(first: str, verdict: Verdict) -> str:
    other = shown(verdict.baseline)
    if verdict.outcome == "too few":
        return f"{verdict.examples:,} {verdict.unit}s are too few to tell {first} from {other}"
    words = {"better": "is better than", "worse": "is worse than", "undecided": "is not distinguishable from"}
    return f"{first} {words[verdict.outcome]} {other} ({verdict.reason})"


def _json(comparison: Comparison) -> str:
    return json.dumps(finite(_plain(comparison)), indent=2, allow_nan=False) + "\n"


def _plain(comparison: Comparison) -> dict[str, Any]:
    """Everything that is known, the curves epoch by epoch."""
    others = zip(comparison.runs[1:], comparison.against, comparison.differences, strict=True)
    return {
        "ranked": not comparison.unranked,
        "not_ranked_because": list(comparison.unranked),
        "not_paired_because": list(comparison.unpaired),
        "runs": [
            {
                "path": str(run.path),
                **asdict(run.record),
                "interval": list(run.interval) if run.interval else None,
                "parameters": run.trace.params,
                "steps": run.steps,
                "curve": run.history,
            }
            for run in comparison.runs
        ],
        "first_against": [
            {
                "run": run.record.name,
                "test": verdict.as_dict() if verdict else None,
                "specs": json.loads(differences.render(difference, "json")),
            }
            for run, verdict, difference in others
        ],
    }
