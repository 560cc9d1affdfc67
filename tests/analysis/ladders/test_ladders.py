"""The ways to show a model: what they say, and that nothing in a spec gets through them."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from seqspec.analysis.ladders import REGISTRY, render
from seqspec.analysis.linter import check_text
from tests.builders import spec_text

STACK = spec_text(
    "Conv1D: {filters: 4, kernel_size: 3, input_shape: [30, 1]}",
    "MaxPooling1D: 2",
    "LSTM: {units: 3, return_sequences: true}",
    "Dense: 1",
)
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "a\"] --> b`<script>&#x;\u202e 'end'"


def shown(text: str, name: str) -> str:
    """A spec in one format, errors or not."""
    checked = check_text(text)
    assert checked.spec is not None
    assert checked.trace is not None
    return render(checked.spec, checked.trace, name)


def content(text: str) -> dict[str, Any]:
    """The ladder for programs."""
    found: dict[str, Any] = json.loads(shown(text, "json"))
    return found


def hostile() -> str:
    """A spec whose names try to leave the place they are written to."""
    return json.dumps(
        {
            "seqspec": 1,
            "name": HOSTILE,
            "model": [{"Input": [5, 1]}, {"LSTM": {"units": 2, "name": HOSTILE}}, {"Dense": 1}],
            "runtime": {"seed": 1},
        }
    )


def test_the_reach_is_told_layer_by_layer() -> None:
    """A window in steps, all steps so far, and how many these are."""
    layers = content(STACK)["layers"]

    assert [(each["sees"], each["reach"]) for each in layers] == [
        ("window", 3), ("window", 4), ("so far", 30), ("so far", 30),
    ]  # fmt: skip


def test_what_is_cut_off_is_not_seen() -> None:
    """A pool that leaves the last step of its input out is not said to see it."""
    text = spec_text("AveragePooling1D: {pool_size: 4, input_shape: [30, 1]}", "LSTM: 3", "Dense: 1")

    assert [each["reach"] for each in content(text)["layers"]] == [4, 28, 28]


def test_a_row_of_features_has_no_steps_to_reach() -> None:
    """Where the input is no sequence, the table has no such column."""
    text = spec_text("Dense: {units: 4, input_shape: [8]}", "Dense: 1")

    assert "reach" not in shown(text, "text")


def test_tokens_have_steps() -> None:
    """An input of numbers that are looked up is a sequence."""
    text = spec_text(
        "Embedding: {input_dim: 9, output_dim: 4, input_shape: [12]}", "GlobalAveragePooling1D", "Dense: 1"
    )

    assert [each["reach"] for each in content(text)["layers"]] == [1, 12, 12]


def test_after_a_layer_that_can_t_take_its_input_nothing_is_claimed() -> None:
    """Errors leave the reach unknown, and the drawing marks the layer."""
    text = spec_text("Flatten: {input_shape: [12, 1]}", "LSTM: 4", "Dense: 1")

    assert [each["sees"] for each in content(text)["layers"]] == ["all", None, None]
    assert 'class="box broken"' in shown(text, "svg")


@pytest.mark.parametrize(
    ("precision", "expected"), [("float32", 4), ("float64", 8), ("mixed_float16", 4), ("float16", 2), ("bfloat16", 2)]
)
def test_parameters_take_the_memory_of_their_type(precision: str, expected: int) -> None:
    """A mixed policy computes in half the size and keeps the weights whole."""
    text = STACK.replace("runtime: {", f"runtime: {{precision: {precision}, ")
    found = content(text)

    assert found["param_bytes"] == expected * found["total_params"]


def test_mermaid_is_a_chart() -> None:
    """One box a layer, joined by the shapes that flow; sizes of layers without weights are left out."""
    lines = shown(STACK, "mermaid").splitlines()

    assert lines[3] == "flowchart TD"
    assert '  layer0["Conv1D<br/>conv1d<br/>16 parameters"]' in lines
    assert '  layer0 -->|"#40;None, 28, 4#41;"| layer1' in lines
    assert '  layer1["MaxPooling1D<br/>max_pooling1d"]' in lines
    assert '  layer3 -->|"#40;None, 14, 1#41;"| output' in lines


def test_nothing_in_a_spec_steers_mermaid() -> None:
    """Every box and label is closed where it should be: no sign of a name means anything."""
    title, *lines = shown(hostile(), "mermaid").splitlines()[1:]

    assert json.loads(title.removeprefix("title: ")).startswith('a"] --> b`<script>')
    for line in lines[1:]:
        assert re.fullmatch(
            r'flowchart TD|  \w+(\(\["\w+"\]\)|\["([^"`<>\[\]]|<br/>)*"\])|  \w+ -->\|"[^"`<>|]*"\| \w+', line
        )


def test_svg_is_xml_with_every_layer() -> None:
    """A drawing without anything beside it, in both schemes of colour, with all that is told."""
    text = shown(STACK, "svg")
    root = ElementTree.fromstring(text)
    words = [each.text for each in root.iter(f"{SVG}text")]

    assert [root.tag, len(list(root.iter(f"{SVG}rect")))] == [f"{SVG}svg", 4]
    assert {"Conv1D", "max_pooling1d", "sees 4 steps", "sees all steps so far", "(None, 28, 4)"} <= set(words)
    assert "prefers-color-scheme: dark" in text
    assert [mark for mark in ("href", "url(", "<script", "@import") if mark in text] == []


def test_svg_stays_within_its_frame() -> None:
    """Everything is drawn inside the width and the height that the head declares."""
    root = ElementTree.fromstring(shown(STACK, "svg"))
    width, height = int(root.attrib["width"]), int(root.attrib["height"])
    placed = [
        (int(each.attrib["x"]), int(each.attrib["y"])) for tag in ("text", "rect") for each in root.iter(SVG + tag)
    ]

    assert all(0 < x < width and 0 < y < height for x, y in placed)


def test_nothing_in_a_spec_steers_svg() -> None:
    """Names are text in the drawing, whatever they hold, and what can't be seen is written out."""
    root = ElementTree.fromstring(shown(hostile(), "svg"))
    words = [each.text for each in root.iter(f"{SVG}text")]

    assert HOSTILE.replace("\u202e", "\\u202e") in words
    assert [each for each in root.iter() if each.tag.endswith("script")] == []


@pytest.mark.parametrize("name", REGISTRY.names)
def test_an_empty_model_can_be_shown(name: str) -> None:
    """No layer, or an input alone, is no reason to fail."""
    assert shown("seqspec: 1\nmodel:\n  - Input: [5, 1]\nruntime: {seed: 1}\n", name).endswith("\n")
