"""What a run keeps of how far off its model is."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.analysis.linter import check_text
from seqspec.data.examples import Task
from seqspec.data.tables.part import Part
from seqspec.errors import RunError, UsageError
from seqspec.language.spec import Spec
from seqspec.runs.folder import RunFolder
from seqspec.runs.forecasting import Trained
from seqspec.runs.intervals import calibration
from seqspec.runs.intervals.calibration import Calibration, Kept, halves, require_level
from seqspec.runs.intervals.intervals import Errors, percent, rank_of, room_for
from seqspec.runs.prediction.prediction import Forecasts
from seqspec.runs.reading import MOST_BYTES
from tests.data.builders import loaded, noise, predicted, spec_of
from tests.runs.fakes import Fake, FakeModel, dataset
from tests.runs.folders import SPEC, write_run

NUMBERS = Task("numbers", ("y",))
KEPT = '{"count": 1, "errors": [1.0]}'
SERIES = f'{{"calibrated_on": "x", "examples": 1, "steps": [[{KEPT}]], "series": {{"a": [[{KEPT}, {KEPT}]]}}}}'
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
    rank, many = rank_of(count, level), min(count, room)

    found = Kept.of(errors, room).width(level)

    if rank_of(many, level) > many:
        assert math.inf == found
    else:
        assert rank <= found <= rank + math.ceil(count / many)


@given(st.floats(-1e300, 1e300), st.integers(1, 200))
def test_errors_that_are_all_alike_lie_within(error: float, count: int) -> None:
    """What is kept has nine digits, and is never less than what was measured."""
    kept = Kept.of(np.full(count, error), 100).errors[0]

    assert kept is not None
    assert error <= kept <= error + 1e-8 * abs(error) + 1e-300


def test_tied_errors_are_held() -> None:
    """A forecast that is as far off nine times in ten is held by an interval of half the truths."""
    forecast = 1.147000014781952
    errors = np.array([forecast] * 90 + [0.1] * 10)

    assert 1.0 == (errors <= Kept.of(errors, 100).width(0.5)).mean()


def test_an_error_at_the_end_of_numbers_is_without_bounds() -> None:
    """Rounded up it would be."""
    assert [None, None] == Kept.of(np.array([1.7976931348623157e308, math.inf]), 2).errors


def test_of_a_level_that_is_finer_than_what_is_kept_nothing_is_said() -> None:
    """The largest of all errors would be far too wide."""
    values = np.arange(1.0, 1_001.0).reshape(-1, 1, 1, 1)
    found = Calibration.of(Errors((None,), values, np.zeros_like(values)), "x")
    coarse = found.model_copy(update={"steps": [[Kept.of(values.ravel(), 20)]]})

    assert [[951.0]] == found.margins(0.95).widths.tolist()
    with pytest.raises(UsageError, match="the 20 errors of each step and target that are kept of 1,000 examples of x"):
        coarse.margins(0.96)


@given(st.integers(1, 250_000))
def test_however_many_numbers_are_predicted_what_is_kept_can_be_read(numbers: int) -> None:
    """Each error has up to 18 characters, and the count before them less than 40."""
    assert 9 < calibration.kept_of(numbers)
    assert numbers * (40 + 18 * calibration.kept_of(numbers)) < MOST_BYTES


@given(st.integers(1, 250_000))
def test_however_many_numbers_are_predicted_memory_has_bounds(numbers: int) -> None:
    """Errors of all steps, targets and quantiles take 200 MiB at most, and are 100 at least."""
    examples = room_for(10_000, numbers)

    assert 100 <= examples <= 10_000
    assert 8 * numbers * examples <= 200 * 2**20


def test_of_too_many_numbers_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each would have too little room."""
    own = dataset(NUMBERS, part([1.0]), part([1.0, 2.0]))
    assert None is not calibration.measured(forecaster(), spec(), own)
    monkeypatch.setattr(calibration, "_NUMBERS", 0)

    assert None is calibration.measured(forecaster(), spec(), own)


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


def test_intervals_are_calibrated_and_measured_on_every_series() -> None:
    """Each one is halved, and windows between its halves, which share truths, are in neither."""
    columns = {"shop": ["a"] * 100 + ["b"] * 200, "y": [*noise(1, 100)["y"], *noise(2, 200)["y"]]}
    part = loaded(columns, group="shop", window={"length": 4, "horizon": 3}, split={"test": 0.4}).test
    assert isinstance(part, Part)

    early, late = halves(part, 3)

    for name, count in {"a": 38, "b": 78}.items():
        one, other = (part.first_rows(some)[np.array(part.groups(some)) == name] for some in (early, late))
        assert (count // 2, count // 2 - 3) == (len(one), len(other))
        assert one.max() + 3 < other.min()


def test_of_as_many_errors_as_a_level_needs_the_largest_is_not_that_of_all() -> None:
    """Of 10,000 errors 100 are kept, and 99 % reach to the one of rank 9,902: 9,901 is asked for."""
    assert 9_902 == Kept.of(np.arange(1.0, 10_001), 100).width(0.99)


def test_errors_of_before_are_never_too_narrow() -> None:
    """Runs kept those of evenly spread ranks, the largest of all among them."""
    before = Kept(count=10_000, errors=[100.0 * place for place in range(1, 101)])

    assert [10_000.0, 9_100.0] == [before.width(0.99), before.width(0.9)]


STEERED = "fit: {callbacks: [{EarlyStopping: {monitor: val_loss}}]}\n"
ARRAYS = """seqspec: 1
data: {arrays: {input: {shape: [4, 1]}, target: {shape: [1]}}}
model: [{LSTM: 2}, {Dense: 1}]
"""


@pytest.mark.parametrize(
    ("split", "more", "advice"),
    [
        ("{validation: 0.1, test: 0.2}", "", "seqspec evaluate"),
        ("{validation: 0.1, test: 0}", "", "--data FILE` keeps it"),
        ("{validation: 0.1, test: 0}", STEERED, "fit a spec that holds out a test part"),
        ("{validation: 0, test: 0}", "", "fit a spec that holds out a test part"),
        ("{validation: 0.1, backtest: {windows: 2, step: 20}}", STEERED, "seqspec evaluate"),
    ],
)
def test_a_run_that_does_not_say_how_far_off_it_is_says_what_to_do(
    tmp_path: Path, split: str, more: str, advice: str
) -> None:
    """Runs of before kept nothing, and `evaluate` measures it where something was held out."""
    text = SPEC.replace("UNITS", "4").replace("{validation: 0.1, test: 0.2}", split) + more
    folder = RunFolder.open(write_run(tmp_path / "run"))

    with pytest.raises(RunError, match="does not say how far off its model is") as caught:
        calibration.require_kept(folder, *check_text(text, "spec.yaml").require())

    assert advice in (caught.value.help or "")


@pytest.mark.parametrize("text", [SPEC.replace("UNITS", "4"), ARRAYS])
def test_where_too_many_numbers_are_predicted_evaluate_is_not_advised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """It would keep nothing either."""
    folder, checked = RunFolder.open(write_run(tmp_path / "run")), check_text(text, "spec.yaml").require()
    with pytest.raises(RunError) as measured:
        calibration.require_kept(folder, *checked)
    monkeypatch.setattr(calibration, "_NUMBERS", 0)

    with pytest.raises(RunError, match="a forecast of it has 1 number, and errors are kept of at most 0") as caught:
        calibration.require_kept(folder, *checked)

    assert "seqspec evaluate" in (measured.value.help or "")
    assert "fewer targets" in (caught.value.help or "")


@pytest.mark.parametrize(
    "content", ["{}", "[]", '{"calibrated_on": "x", "examples": 1, "steps": [[]]}', "no", RAGGED, SERIES]
)
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


SHOPS = {"shop": ["a"] * 40 + ["b"] * 40, "y": noise(1, 80)["y"]}
SHOP = {"group": "shop", "features": ["y"], "window": {"length": 4}}


def kept(count: int, *names: str, few: str = "", errors: float = 1.0) -> Calibration:
    """So many errors, of some series by themselves, too, and a single one of those that have few."""
    table = [[Kept(count=count, errors=count * [errors])]]
    own = {name: [[Kept(count=count, errors=count * [errors / 10])]] for name in names}
    own |= {name: [[Kept(count=1, errors=[errors])]] for name in few}
    return Calibration(calibrated_on="the test part", examples=count, steps=table, series=own)


def forecasts(known: Calibration, level: float = 0.9, **recipe: Any) -> Forecasts:
    """Of a file with two series, or with one."""
    file = predicted(SHOPS, loaded(SHOPS, **recipe).state, **recipe)
    return Forecasts(None, spec_of(**recipe), None, file, calibration=known, level=level)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("names", "few", "apart"),
    [
        ("", "", "equally far for all series"),
        ("", "ab", "equally far for all series, of which fewer than 9 are at hand each"),
        ("a", "b", "1 of 2 series by their own, the others, of which fewer than 9 are at hand, by all together"),
        ("abc", "", "each series by its own"),
    ],
)
def test_a_note_says_which_series_have_intervals_of_their_own(names: str, few: str, apart: str) -> None:
    """A reader of a small series is warned that errors of others speak for it; why there are none is not made up."""
    (*_, note) = forecasts(kept(9, *names, few=few), **SHOP).notes

    assert f"the errors on 9 examples of the test part did, {apart}; " in note


def test_a_note_on_one_series_names_none() -> None:
    """There is nobody to compare it with."""
    (*_, note) = forecasts(kept(9), **{**SHOP, "group": None}).notes

    assert "the errors on 9 examples of the test part did; `seqspec evaluate`" in note


def test_each_series_reaches_as_far_as_its_own_errors() -> None:
    """The one that has some; another one as far as all errors together."""
    found = forecasts(kept(9, "a"), **SHOP)

    bounds = found._columns(np.zeros((2, 1, 1)), ["a", "b"])[:, 0, 0, 1:]

    assert [[-0.1, 0.1], [-1.0, 1.0]] == bounds.tolist()


def test_series_by_themselves_are_kept_and_measured(tmp_path: Path) -> None:
    """Of a loud and a quiet series each has its own width, a small one that of all, and it is said what they held."""
    lengths = {"loud": 300, "quiet": 300, "small": 25}
    random = np.random.default_rng(0)
    values = {name: random.normal(100, 10 if name == "loud" else 1, many).round(3) for name, many in lengths.items()}
    columns = {
        "shop": [name for name, many in lengths.items() for _ in range(many)],
        "y": np.concatenate([*values.values()]),
    }
    own = loaded(columns, **SHOP, scale="none", split={"validation": 0.2, "test": 0.3})
    model = Trained(FakeModel(lambda inputs: np.full((len(inputs), 1), 100.0), (None, 1)), 16, lambda outputs: outputs)
    folder = RunFolder.open(write_run(tmp_path / "run"))

    calibration.keep(model, spec(), own, folder)

    margins, said = calibration.read(folder).margins(0.9), json.loads(folder.read("intervals.json"))["coverage"]
    (there,) = (each for each in said if each["level"] == 0.9)
    assert ["loud", "quiet"] == sorted(margins.series)
    assert margins.series["quiet"][0, 0] < 2.5 < margins.widths[0, 0] < margins.series["loud"][0, 0]
    assert (2, 3) == (there["series_by_themselves"], there["series"])
    assert pytest.approx(0.9, abs=0.05) == there["coverage"]


def test_too_many_series_are_kept_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file stays small, and then all errors speak for each: with room for 99 a high level would take the largest."""
    errors = Errors((None,), np.ones((20, 1, 1, 1)), np.zeros((20, 1, 1, 1)), ["a", "b"] * 10)
    assert {"a", "b"} == set(Calibration.of(errors, "x").series)
    monkeypatch.setattr(calibration, "_VALUES_APART", 200)
    assert {"a", "b"} == set(Calibration.of(errors, "x").series)
    monkeypatch.setattr(calibration, "_VALUES_APART", 199)

    assert {} == Calibration.of(errors, "x").series


def test_quantiles_are_kept_beside_the_prediction() -> None:
    """Intervals start from the pair that is nearest to the level, and old runs have none."""
    values = np.arange(1.0, 20.0).reshape(-1, 1, 1, 1) * [1.0, 0.1]
    both = Calibration.of(Errors((None, (0.1, 0.9)), values, np.zeros_like(values)), "x")

    wide, narrow = both.margins(0.9), both.margins(0.2)

    assert ((0.1, 0.9), None) == (wide.pair, narrow.pair)
    np.testing.assert_allclose([wide.widths[0, 0], narrow.widths[0, 0]], [1.8, 4.0])
    assert None is both.model_copy(update={"between": []}).margins(0.9).pair


@pytest.mark.parametrize("level", ["a", None, 0, 1.0])
def test_what_is_no_share_is_wrong_usage(level: Any) -> None:
    """A level is a number between 0 and 1."""
    with pytest.raises(UsageError, match="a share"):
        require_level(level)


@pytest.mark.parametrize("level", [0.9, np.float32(0.9), np.float64(0.9)])
def test_a_share_is_any_number_between_0_and_1(level: float) -> None:
    """Those of NumPy, too, and each is shown as it was written."""
    require_level(level)
    assert "90 %" == percent(level)
