"""Run folders as `seqspec fit` would leave them, without a training."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

SPEC = """\
seqspec: 1
name: tiny
data:
  source: {csv: {path: [/data/series.csv]}}
  target: [{column: y}]
  split: {validation: 0.1, test: 0.2}
  window: {length: 4, horizon: 1}
model:
- LSTM: {units: UNITS}
- Dense: {units: 1}
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 1}
"""


def judgement(model: float = 1.0, baseline: float = 2.0, **more: Any) -> dict[str, Any]:
    """What `scores.json` says of a model with this RMSE, and of a baseline with that."""
    return {
        "part": "test",
        "task": "numbers",
        "unit": "window",
        "examples": 400,
        "primary": "RMSE",
        "best_baseline": "last value",
        "skill": 100 * (1 - model / baseline),
        "examples_sha256": 64 * "e",
        "scores": {"model": {"RMSE": model}, "last value": {"RMSE": baseline}},
        "verdict": {"outcome": "better", "baseline": "last value", "block": 50},
        **more,
    }


def write_run(path: Path, losses: tuple[float, ...] = (0.5, 0.25, 0.3), units: int = 4, **changed: Any) -> Path:
    """
    A finished run.

    Args:
        losses: `val_loss` epoch by epoch.
        units: of its layer.
        changed: files by their names without suffix, as they should be instead; None leaves one out.
    """
    path.mkdir(parents=True)
    status = {"format": 1, "state": "finished", "began": "2026-01-02T03:04:05+00:00", "at": "2026-01-02T03:05:05+00:00"}
    records: dict[str, Any] = {
        "status": status,
        "environment": {"backend": "jax", "engine": "keras"},
        "data": {"path": "/data/series.csv", "bytes": 10, "sha256": 64 * "d", "rows": 500, "boundaries": {}},
        "scores": {"seconds": 1.5, "epochs": len(losses), "steps": 30, "judgement": judgement()},
        **changed,
    }
    for name, value in records.items():
        if value is not None:
            (path / f"{name}.json").write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    (path / "resolved.yaml").write_text(SPEC.replace("UNITS", str(units)), "utf-8")
    lines = [{"epoch": each, "loss": 2 * loss, "val_loss": loss} for each, loss in enumerate(losses, 1)]
    (path / "metrics.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    (path / "model.keras").write_bytes(bytes(1000))
    return path


def write_errors(path: Path, scale: float = 1.0, count: int = 400, seed: int = 0, judged: int = 1) -> Path:
    """The errors of a run example by example: the same of every seed, times a scale, and twice that of the baseline."""
    errors = scale * np.random.default_rng(seed).uniform(1, 2, count)
    lines = [f"{number},{judged},{error:.9g},{2 * error:.9g}\n" for number, error in enumerate(errors, 1)]
    (path / "errors.csv").write_text("example,judged,model,baseline\n" + "".join(lines), "utf-8")
    return path
