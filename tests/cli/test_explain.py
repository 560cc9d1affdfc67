"""`seqspec explain`."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
import yaml

from seqspec.analysis.linter import check_text
from seqspec.analysis.manual.topics import Topic, topics
from seqspec.analysis.rules import rules
from seqspec.language.glossary import examples, keys
from seqspec.language.named import KINDS
from tests.cli.conftest import Run


@pytest.mark.parametrize("word", ["SEQ103", "seq103", "input-shape-on-inner-layer"])
def test_a_rule_is_explained_by_code_or_name(word: str, run: Run) -> None:
    """The page names code, name and severity, and holds no markup."""
    code, output, errors = run("explain", word)

    assert (code, errors) == (0, "")
    assert output.startswith("SEQ103 input-shape-on-inner-layer (error)\n\nThe input shape is declared once")
    assert "\nWhat it does\n  Finds `input_shape`" in output
    assert "\nBad\n    seqspec: 1\n    model:\n      - LSTM: " in output
    assert "```" not in output
    assert "##" not in output


@pytest.mark.parametrize("code", [rule.code for rule in rules()])
def test_every_rule_can_be_explained(code: str, run: Run) -> None:
    """No rule is without a page."""
    assert run("explain", code).output.startswith(f"{code} ")


def test_a_layer_is_explained(run: Run) -> None:
    """A layer's page is its documentation and a table of its arguments."""
    output = run("explain", "Dense").output

    assert output.startswith("Dense (layer, keras.layers.Dense)\n\n")
    assert "\nArguments\n  units                 required        The size of the output.\n" in output


def test_a_name_of_several_kinds_has_several_pages(run: Run) -> None:
    """`mse` is a loss and a metric."""
    output = run("explain", "mse").output

    assert output.startswith("MeanSquaredError (loss, ")
    assert "\n\nMeanSquaredError (metric, " in output


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in KINDS for name in KINDS[kind].registry.names])
def test_everything_with_a_name_can_be_explained(kind: str, name: str, run: Run) -> None:
    """No layer, optimizer, loss or other name is without a page."""
    code, output, _ = run("explain", name)

    assert code == 0
    home = f"{KINDS[kind].keras}.{name}" if KINDS[kind].load(name).of_keras else "of seqspec"
    assert f"{name} ({KINDS[kind].noun}, {home})\n\n" in output


def test_without_a_name_all_that_can_be_asked_for_is_listed(run: Run) -> None:
    """One line a rule, then the sections and keys, and the names of every kind."""
    output = run("explain").output
    blocks = {block.splitlines()[0]: block.splitlines()[1:] for block in output.split("\n\n")}

    assert [rule.code for rule in rules()] == [line.split()[0] for line in blocks["Rules"]]
    assert "Losses" in blocks
    assert [name for kind in KINDS.values() for name in kind.registry.names if name not in output] == []
    assert "window, horizon, recursive, stride, " in " ".join("".join(blocks["Sections and keys of a spec"]).split())


TOPICS = topics()


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.path)
def test_every_section_and_key_is_explained(topic: Topic, run: Run) -> None:
    """By its path, and by its last word; a page has a meaning and an example."""
    page = run("explain", topic.path).output

    assert page.startswith(f"{topic.path} (") or f"\n{topic.path} (" in page
    assert "\nExample\n    " in page
    assert f"{topic.path} (" in run("explain", topic.path.rpartition(".")[2]).output


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if topic.key is None], ids=lambda topic: topic.path)
def test_every_example_of_every_section_lints(topic: Topic) -> None:
    """What is shown can be copied: as a part that others extend, no error and no warning is in it."""
    for shown in examples(topic.section):
        assert shown

        report = check_text(f"seqspec: 1\nfragment: true\n{shown}\n").report

        assert [each.message for each in report if each.severity != "info"] == []


SHORT = ("data.source.", "data.arrays.", "data.missing.", "data.encode.", "data.scale.kind")
"""Keys that a short form stands for, or that others show: `csv: prices.csv` has a `path`."""


@pytest.mark.parametrize(
    "topic",
    [each for each in TOPICS if each.key and each.path.startswith("data.") and not each.path.startswith(SHORT)],
    ids=lambda topic: topic.path,
)
def test_the_example_of_a_key_of_a_recipe_has_it(topic: Topic, run: Run) -> None:
    """Who asks for a key sees it where it stands."""
    page = run("explain", topic.path).output
    shown = yaml.safe_load(textwrap.dedent(page.rpartition("\nExample\n")[2]))

    assert has(shown, topic.path.split("."))


def has(value: Any, path: list[str]) -> bool:
    """Whether a path is in what YAML was read as; between two of its keys the name of a column may stand."""
    if not path:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    below = isinstance(value, dict) and path[0] in value and has(value[path[0]], path[1:])
    return below or (len(path) == 1 and any(has(each, path) for each in inner))


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if topic.key is None], ids=lambda topic: topic.path)
def test_every_key_of_a_section_is_documented(topic: Topic) -> None:
    """The documentation names the keys there are."""
    assert set(topic.section.model_fields) == set(keys(topic.section))


def test_a_section_says_its_keys_and_units(run: Run) -> None:
    """`window` counts rows, and its keys have their defaults beside them."""
    output = run("explain", "window").output

    assert output.startswith("data.window (section)\n\nHow a series becomes examples")
    assert "\n  length     required  How many rows go in." in output
    assert (
        "\n  offset     1         Rows from the last input row to the first target row; 1 is the next row.\n" in output
    )


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("Lambda", "a spec can't run code; write the function as layers"),
        ("CSVLogger", "A spec can't name the callback `CSVLogger`: "),
        ("xavier", "There is no initializer `xavier`; write `glorot_uniform`."),
    ],
)
def test_a_name_that_is_refused_is_explained(word: str, said: str, run: Run) -> None:
    """The reason is the one that lint gives."""
    assert said in run("explain", word).output


def test_an_argument_is_explained(run: Run) -> None:
    """Its meaning, and what takes it."""
    output = run("explain", "input_shape").output

    assert output.startswith("input_shape (argument)\n\nThe shape of one example, without the batch axis")
    assert "LSTM" in output


@pytest.mark.parametrize(
    ("word", "guess"),
    [("SEQ1003", "SEQ103"), ("LSTN", "LSTM"), ("windw", "window"), ("input-shape-on-inner", "input-")],
)
def test_the_nearest_name_is_offered(word: str, guess: str, run: Run) -> None:
    """An unknown name is wrong usage, with a suggestion."""
    code, output, errors = run("explain", word)

    assert (code, output) == (2, "")
    assert f"error: nothing here is called `{word}`; did you mean `{guess}" in errors


@pytest.mark.parametrize(("word", "name"), [("lstm", "LSTM"), ("earlystopping", "EarlyStopping")])
def test_a_name_is_known_in_any_letters(word: str, name: str, run: Run) -> None:
    """Capital letters are what nobody remembers."""
    code, output, errors = run("explain", word)

    assert (code, errors) == (0, "")
    assert output.startswith(f"{name} (")
