"""
What a run keeps of how far off its model is, so that `predict` can draw intervals without any data: `intervals.json`.

Of each step and target it holds the errors on examples that nothing was learnt from, sorted, and of many errors some
evenly spread ones. An interval then reaches to the next one that is kept, so it is never too narrow for that.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, TypeAlias

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from seqspec.errors import RunError, UsageError
from seqspec.runs import folder as files
from seqspec.runs import reading
from seqspec.runs.folder import RunFolder
from seqspec.runs.intervals import Margins, errors_of, rank_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.dataset import Dataset
    from seqspec.data.examples import Examples
    from seqspec.language.spec import Spec
    from seqspec.runs.forecasting import Trained

VALIDATION = "the validation part"
TEST = "the test part"

_EXAMPLES = 10_000
"""Of more examples than these evenly spread ones are looked at: a fit should not end with a long wait."""

_VALUES = 50_000
_FEWEST = 100
_MOST = 1_000
"""How many errors are kept of each step and target: at most, and at least of many steps."""

_Error: TypeAlias = Annotated[float, Field(ge=0, allow_inf_nan=False)] | None


class Kept(BaseModel):
    """
    The errors of one step and target.

    Args:
        count: how many there were.
        errors: of the `j`-th of `m` that are kept the rank among all is `ceil(j * count / m)`; None for one without
            bounds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: Annotated[int, Field(ge=0, lt=2**53)]
    errors: Annotated[list[_Error], Field(max_length=_MOST)]

    def width(self, level: float) -> float:
        """How far an interval reaches; infinite where there are too few errors for the level."""
        rank, many = rank_of(self.count, level), len(self.errors)
        if not many or rank > self.count:
            return math.inf
        found = self.errors[min(math.ceil(rank * many / self.count), many) - 1]
        return math.inf if found is None else found


class Calibration(BaseModel):
    """
    How far off a model is, in original units.

    Args:
        calibrated_on: which examples say so.
        examples: how many.
        steps: by step and target.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    calibrated_on: Annotated[str, Field(max_length=200)]
    examples: Annotated[int, Field(ge=0, lt=2**53)]
    steps: Annotated[list[Annotated[list[Kept], Field(min_length=1)]], Field(min_length=1)]

    @field_validator("steps")
    @classmethod
    def _as_many_targets_each(cls, steps: list[list[Kept]]) -> list[list[Kept]]:
        if len({len(targets) for targets in steps}) > 1:
            raise ValueError("every step has the same targets")
        return steps

    def margins(self, level: float) -> Margins:
        """
        How far intervals of a level reach.

        Raises:
            UsageError: the level is none, or there are too few examples for it.
        """
        require_level(level)
        widths = np.array([[kept.width(level) for kept in targets] for targets in self.steps])
        found = Margins(level, widths, self.examples)
        if not found.known:
            said = (
                f"{self.examples:,} examples of {self.calibrated_on} are too few for intervals of {100 * level:.4g} %"
            )
            raise UsageError(said, help="ask for a lower level")
        return found


def require_level(level: float) -> None:
    """
    Refuse what is no share.

    Raises:
        UsageError: the level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise UsageError(f"a share lies between 0 and 1, and `{level:g}` does not", help="write 0.9 for 90 %")


def aside(spec: Spec, own: Dataset) -> tuple[str, Examples]:
    """The examples of a run that say how far off its model is elsewhere: neither trained on nor stopped by."""
    if len(own.validation) and not watched(spec):
        return VALIDATION, own.validation
    return TEST, own.test


def watched(spec: Spec) -> bool:
    """Whether training was steered by the validation part."""
    return any(str(getattr(each, "monitor", "")).startswith("val_") for each in spec.fit.callbacks or ())


def measured(trained: Trained, spec: Spec, own: Dataset) -> Calibration | None:
    """The errors of a model; None where it predicts no numbers, or where nothing was held out."""
    source, part = aside(spec, own)
    if own.task.kind != "numbers" or not len(part):
        return None
    index = np.linspace(0, len(part) - 1, min(len(part), _EXAMPLES)).astype(np.int64)
    steps = trained.answer(part, index[:1], 1).shape[1]
    off = errors_of(trained, part, index, steps)
    room = max(_FEWEST, min(_MOST, _VALUES // (off.shape[1] * off.shape[2])))
    kept = [[_kept(off[:, step, target], room) for target in range(off.shape[2])] for step in range(off.shape[1])]
    return Calibration(calibrated_on=source, examples=len(index), steps=kept)


def _kept(errors: NDArray[np.float64], room: int) -> Kept:
    known = np.sort(errors[~np.isnan(errors)])
    many = min(len(known), room)
    ranks = np.ceil(np.arange(1, many + 1) * len(known) / max(many, 1)).astype(np.int64)
    values = [float(f"{value:.9g}") if math.isfinite(value) else None for value in known[ranks - 1].tolist()]
    return Kept(count=len(known), errors=values)


def keep(trained: Trained, spec: Spec, own: Dataset, folder: RunFolder) -> None:
    """
    Write the errors of a model into the folder of its run; nothing where there are none.

    Raises:
        RunError: the file can't be written.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # forecasts may be infinite, and then intervals are
        found = measured(trained, spec, own)
    if found is not None:
        folder.write(files.INTERVALS, found.model_dump_json() + "\n")


def is_kept(folder: RunFolder) -> bool:
    """Whether a run says how far off its model is."""
    return reading.size(folder.path / files.INTERVALS) is not None


def read(folder: RunFolder) -> Calibration:
    """
    The errors that a run kept.

    Raises:
        RunError: it kept none, or the file is not what it should be.
    """
    path = folder.path / files.INTERVALS
    if not is_kept(folder):
        help = f"measure them first: `seqspec evaluate {folder.path}` keeps them in the run folder"
        raise RunError(f"the run `{folder.path}` does not say how far off its model is", help=help)
    try:
        return Calibration.model_validate_json(reading.text(path))
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise RunError(f"`{path}` does not hold what it should: `{where}`") from error
