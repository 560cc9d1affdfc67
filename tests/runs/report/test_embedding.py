"""A drawing on a page: shapes and words, and nothing that runs, loads or is called like something else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.errors import RunError
from seqspec.runs.report.embedding import LARGEST, alone, embed
from tests.runs.report.materials import Page

SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
HEAD = f'<svg {SPACES} width="9pt" height="9pt" viewBox="0 0 9 9">'


def of(content: str) -> str:
    """A drawing with this content, as it gets onto a page."""
    return embed(f"{HEAD}{content}</svg>", "one", "a title")


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script>",
        '<g onload="alert(1)"/>',
        '<image href="http://localhost/x.png"/>',
        '<a xlink:href="javascript:alert(1)"><text>x</text></a>',
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
        '<use xlink:href="http://localhost/x.svg#y"/>',
        '<rect fill="url(http://localhost/x)"/>',
        '<rect style="fill: url(http://localhost/x); background: url(http://localhost/y)"/>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        '<set attributeName="onload" to="alert(1)"/>',
        "<style>* { fill: url(http://localhost/x) }</style>",
        '<!-- --><title><img src="x"/></title>',
    ],
)
def test_what_runs_or_loads_is_left_out(content: str) -> None:
    """Scripts, handlers, links, images and foreign elements do not get onto the page."""
    shown = of(content)

    assert re.findall(r"localhost|alert|javascript|onload|<img|style", shown) == []


def test_styles_become_attributes() -> None:
    """The page's policy lets no style in but its own."""
    shown = of('<path style="fill: none; stroke: #0072b2; stroke-width: 1.5" d="M0 0"/>')

    assert '<path fill="none" stroke="#0072b2" stroke-width="1.5" d="M0 0" />' in shown


def test_names_are_those_of_the_drawing_alone() -> None:
    """Two drawings on one page may call their parts the same."""
    shown = of('<g id="a"/><use xlink:href="#a"/><g clip-path="url(#a)"/>')

    assert '<g id="one-a" /><use href="#one-a" /><g clip-path="url(#one-a)" />' in shown


def test_it_says_what_it_shows_and_takes_the_room_there_is() -> None:
    """A label in place of fixed sizes; what can't be seen is written out."""
    shown = embed(f"{HEAD}<text>\u202eevil</text></svg>", "one", 'a "title"\x1b')

    assert '<svg viewBox="0 0 9 9" class="plot one" role="img" aria-label="a &quot;title&quot;\\x1b">' in shown
    assert "<text>\\u202eevil</text>" in shown


@pytest.mark.parametrize(
    "svg", ["", "no markup", "<html/>", "<svg>", '<!DOCTYPE x [<!ENTITY a "b">]><svg/>', " " * LARGEST + "<svg/>"]
)
def test_what_is_no_drawing_is_refused(svg: str) -> None:
    """An error that says so, and never a traceback."""
    with pytest.raises(RunError, match="the drawing `one`"):
        embed(svg, "one", "a title")


def test_depth_is_bounded() -> None:
    """Nobody nests shapes a thousand deep but to do harm."""
    assert of("<g>" * 5000 + "</g>" * 5000).count("<g") < 100


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30))
def test_words_stay_words(text: str) -> None:
    """Whatever a text says, it is no markup."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    found = Page(of(f"<text>{escaped}</text>"))

    assert ["svg", "text"] == [name for name, _ in found.elements]


def test_a_drawing_by_itself_is_cleaned_as_well() -> None:
    """A file that can be opened, without what does harm."""
    shown = alone(f"{HEAD}<script>alert(1)</script><text>a</text></svg>", "one")

    assert 'xmlns="http://www.w3.org/2000/svg"' in shown
    assert "alert" not in shown
    assert "<text>a</text>" in shown


@pytest.mark.parametrize("encoding", ["shift_jis", "no-such", "utf-16", "cp037"])
def test_the_encoding_that_a_drawing_claims_is_not_looked_at(encoding: str) -> None:
    """It was read as UTF-8 already."""
    assert ">é</text>" in embed(f'<?xml version="1.0" encoding="{encoding}"?>{HEAD}<text>é</text></svg>', "one", "it")


@pytest.mark.parametrize("paint", ["URL(http://localhost/x)", "u\\72l(http://localhost/x)", "url(#a) url(//x)"])
def test_paint_comes_from_the_drawing_alone(paint: str) -> None:
    """However the call is written."""
    assert "fill" not in of(f'<rect fill="{paint}"/>')
