"""
How fast lint is here: `python -m tests.bench_lint` prints one cold process, and a thousand specs in one process.

Run it with compiled bytecode (PYTHONDONTWRITEBYTECODE unset), as an installed seqspec has.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parent.parent
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


def _cold() -> float:
    """Wall time of a whole process, bytecode compiled by a first run."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    command = [str(Path(sys.executable).with_name("seqspec")), "lint", "specs/rnn4.yaml"]
    times = []
    for _ in range(RUNS + 1):
        start = perf_counter()
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        times.append(perf_counter() - start)
    return median(times[1:])


def _thousand() -> float:
    """Wall time of a process that lints a thousand different files, as `seqspec lint FOLDER` does."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(SPECS):
            layers = "".join(f"  - {layer.format(units=8 + number % 32)}\n" for layer in LAYERS)
            text = f"seqspec: 1\nmodel:\n  - Input: [100, 1]\n{layers}compile: {{loss: mse}}\nruntime: {{seed: 1}}\n"
            (Path(folder) / f"spec{number:04}.yaml").write_text(text, "utf-8")
        command = [str(Path(sys.executable).with_name("seqspec")), "lint", folder, "--format", "concise"]
        start = perf_counter()
        subprocess.run(command, check=True)
        return perf_counter() - start


if __name__ == "__main__":
    main()
