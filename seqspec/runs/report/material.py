"""What a page is made from: everything is read from the run folder, so a page can be written again at any time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from seqspec.analysis.ladders import render
from seqspec.analysis.linter import check_text
from seqspec.engines.units import Units
from seqspec.errors import RunError, SpecError
from seqspec.runs import folder as files
from seqspec.runs import plots as plotting
from seqspec.runs import reading
from seqspec.runs.folder import RunFolder
from seqspec.runs.judgement.backtest import Backtest
from seqspec.runs.judgement.judgement import Judgement
from seqspec.runs.plots import Plots
from seqspec.runs.record import doubts, standing_of, way_on
from seqspec.runs.report.scores import Said
from seqspec.runs.scoring.tally import HIGHER_IS_BETTER

Record: TypeAlias = Mapping[str, Any]
"""One epoch, in the units that are shown."""


@dataclass(frozen=True)
class Material:
    """
    One run, as it is shown.

    Args:
        name: of the run.
        judgement: None where nothing was judged.
        backtest: the folds, where there are any.
        targets: the names of what is predicted.
        history: one record an epoch.
        notes: what was assumed, dropped and filled.
        facts: how training went, and on what.
        settings: the `--set` changes of the spec.
        spec: as it was run.
        data, environment: what `data.json` and `environment.json` hold, as text.
        plots: what is drawn of the forecasts.
        ladder, recipe: drawings as SVG; None where there is none.
    """

    name: str
    judgement: Judgement | None = None
    backtest: Backtest | None = None
    targets: tuple[str, ...] = ()
    history: tuple[Record, ...] = ()
    notes: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    settings: tuple[str, ...] = ()
    spec: str = ""
    data: str = ""
    environment: str = ""
    plots: Plots | None = None
    ladder: str | None = None
    recipe: str | None = None

    @property
    def kind(self) -> str:
        """Of the task."""
        return self.judgement.kind if self.judgement else ""

    @property
    def part(self) -> str:
        """The part that was judged."""
        return self.judgement.part if self.judgement else "test"

    @property
    def shares(self) -> tuple[float, ...]:
        """The quantiles that were predicted, ascending; none where numbers were."""
        return self.judgement.shares if self.judgement else ()

    @property
    def columns(self) -> list[str]:
        """What is known of the epochs."""
        return list(dict.fromkeys(name for record in self.history for name in record))

    def some(self, count: int) -> str:
        """How many examples of the judged part are shown."""
        every = self.judgement.examples if self.judgement else count
        if count >= every:
            return f"All {every:,} examples of the {self.part} part"
        return f"{count:,} of the {every:,} examples of the {self.part} part, taken at equal distances"

    @staticmethod
    def better(score: str) -> str:
        """Which way a score is to be read, as a sentence."""
        return f"{'Higher' if score in HIGHER_IS_BETTER else 'Lower'} is better."

    @classmethod
    def of(cls, folder: RunFolder) -> Material:
        """
        What a run folder holds.

        Raises:
            RunError: the run has no scores yet, or a file is not what it should be.
        """
        there = set(folder.files())
        if files.SCORES not in there:
            raise _without_scores(folder)
        said = Said.of(folder.read_json(files.SCORES))
        environment = _object(folder, files.ENVIRONMENT)
        spec = folder.read(files.RESOLVED) if files.RESOLVED in there else ""
        return cls(
            name=folder.path.resolve().name,
            judgement=said.judged(),
            backtest=said.folds(),
            targets=tuple(said.targets),
            history=_history(folder, environment) if files.METRICS in there else (),
            notes=(*said.notes, *doubts(folder.path)),
            facts=_facts(said, environment),
            settings=_settings(environment),
            spec=spec,
            data=_written(_object(folder, files.DATA)),
            environment=_written(environment),
            plots=plotting.read(folder),
            ladder=_ladder(spec, str(folder.path / files.RESOLVED)),
            recipe=folder.read(files.PICTURE) if files.PICTURE in there else None,
        )


def _without_scores(folder: RunFolder) -> RunError:
    state = str(folder.read_object(files.STATUS).get("state"))
    help = way_on(folder.path, standing_of(folder.path, state))
    why = "it was not finished" if help else f"its `{files.SCORES}` is gone"
    return RunError(f"the run `{folder.path}` has no scores to report: {why}", help=help or "fit it again")


def _object(folder: RunFolder, name: str) -> dict[str, Any]:
    """The object in a JSON file; an empty one where there is no file."""
    return folder.read_object(name) if name in folder.files() else {}


def _written(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) if value else ""


def _facts(said: Said, environment: dict[str, Any]) -> dict[str, Any]:
    packages = environment.get("packages")
    known = packages if isinstance(packages, dict) else {}
    backend = str(environment.get("backend", "unknown"))
    return {
        "training": said.training,
        "epochs": f"{said.epochs:,}",
        "steps": f"{said.steps:,}",
        "seconds": f"{said.seconds:,.1f}",
        "backend": " ".join(map(str, filter(None, (backend, known.get(backend))))),
        "Keras": known.get("keras", "unknown"),
        "seed": environment.get("seed", "unknown"),
    }


def _settings(environment: dict[str, Any]) -> tuple[str, ...]:
    """The `--set` changes; none where something else stands there."""
    found = environment.get("settings")
    return tuple(map(str, found)) if isinstance(found, list) else ()


def _history(folder: RunFolder, environment: dict[str, Any]) -> tuple[Record, ...]:
    """The epochs of the model that was kept, in the units that the console shows."""
    units = _units(environment.get("metrics"))
    lines = enumerate(folder.read_lines(files.METRICS), 1)
    return tuple(_epoch(line, units, folder, number) for number, line in lines if "fold" not in line)


def _epoch(line: dict[str, Any], units: Units, folder: RunFolder, number: int) -> Record:
    try:
        record = units.show_record(line)
        if not isinstance(record["epoch"], int):
            raise TypeError
        return record
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        said = f"`{folder.path / files.METRICS}` has a line that is of no epoch: line {number:,}"
        raise RunError(said, help=reading.PUT_BACK) from error


def _units(said: Any) -> Units:
    """What `Units.as_dict` wrote down."""
    known = said if isinstance(said, dict) else {}
    slope = known.get("original_units_in_one")
    scaled = str(known.get("units", "")).startswith("scaled")
    return Units(scaled, slope if isinstance(slope, float) else None)


def _ladder(spec: str, name: str) -> str | None:
    """The layers as a drawing; None where the spec is not valid any more."""
    try:
        return render(*check_text(spec, name).require(), "svg") if spec else None
    except SpecError:
        return None
