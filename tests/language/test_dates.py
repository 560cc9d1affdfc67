"""The format that a few dates are written in."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.language.dates import format_of

USUAL = {
    "01.01.2024 00:00": "%d.%m.%Y %H:%M",
    "31.01.2024": "%d.%m.%Y",
    "31.01.24": "%d.%m.%y",
    "1.2.2024, 13:45:10": "%d.%m.%Y, %H:%M:%S",
    "01/01/2024 12:00 AM": "%m/%d/%Y %I:%M %p",
    "5/1/2024 1:00:00.250 pm": "%m/%d/%Y %I:%M:%S.%f %p",
    "12/31/24": "%m/%d/%y",
    "31/12/2024": "%d/%m/%Y",
    "31-12-2024 10:00:00,5": "%d-%m-%Y %H:%M:%S,%f",
    "31.12.2024T10:00+01:00": "%d.%m.%YT%H:%M%z",
    "2024/01/05": "%Y/%m/%d",
    "2024.01.05 07:00": "%Y.%m.%d %H:%M",
    "01.2024": "%m.%Y",
    "5-Jan-24": "%d-%b-%y",
    "05 January 2024 13:45": "%d %B %Y %H:%M",
    "Jan 5, 2024": "%b %d, %Y",
    "Jan 2024": "%b %Y",
}


@pytest.mark.parametrize(("text", "format"), USUAL.items())
def test_the_usual_ways_to_write_dates_are_known(text: str, format: str) -> None:
    """Hours, minutes, seconds, halves of the day and zones included."""
    assert format == format_of([text])


@pytest.mark.parametrize("texts", [[], ["soon"], ["99.99.2024"], ["31.01.2024 noon"], ["12:30"], ["20240105 1030"]])
def test_what_is_no_date_has_no_format(texts: list[str]) -> None:
    """Nothing is proposed that would not read it."""
    assert format_of(texts) is None


def test_other_dates_decide_what_one_of_them_leaves_open() -> None:
    """The first may be the first of February or the second of January; where none reads all, the first one counts."""
    assert "%m/%d/%Y" == format_of(["01/02/2024"])
    assert "%d/%m/%Y" == format_of(["01/02/2024", "13/02/2024"])
    assert "%m/%d/%Y" == format_of(["01/02/2024", "soon"])


@given(stamp=st.datetimes(datetime(1970, 1, 1), datetime(2060, 1, 1)), format=st.sampled_from([*USUAL.values()]))
def test_a_format_reads_what_it_was_found_for(stamp: datetime, format: str) -> None:
    """Whatever the day and the time of it."""
    text = stamp.strftime(format)
    found = format_of([text])

    assert found is not None
    assert datetime.strptime(text, found)
