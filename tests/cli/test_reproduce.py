"""`seqspec reproduce` as a user meets it, and the promise behind it: the same bits, process by process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.training import SPEC, write_spec

pytestmark = pytest.mark.keras

MODEL = [{"LSTM": {"units": 4, "dropout": 0.2, "return_sequences": True}}, {"Dropout": 0.1}, {"GRU": 3}, {"Dense": 1}]
"""Everything that draws or carries something from step to step."""


def seqspec(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "seqspec", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240, check=False)


def test_a_run_is_reproduced_by_another_process(tmp_path: Path) -> None:
    """What it was and how it compares on standard output, the training on standard error; as JSON only the former."""
    write_spec(tmp_path, model=MODEL)
    assert 0 == seqspec(tmp_path, "fit", "tiny.yaml", "--out", "run").returncode

    told = seqspec(tmp_path, "reproduce", "run", "--out", "again")
    plain = seqspec(tmp_path, "reproduce", "run", "--out", "third", "--format", "json")

    assert (0, 0, "") == (told.returncode, plain.returncode, plain.stderr)
    assert told.stdout.startswith("run: finished, 2 epochs, began ")
    assert told.stdout.endswith("the run trained again is again\nreproduced to the same bits\n")
    assert "epoch 2/2" in told.stderr
    found = json.loads(plain.stdout)
    assert ("same bits", 0, "third", []) == tuple(found[key] for key in ("outcome", "tolerance", "again", "deviations"))
    assert {"epochs": 2, "weights": 8, "scores": 7} == found["compared"]
    assert {"keras", "backend", "engine", "seed"} <= {fact["name"] for fact in found["environment"]}


def test_what_can_not_be_reproduced_ends_with_1(tmp_path: Path) -> None:
    """Other data are a verdict, a folder that is none is an error, and a tolerance that is none is wrong usage."""
    write_spec(tmp_path)
    assert 0 == seqspec(tmp_path, "fit", "tiny.yaml", "--out", "run").returncode
    (tmp_path / "series.csv").write_text("y\n1\n", "utf-8")

    refused = seqspec(tmp_path, "reproduce", "run")
    nowhere = seqspec(tmp_path, "reproduce", "nowhere")
    usage = seqspec(tmp_path, "reproduce", "run", "--tolerance", "2")

    assert (1, 1, 2) == (refused.returncode, nowhere.returncode, usage.returncode)
    assert refused.stdout.splitlines()[-1].startswith("not reproduced: `")
    assert not (tmp_path / "runs").exists()
    assert "there is no run folder `nowhere`" in nowhere.stderr
    assert "a tolerance lies between 0 and 1" in usage.stderr


@pytest.mark.parametrize(
    ("backend", "engine"), [("jax", "fused"), ("jax", "keras"), ("tensorflow", "keras")], ids=lambda name: str(name)
)
def test_deterministic_is_the_same_bits_twice(tmp_path: Path, backend: str, engine: str) -> None:
    """Two processes write the same metrics and the same model, byte by byte, but for the times in them."""
    pytest.importorskip(backend)
    runtime = {"seed": 7, "deterministic": True, "engine": engine, "backend": backend}
    write_spec(tmp_path, model=MODEL, runtime=runtime, data={**SPEC["data"], "season": None})

    for name in ("one", "two"):
        done = seqspec(tmp_path, "fit", "tiny.yaml", "--out", name)
        assert 0 == done.returncode, done.stderr

    one, two = (tmp_path / name for name in ("one", "two"))
    assert [(True, engine)] * 2 == [_engine(run) for run in (one, two)]
    assert _metrics(one) == _metrics(two)
    assert 2 == len(_metrics(one))
    assert _arrays(one) == _arrays(two)
    for name in ("errors.csv", "resolved.yaml", "data.json", "recipe.json"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def _engine(run: Path) -> tuple[bool, str]:
    ran_on = json.loads((run / "environment.json").read_text())
    return ran_on["deterministic"], ran_on["engine"]


def _metrics(run: Path) -> list[dict[str, Any]]:
    """Every line as it was written, without the seconds."""
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text("utf-8").splitlines()]
    return [{name: repr(value) for name, value in line.items() if name != "seconds"} for line in lines]


def _arrays(run: Path) -> dict[str, bytes]:
    """The bytes of all arrays of a model file, the optimizer's included."""
    import io
    import zipfile

    import h5py

    with zipfile.ZipFile(run / "model.keras") as archive:
        weights = io.BytesIO(archive.read("model.weights.h5"))
    found: dict[str, bytes] = {}
    with h5py.File(weights) as file:
        file.visititems(lambda name, item: found.update({name: item[()].tobytes()} if hasattr(item, "dtype") else {}))
    assert len(found) > 16  # weights, and what the optimizer keeps of each
    return found
