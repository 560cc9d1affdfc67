"""The scores as a table of text, and the words around it."""

from __future__ import annotations

from collections.abc import Iterable

from seqspec.runs.judgement import MODEL, Judgement
from seqspec.runs.scores import Scores

COLUMNS = ("MAE", "RMSE", "MAPE", "WAPE", "R²")


def rows(judgement: Judgement) -> list[tuple[str, ...]]:
    """One row a forecaster: its name and its scores; a column that nobody has is left out."""
    table = [("", *COLUMNS), *((name, *_cells(scores)) for name, scores in judgement.scores.items())]
    kept = [0, *(column for column in range(1, len(COLUMNS) + 1) if any(row[column] != "–" for row in table[1:]))]
    return [tuple(row[column] for column in kept) for row in table]


def text(judgement: Judgement, targets: Iterable[str]) -> str:
    """Everything a reader is told after a run: the table, then the verdict in plain words."""
    named = ", ".join(f"`{target}`" for target in targets)
    table = rows(judgement)
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = [f"test part: {judgement.windows:,} windows, errors in the units of {named or 'the target'}", ""]
    lines += ["  " + "  ".join(_aligned(row, widths)).rstrip() for row in table]
    return "\n".join([*lines, "", *sentences(judgement)])


def sentences(judgement: Judgement) -> list[str]:
    """The verdict and what has to be known to read the table."""
    verdict, zeros = judgement.verdict, judgement.scores[MODEL].zeros
    said = [f"verdict: the model is {verdict.sentence} ({verdict.reason})"]
    if zeros:
        said.append(f"MAPE is left out: {zeros:,} of the true values {'is' if zeros == 1 else 'are'} 0")
    return said


def _cells(scores: Scores) -> tuple[str, ...]:
    percent = (f"{value:.4g} %" if value is not None else "–" for value in (scores.mape, scores.wape))
    return (_number(scores.mae), _number(scores.rmse), *percent, "–" if scores.r2 is None else f"{scores.r2:.3f}")


def _number(value: float) -> str:
    return f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"


def _aligned(row: tuple[str, ...], widths: list[int]) -> list[str]:
    name, *cells = row
    return [name.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))]
