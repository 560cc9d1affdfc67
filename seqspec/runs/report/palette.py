"""Colours that are told apart by colour-blind eyes, stand out from the page, and have a partner for the dark."""

from __future__ import annotations

from collections.abc import Sequence

INK = "#1f2328"
SOFT = "#59636e"
RULE = "#d1d9e0"
PAPER = "#ffffff"
NIGHT = "#0d1117"

MODEL = "#0072b2"
TRUTH = INK
BASELINES = ("#b8500a", "#00755a", "#a0408f")
GOOD, BAD = "#00755a", "#b3261e"

DARK = {
    INK: "#e6edf3",
    SOFT: "#9198a1",
    RULE: "#3d444d",
    PAPER: NIGHT,
    MODEL: "#58b6f0",
    "#b8500a": "#f0883e",
    "#00755a": "#3fb68b",
    "#a0408f": "#dd8fd0",
    BAD: "#ff8a80",
    "#000000": "#e6edf3",
    "#444444": "#c9d1d9",  # the rest is of the picture of the recipe
    "#888888": "#9198a1",
    "#d55e00": "#f0883e",
    "#e69f00": "#e9b44c",
    "#009e73": "#3fb68b",
}
"""What takes the place of a colour where the page is dark."""

DASHES: Sequence[str] = ("-", "--", "-.", ":")
"""Lines are told apart without colour, too: the model first, then the baselines."""


def colour_of(place: int) -> str:
    """Of the model (0) and of what stands beside it."""
    return MODEL if place == 0 else BASELINES[(place - 1) % len(BASELINES)]
