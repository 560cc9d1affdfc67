"""The page in a real browser: it loads nothing, complains of nothing, and can be zoomed by mouse and by keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from seqspec.runs.forecasting import MODEL
from seqspec.runs.report import comparing
from seqspec.runs.report.material import Material
from seqspec.runs.report.page import page
from seqspec.runs.scoring.tally import Scores
from tests.browsers import PROGRAM, Browser, browsing
from tests.runs.report.materials import EVIL, course, hostile, judgement, material, of_classes, plots
from tests.runs.report.test_comparing import compared, run
from tests.runs.report.test_palette import contrast

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here")

FIGURE = "document.querySelector('#figure-forecast')"
EXTENT = f"{FIGURE}.querySelector('.extent').textContent"
LINES = f"{FIGURE}.querySelectorAll('path[vector-effect]')"
FOCUSED = """(({activeElement: each}) => ({
  outline: (style => `${style.outlineStyle} ${style.outlineWidth}`)(getComputedStyle(each)),
  name: each.ariaLabel || each.textContent.trim(), zoom: each.dataset.zoom ?? null,
}))(document)"""
COLOURS = """(() => {
  const read = [...document.querySelectorAll('main *')].filter(each => each.checkVisibility() && !each.disabled
    && [...each.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()));
  const colour = each => getComputedStyle(each)[each instanceof SVGElement ? 'fill' : 'color'];
  return [getComputedStyle(document.body).backgroundColor, read.map(each => [each.textContent, colour(each)])];
})()"""
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


def hexadecimal(colour: str) -> str:
    """A colour as the palette writes it, from `rgb(1, 2, 3)`."""
    red, green, blue = map(int, re.findall(r"[\d.]+", colour)[:3])
    return f"#{red:02x}{green:02x}{blue:02x}"


def press(browser: Browser, name: str) -> None:
    """Click a button of the chart of forecasts."""
    browser.run(f"{FIGURE}.querySelector('[data-zoom={name}]').click()")


def test_a_page_loads_nothing_and_complains_of_nothing(browser: Browser, dated: Path) -> None:
    """No request, no error in the console, nothing kept out by the policy, and every chart drawn."""
    browser.open(dated)

    assert [] == browser.requests == browser.complaints
    seen = "[...document.querySelectorAll('svg.plot')].filter(each => each.checkVisibility())"
    assert 6 == browser.run(f"{seen}.length")
    assert browser.run(f"{seen}.slice(0, 5).every(each => each.getBBox().width > 300)")


STRANGE = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" onload="alert(1)">'
    '<script>alert(1)</script><style>@import "http://localhost/a"</style><image x:href="http://localhost/b"/>'
    '<a href="javascript:alert(1)"><text>c</text></a><foreignObject><iframe src="http://localhost/d"/></foreignObject>'
    "<text>a word</text></svg>"
)


@pytest.mark.parametrize("kind", ["run", "drawing", "comparison"])
def test_names_that_look_like_markup_do_nothing(browser: Browser, tmp_path: Path, kind: str) -> None:
    """Nothing runs, nothing is asked for, and nothing is added to the page."""
    made = {
        "run": lambda: page(hostile()),
        "drawing": lambda: page(material(recipe=STRANGE)),
        "comparison": lambda: comparing.page(compared(run(EVIL), run(f"{EVIL}2"))),
    }
    path = tmp_path / f"{EVIL.replace('/', '')[:60]}.html"
    path.write_text(made[kind](), "utf-8")

    browser.open(path)

    assert [] == browser.requests == browser.complaints
    assert [] == [event for event in browser.events if event.get("method") == "Page.javascriptDialogOpening"]
    added = "document.querySelectorAll('script, img, image, iframe, style, a, [onload], [onerror]').length"
    assert 2 == browser.run(added)  # its own style and its own script


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


def test_a_line_without_a_value_takes_zoom_from_nobody(browser: Browser, tmp_path: Path) -> None:
    """The script goes on to the lines and the figures after it."""
    nothing = [None] * 200
    empty = course().model_copy(update={"lines": course().lines | {MODEL: nothing}, "band": (nothing, nothing)})
    path = tmp_path / "report.html"
    judged = judgement(shares=(0.1, 0.5, 0.9))
    path.write_text(page(Material("run", judged, plots=plots(courses=[empty], residuals=None, errors=None))), "utf-8")

    browser.open(path)
    press(browser, "in")

    assert [] == browser.complaints
    slim = "document.querySelector('#figure-forecast-slim .buttons')"
    assert [2, False] == [round(browser.run(STRETCHED)[0]), browser.run(f"{slim}.hidden")]


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


def test_focus_is_seen_wherever_it_goes(browser: Browser, dated: Path) -> None:
    """Whatever Tab reaches has an outline, whatever it reaches has a name, and it reaches every button."""
    browser.open(dated)
    reached = []
    for _ in range(browser.run("[...document.querySelectorAll('[tabindex], summary, button:enabled')]"
                               ".filter(each => each.checkVisibility()).length")):  # fmt: skip
        browser.press("Tab")
        reached.append(browser.run(FOCUSED))

    assert [] == [each for each in reached if each["outline"] != "solid 3px" or not each["name"]]
    assert {"in", None} == {each["zoom"] for each in reached}


@pytest.mark.parametrize("kind", ["numbers", "classes"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_read_stands_out(browser: Browser, tmp_path: Path, scheme: str, kind: str) -> None:
    """Every word has a contrast of 4.5 to 1 at least to what lies behind the page, as it is shown: WCAG 2.2, AA."""
    path = tmp_path / "report.html"
    path.write_text(page(material() if kind == "numbers" else of_classes()), "utf-8")
    browser.open(path, scheme=scheme)

    paper, shown = browser.run(COLOURS)

    assert len(shown) > 50
    assert [] == [each for each in shown if contrast(hexadecimal(each[1]), hexadecimal(paper)) < 4.5]


def test_what_is_not_seen_is_told(browser: Browser, dated: Path) -> None:
    """Pictures, buttons, tables and what scrolls have names; there is one main part, and no heading is skipped."""
    browser.open(dated)
    browser.run("for (const each of document.querySelectorAll('details')) each.open = true")
    tree = [node for node in browser.ask("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
    named = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in tree]
    levels = [
        prop["value"]["value"] for node in tree if node["role"]["value"] == "heading"
        for prop in node["properties"] if prop["name"] == "level"
    ]  # fmt: skip

    assert [] == [role for role, name in named if role in {"image", "button", "table"} and not name.strip()]
    assert 1 == [role for role, _ in named].count("main")
    assert (1, {2}) == (levels[0], set(levels[1:]))
    heads = "[...document.querySelectorAll('table')].filter(each => !each.querySelector('th[scope=row]')).length"
    assert 0 == browser.run(heads)


def test_a_phone_shows_it_without_scrolling_aside(browser: Browser, dated: Path) -> None:
    """What is wider scrolls by itself, and letters stay legible."""
    browser.open(dated, 360, 740)

    assert 360 == browser.run("document.documentElement.scrollWidth")
    assert browser.run("document.querySelector('.slim text').getBoundingClientRect().height") >= 9


@pytest.mark.parametrize("name", ["shop", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"])
def test_a_long_name_leaves_room_for_its_numbers(browser: Browser, tmp_path: Path, name: str) -> None:
    """It is broken, and stays where it is while the numbers move past it; a short one takes no more than it needs."""
    scores = {each: Scores({"RMSE": 1.0}) for each in judgement().scores}
    path = tmp_path / "report.html"
    path.write_text(page(Material("run", judgement(by_group={name: scores}))), "utf-8")

    browser.open(path, 360, 740)
    row = "[...document.querySelectorAll('th[scope=row]')].at(-1)"
    cells = f"[{row}, ...{row}.parentNode.children].map(each => each.getBoundingClientRect())"
    head, first, number, *_ = browser.run(f"{cells}.map(each => [each.left, each.right])")
    browser.run(f"{row}.closest('.wide').scrollLeft = 40")

    assert head == first
    assert number[1] < 230
    assert 130 >= head[1] - head[0]
    assert head[0] == browser.run(f"{row}.getBoundingClientRect().left")


def test_a_phone_shows_every_chart_whole(browser: Browser, dated: Path) -> None:
    """As a drawing of its own, which is narrower and not smaller, and can be zoomed as the other one."""
    browser.open(dated, 360, 740)
    slim = FIGURE.replace("forecast", "forecast-slim")

    shown = "[...document.querySelectorAll('figure svg')].filter(each => each.checkVisibility())"
    assert [True] * 5 == browser.run(f"{shown}.map(each => each.getBoundingClientRect().right <= 360)")
    browser.run(f"{slim}.querySelector('[data-zoom=in]').click()")
    stretched = STRETCHED.replace(FIGURE, slim)
    assert [2] * 8 == [round(each) for each in browser.run(stretched)]


def test_the_dark_is_dark(browser: Browser, dated: Path) -> None:
    """Page, words and lines change their colours."""
    browser.open(dated, scheme="dark")

    assert "rgb(13, 17, 23)" == browser.run("getComputedStyle(document.body).backgroundColor")
    assert "rgb(88, 182, 240)" in browser.run(f"[...{LINES}].map(each => getComputedStyle(each).stroke)")
    assert "rgb(230, 237, 243)" in browser.run(
        "[...document.querySelectorAll('figure text')].map(each => getComputedStyle(each).fill)"
    )


def test_without_a_script_everything_is_there_but_zoom(browser: Browser, dated: Path, tmp_path: Path) -> None:
    """The picture is on the page itself, with its paths, and the buttons are away."""
    browser.open(dated, script=False)
    browser.screenshot(tmp_path / "without.png")

    assert (tmp_path / "without.png").stat().st_size > 20_000
    browser.ask("Emulation.setScriptExecutionDisabled", value=False)
    assert browser.run(f"{FIGURE}.querySelector('.buttons').hidden")
    assert 0 == browser.run(f"{LINES}.length")
    assert browser.run(f"{FIGURE}.querySelectorAll('svg path').length") > 8


def test_it_can_be_printed(browser: Browser, dated: Path) -> None:
    """On several sheets, without the buttons, and without what is folded."""
    browser.open(dated)
    browser.ask("Emulation.setEmulatedMedia", media="print")

    assert "none" == browser.run(f"getComputedStyle({FIGURE}.querySelector('.buttons')).display")
    assert "none" == browser.run("getComputedStyle(document.querySelector('details')).display")
    assert len(browser.ask("Page.printToPDF")["data"]) > 10_000
    browser.ask("Emulation.setEmulatedMedia", media="")


def test_on_paper_no_table_is_cut_off(browser: Browser, tmp_path: Path) -> None:
    """However long the names of the series are: paper does not scroll."""
    named = {f"a baseline of {place}": Scores({"RMSE": 123.4}) for place in range(6)} | judgement().scores
    path = tmp_path / "report.html"
    path.write_text(page(Material("run", judgement(scores=named, by_group={"a name " + 30 * "long": named}))), "utf-8")

    browser.open(path, 718, 1000)
    browser.ask("Emulation.setEmulatedMedia", media="print")

    assert 718 >= browser.run("document.documentElement.scrollWidth")
    browser.ask("Emulation.setEmulatedMedia", media="")
