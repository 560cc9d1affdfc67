"""The page of a run: what stands on it and where, what it may do, and that names are never markup."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

import pytest

from seqspec.runs.judgement.backtest import Backtest
from seqspec.runs.judgement.verdict import Outcome
from seqspec.runs.report import figures
from seqspec.runs.report.chart import sentence
from seqspec.runs.report.material import Material
from seqspec.runs.report.page import page
from tests.runs.report.materials import HISTORY, Page, course, hostile, judgement, material, of_classes, plots

ALLOWED = {
    "html", "head", "meta", "title", "style", "script", "body", "main", "h1", "h2", "p", "span", "code", "section",
    "div", "table", "caption", "tr", "th", "td", "figure", "figcaption", "button", "details", "summary", "pre", "ul",
    "li", "svg", "g", "path", "text", "tspan", "use", "defs", "clippath", "rect", "circle", "line", "polygon",
}  # fmt: skip


@cache
def numbers() -> str:
    """The page of numbers over time, drawn once."""
    return page(material())


@cache
def evil() -> str:
    """The page on which every name is meant to be taken for markup."""
    return page(hostile())


def headings(html: str) -> list[str]:
    """The headings of a page, in their order."""
    return ["".join(re.findall(r">([^<]+)<", f">{found}<")) for found in re.findall(r"<h2>(.*?)</h2>", html)]


def test_the_verdict_stands_first_and_the_ground_is_folded_away() -> None:
    """Verdict, scores, charts, then what it all rests on."""
    html = numbers()

    assert [
        "Test part: 200 examples, errors in the units of y", "Forecast and truth: y", "Loss, epoch by epoch",
        "RMSE by step ahead", "RMSE over time", "Errors: y, predicted minus true", "Notes",
    ] == headings(html)  # fmt: skip
    assert html.index("The model is better than the last value") < html.index("<h2>")
    assert re.findall(r"<summary>(.*?)</summary>", html)[-5:] == [
        "Epochs", "Run", "Spec, as it was run", "Data", "Environment",
    ]  # fmt: skip


@pytest.mark.parametrize("outcome", ["better", "worse", "undecided", "too few"])
def test_a_verdict_is_told_by_a_sign_and_words_and_not_by_colour_alone(outcome: Outcome) -> None:
    """Whoever sees no colour reads it."""
    html = page(Material("run", judgement(outcome)))

    assert f'<p class="verdict {outcome.replace(" ", "-")}"><span class="sign" aria-hidden="true">' in html


def test_a_run_without_a_test_part_says_so() -> None:
    """Nothing was judged, and losses are drawn all the same."""
    html = page(material(judgement=None, plots=None))

    assert "Nothing was judged: there is no test part." in html
    assert ["Loss, epoch by epoch", "Notes"] == headings(html)


def test_folds_are_shown() -> None:
    """A row a fold, and the sentence over all of them."""
    folds = Backtest(False, [judgement(), None])

    html = page(Material("run", judgement(), folds))

    assert "Folds: one model was judged on all of them" in headings(html)
    assert f"<p>{sentence(folds.sentence)}</p>" in html


def test_settings_are_shown_beside_the_spec() -> None:
    """What `--set` changed is no part of the file that was written."""
    assert "With <code>--set</code> <code>fit.epochs=1</code>." in page(Material("run", settings=("fit.epochs=1",)))


@pytest.mark.parametrize("kind", ["numbers", "classes", "hostile", "bare"])
def test_a_page_is_well_formed_and_holds_nothing_but_what_was_written_here(kind: str) -> None:
    """Every element ends where it should, ids are unique, and no element or attribute comes from a name."""
    made = {
        "numbers": numbers,
        "classes": lambda: page(of_classes()),
        "hostile": evil,
        "bare": lambda: page(Material("bare")),
    }
    found = Page(made[kind]())

    assert [] == found.open == found.crossed
    assert set() == {name for name, _ in found.elements} - ALLOWED
    attributes = [(name, key, value) for name, each in found.elements for key, value in each.items()]
    assert [] == [each for each in attributes if each[1].startswith("on") or each[1] in {"style", "src", "action"}]
    assert [] == [value for _, key, value in attributes if key == "href" and not (value or "").startswith("#")]
    ids = [value for _, key, value in attributes if key == "id"]
    assert len(set(ids)) == len(ids)
    known = set(ids)
    named = [each for _, key, value in attributes for each in re.findall(r"url\(#([^)]+)\)", value or "")]
    assert set(named) <= known


def test_what_cannot_be_seen_is_written_out() -> None:
    """No control character and no mark of direction gets onto the page, wherever a name comes from."""
    html = evil()

    assert [] == re.findall(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", html)
    assert "alert(1)</script><img src=x onerror=alert(1)>\\x1b\\u202e$x^2$" in "".join(Page(html).texts["h1"])


def test_the_policy_lets_in_the_styles_and_the_script_of_the_page_and_nothing_else() -> None:
    """By their hashes, so that nothing that slipped in would run."""
    html = numbers()
    allowed = {
        kind: base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        for kind, content in re.findall(r"<(style|script)>(.*?)</\1>", html, re.DOTALL)
    }

    [policy] = [each["content"] for each in Page(html).all("meta") if "http-equiv" in each]

    assert policy == (
        f"default-src 'none'; style-src 'sha256-{allowed['style']}'; script-src 'sha256-{allowed['script']}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert html.index("Content-Security-Policy") < html.index("<style>")


def test_every_chart_has_words_for_whoever_cannot_see_it() -> None:
    """A label, a caption, and its numbers as a table with heads."""
    found = Page(numbers())

    charts = [each for each in found.all("svg") if "plot" in (each["class"] or "").split()]
    assert (10, 5) == (len(charts), len(found.all("figure")))  # each for a desk and for a phone
    assert all(each["role"] == "img" and each["aria-label"] for each in charts)
    assert all(each["aria-label"] for each in found.all("button"))
    assert {"col", "row"} == {each.get("scope") for each in found.all("th")}
    assert 1 == len(found.all("h1"))


def test_zoom_is_offered_by_the_script_alone() -> None:
    """Without one the buttons stay hidden, as they would do nothing."""
    every = [each for each in Page(numbers()).all("div") if each.get("class") == "buttons"]

    assert [True, True] == ["hidden" in each for each in every]


def test_the_largest_page_stays_small() -> None:
    """Under 2 MB, however long the history, the spec, the notes and the texts are."""
    long = tuple({**HISTORY[0], "epoch": epoch} for epoch in range(1, 5000))
    names = ("truth", "model", "one", "two", "three")
    rows = [float(place) for place in range(2000)]
    noise = {name: [((place * 7919 + len(name) * 104729) % 100003) / 7 for place in range(2000)] for name in names}
    wild = course(1, 2000).model_copy(update={"when": rows, "lines": noise})
    drawn = plots(courses=[wild, wild], newest=[course(1), course(4)])
    text = "x: <&>\n" * 200_000

    html = page(material(history=long, spec=text, data=text, environment=text, notes=(text,) * 1000, plots=drawn))

    assert len(html.encode()) < 2_000_000
    assert "4,799 rows in between are left out here." in html
    assert "Cut here; resolved.yaml has all of it." in html


def test_a_drawing_that_is_too_large_is_left_out_and_said_to_be() -> None:
    """A ladder of thousands of layers is no picture."""
    assert "There is too much to be drawn on a page." in page(
        Material("run", ladder="<svg>" + " " * 500_000 + "</svg>")
    )


def test_a_page_without_matplotlib_has_its_words_and_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what is missing, and how to have it."""
    monkeypatch.setattr(figures, "can_draw", lambda: False)

    html = page(material())

    assert "No chart was drawn, as matplotlib is not installed" in html
    assert "<svg" not in html
    assert "The model is better than the last value" in html


def test_a_page_is_written_the_same_twice() -> None:
    """No time and no chance is in it."""
    assert numbers() == page(material())
