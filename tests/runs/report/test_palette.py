"""Colours can be told from what is behind them, by day and by night: WCAG 2.2, AA."""

from __future__ import annotations

import pytest

from seqspec.runs.report.palette import BAD, BASELINES, DARK, GOOD, INK, MODEL, NIGHT, PAPER, SOFT, colour_of


def light(colour: str) -> float:
    """The relative luminance of a colour."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21."""
    bright, dim = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("colour", [INK, SOFT, GOOD, BAD, MODEL])
def test_text_is_readable(colour: str) -> None:
    """4.5 to 1 at least."""
    assert contrast(colour, PAPER) >= 4.5
    assert contrast(DARK[colour], NIGHT) >= 4.5


@pytest.mark.parametrize("colour", [MODEL, *BASELINES, SOFT])
def test_lines_are_visible(colour: str) -> None:
    """3 to 1 at least."""
    assert contrast(colour, PAPER) >= 3
    assert contrast(DARK[colour], NIGHT) >= 3


def test_a_number_can_be_read_on_the_darkest_cell() -> None:
    """The share of a class that was always taken for one other."""
    for ink, paper, shade in ((INK, PAPER, MODEL), (DARK[INK], NIGHT, DARK[MODEL])):
        assert contrast(ink, mixed(shade, paper, 0.55)) >= 4.5


def mixed(colour: str, behind: str, share: float) -> str:
    """A colour that lets some of what is behind it through."""
    pairs = [(int(colour[place : place + 2], 16), int(behind[place : place + 2], 16)) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(share * over + (1 - share) * under):02x}" for over, under in pairs)


def test_what_stands_side_by_side_has_colours_of_its_own() -> None:
    """The model and three baselines."""
    assert 4 == len({colour_of(place) for place in range(4)})
