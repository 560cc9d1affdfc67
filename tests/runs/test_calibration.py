"""What a run keeps of how far off its model is."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.analysis.linter import check_text
from seqspec.data.examples import Task
from seqspec.errors import RunError, UsageError
from seqspec.language.spec import Spec
from seqspec.runs import calibration
from seqspec.runs.calibration import Calibration, Kept
from seqspec.runs.folder import RunFolder
from seqspec.runs.forecasting import Trained
from seqspec.runs.prediction import Forecasts
from tests.data.builders import loaded, noise, predicted, spec_of
from tests.runs.fakes import Fake, FakeModel, dataset
from tests.runs.folders import SPEC, write_run

NUMBERS = Task("numbers", ("y",))
KEPT = '{"count": 1, "errors": [1.0]}'
RAGGED = f'{{"calibrated_on": "x", "examples": 1, "steps": [[{KEPT}], [{KEPT}, {KEPT}]]}}'


def spec(more: str = "") -> Spec:
    """A spec, with callbacks where they are given."""
    return check_text(SPEC.replace("UNITS", "4") + more, "spec.yaml").require()[0]


def forecaster() -> Trained:
    """Says 0 of everything."""
    return Trained(FakeModel(lambda inputs: np.zeros((len(inputs), 1)), (None, 1)), 16, lambda outputs: outputs)


def part(errors: list[float]) -> Fake:
    """Truths as far from 0 as is said."""
    return Fake(np.zeros((len(errors), 1)), np.array(errors, dtype=np.float64).reshape(-1, 1, 1))


@given(st.integers(1, 400), st.integers(1, 50), st.floats(0.05, 0.98))
def test_of_many_errors_the_next_one_that_is_kept_is_taken(count: int, room: int, level: float) -> None:
    """A width is never less than that of all errors, and greater by at most one that is kept."""
    errors = np.arange(1.0, count + 1)
    rank = math.ceil((count + 1) * level)

    found = calibration._kept(errors, room).width(level)

    if rank > count:
        assert math.inf == found
    else:
        assert rank <= found <= rank + math.ceil(count / min(room, count))


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    """A folder gives back the errors that were measured on the test part, and margins follow from them."""
    folder = RunFolder.open(write_run(tmp_path / "run"))
    own = dataset(NUMBERS, part([1.0]), part([float(each) for each in range(1, 20)]))

    calibration.keep(forecaster(), spec(), own, folder)

    found = calibration.read(folder)
    assert calibration.is_kept(folder)
    assert (19, "the test part", 1) == (found.examples, found.calibrated_on, len(found.steps))
    assert [[18.0]] == found.margins(0.9).widths.tolist()


def test_errors_without_bounds_are_kept_as_such(tmp_path: Path) -> None:
    """A forecast that is no number is further off than any width."""
    folder = RunFolder.open(write_run(tmp_path / "run"))
    model = Trained(FakeModel(lambda inputs: np.full((len(inputs), 1), np.nan), (None, 1)), 16, lambda outputs: outputs)

    calibration.keep(model, spec(), dataset(NUMBERS, part([1.0]), part([1.0, 2.0])), folder)

    with pytest.raises(UsageError, match="2 examples of the test part are too few for intervals of 50 %"):
        calibration.read(folder).margins(0.5)


def test_the_validation_part_says_so_unless_training_was_steered_by_it() -> None:
    """Early stopping has looked at the validation part: then the test part is taken."""
    own = dataset(NUMBERS, part([1.0]), part([2.0]))
    validated = type(own)(own.task, own.train, part([3.0]), own.test, [], {}, {})
    stopping = "fit: {callbacks: [{EarlyStopping: {monitor: val_loss}}]}\n"

    assert "the validation part" == calibration.aside(spec(), validated)[0]
    assert "the test part" == calibration.aside(spec(stopping), validated)[0]
    assert "the test part" == calibration.aside(spec(), own)[0]


@pytest.mark.parametrize("kind", ["chances", "classes", "text"])
def test_of_what_is_no_number_nothing_is_measured(kind: str) -> None:
    """Chances, classes and texts have no intervals."""
    own = dataset(Task(kind, ("y",)), part([1.0]), part([2.0]))  # type: ignore[arg-type]

    assert None is calibration.measured(forecaster(), spec(), own)


def test_a_run_that_does_not_say_how_far_off_it_is_says_what_to_do(tmp_path: Path) -> None:
    """Runs of before kept nothing, and `evaluate` measures it."""
    with pytest.raises(RunError, match="does not say how far off") as caught:
        calibration.read(RunFolder.open(write_run(tmp_path / "run")))

    assert "seqspec evaluate" in (caught.value.help or "")


@pytest.mark.parametrize("content", ["{}", "[]", '{"calibrated_on": "x", "examples": 1, "steps": [[]]}', "no", RAGGED])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: str) -> None:
    """A folder may come from a stranger."""
    run = write_run(tmp_path / "run")
    (run / "intervals.json").write_text(content)

    with pytest.raises(RunError, match="does not hold what it should"):
        calibration.read(RunFolder.open(run))


@pytest.mark.parametrize("level", [0.0, 1.0, -1.0, math.nan])
def test_a_level_that_is_no_share_is_refused(level: float) -> None:
    """90 is not 0.9."""
    found = Calibration(calibrated_on="x", examples=1, steps=[[Kept(count=1, errors=[1.0])]])

    with pytest.raises(UsageError, match="a share lies between 0 and 1"):
        found.margins(level)


@pytest.mark.parametrize(("group", "alike"), [(None, False), ("shop", True)])
def test_a_note_says_that_intervals_reach_equally_far_for_all_series(group: str | None, alike: bool) -> None:
    """Their errors are looked at together, so a reader of a small series is warned."""
    columns = {"shop": ["a"] * 40 + ["b"] * 40, "y": noise(1, 80)["y"]}
    recipe = {"group": group, "features": ["y"], "window": {"length": 4}}
    kept = Calibration(calibrated_on="the test part", examples=1, steps=[[Kept(count=1, errors=[1.0])]])
    file = predicted(columns, loaded(columns, **recipe).state, **recipe)

    (*_, note) = Forecasts(None, spec_of(**recipe), None, file, calibration=kept).notes  # type: ignore[arg-type]

    assert alike == ("did, equally far for all series; " in note)
