"""
How fast lint answers: cold and from the cache, a long spec, thousands of files, and texts that are damaged.

    python -m tests.benchmarks.lint

Each figure stands beside its target. Run it on a machine that does nothing else.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from seqspec.analysis.linter import check_text
from tests.benchmarks.processes import ROOT, measure

RUNS = 15
SPECS = 5000
LONG = 1000
DAMAGED = 2000
EXAMPLE = "specs/rnn4.yaml"
LAYERS = (
    "Conv1D: {{filters: 8, kernel_size: 3, padding: causal}}",
    "LSTM: {{units: {units}, return_sequences: true}}",
    "Dropout: 0.2",
    "GRU: {{units: {units}, return_sequences: true}}",
    "LayerNormalization",
    "Bidirectional: {{layer: {{LSTM: {units}}}, merge_mode: concat}}",
    "Dense: {{units: {units}, activation: relu}}",
    "Dropout: 0.1",
    "Dense: {{units: {units}, activation: relu}}",
    "Dense: 1",
)
_SIGNS = ["{", "}", "[", "]", ":", "- ", "#", '"', "'", "|", "&a ", "*a", "\n", "  ", "<<: ", "!!x ", "null", "1e999"]


def main() -> None:
    """Print every figure with its target."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder  # the user's own cache is left alone
        cold = _median(EXAMPLE, "--no-cache")
        _print(f"lint {EXAMPLE}, cold process, median of {RUNS}", cold, 0.20)
        _print("the same, unchanged since the last run", _median(EXAMPLE), 0.06)
        _print(f"a spec of {LONG:,} layers, beyond that", _median(_long(Path(folder)), "--no-cache") - cold, 0.5)
        many = _many(Path(folder) / "many")
        _print(f"{SPECS:,} files of {len(LAYERS)} layers in one run", _lint(many, "--format", "concise"), 10)
        _print("the same, unchanged since the last run", _lint(many, "--format", "concise"), None)
        _print(f"the slowest of {DAMAGED:,} damaged texts", _damaged(), 1)


def _print(what: str, seconds: float, target: float | None) -> None:
    allowed = "" if target is None else f"   (at most {target:g} s)"
    print(f"{what}: {seconds:.3f} s{allowed}", flush=True)


def _lint(*arguments: str) -> float:
    """Wall time of a whole process."""
    return measure([str(Path(sys.executable).with_name("seqspec")), "lint", *arguments]).seconds


def _median(*arguments: str) -> float:
    """A first run compiles the bytecode, and fills the cache where there is one."""
    _lint(*arguments)
    return median(_lint(*arguments) for _ in range(RUNS))


def _text(repeats: int, units: int) -> str:
    layers = [f"  - {layer.format(units=units)}\n" for layer in LAYERS]
    stack = "".join(layers[1:5]) * repeats if repeats else "".join(layers)
    return f"seqspec: 1\nmodel:\n  - Input: [100, 1]\n{stack}compile: {{loss: mse}}\nruntime: {{seed: 1}}\n"


def _long(folder: Path) -> str:
    path = folder / "long.yaml"
    path.write_text(_text(LONG // 4, 8), "utf-8")
    return str(path)


def _many(folder: Path) -> str:
    """A folder of different files."""
    folder.mkdir()
    for number in range(SPECS):
        (folder / f"spec{number:04}.yaml").write_text(f"{_text(0, 8 + number % 32)}name: s{number}\n", "utf-8")
    return str(folder)


def _damaged() -> float:
    """The longest time over one text in which signs of YAML were put in, or pieces taken out or doubled."""
    chance = random.Random(42)
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "specs").glob("*.yaml"))]
    slowest = 0.0
    for _ in range(DAMAGED):
        text = chance.choice(texts)
        for _ in range(chance.randint(1, 8)):
            start = chance.randrange(len(text) + 1)
            piece = text[start : start + chance.randint(0, 60)]
            text = text[:start] + chance.choice([*_SIGNS, "", piece * chance.randint(2, 20)]) + text[start:]
        began = time.perf_counter()
        check_text(text)
        slowest = max(slowest, time.perf_counter() - began)
    return slowest


if __name__ == "__main__":
    main()
