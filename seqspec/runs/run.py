"""A run as an object: what `fit` gives back, and what opening the folder of an earlier one gives."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from seqspec.analysis.formats._text import escape
from seqspec.errors import RunError, UsageError
from seqspec.language.literals import Settings, written
from seqspec.runs import folder as files
from seqspec.runs import opening
from seqspec.runs.folder import RunFolder
from seqspec.runs.judgement import pairing
from seqspec.runs.record import Record, record_of
from seqspec.runs.report.scores import Said
from seqspec.wording import count

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame

    from seqspec.analysis.inference import Trace
    from seqspec.engines.training import Training
    from seqspec.language.spec import Spec
    from seqspec.runs.fitting.ended import Ended
    from seqspec.runs.judgement.backtest import Backtest
    from seqspec.runs.judgement.evaluation import Evaluation
    from seqspec.runs.judgement.judgement import Judgement
    from seqspec.runs.judgement.verdict import Verdict
    from seqspec.runs.report.chart import Chart
    from seqspec.runs.reproduction.reproduction import Reproduction


class Run:
    """
    A run: its folder, and everything in it, checked when it is asked for as a stranger's would be.

    Whatever is read raises a `RunError` where the file is not there, or not what it should be.

    Args:
        folder: what it left behind.
        ended: what is known of it without looking, where this process trained it.
    """

    def __init__(self, folder: Path, ended: Ended | None = None) -> None:
        self.folder = folder
        self._ended = ended

    def __repr__(self) -> str:
        record = self.record
        epochs = f" after {count(record.epochs, 'epoch')}" if record.epochs is not None else ""
        state = self._ended.training.outcome if self._ended else record.state
        return escape(f"<Run {self.folder}: {state}{epochs}{self._summary if record.score else ''}>")

    def __reduce__(self) -> tuple[type[Run], tuple[Path]]:
        """Pickled or copied a run is its folder, and no object of Keras."""
        return type(self), (self.folder,)

    def _repr_html_(self) -> str:
        """What a notebook shows: verdict, scores and losses."""
        from seqspec.runs.report.cards import run_card

        return run_card(self)

    # ------------------------------------------------------------------------------------------------- what it was

    @property
    def name(self) -> str:
        """Of the folder."""
        return self.folder.resolve().name

    @property
    def record(self) -> Record:
        """The run as a line of a list of runs; never raises."""
        return record_of(self.folder.resolve())

    @property
    def spec(self) -> Spec:
        """The spec as it was run."""
        return self._spec[0]

    @property
    def trace(self) -> Trace:
        """The model layer by layer."""
        return self._spec[1]

    @property
    def environment(self) -> dict[str, Any]:
        """What it ran on: backend, engine, versions, machine and seed."""
        return self._open.read_object(files.ENVIRONMENT)

    @property
    def data(self) -> dict[str, Any]:
        """What it read: path, digest, columns and where its parts begin and end."""
        return self._open.read_object(files.DATA)

    # ------------------------------------------------------------------------------------------------ what came of it

    @property
    def training(self) -> Training | None:
        """How the training went, batch counts and all; None where another process trained."""
        return self._ended.training if self._ended else None

    @property
    def exit_code(self) -> int:
        """What the process that trained should end with: 0, 130 after Ctrl-C, 143 after SIGTERM."""
        return self._ended.exit_code if self._ended else 0

    @cached_property
    def model(self) -> Any:
        """The trained Keras model; one that is opened is built from the run's spec, and gets its weights alone."""
        if self._ended is not None:
            return self._ended.model
        folder = self._open
        return opening.trained(folder, *opening.read_spec(folder))

    @cached_property
    def judgement(self) -> Judgement | None:
        """Everything that the test part says; None where nothing was judged."""
        return self._ended.judgement if self._ended else self._said.judged()

    @cached_property
    def backtest(self) -> Backtest | None:
        """The folds; None where there are none."""
        return self._ended.backtest if self._ended else self._said.folds()

    @property
    def verdict(self) -> Verdict | None:
        """Whether the model is better than the best baseline; None where nothing was held out."""
        return self.judgement.verdict if self.judgement else None

    @property
    def scores(self) -> DataFrame:
        """A row a forecaster, the model first, a column a score, in original units."""
        from seqspec.runs.frames import score_frame

        return score_frame(self.judgement)

    @property
    def history(self) -> DataFrame:
        """A row an epoch: Keras's own numbers, as `metrics.jsonl` has them."""
        from seqspec.runs.frames import history_frame

        there = files.METRICS in self._open.files()
        return history_frame(self._open.read_lines(files.METRICS) if there else [])

    @property
    def errors(self) -> DataFrame:
        """
        A row an example of the test part, from 1; none where none were kept.

        How much of it was `judged`, and the errors of `model` and best `baseline` behind the score that decides: in
        original units, squared for RMSE; misses for accuracy.
        """
        from seqspec.runs.frames import error_frame

        return error_frame(pairing.read(self.folder))

    @property
    def notes(self) -> list[str]:
        """What was assumed, dropped and filled."""
        return self._said.notes

    # --------------------------------------------------------------------------------------------- what to do with it

    def resume(
        self,
        settings: Settings = (),
        *,
        data: str | os.PathLike[str] | DataFrame | None = None,
        arrays: Mapping[str, Any] | None = None,
        allow_drift: bool = False,
        stream: TextIO | None = None,
    ) -> Run:
        """
        Go on with the run where it was interrupted, as `seqspec fit --resume` does.

        Args:
            settings: as for `seqspec.load`; only `fit.epochs` and `fit.checkpoint_every` can be set.
            data, arrays: what it reads, where Python handed it over, or where it lies elsewhere by now.
            allow_drift: go on even where versions or the machine differ, and so may the result.
            stream: where progress, scores and verdict are printed; nowhere by default.

        Raises:
            UsageError: another setting, or `data` and `arrays` are both given.
            RunError, BackendError, DataError: it is finished, is no longer what it was, or can't be trained to its end.
        """
        from seqspec.data.dataset import handed
        from seqspec.runs.fitting.fitting import Resumption, resume

        return resume(Resumption(self.folder, handed(data, arrays), written(settings), allow_drift, stream))

    def reproduce(
        self,
        out: str | os.PathLike[str] | None = None,
        *,
        data: str | os.PathLike[str] | None = None,
        backend: str | None = None,
        tolerance: float | None = None,
        stream: TextIO | None = None,
    ) -> Reproduction:
        """
        Train the run again, and hold it against the first time epoch by epoch, as `seqspec reproduce` does.

        Args:
            out: the new run folder, which must not exist; `runs/<name>-<timestamp>` by default.
            data: where the data file lies now, or the folder of several.
            backend: jax, tensorflow or torch; wins over the run's.
            tolerance: how far numbers may be apart, by the larger of them; what suits by default.
            stream: where the training is told; nowhere by default.

        Raises:
            UsageError, RunError, BackendError, DataError: it can't be repeated, or the tolerance is none.
        """
        from seqspec.runs.reproduction.reproduction import reproduce

        beside, moved = (None if each is None else Path(each) for each in (out, data))
        return reproduce(self.folder, beside, moved, backend, tolerance, stream)

    def predict(
        self,
        data: str | os.PathLike[str] | DataFrame | None = None,
        *,
        arrays: Mapping[str, Any] | None = None,
        last: bool = False,
        steps: int | None = None,
        intervals: float | None = None,
        backend: str | None = None,
    ) -> DataFrame:
        """
        Forecasts for other data, in original units: a row for every target of every step of every example.

        What was filled, and which rows have no forecast, is in `frame.attrs["notes"]`.

        Args:
            data: a file, or a pandas DataFrame, with the columns that the recipe reads.
            arrays: for `data.arrays`: `{"input": X}`.
            last: only the newest forecast of each series.
            steps: how many rows ahead; beyond the horizon the model is fed its own answers.
            intervals: the share of truths that a lower and an upper bound, in columns of their own, are meant to hold.
            backend: jax, tensorflow or torch; wins over the run's.

        Raises:
            UsageError: neither `data` nor `arrays` is given, or both are; or what is asked for can't be had.
            RunError, BackendError, DataError: the run, the backend or the data can't be used.
        """
        from seqspec.data.dataset import handed
        from seqspec.runs.frames import forecast_frame
        from seqspec.runs.prediction import prediction

        given = handed(data, arrays)
        if given is None:
            raise UsageError("`predict` needs something to predict from", help="hand over `data`, or `arrays`")
        found = prediction.predict(self.folder, given, backend, last=last, steps=steps, intervals=intervals)
        return forecast_frame(found)

    def generate(
        self,
        prompt: str,
        length: int = 200,
        *,
        temperature: float = 0.0,
        beam: int | None = None,
        seed: int = 0,
        count: int = 1,
        backend: str | None = None,
    ) -> list[str]:
        """
        Texts that a next-token model writes on from a prompt; each without the prompt.

        Args:
            prompt: at least as many tokens as the recipe's window is long.
            length: how many tokens are written.
            temperature: 0 takes the likeliest token; 1 draws each by its probability, more is bolder.
            beam: how many ways to go on a beam search follows, in place of a temperature.
            seed: the same seed draws the same texts.
            count: how many texts; of a beam search the most probable first.
            backend: jax, tensorflow or torch; wins over the run's.

        Raises:
            UsageError: the arguments do not go together.
            RunError, BackendError, DataError: the run, the backend or the prompt can't be used.
        """
        from seqspec.runs.prediction import generation

        manner = generation.Manner(length, temperature, beam, seed, count)
        return generation.generate(self.folder, prompt, manner, backend)

    def evaluate(
        self,
        data: str | os.PathLike[str] | DataFrame | None = None,
        *,
        level: float = 0.9,
        backend: str | None = None,
    ) -> Evaluation:
        """
        Judge the run again, beside the baselines.

        Args:
            data: a file or a DataFrame, all of which is judged; the run's own test part by default.
            level: the share of truths that prediction intervals are meant to hold.
            backend: jax, tensorflow or torch; wins over the run's.

        Raises:
            UsageError: the level is none.
            RunError, BackendError, DataError: the run, the backend or the data can't be used.
        """
        from seqspec.data.dataset import handed
        from seqspec.runs.judgement import evaluation

        return evaluation.evaluate(self.folder, handed(data, None), backend, level=level)

    def report(self) -> Path:
        """Write the page of the run anew; where it is."""
        from seqspec.runs.report import page

        return page.write(self._open)

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of the charts that the run has."""
        return tuple(self._charts)

    def figure(self, name: str) -> Figure:
        """
        A chart of the run's page as a figure of matplotlib.

        Raises:
            BackendError: matplotlib, of the extra `plots`, is not installed.
            UsageError: the run has no chart of this name.
        """
        from seqspec.runs.report.drawing import figure_of
        from seqspec.runs.report.plotting import require_drawing

        require_drawing()
        chart = self._charts.get(name)
        if chart is None:
            raise UsageError(f"the run has no chart `{name}`", help=f"it has {', '.join(self.figures) or 'none'}")
        return figure_of(chart.draw, chart.height)

    def export(self, to: str, out: str | os.PathLike[str] | None = None, backend: str | None = None) -> Path:
        """
        Carry the model away, as `seqspec export` does.

        Args:
            to: the form, such as `keras` or `python`.
            out: where it goes; under the name of the run, in the working folder, by default.
            backend: jax, tensorflow or torch; wins over the run's.

        Returns:
            where it is.

        Raises:
            UsageError: there is no such form.
            RunError: there is something at `out` already, or the run can't be read.
            ExportError, BackendError: the model can't be had in that form, or a tool for it is missing.
        """
        from seqspec.runs.exporting import _carrying

        return _carrying.carry(self.folder, to, out, backend)

    # -------------------------------------------------------------------------------------------------------- reading

    @property
    def _open(self) -> RunFolder:
        return RunFolder.open(self.folder)

    @cached_property
    def _spec(self) -> tuple[Spec, Trace]:
        return opening.valid_spec(self._open)

    @property
    def _summary(self) -> str:
        """What follows in a line about the run, where its scores can be read."""
        try:
            return f", {self.judgement.summary}" if self.judgement else ""
        except RunError:
            return ""

    @property
    def _said(self) -> Said:
        return Said.of(self._open.read_json(files.SCORES))

    @property
    def _charts(self) -> dict[str, Chart]:
        from seqspec.runs.report.charts import charts
        from seqspec.runs.report.material import Material

        return {chart.name: chart for chart in charts(Material.of(self._open))}
