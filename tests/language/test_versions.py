"""`runtime.keras` holds a range of versions, as people write them."""

from __future__ import annotations

import pytest

from seqspec.analysis.linter import check_text
from seqspec.language.versions import Versions
from tests.analysis.examples import codes, only
from tests.builders import spec_text


@pytest.mark.parametrize(
    ("written", "inside", "outside"),
    [
        ("3.15", ["3.15.0", "3.15.9"], ["3.14.9", "3.16.0"]),
        ("==3.15.1", ["3.15.1"], ["3.15.0", "3.15.2"]),
        ("==3.15.*", ["3.15.0", "3.15.7"], ["3.16.0"]),
        (">=3.9,<3.16", ["3.9.0", "3.15.9"], ["3.8.9", "3.16.0"]),
        (">3.9", ["3.9.1", "4.0.0"], ["3.9.0"]),
        ("<=3.9", ["3.9.0"], ["3.9.1"]),
        ("~=3.14", ["3.14.0", "3.99.0"], ["3.13.0", "4.0.0"]),
        ("~=3.14.1", ["3.14.1", "3.14.8"], ["3.14.0", "3.15.0"]),
        (">=3.10, !=3.12.*", ["3.11.0", "3.13.0"], ["3.12.0", "3.12.4"]),
        ("!=3.12.1", ["3.12.0", "3.12.2"], ["3.12.1"]),
    ],
)
def test_a_range_holds_what_it_says(written: str, inside: list[str], outside: list[str]) -> None:
    """Clauses mean what package managers take them for, and all of them have to hold."""
    versions = Versions.parse(written)

    assert [True] * len(inside) == [versions.holds(tuple(map(int, each.split(".")))) for each in inside]
    assert [False] * len(outside) == [versions.holds(tuple(map(int, each.split(".")))) for each in outside]


@pytest.mark.parametrize("written", ["", "three", ">=", "3.x", ">=3.9;<4", "3.15 or so"])
def test_what_is_no_range_is_a_finding(written: str) -> None:
    """A range that can't be read is said to be none, and how one is written."""
    diagnostic = only(spec_text(runtime=f'{{seed: 42, keras: "{written}"}}'), "SEQ008")

    assert f"`{written}`" in diagnostic.message
    assert ">=3.15,<3.16" in (diagnostic.help or "")


def test_a_range_without_an_end_meets_versions_to_come() -> None:
    """What may be installed tomorrow is meant by an open range, and not by a closed one."""
    assert Versions.parse(">=3.15").meets((3, 16), (3, 17))
    assert not Versions.parse(">=3.15,<3.16").meets((3, 16), (3, 17))
    assert Versions.parse("==3.4.1").meets((3, 4), (3, 9))
    assert not Versions.parse(">=3.9").meets((3, 4), (3, 9))


def test_a_number_is_no_range() -> None:
    """`keras: 3.15` without quotes is a number, which would make 3.10 and 3.1 the same."""
    assert ["SEQ008"] == codes(check_text(spec_text(runtime="{seed: 42, keras: 3.15}")))
