"""What is taken over from a run: a folder from a stranger puts nothing into a script but numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from seqspec.errors import RunError
from seqspec.runs.exporting import _subject
from tests.training import SPEC, write_series

ENVIRONMENT = {"backend": "jax", "deterministic": True, "packages": {"keras": "3.15.1"}}
RECIPE = {
    "columns": [{"column": "y", "center": 1.5, "spread": 2.0}],
    "boundaries": {"train": [0, 80], "validation": [80, 90], "test": [90, 100]},
}


def written(folder: Path, environment: Any = ENVIRONMENT, recipe: Any = RECIPE) -> Path:
    """The folder of a run, as far as scripts look at it."""
    write_series(folder / "series.csv")
    for name, value in {"status.json": {}, "environment.json": environment, "recipe.json": recipe}.items():
        (folder / name).write_text(json.dumps(value))
    (folder / "resolved.yaml").write_text(yaml.safe_dump(SPEC))
    return folder


def test_what_a_run_settled(tmp_path: Path) -> None:
    """Seed, file, backend, statistics and borders."""
    found = _subject.settled(_subject.of_run(written(tmp_path)))

    assert (1, (str(tmp_path / "series.csv"),), "jax", True) == (
        found.seed,
        found.files,
        found.backend,
        found.deterministic,
    )
    assert ({"y": (1.5, 2.0)}, True) == (found.scales, found.one_column)
    assert (80, 90) == found.borders["validation"]


@pytest.mark.parametrize(
    ("environment", "recipe"),
    [
        ({**ENVIRONMENT, "backend": "jax\nimport os"}, RECIPE),
        ({**ENVIRONMENT, "backend": "os"}, RECIPE),
        ({**ENVIRONMENT, "packages": {"keras": '3"""\nimport os\n"""'}}, RECIPE),
        ({"backend": "jax"}, RECIPE),
        ([], RECIPE),
        (ENVIRONMENT, {**RECIPE, "columns": [{"column": "y", "center": "inf", "spread": 1}]}),
        (ENVIRONMENT, {**RECIPE, "columns": [{"column": "y", "center": "x", "spread": 1}]}),
        (ENVIRONMENT, {**RECIPE, "columns": [{"column": "y", "center": 10**400, "spread": 1}]}),
        (ENVIRONMENT, {**RECIPE, "boundaries": {"train": [0]}}),
        (ENVIRONMENT, {**RECIPE, "boundaries": {"train": [0, 80]}}),
        (ENVIRONMENT, []),
    ],
)
def test_what_no_run_wrote_is_refused(environment: Any, recipe: Any, tmp_path: Path) -> None:
    """Names that would become code, numbers that are none, and files that lack something."""
    subject = _subject.of_run(written(tmp_path, environment, recipe))

    with pytest.raises(RunError, match="are not what a run wrote"):
        _subject.settled(subject)
