"""`seqspec explain`."""

from __future__ import annotations

import pytest

from seqspec.analysis.rules import rules
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
    assert f"{name} ({KINDS[kind].noun}, {KINDS[kind].keras}.{name})\n\n" in output


def test_without_a_name_all_rules_are_listed(run: Run) -> None:
    """One line a rule: code, severity, name, first sentence."""
    lines = run("explain").output.splitlines()

    assert [rule.code for rule in rules()] == [line.split()[0] for line in lines]


@pytest.mark.parametrize(
    ("word", "guess"), [("SEQ1003", "SEQ103"), ("LSTN", "LSTM"), ("input-shape-on-inner", "input-")]
)
def test_the_nearest_name_is_offered(word: str, guess: str, run: Run) -> None:
    """An unknown name is wrong usage, with a suggestion."""
    code, output, errors = run("explain", word)

    assert (code, output) == (2, "")
    assert f"error: nothing here is called `{word}`; did you mean `{guess}" in errors
