"""`compare`: runs side by side, from what their folders hold; nothing is trained, predicted or imported for it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np

from seqspec.analysis.difference import Difference, compare
from seqspec.analysis.inference import Trace
from seqspec.errors import RunError, UsageError
from seqspec.language.spec import Spec
from seqspec.runs import folder as files
from seqspec.runs import reading
from seqspec.runs.comparison.ranking import Basis, unranked
from seqspec.runs.folder import RunFolder
from seqspec.runs.judgement import pairing
from seqspec.runs.judgement.pairing import Paired
from seqspec.runs.judgement.verdict import CONFIDENCE, SHORTEST_BLOCK, Verdict, judge, resample, sizes
from seqspec.runs.opening import valid_spec
from seqspec.runs.record import BROKEN, Record, record_of
from seqspec.runs.scoring.tally import Primary, score_of

_SEED = 0


@dataclass(frozen=True)
class Contender:
    """
    One of several runs.

    Args:
        path: its folder.
        record: what it says of itself.
        spec, trace: as it was run.
        basis: what its validation loss rests on.
        history: one record an epoch.
        errors: example by example; None where it kept none.
        block: windows that were drawn together for its verdict; None where examples are independent.
        unit: what an example is called.
        steps: of training.
    """

    path: Path
    record: Record
    spec: Spec
    trace: Trace
    basis: Basis
    history: list[dict[str, Any]]
    errors: Paired | None
    block: int | None
    unit: str
    steps: int | None

    @cached_property
    def interval(self) -> tuple[float, float] | None:
        """Where 95 % of the scores of parts like the test part lie; None where errors were not kept."""
        if self.errors is None or self.record.score is None:
            return None
        fewest, drawn = sizes(len(self.errors), self.block)
        if len(self.errors) < fewest or not np.isfinite(self.errors.model).all():
            return None
        sums, counts = (resample(each, drawn, _SEED) for each in (self.errors.model, self.errors.counts))
        tail = (1 - CONFIDENCE) / 2
        low, high = np.quantile(score_of(sums, counts, _score(self)), [tail, 1 - tail])
        return float(low), float(high)


@dataclass(frozen=True)
class Comparison:
    """
    Runs side by side.

    Args:
        runs: the best by validation first where they can be ranked, else as they were given.
        unranked: why validation does not rank them; nothing where it does.
        unpaired: why their test scores can't be compared example by example; nothing where they can.
        against: of each run behind the first, how it stands to that one on the test part; None where nobody can say.
        differences: of each run behind the first, what its spec has otherwise.
    """

    runs: tuple[Contender, ...]
    unranked: tuple[str, ...]
    unpaired: tuple[str, ...]
    against: tuple[Verdict | None, ...]
    differences: tuple[Difference, ...]

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from seqspec.runs.report.cards import comparison_card

        return comparison_card(self)


def compare_runs(paths: Sequence[Path]) -> Comparison:
    """
    Put runs side by side.

    Args:
        paths: two or more; one that is named twice is one.

    Raises:
        UsageError: there is one alone.
        RunError: a folder is no run, or is broken.
    """
    named = {os.path.abspath(path): path for path in paths}
    if len(named) < 2:
        raise UsageError("one run has nothing to be compared with", help="name two or more")
    runs = _told_apart([_contender(path) for path in named.values()])
    apart = tuple(dict.fromkeys(why for other in runs[1:] for why in unranked(runs[0].basis, other.basis)))
    if not apart:
        runs.sort(key=lambda run: (run.record.validation is None, run.record.validation or 0.0))
    first, *others = runs
    unpaired = tuple(dict.fromkeys(why for other in others for why in _unpaired(first, other)))
    return Comparison(
        runs=tuple(runs),
        unranked=apart,
        unpaired=unpaired,
        against=tuple(_against(first, other) for other in others),
        differences=tuple(compare((first.spec, first.trace), (other.spec, other.trace)) for other in others),
    )


# ------------------------------------------------------------------------------------------------------ what they hold


def _contender(path: Path) -> Contender:
    folder, record = RunFolder.open(path), record_of(path.resolve())
    if record.state == BROKEN:
        raise RunError(f"the run `{path}` is broken: {record.reason}", help=reading.PUT_BACK)
    spec, trace = valid_spec(folder)
    scores = folder.read_json(files.SCORES) if reading.size(path / files.SCORES) is not None else {}
    history = folder.read_lines(files.METRICS) if reading.size(path / files.METRICS) is not None else []
    verdict = _inside(scores, "judgement", "verdict")
    steps, block, unit = _inside(scores).get("steps"), verdict.get("block"), verdict.get("unit")
    return Contender(
        path=path,
        record=record,
        spec=spec,
        trace=trace,
        basis=Basis.of(record, spec, folder),
        history=[each for each in history if "fold" not in each],
        errors=pairing.read(path),
        block=block if isinstance(block, int) and block >= SHORTEST_BLOCK else None,
        unit=unit if unit in ("window", "row", "text") else "window",  # whatever a stranger wrote there
        steps=steps if isinstance(steps, int) else None,
    )


def _told_apart(runs: list[Contender]) -> list[Contender]:
    """Runs whose folders have the same name are called by their paths."""
    times = Counter(run.record.name for run in runs)
    return [
        replace(run, record=replace(run.record, name=str(run.path))) if times[run.record.name] > 1 else run
        for run in runs
    ]


def _inside(value: Any, *names: str) -> dict[str, Any]:
    """An object within objects; an empty one where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


# ------------------------------------------------------------------------------------------------- what can be compared


def _unpaired(one: Contender, other: Contender) -> Iterator[str]:
    """Why the errors of two runs can't be held against each other."""
    if one.record.test is None or other.record.test is None:
        yield "not all of them were judged"
    elif one.record.score != other.record.score:
        yield "different scores decide"
    elif one.record.test_part is None or one.record.test_part != other.record.test_part:
        yield "they were judged by different examples"
    elif one.errors is None or other.errors is None:
        yield "not all of them kept their errors example by example"
    elif not np.array_equal(one.errors.counts, other.errors.counts):
        yield "what they kept of their errors does not fit together"


def _against(first: Contender, other: Contender) -> Verdict | None:
    """How the first run stands to another one, on the same examples of the test part."""
    if any(_unpaired(first, other)):
        return None
    assert first.errors is not None  # both are there, or they were no pair
    assert other.errors is not None
    blocks = [run.block for run in (first, other) if run.block is not None]
    with np.errstate(over="ignore", invalid="ignore"):  # errors may be infinite: the verdict says so
        return judge(
            first.errors.model, other.errors.model, first.errors.counts, name=other.record.name, score=_score(first),
            block=max(blocks) if blocks else None, seed=_SEED, unit=first.unit,
        )  # fmt: skip


def _score(run: Contender) -> Primary:
    return cast(Primary, run.record.score)
