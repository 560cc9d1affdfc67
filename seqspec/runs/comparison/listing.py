"""A list of runs as text, JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from seqspec.analysis.formats._text import escape
from seqspec.runs.cells import aligned, harmless, shown
from seqspec.runs.comparison import ranking
from seqspec.runs.record import BROKEN, FIELDS, FOREIGN, UNFINISHED, Record
from seqspec.wording import count

FORMATS = ("text", "json", "csv")
_HEAD = ("run", "began", "state", "epochs", "validation", "score", "test", "skill", "baseline", "spec", "data")
_DIGITS = 8  # of a digest, as git shows them


def render(records: Sequence[Record], format: str) -> str:
    """
    The runs in one of `FORMATS`, in the order they come in.

    Text: skill in per cent, digests cut. JSON and CSV: every field of `Record`, as it is.
    """
    return {"text": _text, "json": _json, "csv": _csv}[format](records)


def _text(records: Sequence[Record]) -> str:
    runs = [record for record in records if record.state != FOREIGN]
    table = [aligned([_HEAD, *map(_row, runs)]), ""] if runs else []
    return "\n".join([*table, *_notes(records), count(len(runs), "run") if runs else "no runs", ""])


def _row(record: Record) -> tuple[str, ...]:
    return (
        shown(record.name),
        shown((record.began or "–")[:16].replace("T", " ")),
        shown(record.state, 16),
        _number(record.epochs),
        _number(record.validation),
        shown(record.score or "–", 24),
        _number(record.test),
        "–" if record.skill is None else shown(f"{record.skill:+.1f} %", 16),
        shown(record.baseline or "–", 28),
        (shown(record.spec or "–"))[:_DIGITS],
        (shown(record.data or "–"))[:_DIGITS],
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:.4g}"


def _notes(records: Sequence[Record]) -> Iterator[str]:
    """What has to be known to read the table."""
    for record in records:
        if record.state in {BROKEN, FOREIGN}:
            yield f"{shown(record.name)} is {record.state}: {escape(record.reason or '')}"
        elif record.reason:
            yield f"note: {escape(record.reason)}"
    if any(record.state in UNFINISHED for record in records):
        yield "note: a run that was interrupted, or died on its way, goes on with `seqspec fit --resume RUN`"
    yield from ranking.notes(records)
    often = max((record.scored or 0 for record in records), default=0)
    if often > 1:
        yield f"note: one test part was scored by {often:,} runs: choose by validation, or its scores flatter"


def _json(records: Sequence[Record]) -> str:
    # Control characters are escapes in JSON; whatever else no terminal should see becomes one, too.
    return json.dumps({"runs": [asdict(record) for record in records]}, indent=2, ensure_ascii=True) + "\n"


def _csv(records: Sequence[Record]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(FIELDS)
    writer.writerows([_cell(getattr(record, name)) for name in FIELDS] for record in records)
    return stream.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return harmless(escape(value)) if isinstance(value, str) else value
