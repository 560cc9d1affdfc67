"""What is looked at before a run is trained again: spec, data, surroundings, and how near it has to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from seqspec.analysis.linter import Checked, check_text
from seqspec.engines.choice import choose
from seqspec.errors import UsageError
from seqspec.language import normal
from seqspec.language.recipe.source import FileSource
from seqspec.language.spec import Spec
from seqspec.lowering import backend as backends
from seqspec.runs import environment, opening, weights
from seqspec.runs import folder as files
from seqspec.runs.reproduction.origin import Check, Origin, check_data, check_spec, origin_of
from seqspec.runs.reproduction.surroundings import Fact, facts
from seqspec.wording import count

TOLERANCE = 1e-4
"""
What two runs may be apart by where nobody promises the same bits: a few hundred times what the two engines differ by
after sixty epochs of an LSTM, and a hundredth of what other initial weights make.
"""


@dataclass(frozen=True)
class Plan:
    """
    A run that is about to be repeated.

    Args:
        origin: the run.
        checks: of spec and data.
        facts: of the surroundings; none where a check failed, as nothing is trained then.
        files: where its data lie, if it read files.
        moved: whether they lie elsewhere than they did.
        backend: the one to run on, where the spec would take another.
        asked: the tolerance that was asked for.
    """

    origin: Origin
    checks: tuple[Check, ...]
    facts: tuple[Fact, ...] = ()
    files: tuple[Path, ...] = ()
    moved: bool = False
    backend: str | None = None
    asked: float | None = None

    @property
    def sound(self) -> bool:
        """Whether spec and data are what was run."""
        return all(each.holds is not False for each in self.checks)

    @cached_property
    def differing(self) -> list[Fact]:
        """What may be why the bits are others."""
        return [each for each in self.facts if each.differs]

    @cached_property
    def tolerance(self) -> float:
        """How far numbers may be apart, by the larger of them; 0 where the same bits are promised."""
        if self.asked is not None:
            return self.asked
        return TOLERANCE if self.differing or not self._deterministic else 0.0

    @property
    def reason(self) -> str:
        """Why the tolerance is what it is."""
        if self.asked is not None:
            return "as asked for"
        if self.differing:
            return f"as {', '.join(each.name for each in self.differing[:4])} differ{'s' * (len(self.differing) == 1)}"
        if self._drifted:
            return "as the run was resumed where numbers may be others"
        return (
            "as the run was deterministic and nothing differs" if self._deterministic else "as it is not deterministic"
        )

    @property
    def _deterministic(self) -> bool:
        """Whether the run promises its bits."""
        return self.origin.environment.get("deterministic") is True and not self._drifted

    @property
    def _drifted(self) -> bool:
        """Whether it was gone on with, at some time, where something was different."""
        resumed = self.origin.environment.get("resumed", [])
        every = resumed if isinstance(resumed, list) else [resumed]
        return any(not isinstance(each, dict) or each.get("differs") for each in every)

    @property
    def notes(self) -> Iterator[str]:
        """What has to be known of the run to read the comparison."""
        origin = self.origin
        if not origin.trained:
            ended = f"its training was ended after {count(origin.last, 'whole epoch')}"
            yield f"{ended} (it is {origin.record.state}): these are trained again"
        if not origin.weighed:
            why = "it left no model" if origin.record.bytes is None else "it was ended in the middle of an epoch"
            yield f"weights and scores are not compared: {why}"

    @property
    def settings(self) -> tuple[str, ...]:
        """What has to be otherwise than in the run's spec: a run that was ended early is repeated up to there."""
        return () if self.origin.trained else (f"fit.epochs={self.origin.last}",)

    def checked(self) -> Checked:
        """The spec that is trained again."""
        name = str(self.origin.folder.path / files.RESOLVED)
        if self.moved and len(self.files) > 1:
            return check_text(normal.write(_elsewhere(self.origin.spec, self.files)), name, self.settings)
        return check_text(self.origin.folder.read(files.RESOLVED), name, self.settings)


def plan(path: Path, moved: Path | None = None, backend: str | None = None, tolerance: float | None = None) -> Plan:
    """
    Look at a run, and choose and start the backend.

    Args:
        path: the run folder.
        moved: where its data file lies now, or the folder of several; None where they lie as they did.
        backend: another one than the run's.
        tolerance: how far numbers may be apart; None for what suits.

    Raises:
        UsageError: the tolerance is none.
        RunError: the folder is no run, or none that can be repeated, or its model can't be read to compare with.
        DataError: its data are not there.
        BackendError: the backend is missing.
    """
    if tolerance is not None and not 0 <= tolerance < 1:
        raise UsageError(f"a tolerance lies between 0 and 1, and `{tolerance:g}` does not", help="write 0.0001")
    origin = origin_of(path)
    data, paths = check_data(origin, moved)
    found = Plan(origin, (check_spec(origin), data), (), tuple(paths), moved is not None, None, tolerance)
    if not found.sound:
        return found
    if origin.weighed:
        opening.require_own_model(origin.folder)
        weights.require_readable(origin.folder.path / files.MODEL, origin.trace.params)
    known = origin.environment.get("backend")
    wanted = backend or (known if isinstance(known, str) else "auto")
    other = None if backends.choose(wanted) == _own(origin.spec) else wanted
    return replace(found, backend=other, facts=tuple(facts(origin.environment, _here(origin, other))))


def _own(spec: Spec) -> str | None:
    """The backend that the spec alone would take."""
    return backends.choose(spec.runtime.backend)


def _here(origin: Origin, backend: str | None) -> dict[str, object]:
    spec = origin.spec
    found = backends.use(spec.runtime, backend)
    choice = choose(spec, origin.trace, found.name, found.device, found.cores)
    return environment.surroundings(found, choice, spec.runtime.seed or 0, spec.runtime.precision)


def _elsewhere(spec: Spec, paths: tuple[Path, ...]) -> Spec:
    assert spec.data is not None  # it read files
    assert isinstance(spec.data.source, FileSource)
    source = spec.data.source.model_copy(update={"path": [str(each.absolute()) for each in paths]})
    return spec.model_copy(update={"data": spec.data.model_copy(update={"source": source})})
