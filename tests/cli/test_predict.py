"""`seqspec predict`: a run folder and a CSV in, a CSV of predictions out."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from seqspec.analysis.linter import check_file
from seqspec.runs.cells import harmless
from seqspec.runs.fitting import fitting
from tests.cli.conftest import Run
from tests.training import SPEC, write_series, write_spec

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> fitting.Run:
    """A finished run."""
    folder = tmp_path_factory.mktemp("fitted")
    return fitting.fit(fitting.Request(check_file(write_spec(folder)), folder, folder / "run"))


def test_forecasts_are_those_that_were_scored(fitted: fitting.Run, run: Run) -> None:
    """Over the file it was fitted on, the forecasts of the test rows have the MAE that the run reports."""
    data = fitted.folder.parent / "series.csv"
    assert fitted.judgement is not None

    outcome = run("predict", fitted.folder, "--data", data)

    rows = list(csv.DictReader(io.StringIO(outcome.output)))
    values = np.genfromtxt(data, skip_header=1)
    ahead = {int(row["row"]): float(row["prediction"]) for row in rows}
    first = json.loads((fitted.folder / "recipe.json").read_text())["boundaries"]["test"][0]
    errors = [abs(ahead[row + 1] - values[row]) for row in range(first, len(values))]
    assert 0 == outcome.code
    assert ["row", "step", "target", "prediction"] == list(rows[0])
    assert pytest.approx(np.mean(errors), rel=1e-4) == fitted.judgement.scores["model"].values["MAE"]


def test_the_row_after_the_last_one_is_forecast(fitted: fitting.Run, run: Run, tmp_path: Path) -> None:
    """A file of one window gives one forecast, for the row that is not there yet."""
    data = write_series(tmp_path / "new.csv", rows=6)

    outcome = run("predict", fitted.folder, "--data", data)

    (row,) = csv.DictReader(io.StringIO(outcome.output))
    assert ("7", "1", "y") == (row["row"], row["step"], row["target"])


def test_rows_without_a_forecast_are_named(run: Run, tmp_path: Path) -> None:
    """The rows of the first window, and those behind a gap, are named on the standard error and left out of the CSV."""
    spec = write_spec(tmp_path, data={**SPEC["data"], "missing": "drop"})
    run("fit", spec, "--out", tmp_path / "run")
    lines = write_series(tmp_path / "new.csv", rows=30).read_text().splitlines()
    lines[15] = "nan"  # row 15
    (tmp_path / "new.csv").write_text("\n".join(lines) + "\n")

    outcome = run("predict", tmp_path / "run", "--data", tmp_path / "new.csv")

    rows = [int(row["row"]) for row in csv.DictReader(io.StringIO(outcome.output))]
    assert [*range(7, 16), *range(22, 32)] == rows
    assert "no forecast starts at rows 1 to 6: the first window needs them" in outcome.errors
    assert "no forecast starts at rows 16 to 21: a value that their window needs is missing" in outcome.errors


def test_where_every_row_has_a_forecast_none_is_missed(run: Run, tmp_path: Path) -> None:
    """Without a window each row is forecast, and with `offset: 0` the last row of the first window is."""
    (tmp_path / "xy.csv").write_text("x,y\n" + "".join(f"{row % 7},{row % 5}\n" for row in range(60)))
    table = {"source": {"csv": "xy.csv"}, "target": "y", "features": ["x"], "split": {"validation": 0.0, "test": 0.0}}
    for name, window, first in (("rows", {}, 1), ("same", {"window": {"length": 4, "offset": 0}}, 4)):
        spec = write_spec(tmp_path, data={**table, **window}, model=["Flatten", {"Dense": 1}])
        run("fit", spec, "--out", tmp_path / name)

        outcome = run("predict", tmp_path / name, "--data", tmp_path / "xy.csv")

        rows = [int(row["row"]) for row in csv.DictReader(io.StringIO(outcome.output))]
        assert [*range(first, 61)] == rows
        missed = (
            f"note: no forecast starts at rows 1 to {first - 1}: the first window needs them\n" if first > 1 else ""
        )
        assert f"{missed}{len(rows)} forecasts\n" == outcome.errors


def test_a_file_is_never_overwritten_unasked(fitted: fitting.Run, run: Run, tmp_path: Path) -> None:
    """An existing file is refused, and replaced with --force."""
    data, out = write_series(tmp_path / "new.csv", rows=30), tmp_path / "out.csv"
    out.write_text("mine")

    refused = run("predict", fitted.folder, "--data", data, "-o", out)
    kept = out.read_text()
    forced = run("predict", fitted.folder, "--data", data, "-o", out, "--force")

    assert (1, "mine") == (refused.code, kept)
    assert "exists already" in refused.errors
    assert (0, "row,step,target,prediction") == (forced.code, out.read_text().splitlines()[0])
    assert "25 forecasts" in forced.errors
    assert ["new.csv", "out.csv"] == sorted(path.name for path in tmp_path.iterdir())


def test_statistics_are_those_of_the_run(fitted: fitting.Run, run: Run, tmp_path: Path) -> None:
    """The new file's own minimum and maximum change nothing."""
    lines = write_series(tmp_path / "a.csv", rows=12).read_text().splitlines()
    (tmp_path / "b.csv").write_text("\n".join([*lines, "1000"]) + "\n")

    one, other = (
        run("predict", fitted.folder, "--data", tmp_path / name).output.splitlines() for name in ("a.csv", "b.csv")
    )

    assert one == other[: len(one)]


@pytest.mark.parametrize(("content", "words"), [("z\n1\n", "`y`"), ("y\n1\n2\n", "error: "), ("y\n1\nx\n", "error: ")])
def test_bad_data(fitted: fitting.Run, run: Run, tmp_path: Path, content: str, words: str) -> None:
    """What the recipe can't read is a message, and nothing is written."""
    (tmp_path / "bad.csv").write_text(content)

    outcome = run("predict", fitted.folder, "--data", tmp_path / "bad.csv", "-o", tmp_path / "out.csv")

    assert 1 == outcome.code
    assert words in outcome.errors
    assert not (tmp_path / "out.csv").exists()


def test_a_folder_that_is_no_run(run: Run, tmp_path: Path) -> None:
    """A folder without a run in it is refused."""
    outcome = run("predict", tmp_path, "--data", "x.csv")

    assert 1 == outcome.code
    assert "is not the folder of a run" in outcome.errors


@pytest.mark.parametrize(
    ("file", "words"),
    [("model.keras", "holds no model"), ("resolved.yaml", "can't be read"), ("recipe.json", "can't be read")],
)
def test_a_run_with_a_file_missing(fitted: fitting.Run, run: Run, tmp_path: Path, file: str, words: str) -> None:
    """A file that is missing is named."""
    shutil.copytree(fitted.folder, tmp_path / "run")
    (tmp_path / "run" / file).unlink()

    outcome = run("predict", tmp_path / "run", "--data", fitted.folder.parent / "series.csv")

    assert 1 == outcome.code
    assert words in outcome.errors


def test_statistics_that_were_edited_by_hand_are_refused(fitted: fitting.Run, run: Run, tmp_path: Path) -> None:
    """Forecasts would be others, and nothing would tell; a run that does not know their digest is believed."""
    shutil.copytree(fitted.folder, tmp_path / "run")
    recipe, ran_on = tmp_path / "run" / "recipe.json", tmp_path / "run" / "environment.json"
    recipe.write_text(recipe.read_text("utf-8").replace('"spread": ', '"spread": 1'), "utf-8")
    asked = "predict", tmp_path / "run", "--data", fitted.folder.parent / "series.csv", "--last"

    edited = run(*asked)
    ran_on.write_text(ran_on.read_text("utf-8").replace("recipe_sha256", "another"), "utf-8")

    assert (1, 0) == (edited.code, run(*asked).code)
    assert "recipe.json` is not what the run learnt: it was edited by hand" in edited.errors


def test_a_run_whose_spec_was_changed(fitted: fitting.Run, run: Run, tmp_path: Path) -> None:
    """A spec that was edited by hand is refused; so is one that does not fit the weights, whose digest nobody knows."""
    shutil.copytree(fitted.folder, tmp_path / "run")
    resolved = tmp_path / "run" / "resolved.yaml"
    resolved.write_text(resolved.read_text().replace("units: 4", "units: 5"))

    edited = run("predict", tmp_path / "run", "--data", fitted.folder.parent / "series.csv")
    (tmp_path / "run" / "environment.json").unlink()
    unknown = run("predict", tmp_path / "run", "--data", fitted.folder.parent / "series.csv")

    assert (1, 1) == (edited.code, unknown.code)
    assert "resolved.yaml` is not what was run: it was edited by hand" in edited.errors
    assert "do not fit the spec beside it" in unknown.errors


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    """A name that a spreadsheet would run is defused."""
    assert f"'{cell}" == harmless(cell)
    assert "plain" == harmless("plain")


def test_the_newest_forecast_alone(fitted: fitting.Run, run: Run, tmp_path: Path) -> None:
    """With --last the forecast that comes after the file stands alone, and is the one that stands last without it."""
    data = write_series(tmp_path / "new.csv", rows=30)

    every = run("predict", fitted.folder, "--data", data)
    newest = run("predict", fitted.folder, "--data", data, "--last")

    lines = every.output.splitlines()
    assert [lines[0], lines[-1]] == newest.output.splitlines()
    assert "1 forecast\n" == newest.errors


def test_rows_of_their_own_have_no_last_one(run: Run, tmp_path: Path) -> None:
    """Without windows --last means nothing, and is refused."""
    (tmp_path / "xy.csv").write_text("x,y\n" + "".join(f"{row % 7},{row % 5}\n" for row in range(60)))
    table = {"source": {"csv": "xy.csv"}, "target": "y", "features": ["x"], "split": {"validation": 0.0, "test": 0.0}}
    run("fit", write_spec(tmp_path, data=table, model=["Flatten", {"Dense": 1}]), "--out", tmp_path / "run")

    refused = run("predict", tmp_path / "run", "--data", tmp_path / "xy.csv", "--last")

    assert 2 == refused.code
    assert "error: the run has no windows over rows, so none is the last" in refused.errors


def test_intervals_reach_as_far_as_the_errors_that_the_run_kept(fitted: fitting.Run, run: Run) -> None:
    """A lower and an upper bound stand beside each forecast, and hold about as many truths as asked for."""
    data = fitted.folder.parent / "series.csv"

    outcome = run("predict", fitted.folder, "--data", data, "--intervals", "0.8")

    rows = list(csv.DictReader(io.StringIO(outcome.output)))
    kept = json.loads((fitted.folder / "intervals.json").read_text())
    (errors,) = kept["steps"][0]
    width = errors["errors"][int(np.ceil(0.8 * (errors["count"] + 1))) - 1]
    bounds = [[float(row[name]) for name in ("lower", "prediction", "upper")] for row in rows]
    truths = np.genfromtxt(data, skip_header=1)
    held = [low <= truths[int(row["row"]) - 1] <= high for row, (low, _, high) in zip(rows[:-1], bounds, strict=False)]
    assert ["row", "step", "target", "prediction", "lower", "upper"] == list(rows[0])
    np.testing.assert_allclose(np.diff(bounds, axis=1), width, rtol=1e-4)
    assert pytest.approx(0.8, abs=0.05) == np.mean(held)
    assert "intervals of 80 % reach as far as the errors on 70 examples of the validation part did" in outcome.errors


def test_a_run_looks_further_ahead_when_it_is_fed_its_own_forecasts(fitted: fitting.Run, run: Run) -> None:
    """Each step is what a loop makes that appends the forecast to the file; rows are counted on."""
    data, steps = fitted.folder.parent / "series.csv", 4

    outcome = run("predict", fitted.folder, "--data", data, "--last", "--steps", str(steps))

    rows = list(csv.DictReader(io.StringIO(outcome.output)))
    values = np.genfromtxt(data, skip_header=1).tolist()
    for _ in range(steps):
        longer = data.with_name("longer.csv")
        longer.write_text("y\n" + "".join(f"{value!r}\n" for value in values))
        (row,) = csv.DictReader(io.StringIO(run("predict", fitted.folder, "--data", longer, "--last").output))
        values.append(float(row["prediction"]))
    assert [str(701 + step) for step in range(steps)] == [row["row"] for row in rows]
    assert ["1", "2", "3", "4"] == [row["step"] for row in rows]
    np.testing.assert_allclose([float(row["prediction"]) for row in rows], values[-steps:], rtol=1e-5)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--intervals", "90"], "a share lies between 0 and 1, and `90` does not"),
        (["--intervals", "0.999"], "70 examples of the validation part are too few for intervals of 99.9 %"),
        (["--steps", "0"], "a forecast has 1 to 10,000 steps, and `0` are asked for"),
        (["--steps", "3", "--intervals", "0.9"], "was measured up to 1 step ahead, not 3"),
    ],
)
def test_what_can_not_be_said_is_refused(fitted: fitting.Run, run: Run, options: list[str], words: str) -> None:
    """No interval without errors to make it of, and no forecast of no row."""
    outcome = run("predict", fitted.folder, "--data", fitted.folder.parent / "series.csv", *options)

    assert 2 == outcome.code
    assert words in outcome.errors
    assert "" == outcome.output


def test_errors_of_other_forecasts_make_no_intervals(fitted: fitting.Run, run: Run, tmp_path: Path) -> None:
    """A folder whose files come from two runs is refused."""
    shutil.copytree(fitted.folder, tmp_path / "run")
    kept = json.loads((fitted.folder / "intervals.json").read_text())
    (tmp_path / "run" / "intervals.json").write_text(json.dumps({**kept, "steps": [2 * kept["steps"][0]]}))

    outcome = run("predict", tmp_path / "run", "--data", fitted.folder.parent / "series.csv", "--intervals", "0.9")

    assert 1 == outcome.code
    assert "holds errors of 1 x 2 numbers, steps by targets, and the run predicts 1 x 1" in outcome.errors


def test_evaluate_measures_what_an_older_run_did_not_keep(run: Run, tmp_path: Path) -> None:
    """A run without errors names the command that keeps them."""
    spec = write_spec(tmp_path)
    run("fit", spec, "--out", tmp_path / "run")
    (tmp_path / "run" / "intervals.json").unlink()
    asked = ("predict", tmp_path / "run", "--data", tmp_path / "series.csv", "--intervals", "0.9")

    before = run(*asked)
    run("evaluate", tmp_path / "run")
    after = run(*asked)

    assert "does not say how far off its model is" in before.errors
    assert 0 == after.code


def test_classes_have_no_intervals(run: Run, tmp_path: Path) -> None:
    """What is no number has no lower and no upper bound."""
    (tmp_path / "xy.csv").write_text("x,y\n" + "".join(f"{row % 7},{row % 2}\n" for row in range(60)))
    data = {"source": {"csv": "xy.csv"}, "target": {"column": "y", "kind": "binary"}, "features": ["x"]}
    model = [{"Dense": {"units": 1, "activation": "sigmoid"}}]
    spec = write_spec(tmp_path, data=data, model=model, compile={"optimizer": "adam", "loss": "binary_crossentropy"})
    run("fit", spec, "--out", tmp_path / "run")

    outcome = run("predict", tmp_path / "run", "--data", tmp_path / "xy.csv", "--intervals", "0.9")

    assert 2 == outcome.code
    assert "the run predicts chances, and intervals are for numbers" in outcome.errors
