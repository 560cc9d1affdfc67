"""The pages in examples/ show a whole way each, from lint to predict, and it is the way that is gone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.pages import Block, blocks_of, commands, matches, run

pytestmark = pytest.mark.keras

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "examples").glob("*.md"))
SHORTENED = {"backtest": 1, "letters": 1, "many_to_many": 1, "many_to_one": 1, "one_to_many": 3, "tagging": 3}
"""Epochs that a test takes in place of those of the spec; what is claimed is for tests.benchmarks.accuracy."""

TRAINED = ("seqspec fit", "seqspec predict", "seqspec generate", "tail")
ROW = re.compile(r"^  (\S.*?)  +[-\d–]")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with what a checkout has, and with sentences like those that do not ship."""
    for name in ("specs", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name)
    sentences = tmp_path / "data" / "sentiment"
    sentences.mkdir(parents=True)
    for file in ("amazon_cells_labelled.txt", "yelp_labelled.txt"):
        said = (f"the {what} was {how}\t{int(how == 'good')}\n" for what in _THINGS for how in ("good", "bad"))
        (sentences / file).write_text("".join(said), "utf-8")
    return tmp_path


_THINGS = [f"{whose} {what}" for whose in ("old", "new", "first", "last") for what in "soup phone room fish".split()]  # noqa: SIM905


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
        printed = run(asked, place)
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
    """Lint, show, fit and a look at what the model says, all of the spec that the page is named after."""
    shown = [command for block in blocks_of(page.read_text("utf-8")) for command, _ in commands(block)]
    verbs = {command.split()[1] for command in shown if command.startswith("seqspec ")}

    assert {"lint", "show", "fit"} <= verbs
    assert verbs & {"predict", "generate"}
    assert all(f"specs/{page.stem}.yaml" in command for command in shown if command.startswith("seqspec fit"))
