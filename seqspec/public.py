"""What `import seqspec` offers: specs and runs as objects. Each function imports what it needs when it is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TextIO

from seqspec.errors import naming_extras
from seqspec.language.literals import Settings, plain
from seqspec.loaded import FilePath, Loaded, path_of

if TYPE_CHECKING:
    from pandas import DataFrame

    from seqspec.language.spec import Spec
    from seqspec.runs.comparison.comparison import Comparison
    from seqspec.runs.run import Run


def load(path: FilePath, settings: Settings = ()) -> Loaded:
    """
    Read a spec.

    Args:
        settings: changes, as `--set` takes them (`["fit.epochs=5"]`) or as values by path (`{"fit.epochs": 5}`).

    Raises:
        UsageError: the file can't be opened.
        SpecError: the spec has errors; carries the report.
    """
    return Loaded.from_file(path, settings)


def loads(spec: str | Mapping[str, Any] | Spec, settings: Settings = (), base: FilePath = ".") -> Loaded:
    """
    Read a spec that lies in no file.

    Args:
        spec: a text, or the same as plain values.
        settings: as for `load`.
        base: the folder that paths in the spec start from.

    Raises:
        UsageError: it holds what no spec can hold.
        SpecError: the spec has errors; carries the report.
    """
    return Loaded.from_text(spec if isinstance(spec, str) else _text(spec), settings, base)


def fit(
    path: FilePath,
    settings: Settings = (),
    *,
    out: FilePath | None = None,
    data: FilePath | DataFrame | None = None,
    arrays: Mapping[str, Any] | None = None,
    backend: str | None = None,
    stream: TextIO | None = None,
) -> Run:
    """
    Read a spec and fit it: `load(path, settings).fit(...)`.

    Raises:
        UsageError, SpecError: as `load`.
        UsageError, BackendError, DataError, RunError: as `Loaded.fit`.
    """
    return load(path, settings).fit(out=out, data=data, arrays=arrays, backend=backend, stream=stream)


@naming_extras("`open_run`")
def open_run(folder: FilePath) -> Run:
    """
    Take up the run in a folder that `fit` left behind.

    Raises:
        RunError: it is not there, or it is not the folder of a run.
        BackendError: the base install is all there is.
    """
    from seqspec.runs.folder import RunFolder
    from seqspec.runs.run import Run

    return Run(RunFolder.open(path_of(folder)).path)


@naming_extras("`list_runs`")
def list_runs(
    folder: FilePath = "runs", where: str | Iterable[str] = (), sort: str = "validation", reverse: bool = False
) -> DataFrame:
    """
    A folder of runs as `seqspec runs` lists it, the best by validation first: a row a run, by the name of its folder.

    Args:
        where: a condition, such as `skill>10` or `name~rnn`, or several that all have to hold.
        sort: the column that ranks; runs that have none come last.
        reverse: the largest first.

    Raises:
        UsageError: a condition is none, or there is no such column.
        RunError: the folder is not there, or can't be read.
        BackendError: the base install is all there is.
    """
    from seqspec.runs.comparison import catalogue
    from seqspec.runs.frames import record_frame

    field = catalogue.require_field(sort)
    conditions = [catalogue.Condition.read(each) for each in ([where] if isinstance(where, str) else where)]
    found = catalogue.chosen(catalogue.records(path_of(folder)), conditions)
    return record_frame(catalogue.ordered(found, field, reverse))


@naming_extras("`compare`")
def compare(*runs: Run | FilePath) -> Comparison:
    """
    Put runs side by side, as `seqspec compare` does.

    Args:
        runs: two or more, each a run or its folder.

    Raises:
        UsageError: there is one alone, or none, or something else than runs and folders.
        RunError: a folder is no run, or is broken.
        BackendError: the base install is all there is.
    """
    from seqspec.runs.comparison.comparison import compare_runs
    from seqspec.runs.run import Run

    return compare_runs([run.folder if isinstance(run, Run) else path_of(run) for run in runs])


def _text(spec: Mapping[str, Any] | Spec) -> str:
    """The YAML of plain values, or of a spec."""
    from seqspec.language import normal
    from seqspec.language.spec import Spec

    return normal.write(spec) if isinstance(spec, Spec) else normal.block(plain(spec, "the spec"))
