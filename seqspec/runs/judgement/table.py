"""The scores as a table of text, and the words around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from seqspec.analysis.formats._text import escape
from seqspec.runs.forecasting import MODEL
from seqspec.runs.intervals.quantiles import middle_of
from seqspec.runs.judgement.backtest import Backtest
from seqspec.runs.judgement.judgement import MEMORISATION, Judgement
from seqspec.runs.scoring.tally import HIGHER_IS_BETTER, PERCENT, Scores
from seqspec.wording import count

_COMPARED = ("MAE", "RMSE", "accuracy", "exact match", "character error rate")
"""Scores by which a baseline may be the best though another one decides."""

_MOST_SERIES = 12
_MOST_CLASSES = 10
"""More than these are shown in the report alone."""


def rows(judgement: Judgement) -> list[tuple[str, ...]]:
    """One row a forecaster: its name and its scores; a score that nobody has is left out."""
    names = _shown(judgement)
    cells = [(who, *(_cell(name, scores.values.get(name)) for name in names)) for who, scores in _all(judgement)]
    return [("", *names), *cells]


def target_rows(judgement: Judgement) -> list[tuple[str, ...]]:
    """One row a target, where there are several: the model's scores, and those of the best baseline beside."""
    by_target = judgement.by_target
    if not by_target:
        return []
    first = next(iter(by_target.values()))
    names = [name for name in first[MODEL].values if name in {"MAE", "RMSE", "R2", "log loss", "accuracy"}]
    who = (MODEL, judgement.best)
    head = ("", *(f"{name} of the {each}" for name in names for each in who))
    body = [
        (target, *(_cell(name, found[each].values.get(name)) for name in names for each in who))
        for target, found in by_target.items()
    ]
    return [head, *body]


def group_rows(judgement: Judgement) -> list[tuple[str, ...]]:
    """One row a series, where there are several: the score that decides, of the model and of everyone beside it."""
    score, names = judgement.primary, list(judgement.scores)
    body = [
        (escape(series), *(_cell(score, found[name].values.get(score)) for name in names))
        for series, found in judgement.by_group.items()
    ]
    return [(f"{score} by series", *names), *body] if body else []


def quantile_rows(judgement: Judgement) -> list[tuple[str, ...]]:
    """One row a forecaster: the pinball loss of each quantile, and how many truths lay between the outer two."""
    shares = judgement.shares
    several = len(shares) > 1
    head = (f"{judgement.primary} by quantile", *(f"{share:g}" for share in shares))
    last = (f"truths from {shares[0]:g} to {shares[-1]:g}", "width") if several else ()
    below = (f"truths up to {shares[0]:g}",) if shares and not several else ()
    body = []
    for name, found in judgement.spread.items():
        held = (f"{100 * (found.inside or 0):.1f} %", _cell("", found.width)) if several else ()
        under = (f"{100 * found.below[0]:.1f} %",) if below else ()
        body.append((name, *(_cell("", loss) for loss in found.pinball), *held, *under))
    return [(*head, *last, *below), *body] if body else []


def sample_rows(judgement: Judgement) -> list[tuple[str, ...]]:
    """A few texts: what went in, what should have come out, and what did."""
    with_input = any(sample.input is not None for sample in judgement.samples)
    head = ("input", "reference", "predicted")[0 if with_input else 1 :]
    body = [(sample.input or "", sample.reference, sample.predicted) for sample in judgement.samples]
    return [head, *(tuple(map(escape, row[0 if with_input else 1 :])) for row in body)] if body else []


def confusion_rows(judgement: Judgement) -> list[tuple[str, ...]]:
    """How often each class (row) was taken for each (column)."""
    if not judgement.confusion:
        return []
    named = dict(enumerate(map(escape, judgement.classes)))
    names = [named.get(number, str(number)) for number in range(len(judgement.confusion))]
    pairs = zip(names, judgement.confusion, strict=True)
    return [("true, then taken for", *names), *((name, *map(str, counts)) for name, counts in pairs)]


def heading(judgement: Judgement, targets: Iterable[str]) -> str:
    """What was scored, and how its scores are to be read."""
    said = f"{judgement.where}: {count(judgement.examples, 'example')}, {_reading(judgement, targets)}"
    return said if judgement.verdict else f"{MEMORISATION}; {said}"


def text(judgement: Judgement, targets: Sequence[str]) -> str:
    """Everything a reader is told after a run: the table, then the verdict in plain words."""
    blocks = [heading(judgement, targets), _aligned(rows(judgement))]
    if judgement.spread:
        blocks.append(_aligned(quantile_rows(judgement)))
    if judgement.by_target:
        blocks.append(_aligned(target_rows(judgement)))
    if 0 < len(judgement.by_group) <= _MOST_SERIES:
        blocks.append(_aligned(group_rows(judgement)))
    if 0 < len(judgement.confusion or ()) <= _MOST_CLASSES:
        blocks.append(_aligned(confusion_rows(judgement)))
    if judgement.samples:
        blocks.append("\n".join(_samples(judgement)))
    return "\n\n".join([*blocks, "\n".join([*sentences(judgement), *_elsewhere(judgement)])])


def _elsewhere(judgement: Judgement) -> Iterator[str]:
    """Where tables are that are too large for a terminal."""
    if len(judgement.by_group) > _MOST_SERIES:
        yield f"{judgement.primary} by series: see report.html in the run folder"
    if len(judgement.confusion or ()) > _MOST_CLASSES:
        yield "which class was taken for which: see report.html in the run folder"


def fold_rows(backtest: Backtest) -> list[tuple[str, ...]]:
    """One row a fold: the score that decides, of the model and of everyone beside it."""
    if not backtest.judged:
        return []
    score, overall = backtest.score, backtest.overall
    head = (f"{score} by fold", "examples", *overall)
    body = [(f"fold {number}", *_fold_cells(fold, score, overall)) for number, fold in enumerate(backtest.folds, 1)]
    total = sum(fold.examples for fold in backtest.judged)
    return [head, *body, ("all folds", f"{total:,}", *(_cell(score, each.values[score]) for each in overall.values()))]


def fold_text(backtest: Backtest) -> str:
    """The folds as a table, and what they say."""
    return f"{_aligned(fold_rows(backtest))}\n\n{backtest.sentence}"


def _fold_cells(fold: Judgement | None, score: str, names: Iterable[str]) -> tuple[str, ...]:
    if fold is None:
        return ("not judged", *("–" for _ in names))
    return (f"{fold.examples:,}", *(_cell(score, fold.scores[name].values.get(score)) for name in names))


def sentences(judgement: Judgement) -> list[str]:
    """The verdict and what has to be known to read the table."""
    scores = judgement.scores[MODEL]
    said = [judgement.verdict.told if judgement.verdict else _memorised(judgement)]
    said += _exact(judgement)
    said += _spread(judgement)
    said += _lost(judgement)
    if scores.zeros:
        said.append(f"MAPE is left out: {scores.zeros:,} of the true values {'is' if scores.zeros == 1 else 'are'} 0")
    lacking = (name for name in _LACKING if name in scores.values and scores.values[name] is None)
    return [*said, *(f"{name} is left out: {_LACKING[name]}" for name in lacking)]


_LACKING = {
    "MASE": "in the training part the naive forecast that it measures by is never wrong",
    "R2": "the true values do not vary enough to be explained",
}
"""Why a score has no value."""


def _reading(judgement: Judgement, targets: Iterable[str]) -> str:
    """Units of errors, or which way scores are better."""
    if judgement.kind == "numbers":
        if judgement.by_target:
            return "errors in deviations of each target in the training part, as units may differ"
        return f"errors in the units of {', '.join(f'`{target}`' for target in targets)}"
    shown = _shown(judgement)
    higher, lower = ([name for name in shown if (name in HIGHER_IS_BETTER) is way] for way in (True, False))
    return f"higher is better for {_listed(higher)}, lower for {_listed(lower)}"


def _memorised(judgement: Judgement) -> str:
    """What was learnt by heart, beside what any guess knows; nothing about what was never seen."""
    names = [judgement.primary, *(name for name in ("accuracy", "exact match") if name != judgement.primary)]
    ours, theirs = judgement.scores[MODEL].values, judgement.scores[judgement.best].values
    pairs = [
        f"{name} {_cell(name, ours[name])} (the {judgement.best}: {_cell(name, theirs.get(name))})"
        for name in names
        if ours.get(name) is not None
    ]
    return f"{MEMORISATION}; {', '.join(pairs)}"


def _exact(judgement: Judgement) -> Iterator[str]:
    """Of texts, how many are right from end to end."""
    share = judgement.scores[MODEL].values.get("exact match")
    if share is None or judgement.verdict is None:
        return
    others = {who: scores.values.get("exact match") or 0.0 for who, scores in _all(judgement) if who != MODEL}
    best = max(others, key=others.__getitem__)
    yield f"exact match: {100 * share:.4g} % of the texts, beside {100 * others[best]:.4g} % by the {best}"


def _spread(judgement: Judgement) -> Iterator[str]:
    """Of quantiles, which one is the forecast, what the outer two held, and whether they had to be put in order."""
    shares = judgement.shares
    if not shares or MODEL not in judgement.spread:
        return
    found = judgement.spread[MODEL]
    middle = shares[middle_of(shares)]
    yield (
        f"the model's MAE, RMSE and the like are those of its quantile {middle:g}; baselines have quantiles as far"
        " around their forecasts as their errors lay in the training part"
    )
    if found.inside is not None:
        meant = 100 * (shares[-1] - shares[0])
        outer = f"{shares[0]:g} and {shares[-1]:g}"
        yield f"between its quantiles {outer}, meant for {meant:.4g} % of the truths, lay {100 * found.inside:.1f} %"
    if found.crossed:
        yield f"quantiles crossed in {100 * found.crossed:.2g} % of its forecasts, and were put in order"


def _lost(judgement: Judgement) -> Iterator[str]:
    """Where the model does not lose by the score that decides, but a baseline wins by another one."""
    if judgement.verdict is None or judgement.verdict.outcome == "worse":
        return
    for score in _COMPARED:
        known = {name: scores for name, scores in _all(judgement) if scores.values.get(score) is not None}
        best = min(known, key=lambda name: known[name].rank(score), default=MODEL)
        if score != judgement.primary and MODEL in known and best != MODEL:
            found, ours = (_cell(score, known[name].values[score]) for name in (best, MODEL))
            yield f"by {score} the {best} is best: {found} against the model's {ours}"


def _all(judgement: Judgement) -> Iterable[tuple[str, Scores]]:
    return judgement.scores.items()


def _shown(judgement: Judgement) -> list[str]:
    """The scores that somebody has."""
    found = [scores for _, scores in _all(judgement)]
    return [name for name in found[0].values if any(scores.values.get(name) is not None for scores in found)]


def _samples(judgement: Judgement) -> Iterator[str]:
    head, *body = sample_rows(judgement)
    for row in body:
        yield "  " + "\n  ".join(f"{name + ':':<11}{cell}" for name, cell in zip(head, row, strict=True))


def _listed(names: Sequence[str]) -> str:
    *most, last = names or ["none of them"]
    return f"{', '.join(most)} and {last}" if most else last


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    if name == "R2":
        return f"{value:z.3f}"
    number = f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
    return f"{number} %" if name in PERCENT else number


def _aligned(table: Sequence[Sequence[str]]) -> str:
    """Names to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    return "\n".join(
        "  " + "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in table
    )
