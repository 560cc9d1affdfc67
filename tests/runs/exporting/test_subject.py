"""What is taken over from a run: a folder from a stranger puts nothing into a script but numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from seqspec.analysis.linter import check_text
from seqspec.errors import RunError
from seqspec.language.recipe.source import read_source
from seqspec.lowering.script.settled import Classes
from seqspec.runs.exporting import _subject
from seqspec.runs.exporting._plainness import is_plain
from seqspec.runs.record import with_digest
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


def test_a_spec_that_was_edited_is_not_what_was_run(tmp_path: Path) -> None:
    """A script of it would train another model than the run did."""
    run = written(tmp_path)
    _rewritten(run / "environment.json", {**ENVIRONMENT, **with_digest((run / "resolved.yaml").read_text())})
    assert _subject.of_run(run).run is not None
    _rewritten(run / "resolved.yaml", {**SPEC, "name": "edited"})

    with pytest.raises(RunError, match="it was edited by hand"):
        _subject.of_run(run)


def test_an_environment_that_is_none_is_refused(tmp_path: Path) -> None:
    """Nobody can tell then whether the spec is what was run."""
    with pytest.raises(RunError, match="holds no object"):
        _subject.of_run(written(tmp_path, []))


def _rewritten(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value))  # which is YAML, too


@pytest.mark.parametrize(("cell", "counted"), [("2024-01-0{}", False), ("{}.5", True)])
def test_a_time_that_is_a_number(cell: str, counted: bool, tmp_path: Path) -> None:
    """The file says it, where it is there; else a date is what is expected."""
    data = {**SPEC["data"], "group": "shop", "time": "day"}
    subject = _subject.of_spec(check_text(yaml.safe_dump({**SPEC, "data": data})), tmp_path)
    assert not _subject.settled(subject).counted

    rows = [f"{shop},{cell.format(day)},{day}" for shop in "ab" for day in range(1, 9)]
    (tmp_path / "series.csv").write_text("\n".join(["shop,day,y", *rows]), "utf-8")

    assert counted == _subject.settled(subject).counted


def test_classes_that_need_no_run(tmp_path: Path) -> None:
    """Those of scikit-learn's data sets are known, by number and by name."""
    target, features = {"column": "name", "kind": "classes"}, ["petal width (cm)"]
    data = {"source": {"sklearn": "iris"}, "target": target, "features": features}
    model = [{"Dense": {"units": 3, "activation": "softmax"}}]
    spec = {**SPEC, "data": data, "model": model, "compile": {"loss": "sparse_categorical_crossentropy"}}
    found = _subject.settled(_subject.of_spec(check_text(yaml.safe_dump(spec)), tmp_path))

    assert {"name": Classes(3, own=False)} == found.classes
    assert found.plain


@pytest.mark.parametrize(
    ("name", "written", "plain"),
    [
        ("text_file", "Straße, naïve – don’t".encode(), True),
        ("text_file", "nai\u0308ve".encode(), False),
        ("text_file", "\u212b is composed of others".encode(), False),
        ("text_file", "İ, whose small letter has a mark".encode(), False),
        ("text_file", b"\xff\xfe no text", False),
        ("jsonl", b'{"a": "i\\u0308"}', False),
        ("jsonl", b'{"a": "i"}', True),
        ("text_file", None, False),
        ("parquet", b"PAR1", False),
    ],
)
def test_texts_without_marks(name: str, written: bytes | None, plain: bool, tmp_path: Path) -> None:
    """A file is looked at, and where that can't be done marks are reckoned with."""
    path = tmp_path / "file"
    if written is not None:
        path.write_bytes(written)

    assert plain == is_plain(read_source({name: str(path)}), [path])
