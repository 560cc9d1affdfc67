"""What keeps a spec from the fused engine, as far as the spec alone tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from seqspec.analysis.environment import TITLES
from seqspec.diagnostics import Path
from seqspec.language.layer import Layer
from seqspec.language.spec import Compile

RUNS_ON = "jax"
"""The backend that it is made for."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """
    One thing that the fused engine can't do.

    Args:
        said: in words that go on after a colon.
        way_out: what a user who insists on that engine can do.
        path: where it is written.
    """

    said: str
    way_out: str
    path: Path


def obstacle(backend: str | None, section: Compile | None, layers: Iterable[tuple[Path, Layer]]) -> Obstacle | None:
    """
    The first of them.

    Args:
        backend: what the spec runs on; None where that is not known yet.
        section: what is said under `compile`.
        layers: all there are, those inside wrappers included, each with where it is written.
    """
    if backend not in (None, RUNS_ON):
        said = f"the fused engine runs on {TITLES[RUNS_ON]}, and the backend is {TITLES[backend]}"
        return Obstacle(said, _or_auto(f"train on {TITLES[RUNS_ON]}"), ("runtime", "backend"))
    if section is not None and section.run_eagerly:
        path = "compile", "run_eagerly"
        return Obstacle("`run_eagerly: true` compiles nothing", _or_auto("take `run_eagerly` out"), path)
    if section is not None and section.jit_compile is False:
        path = "compile", "jit_compile"
        return Obstacle("`jit_compile: false` compiles nothing", _or_auto("take `jit_compile` out"), path)
    for place, layer in layers:
        if not layer.compiles:
            said = f"on {TITLES[RUNS_ON]} a model with `{layer.type}` is not compiled as a whole"
            return Obstacle(said, _or_auto(f"take `{layer.type}` out"), place)
    return None


def _or_auto(way_out: str) -> str:
    return f"{way_out}, or write `engine: auto`"
