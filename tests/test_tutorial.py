"""The models of the tutorial, end to end on made-up prices, on both backends that the project promises."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.keras

ROOT = Path(__file__).parent.parent
PARAMETERS = {"rnn4": 17_801, "lstm4": 71_051}


@pytest.mark.parametrize(("spec", "backend"), [("rnn4", "tensorflow"), ("rnn4", "jax"), ("lstm4", "jax")])
def test_the_tutorial_s_models_train_and_are_judged(spec: str, backend: str, tmp_path: Path) -> None:
    """One short epoch leaves a whole run folder, scores beside the naive forecasts, and a verdict."""
    pytest.importorskip(backend)
    prices = np.random.default_rng(7).lognormal(4.7, 0.7, size=900).round()
    (tmp_path / "prices.csv").write_text("price\n" + "".join(f"{price:.0f}\n" for price in prices), "utf-8")
    settings = [word for each in ("fit.epochs=1", "fit.steps_per_epoch=3") for word in ("--set", each)]
    command = [sys.executable, "-W", "ignore", "-m", "seqspec", "fit", f"{ROOT}/specs/{spec}.yaml", *settings]

    process = subprocess.run(
        [*command, "--data", "prices.csv", "--out", "run", "--backend", backend],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    lines = process.stdout.splitlines()
    assert (process.returncode, process.stderr) == (0, "")
    assert [line for line in lines if line.lstrip().startswith(("model ", "training mean ", "last value "))] != []
    assert [line for line in lines if line.startswith("verdict: the model is ")] != []
    assert lines[-1].startswith(f"backend {backend} ")
    assert json.loads((tmp_path / "run" / "status.json").read_text("utf-8"))["state"] == "finished"


@pytest.mark.parametrize("spec", PARAMETERS)
def test_the_tutorial_s_models_have_the_published_sizes(spec: str) -> None:
    """Keras counts the parameters that `show` gives."""
    import seqspec

    assert seqspec.load(ROOT / "specs" / f"{spec}.yaml").build().count_params() == PARAMETERS[spec]
