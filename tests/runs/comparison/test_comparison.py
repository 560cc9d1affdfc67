"""Runs side by side, and what keeps them from being compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from seqspec.errors import RunError, UsageError
from seqspec.runs.comparison.catalogue import records
from seqspec.runs.comparison.comparison import Comparison, compare_runs
from seqspec.runs.comparison.contrast import render
from seqspec.runs.record import with_digest
from tests.runs.folders import judgement, write_errors, write_run


def names(comparison: Comparison) -> list[str]:
    """The runs in their order."""
    return [run.record.name for run in comparison.runs]


def edited(run: Path, before: str, after: str) -> Path:
    """A run with another spec."""
    spec = run / "resolved.yaml"
    spec.write_text(spec.read_text().replace(before, after))
    return run


def scored(run: Path, **more: Any) -> Path:
    """A run that was judged otherwise."""
    (run / "scores.json").write_text(json.dumps({"judgement": judgement(**more)}))
    return run


def test_the_best_by_validation_is_first_and_the_others_are_held_against_it(tmp_path: Path) -> None:
    """In pairs, on the same examples, with an interval; and their specs beside."""
    worse = write_errors(write_run(tmp_path / "worse", losses=(0.5, 0.4), units=2), scale=4)
    better = write_errors(write_run(tmp_path / "better"))

    found = compare_runs([worse, better])

    assert ["better", "worse"] == names(found)
    assert () == found.unranked == found.unpaired
    (verdict,) = found.against
    assert verdict is not None
    assert ("better", "worse", 50) == (verdict.outcome, verdict.baseline, verdict.block)
    assert verdict.interval is not None
    assert verdict.interval[1] < 0
    assert (101, 35) == (found.differences[0].params)


def test_equal_runs_are_not_distinguishable(tmp_path: Path) -> None:
    """The interval of their difference is nothing but 0."""
    runs = [write_errors(write_run(tmp_path / name)) for name in "ab"]

    verdict = compare_runs(runs).against[0]

    assert verdict is not None
    assert ("undecided", (0.0, 0.0)) == (verdict.outcome, verdict.interval)


def test_every_score_has_its_own_interval(tmp_path: Path) -> None:
    """It lies around the score of the errors that were kept; without them there is none."""
    runs = [write_errors(write_run(tmp_path / "a"), scale=4), write_run(tmp_path / "b")]

    one, other = compare_runs(runs).runs

    assert one.interval is not None
    assert one.errors is not None
    assert one.interval[0] < one.errors.model.mean() ** 0.5 < one.interval[1]
    assert other.interval is None


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("horizon: 1", "horizon: 1, offset: 2", "their recipes differ in `data.window.offset`"),
        ("mean_squared_error", "mean_absolute_error", "they minimise different losses"),
        ("validation: 0.1", "validation: 0.2", "their recipes differ in `data.split.validation`"),
        ("units: 4", "units: 4, kernel_regularizer: l2", "a loss holds what `kernel_regularizer` adds to it"),
    ],
)
def test_what_no_loss_can_rank_is_not_ranked(tmp_path: Path, before: str, after: str, reason: str) -> None:
    """The runs stay in the order they were named, and the reason is told."""
    runs = [write_run(tmp_path / "b"), edited(write_run(tmp_path / "a", losses=(0.01,)), before, after)]

    found = compare_runs(runs)

    assert ["b", "a"] == names(found)
    assert any(reason in each for each in found.unranked)
    assert f"not ranked: {found.unranked[0]}" in render(found, "text")


WINDOW = "window: {length: 4, horizon: 1"
LONGER = "window: {length: 8, horizon: 1"
ONE = "horizon: 1}\nmodel:\n- LSTM: {"
EACH = "horizon: 1, targets: each_step}\nmodel:\n- LSTM: {return_sequences: true, "
FEATURES = "  features: [y, volume]\n"
WHOLE = "compile: {optimizer: adam, loss: {MeanSquaredError: {reduction: sum}}}"
LOSS = "compile: {optimizer: adam, loss: mean_squared_error}"
PATH = "csv: {path: [/data/series.csv]"


@pytest.mark.parametrize(
    ("both", "before", "after", "reason"),
    [
        ((WINDOW, f"{WINDOW}, normalize: standard"), WINDOW, LONGER, "`data.window.length`"),
        ((WINDOW, f"{WINDOW}, context: own"), WINDOW, LONGER, "`data.window.length`"),
        ((ONE, EACH), WINDOW, LONGER, "`data.window.length`"),
        (("  split", "  missing: drop\n  split"), WINDOW, LONGER, "`data.window.length`"),
        (("  split", "  group: shop\n  split"), WINDOW, LONGER, "`data.window.length`"),
        (("  split", "  missing: drop\n  split"), "  split", f"{FEATURES}  split", "`data.features`"),
        (("  split", "  missing: {fill: 0}\n  split"), "  split", f"{FEATURES}  split", "`data.features`"),
        ((PATH, f"{PATH}, columns: [y, x]"), "[y, x]", "[x, y]", "`data.source.columns.0`"),
        ((LOSS, WHOLE), "units: 4", "units: 8", "how many examples `reduction: sum` takes together"),
        ((LOSS, WHOLE), WINDOW, LONGER, "how many examples `reduction: sum` takes together"),
        ((LOSS, LOSS.replace("mean_squared_error", "Dice")), "units: 4", "units: 8", "how many examples `Dice` takes"),
    ],
)
def test_what_a_loss_is_measured_in_or_on_has_to_be_the_same(
    tmp_path: Path, both: tuple[str, str], before: str, after: str, reason: str
) -> None:
    """Units of each window's own, other windows, other columns, other batches."""
    runs = [edited(write_run(tmp_path / name), *both) for name in "ab"]
    assert () == compare_runs(runs).unranked

    (said,) = compare_runs([runs[0], edited(runs[1], before, after)]).unranked

    assert reason in said


def test_a_file_elsewhere_is_ranked(tmp_path: Path) -> None:
    """What it holds is known by its digest."""
    runs = [write_run(tmp_path / "a"), edited(write_run(tmp_path / "b"), "/data/series.csv", "copy.csv")]

    assert () == compare_runs(runs).unranked


def test_what_says_nothing_of_data_or_of_a_loss_is_no_traceback(tmp_path: Path) -> None:
    """Specs that Python fed, and that are not compiled."""
    runs = [edited(write_run(tmp_path / name), LOSS, "") for name in "ab"]
    for run in runs:
        text = (run / "resolved.yaml").read_text()
        data = text[text.index("data:") : text.index("model:")]
        edited(run, data, "data: {arrays: {input: {shape: [4, 1]}, target: {shape: [1]}}}\n")

    assert () == compare_runs(runs).unranked


def test_a_spec_that_was_edited_by_hand_is_not_ranked(tmp_path: Path) -> None:
    """Nobody knows what its loss rests on, whatever the file says by now."""
    environment = with_digest((write_run(tmp_path / "a") / "resolved.yaml").read_text())
    kept, changed = (write_run(tmp_path / name, environment=environment) for name in ("kept", "changed"))
    assert () == compare_runs([kept, changed]).unranked

    edited(changed, "units: 4", "units: 8")

    assert ("the spec of changed was edited by hand",) == compare_runs([kept, changed]).unranked
    found = {record.name: (record.group, record.unranked) for record in records(tmp_path)}
    assert ((1, None), (None, "its spec was edited by hand")) == (found["kept"], found["changed"])


def test_other_features_and_a_longer_window_are_ranked(tmp_path: Path) -> None:
    """The loss is measured by the same targets in the same units."""
    runs = [write_run(tmp_path / "a"), edited(write_run(tmp_path / "b", losses=(0.1,)), "length: 4", "length: 8")]

    found = compare_runs(runs)

    assert () == found.unranked
    assert ["b", "a"] == names(found)


def test_other_data_are_neither_ranked_nor_paired(tmp_path: Path) -> None:
    """Both are said."""
    data = {"sha256": 64 * "f", "boundaries": {}}
    other = scored(write_errors(write_run(tmp_path / "b", data=data)), examples_sha256=64 * "0")

    found = compare_runs([write_errors(write_run(tmp_path / "a")), other])

    assert ("they read different data",) == found.unranked
    assert ("they were judged by different examples",) == found.unpaired
    assert (None,) == found.against
    assert "test scores are not compared: they were judged by different examples" in render(found, "text")


def test_another_division_is_not_ranked(tmp_path: Path) -> None:
    """The same file, cut elsewhere."""
    data = {"sha256": 64 * "d", "boundaries": {"train": [0, 9]}}

    found = compare_runs([write_run(tmp_path / "a"), write_run(tmp_path / "b", data=data)])

    assert ("their data are divided differently",) == found.unranked


def test_runs_that_do_not_say_what_they_read_are_not_ranked(tmp_path: Path) -> None:
    """Two that are silent about their data, or about its parts, need not have read the same."""
    silent = [write_run(tmp_path / name, data=None) for name in "ab"]
    whole = [write_run(tmp_path / name, data={"sha256": 64 * "d"}) for name in "cd"]

    assert ("not all of them say what they read",) == compare_runs(silent).unranked
    assert ("not all of them say what they read",) == compare_runs([silent[0], write_run(tmp_path / "e")]).unranked
    assert ("not all of them say how their data are divided",) == compare_runs(whole).unranked


def test_what_is_missing_for_pairs_is_named(tmp_path: Path) -> None:
    """A judgement, the same score, the errors, and as many of them."""
    first = write_errors(write_run(tmp_path / "first"))
    others = {
        "not all of them were judged": write_run(tmp_path / "a", scores=None),
        "different scores decide": scored(write_run(tmp_path / "b"), primary="MAE", scores={"model": {"MAE": 1.0}}),
        "not all of them kept their errors example by example": write_run(tmp_path / "c"),
        "what they kept of their errors does not fit together": write_errors(write_run(tmp_path / "d"), judged=2),
    }

    for reason, other in others.items():
        assert (reason,) == compare_runs([first, other]).unpaired


def test_scores_that_differ_are_named_in_each_row(tmp_path: Path) -> None:
    """Where one score decides over all, the head of the column names it."""
    first = write_errors(write_run(tmp_path / "first"))
    other = scored(write_run(tmp_path / "b"), primary="MAE", scores={"model": {"MAE": 1.5}})

    head, *body = render(compare_runs([first, other]), "text").splitlines()[:3]

    assert ("test RMSE" in head, "1.5 MAE" in "".join(body)) == (False, True)
    alike = write_errors(write_run(tmp_path / "c"))
    assert "test RMSE" in render(compare_runs([first, alike]), "text").splitlines()[0]


def test_few_examples_tell_nothing(tmp_path: Path) -> None:
    """Fewer than three blocks."""
    runs = [write_errors(write_run(tmp_path / name), count=100) for name in "ab"]

    said = render(compare_runs(runs), "text")

    assert "100 windows are too few to tell a from b" in said


def test_errors_without_bounds_are_no_traceback(tmp_path: Path) -> None:
    """A run whose forecasts are infinite is worse than any."""
    bad = write_errors(write_run(tmp_path / "bad", losses=(0.1,)))
    (bad / "errors.csv").write_text((bad / "errors.csv").read_text().replace("\n1,1,", "\n1,1,inf,1\n1,1,", 1))
    good = write_errors(write_run(tmp_path / "good"), count=401)

    verdict = compare_runs([bad, good]).against[0]

    assert verdict is not None
    assert "worse" == verdict.outcome


def test_json_has_the_curves(tmp_path: Path) -> None:
    """Epoch by epoch, with time, size and what the specs have otherwise."""
    runs = [write_errors(write_run(tmp_path / "a")), write_errors(write_run(tmp_path / "b", units=8), scale=2)]

    found = json.loads(render(compare_runs(runs), "json"))

    assert [0.5, 0.25, 0.3] == [line["val_loss"] for line in found["runs"][0]["curve"]]
    assert (1.5, 1000, 101, 30) == tuple(found["runs"][0][key] for key in ("seconds", "bytes", "parameters", "steps"))
    assert "b" == found["first_against"][0]["run"]
    assert "better" == found["first_against"][0]["test"]["outcome"]


def test_a_hostile_name_is_written_out(tmp_path: Path) -> None:
    """Nothing of a folder's name reaches the terminal as it is."""
    runs = [write_errors(write_run(tmp_path / name)) for name in ("a", "\x1b[2Jevil\u202e")]

    assert render(compare_runs(runs), "text").replace("\n", "").isprintable()


def test_a_run_is_not_compared_with_itself(tmp_path: Path) -> None:
    """However it is named; and beside another one it stands once."""
    run, other = write_run(tmp_path / "run"), write_run(tmp_path / "other")
    again = tmp_path / "other" / ".." / "run"

    assert 2 == len(compare_runs([run, again, other]).runs)
    with pytest.raises(UsageError, match="nothing to be compared with"):
        compare_runs([run, again])


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    """A folder of something else, a broken one, one with a spec that is none."""
    good = write_run(tmp_path / "good")
    (tmp_path / "other").mkdir()
    broken = write_run(tmp_path / "broken", scores="{")
    wrong = edited(write_run(tmp_path / "wrong"), "units: 4", "units: -4")

    with pytest.raises(RunError, match="is not the folder of a run"):
        compare_runs([good, tmp_path / "other"])
    with pytest.raises(RunError, match="is broken"):
        compare_runs([good, broken])
    with pytest.raises(RunError, match="not valid any more"):
        compare_runs([good, wrong])


def test_folders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """They are called by their paths."""
    runs = [write_run(tmp_path / "a" / "run"), write_run(tmp_path / "b" / "run", losses=(0.1,))]

    assert [str(runs[1]), str(runs[0])] == names(compare_runs(runs))


def test_a_unit_that_is_none_is_no_traceback(tmp_path: Path) -> None:
    """Whatever a stranger wrote in its place."""
    verdict = {"outcome": "better", "baseline": "last value", "block": 50, "unit": ["x"]}

    found = compare_runs([scored(write_run(tmp_path / "a"), verdict=verdict), write_run(tmp_path / "b")])

    assert "window" == found.runs[0].unit
