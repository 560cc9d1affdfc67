"""The page in a real browser: it loads nothing, complains of nothing, and can be zoomed by mouse and by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from seqspec.runs.report.page import page
from tests.browsers import PROGRAM, Browser, browsing
from tests.runs.report.materials import course, hostile, material, plots

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here")

FIGURE = "document.querySelector('#figure-forecast')"
EXTENT = f"{FIGURE}.querySelector('.extent').textContent"
LINES = f"{FIGURE}.querySelectorAll('path[vector-effect]')"
STRETCHED = f"[...{LINES}].map(each => each.getCTM().a / {FIGURE}.querySelector('svg').getCTM().a)"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all of these tests."""
    with browsing(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of forecasts over days."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    drawn = plots(courses=[course(1, dated=True), course(4, dated=True)], axis="day")
    path.write_text(page(material(plots=drawn, ladder='<svg xmlns="http://www.w3.org/2000/svg"/>')), "utf-8")
    return path


def press(browser: Browser, name: str) -> None:
    """Click a button of the chart of forecasts."""
    browser.run(f"{FIGURE}.querySelector('[data-zoom={name}]').click()")


def test_a_page_loads_nothing_and_complains_of_nothing(browser: Browser, dated: Path) -> None:
    """No request, no error in the console, nothing kept out by the policy, and every chart drawn."""
    browser.open(dated)

    assert [] == browser.requests == browser.complaints
    assert 6 == browser.run("document.querySelectorAll('svg.plot').length")
    assert browser.run("[...document.querySelectorAll('figure svg')].every(each => each.getBBox().width > 300)")


def test_names_that_look_like_markup_do_nothing(browser: Browser, tmp_path: Path) -> None:
    """Nothing runs, nothing is asked for, and nothing is added to the page."""
    path = tmp_path / "report.html"
    path.write_text(page(hostile()), "utf-8")

    browser.open(path)

    assert [] == browser.requests == browser.complaints
    assert (1, 0) == (browser.run("document.scripts.length"), browser.run("document.images.length"))


def test_buttons_zoom_and_move(browser: Browser, dated: Path) -> None:
    """The lines are stretched, the axes are written anew, and what is shown is said."""
    browser.open(dated)
    assert not browser.run(f"{FIGURE}.querySelector('.buttons').hidden")
    whole = browser.run(STRETCHED)

    press(browser, "in")
    press(browser, "in")

    assert [round(each) for each in whole] == [1] * 8
    assert [round(each) for each in browser.run(STRETCHED)] == [4] * 8
    assert "2020-03-15 to 2020-05-04" == browser.run(EXTENT)
    assert browser.run(f"[...{FIGURE}.querySelectorAll('.tick')].some(each => each.textContent.startsWith('2020-04-'))")
    press(browser, "on")
    assert "2020-04-09 to 2020-05-30" == browser.run(EXTENT)
    press(browser, "all")
    assert ("", 0) == (browser.run(EXTENT), browser.run(f"{FIGURE}.querySelectorAll('.tick').length"))


def test_the_mouse_chooses_a_stretch(browser: Browser, dated: Path) -> None:
    """Dragging over the picture shows what was chosen, with its own height."""
    browser.open(dated)
    browser.run(f"{FIGURE}.scrollIntoView()")
    box = browser.run(
        f"(({{x, y, width, height}}) => [x, y, width, height])({FIGURE}.querySelector('svg').getBoundingClientRect())"
    )

    browser.drag((box[0] + 0.4 * box[2], box[1] + 0.3 * box[3]), (box[0] + 0.6 * box[2], box[1] + 0.4 * box[3]))

    assert all(3 < each < 6 for each in browser.run(STRETCHED))
    assert browser.run(EXTENT).startswith("2020-0")
    assert [] == browser.complaints


def test_keys_reach_the_buttons(browser: Browser, dated: Path) -> None:
    """Tab goes to the first of them, and Enter presses it."""
    browser.open(dated)
    for _ in range(20):
        browser.press("Tab")
        if browser.run("document.activeElement.dataset.zoom") == "in":
            break

    browser.press("Enter")

    assert browser.run(f"document.activeElement === {FIGURE}.querySelector('[data-zoom=in]')")
    assert [round(each) for each in browser.run(STRETCHED)] == [2] * 8


def test_a_phone_shows_it_without_scrolling_aside(browser: Browser, dated: Path) -> None:
    """What is wider scrolls by itself, and letters stay legible."""
    browser.open(dated, 360, 740)

    assert 360 == browser.run("document.documentElement.scrollWidth")
    assert browser.run("document.querySelector('figure text').getBoundingClientRect().height") >= 9


def test_the_dark_is_dark(browser: Browser, dated: Path) -> None:
    """Page, words and lines change their colours."""
    browser.open(dated, scheme="dark")

    assert "rgb(13, 17, 23)" == browser.run("getComputedStyle(document.body).backgroundColor")
    assert "rgb(88, 182, 240)" in browser.run(f"[...{LINES}].map(each => getComputedStyle(each).stroke)")
    assert "rgb(230, 237, 243)" in browser.run(
        "[...document.querySelectorAll('figure text')].map(each => getComputedStyle(each).fill)"
    )


def test_without_a_script_everything_is_there_but_zoom(browser: Browser, dated: Path, tmp_path: Path) -> None:
    """The picture is on the page itself: it looks the same as with the script, and the buttons are away."""
    browser.open(dated, script=False)
    browser.screenshot(tmp_path / "without.png")

    assert (tmp_path / "without.png").stat().st_size > 20_000
    browser.ask("Emulation.setScriptExecutionDisabled", value=False)
    assert browser.run(f"{FIGURE}.querySelector('.buttons').hidden")
    assert 0 == browser.run(f"{LINES}.length")
    assert browser.run(f"{FIGURE}.querySelectorAll('svg path').length") > 8


def test_it_can_be_printed(browser: Browser, dated: Path) -> None:
    """On several sheets, without the buttons."""
    browser.open(dated)
    browser.ask("Emulation.setEmulatedMedia", media="print")

    assert "none" == browser.run(f"getComputedStyle({FIGURE}.querySelector('.buttons')).display")
    assert len(browser.ask("Page.printToPDF")["data"]) > 10_000
    browser.ask("Emulation.setEmulatedMedia", media="")
