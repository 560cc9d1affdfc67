"""Training, saving and judging: the kept model first, then those of the folds before the last one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.engines.interruption import Interruption
from seqspec.engines.progress import progress
from seqspec.engines.units import units
from seqspec.errors import DataError, RunError
from seqspec.lowering import build
from seqspec.runs import folder as files
from seqspec.runs import weights
from seqspec.runs.fitting.conclusion import write_scores
from seqspec.runs.fitting.ended import Ended
from seqspec.runs.fitting.preparation import Prepared
from seqspec.runs.judgement.backtest import Backtest, judge_folds, last_fold
from seqspec.runs.judgement.judgement import Judgement, judge_model

if TYPE_CHECKING:
    from seqspec.data.dataset import Dataset
    from seqspec.engines.snapshot import Snapshot
    from seqspec.engines.training import Training


def execute(run: Prepared, interruption: Interruption) -> Ended:
    """
    Train, or train on; save; judge.

    Raises:
        RunError: a file can't be written, or the weights are lost.
    """
    run.folder.set_status("training", epochs=run.spec.fit.epochs)
    run.folder.clean()  # scores of where it was interrupted are none of this training
    _announce(run)
    run.listeners.begin(run.folder)
    training = _train(run, interruption)
    _require_finite(run, training)
    run.folder.clean()
    weights.save(run.model, run.folder)
    if training.error is not None:
        raise training.error
    run.folder.set_status("judging", training=training.outcome)
    judgement = _judge(run) if run.request.judged else None
    backtest = _backtest(run, judgement, interruption) if run.request.judged else None
    ended = Ended(run.model, judgement, training, interruption.exit_code if interruption else 0, backtest)
    write_scores(run, ended)
    return ended


def _train(run: Prepared, interruption: Interruption, fold: int | None = None) -> Training:
    """Train one model, from where it was left; a fold's number goes into every record of the metrics."""
    from seqspec.engines.training import train
    from seqspec.runs.fitting import states

    mark = {} if fold is None else {"fold": fold}
    return train(
        run.model,
        run.spec,
        run.trace,
        run.dataset,
        seed=run.seed,
        folder=run.folder.path if fold is None else run.folder.path / f"fold-{fold}",
        progress=progress(run.request.stream, run.spec.fit.verbose),
        units=run.units,
        record=lambda record: _record(run, {**mark, **record}),
        interruption=interruption,
        engine=run.choice.engine,
        parts=run.choice.parts,
        past=run.pasts.get(fold),
        keep=lambda snapshot: states.write(run.folder, snapshot, fold),
    )


def _record(run: Prepared, record: dict[str, Any]) -> None:
    run.folder.append(files.METRICS, record)
    run.listeners.epoch(record)


def _judge(run: Prepared) -> Judgement | None:
    with np.errstate(over="ignore", invalid="ignore"):  # forecasts may be infinite: the verdict says so
        return judge_model(run.model, run.spec, run.dataset, run.batch, run.seed, drawn=True)


def _backtest(run: Prepared, judgement: Judgement | None, interruption: Interruption) -> Backtest | None:
    """Every fold by itself: one model on each, or models trained for those before the last one, backwards."""
    last = last_fold(run.spec)
    if last is None:
        with np.errstate(over="ignore", invalid="ignore"):
            return judge_folds(run.model, run.spec, run.dataset, run.batch, run.seed)
    folds = [judgement]
    for number in reversed(range(last)):
        folds.insert(0, None if interruption else _judge_earlier(run, number, interruption))
    return Backtest(True, folds) if any(folds) else None


def _judge_earlier(run: Prepared, number: int, interruption: Interruption) -> Judgement | None:
    """A fold before the last one, with a model of its own; None where it can't be fed or its training failed."""
    from seqspec.data import dataset as data

    try:
        dataset = data.load(run.spec, run.request.base, run.request.data, number, run.request.store)
    except DataError as error:
        run.dataset.notes.append(f"fold {number + 1} has no score: {error.message}")
        run.request.say(f"note: {run.dataset.notes[-1]}")
        return None
    run.request.say(f"fold {number + 1}: {_sizes(dataset)}")
    model = build(run.spec, run.trace, run.seed)
    shown = units(dataset.task, dataset.train, tuple(model.output_shape[1:]))
    earlier = replace(run, dataset=dataset, model=model, units=shown)
    with run.folder.beside(f"fold-{number + 1}"):  # for callbacks that write
        training = _train(earlier, interruption, number + 1)
    if training.error is not None:
        raise training.error
    return _judge(earlier) if training.outcome in {"finished", "stopped early"} else None


def _announce(run: Prepared) -> None:
    """What is going to happen."""
    for note in run.dataset.notes:
        run.request.say(f"note: {note}")
    run.request.say(f"engine {run.choice.engine}: {run.choice.reason}")
    last = last_fold(run.spec)
    run.request.say(f"{'examples' if last is None else f'fold {last + 1}'}: {_sizes(run.dataset)}")
    if None in run.pasts:
        run.request.say(f"resumed after {_place(run.pasts[None].snapshot)}")


def _place(known: Snapshot) -> str:
    return f"step {known.step:,} of epoch {known.epoch + 1}" if known.step else f"epoch {known.epoch}"


def _sizes(dataset: Dataset) -> str:
    """How many examples each part has."""
    parts = {"train on": dataset.train, "validate on": dataset.validation, "test on": dataset.test}
    return ", ".join(f"{len(part):,} to {verb}" for verb, part in parts.items() if len(part))


def _require_finite(run: Prepared, training: Training) -> None:
    if all(np.isfinite(weight).all() for weight in map(np.asarray, run.model.get_weights())):
        return
    epoch = training.history[-1]["epoch"] if training.history else 1
    raise RunError(
        f"the loss became infinite or NaN in epoch {epoch}: the weights are lost, and nothing could be saved or scored",
        help="lower the learning rate, give the optimizer a `clipnorm`, or scale the data; "
        f"`{run.folder.path}` keeps the metrics",
    )
