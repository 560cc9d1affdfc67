"""A folder of runs: found, ranked and filtered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from seqspec.errors import RunError, UsageError
from seqspec.runs.comparison.catalogue import Condition, chosen, ordered, records, require_field
from seqspec.runs.comparison.comparison import compare_runs
from seqspec.runs.record import Record
from tests.runs.folders import judgement, write_run

RUNS = [
    Record("b", "finished", validation=0.2, skill=5.0),
    Record("a", "failed"),
    Record("c", "finished", validation=0.1, skill=-3.0),
]


def names(found: list[Record]) -> str:
    """The names of some runs in one word."""
    return "".join(record.name for record in found)


def test_the_best_by_validation_comes_first() -> None:
    """A run without the field stands last, whichever way it is sorted."""
    assert "cba" == names(ordered(RUNS))
    assert "bca" == names(ordered(RUNS, reverse=True))
    assert "abc" == names(ordered(RUNS, "name"))


def test_those_that_validation_ranks_among_one_another_stand_together() -> None:
    """A low loss of another unit does not come first, whichever way it is sorted."""
    other = Record("o", "finished", validation=0.001, group=2)
    runs = [other, *(replace(run, group=1) for run in RUNS if run.validation)]

    assert "cbo" == names(ordered(runs))
    assert "bco" == names(ordered(runs, reverse=True))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("skill>0", "b"),
        ("skill <= -3", "c"),
        ("skill!=5", "ac"),
        ("state=finished", "bc"),
        ("state~FAIL", "a"),
        ("name!=a", "bc"),
        ("name>=b", "bc"),
        ("validation<0.15", "c"),
    ],
)
def test_a_condition_picks_runs(condition: str, expected: str) -> None:
    """Numbers are compared as numbers, texts as texts; what has no value is only unlike any."""
    assert expected == "".join(sorted(names(chosen(RUNS, [Condition.read(condition)]))))


def test_all_conditions_have_to_hold() -> None:
    """Each narrows the list down."""
    assert "b" == names(chosen(RUNS, [Condition.read("state=finished"), Condition.read("skill>0")]))


def test_what_is_no_condition_is_refused_with_the_next_step() -> None:
    """A field that there is not, a sign that is missing, a number that is none."""
    with pytest.raises(UsageError, match="did you mean `skill`"):
        Condition.read("skil>3")
    with pytest.raises(UsageError, match="is no condition"):
        Condition.read("skill")
    with pytest.raises(UsageError, match="`high` is none"):
        chosen(RUNS, [Condition.read("skill>high")])
    with pytest.raises(UsageError, match="no field `x`"):
        require_field("x")


def test_all_folders_are_found_and_counted(tmp_path: Path) -> None:
    """Files and hidden folders are passed over; each run says how many were scored on its test part."""
    write_run(tmp_path / "one")
    write_run(tmp_path / "two")
    write_run(tmp_path / "three", scores={"judgement": judgement(examples_sha256="other")})
    (tmp_path / "four").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "notes.txt").touch()

    found = {record.name: record.scored for record in records(tmp_path)}

    assert {"one": 2, "two": 2, "three": 1, "four": None} == found


def test_runs_that_validation_can_not_rank_are_of_different_groups(tmp_path: Path) -> None:
    """The lowest loss is of the first one, and the others have the words that `compare` has."""
    write_run(tmp_path / "low", losses=(0.1,))
    write_run(tmp_path / "wider", units=8)
    absolute = [write_run(tmp_path / name, losses=(0.2,)) for name in ("absolute", "second")]
    for run in absolute:
        spec = run / "resolved.yaml"
        spec.write_text(spec.read_text().replace("mean_squared_error", "mean_absolute_error"))
    write_run(tmp_path / "divided", data={"sha256": 64 * "d", "boundaries": {"train": [0, 9]}})
    (write_run(tmp_path / "broken") / "resolved.yaml").write_text("no spec")
    write_run(tmp_path / "new", losses=())

    found = {record.name: (record.group, record.unranked) for record in records(tmp_path)}

    assert ((1, None), (1, None), (None, None)) == (found["low"], found["wider"], found["new"])
    assert (2, "they minimise different losses") == found["absolute"] == found["second"]
    assert (3, "their data are divided differently") == found["divided"]
    assert (None, "its spec can't be read any more") == found["broken"]
    assert ("they minimise different losses",) == compare_runs([tmp_path / "low", absolute[0]]).unranked


def test_a_run_is_a_list_of_one(tmp_path: Path) -> None:
    """The folder of a run shows itself."""
    assert ["run"] == [record.name for record in records(write_run(tmp_path / "run"))]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The message names it."""
    with pytest.raises(RunError, match="there is no folder"):
        records(tmp_path / "none")
