"""What a value of the wrong kind was meant to say, in the help and in a fix."""

from __future__ import annotations

import pytest

from seqspec.analysis.linter import check_text
from seqspec.diagnostics import Diagnostic

_SPEC = """\
seqspec: 1
model:
  - LSTM: {LAYER}
  - Dense: 1
compile: {loss: mse, optimizer: adam, COMPILE}
fit: {FIT}
runtime: {seed: 42}
"""
_RECIPE = """\
seqspec: 1
data: {source: {csv: a.csv}, target: a, DATA}
model:
  - LSTM: 8
  - Dense: 1
runtime: {seed: 42}
"""


def _only(text: str) -> Diagnostic:
    (found,) = (each for each in check_text(text).report if each.severity == "error")
    return found


@pytest.mark.parametrize(
    ("place", "written", "fix"),
    [
        ("LAYER", 'units: 8, input_shape: [20, 3], use_bias: "true"', "true"),
        ("LAYER", "units: 8, input_shape: [20, 3], activation: 'None'", "linear"),
        ("LAYER", "units: 8, input_shape: [20, 3], dropout: 20%", "0.2"),
        ("FIT", "epochs: 1e2", "100"),
        ("FIT", "batch_size: 32.0", "32"),
        ("FIT", "callbacks: TerminateOnNaN", "[TerminateOnNaN]"),
        ("COMPILE", "metrics: [R2]", "R2Score"),
    ],
)
def test_what_can_mean_one_thing_only_is_fixed(place: str, written: str, fix: str) -> None:
    """The fix writes the value that was meant."""
    text = _SPEC.replace(place, written)
    for other, filler in (("LAYER", "units: 8, input_shape: [20, 3]"), ("COMPILE", "steps_per_execution: 1")):
        text = text.replace(other, filler)
    found = _only(text.replace("FIT", "epochs: 3"))
    assert found.fix is not None
    assert fix == found.fix.edits[0].text


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        ("window: 24", "{length: 24}"),
        ("window: {length: 24}, split: [0.8, 0.1, 0.1]", "{train: 0.8, validation: 0.1, test: 0.1}"),
        ("window: {length: 24}, split: {val: 0.1}", "validation"),
    ],
)
def test_the_short_forms_of_other_tools_are_written_out(written: str, fix: str) -> None:
    """A window that is only its length, and a split by position."""
    found = _only(_RECIPE.replace("DATA", written))
    assert found.fix is not None
    assert fix == found.fix.edits[0].text


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ("Adam(lr=0.001)", "write `Adam: 0.001`"),
        ("Adam()", "write `Adam`"),
        ("Nadan(0.1)", "write `Nadan: {ARGUMENT: VALUE}`"),
        ("SGD(lr=0.1, momentum=0.9)", "write `SGD: {lr: 0.1, momentum: 0.9}`"),
    ],
)
def test_a_call_in_python_is_shown_in_yaml(written: str, help: str) -> None:
    """The help writes the name and its arguments as the spec does."""
    text = _SPEC.replace("LAYER", "units: 8, input_shape: [20, 3]").replace(", COMPILE", "").replace("FIT", "epochs: 3")
    assert help == _only(text.replace("optimizer: adam", f'optimizer: "{written}"')).help


def test_one_loss_in_a_list_is_the_loss() -> None:
    """Keras takes a list of losses for a model with several outputs; here there is one."""
    text = _SPEC.replace("LAYER", "units: 8, input_shape: [20, 3]").replace(", COMPILE", "").replace("FIT", "epochs: 3")
    found = _only(text.replace("loss: mse", "loss: [mse]"))
    assert found.fix is not None
    assert "mse" == found.fix.edits[0].text


def test_a_number_for_the_shape_asks_for_the_features() -> None:
    """Thirty steps of how many numbers is what nobody knows."""
    text = _SPEC.replace("LAYER", "units: 8, input_shape: 30").replace(", COMPILE", "").replace("FIT", "epochs: 3")
    assert "say how many steps, and how many features each has: `[30, FEATURES]`" == _only(text).help
