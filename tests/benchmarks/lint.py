"""
How fast lint answers: one spec in a cold process, and a thousand specs in one process.

    python -m tests.benchmarks.lint
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks.processes import measure

RUNS = 15
SPECS = 1000
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


def main() -> None:
    """Print both figures."""
    print(f"lint specs/rnn4.yaml, cold process, median of {RUNS}: {_cold():.3f} s")
    print(f"lint {SPECS:,} specs of {len(LAYERS)} layers, one process: {_thousand():.2f} s")


def _lint(*arguments: str) -> float:
    return measure([str(Path(sys.executable).with_name("seqspec")), "lint", *arguments]).seconds


def _cold() -> float:
    """Wall time of a whole process; a first run compiles the bytecode."""
    _lint("specs/rnn4.yaml")
    return median(_lint("specs/rnn4.yaml") for _ in range(RUNS))


def _thousand() -> float:
    """Wall time of a process that lints a thousand different files, as `seqspec lint FOLDER` does."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(SPECS):
            layers = "".join(f"  - {layer.format(units=8 + number % 32)}\n" for layer in LAYERS)
            text = f"seqspec: 1\nmodel:\n  - Input: [100, 1]\n{layers}compile: {{loss: mse}}\nruntime: {{seed: 1}}\n"
            (Path(folder) / f"spec{number:04}.yaml").write_text(text, "utf-8")
        return _lint(folder, "--format", "concise")


if __name__ == "__main__":
    main()
