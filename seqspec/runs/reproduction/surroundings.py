"""What a run ran on beside what there is here, fact by fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from seqspec.runs.cells import shown
from seqspec.runs.environment import PACKAGES

_PACKAGES, _FLAGS = "packages", "flags"
_IDLE = {"platform"}
"""What is worth knowing, and decides over no bit: the kernel below a processor and its libraries."""
_BACKENDS = {"jax": {"jax", "jaxlib"}, "tensorflow": {"tensorflow", "tensorflow-cpu"}, "torch": {"torch"}}
"""The packages that compute nothing where another backend does."""


@dataclass(frozen=True, slots=True)
class Fact:
    """
    One fact of the surroundings.

    Args:
        name: what it is.
        recorded: then; None where the run does not say.
        here: now; None where there is none.
        decides: whether it may change the bits.
    """

    name: str
    recorded: str | None
    here: str | None
    decides: bool

    @property
    def differs(self) -> bool:
        """Whether it may be why the bits are others; what was not recorded, nobody knows."""
        return self.decides and self.recorded is not None and self.recorded != self.here

    @property
    def said(self) -> str:
        """What is different, in words."""
        return f"{self.name} {self.recorded} then, {self.here or 'none'} here"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"name": self.name, "recorded": self.recorded, "here": self.here, "decides": self.decides,
                "differs": self.differs}  # fmt: skip


def facts(recorded: Mapping[str, Any], here: Mapping[str, Any]) -> list[Fact]:
    """
    Everything that is known here, beside what was written down then.

    Args:
        recorded: what `environment.json` holds, perhaps a stranger's.
        here: `seqspec.runs.environment.surroundings`.
    """
    return list(_facts(recorded, here))


def _facts(recorded: Mapping[str, Any], here: Mapping[str, Any]) -> Iterator[Fact]:
    for name, value in here.items():
        if name not in {_PACKAGES, _FLAGS}:
            yield Fact(name, _said(recorded.get(name)), _said(value), name not in _IDLE)
    yield from _flags(recorded, here)
    then, known = _group(recorded, _PACKAGES), _group(here, _PACKAGES)
    computing = {_said(recorded.get("backend")), here["backend"]}
    idle = {package for name, some in _BACKENDS.items() if name not in computing for package in some}
    for name in PACKAGES:
        if name in then or name in known:
            yield Fact(name, _said(then.get(name)), _said(known.get(name)), name not in idle)


def _flags(recorded: Mapping[str, Any], here: Mapping[str, Any]) -> Iterator[Fact]:
    """Variables of the environment that are set, of those that are looked at here."""
    then, known = _group(recorded, _FLAGS), _group(here, _FLAGS)
    unset = "unset" if isinstance(recorded.get(_FLAGS), dict) else None
    for name in sorted({*known, *(each for each in then if each.isidentifier())}):
        yield Fact(shown(name), _said(then.get(name)) or unset, _said(known.get(name)) or "unset", True)


def _group(surroundings: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = surroundings.get(name)
    return found if isinstance(found, dict) else {}


def _said(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return shown(str(value), 80) if isinstance(value, str | int | float) else None
