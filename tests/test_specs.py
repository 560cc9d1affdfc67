"""The specs that ship: they lint clean, with and without their data, and deliver what they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import seqspec
from seqspec.analysis.linter import check_file
from seqspec.cli import main as entry
from seqspec.data.dataset import load, require_recipe

ROOT = Path(__file__).parent.parent
SPECS = sorted((ROOT / "specs").glob("*.yaml"))
ELSEWHERE = {"rnn4", "lstm4", "listing", "many_to_one"}
"""Specs whose data do not ship; a comment in each says where to get them."""

SHIPPED = [path for path in SPECS if path.stem not in ELSEWHERE]


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_spec_lints_clean(path: Path) -> None:
    """No error, no warning, no note."""
    assert [str(each) for each in check_file(path).report] == []


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_spec_is_named_as_its_file_and_says_what_it_is(path: Path) -> None:
    """Runs are called by the name, and `show` prints the description."""
    spec = seqspec.load(path).spec

    assert (path.stem, True) == (spec.name, bool(spec.description))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_spec_is_short(path: Path) -> None:
    """A spec fits on a screen, and no line is longer than those of the code."""
    lines = path.read_text("utf-8").splitlines()

    assert len(lines) <= 40
    assert max(len(line) for line in lines) <= 120


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_data_of_a_spec_ship(path: Path) -> None:
    """From a clean clone `lint --data` finds the file that the spec names, and nothing wrong in it."""
    assert entry.main(["lint", "--data", "--no-cache", str(path)]) == 0


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_a_spec_delivers_is_what_it_says(path: Path) -> None:
    """The shape and type of the first example are those that lint knew without data."""
    spec = seqspec.load(path).spec
    delivered = require_recipe(spec).delivers()
    first = load(spec, path.parent).train.inputs(np.arange(1))

    assert (delivered.input.shape, delivered.input.dtype) == ((None, *first.shape[1:]), str(first.dtype))
