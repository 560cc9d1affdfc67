"""What `metrics.jsonl` holds, epoch by epoch; it may come from a stranger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from seqspec.errors import RunError
from seqspec.runs import folder as files
from seqspec.runs import reading
from seqspec.runs.folder import RunFolder

_ASIDE = {"epoch", "fold", "seconds", "cut_short"}
"""What tells of an epoch and is no metric; seconds are never the same twice."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """
    One line.

    Args:
        number: of the epoch, from 1.
        fold: of a backtest with a model for each, from 1; None for the model that is kept.
        values: every metric, and how many batches there were; None where one was infinite or NaN.
        whole: whether nothing cut it short.
    """

    number: int
    fold: int | None
    values: dict[str, float | None]
    whole: bool

    @property
    def key(self) -> tuple[int, int]:
        """What it is found by."""
        return self.fold or 0, self.number

    @property
    def said(self) -> str:
        """What a sentence calls it."""
        return f"epoch {self.number:,}" + (f" of fold {self.fold:,}" if self.fold else "")


def epochs_of(folder: RunFolder) -> list[Epoch]:
    """
    The epochs of a run in their order; none where it did not come to train.

    Raises:
        RunError: the file is not what a run writes.
    """
    if reading.size(folder.path / files.METRICS) is None:
        return []
    return [_epoch(line, folder, number) for number, line in enumerate(folder.read_lines(files.METRICS), 1)]


def whole(epochs: list[Epoch]) -> int | None:
    """The last epoch of the kept model that nothing cut short; None where there is none."""
    return max((each.number for each in epochs if each.whole and each.fold is None), default=None)


def _epoch(line: dict[str, Any], folder: RunFolder, place: int) -> Epoch:
    number, fold = line.get("epoch"), line.get("fold")
    values = {name: value for name, value in line.items() if name not in _ASIDE}
    if not (_counts(number) and (fold is None or _counts(fold)) and all(map(_measures, values.values()))):
        said = f"`{folder.path / files.METRICS}` has a line that is of no epoch: line {place:,}"
        raise RunError(said, help=reading.PUT_BACK)
    return Epoch(line["epoch"], fold, values, "cut_short" not in line)


def _counts(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**53


def _measures(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return value is None or isinstance(value, float) or (isinstance(value, int) and abs(value) < 2**53)
