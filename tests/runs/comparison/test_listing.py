"""How a list of runs is written down."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from seqspec.runs.comparison.listing import render
from seqspec.runs.record import FIELDS, Record

GOOD = Record(
    "rnn", "finished", "2026-01-02T03:04:05+00:00", 64 * "a", 64 * "b", 12, 0.25, 9, "RMSE", 1.5,
    "last value", 25.0, "better", 3,
)  # fmt: skip
EVIL = Record("=1+1\x1b[2J\n", "broken", reason="\u202eevil\x07")


def test_the_table_says_what_matters() -> None:
    """Digests are cut, skill is in per cent, and what a run has not is a dash."""
    head, row, *_ = render([GOOD], "text").splitlines()

    assert "run began state epochs validation score test skill baseline spec data" == " ".join(head.split())
    assert "rnn 2026-01-02 03:04 finished 12 0.25 RMSE 1.5 +25.0 % last value aaaaaaaa bbbbbbbb" == " ".join(
        row.split()
    )


def test_a_test_part_that_was_looked_at_often_is_named() -> None:
    """The more runs are chosen by a test score, the less it says."""
    assert "note: one test part was scored by 3 runs" in render([GOOD], "text")


def test_losses_that_can_not_be_ranked_are_not_ranked_silently() -> None:
    """Two runs of different groups stand in one list, which says what that means, whichever is first."""
    good = replace(GOOD, group=1)
    other = Record("lstm", "finished", validation=0.3, group=2, unranked="they read different data\x1b")
    third = replace(other, name="gru", group=3)
    lost = Record("old", "finished", validation=0.3, unranked="its spec can't be read any more")

    assert "note: validation does not rank lstm against rnn: they read different data\\x1b" in render(
        [good, other], "text"
    )
    assert "note: validation does not rank rnn and 1 more against lstm: they read" in render(
        [other, good, good], "text"
    )
    assert "note: validation does not rank gru against lstm: `seqspec compare` says why" in render(
        [other, third], "text"
    )
    assert "note: validation does not rank old against lstm: its spec can't be read" in render([other, lost], "text")
    assert "does not rank" not in render([good, good, Record("new", "training")], "text")


def test_of_many_groups_the_first_ones_are_named() -> None:
    """The others are counted."""
    runs = [Record(f"run{number}", "finished", validation=0.3, group=number, unranked="why") for number in range(1, 9)]

    said = render(runs, "text")

    assert "note: nor does it rank 2 other groups of runs" in said
    assert 5 == said.count(" against run1: why")


def test_nothing_hidden_reaches_a_terminal() -> None:
    """Control characters and marks of direction of names and reasons are written out, in every format."""
    for format in ("text", "json", "csv"):
        written = render([EVIL], format)

        assert written.replace("\n", "").isprintable()
        assert "x1b" in written or "u001b" in written


def test_a_number_of_a_stranger_does_not_stretch_the_table() -> None:
    """However many digits it has."""
    record = Record("a", "finished", skill=1e300, validation=1e300, test=-1e300, epochs=1)

    assert 150 > max(map(len, render([record], "text").splitlines()))


def test_a_spreadsheet_calculates_nothing() -> None:
    """A cell that begins like a formula is quoted; numbers stay numbers."""
    rows = list(csv.DictReader(io.StringIO(render([EVIL, Record("a", "finished", skill=-3.0)], "csv"))))

    assert ["'=1+1\\x1b[2J\\n", "a"] == [row["name"] for row in rows]
    assert "-3.0" == rows[1]["skill"]


def test_json_has_every_field() -> None:
    """As it is, and null where a run has none."""
    (found,) = json.loads(render([GOOD], "json"))["runs"]

    assert list(FIELDS) == list(found)
    assert (12, 0.25, None) == (found["epochs"], found["validation"], found["reason"])


def test_a_folder_of_something_else_is_one_line() -> None:
    """It is said why it is no run; it has no row, and is not counted."""
    other = Record("notes", "foreign", reason="it has no `status.json`")
    said = "notes is foreign: it has no `status.json`"

    both = render([GOOD, other], "text")

    assert (1, True) == (both.count("notes"), both.endswith("1 run\n"))
    assert f"{said}\nno runs\n" == render([other], "text")


def test_an_empty_list_says_so() -> None:
    """Nothing found is no table without rows."""
    assert "no runs\n" == render([], "text")
