"""What a notebook shows of specs, traces, reports and differences: parts of a page in which every name is text."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import seqspec
from seqspec.analysis.linter import check_text
from seqspec.errors import SpecError
from tests.runs.report.materials import Page

HOSTILE = "</pre></td><script>alert(1)</script>```\n\u202e<img src=x onerror=alert(1)>"
SPEC: dict[str, Any] = {
    "seqspec": 1,
    "name": HOSTILE,
    "description": HOSTILE,
    "model": [{"Input": [5, 1]}, {"LSTM": {"units": 2, "name": "<td><script>"}}, {"Dense": 1}],
    "runtime": {"seed": 1},
}
LONGER = {**SPEC, "runtime": {"seed": 2}, "model": [*SPEC["model"], {"Dense": {"units": 3, "name": "<td><script>1"}}]}
DRAWN: dict[str, Callable[[], Any]] = {
    "spec": lambda: seqspec.loads(SPEC).spec,
    "trace": lambda: seqspec.loads(SPEC).trace,
    "loaded": lambda: seqspec.loads(SPEC),
    "loaded with warnings": lambda: seqspec.loads({**SPEC, "runtime": {}}),
    "report": lambda: check_text(json.dumps({**SPEC, HOSTILE: HOSTILE})).report,
    "difference": lambda: seqspec.loads(SPEC).diff(seqspec.loads(LONGER)),
}


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_leaves_its_place(name: str) -> None:
    """No element that was not written by us, none left open, nothing that loads or runs, and nothing hidden."""
    drawn = DRAWN[name]()._repr_html_()
    page = Page(drawn)

    assert page.crossed == page.open == []
    assert {each for each, _ in page.elements} <= {
        "pre", "span", "div", "table", "caption", "tr", "th", "td", "p", "code",
    }  # fmt: skip
    assert not any(attribute.startswith(("on", "src", "href")) for _, found in page.elements for attribute in found)
    assert not {"\u202e", "\x1b"} & set(drawn)
    assert "url(" not in drawn


@pytest.mark.parametrize("name", DRAWN)
def test_colours_fit_any_page(name: str) -> None:
    """Nothing has a background of its own, and no colour is so light or so dark that it could vanish."""
    styles = [str(found.get("style", "")) for _, found in Page(DRAWN[name]()._repr_html_()).elements]
    colours = {each.partition(":")[2] for style in styles for each in style.split(";") if each.startswith("color")}

    assert "background" not in "".join(styles)
    assert [colour for colour in colours if not 4.0 < _contrast(colour, 1.0) < 5.0] == []


@pytest.mark.parametrize("name", sorted({*DRAWN} - {"trace", "loaded"}))
def test_what_is_aligned_by_letters_has_letters_of_one_width(name: str) -> None:
    """Notebooks have styles of their own for it, which would move the carets from below what they point at."""
    styles = [
        str(found.get("style", "")) for each, found in Page(DRAWN[name]()._repr_html_()).elements if each == "pre"
    ]

    assert styles
    assert ["font-family:monospace"] * len(styles) == [style.partition(";")[0] for style in styles]


def _contrast(colour: str, other: float) -> float:
    """Of a colour on one of this luminance, as WCAG counts it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return (other + 0.05) / (luminance + 0.05)


def test_a_report_is_drawn_with_its_lines() -> None:
    """As a terminal shows it: the line, the carets below it, and the way out."""
    page = Page(check_text("seqspec: 1\nmodel:\n  - Input: [5, 1]\n  - LSTM: {unit: 3}\n").report._repr_html_())
    text = "".join(page.texts["pre"]) + "".join(page.texts["span"])

    assert "- LSTM: {unit: 3}" in "".join(page.texts["pre"])
    assert "^^^^" in text
    assert "error[SEQ007]" in text
    assert "did you mean `units`?" in text


def test_a_ladder_is_drawn_as_a_table() -> None:
    """With the columns that `seqspec show` prints, and what it adds up to."""
    page = Page(seqspec.loads(SPEC)._repr_html_())

    assert {"#", "layer", "output", "parameters"} <= set(page.texts["th"])
    assert {"LSTM", "Dense", "(None, 1)"} <= set(page.texts["td"])
    assert any("35 parameters" in each for each in page.texts["p"])


def test_what_lint_says_stands_below_the_ladder() -> None:
    """A warning is shown where there is one, and nothing is said where there is none."""
    assert "SEQ601" in seqspec.loads({**SPEC, "runtime": {}})._repr_html_()
    assert "no problems" not in seqspec.loads(SPEC)._repr_html_()


def test_a_spec_with_errors_is_never_an_object() -> None:
    """So whoever has one can build it."""
    with pytest.raises(SpecError, match="<text> has 1 error"):
        seqspec.loads({**SPEC, "model": []}, {"model": [{"Input": [5, 1]}, {"LSTM": {"units": 0}}]})
