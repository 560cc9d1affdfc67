"""A reproduction in words, before the training and after it; and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from seqspec.analysis.formats._text import escape
from seqspec.runs.cells import aligned, shown
from seqspec.runs.folder import finite
from seqspec.runs.reproduction.plan import Plan
from seqspec.runs.reproduction.reproduction import Reproduction
from seqspec.runs.reproduction.surroundings import Fact
from seqspec.wording import count

_MOST_NAMED = 6


def before(plan: Plan) -> str:
    """What the run was, fact by fact beside what there is here, and how near it has to come."""
    record = plan.origin.record
    epochs = count(len({each.key for each in plan.origin.epochs if each.whole}), "epoch")
    began = (record.began or "–")[:16].replace("T", " ")
    lines = [f"{escape(str(plan.origin.folder.path))}: {shown(record.state, 16)}, {epochs}, began {shown(began)}"]
    lines += [f"{each.what}: {escape(each.said)}" for each in plan.checks]
    if not plan.sound:
        return "\n".join(lines)
    table = aligned([("", "recorded", "here"), *map(_row, plan.facts)], left=3)
    notes = [f"note: {escape(each)}" for each in plan.notes]
    return "\n".join([*lines, "", table, "", *notes, f"tolerance: {_tolerance(plan)}, {plan.reason}"])


def after(found: Reproduction) -> str:
    """What was compared, and the verdict."""
    if found.run is None:
        return verdict(found)
    parts = [(found.epochs, "epoch"), (found.weights, "weight"), (found.scores, "score")]
    listed = ", ".join(count(number, noun) for number, noun in parts if number)
    where = escape(str(found.run))
    return f"compared: {listed or 'nothing'}; the run trained again is {where}\n{verdict(found)}"


def verdict(found: Reproduction) -> str:
    """One sentence."""
    largest, allowed = found.largest, found.plan.tolerance
    if found.outcome == "same bits":
        return "reproduced to the same bits" + ("" if found.weights else ", as far as the run came")
    if found.outcome == "within tolerance" and largest is not None:
        return f"reproduced within {allowed:g}: largest difference {largest.relative:.2g}, of {escape(largest.said)}"
    return f"not reproduced: {'; '.join(map(escape, _reasons(found)))}"


def to_json(found: Reproduction) -> str:
    """For programs: everything that was compared, and everything that is different."""
    planned = found.plan
    told = {
        "run": str(planned.origin.folder.path),
        "again": None if found.run is None else str(found.run),
        "outcome": found.outcome,
        "verdict": verdict(found),
        "tolerance": planned.tolerance,
        "tolerance_reason": planned.reason,
        "state": planned.origin.record.state,
        "notes": list(planned.notes),
        "checks": [each.as_dict() for each in planned.checks],
        "environment": [each.as_dict() for each in planned.facts],
        "compared": {"epochs": found.epochs, "weights": found.weights, "scores": found.scores},
        "misfits": list(found.misfits),
        "largest": None if found.largest is None else found.largest.as_dict(),
        "deviations": [each.as_dict() for each in found.deviations],
    }
    return json.dumps(finite(told), indent=2, allow_nan=False) + "\n"


def _reasons(found: Reproduction) -> Iterator[str]:
    yield from found.misfits
    first, largest = found.beyond, found.largest
    if first is not None and largest is not None:
        yield f"{first.said}, is the first that is off by more than {_tolerance(found.plan)}"
        yield f"the largest difference is {largest.relative:.2g}, of `{largest.what}` in {largest.where}"
    if found.run is None:
        yield "so nothing was trained"
    elif not found.signal:
        named = [each.said for each in found.plan.differing]
        more = [f"and {len(named) - _MOST_NAMED} more"] if len(named) > _MOST_NAMED else []
        yield f"what differs is {', '.join(named[:_MOST_NAMED] + more)}" if named else "nothing that is known differs"


def _tolerance(plan: Plan) -> str:
    return f"{plan.tolerance:g} of the larger number" if plan.tolerance else "none"


def _row(fact: Fact) -> tuple[str, str, str]:
    return fact.name, fact.recorded or "–", "the same" if fact.recorded == fact.here else fact.here or "–"
