"""`seqspec reproduce` as a user meets it, and the promise behind it: the same bits, process by process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.training import SPEC, write_spec

pytestmark = pytest.mark.keras

MODEL = [{"LSTM": {"units": 4, "dropout": 0.2, "return_sequences": True}}, {"Dropout": 0.1}, {"GRU": 3}, {"Dense": 1}]
"""Everything that draws or carries something from step to step."""
FUSED = ("jax", "fused")


def seqspec(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "seqspec", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240, check=False)


@pytest.fixture(scope="module", params=[FUSED, ("jax", "keras"), ("tensorflow", "keras")], ids=" ".join)
def trained(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run of each engine, which a process of its own has trained."""
    backend, engine = request.param
    pytest.importorskip(backend)
    folder = tmp_path_factory.mktemp("trained")
    runtime = {"seed": 7, "deterministic": True, "engine": engine, "backend": backend}
    write_spec(folder, model=MODEL, runtime=runtime, data={**SPEC["data"], "season": None})
    done = seqspec(folder, "fit", "tiny.yaml", "--out", "run")
    assert 0 == done.returncode, done.stderr
    assert (True, engine) == _engine(folder / "run")
    return folder


on_the_fused_engine = pytest.mark.parametrize("trained", [FUSED], indirect=True, ids=" ".join)


@on_the_fused_engine
def test_a_run_is_reproduced_by_another_process(trained: Path) -> None:
    """What it was and how it compares on standard output, the training on standard error."""
    told = seqspec(trained, "reproduce", "run", "--out", "again")

    assert 0 == told.returncode, told.stderr
    assert told.stdout.startswith("run: finished, 2 epochs, began ")
    assert told.stdout.endswith("the run trained again is again\nreproduced to the same bits\n")
    assert "epoch 2/2" in told.stderr


@on_the_fused_engine
def test_what_can_not_be_reproduced_ends_with_1(
    trained: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other data are a verdict, a folder that is none or taken is an error, a tolerance that is none wrong usage."""
    monkeypatch.chdir(tmp_path)
    Path("other.csv").write_text("y\n1\n", "utf-8")

    refused = run("reproduce", trained / "run", "--data", "other.csv")
    nowhere = run("reproduce", "nowhere")
    taken = run("reproduce", trained / "run", "--out", trained / "run")
    usage = run("reproduce", trained / "run", "--tolerance", "2")

    assert (1, 1, 2) == (refused.code, nowhere.code, usage.code)
    assert refused.output.splitlines()[-1].startswith("not reproduced: `")
    assert ["other.csv"] == [path.name for path in tmp_path.iterdir()]
    assert "there is no run folder `nowhere`" in nowhere.errors
    assert (1, "", True) == (taken.code, taken.output, "exists already" in taken.errors)  # before anything is looked at
    assert "a tolerance lies between 0 and 1" in usage.errors


def test_deterministic_is_the_same_bits_twice(trained: Path) -> None:
    """Two processes write the same metrics and the same model, byte by byte, but for the times in them."""
    done = seqspec(trained, "reproduce", "run", "--out", "two", "--format", "json")

    assert 0 == done.returncode, done.stderr
    assert "epoch" not in done.stderr
    found = json.loads(done.stdout)
    assert ("same bits", 0, "two", []) == tuple(found[key] for key in ("outcome", "tolerance", "again", "deviations"))
    assert {"epochs": 2, "weights": 8, "scores": 7} == found["compared"]
    assert {"keras", "backend", "engine", "seed"} <= {fact["name"] for fact in found["environment"]}
    one, two = trained / "run", trained / "two"
    assert _engine(one) == _engine(two)
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
