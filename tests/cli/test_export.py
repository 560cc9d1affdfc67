"""`seqspec export`: what is written where, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.training import write_spec

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("here")]


def test_a_script_of_a_spec(run: Run) -> None:
    """It is named after the spec, and what it is is said."""
    outcome = run("export", "tiny.yaml", "--to", "python")

    assert 0 == outcome.code
    assert outcome.output.startswith("tiny.py: ")
    assert str(Path("series.csv").resolve()) in Path("tiny.py").read_text()


def test_a_script_can_be_printed(run: Run) -> None:
    """`-o -` prints it, for the backend that is asked for."""
    outcome = run("export", "tiny.yaml", "--to", "python", "-o", "-", "--backend", "tensorflow")

    assert 0 == outcome.code
    assert 'os.environ["KERAS_BACKEND"] = "tensorflow"' in outcome.output


def test_nothing_is_replaced_unasked(run: Run) -> None:
    """What exists is kept, unless --force is given."""
    Path("tiny.py").write_text("mine")

    assert 1 == run("export", "tiny.yaml", "--to", "python").code
    assert "mine" == Path("tiny.py").read_text()
    assert 0 == run("export", "tiny.yaml", "--to", "python", "--force").code


def test_a_name_leads_nowhere_else(run: Run, tmp_path: Path) -> None:
    """What a stranger called a model becomes a file name in this folder."""
    spec = write_spec(tmp_path, name="../../evil")

    outcome = run("export", spec, "--to", "python")

    assert (0, True) == (outcome.code, Path("evil.py").is_file())


def test_a_folder_that_is_no_run(run: Run) -> None:
    """It is said what is missing."""
    Path("empty").mkdir()

    outcome = run("export", "empty", "--to", "python")

    assert 1 == outcome.code
    assert "`empty` is not the folder of a run" in outcome.errors


def test_what_a_script_cannot_hold(run: Run, tmp_path: Path) -> None:
    """The key is named, with the reason, and nothing is written."""
    spec = write_spec(tmp_path, data={
        "source": {"generate": {"series": "sine", "rows": 90, "seed": 1}}, "target": "value", "window": {"length": 6},
    })  # fmt: skip

    outcome = run("export", spec, "--to", "python")

    assert 1 == outcome.code
    assert "a script can't hold `source: generate`" in outcome.errors
    assert not Path("tiny.py").exists()
