"""Which tally a task takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqspec.runs.scoring.chances import Chances
from seqspec.runs.scoring.classes import Classes
from seqspec.runs.scoring.numbers import Numbers
from seqspec.runs.scoring.quantiles import Quantiles
from seqspec.runs.scoring.tally import Primary, Tally
from seqspec.runs.scoring.texts import Texts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from seqspec.data.examples import Task


def new_tally(
    task: Task,
    primary: Primary,
    classes: int,
    deviations: NDArray[np.float64] | None = None,
    certain: bool = False,
    shares: tuple[float, ...] = (),
) -> Tally:
    """
    An empty tally.

    Args:
        classes: how many classes or tokens the model tells apart.
        deviations: of each target in the training part, where there are several.
        certain: the forecaster gives no chances.
        shares: which quantiles it gives; none where it gives numbers.
    """
    if shares:
        return Quantiles(shares, primary, deviations)
    if task.kind == "numbers":
        return Numbers(primary, deviations)
    if task.kind == "chances":
        return Chances(primary, certain)
    return Classes(classes, primary, certain) if task.kind == "classes" else Texts(task, primary, certain)
