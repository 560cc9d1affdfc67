"""A declarative compiler for sequence models: YAML in, a checked, trained and judged Keras model out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seqspec.analysis.linter import lint as lint
    from seqspec.analysis.manual.explanation import explain as explain
    from seqspec.public import build as build
    from seqspec.public import diff as diff
    from seqspec.public import fit as fit
    from seqspec.public import generate as generate
    from seqspec.public import load as load
    from seqspec.public import predict as predict
    from seqspec.public import show as show

__version__ = "0.1.0"
__all__ = ["build", "diff", "explain", "fit", "generate", "lint", "load", "predict", "show"]

_HOMES = {"explain": "seqspec.analysis.manual.explanation", "lint": "seqspec.analysis.linter"}


def __getattr__(name: str) -> Any:
    """Imports a public function when it is asked for: `import seqspec` itself costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "seqspec.public")), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
