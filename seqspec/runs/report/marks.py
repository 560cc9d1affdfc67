"""How lines look, and where they are on an axis: the same in every chart."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from seqspec.errors import RunError
from seqspec.runs.reading import PUT_BACK
from seqspec.runs.report.palette import DASHES, TRUTH, colour_of

MOST_POINTS = 1_000
"""Points of a curve: more would not be seen, and make a page large."""


def style_of(place: int, truth: bool = False) -> dict[str, Any]:
    """Of the model (0), of a baseline, or of the truth; the truth and the model lie above the others."""
    if truth:
        return {"color": TRUTH, "linewidth": 1.1, "zorder": 3}
    width = 1.6 if place == 0 else 1.0
    return {
        "color": colour_of(place),
        "linestyle": DASHES[place % len(DASHES)],
        "linewidth": width,
        "zorder": 4 - place,
    }


def stamped(when: list[float] | list[str]) -> Any:
    """Stamps as they are drawn: dates, or the numbers that they are."""
    import numpy as np

    if not when or not isinstance(when[0], str):
        return when
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # NumPy takes a date with its offset from Greenwich at its word, and warns
            return np.array(when, "datetime64[s]")
    except ValueError as error:
        raise RunError(f"`plots.json` has a date that is none: {error}", help=PUT_BACK) from error


def known(values: list[float | None]) -> list[float]:
    """A line with gaps where nothing is known."""
    return [float("nan") if value is None else value for value in values]


def curve(points: Sequence[tuple[int, float]]) -> tuple[list[int], list[float]]:
    """Places and values; of many the least and the greatest of each stretch: what a line through all would cover."""
    room = -(-2 * len(points) // MOST_POINTS)
    if room > 2:
        stretches = [points[start : start + room] for start in range(0, len(points), room)]
        ends = [{min(some, key=_value), max(some, key=_value)} for some in stretches]
        points = [point for each in ends for point in sorted(each)]
    return [place for place, _ in points], [value for _, value in points]


def _value(point: tuple[int, float]) -> float:
    return point[1]
