"""The pages in examples/ show a whole way each, from lint to predict, and it is the way that is gone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from random import Random

import pytest

from tests.pages import Block, blocks_of, commands, matches, run_here

pytestmark = pytest.mark.keras

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "examples").glob("*.md"))
SHORTENED = {"backtest": 1, "letters": 1, "many_to_many": 1, "many_to_one": 1, "one_to_many": 3, "rnn_or_lstm": 1,
             "tagging": 3}  # fmt: skip
"""Epochs that a test takes in place of those of the spec; what is claimed is for tests.benchmarks.accuracy."""

SPECS = {"rnn_or_lstm": {"rnn4", "lstm4", "listing"}}
"""What a page trains, where it is not the spec of its name."""

TRAINED = ("seqspec fit", "seqspec predict", "seqspec generate", "seqspec compare", "tail")
ROW = re.compile(r"^  (\S.*?)  +[-\d–]")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with what a checkout has, and with sentences and listings like those that do not ship."""
    for name in ("specs", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name)
    sentences = tmp_path / "data" / "sentiment"
    sentences.mkdir(parents=True)
    for file in ("amazon_cells_labelled.txt", "yelp_labelled.txt"):
        said = (f"the {what} was {how}\t{int(how == 'good')}\n" for what in _THINGS for how in ("good", "bad"))
        (sentences / file).write_text("".join(said), "utf-8")
    (tmp_path / "data" / "AB_NYC_2019.csv").write_text(_listings(), "utf-8")
    return tmp_path


_THINGS = [f"{whose} {what}" for whose in ("old", "new", "first", "last") for what in "soup phone room fish".split()]  # noqa: SIM905


def _listings() -> str:
    """Rooms at prices that have no order."""
    draw = Random(1)
    rooms = [(draw.choice(_ROOMS), draw.choice(_PLACES), draw.randint(1, 9), draw.randint(0, 365)) for _ in range(900)]
    lines = [f"{room},{where},{nights},{free},{draw.randint(20, 500)}\n" for room, where, nights, free in rooms]
    return "".join(["room_type,neighbourhood,minimum_nights,availability_365,price\n", *lines])


_ROOMS, _PLACES = ("Entire home/apt", "Private room", "Shared room"), ("Harlem", "Tribeca", "Astoria")


def forecasters(printed: str) -> list[str]:
    """Who stands in the table of scores."""
    return [match[1] for line in printed.splitlines() if (match := ROW.match(line))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_what_happens(page: Path, place: Path) -> None:
    """
    What needs no training prints what is shown, to the letter; what is trained is scored beside the same baselines,
    and no command fails.
    """
    shortened, different = SHORTENED.get(page.stem), []
    blocks: list[Block] = [block for block in blocks_of(page.read_text("utf-8")) if block.language == "console"]
    for command, shown in (each for block in blocks for each in commands(block)):
        asked = f"{command} --set fit.epochs={shortened}" if shortened and "seqspec fit" in command else command
        printed = run_here(asked, place)
        same = (
            forecasters(printed) == forecasters(shown)
            if command.startswith(TRAINED)
            else matches(shown, printed, command)
        )
        if not same or re.search("^error", printed, re.MULTILINE):
            different.append(f"$ {asked}\n{printed}")

    assert different == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_goes_the_whole_way(page: Path) -> None:
    """Lint, show, fit and a look at what the model says, of the spec that the page is named after where it has one."""
    shown = [command for block in blocks_of(page.read_text("utf-8")) for command, _ in commands(block)]
    verbs = {command.split()[1] for command in shown if command.startswith("seqspec ")}

    assert {"lint", "show", "fit"} <= verbs
    assert verbs & {"predict", "generate"}
    fitted = {name for command in shown for name in re.findall(r"^seqspec fit specs/(\w+)\.yaml", command)}
    assert SPECS.get(page.stem, {page.stem}) == fitted
