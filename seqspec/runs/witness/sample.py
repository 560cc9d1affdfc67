"""Some examples at equal distances: enough to see how errors are spread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqspec.runs.plots import Cloud, Spread
from seqspec.runs.witness.writing import values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.runs.scoring.tally import Chunk

EXAMPLES = 5_000
POINTS = 1_000
BINS = 41
_TAIL = 0.005


class Sample:
    """
    The first target of some examples: the truth, and what every forecaster said.

    Args:
        examples: how many there are in all.
    """

    def __init__(self, examples: int) -> None:
        self._stride = max(1, -(-examples // EXAMPLES))
        self._truth: list[NDArray[np.float64]] = []
        self._said: dict[str, list[NDArray[np.float64]]] = defaultdict(list)
        self._chunk: Chunk | None = None

    def add(self, name: str, forecast: NDArray[np.float64], chunk: Chunk) -> None:
        """Take in some forecasts: `[n, steps, targets]`."""
        mine = chunk.index % self._stride == 0
        if chunk is not self._chunk:
            self._chunk = chunk
            self._truth.append(chunk.truth[mine, :, 0])
        self._said[name].append(forecast[mine, :, 0])

    def residuals(self, names: Sequence[str]) -> Spread | None:
        """How the errors of some forecasters are spread, over the same bins; None where nothing is finite."""
        truth = np.concatenate(self._truth)
        errors = {name: np.concatenate(self._said[name]) - truth for name in names}
        errors = {name: found[np.isfinite(found)] for name, found in errors.items()}
        edges = _edges(list(errors.values()))
        if edges is None:
            return None
        counts = {name: np.histogram(found, edges)[0] for name, found in errors.items()}
        return Spread(
            edges=values(edges),
            counts={name: found.tolist() for name, found in counts.items()},
            outside={name: len(errors[name]) - int(found.sum()) for name, found in counts.items()},
            examples=len(truth),
        )

    def cloud(self, names: Iterable[str]) -> Cloud:
        """The first step of fewer examples still."""
        truth = np.concatenate(self._truth)[:, 0]
        some = np.arange(0, len(truth), max(1, -(-len(truth) // POINTS)))
        said = {name: values(np.concatenate(self._said[name])[some, 0]) for name in names}
        return Cloud(truth=values(truth[some]), lines=said)


def _edges(errors: Sequence[NDArray[np.float64]]) -> NDArray[np.float64] | None:
    """Of bins that hold nearly all errors, with 0 in the middle of one."""
    if not all(len(found) for found in errors):
        return None
    tails = [np.quantile(found, [_TAIL, 1 - _TAIL]) for found in errors]
    reach = float(np.abs(tails).max()) or 1.0
    return np.linspace(-reach, reach, BINS + 1) if np.isfinite(reach) else None
