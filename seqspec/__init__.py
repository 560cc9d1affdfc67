"""A declarative compiler for sequence models: YAML in, a checked, trained and judged Keras model out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seqspec.analysis.linter import lint as lint
    from seqspec.analysis.manual.explanation import explain as explain
    from seqspec.public import compare as compare
    from seqspec.public import fit as fit
    from seqspec.public import list_runs as list_runs
    from seqspec.public import load as load
    from seqspec.public import loads as loads
    from seqspec.public import open_run as open_run

__version__ = "0.1.0"
__all__ = ["compare", "explain", "fit", "lint", "list_runs", "load", "loads", "open_run"]

_HOMES = {"explain": "seqspec.analysis.manual.explanation", "lint": "seqspec.analysis.linter"}


def __getattr__(name: str) -> Any:
    """Imports a public function when it is asked for: `import seqspec` itself costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "seqspec.public")), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
