"""How a result is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seqspec.analysis.linter import check_text
from seqspec.timing.contenders import chosen
from seqspec.timing.machine import Machine
from seqspec.timing.race import Timed, Trial
from seqspec.timing.result import Result
from seqspec.timing.spread import Spread
from seqspec.timing.table import markdown, number, text

TEXT = (
    "seqspec: 1\nmodel:\n  - Input: [8]\n  - Dense: 1000\ncompile: {optimizer: adam, loss: mse}\nruntime: {seed: 1}\n"
)


@pytest.fixture
def result() -> Result:
    """Two engines that were timed, the slower one first, and one that was not."""
    spec, trace = check_text(TEXT).require()
    trial = Trial(spec, Path(), None, False, True, batch=10, steps=100, rounds=3)
    facts: dict[str, Any] = {"version": "1.0", "peak_bytes": 3 << 20}
    slow, fast, none = chosen(["keras-tensorflow", "fused-jax", "keras-torch"])
    timed = [
        Timed(slow, 9.0, [2.0, 1.0, 4.0], [2.0, 2.0, 2.0], facts),
        Timed(fast, 4.0, [0.5, 0.5, 0.25], [0.9, 0.9, 0.9], facts),
        Timed(none, error="it is not installed"),
    ]
    machine = Machine("A processor", 2, Spread(4e9, 3e9, 5e9))
    return Result("small", "the data of the spec", machine, trial, trace, timed)


def test_text(result: Result) -> None:
    """The fastest first, rates as the median of the rounds, and what stands behind them."""
    lines = text(result).splitlines()

    assert "small: batch 10, 3 rounds of 100 steps in turn; the data of the spec" == lines[0]
    assert [
        "engine                   steps/s   (min to max)  samples/s  GFLOP/s  of product  first step  peak memory",
        "fused on JAX 1.0             200   (200 to 400)      2,000   0.0960       2.4 %       4.0 s      3.0 MiB",
        "keras on TensorFlow 1.0     50.0  (25.0 to 100)        500   0.0240       0.6 %       9.0 s      3.0 MiB",
    ] == lines[2:5]
    assert "keras on PyTorch could not be timed: it is not installed" == lines[6]
    assert "steps/s of fused on JAX: 4.00 times keras on TensorFlow" == lines[8]
    assert "A processor, 2 cores; float32 matrix product 4.00 GFLOP/s (3.00 to 5.00)" == lines[9]


def test_markdown(result: Result) -> None:
    """The same rows as a table of a page."""
    rows = [line for line in markdown(result).splitlines() if line.startswith("|")]

    assert ["| engine ", "| --- | -", "| fused o", "| keras o"] == [row[:9] for row in rows]
    assert {9} == {row.count("|") for row in rows}


def test_operations_that_nobody_can_count(result: Result) -> None:
    """A length that is open leaves them out, and nothing else."""
    _, trace = check_text(TEXT.replace("[8]", "[null, 8]").replace("Dense: 1000", "GRU: 4")).require()
    lines = text(replace(result, trace=trace)).splitlines()

    assert ["2,000", "?", "?", "4.0"] == lines[3].split()[8:12]


@pytest.mark.parametrize(("load", "warned"), [(None, False), (1.5, False), (2.5, True)])
def test_a_busy_machine(result: Result, load: float | None, warned: bool) -> None:
    """Where more processes than there are cores wanted one, what was timed says little, and that is said."""
    said = text(replace(result, machine=replace(result.machine, load=load)))

    assert warned == said.endswith(
        "other work ran on this machine before (load 2.5): time it again when that is done\n"
    )


@pytest.mark.parametrize(
    ("value", "said"), [(1234.5, "1,234"), (99.96, "100.0"), (12.34, "12.3"), (1.234, "1.23"), (0.01234, "0.0123")]
)
def test_numbers(value: float, said: str) -> None:
    """Three digits count."""
    assert said == number(value)
