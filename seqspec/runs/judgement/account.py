"""An evaluation as text: the table of scores, then step by step, and how far chances can be trusted."""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.formats._text import escape
from seqspec.runs.cells import aligned
from seqspec.runs.judgement import table
from seqspec.runs.judgement.evaluation import Evaluation
from seqspec.runs.plots import Honesty

_MOST_STEPS = 12


def text(evaluation: Evaluation) -> str:
    """Everything a reader is told of an evaluation."""
    blocks = [table.text(evaluation.judgement, evaluation.targets), *_more(evaluation)]
    if evaluation.judged is not None:
        blocks.insert(0, f"{escape(evaluation.judged)}, with the statistics of {escape(str(evaluation.run))}")
    return "\n\n".join(blocks)


def step_rows(evaluation: Evaluation) -> list[tuple[str, ...]]:
    """One row a step of the horizon: the score that decides, of the model and of the best baselines."""
    plots, score = evaluation.judgement.plots, evaluation.judgement.primary
    steps = plots.steps if plots else {}
    if not steps:
        return []
    head = (f"{score} by step", *steps)
    body = [
        (f"step {number}", *map(_cell, values)) for number, values in enumerate(zip(*steps.values(), strict=True), 1)
    ]
    return [head, *body]


def calibration_rows(honesty: Honesty) -> list[tuple[str, ...]]:
    """One row a tenth: what chances the model gave, and how many of them came true."""
    found = zip(honesty.said, honesty.came, honesty.counts, strict=True)
    body = [
        (f"{place / 10:.1f} to {(place + 1) / 10:.1f}", _cell(said), _cell(came), f"{count:,}")
        for place, (said, came, count) in enumerate(found)
        if count
    ]
    return [("chance", "mean", "came true", "examples"), *body]


def calibration_error(honesty: Honesty) -> float | None:
    """The mean distance between a chance and how often it came true, over all chances that were given."""
    pairs = [
        (abs(came - said), count)
        for said, came, count in zip(honesty.said, honesty.came, honesty.counts, strict=True)
        if said is not None and came is not None
    ]
    total = sum(count for _, count in pairs)
    return sum(far * count for far, count in pairs) / total if total else None


def _more(evaluation: Evaluation) -> Iterator[str]:
    rows, plots = step_rows(evaluation), evaluation.judgement.plots
    if rows:
        gap = ("...", *("" for _ in rows[0][1:]))
        shown = rows if len(rows) <= _MOST_STEPS + 1 else [*rows[:_MOST_STEPS], gap, rows[-1]]
        yield _indented(aligned(shown))
    if evaluation.backtest is not None:
        yield table.fold_text(evaluation.backtest)
    if plots and plots.honesty and (error := calibration_error(plots.honesty)) is not None:
        yield _indented(aligned(calibration_rows(plots.honesty)))
        yield f"calibration error {error:.4g}: so far are chances from how often they came true, on average"
    if evaluation.coverage is not None:
        yield evaluation.coverage.sentence


def _indented(lines: str) -> str:
    return "\n".join(f"  {line}" for line in lines.splitlines())


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"
