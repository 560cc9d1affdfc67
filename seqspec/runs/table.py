"""The scores as a table of text, and the words around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from seqspec.runs.judgement import MODEL, Judgement

_PERCENT = {"MAPE", "WAPE"}


def rows(judgement: Judgement) -> list[tuple[str, ...]]:
    """One row a forecaster: its name and its scores; a score that nobody has is left out."""
    found = judgement.scores.values()
    names = [
        name for name in judgement.scores[MODEL].values if any(scores.values[name] is not None for scores in found)
    ]
    cells = [(who, *(_cell(name, scores.values[name]) for name in names)) for who, scores in judgement.scores.items()]
    return [("", *names), *cells]


def text(judgement: Judgement, targets: Iterable[str]) -> str:
    """Everything a reader is told after a run: the table, then the verdict in plain words."""
    named = ", ".join(f"`{target}`" for target in targets)
    table = rows(judgement)
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    units = "" if judgement.primary == "log loss" else f", errors in the units of {named}"
    lines = [f"test part: {judgement.windows:,} examples{units}", ""]
    lines += ["  " + "  ".join(_aligned(row, widths)).rstrip() for row in table]
    return "\n".join([*lines, "", *sentences(judgement)])


def sentences(judgement: Judgement) -> list[str]:
    """The verdict and what has to be known to read the table."""
    verdict, zeros = judgement.verdict, judgement.scores[MODEL].zeros
    said = [verdict.told]
    said += _lost(judgement)
    if zeros:
        said.append(f"MAPE is left out: {zeros:,} of the true values {'is' if zeros == 1 else 'are'} 0")
    return said


def _lost(judgement: Judgement) -> Iterator[str]:
    """Where the model does not lose by the score that decides, but a baseline wins by MAE or RMSE."""
    if judgement.verdict.outcome == "worse":
        return
    for score in ("MAE", "RMSE"):
        values = {name: scores.values.get(score) for name, scores in judgement.scores.items()}
        known = {name: value for name, value in values.items() if value is not None}
        best = min(known, key=known.__getitem__, default=MODEL)
        if score != judgement.primary and best != MODEL:
            yield f"by {score} the {best} is best: {known[best]:,.4g} against the model's {known[MODEL]:,.4g}"


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    if name == "R2":
        return f"{value:z.3f}"
    number = f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
    return f"{number} %" if name in _PERCENT else number


def _aligned(row: tuple[str, ...], widths: list[int]) -> list[str]:
    name, *cells = row
    return [name.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))]
