"""
Examples of another file, to be judged beside baselines that know the training part of the run.

The rows of the file are put behind those of the run as further series: so every baseline learns from the training part
alone, of the series of the same name where there is one, and looks back within the file alone.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.data.dataset import Dataset, Past
from seqspec.data.tables.part import Part
from seqspec.data.tables.windows import picked
from seqspec.errors import DataError
from seqspec.runs.forecasting import chunks
from seqspec.wording import count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples, Index

_EXAMPLES = 65_536


@dataclass(frozen=True)
class Behind(Part):
    """
    Examples of a table that stands behind another one.

    Args:
        before: rows of that other one.
    """

    before: int = 0

    def origins(self, index: Index = None) -> NDArray[np.int64]:
        """The last row that a forecast may look at; see `Part.origins`."""
        return super().origins(index) + self.before


def behind(own: Dataset, other: Dataset, name: str) -> Dataset:
    """
    The data of a run with the examples of another file in place of its test part.

    Args:
        own: of the run.
        other: the file through the recipe of the run, its examples in the test part.
        name: of the file.

    Raises:
        DataError: the file holds none of what was to be predicted.
    """
    test = _known(other.test, name, other.task.targets)
    notes = [*other.notes, *_left_out(len(other.test) - len(test))]
    if own.past is None or not isinstance(test, Part) or not isinstance(own.train, Part):
        return replace(own, test=test, notes=notes, folds=(), fingerprint=other.fingerprint)
    rows = len(own.past.values)
    held = {field.name: getattr(test, field.name) for field in fields(test)}
    past = _joined(own.past, own.train, test)
    return replace(
        own, test=Behind(**held, before=rows), notes=notes, past=past, folds=(), fingerprint=other.fingerprint
    )


def _joined(past: Past, own: Part, part: Part) -> Past:
    starts = np.zeros(1, np.int64) if past.starts is None else past.starts
    others = np.zeros(1, np.int64) if part.series.starts is None else np.asarray(part.series.starts)
    places = {name: place for place, name in enumerate(own.calendar.series or ("",))}
    names = part.calendar.series or ("",)
    kin = [*range(len(starts)), *(places.get(name, len(starts) + place) for place, name in enumerate(names))]
    return replace(
        past,
        values=np.concatenate([past.values, part.series.originals]),
        starts=np.concatenate([starts, others + len(past.values)]),
        kin=np.array(kin, np.int64),
    )


def _known(part: Any, name: str, targets: tuple[str, ...]) -> Examples:
    """The examples whose truth is known; of those that are no windows all, as what is not known does not count."""
    whole, some = np.zeros(len(part), np.bool_), False
    for index in chunks(len(part), _EXAMPLES):
        known = ~np.isnan(part.truth(index)).reshape(len(index), -1)
        whole[index], some = known.all(axis=1), some or bool(known.any())
    windowed = hasattr(part, "places")
    if not (whole.any() if windowed else some):
        listed = ", ".join(f"`{target}`" for target in targets)
        raise DataError(f"`{name}` has no example with a known {listed}: there is nothing to judge by",
                        help="give a file with the truth in it, or use `seqspec predict`")  # fmt: skip
    found: Examples = replace(part, places=picked(part.places, whole)) if windowed and not whole.all() else part
    return found


def _left_out(examples: int) -> list[str]:
    if not examples:
        return []
    return [f"{count(examples, 'example')} left out: the truth of some step is not known"]
