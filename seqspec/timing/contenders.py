"""What can be timed: an engine on a backend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from seqspec.analysis.environment import TITLES
from seqspec.errors import BackendError, UsageError
from seqspec.language.problems import nearest
from seqspec.language.spec import Spec
from seqspec.lowering.backend import installed

FUSED = "fused"
_FUSED_ON = "jax"


@dataclass(frozen=True, slots=True)
class Contender:
    """An engine and the backend below it, as `runtime` names them."""

    engine: str
    backend: str

    @property
    def name(self) -> str:
        """What the command line calls it: `keras-jax`."""
        return f"{self.engine}-{self.backend}"

    @property
    def title(self) -> str:
        """What a reader calls it: `keras on JAX`."""
        return f"{self.engine} on {TITLES[self.backend]}"

    def with_(self, spec: Spec) -> Spec:
        """The spec as this engine is to train it."""
        runtime = spec.runtime.model_copy(update={"engine": self.engine, "backend": self.backend})
        return spec.model_copy(update={"runtime": runtime})


ALL = (Contender(FUSED, _FUSED_ON), *(Contender("keras", name) for name in TITLES))


def chosen(names: Iterable[str] | None) -> tuple[Contender, ...]:
    """
    Those that are named, or all whose backend is installed.

    Raises:
        UsageError: a name is none.
        BackendError: nothing is installed.
    """
    if names is not None:
        return tuple(dict.fromkeys(_named(name) for name in names))
    found = tuple(each for each in ALL if installed(each.backend))
    if not found or not installed("keras"):
        raise BackendError(
            "no backend is installed, so there is nothing to time", help="pip install 'seqspec-keras[jax]'"
        )
    return found


def _named(name: str) -> Contender:
    names = {each.name: each for each in ALL}
    if name in names:
        return names[name]
    guess = nearest(name, names)
    meant = f"; did you mean `{guess}`?" if guess else ""
    raise UsageError(f"`{name}` is no engine on a backend{meant}", help=f"the engines are {', '.join(names)}")
