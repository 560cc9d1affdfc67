"""What is left of a run when it is over: scores, the page, and the last words on the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqspec.runs import folder as files
from seqspec.runs.fitting.ended import Ended
from seqspec.runs.fitting.preparation import Prepared
from seqspec.runs.forecasting import Trained
from seqspec.runs.intervals import calibration
from seqspec.runs.judgement import pairing, table
from seqspec.runs.judgement.backtest import last_fold
from seqspec.runs.judgement.judgement import Judgement
from seqspec.runs.report import page
from seqspec.runs.report.recipe import picture_of

if TYPE_CHECKING:
    from seqspec.engines.training import Training


def write_scores(run: Prepared, ended: Ended) -> None:
    """
    Write the scores, what they were taken from, and that the run is over.

    Raises:
        RunError: a file can't be written.
    """
    training, judgement = ended.training, ended.judgement
    facts = {
        "training": training.outcome,
        "epochs": training.whole,
        "steps": _steps(training),
        "seconds": round(training.seconds, 1),
    }
    said = {"notes": list(run.dataset.notes), "targets": list(run.dataset.task.targets)}
    folds = {"backtest": ended.backtest.as_dict()} if ended.backtest else {}
    judged = {"judgement": judgement.as_dict() if judgement else None}
    run.folder.write_json(files.SCORES, {**facts, **said, **judged, **folds})
    pairing.write(judgement.paired if judgement else None, run.folder)
    if run.request.judged:
        trained = Trained.of(run.model, run.spec, run.dataset.task.kind, run.batch)
        calibration.keep(trained, run.spec, run.dataset, run.folder)
    run.folder.set_status("interrupted" if was_interrupted(run, ended) else "finished", **facts)


def was_interrupted(run: Prepared, ended: Ended) -> bool:
    """Whether there is more to train: epochs of the kept model, or models for the folds before the last one."""
    return ended.training.outcome == "interrupted" or (last_fold(run.spec) is not None and ended.exit_code != 0)


def conclude(run: Prepared, ended: Ended) -> None:
    """
    Write the page, take away what an unfinished run goes on from, and say how it went.

    Raises:
        RunError: a file can't be written.
    """
    if run.request.judged:
        _write_report(run, ended.judgement)
    if not was_interrupted(run, ended):
        run.folder.forget()
    _tell(run, ended)


def _write_report(run: Prepared, judgement: Judgement | None) -> None:
    """The page, and before it the small files that it can be written from again."""
    if judgement is not None and judgement.plots is not None:
        run.folder.write(files.PLOTS, judgement.plots.model_dump_json() + "\n")
    picture = picture_of(run.dataset, run.request.title)
    if picture is not None:
        run.folder.write(files.PICTURE, picture)
    page.write(run.folder)


def _tell(run: Prepared, done: Ended) -> None:
    say, training, judgement = run.request.say, done.training, done.judgement
    if training.outcome == "diverged":
        say("note: the loss became infinite or NaN, and training ended there, with weights that are finite")
    elif training.outcome != "finished":
        say(f"note: training was {training.outcome.replace('stopped early', 'stopped early by a callback')}")
    if was_interrupted(run, done):
        say(f"to go on with it: seqspec fit --resume {run.folder.path}")
    say("")
    say(table.text(judgement, run.dataset.task.targets) if judgement else "no test part, so no verdict")
    if done.backtest is not None:
        say("")
        say(table.fold_text(done.backtest))
        if done.backtest.refit:
            say("the model that is kept, and the scores above the folds, are those of the last fold")
    say("")
    say(
        f"backend {run.backend.name} {run.backend.version} on {run.backend.device}, engine {run.choice.engine}, "
        f"{training.epochs_done}, {_steps(training):,} steps, {training.seconds:.1f} s: {run.folder.path}"
    )


def _steps(training: Training) -> int:
    return sum(record["batches"] for record in training.history)
