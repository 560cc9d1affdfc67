"""The picture of a recipe, as far as it has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqspec.errors import DataError
from seqspec.runs.report.drawing import can_draw

if TYPE_CHECKING:
    from seqspec.data.dataset import Dataset


def picture_of(dataset: Dataset, title: str) -> str | None:
    """The series with its parts and one window, as SVG; None where there is no such thing, or nothing to draw with."""
    if not can_draw():
        return None
    from seqspec.data.views.picture import draw

    try:
        return draw(dataset, "svg", title).decode()
    except DataError:
        return None
