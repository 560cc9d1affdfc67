"""Lint never raises, whatever a spec has become, and its safe fixes never make it worse."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from seqspec.analysis.control.configuration import Configuration
from seqspec.analysis.linter import check_text
from seqspec.analysis.profile import Column, Groups, Link, Numbers, Profile, Timeline, Trouble
from seqspec.registry import ClassRegistry
from tests.analysis.examples import fixed

SPECS = [path.read_text("utf-8") for path in sorted((Path(__file__).parents[1] / "golden").glob("*/*.yaml"))]
TOKEN = re.compile(r"[A-Za-z_]\w*|[\d.]+|\S|\s+")
MORE = {"from_data", "null", "-1", "0", "1.0", "[]", "{}"}
LAYERS = ClassRegistry("seqspec.language.layers").names
SHAPES = ("[5]", "[5, 3]", "[8, 8, 3]", "[4, 8, 8, 3]")
EVERYTHING = Configuration(select=("SEQ",))
WORDS = sorted(MORE.union(*(TOKEN.findall(text) for text in SPECS)))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A spec in which some words are others, missing or too many."""
    tokens = TOKEN.findall(draw(st.sampled_from(SPECS)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(tokens) - 1))
        tokens[place : place + draw(st.integers(0, 1))] = draw(st.lists(st.sampled_from(WORDS), max_size=2))
    return "".join(tokens)


@settings(max_examples=400)
@given(damaged())
def test_a_damaged_spec_is_a_report(text: str) -> None:
    """Findings, and never an exception; every one has a place in the text and a sentence."""
    checked = check_text(text)

    assert () == checked.report.faults
    assert all(each.message and each.place.span.line >= 1 for each in checked.report)


@settings(max_examples=200)
@given(damaged())
def test_what_a_safe_fix_of_a_rule_leaves_behind_has_no_new_error(text: str) -> None:
    """A machine may apply it without looking."""
    report = check_text(text).report
    for diagnostic in report:
        checked_by_rule = diagnostic.code[3] != "0"  # SEQ0xx is found by reading and decoding
        if checked_by_rule and diagnostic.fix is not None and diagnostic.fix.applicability == "safe":
            assert check_text(fixed(text, diagnostic)).report.count("error") <= report.count("error")


@st.composite
def around_a_layer(draw: st.DrawFn) -> str:
    """A spec with any layer at all, with the arguments it needs or without, some words of which are others."""
    name = draw(st.sampled_from(LAYERS))
    body = draw(
        st.sampled_from([name, f"{name}: {{}}", f"{name}: {{units: 3}}", f"{name}: 2", f"{name}: {{Dense: 2}}"])
    )
    text = f"seqspec: 1\nmodel: [{{Input: {draw(st.sampled_from(SHAPES))}}}, {{{body}}}, {{{body}}}, {{Dense: 2}}]\n"
    tokens = TOKEN.findall(text + "compile: {optimizer: adam, loss: mse, metrics: [mae]}\n")
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(tokens) - 1))
        tokens[place : place + draw(st.integers(0, 1))] = draw(st.lists(st.sampled_from(WORDS), max_size=2))
    return "".join(tokens)


NOTHING = Numbers(0, float("nan"), float("nan"), float("nan"), float("nan"), 0.0, 0.0)
HALVES = Numbers(10, 0.0, 1.0, 0.5, 0.1, 0.0, 0.9)
COLUMNS = (
    Column(),
    Column(minimum=0.0, maximum=1.0, train=HALVES),
    Column(infinite=2, first_infinite=1, minimum=0.0, maximum=0.0, train=NOTHING),
    Column(
        missing=3, first_missing=2, texts=2, first_text=1, example="x", form="date", minimum=-1.0, maximum=5.0,
        distinct=None, train=HALVES, sentinel=-999.0, sentinels=3, unseen=2, unseen_example="q",
    ),
)  # fmt: skip
TIMES = (None, Timeline(), Timeline(3, 1, "a", True, 2, 1, "x", "y", 0.5, 3, 2, "1 day", 0.9, 2, 3, "5 days"))
NAMES = ("price", "rooms", "room_type", "date", "day", "shop", "x", "y")


@st.composite
def figures(draw: st.DrawFn) -> Profile:
    """What a look at a file may tell, whether or not it fits the spec."""
    columns = draw(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(COLUMNS)))
    links = (Link("rooms", "price", 0.999, 0.1), Link("price", "price", float("nan"), float("nan")))
    return Profile(
        "series.csv",
        draw(st.sampled_from([0, 1, 50, 10**6])),
        (*columns, " price "),
        columns,
        draw(st.sampled_from([{}, {"train": 5, "validation": 0, "test": 1}])),
        draw(st.sampled_from(TIMES)),
        draw(st.sampled_from([None, Groups(None, "a", 1, 2, 3), Groups(3, "a", 1, 0, 0)])),
        draw(st.sampled_from([(), links])),
        files=draw(st.sampled_from([(), (("a.csv", 0), ("b.csv", 30))])),
        trouble=draw(st.sampled_from([None, None, None, Trouble("there is no such file")])),
        split_trouble=draw(st.sampled_from([None, Trouble("there are too few rows", "write fewer")])),
    )


@settings(max_examples=600)
@given(damaged() | around_a_layer(), figures())
def test_no_rule_fails_over_what_could_not_be_read(text: str, profile: Profile) -> None:
    """Every rule there is, those included that are off by themselves and those that look at data."""
    checked = check_text(text, configuration=EVERYTHING, look=lambda *_: profile)

    assert () == checked.report.faults


def test_a_list_is_no_spec() -> None:
    """Nothing is inferred from it, and one finding says what a spec is."""
    checked = check_text("- LSTM: 8\n")

    assert ["SEQ013"] == [each.code for each in checked.report]
    assert (None, None) == (checked.spec, checked.trace)
