"""What `import seqspec` offers, for a spec in a file. Each function imports what it needs when it is called."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeAlias

from seqspec.analysis.linter import check_file

if TYPE_CHECKING:
    from seqspec.analysis.difference import Difference
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
    data: FilePath | None = None,
    backend: str | None = None,
    stream: TextIO | None = None,
) -> Run:
    """
    Train and judge a model, and leave a run folder behind, as `seqspec fit` does.

    Args:
        out: the run folder, which must not exist; `runs/<name>-<timestamp>` by default.
        data: a file that is read instead of the spec's source.
        backend: jax, tensorflow or torch; wins over the spec.
        stream: where progress, scores and verdict are printed; nowhere by default.

    Raises:
        UsageError, SpecError: as `load`.
        BackendError, DataError, RunError: what keeps the model from being trained, judged or saved.
    """
    from seqspec.runs import fitting

    settings = tuple(settings)
    checked = check_file(path, settings)
    checked.require()
    folder, file = (Path(given) if given is not None else None for given in (out, data))
    request = fitting.Request(checked, Path(path).parent, folder, file, backend, stream, settings=settings)
    return fitting.fit(request)


def predict(run: FilePath, data: FilePath, backend: str | None = None) -> Forecasts:
    """
    Forecasts of a trained run for another file, in original units; `rows()` gives them one by one.

    Args:
        run: a folder that `fit` left behind.
        data: a file with the columns that the recipe reads.

    Raises:
        RunError, BackendError, DataError: the run, the backend or the file can't be used.
    """
    from seqspec.runs import prediction

    return prediction.predict(Path(run), Path(data), backend)


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
