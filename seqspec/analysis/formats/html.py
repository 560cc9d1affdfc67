"""For pages and notebooks: what a terminal shows, as a part of a page that is readable on light and on dark."""

from __future__ import annotations

import re
from html import escape

from seqspec.analysis.formats import full
from seqspec.analysis.markup import MONOSPACED, element
from seqspec.diagnostics import Report

_PAINTED = re.compile(r"\x1b\[([\d;]+)m(.*?)\x1b\[0m", re.DOTALL)
_LOOKS = {"1": "font-weight:600", "2": "opacity:.7", "31": "color:#e82c2c", "32": "color:#108c41",
          "33": "color:#b46609", "34": "color:#167ec9", "36": "color:#167ec9"}  # fmt: skip
"""Colours as far from white as from black: a notebook does not tell which of them it lies on."""


def render(report: Report, colour: bool = False) -> str:
    """Every finding with its lines; colours are always in it."""
    painted = escape(full.render(report, colour=True).rstrip("\n"))  # no other escape sequence is left in it
    content = _PAINTED.sub(_span, painted)
    return element("pre", content, style=f"{MONOSPACED};line-height:1.35", tabindex=0) + "\n"


def _span(found: re.Match[str]) -> str:
    looks = [_LOOKS[code] for code in found[1].split(";")]
    return element("span", found[2], style=";".join(looks))
