"""Which runs validation ranks: those whose losses were measured on the same examples, in the same units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from seqspec.analysis.difference import model_differs, settings_changed
from seqspec.analysis.formats._text import escape
from seqspec.errors import FaultError, RunError
from seqspec.language import normal
from seqspec.language.data import Data
from seqspec.language.spec import Spec
from seqspec.runs import folder as files
from seqspec.runs import reading
from seqspec.runs.cells import shown
from seqspec.runs.folder import RunFolder
from seqspec.runs.opening import valid_spec, was_edited
from seqspec.runs.record import Record

_LEAVING_OUT = ("drop", "fill")
"""Policies with which an example may be left out for a gap among what goes in: `fill` does so for classes."""

_SIZES = {"data.features", "data.window.length"}
"""What makes a model larger without another layer: as many examples are judged together as there is room for."""

_EDITED = "was edited by hand"
_MOST_NOTES = 5


@dataclass(frozen=True)
class Basis:
    """
    What the validation loss of a run rests on.

    Args:
        record: what the run says of itself.
        spec: as it was run.
        boundaries: of the parts of its data; None where it does not say.
        edited: whether the spec is another one by now, so that nobody knows what the loss rests on.
    """

    record: Record
    spec: Spec
    boundaries: Any
    edited: bool = False

    @classmethod
    def of(cls, record: Record, spec: Spec, folder: RunFolder) -> Basis:
        """
        That of the run in a folder.

        Raises:
            RunError: a file can't be read.
        """
        data = folder.read_json(files.DATA) if reading.size(folder.path / files.DATA) is not None else None
        return cls(record, spec, data.get("boundaries") if isinstance(data, dict) else None, was_edited(folder))


def unranked(one: Basis, other: Basis) -> Iterator[str]:
    """Why the validation losses of two runs say nothing about which is better."""
    for run in (one, other):
        if run.edited:
            yield f"the spec of {shown(run.record.name)} {_EDITED}"
    if one.record.data is None or other.record.data is None:
        yield "not all of them say what they read"
    elif one.record.data != other.record.data:
        yield "they read different data"
    elif one.boundaries is None or other.boundaries is None:
        yield "not all of them say how their data are divided"
    elif one.boundaries != other.boundaries:
        yield "their data are divided differently"
    if one.record.validation is None or other.record.validation is None:
        yield "not all of them were validated"
    changed = settings_changed(one.spec, other.spec)
    harmless = _harmless(one.spec.data)
    recipe = [path for path in changed if path.startswith("data.") and not path.startswith(harmless)]
    if recipe:
        listed = ", ".join(f"`{path}`" for path in recipe[:3])
        yield f"their recipes differ in {listed}, and with them what a loss is measured in or on"
    if any(path.startswith("compile.loss") for path in changed):
        yield "they minimise different losses"
    penalties = [name for run in (one, other) for name in _penalties(normal.normal_form(run.spec)["model"])]
    if penalties and model_differs(one.spec, other.spec):
        yield f"their models differ, and a loss holds what `{penalties[0]}` adds to it"
    if (batch := _of_a_batch(one.spec)) and (model_differs(one.spec, other.spec) or changed.keys() & _SIZES):
        yield f"their models or inputs differ, and with them how many examples {batch} takes together"
    if "runtime.seed" in changed and one.spec.data is not None and one.spec.data.by != "time":
        yield "their parts were drawn with different seeds"


def _harmless(data: Data | None) -> tuple[str, ...]:
    """What another recipe may have otherwise, and losses are still in the same units, of the same targets."""
    same = ("data.source.path", "data.season")
    if data is None or data.missing.policy in _LEAVING_OUT:
        return same
    return (*same, "data.features", *(("data.window.length",) if _from_the_past(data) else ()))


def _from_the_past(data: Data) -> bool:
    """Whether a longer window reaches back further for the same target, and moves neither its units nor the first."""
    window = data.window
    there = data.by == "time" and data.group is None  # the first windows of a series that is new have no past
    return (
        window is not None
        and there
        and (window.context, window.targets) == ("past", "horizon")
        and window.normalize != "standard"
    )


def _of_a_batch(spec: Spec) -> str | None:
    """What makes one number of a batch that depends on how many are in it."""
    loss = spec.compile.loss if spec.compile else None
    if loss is None:
        return None
    return "`reduction: sum`" if loss.reduction == "sum" else f"`{loss.type}`" if loss.whole_batch else None


def grouped(paths: Iterable[Path], records: Sequence[Record]) -> list[Record]:
    """
    Each run with the group of those that validation ranks it among, and why not among those of the lowest loss.

    Args:
        paths: where each record comes from. What can't be read there belongs to no group.
    """
    found = [(record, _basis(path, record)) for path, record in zip(paths, records, strict=True)]
    known = [basis for _, basis in found if basis is not None and not basis.edited]
    firsts: list[Basis] = []
    numbers: dict[str, int] = {}
    for basis in sorted(known, key=lambda each: each.record.validation or 0.0):
        alike = (number for number, first in enumerate(firsts, 1) if not any(unranked(first, basis)))
        number = numbers[basis.record.name] = next(alike, len(firsts) + 1)
        firsts += [basis] if number > len(firsts) else []
    return [_placed(record, basis, firsts, numbers) for record, basis in found]


def _placed(record: Record, basis: Basis | None, firsts: Sequence[Basis], numbers: Mapping[str, int]) -> Record:
    if basis is None:
        return record if record.validation is None else replace(record, unranked="its spec can't be read any more")
    if basis.edited:
        return replace(record, unranked=f"its spec {_EDITED}")
    number = numbers[record.name]
    return replace(record, group=number, unranked=None if number == 1 else "; ".join(unranked(firsts[0], basis)))


def notes(records: Iterable[Record]) -> Iterator[str]:
    """Which runs of a list validation does not rank against the first of it, and why."""
    groups: dict[int | str, list[Record]] = {}
    for record in records:
        if record.group is not None or record.unranked is not None:
            groups.setdefault(record.group or record.name, []).append(record)
    first, *others = groups.values() or [[]]
    for some in others[:_MOST_NOTES]:
        named = f"{shown(some[0].name)}{f' and {len(some) - 1:,} more' if len(some) > 1 else ''}"
        yield f"note: validation does not rank {named} against {shown(first[0].name)}: {_why(first[0], some[0])}"
    if len(others) > _MOST_NOTES:
        yield f"note: nor does it rank {len(others) - _MOST_NOTES:,} other groups of runs: see `--format csv`"


def _why(one: Record, other: Record) -> str:
    """In the words that one of them has against the best, or against all."""
    low, high = sorted((one, other), key=lambda each: each.group or 0)
    return "`seqspec compare` says why" if (low.group or 0) > 1 else escape(low.unranked or high.unranked or "")


def _basis(path: Path, record: Record) -> Basis | None:
    if record.validation is None:
        return None
    try:
        folder = RunFolder.open(path)
        return Basis.of(record, valid_spec(folder)[0], folder)
    except (RunError, FaultError):
        return None


def _penalties(model: Any) -> Iterator[str]:
    """What adds to a loss in training and in validation, wherever it stands in a model."""
    if isinstance(model, dict):
        for name, value in model.items():
            if name == "ActivityRegularization" or (name.endswith("_regularizer") and value is not None):
                yield name
            yield from _penalties(value)
    elif isinstance(model, list):
        for each in model:
            yield from _penalties(each)
