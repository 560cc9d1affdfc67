"""What is exported: a run, or a spec that nobody has run yet."""

from __future__ import annotations

import math
import os
import re
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from seqspec.analysis.environment import TITLES
from seqspec.analysis.inference import Trace
from seqspec.analysis.linter import Checked
from seqspec.errors import ExportError, RunError
from seqspec.language.data import Data
from seqspec.language.recipe.source import FileSource, TableFile
from seqspec.language.recipe.split import PARTS
from seqspec.language.spec import Spec
from seqspec.lowering.script.settled import Classes, Settled
from seqspec.runs import folder as files
from seqspec.runs.exporting._kinds import kinds
from seqspec.runs.exporting._plainness import is_plain
from seqspec.runs.folder import RunFolder
from seqspec.runs.opening import require_unedited, valid_spec


@dataclass(frozen=True)
class Subject:
    """
    What is exported.

    Args:
        name: what it is called.
        spec, trace: without errors.
        base: the folder that paths in the spec start from.
        run: the folder of the run; None for a spec.
    """

    name: str
    spec: Spec
    trace: Trace
    base: Path
    run: RunFolder | None = None


def of_run(path: Path) -> Subject:
    """
    A run.

    Raises:
        RunError: it is not there, it is not the folder of a run, or its spec is not valid any more or edited by hand.
    """
    folder = RunFolder.open(path)
    spec, trace = valid_spec(folder)
    require_unedited(folder)
    return Subject(path.resolve().name, spec, trace, path, folder)


def of_spec(checked: Checked, base: Path) -> Subject:
    """
    A spec.

    Raises:
        SpecError: it has errors.
    """
    spec, trace = checked.require()
    return Subject(spec.name or Path(checked.source.name).stem, spec, trace, base)


def settled(subject: Subject) -> Settled:
    """
    What the run settled; of a spec what can be told without one.

    Raises:
        RunError: a file of the run is not there, or can't be read.
    """
    data, runtime = subject.spec.data, subject.spec.runtime
    source = data.source if data else None
    paths = source.paths(subject.base) if isinstance(source, FileSource) else []
    found = Settled(
        runtime.seed or 0,
        tuple(map(os.path.abspath, paths)),
        one_column=_has_one_column(source, paths),
        plain=is_plain(source, paths),
        counted=_is_counted(data, source, paths),
        kinds=kinds(data, paths),
    )
    if subject.run is None:
        backend = None if runtime.backend == "auto" else runtime.backend
        return replace(found, backend=backend, deterministic=bool(runtime.deterministic), classes=_bundled(data))
    return _ran(found, subject.run)


def _ran(found: Settled, run: RunFolder) -> Settled:
    """With what only a run can tell."""
    environment, recipe = run.read_json(files.ENVIRONMENT), run.read_json(files.RECIPE)
    try:
        return replace(
            found,
            backend=_checked(environment["backend"], "|".join(TITLES)),
            deterministic=bool(environment["deterministic"]),
            keras=_checked(environment["packages"]["keras"], r"[0-9][0-9a-z.+]*"),
            scales=_scales(recipe.get("columns", [])),
            borders=_borders(recipe.get("boundaries", {})),
            classes=_classes(recipe.get("categories", {})),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        said = f"`{files.ENVIRONMENT}` and `{files.RECIPE}` of `{run.path}` are not what a run wrote: {error}"
        raise RunError(said, help="fit the spec again") from None


def _checked(value: Any, pattern: str) -> str:
    """A text that becomes a part of code: nothing but what is expected."""
    if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
        raise ValueError(f"{value!r} stands where it should not")
    return value


def _finite(value: Any) -> float:
    if not math.isfinite(number := float(value)):
        raise ValueError(f"{value!r} is no number")
    return number


def _scales(columns: list[dict[str, Any]]) -> dict[str, tuple[float, float]]:
    return {str(each["column"]): (_finite(each["center"]), _finite(each["spread"])) for each in columns}


def _borders(found: dict[str, Any]) -> dict[str, tuple[int, int]]:
    if not found or not all(isinstance(each, list) for each in found.values()):
        return {}
    pairs = {part: tuple(map(int, found[part])) for part in PARTS}
    return {part: (first, end) for part, (first, end) in pairs.items()}


def _classes(found: dict[str, dict[str, Any]]) -> dict[str, Classes]:
    return {column: Classes(int(each["room"]), each["strangers"] == "refused") for column, each in found.items()}


def _bundled(data: Data | None) -> dict[str, Classes]:
    """The classes of what comes with scikit-learn, which are known without a run."""
    if data is None or data.source is None or data.source.name != "sklearn":
        return {}
    rooms = {column: data.source.classes(column) for column in data.target_columns}
    return {column: Classes(room, column != "name") for column, room in rooms.items() if room is not None}


def _is_counted(data: Data | None, source: Any, paths: list[Path]) -> bool:
    """Whether the time of the rows, where the file is there, is a number and no date."""
    if data is None or data.time is None or data.group is None or not isinstance(source, TableFile):
        return False
    if data.time.format is not None or not paths or not paths[0].is_file():
        return False
    from pandas.api.types import is_numeric_dtype

    with closing(source.chunks(paths[0], [data.time.column])) as chunks:
        return all(is_numeric_dtype(chunk[data.time.column].dtype) for chunk in islice(chunks, 1))


def _has_one_column(source: Any, paths: list[Path]) -> bool:
    """Whether the file, where it is there, has a single column."""
    return isinstance(source, TableFile) and bool(paths) and paths[0].is_file() and len(source.header(paths[0])) == 1


def require_run(subject: Subject) -> RunFolder:
    """
    The run, for a form that holds what was trained.

    Raises:
        ExportError: it is a spec.
    """
    if subject.run is None:
        raise ExportError(
            f"`{subject.name}` is a spec, and only a run has a trained model", help="fit it first, or write --to python"
        )
    return subject.run
