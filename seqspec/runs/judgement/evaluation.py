"""`evaluate`: a trained run judged again, on its own test part or on another file, beside the baselines."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.errors import DataError, RunError
from seqspec.lowering.memory import evaluation_batch
from seqspec.runs import folder as files
from seqspec.runs import opening
from seqspec.runs.folder import RunFolder
from seqspec.runs.forecasting import Trained
from seqspec.runs.intervals import calibration
from seqspec.runs.intervals.coverage import Coverage, measure
from seqspec.runs.intervals.intervals import calibrate
from seqspec.runs.intervals.quantiles import both_for, pairs_of
from seqspec.runs.judgement.backtest import Backtest, judge_folds, last_fold
from seqspec.runs.judgement.judgement import Judgement, judge_model
from seqspec.runs.record import data_digest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.dataset import Dataset, Handed
    from seqspec.data.examples import Examples
    from seqspec.data.reading.store import Store
    from seqspec.language.spec import Spec


@dataclass(frozen=True)
class Evaluation:
    """
    What a run is worth.

    Args:
        run: its folder.
        judged: the file that was judged; None for the run's own test part.
        targets: the names of what is predicted.
        judgement: scores and verdict.
        coverage: of prediction intervals; None where nothing was held out, or where no numbers are predicted.
        notes: what was filled, left out or assumed, each a sentence.
        data: what was read, as a run's `data.json` has it.
        backtest: the folds of the test part, where it has any and one model was trained for all of them.
    """

    run: Path
    judged: str | None
    targets: tuple[str, ...]
    judgement: Judgement
    coverage: Coverage | None
    notes: list[str]
    data: dict[str, Any]
    backtest: Backtest | None = None

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from seqspec.runs.report.cards import evaluation_card

        return evaluation_card(self)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: all scores by forecaster, step, target and series, calibration, intervals."""
        plots = self.judgement.plots
        return {
            "run": str(self.run),
            "data": self.data,
            **self.judgement.as_dict(),
            "by_step": plots.steps if plots else {},
            "calibration": plots.honesty.model_dump() if plots and plots.honesty else None,
            "intervals": self.coverage.as_dict() if self.coverage else None,
            "backtest": self.backtest.as_dict() if self.backtest else None,
            "notes": self.notes,
        }


def evaluate(
    path: Path,
    data: Handed | None = None,
    backend: str | None = None,
    store: Store | None = None,
    level: float = 0.9,
) -> Evaluation:
    """
    Judge a run.

    Args:
        path: the run folder.
        data: a file or a DataFrame, all of which is judged, with the statistics of the run; None for the run's own
            test part, which has to be what it was.
        backend: wins over the spec's.
        store: where tables that were read are kept; None reads anew, and keeps nothing.
        level: the share of truths that prediction intervals are meant to hold.

    Raises:
        UsageError: the level is none.
        RunError: the folder is no run, its data have changed, or it held nothing out.
        BackendError: the backend is missing.
        DataError: the data can't feed the recipe.
    """
    calibration.require_level(level)
    folder = RunFolder.open(path)
    spec, trace = opening.read_spec(folder)
    own = _own(folder, spec, store)
    given = own if data is None else _other(folder, spec, own, data, store)
    model = opening.trained(folder, spec, trace, backend, whole=False)
    batch, seed = evaluation_batch(trace, max(len(given.test), 1)), spec.runtime.seed or 0
    with np.errstate(over="ignore", invalid="ignore"):  # forecasts may be infinite: the verdict says so
        judgement = judge_model(model, spec, given, batch, seed, drawn=True)
        if judgement is None:
            raise RunError(f"the run `{path}` held out no test part", help="name a file with `--data`")
        trained = Trained.of(model, spec, own.task.kind, batch)
        coverage = _coverage(trained, spec, own, _unseen(own, given), judgement, level)
        folds = judge_folds(model, spec, given, batch, seed)
        if not calibration.is_kept(folder):  # what `predict` asks for
            with suppress(RunError):  # a folder that can't be written to can still be judged
                calibration.keep(trained, spec, own, folder)
    found = judgement if data is None else replace(judgement, part="file")
    name = str(data) if isinstance(data, Path) else None if data is None else "the DataFrame"
    notes = [*opening.standing(folder), *given.notes]
    return Evaluation(path, name, own.task.targets, found, coverage, notes, given.fingerprint, folds)


def _own(folder: RunFolder, spec: Spec, store: Store | None) -> Dataset:
    """
    The data of the run, as they were.

    Raises:
        RunError: they are not there, or are others.
    """
    from seqspec.data import dataset

    known = folder.read_object(files.DATA)
    then, source = data_digest(known), known.get("source")
    if spec.data is None or spec.data.arrays is not None or (isinstance(source, dict) and "frame" in source):
        said = f"the run `{folder.path}` was fed by Python, and what it was fed with is not kept"
        raise RunError(said, help="its scores are in `scores.json`; a run that reads a file can be judged again")
    try:
        found = dataset.load(spec, folder.path, None, last_fold(spec), store)
    except DataError as error:
        said = f"the data of the run, which the baselines learn from, can't be read: {error.message}"
        raise RunError(said, help=error.help) from error
    if data_digest(found.fingerprint) != then:
        raise RunError(
            f"the data of the run `{folder.path}` have changed since: {_named(known)}",
            help="put the old file back: the baselines learn from its training part",
        )
    return found


def _named(known: dict[str, Any]) -> str:
    return f"`{known['path']}` has another SHA-256" if isinstance(known.get("path"), str) else "another SHA-256"


def _other(folder: RunFolder, spec: Spec, own: Dataset, data: Handed, store: Store | None) -> Dataset:
    """Another file through the recipe as it was learnt, in place of the test part."""
    from seqspec.data.dataset import for_prediction
    from seqspec.runs.judgement.elsewhere import behind

    name = str(data) if isinstance(data, Path) else "the DataFrame"
    found = behind(own, for_prediction(spec, own.state, data, store), name)
    if data_digest(found.fingerprint) == data_digest(own.fingerprint):
        found.notes.append(f"`{name}` is what the run read: the model was trained on a part of what is judged here")
    return found


# -------------------------------------------------------------------------------------------------------- intervals


def _unseen(own: Dataset, given: Dataset) -> Dataset:
    """What intervals are measured on: of the file that the run read only its test part is not known to them."""
    return own if data_digest(given.fingerprint) == data_digest(own.fingerprint) else given


def _coverage(
    trained: Trained, spec: Spec, own: Dataset, given: Dataset, judgement: Judgement, level: float
) -> Coverage | None:
    """Intervals calibrated on examples that neither the training nor the measuring looks at."""
    if judgement.kind != "numbers" or judgement.verdict is None:
        return None
    if not len(given.test):
        return None
    steps = trained.answer(given.test, np.arange(1), 1).shape[1]
    source, part, index, every = _calibration(spec, own, given, steps)
    if not len(index) or not len(every):
        return None
    margins = calibrate(trained, part, index, steps, level, both_for(level, pairs_of(trained.shares)))
    return measure(trained, given.test, every, steps, margins, source)


def _calibration(
    spec: Spec, own: Dataset, given: Dataset, steps: int
) -> tuple[str, Examples, NDArray[np.int64], NDArray[np.int64]]:
    """What is called how: what nothing was learnt from and is not measured, else half of what is; and what is."""
    source, part = calibration.aside(spec, own)
    if len(part) and (given is not own or part is not own.test):
        return source, part, np.arange(len(part)), np.arange(len(given.test))
    return calibration.FIRST_HALF, given.test, *calibration.halves(given.test, steps)
