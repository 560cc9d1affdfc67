"""`seqspec bench`: engines timed in processes of their own."""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.children import Children
from tests.cli.conftest import Run
from tests.training import write_spec

pytestmark = pytest.mark.keras

NUMBER = {"type": "number", "exclusiveMinimum": 0}
SPREAD = {
    "type": "object",
    "properties": dict.fromkeys(("median", "low", "high"), NUMBER),
    "required": ["median", "low", "high"],
}
ENGINE = {
    "type": "object",
    "properties": {
        "engine": {"enum": ["keras", "fused"]},
        "backend": {"enum": ["jax", "tensorflow", "torch"]},
        "steps_per_second": SPREAD,
        "samples_per_second": SPREAD,
        "gflops": SPREAD,
        "first_step_seconds": NUMBER,
        "peak_bytes": {"type": "integer", "minimum": 1 << 20},
        "seconds": {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2},
        "processor_seconds": {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2},
    },
}
ENGINE["required"] = list(ENGINE["properties"])  # type: ignore[call-overload]
RESULT = {
    "type": "object",
    "properties": {
        "version": {"const": 1},
        "data": {"const": "the data of the spec"},
        "batch_size": {"const": 32},
        "operations_of_a_step": {"const": 6 * (6 * 4 + 4) * 32},
        "machine": {
            "type": "object",
            "properties": {
                "processor": {"type": "string", "minLength": 1},
                "cores": {"type": "integer", "minimum": 1},
                "matrix_product_gflops": SPREAD,
                "packages": {"type": "object", "required": ["keras", "jax"]},
            },
            "required": ["processor", "cores", "matrix_product_gflops", "packages"],
        },
        "engines": {"type": "array", "items": ENGINE},
        "failed": {"type": "array"},
    },
    "required": ["version", "data", "batch_size", "operations_of_a_step", "machine", "engines", "failed"],
}
SHORT = ("--steps", 3, "--runs", 2)


def result(path: Path) -> dict[str, Any]:
    """The JSON that was written."""
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return told


def test_engines_take_turns(run: Run, tmp_path: Path) -> None:
    """Both engines on JAX are timed on the data of the spec, and the JSON holds what the table shows."""
    spec = write_spec(tmp_path)
    outcome = run("bench", spec, "--engines", "keras-jax,fused-jax", *SHORT, "--json", tmp_path / "told.json")

    told = result(tmp_path / "told.json")
    jsonschema.validate(told, RESULT)
    rates = {each["engine"]: each["steps_per_second"]["median"] for each in told["engines"]}
    assert (0, {"keras", "fused"}) == (outcome.code, set(rates))
    assert sorted(rates, key=lambda name: -rates[name]) == list(rates)
    assert "tiny: batch 32, 2 rounds of 3 steps in turn; the data of the spec" == outcome.output.splitlines()[0]
    assert ["round 1 of 2", "round 2 of 2"] == [line[:12] for line in outcome.errors.splitlines()[-2:]]


def test_an_engine_that_fails_leaves_the_others(run: Run, tmp_path: Path) -> None:
    """What is missing is said in its place, and the exit code tells that an engine that was named is not there."""
    spec = write_spec(tmp_path)
    (tmp_path / "series.csv").unlink()
    outcome = run("bench", spec, "--engines", "keras-torch,keras-jax", *SHORT, "--json", tmp_path / "told.json")

    told = result(tmp_path / "told.json")
    assert (1, ["jax"]) == (outcome.code, [each["backend"] for each in told["engines"]])
    assert [("torch", True)] == [(each["backend"], "not installed" in each["error"]) for each in told["failed"]]
    assert told["data"].startswith("numbers made up")
    assert "keras on PyTorch could not be timed: " in outcome.output


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--engines", "keras"], 2, "`keras` is no engine on a backend"),
        (["--steps", "0"], 2, "argument --steps: `0` is not a whole number of at least 1"),
        (["--steps", "abc"], 2, "argument --steps: `abc` is not a whole number of at least 1"),
        (["--runs", "1.5"], 2, "argument --runs: `1.5` is not a whole number of at least 1"),
        (["--json", "."], 1, "exists already"),
        (["--set", "model[2].Dense.units=0"], 1, "error"),
    ],
)
def test_refusals(run: Run, tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    """What can't be timed is refused before any process is started."""
    outcome = run("bench", write_spec(tmp_path), *arguments)

    assert code == outcome.code
    assert said in outcome.errors


def test_data_that_can_not_be_read(run: Run, tmp_path: Path) -> None:
    """A file that was named has to be there, before any process is started: then no numbers are made up."""
    outcome = run("bench", write_spec(tmp_path), "--data", tmp_path / "none.csv", "--engines", "keras-jax", *SHORT)

    assert 1 == outcome.code
    assert f"there is no file `{tmp_path / 'none.csv'}`" in outcome.errors


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="looks for processes in /proc")
def test_ctrl_c_leaves_nothing_behind(children: Children, tmp_path: Path) -> None:
    """The exit code is that of Ctrl-C, and no process stays."""
    command = ("-m", "seqspec", "bench", str(write_spec(tmp_path)), "--engines", "keras-jax", "--steps", "100000")
    process = children.start(sys.executable, *command)
    while not (workers := _children(process.pid)):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)

    _, errors = process.communicate()
    assert (130, "interrupted") == (process.returncode, errors.splitlines()[-1])
    late = time.monotonic() + 20  # one that was only just started ends by itself when it finds nobody there
    while (left := [worker for worker in workers if Path(f"/proc/{worker}").exists()]) and time.monotonic() < late:
        time.sleep(0.05)
    assert [] == left


def _children(parent: int) -> list[int]:
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(each) for each in found]
