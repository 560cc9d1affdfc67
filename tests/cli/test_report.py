"""`seqspec report`: the page of a run, written again, and its plots."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from seqspec.analysis.linter import check_file
from seqspec.runs.fitting.fitting import Request, fit
from tests.cli.conftest import Run
from tests.training import SPEC, write_spec

pytestmark = pytest.mark.keras

EVIL = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a few steps ahead, of a column that is called like markup."""
    folder = tmp_path_factory.mktemp("trained")
    data = {**SPEC["data"], "target": EVIL, "window": {"length": 6, "horizon": 2}}
    path = write_spec(folder, data=data, model=["Flatten", {"Dense": 2}], description=f"</pre>{EVIL}")
    table = folder / "series.csv"
    table.write_text(table.read_text().replace("y\n", f"{EVIL}\n", 1))
    return fit(Request(check_file(path), folder, folder / "evil")).folder


@pytest.fixture
def folder(trained: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(trained, tmp_path / "evil"))


def test_the_page_is_written_again_as_it_was(run: Run, folder: Path) -> None:
    """From what lies in the folder alone: without the data, and without Keras."""
    before = (folder / "report.html").read_text()
    (folder / "report.html").unlink()
    (folder / "model.keras").unlink()

    outcome = run("report", folder)

    assert (0, f"report: {folder / 'report.html'}\n", "") == outcome
    assert before == (folder / "report.html").read_text()


def test_every_chart_of_a_run_is_on_its_page(folder: Path) -> None:
    """What was trained, judged and read is drawn."""
    page = (folder / "report.html").read_text()

    for name in ("forecast", "losses", "horizon", "over-time", "residuals"):
        assert f'id="figure-{name}"' in page
    assert 'class="plot ladder"' in page
    assert 'class="plot recipe"' in page
    assert EVIL not in page


def test_plots_are_written_into_a_folder(run: Run, folder: Path, tmp_path: Path) -> None:
    """One file a chart, as drawings and as pixels; what is there already stays, unless it is to be replaced."""
    plots = tmp_path / "new" / "plots"

    assert 0 == run("report", folder, "--svg", plots, "--png", plots).code

    charts = ["forecast", "horizon", "losses", "over-time", "residuals"]
    drawings = [f"{name}.svg" for name in (*charts, "ladder", "recipe")]
    assert sorted([*drawings, *(f"{name}.png" for name in charts)]) == sorted(os.listdir(plots))
    refused = run("report", folder, "--svg", plots)
    assert (1, f"`{plots / 'forecast.svg'}` exists already") == (refused.code, refused.errors.splitlines()[0][7:])
    assert 0 == run("report", folder, "--svg", plots, "--force").code


def test_several_runs_are_told_apart(run: Run, folder: Path, tmp_path: Path) -> None:
    """Each has its page, and its plots bear its name."""
    other = shutil.copytree(folder, tmp_path / "other")

    assert 0 == run("report", folder, other, "--svg", tmp_path / "plots").code

    assert {"evil-losses.svg", "other-losses.svg"} <= set(os.listdir(tmp_path / "plots"))


def test_a_run_that_was_not_judged_has_no_page(run: Run, folder: Path) -> None:
    """It is said why, and what to do."""
    (folder / "scores.json").unlink()

    outcome = run("report", folder)

    assert 1 == outcome.code
    assert "has no scores to report: its `scores.json` is gone\nhelp: fit it again" in outcome.errors
    (folder / "status.json").write_text('{"format": 1, "state": "interrupted"}')
    assert f"it was not finished\nhelp: go on with it: `seqspec fit --resume {folder}`" in run("report", folder).errors
    assert 1 == run("report", folder.parent / "nothing").code


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("scores.json", "{"),
        ("scores.json", '{"judgement": {}}'),
        ("plots.json", '{"courses": 1}'),
        (
            "plots.json",
            '{"courses": [{"step": 1, "series": null, "examples": 1, "when": ["<b>"], "lines": {"a": [1]}}]}',
        ),
        ("recipe.svg", "<html/>"),
        ("environment.json", "[]"),
        ("metrics.jsonl", '{"loss": 1.0}\n'),
        ("metrics.jsonl", '{"epoch": {}, "loss": "<b>"}\n'),
        ("data.json", "1"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_an_error(run: Run, folder: Path, name: str, content: str) -> None:
    """Never a traceback, whoever wrote the folder, and the page stays as it was."""
    before = (folder / "report.html").read_text()
    (folder / name).write_text(content)

    outcome = run("report", folder)

    assert (1, "") == (outcome.code, outcome.output)
    assert outcome.errors.startswith("error: ")
    assert before == (folder / "report.html").read_text()


def test_a_drawing_of_a_stranger_is_cleaned(run: Run, folder: Path) -> None:
    """A script in it gets neither onto the page nor into the plots."""
    evil = f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(2)">{EVIL}<text>kept</text></svg>'
    (folder / "recipe.svg").write_text(evil)

    assert 0 == run("report", folder, "--svg", folder / "plots").code

    for path in (folder / "report.html", folder / "plots" / "recipe.svg"):
        assert "kept" in path.read_text()
        assert "alert(" not in path.read_text().replace("&lt;script&gt;alert(1)", "")


def test_epochs_of_other_folds_are_left_out(run: Run, folder: Path) -> None:
    """The page is about the model that was kept."""
    path = folder / "metrics.jsonl"
    path.write_text(path.read_text() + json.dumps({"fold": 1, "epoch": 1, "loss": 77.125}) + "\n")

    assert 0 == run("report", folder).code

    assert "77.125" not in (folder / "report.html").read_text()


def test_keras_is_not_loaded(folder: Path) -> None:
    """A page needs no model."""
    code = (
        "import sys\nfrom seqspec.cli.main import main\nmain(['report', sys.argv[1]])\n"
        "print([name for name in ('keras', 'jax', 'tensorflow') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)

    assert "[]" == found.stdout.splitlines()[-1]


def test_several_runs_are_put_on_one_page(run: Run, folder: Path, tmp_path: Path) -> None:
    """Into a file that is not replaced unless that is asked for; the pages of the runs stay."""
    other, page = shutil.copytree(folder, tmp_path / "other"), tmp_path / "both.html"

    assert (0, f"report: {page}\n", "") == run("report", folder, other, "-o", page)

    assert "2 runs side by side" in page.read_text()
    assert "exists already" in run("report", folder, other, "-o", page).errors
    assert 2 == run("report", folder, other, "-o", tmp_path / "new.html", "--svg", tmp_path / "plots").code


def test_the_page_of_one_run_goes_where_it_is_asked_for(run: Run, folder: Path, tmp_path: Path) -> None:
    """A folder that can't be written to can still be looked at."""
    page = tmp_path / "one.html"

    assert (0, f"report: {page}\n", "") == run("report", folder, "-o", page)

    assert (folder / "report.html").read_text() == page.read_text()
    assert "exists already" in run("report", folder, "-o", page).errors
