"""How instants are shown to people, and what is said of the steps between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from seqspec.data.reading.places import Here, Places
from seqspec.data.tables import timeline
from seqspec.data.tables.timeline import show
from seqspec.errors import DataError
from seqspec.language.recipe.time import Time
from tests.language.test_dates import USUAL


@pytest.mark.parametrize(
    ("stamp", "shown"),
    [
        (np.datetime64("2019-01-31", "us"), "2019-01-31"),
        (np.datetime64("2019-01-31T12:30", "us"), "2019-01-31T12:30:00"),
        (np.datetime64("2019-01-31T00:00:00.25", "us"), "2019-01-31T00:00:00.250000"),
        (np.float64(1958.2027), "1958.2027"),
        (np.float64(1546300800), "1546300800"),
        (7, "7"),
    ],
)
def test_a_stamp_is_as_short_as_it_can_be_with_nothing_lost(stamp: Any, shown: str) -> None:
    """Midnight and whole seconds are left out, fractions and long numbers are not rounded away."""
    assert shown == show(stamp)


@dataclass(frozen=True)
class Stamped:
    """As much of a part as has stamps."""

    when: Any

    def __len__(self) -> int:
        return len(self.when)

    def stamps(self, index: slice) -> Any:
        """One step an example."""
        return self.when[index, None]


@pytest.mark.parametrize(
    ("times", "unit", "first"),
    [
        (["2024-03-11", "2024-03-12"], "D", "2024-03-11"),
        (["2024-03-11", "2024-03-11T01"], "s", "2024-03-11T00:00:00"),
        (["2024-03-11", "2024-03-11T00:00:00.5", "2024-03-12"], "us", "2024-03-11T00:00:00.000000"),
        (["2024-03-11", "NaT"], "D", "2024-03-11"),
    ],
)
def test_midnight_has_its_time_where_others_have_theirs(
    times: list[str], unit: timeline.Unit, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stamps of a column are written alike, however many pieces and parts it is looked at in."""
    monkeypatch.setattr(timeline, "CHUNK", 1)
    stamps = np.array(times, dtype="datetime64[us]")
    parts: list[Any] = [Stamped(stamps[:1]), Stamped(stamps[1:])]

    assert unit == timeline.shared_unit(parts) == timeline.unit_of(stamps)
    assert first == show(stamps[0], unit)
    assert "7" == show(7, unit)


def test_two_dates_of_one_message_are_written_alike() -> None:
    """Midnight before one o'clock is no date without a time."""
    stamps = np.array(["2024-03-11T01", "2024-03-11"], dtype="datetime64[us]")

    with pytest.raises(DataError, match=r"is 2024-03-11T00:00:00, earlier than the row before, 2024-03-11T01:00:00$"):
        timeline.require_order(stamps, Time(column="t"), Places(), None)


def test_steps_are_looked_at_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a column is, an error names its row, and steps from series to series don't count."""
    monkeypatch.setattr(timeline, "CHUNK", 3)
    column = np.arange(20, dtype=np.float64)
    column[10:] -= 10
    starts = np.array([0, 10])

    timeline.require_order(column, Time(column="t", frequency=1), Places(), starts)
    assert [] == timeline.notes(column, "t", starts)
    assert ["1 row has the same `t` as the row before"] == timeline.notes(np.array([0.0, 1, 2, 3, 3, 4]), "t")
    assert ["the steps of `t` are not all equal; windows count rows, not time"] == timeline.notes(column[:10] ** 2, "t")
    with pytest.raises(DataError, match=r"row 11 of `t` is 0, earlier than the row before, 9"):
        timeline.require_order(column, Time(column="t"), Places(), None)
    column[17:] += 1
    with pytest.raises(DataError, match=r"row 18 of `t` is 8, and the row before is 6: that is not the frequency 1"):
        timeline.require_order(column, Time(column="t", frequency=1), Places(), starts)


@given(
    steps=st.lists(st.integers(0, 3), min_size=1, max_size=30),
    series=st.lists(st.integers(1, 29), max_size=3, unique=True),
    chunk=st.integers(1, 8),
)
def test_pieces_change_nothing(steps: list[int], series: list[int], chunk: int) -> None:
    """What is said of a column does not depend on how large the pieces are."""
    column = np.cumsum([0, *steps]).astype(np.float64)
    starts = np.array(sorted({0, *(start for start in series if start < len(column))}))

    whole = timeline.notes(column, "t", starts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "CHUNK", chunk)
        assert whole == timeline.notes(column, "t", starts)


@pytest.mark.parametrize("text", [text for text in USUAL if not text.startswith("20")])
def test_following_the_help_for_dates_works(text: str) -> None:
    """The recipe that the help writes reads the column, with the time of the day; with the year first nothing fails."""
    column = pd.Series([text, text], name="t")
    with pytest.raises(DataError) as refusal:
        timeline.read_stamps(column, Time(column="t"), Here(0, ""))
    recipe = yaml.safe_load("{" + (refusal.value.help or "").split("`")[1] + "}")

    stamps = timeline.read_stamps(column, Time(**recipe["time"]), Here(0, ""))

    assert [pd.Timestamp(datetime.strptime(text, USUAL[text])).hour] * 2 == [
        pd.Timestamp(stamp).hour + ("+01:00" in text) for stamp in stamps
    ]


def test_no_format_is_proposed_where_others_are_read_without() -> None:
    """One odd row among dates is the row's fault."""
    with pytest.raises(DataError) as refusal:
        timeline.read_stamps(pd.Series(["2024-01-01", "02.01.2024"], name="t"), Time(column="t"), Here(0, ""))

    assert "write all of them in that way, or say with `format` how they are written" == refusal.value.help
