"""A spec without errors as an object: what can be done with it, each thing importing what it needs when it is done."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeAlias

from seqspec.analysis.difference import Difference, compare
from seqspec.analysis.inference import Trace
from seqspec.analysis.ladders import REGISTRY, render
from seqspec.analysis.linter import Checked, check_file, check_text
from seqspec.diagnostics import Report
from seqspec.errors import UsageError, naming_extras
from seqspec.language.literals import Settings, written
from seqspec.language.spec import Spec

if TYPE_CHECKING:
    from pandas import DataFrame

    from seqspec.runs.run import Run

FilePath: TypeAlias = str | os.PathLike[str]


def path_of(given: FilePath) -> Path:
    """
    A path that somebody handed over.

    Raises:
        UsageError: it is none.
    """
    if not isinstance(given, str | os.PathLike):
        raise UsageError(f"a path is wanted, and this is a `{type(given).__name__}`", help="write it as a text")
    return Path(given)


class Loaded:
    """
    A spec without errors.

    Args:
        checked: the spec after linting.
        base: the folder that paths in the spec start from.
        settings: the changes that `checked` has in it.
        file: where it was read; None for a text.

    Raises:
        SpecError: the spec has errors; carries the report.
    """

    def __init__(
        self, checked: Checked, base: Path, settings: tuple[str, ...] = (), file: FilePath | None = None
    ) -> None:
        self._spec, self._trace = checked.require()
        self._checked = checked
        self._file = file
        self.base = base
        self.settings = settings

    @classmethod
    def from_file(cls, path: FilePath, settings: Settings = ()) -> Loaded:
        """
        Read a file.

        Raises:
            UsageError: it can't be opened, or is no path.
            SpecError: the spec has errors.
        """
        parent, changes = path_of(path).parent, written(settings)
        return cls(check_file(path, changes), parent, changes, path)

    @classmethod
    def from_text(cls, text: str, settings: Settings = (), base: FilePath = ".") -> Loaded:
        """
        Read a text.

        Args:
            base: the folder that paths in it start from.

        Raises:
            SpecError: the spec has errors.
        """
        changes = written(settings)
        return cls(check_text(text, settings=changes, file=Path(base) / "<text>"), Path(base), changes)

    def __repr__(self) -> str:
        params = "?" if self.trace.params is None else f"{self.trace.params:,}"
        return f"<Loaded {self.name}: {len(self.trace.steps)} layers, {params} parameters>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the ladder, and what lint has to say."""
        found = self.report._repr_html_() if self.report.diagnostics else ""
        return self.show("html") + found

    @property
    def spec(self) -> Spec:
        """What the text says."""
        return self._spec

    @property
    def trace(self) -> Trace:
        """The model layer by layer: shapes, masks, parameters and cost."""
        return self._trace

    @property
    def report(self) -> Report:
        """What lint found: warnings and hints, as there is no error."""
        return self._checked.report

    @property
    def text(self) -> str:
        """The spec as it is written."""
        return self._checked.source.text

    @property
    def name(self) -> str:
        """What the spec is called: by itself, or as its file."""
        return self.spec.name or Path(self._checked.source.name).stem

    def with_settings(self, settings: Settings) -> Loaded:
        """
        The same spec with further changes.

        Raises:
            SpecError: the changed spec has errors.
        """
        changes = (*self.settings, *written(settings))
        if self._file is not None:
            return Loaded.from_file(self._file, changes)
        return Loaded.from_text(self.text, changes, self.base)

    def show(self, format: str = "text") -> str:
        """
        The model layer by layer, as `seqspec show` prints it.

        Args:
            format: text, json, mermaid, svg or html.

        Raises:
            UsageError: there is no such format.
        """
        try:
            return render(self.spec, self.trace, format)
        except KeyError:
            raise UsageError(
                f"there is no format `{format}`", help=f"the formats are {', '.join(REGISTRY.names)}"
            ) from None

    def diff(self, other: Loaded | FilePath) -> Difference:
        """
        What changes from this spec to another: layers, parameters, whether old weights fit, data and training. True
        where anything does.

        Args:
            other: the one after; a path is read first.

        Raises:
            UsageError, SpecError: as `seqspec.load`.
        """
        after = other if isinstance(other, Loaded) else Loaded.from_file(other)
        return compare((self.spec, self.trace), (after.spec, after.trace))

    @naming_extras("`build`")
    def build(self, backend: str | None = None) -> Any:
        """
        The Keras model, with initial weights drawn from the spec's seed, compiled where the spec says how.

        Args:
            backend: jax, tensorflow or torch; wins over the spec.

        Raises:
            BackendError: the backend is missing, or Keras runs on another one already.
        """
        from seqspec.lowering import backend as backends
        from seqspec.lowering import build

        backends.use(self.spec.runtime, backend)
        return build(self.spec, self.trace, self.spec.runtime.seed or 0)

    @naming_extras("`fit`")
    def fit(
        self,
        *,
        out: FilePath | None = None,
        data: FilePath | DataFrame | None = None,
        arrays: Mapping[str, Any] | None = None,
        backend: str | None = None,
        stream: TextIO | None = None,
        judged: bool = True,
    ) -> Run:
        """
        Train and judge the model, and leave a run folder behind, as `seqspec fit` does.

        Args:
            out: the run folder, which must not exist; `runs/<name>-<timestamp>` by default.
            data: a file, or a pandas DataFrame, that is read instead of the spec's source.
            arrays: for `data.arrays`: `input` and `target`, each an array with its examples along the first axis; and
                where there are any `validation` and `test`, each a pair `(input, target)`.
            backend: jax, tensorflow or torch; wins over the spec.
            stream: where progress, scores and verdict are printed; nowhere by default.
            judged: whether model and baselines are judged, and a page is written.

        Raises:
            UsageError: `data` and `arrays` are both given.
            BackendError, DataError, RunError: what keeps the model from being trained, judged or saved.
        """
        from seqspec.data.dataset import handed
        from seqspec.runs.fitting.fitting import Request, fit

        folder = None if out is None else path_of(out)
        given = handed(data, arrays)
        asked = Request(self._checked, self.base, folder, given, backend, stream, settings=self.settings, judged=judged)
        return fit(asked)
