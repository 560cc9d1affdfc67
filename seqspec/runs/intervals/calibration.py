"""
What a run keeps of how far off its model is, so that `predict` can draw intervals without any data: `intervals.json`.

Of each step and target it holds the errors on examples that nothing was learnt from, sorted, and of many errors some
evenly spread ones: those whose ranks are at least what `rank_of` asks for at the levels for which what is kept is just
enough. So an interval is as wide as all errors say or a little wider, never narrower. It holds those of every series by
itself, too, and of a model of quantiles how far truths lay outside of every pair of them.

Beside stands what such intervals held on other examples; nothing reads that but people.
"""

from __future__ import annotations

import json
import math
from decimal import ROUND_CEILING, Context
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeAlias

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from seqspec.data.tables.part import Part
from seqspec.data.tables.windows import take
from seqspec.errors import RunError, UsageError
from seqspec.runs import folder as files
from seqspec.runs import reading
from seqspec.runs.folder import RunFolder
from seqspec.runs.intervals.coverage import Coverage, held
from seqspec.runs.intervals.intervals import Errors, Margins, errors_of, fewest, percent, rank_of, room_for, spread
from seqspec.runs.intervals.quantiles import Pair, both_for, pair_for, pairs_of, shares_of
from seqspec.wording import count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.analysis.inference import Trace
    from seqspec.data.dataset import Dataset
    from seqspec.data.examples import Examples
    from seqspec.language.spec import Spec
    from seqspec.runs.forecasting import Trained

VALIDATION = "the validation part"
TEST = "the test part"
FIRST_HALF = "the first half of the test part"

_LEVELS = (0.5, 0.8, 0.9, 0.95)
"""The shares of truths for which it is written down how many intervals held."""

_EXAMPLES = 10_000
"""Of more examples than these evenly spread ones are looked at: a fit should not end with a long wait."""

_VALUES = 50_000
_FEWEST = 100
_MOST = 1_000
_MOST_VALUES = 3_000_000
"""How many errors are kept of each step and target: at most, and at least of many steps, as long as all can be read."""

_VALUES_APART = 500_000
"""The same for series by themselves; nothing is kept of them where that is less than the fewest for each."""

_NUMBERS = 250_000
"""Of more steps, targets and quantiles than these nothing is kept: each would have too little room."""

_UPWARD = Context(prec=9, rounding=ROUND_CEILING)

_Error: TypeAlias = Annotated[float, Field(allow_inf_nan=False)] | None
_Share: TypeAlias = Annotated[float, Field(gt=0, lt=1)]


class Kept(BaseModel):
    """
    The errors of one step and target.

    Args:
        count: how many there were.
        errors: of the `j`-th of `m` that are kept the rank among all is at least `j * (count + 1) / (m + 1)`; None for
            one without bounds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: Annotated[int, Field(ge=0, lt=2**53)]
    errors: Annotated[list[_Error], Field(max_length=_MOST)]

    @classmethod
    def of(cls, errors: NDArray[np.float64], room: int) -> Kept:
        """At most so many of some errors; a NaN is none."""
        known = np.sort(errors[~np.isnan(errors)])
        many = min(len(known), room)
        ranks = -(-np.arange(1, many + 1) * (len(known) + 1) // (many + 1))  # rounded up
        return cls(count=len(known), errors=[_rounded(value) for value in known[ranks - 1].tolist()])

    def width(self, level: float) -> float:
        """How far an interval reaches; infinite where there are too few errors for the level, or too few are kept."""
        rank = rank_of(len(self.errors), level)
        found = self.errors[rank - 1] if rank <= len(self.errors) else None
        return math.inf if found is None else found


def kept_of(numbers: int) -> int:
    """How many errors are kept of each of so many numbers that are predicted together."""
    return min(_MOST, max(_FEWEST, _VALUES // numbers), _MOST_VALUES // numbers)


def _rounded(error: float) -> float | None:
    """To nine digits and never down, so that errors that are all alike lie within; None without bounds."""
    found = float(_UPWARD.create_decimal_from_float(error))
    return found if math.isfinite(found) else None


Table: TypeAlias = Annotated[list[Annotated[list[Kept], Field(min_length=1)]], Field(min_length=1)]
"""By step and target."""


class Outside(BaseModel):
    """
    How far truths lay outside of what a model says, in original units; negative where they lay inside.

    Args:
        steps: of all series together.
        series: of each of several ones.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    steps: Table
    series: dict[str, Table] = {}

    @classmethod
    def kept(cls, errors: Errors, place: int) -> dict[str, Any]:
        """The fields of it for one pair."""
        values, apart = errors.values[..., place], {name: each[..., place] for name, each in errors.by_series()}
        numbers = values[0].size * len(errors.pairs)
        narrow = min(_MOST, _VALUES_APART // (numbers * max(len(apart), 1)))
        own = {name: _table(each, narrow) for name, each in apart.items()} if narrow >= _FEWEST else {}
        return {"steps": _table(values, kept_of(numbers)), "series": own}

    @property
    def shapes(self) -> set[tuple[int, ...]]:
        """How many targets each step has, of all that is kept."""
        return {tuple(map(len, table)) for table in (self.steps, *self.series.values())}


class Between(Outside):
    """
    How far truths lay outside of what lies between two quantiles.

    Args:
        quantiles: the lower and the upper one.
    """

    quantiles: tuple[_Share, _Share]


class Calibration(Outside):
    """
    How far off a model is, in original units: truths from the prediction, and from what is between quantiles.

    Args:
        calibrated_on: which examples say so.
        examples: how many.
        between: of a model of quantiles.
    """

    calibrated_on: Annotated[str, Field(max_length=200)]
    examples: Annotated[int, Field(ge=0, lt=2**53)]
    between: Annotated[list[Between], Field(max_length=1_000)] = []

    @classmethod
    def of(cls, errors: Errors, source: str) -> Calibration:
        """What is kept of errors."""
        every = [(pair, Outside.kept(errors, place)) for place, pair in enumerate(errors.pairs)]
        between = [Between(quantiles=pair, **found) for pair, found in every if pair is not None]
        (own,) = (found for pair, found in every if pair is None)
        return cls(calibrated_on=source, examples=len(errors.values), between=between, **own)

    @model_validator(mode="after")
    def _of_one_shape(self) -> Self:
        shapes = self.shapes.union(*(each.shapes for each in self.between))
        if len(shapes) > 1 or len(set(min(shapes))) > 1:
            raise ValueError("every step has the same targets")
        return self

    def margins(self, level: float) -> Margins:
        """
        How far intervals of a level reach: from the pair of quantiles that is nearest to it, or from the prediction.

        Raises:
            UsageError: the level is none, or there are too few examples for it.
        """
        require_level(level)
        pair = pair_for(level, (None, *(each.quantiles for each in self.between)))
        found = self._of_pair(pair, level)
        if not found.known:
            what = f"{self.examples:,} examples of {self.calibrated_on}"
            if self.examples >= fewest(level) > self._room:
                what = f"the {self._room:,} errors of each step and target that are kept of {what}"
            raise UsageError(f"{what} are too few for intervals of {percent(level)}", help="ask for a lower level")
        return found

    @property
    def _room(self) -> int:
        """How many errors are kept of each step and target."""
        return max(len(kept.errors) for targets in self.steps for kept in targets)

    def _of_pair(self, pair: Pair, level: float) -> Margins:
        kept = next((each for each in self.between if each.quantiles == pair), self)
        own = {name: _widths(table, level) for name, table in kept.series.items()}
        enough = {name: widths for name, widths in own.items() if np.isfinite(widths).all()}
        known = enough if kept.series else None
        return Margins(level, _widths(kept.steps, level), self.examples, pair, known)

    def covered(self, others: Errors) -> list[Coverage]:
        """What intervals of some levels hold of other examples."""
        every = [[self._of_pair(pair, level) for pair in both_for(level, others.pairs)] for level in _LEVELS]
        return [held([others], both, self.calibrated_on) for both in every if all(each.known for each in both)]


def _table(values: NDArray[np.float64], room: int) -> list[list[Kept]]:
    _, steps, targets = values.shape
    return [[Kept.of(values[:, step, target], room) for target in range(targets)] for step in range(steps)]


def _widths(table: list[list[Kept]], level: float) -> NDArray[np.float64]:
    return np.array([[kept.width(level) for kept in targets] for targets in table])


def require_level(level: float) -> None:
    """
    Refuse what is no share.

    Raises:
        UsageError: the level is not between 0 and 1.
    """
    if not isinstance(level, int | float | np.floating):
        raise UsageError(f"a share is a number, and `{level}` is none", help="write 0.9 for 90 %")
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


def halves(part: Examples, steps: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    The first half of each series, and what comes after it.

    Args:
        steps: rows ahead; so many windows between the halves belong to neither, as they share truths with the first.
    """
    every = np.arange(len(part))
    which = part.series.which(take(part.places, None)) if isinstance(part, Part) else None
    apart = [every]
    if which is not None:
        every = np.argsort(which, kind="stable")
        apart = np.split(every, np.flatnonzero(np.diff(which[every])) + 1)
    early, late = zip(*((one[: len(one) // 2], one[len(one) // 2 + steps :]) for one in apart), strict=True)
    return np.sort(np.concatenate(early)), np.sort(np.concatenate(late))


def measured(trained: Trained, spec: Spec, own: Dataset) -> tuple[Calibration, list[Coverage]] | None:
    """
    The errors of a model, and what intervals hold.

    None where it predicts no numbers, or so many at once that each has no room; or where nothing was held out.
    """
    source, part = aside(spec, own)
    if own.task.kind != "numbers" or not len(part):
        return None
    pairs, one = pairs_of(trained.shares), trained.answer(part, np.arange(1), 1)
    steps, numbers = one.shape[1], one.size * len(pairs)
    if numbers > _NUMBERS:
        return None
    most = room_for(_EXAMPLES, numbers)
    index = spread(np.arange(len(part)), most)
    errors = errors_of(trained, part, index, steps, pairs)
    found = Calibration.of(errors, source)
    if part is not own.test:
        others = spread(np.arange(len(own.test)), most)
        return found, found.covered(errors_of(trained, own.test, others, steps, pairs)) if len(others) else []
    early, late = (errors[np.flatnonzero(np.isin(index, half))] for half in halves(part, steps))
    some = len(early.values) and len(late.values)
    return found, Calibration.of(early, FIRST_HALF).covered(late) if some else []


def keep(trained: Trained, spec: Spec, own: Dataset, folder: RunFolder) -> None:
    """
    Write the errors of a model into the folder of its run; nothing where there are none.

    Raises:
        RunError: the file can't be written.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # forecasts may be infinite, and then intervals are
        found = measured(trained, spec, own)
    if found is not None:
        calibration, coverage = found
        said = {**calibration.model_dump(exclude_defaults=True), "coverage": [each.summary() for each in coverage]}
        folder.write(files.INTERVALS, json.dumps(said, ensure_ascii=False, allow_nan=False) + "\n")


def is_kept(folder: RunFolder) -> bool:
    """Whether a run says how far off its model is."""
    return reading.size(folder.path / files.INTERVALS) is not None


def require_kept(folder: RunFolder, spec: Spec, trace: Trace) -> None:
    """
    Refuse a run that kept no errors of its model.

    Raises:
        RunError: says whether they can be had, and how.
    """
    if is_kept(folder):
        return
    numbers, said = _numbers(spec, trace), f"the run `{folder.path}` does not say how far off its model is"
    other = "" if _is_tested(spec) else " --data FILE"  # there is nothing else that can be judged
    help = f"measure it first: `seqspec evaluate {folder.path}{other}` keeps it in the run folder"
    if numbers > _NUMBERS:
        said = f"{said}: a forecast of it has {count(numbers, 'number')}, and errors are kept of at most {_NUMBERS:,}"
        help = "leave `intervals` out, or fit a spec with a shorter `horizon` or fewer targets"
    elif not _holds_out(spec):
        said = f"{said}: it held out nothing to measure that on"
        help = "leave `intervals` out, or fit a spec that holds out a test part"
    raise RunError(said, help=help)


def _numbers(spec: Spec, trace: Trace) -> int:
    """How many numbers are predicted together, once for each pair of quantiles."""
    shares, window = shares_of(spec), spec.data.window if spec.data else None
    said = math.prod(size or 1 for size in (trace.output.shape or ())[1:]) // max(len(shares), 1)
    return said * (1 + window.fed_back if window else 1) * len(pairs_of(shares))


def _holds_out(spec: Spec) -> bool:
    """Whether a recipe has a part that `aside` may name."""
    return _is_tested(spec) or bool(spec.data and spec.data.parts.validation and not watched(spec))


def _is_tested(spec: Spec) -> bool:
    """Whether a recipe has a test part; of arrays Python decides."""
    if spec.data is None or spec.data.arrays is not None:
        return True
    return bool(spec.data.parts.test or spec.data.parts.backtest)


def read(folder: RunFolder) -> Calibration:
    """
    The errors that a run kept.

    Raises:
        RunError: there is no such file, or it is not what it should be.
    """
    path = folder.path / files.INTERVALS
    try:
        return Calibration.model_validate_json(reading.text(path))
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) or "steps"
        raise RunError(f"`{path}` does not hold what it should: `{where}`", help=reading.PUT_BACK) from error
