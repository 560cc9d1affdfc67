"""`fit`: from a spec to a trained, judged and saved model. Lints first, so that a bad spec costs no import."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

from seqspec.analysis.facts.declaration import with_inner
from seqspec.analysis.inference import Trace
from seqspec.analysis.linter import Checked
from seqspec.engines.choice import Choice, choose
from seqspec.engines.course import batch_size
from seqspec.engines.interruption import Interruption
from seqspec.engines.progress import progress
from seqspec.engines.units import Units, units
from seqspec.errors import BackendError, DataError, RunError
from seqspec.language import normal
from seqspec.language.spec import Spec
from seqspec.lowering import backend as backends
from seqspec.lowering import build
from seqspec.lowering.memory import evaluation_batch, require_memory
from seqspec.runs import calibration, pairing, table, weights
from seqspec.runs import folder as files
from seqspec.runs.backtest import Backtest, judge_folds, last_fold
from seqspec.runs.environment import describe
from seqspec.runs.folder import RunFolder
from seqspec.runs.forecasting import Trained
from seqspec.runs.judgement import Judgement, judge_model
from seqspec.runs.report import page
from seqspec.runs.report.recipe import picture_of
from seqspec.runs.run import Ended, Run
from seqspec.runs.settling import settle

if TYPE_CHECKING:
    from seqspec.data.dataset import Dataset, Handed
    from seqspec.data.reading.store import Store
    from seqspec.engines.training import Training

DEFAULT_BASE = Path("runs")


@dataclass(frozen=True)
class Request:
    """
    What is asked of a run.

    Args:
        checked: the spec after linting.
        base: the folder that paths in the spec start from.
        out: the run folder, which must not exist; None makes `runs/<name>-<timestamp>`.
        data: what is read instead of the spec's source: a file, a pandas DataFrame, or arrays by name.
        backend: wins over the spec's.
        stream: where progress, scores and verdict are printed; None prints nothing.
        fatal: whether a second Ctrl-C ends the process, as it should on a command line.
        ignore_memory: try even what will not fit.
        settings: the `--set` changes that `checked` has in it, for the record.
        store: where tables that were read are kept; None reads anew, and keeps nothing.
    """

    checked: Checked
    base: Path = Path()
    out: Path | None = None
    data: Handed | None = None
    backend: str | None = None
    stream: TextIO | None = None
    fatal: bool = False
    ignore_memory: bool = False
    settings: tuple[str, ...] = ()
    store: Store | None = None

    def say(self, text: str) -> None:
        """Print a line or more."""
        if self.stream is not None:
            print(text, file=self.stream, flush=True)


@dataclass(frozen=True)
class _Prepared:
    """Everything that training needs."""

    request: Request
    spec: Spec
    trace: Trace
    seed: int
    backend: backends.Backend
    choice: Choice
    dataset: Dataset
    model: Any
    units: Units
    folder: RunFolder


def fit(request: Request) -> Run:
    """
    Train and judge the model of a spec, and leave a run folder behind.

    Raises:
        SpecError: the spec has errors; nothing was done.
        BackendError: the backend is missing or can't be used; nothing was done.
        DataError: the data can't feed the recipe; nothing was done.
        RunError: the folder can't be made or written, or the training diverged; says what was kept.
    """
    spec, trace = request.checked.require()
    _refuse_early(spec, trace, request)
    folder = RunFolder.create(request.out) if request.out else RunFolder.create_named(_name(request), DEFAULT_BASE)
    try:
        prepared = _prepare(request, _seeded(spec), trace, folder)
    except BaseException:
        folder.discard()
        raise
    with Interruption(fatal=request.fatal) as interruption:
        try:
            ended = _train_and_judge(prepared, interruption)
        except Exception as error:
            with suppress(RunError):
                folder.set_status("failed", reason=str(error))
            raise
        _conclude(prepared, ended)  # what can't be shown has not failed
        return Run(folder.path, ended)


# ------------------------------------------------------------------------------------------------------ preparing


def _refuse_early(spec: Spec, trace: Trace, request: Request) -> None:
    """What can be refused before anything is imported or written."""
    if spec.data is None:
        raise RunError(
            "the spec has no `data`, so there is nothing to learn from", help="add `data:`, see `seqspec init`"
        )
    if spec.compile is None or spec.compile.loss is None:
        raise RunError(
            "the spec names no loss to minimise", help="add `compile: {optimizer: adam, loss: mean_squared_error}`"
        )
    name = backends.choose(request.backend or spec.runtime.backend)
    choose(spec, trace, name, spec.runtime.device, cores=1)
    _require_trainable(spec, trace, name)
    if not request.ignore_memory:
        require_memory(trace, batch_size(spec, trace), training=True)


def _require_trainable(spec: Spec, trace: Trace, backend: str) -> None:
    """What Keras builds and can't train: its SimpleRNN in double precision on JAX."""
    layers = (layer for step in trace.steps for _, layer in with_inner(step.path, step.layer))
    if backend == "jax" and spec.runtime.precision == "float64" and any(layer.type == "SimpleRNN" for layer in layers):
        raise BackendError(
            "Keras can't train `SimpleRNN` in float64 on JAX",
            help="choose `--backend tensorflow`, or leave `runtime.precision` out",
        )


def _name(request: Request) -> str:
    spec, _ = request.checked.require()
    return spec.name or Path(request.checked.source.name).stem


def _seeded(spec: Spec) -> Spec:
    """The spec with a seed: where it has none one is drawn, and written down with the run."""
    if spec.runtime.seed is not None:
        return spec
    seed = random.SystemRandom().randrange(2**32)
    return spec.model_copy(update={"runtime": spec.runtime.model_copy(update={"seed": seed})})


def _prepare(request: Request, spec: Spec, trace: Trace, folder: RunFolder) -> _Prepared:
    folder.set_status("preparing")
    folder.write(files.SPEC, request.checked.source.text)
    from seqspec.data import dataset as data

    dataset = data.load(spec, request.base, request.data, last_fold(spec), request.store)
    folder.write(files.RESOLVED, normal.write(settle(spec, dataset.fingerprint, request.backend)))
    if len(dataset.train) == 0:
        raise DataError("no example falls into the training part", help="give it more rows, or take a shorter window")
    backend = backends.use(spec.runtime, request.backend)
    seed = spec.runtime.seed or 0
    model = build(spec, trace, seed)
    _require_matching_targets(model, dataset)
    folder.write_json(files.DATA, dataset.fingerprint)
    folder.write_json(files.RECIPE, dataset.state)
    choice = choose(spec, trace, backend.name, backend.device, backend.cores)
    shown = units(dataset.task, dataset.train, tuple(model.output_shape[1:]))
    ran_on = describe(backend, choice, seed, spec.runtime.precision, request.settings, shown)
    folder.write_json(files.ENVIRONMENT, ran_on)
    return _Prepared(request, spec, trace, seed, backend, choice, dataset, model, shown, folder)


def _require_matching_targets(model: Any, dataset: Dataset) -> None:
    """Keras would broadcast a target of another shape and train on nonsense."""
    output, task = tuple(model.output_shape[1:]), dataset.task
    target = dataset.train.targets(np.arange(1), len(output) + 1).shape[1:]
    numbered = task.kind in {"classes", "text"} and _fits(output[:-1], target)  # one number in place of a row of them
    if not numbered and not _fits(output, target):
        of_numbers = "let the last layer give as many numbers as there are targets times steps"
        of_classes = "let the last layer give one number for each class, at every step that has a target"
        raise DataError(
            f"the model gives {output} for one example, and its target is {target}",
            help=of_numbers if task.kind in {"numbers", "chances"} else of_classes,
        )
    if numbered and output[-1] < len(task.classes):
        raise DataError(
            f"the model tells {output[-1]:,} classes apart, and there are {len(task.classes):,}",
            help=f"give the last layer {len(task.classes):,} units",
        )


def _fits(output: tuple[int | None, ...], target: tuple[int, ...]) -> bool:
    """Whether a target has the shape of an output, whose length may be open."""
    return len(output) == len(target) and all(one in {None, other} for one, other in zip(output, target, strict=True))


# --------------------------------------------------------------------------------------------- training and judging


def _train_and_judge(run: _Prepared, interruption: Interruption) -> Ended:
    run.folder.set_status("training", epochs=run.spec.fit.epochs)
    _announce(run)
    training = _train(run, interruption, run.folder.path)
    _require_finite(run, training)
    weights.save(run.model, run.folder)
    if training.error is not None:
        raise training.error
    run.folder.set_status("judging", training=training.outcome)
    judgement = _judge(run)
    backtest = _backtest(run, judgement, interruption)
    _write_scores(run, training, judgement, backtest)
    code = interruption.exit_code if interruption else 0
    return Ended(run.model, judgement, training, code, backtest)


def _train(run: _Prepared, interruption: Interruption, folder: Path, **more: Any) -> Training:
    """Train; `more` goes into every record of the metrics."""
    from seqspec.engines.training import train

    return train(
        run.model,
        run.spec,
        run.trace,
        run.dataset,
        seed=run.seed,
        folder=folder,
        progress=progress(run.request.stream, run.spec.fit.verbose),
        units=run.units,
        record=lambda record: run.folder.append(files.METRICS, {**more, **record}),
        interruption=interruption,
        engine=run.choice.engine,
        parts=run.choice.parts,
    )


def _judge(run: _Prepared) -> Judgement | None:
    with np.errstate(over="ignore", invalid="ignore"):  # forecasts may be infinite: the verdict says so
        return judge_model(run.model, run.spec, run.dataset, _batch(run), run.seed, drawn=True)


def _batch(run: _Prepared) -> int:
    return evaluation_batch(run.trace, len(run.dataset.test) or len(run.dataset.train))


def _backtest(run: _Prepared, judgement: Judgement | None, interruption: Interruption) -> Backtest | None:
    """Every fold by itself: one model on each, or models trained for those before the last one, backwards."""
    last = last_fold(run.spec)
    if last is None:
        with np.errstate(over="ignore", invalid="ignore"):
            return judge_folds(run.model, run.spec, run.dataset, _batch(run), run.seed)
    folds = [judgement]
    for number in reversed(range(last)):
        folds.insert(0, None if interruption else _judge_earlier(run, number, interruption))
    return Backtest(True, folds) if any(folds) else None


def _judge_earlier(run: _Prepared, number: int, interruption: Interruption) -> Judgement | None:
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
    folder = run.folder.path / f"fold-{number + 1}"
    folder.mkdir()
    training = _train(earlier, interruption, folder, fold=number + 1)
    with suppress(OSError):  # a callback may have left something there
        folder.rmdir()
    return _judge(earlier) if training.outcome in {"finished", "stopped early"} else None


def _announce(run: _Prepared) -> None:
    for note in run.dataset.notes:
        run.request.say(f"note: {note}")
    run.request.say(f"engine {run.choice.engine}: {run.choice.reason}")
    last = last_fold(run.spec)
    run.request.say(f"{'examples' if last is None else f'fold {last + 1}'}: {_sizes(run.dataset)}")


def _sizes(dataset: Dataset) -> str:
    """How many examples each part has."""
    parts = {"train on": dataset.train, "validate on": dataset.validation, "test on": dataset.test}
    return ", ".join(f"{len(part):,} to {verb}" for verb, part in parts.items() if len(part))


def _require_finite(run: _Prepared, training: Training) -> None:
    if all(np.isfinite(weight).all() for weight in map(np.asarray, run.model.get_weights())):
        return
    epoch = training.history[-1]["epoch"] if training.history else 1
    raise RunError(
        f"the loss became infinite or NaN in epoch {epoch}: the weights are lost, and nothing could be saved or scored",
        help="lower the learning rate, give the optimizer a `clipnorm`, or scale the data; "
        f"`{run.folder.path}` keeps the metrics",
    )


def _write_scores(run: _Prepared, training: Training, judgement: Judgement | None, backtest: Backtest | None) -> None:
    steps = sum(record["batches"] for record in training.history)
    facts = {
        "training": training.outcome,
        "epochs": len(training.history),
        "steps": steps,
        "seconds": round(training.seconds, 1),
    }
    said = {"notes": list(run.dataset.notes), "targets": list(run.dataset.task.targets)}
    folds = {"backtest": backtest.as_dict()} if backtest else {}
    judged = {"judgement": judgement.as_dict() if judgement else None}
    run.folder.write_json(files.SCORES, {**facts, **said, **judged, **folds})
    pairing.write(judgement.paired if judgement else None, run.folder)
    trained = Trained.of(run.model, run.spec, run.dataset.task.kind, _batch(run))
    calibration.keep(trained, run.spec, run.dataset, run.folder)
    state = "interrupted" if training.outcome == "interrupted" else "finished"
    run.folder.set_status(state, **facts)


def _write_report(run: _Prepared, judgement: Judgement | None) -> None:
    """The page, and before it the small files that it can be written from again."""
    if judgement is not None and judgement.plots is not None:
        run.folder.write(files.PLOTS, judgement.plots.model_dump_json() + "\n")
    picture = picture_of(run.dataset, _name(run.request))
    if picture is not None:
        run.folder.write(files.PICTURE, picture)
    page.write(run.folder)


def _conclude(run: _Prepared, done: Ended) -> None:
    _write_report(run, done.judgement)
    say, training, judgement = run.request.say, done.training, done.judgement
    if training.outcome == "diverged":
        say("note: the loss became infinite or NaN, and training ended there, with weights that are finite")
    elif training.outcome != "finished":
        say(f"note: training was {training.outcome.replace('stopped early', 'stopped early by a callback')}")
    say("")
    say(table.text(judgement, run.dataset.task.targets) if judgement else "no test part, so no verdict")
    if done.backtest is not None:
        say("")
        say(table.fold_text(done.backtest))
        if done.backtest.refit:
            say("the model that is kept, and the scores above the folds, are those of the last fold")
    steps = sum(record["batches"] for record in training.history)
    say("")
    say(
        f"backend {run.backend.name} {run.backend.version} on {run.backend.device}, engine {run.choice.engine}, "
        f"{training.epochs_done}, {steps:,} steps, {training.seconds:.1f} s: {run.folder.path}"
    )
