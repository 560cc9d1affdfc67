"""A result for people: what was timed, a row for each engine, and what stands behind the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

from seqspec.analysis.formats._text import escape
from seqspec.analysis.ladder import human_bytes
from seqspec.runs.cells import aligned
from seqspec.timing.machine import Machine
from seqspec.timing.result import Figures, Result
from seqspec.timing.spread import Spread
from seqspec.timing.work import COUNTED
from seqspec.wording import count

_HEAD = ("engine", "steps/s", "(min to max)", "samples/s", "GFLOP/s", "of product", "first step", "peak memory")
_GIGA = 1e9


def text(result: Result) -> str:
    """For a terminal."""
    parts = [_heading(result), aligned(rows(result)) if result.figures else "", *_failures(result), _notes(result)]
    return "\n\n".join(part for part in parts if part) + "\n"


def markdown(result: Result) -> str:
    """For a page."""
    head, *body = rows(result)
    rule = ["---", *["---:"] * (len(head) - 1)]
    lines = [f"| {' | '.join(cells)} |" for cells in (head, rule, *body)]
    parts = [_heading(result), "\n".join(lines) if body else "", *_failures(result), _notes(result)]
    return "\n\n".join(part for part in parts if part) + "\n"


def rows(result: Result) -> list[Sequence[str]]:
    """The heading, and a row for each engine that could be timed, the fastest first."""
    return [_HEAD, *(_row(each, result.machine) for each in result.figures)]


def _row(figures: Figures, machine: Machine) -> tuple[str, ...]:
    facts, work = figures.timed.facts, figures.operations
    peak = facts.get("peak_bytes")
    return (
        f"{figures.timed.contender.title} {facts['version']}",
        number(figures.steps.median),
        f"({between(figures.steps)})",
        number(figures.samples.median),
        "?" if work is None else number(work.median / _GIGA),
        "?" if work is None else f"{work.median / machine.product.median:.1%}".replace("%", " %"),
        f"{figures.timed.first_step:.1f} s",
        "?" if peak is None else human_bytes(peak),
    )


def _heading(result: Result) -> str:
    trial = result.trial
    return (
        f"{escape(result.title)}: batch {trial.batch}, {trial.rounds} rounds of {trial.steps} steps in turn; "
        f"{escape(result.data)}"
    )


def _failures(result: Result) -> list[str]:
    said = [f"{each.contender.title} could not be timed: {escape(each.error or '')}" for each in result.failures]
    return ["\n".join(said)] if said else []


def _notes(result: Result) -> str:
    product = result.machine.product.map(lambda each: each / _GIGA)
    lines = [
        f"{escape(result.machine.processor)}, {count(result.machine.cores, 'core')}; "
        f"float32 matrix product {number(product.median)} GFLOP/s ({between(product)})",
        f"GFLOP/s: {COUNTED}",
        f"first step: from the start of the process, with imports, data and {_compiling(result)}",
    ]
    return "\n".join([*_lead(result.figures), *lines, *_warning(result.machine)])


def _compiling(result: Result) -> str:
    cached = "compiling what the cache does not hold yet; with `--no-cache` all of it"
    return cached if result.trial.keep else "compiling, nothing of which was cached"


def _lead(figures: Sequence[Figures]) -> list[str]:
    """How the fastest stands to the others."""
    if len(figures) < 2:
        return []
    first, *others = figures
    said = [f"{first.steps.median / each.steps.median:.2f} times {each.timed.contender.title}" for each in others]
    return [f"steps/s of {first.timed.contender.title}: {', '.join(said)}"]


def _warning(machine: Machine) -> list[str]:
    if not machine.busy:
        return []
    return [f"other work ran on this machine before (load {machine.load:.1f}): time it again when that is done"]


def number(value: float) -> str:
    """Three digits that count, and thousands with commas."""
    places = 0 if value < 0.001 or value >= 100 else 2 - floor(log10(value))
    return f"{value:,.{places}f}"


def between(spread: Spread) -> str:
    """From the lowest to the highest."""
    return f"{number(spread.low)} to {number(spread.high)}"
