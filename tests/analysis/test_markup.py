"""HTML in which everything that was not written here is text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from seqspec.analysis.markup import (
    MOST_CHARACTERS,
    MOST_ROWS,
    element,
    folded,
    listed,
    literal,
    section,
    spoken,
    table,
    text,
)
from tests.runs.report.materials import Page

NAMES = st.text(max_size=40)


@given(NAMES)
def test_any_name_is_text_and_any_attribute_is_one(name: str) -> None:
    """Whatever it says, nothing is added to the page."""
    html = element("p", text(name), title=name) + listed([name]) + table([("a", "b"), (name, name)], name)

    kinds = {kind for kind, _ in Page(html).elements}

    assert kinds <= {"p", "ul", "li", "code", "div", "table", "caption", "tr", "th", "td"}
    assert {"title"} == set(Page(html).all("p")[0])


@given(NAMES)
def test_nothing_is_lost(name: str) -> None:
    """A name that can be seen reads as it was written."""
    found = "".join(Page(element("p", text(name))).texts.get("p", []))

    assert not name.isprintable() or name == found


def test_names_in_backticks_are_names() -> None:
    """And still no markup."""
    assert "the column <code>&lt;b&gt;</code> is <i>" == spoken("the column `<b>` is <i>").replace("&lt;i&gt;", "<i>")


def test_what_is_empty_is_left_out() -> None:
    """No heading without a content, no table without rows."""
    assert ["", "", "", ""] == [section("a", ""), folded("a", ""), table([("a", "b")]), listed([])]


def test_a_long_table_shows_its_ends() -> None:
    """And says how much is left out."""
    html = table([("a", "b"), *((str(row), "") for row in range(1000))])

    assert 1 + MOST_ROWS == html.count("<tr>")
    assert '<th scope="row">0</th>' in html
    assert '<th scope="row">999</th>' in html
    assert f"{1000 - MOST_ROWS:,} rows in between are left out here." in html


def test_a_long_text_is_cut() -> None:
    """And says where all of it is."""
    assert "Cut here; a.txt has all of it." in literal("a" * (MOST_CHARACTERS + 1), "a.txt")
    assert "Cut" not in literal("a" * MOST_CHARACTERS, "a.txt")


def test_a_number_stays_with_its_unit() -> None:
    """On one line, however narrow the page is."""
    assert "<td>1.5&nbsp;%</td>" in table([("", "b"), ("a", "1.5 %")])
