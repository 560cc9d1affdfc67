"""`predict`: a run folder and a file in, forecasts out: in original units, as chances, as classes or as texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

from seqspec.data.examples import Grouped
from seqspec.data.tables.part import Part
from seqspec.data.tables.windows import picked
from seqspec.errors import RunError, UsageError
from seqspec.lowering.memory import evaluation_batch
from seqspec.runs import folder as files
from seqspec.runs import opening
from seqspec.runs.cells import harmless
from seqspec.runs.folder import RunFolder
from seqspec.runs.forecasting import Trained, chunks
from seqspec.runs.intervals import calibration
from seqspec.runs.intervals.calibration import Calibration
from seqspec.runs.intervals.intervals import percent
from seqspec.runs.intervals.quantiles import ends, in_order, middle_of, pairs_of, shares_of
from seqspec.runs.prediction import continuation, learnt
from seqspec.runs.prediction.lines import Lines, Row, lines
from seqspec.runs.prediction.unpredicted import beyond, last_of_each, outdated, unpredicted, without_any
from seqspec.wording import count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.analysis.inference import Trace
    from seqspec.data.dataset import Dataset, Handed
    from seqspec.data.examples import Examples
    from seqspec.data.reading.store import Store
    from seqspec.language.spec import Spec
    from seqspec.runs.intervals.intervals import Margins

_BATCH = 512
"""Always as many, however long the file is, so that no forecast depends in its last digits on what else is there."""

_ROWS = 2**20
"""Rows of input that are held at a time."""

_DIGITS = 7
"""As many as a float32 has."""

_TOGETHER = 1_000
"""Lines that are written at a time."""


@dataclass(frozen=True, repr=False)
class Forecasts:
    """
    A model over a file, ready to be asked row by row.

    Args:
        model: the trained Keras model.
        spec, trace: what it was built from.
        dataset: the file through the run's recipe; its test part holds every window.
        last: whether only the newest forecast of each series is asked for.
        steps: how many rows ahead; None for all that the model says.
        calibration: how far off the model is; None where no intervals are asked for.
        level: the share of truths that intervals are meant to hold.
    """

    model: Any
    spec: Spec
    trace: Trace
    dataset: Dataset
    last: bool = False
    steps: int | None = None
    calibration: Calibration | None = None
    level: float = 0.9

    def __repr__(self) -> str:
        return f"<Forecasts for {len(self._part):,} examples: {', '.join(self.header())}>"

    @property
    def notes(self) -> list[str]:
        """What was filled, and which rows have no forecast."""
        part, data = self.dataset.test, self.spec.data
        if not isinstance(part, Part) or data is None:
            return self.dataset.notes
        left_out = [*without_any(part), *(outdated if self.last else unpredicted)(part, data)]
        return [*self.dataset.notes, *left_out, *beyond(part, data), *self._said_of_quantiles, *self._said_of_intervals]

    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self._lines.header

    def rows(self) -> Iterator[Row]:
        """
        One row for every target of every step of every example, under the names of `header`.

        Numbers: when it is, the step, the target's name, the forecast in original units; all quantiles of a model that
        gives several; where intervals are asked for, their lower and their upper end. Chances: the chance of a 1 in
        place of the forecast. Classes: the likeliest class and its chance. Texts: one row an example, the text that
        went in, where one did, and the text that came out.
        """
        part, table = self._part, self._lines
        batch = evaluation_batch(self.trace, _BATCH)
        trained = Trained.of(self.model, self.spec, self.dataset.task.kind, batch)
        for index in chunks(len(part), self._together(trained.batch)):
            ahead = trained.spread(part, index) if trained.shares else trained.answer(part, index, 1)
            series = part.groups(index) if self._margins and isinstance(part, Grouped) else None
            yield from table.rows(self._columns(ahead[:, : self.steps], series), part, index)

    def _together(self, batch: int) -> int:
        """How many examples are asked for together: far ahead fewer, as all that is fed back is held at a time."""
        window = self.spec.data.window if self.spec.data else None
        rows = 1 if window is None else window.length + window.fed_back
        return max(1, min(batch, _ROWS // rows))

    def _columns(self, ahead: NDArray[np.float64], series: Sequence[str] | None) -> NDArray[np.float64]:
        """Numbers with what stands beside them, on a last axis."""
        if self.dataset.task.kind != "numbers":
            return ahead
        shares = shares_of(self.spec)
        ordered = in_order(ahead) if shares else ahead[..., None]
        middle, _ = ends(ordered, shares, None)
        beside = [ordered] if shares else []
        if self._margins is not None:
            low, high = ends(ordered, shares, self._margins.pair)
            far = np.maximum(_widths(self._margins, series, *middle.shape[1:]), (low - high) / 2)  # never inside out
            beside.append(np.stack([low - far, high + far], axis=-1))
        return np.concatenate([middle[..., None], *beside], axis=-1)

    @cached_property
    def _margins(self) -> Margins | None:
        return self.calibration.margins(self.level) if self.calibration else None

    @property
    def _said_of_quantiles(self) -> list[str]:
        """Which of them is the prediction."""
        shares = shares_of(self.spec)
        if len(shares) < 2:
            return []
        return [f"the prediction is the quantile {shares[middle_of(shares)]:g}; quantiles that cross are put in order"]

    @property
    def _said_of_intervals(self) -> list[str]:
        """On what intervals rest."""
        if self.calibration is None or self._margins is None:
            return []
        part, pair = self.dataset.test, self._margins.pair
        several = part.calendar.series if isinstance(part, Part) and part.series.starts is not None else ()
        base = f"{self.calibration.examples:,} examples of {self.calibration.calibrated_on}"
        far = f"reach as far as the errors on {base} did"
        if pair is not None:
            low, high = pair
            far = f"reach from the quantile {low:g} to {high:g}, both moved out as far as truths of {base} lay outside"
        said = f"intervals of {percent(self.level)} {far}{self._margins.apart(several)}"
        return [f"{said}; `seqspec evaluate` says how many truths such intervals held", *self._said_of_none_between]

    @property
    def _said_of_none_between(self) -> list[str]:
        """A run of before kept nothing of its quantiles."""
        between = self.calibration.between if self.calibration else []
        if between or pairs_of(shares_of(self.spec)) == (None,):
            return []
        return [
            "the run kept no errors of its quantiles, so intervals reach equally far to either side of the prediction"
        ]

    @property
    def _part(self) -> Examples:
        """The examples that are asked for."""
        part = self.dataset.test
        if not self.last or not isinstance(part, Part):
            return part
        wanted = np.zeros(len(part), dtype=np.bool_)
        wanted[last_of_each(part)] = True
        return replace(part, places=picked(part.places, wanted))

    @property
    def _lines(self) -> Lines:
        timed = self.spec.data is not None and self.spec.data.time is not None
        quantiles = tuple(f"q{share:g}" for share in shares_of(self.spec))
        bounds = ("lower", "upper") if self.calibration else ()
        return lines(self.dataset.task, self.dataset.test, timed, (*quantiles, *bounds))


def predict(
    path: Path,
    data: Handed,
    backend: str | None = None,
    store: Store | None = None,
    last: bool = False,
    *,
    steps: int | None = None,
    intervals: float | None = None,
) -> Forecasts:
    """
    Take up the model of a run again, over another file.

    Args:
        path: the run folder.
        data: a file or a pandas DataFrame with the columns that the recipe reads, or `{"input": X}` for arrays.
        backend: wins over the spec's.
        store: where tables that were read are kept; None reads anew, and keeps nothing.
        last: only the newest forecast of each series.
        steps: how many rows ahead; beyond the horizon the model is fed its own answers. None for the horizon.
        intervals: the share of truths that a lower and an upper bound are meant to hold; None for no bounds.

    Raises:
        UsageError: `last` is asked of examples that do not follow one another; the model can't be asked for so many
            steps, or for intervals of them.
        RunError: the folder is no run, or its files do not fit together.
        BackendError: the backend is missing.
        DataError: the file can't feed the recipe.
    """
    folder = RunFolder.open(path)
    spec, trace = opening.read_spec(folder)
    from seqspec.data.dataset import for_prediction

    asked = spec if steps is None else continuation.ahead(spec, steps)
    if last and (spec.data is None or spec.data.window is None or spec.data.tokens):
        raise UsageError("the run has no windows over rows, so none is the last", help="leave `last` out")
    dataset = for_prediction(asked, learnt.read(folder, spec), data, store)
    known = _calibration(folder, spec, trace, dataset, steps, intervals)
    model = opening.trained(folder, spec, trace, backend, whole=False)
    return Forecasts(model, asked, trace, dataset, last, steps, known, intervals or 0.0)


def _calibration(
    folder: RunFolder, spec: Spec, trace: Trace, dataset: Dataset, steps: int | None, level: float | None
) -> Calibration | None:
    """
    How far off the model is, where intervals are asked for.

    Raises:
        UsageError: there are none of what is predicted, of so many steps, or of such a level.
        RunError: the run does not say so, or kept errors of other quantiles than it predicts.
    """
    if level is None:
        return None
    if dataset.task.kind != "numbers":
        said = f"the run predicts {'texts' if dataset.task.kind == 'text' else dataset.task.kind}"
        raise UsageError(f"{said}, and intervals are for numbers", help="leave `intervals` out")
    calibration.require_level(level)
    calibration.require_kept(folder, spec, trace)
    found = calibration.read(folder)
    known = len(found.steps)
    if steps is not None and steps > known:
        said = f"how far off the model is was measured up to {count(known, 'step')} ahead, not {steps:,}"
        raise UsageError(said, help="leave `intervals` out, or fit a spec with a larger `horizon` or `recursive`")
    if not set(found.margins(level).pair or ()) <= set(shares_of(spec)):
        said = f"`{files.INTERVALS}` holds errors of quantiles that the run does not predict"
        raise RunError(said, help="fit the spec again")
    return found


def _widths(margins: Margins, series: Sequence[str] | None, steps: int, targets: int) -> NDArray[np.float64]:
    """
    How far intervals reach, `[steps, targets]`, or `[n, steps, targets]` where series differ.

    Raises:
        RunError: the run kept those of other forecasts.
    """
    widths = margins.of(series)[..., :steps, :]
    if widths.shape[-2:] != (steps, targets):
        said = (
            f"`{files.INTERVALS}` holds errors of {' x '.join(map(str, widths.shape[-2:]))} numbers, steps by targets"
        )
        raise RunError(f"{said}, and the run predicts {steps} x {targets}", help="fit the spec again")
    return widths


def write(forecasts: Forecasts, stream: TextIO) -> int:
    """
    Write the forecasts as CSV.

    Returns:
        how many rows there are.
    """
    stream.write(_text([forecasts.header()]))
    count, rows = 0, forecasts.rows()
    while some := list(islice(rows, _TOGETHER)):
        stream.write(_text(some))
        count += len(some)
    return count


def _text(rows: Iterable[Row]) -> str:
    """Lines of a CSV file."""
    lines = io.StringIO(newline="")
    csv.writer(lines, lineterminator="\n").writerows(map(_cell, row) for row in rows)
    return lines.getvalue()


def _cell(value: str | int | float) -> str | int:
    if isinstance(value, float):
        return number(value)
    return harmless(value) if isinstance(value, str) else value


def number(value: float) -> str:
    """A number with as many digits as a float32 has, and never with an exponent."""
    text = f"{value:.{_DIGITS}g}"  # the same digits as below, many times faster
    if "e" not in text:
        return text
    return np.format_float_positional(value, _DIGITS, unique=False, fractional=False, trim="-")
