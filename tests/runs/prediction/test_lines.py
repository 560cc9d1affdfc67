"""The lines of a table of predictions, for every kind of task."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqspec.data.examples import Task
from seqspec.runs.prediction.lines import lines
from seqspec.runs.prediction.prediction import Forecasts, write
from tests.runs.fakes import Fake, FakeTexts

ONE = np.arange(1)


@dataclass(frozen=True)
class Several(Fake):
    """Examples of two series."""

    def groups(self, index: Any = None) -> list[str]:
        """Their names."""
        return ["north", "=south"][slice(None) if index is None else slice(index[0], index[-1] + 1)]


def table(task: Task, part: Fake, ahead: np.ndarray) -> list[tuple[Any, ...]]:
    """Header and lines."""
    found = lines(task, part, timed=False)
    return [found.header, *found.rows(ahead, part, np.arange(len(part)))]


def test_numbers_have_a_line_for_each_target_of_each_step() -> None:
    """Where there are several series each line names its own."""
    part, ahead = Several(np.zeros((2, 1)), np.zeros((2, 2, 1))), np.array([[[[1.5]], [[2.5]]], [[[3.5]], [[4.5]]]])

    assert [
        ("group", "row", "step", "target", "prediction"),
        ("north", "1", 1, "y", 1.5),
        ("north", "1", 2, "y", 2.5),
        ("=south", "2", 1, "y", 3.5),
        ("=south", "2", 2, "y", 4.5),
    ] == table(Task("numbers", ("y",)), part, ahead)


@dataclass(frozen=True)
class Hourly(Fake):
    """Examples from one hour to the next, the first at midnight."""

    def stamps(self, index: Any = None) -> np.ndarray:
        """Dates."""
        hours = np.datetime64("2024-03-11", "us") + np.arange(len(self)) * np.timedelta64(1, "h")
        found: np.ndarray = hours[slice(None) if index is None else index, None]
        return found


def test_every_time_of_a_column_is_written_alike() -> None:
    """Midnight says so beside other hours, though it is asked for alone."""
    part = Hourly(np.zeros((2, 1)), np.zeros((2, 1, 1)))

    found = lines(Task("numbers", ("y",)), part, timed=True)

    assert [("2024-03-11T00:00:00", 1, "y", 0.5)] == [*found.rows(np.full((1, 1, 1, 1), 0.5), part, ONE)]


def test_chances_are_called_so() -> None:
    """What stands in the table is the chance of a 1."""
    part = Fake(np.zeros((1, 1)), np.zeros((1, 1, 2)))

    assert [
        ("row", "step", "target", "probability"),
        ("1", 1, "a", 0.25),
        ("1", 1, "b", 0.75),
    ] == table(Task("chances", ("a", "b")), part, np.array([[[0.25, 0.75]]]))


def test_classes_have_a_name_and_a_chance() -> None:
    """The likeliest class by its name, and how likely it is; a class that has no name has its number."""
    part, ahead = Fake(np.zeros((2, 1)), np.zeros((2, 1))), np.array([[[0.2, 0.7, 0.1]], [[0.1, 0.1, 0.8]]])

    assert [
        ("row", "step", "target", "prediction", "probability"),
        ("1", 1, "y", "good", 0.7),
        ("2", 1, "y", "2", 0.8),
    ] == table(Task("classes", ("y",), ("bad", "good")), part, ahead)


def test_the_next_token_of_a_text_is_no_column() -> None:
    """A running text has no target to be named."""
    part = Fake(np.zeros((1, 1)), np.zeros((1, 1)))

    assert ("row", "step", "prediction", "probability") == table(Task("classes", (), ("a",)), part, np.ones((1, 1, 1)))[
        0
    ]


def test_a_text_stands_beside_its_input() -> None:
    """One line an example: what went in, and what came out."""
    part = FakeTexts(np.zeros((1, 1)), np.zeros((1, 3)), read=("x",))

    found = table(Task("text", ("t",), ("", "?", "a")), part, np.eye(3)[[[2, 2, 0]]])

    assert [("row", "input", "prediction"), ("1", "x", "aa")] == found


def test_a_text_from_numbers_stands_alone() -> None:
    """An image has no text that could stand beside."""
    found = table(Task("text", ("t",), ("", "?", "a")), Fake(np.zeros((1, 1)), np.zeros((1, 2))), np.eye(3)[[[2, 0]]])

    assert [("row", "prediction"), ("1", "a")] == found


def test_no_spreadsheet_takes_a_predicted_text_for_a_formula() -> None:
    """Inputs, predictions and names of series are written so that they stay what they are."""

    class Known(Forecasts):
        """Forecasts that are there already."""

        def header(self) -> tuple[str, ...]:
            return ("row", "input", "prediction")

        def rows(self) -> Any:
            return iter([("1", "=cmd()", "+1"), ("2", "-2", "@x")])

    stream = io.StringIO()

    count = write(Known(None, None, None, None), stream)  # type: ignore[arg-type]  # nothing is asked of them

    assert 2 == count
    assert [["1", "'=cmd()", "'+1"], ["2", "'-2", "'@x"]] == list(csv.reader(io.StringIO(stream.getvalue())))[1:]
