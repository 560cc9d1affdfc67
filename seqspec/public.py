"""What `import seqspec` offers, for a spec in a file. Each function imports what it needs when it is called."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeAlias

from seqspec.analysis.linter import check_file
from seqspec.errors import UsageError

if TYPE_CHECKING:
    from pandas import DataFrame

    from seqspec.analysis.difference import Difference
    from seqspec.data.dataset import Handed
    from seqspec.language.spec import Spec
    from seqspec.runs.fitting import Run
    from seqspec.runs.prediction import Forecasts

FilePath: TypeAlias = str | os.PathLike[str]


def load(path: FilePath, settings: Iterable[str] = ()) -> Spec:
    """
    Read a spec.

    Args:
        settings: `--set` changes, `path=value`.

    Raises:
        UsageError: the file can't be opened.
        SpecError: the spec has errors; carries the report.
    """
    return check_file(path, settings).require()[0]


def show(path: FilePath, settings: Iterable[str] = ()) -> str:
    """
    The model layer by layer, as `seqspec show` prints it: shapes, masks, parameters and cost.

    Raises:
        UsageError, SpecError: as `load`.
    """
    from seqspec.analysis.ladders import render

    return render(*check_file(path, settings).require())


def diff(before: FilePath, after: FilePath) -> Difference:
    """
    What changed from one spec to another: layers, parameters, whether old weights fit, data and training. True where
    anything did.

    Raises:
        UsageError: a file can't be opened, or its spec has errors.
    """
    from seqspec.analysis.difference import compare, sound

    return compare(sound(check_file(before)), sound(check_file(after)))


def build(path: FilePath, settings: Iterable[str] = (), backend: str | None = None) -> Any:
    """
    The Keras model of a spec, with initial weights drawn from its seed, compiled where the spec says how.

    Args:
        backend: jax, tensorflow or torch; wins over the spec.

    Raises:
        UsageError, SpecError: as `load`.
        BackendError: the backend is missing, or Keras runs on another one already.
    """
    spec, trace = check_file(path, settings).require()
    from seqspec.lowering import backend as backends
    from seqspec.lowering import build as lower

    backends.use(spec.runtime, backend)
    return lower(spec, trace, spec.runtime.seed or 0)


def fit(
    path: FilePath,
    settings: Iterable[str] = (),
    *,
    out: FilePath | None = None,
    data: FilePath | DataFrame | None = None,
    arrays: Mapping[str, Any] | None = None,
    backend: str | None = None,
    stream: TextIO | None = None,
) -> Run:
    """
    Train and judge a model, and leave a run folder behind, as `seqspec fit` does.

    Args:
        out: the run folder, which must not exist; `runs/<name>-<timestamp>` by default.
        data: a file, or a pandas DataFrame, that is read instead of the spec's source.
        arrays: for `data.arrays`: `input` and `target`, each an array with its examples along the first axis; and where
            there are any `validation` and `test`, each a pair `(input, target)`.
        backend: jax, tensorflow or torch; wins over the spec.
        stream: where progress, scores and verdict are printed; nowhere by default.

    Raises:
        UsageError, SpecError: as `load`; `data` and `arrays` are both given.
        BackendError, DataError, RunError: what keeps the model from being trained, judged or saved.
    """
    from seqspec.runs import fitting

    settings = tuple(settings)
    checked = check_file(path, settings)
    checked.require()
    folder = None if out is None else Path(out)
    given = _handed(data, arrays)
    request = fitting.Request(checked, Path(path).parent, folder, given, backend, stream, settings=settings)
    return fitting.fit(request)


def predict(
    run: FilePath,
    data: FilePath | DataFrame | None = None,
    backend: str | None = None,
    *,
    arrays: Mapping[str, Any] | None = None,
    last: bool = False,
) -> Forecasts:
    """
    Forecasts of a trained run for other data, in original units; `rows()` gives them one by one.

    Args:
        run: a folder that `fit` left behind.
        data: a file, or a pandas DataFrame, with the columns that the recipe reads.
        backend: jax, tensorflow or torch; wins over the run's.
        arrays: for `data.arrays`: `{"input": X}`.
        last: only the newest forecast of each series.

    Raises:
        RunError, BackendError, DataError: the run, the backend or the data can't be used.
        UsageError: neither `data` nor `arrays` is given, or both are; or `last` is asked of a run without windows.
    """
    from seqspec.runs import prediction

    given = _handed(data, arrays)
    if given is None:
        raise UsageError("`predict` needs something to predict from", help="hand over `data`, or `arrays`")
    return prediction.predict(Path(run), given, backend, last=last)


def generate(
    run: FilePath,
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
    Texts that a trained next-token model writes on from a prompt; each without the prompt.

    Args:
        run: a folder that `fit` left behind.
        prompt: at least as many tokens as the recipe's window is long.
        length: how many tokens are written.
        temperature: 0 takes the likeliest token; 1 draws each by its probability, more is bolder.
        beam: how many ways to go on a beam search follows, in place of a temperature.
        seed: the same seed draws the same texts.
        count: how many texts; of a beam search the most probable first.
        backend: jax, tensorflow or torch; wins over the spec.

    Raises:
        UsageError: the arguments do not go together.
        RunError, BackendError, DataError: the run, the backend or the prompt can't be used.
    """
    from seqspec.runs import generation

    manner = generation.Manner(length, temperature, beam, seed, count)
    return generation.generate(Path(run), prompt, manner, backend)


def _handed(data: FilePath | DataFrame | None, arrays: Mapping[str, Any] | None) -> Handed | None:
    """The one thing that is read instead of the spec's source."""
    if data is not None and arrays is not None:
        raise UsageError("`data` and `arrays` are both handed over", help="hand over one of the two")
    return arrays if arrays is not None else Path(data) if isinstance(data, str | os.PathLike) else data
