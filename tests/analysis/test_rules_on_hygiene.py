"""The rules on what makes a spec repeatable and tidy: determinism, versions, paths, anchors and defaults."""

from __future__ import annotations

import pytest

from seqspec.analysis.control.configuration import Configuration
from seqspec.analysis.linter import check_text
from tests.analysis.examples import fixed, found, only
from tests.builders import spec_text


def selected(text: str, code: str) -> list[str]:
    """What a rule says that is off unless it is selected."""
    return [each.message for each in check_text(text, configuration=Configuration(select=(code,))).report]


@pytest.mark.parametrize(
    "runtime",
    ["{seed: 42}", "{seed: 42, device: cpu}", "{device: gpu}", "{seed: 42, device: gpu, deterministic: false}"],
)
def test_a_seed_that_is_enough(runtime: str) -> None:
    """Without a GPU, or with a word on what is wanted; without a seed it is SEQ601's."""
    assert [] == found(spec_text(runtime=runtime), "SEQ602")


@pytest.mark.parametrize(
    ("runtime", "said"),
    [
        ("{seed: 42}", 1),
        ('{seed: 42, keras: ">=3.15"}', 1),
        ("{seed: 42, backend: jax}", 1),
        ('{seed: 42, backend: jax, keras: ">=3.15"}', 0),
        (None, 1),
    ],
)
def test_what_a_spec_runs_on(runtime: str | None, said: int) -> None:
    """Both have to be said, for those who select the rule."""
    assert said == len(selected(spec_text(runtime=runtime), "SEQ603"))
    assert [] == found(spec_text(runtime=runtime), "SEQ603")


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("data/a.csv", []),
        ("../data/a.csv", []),
        ("./a~.csv", []),
        ("~/a.csv", ["SEQ604"]),
        ("/data/a.csv", ["SEQ604"]),
        ("'C:/data/a.csv'", ["SEQ604"]),
        ("'C:\\data\\a.csv'", ["SEQ604"]),
        ("[data/a.csv, /data/b.csv, /data/c.csv]", ["SEQ604"]),
    ],
)
def test_paths_of_one_machine(path: str, codes: list[str]) -> None:
    """Once for a source."""
    data = f"{{source: {{csv: {path}}}, target: value, window: {{length: 10}}}}"

    assert codes == [each.code for each in found(spec_text("LSTM: 4", "Dense: 1", data=data), "SEQ604")]


def test_a_path_on_the_command_line_may_be_of_one_machine() -> None:
    """Who writes it there does not write it into the spec."""
    data = "{source: {csv: a.csv}, target: value, window: {length: 10}}"
    report = check_text(spec_text("LSTM: 4", "Dense: 1", data=data), settings=["data.source.csv=/data/b.csv"]).report

    assert "SEQ604" not in {each.code for each in report}


@pytest.mark.parametrize(
    ("layer", "after"),
    [
        ("Dense: &a {units: 1}", "Dense: {units: 1}"),
        ("Dense: &a 1", "Dense: 1"),
        ("&a Dense: 1", "Dense: 1"),
        ("Dense: {units: &a 1}", "Dense: {units: 1}"),
        ("Dense: &a\n      units: 1", "Dense:\n      units: 1"),
    ],
)
def test_an_unused_anchor_is_taken_out(layer: str, after: str) -> None:
    """Wherever it stands, with the blank that it leaves."""
    text = spec_text("LSTM: {units: 4, input_shape: [9, 1]}", layer)

    assert spec_text("LSTM: {units: 4, input_shape: [9, 1]}", after) == fixed(text, only(text, "SEQ702"))


def test_an_anchor_that_is_used_is_right() -> None:
    """By an alias or by a merge, once or often."""
    text = spec_text(
        "LSTM: &a {units: 4, return_sequences: true, input_shape: &shape [9, 1]}",
        "LSTM: {<<: *a, units: &units 4, input_shape: null}",
        "LSTM: *units",
    )

    assert ["`&shape`"] == [each.message[-8:] for each in found(text, "SEQ702")]


def test_a_name_that_is_given_again_before_it_is_used() -> None:
    """The first of the two is of no use."""
    text = spec_text("LSTM: {units: &a 4, input_shape: [9, 1]}", "Dense: &a 4", "Dense: *a")

    assert [7] == [each.place.span.line for each in found(text, "SEQ702")]


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        (("LSTM: {units: 4, activation: tanh, input_shape: [9, 1]}",), 1),
        (("LSTM: {units: 4, kernel_initializer: GlorotUniform, input_shape: [9, 1]}",), 1),
        (("LSTM: {units: 4, kernel_initializer: {GlorotUniform: {seed: 1}}, input_shape: [9, 1]}",), 0),
        (("LSTM: {units: 4, activation: relu, input_shape: [9, 1]}",), 0),
        (("Flatten: {input_shape: [9, 1]}",), 0),
        (("LSTM: {units: 4, input_shape: [9, 1]}", "Flatten"), 0),
        (("Dense: {units: 4, input_shape: [9]}", "Flatten"), 1),
        (("TimeDistributed: {layer: {Dense: 4}, input_shape: [9, 1]}",), 1),
    ],
)
def test_what_would_be_so_without_being_written(layers: tuple[str, ...], said: int) -> None:
    """Defaults and layers that do nothing, for those who select the rule."""
    assert said == len(selected(spec_text(*layers), "SEQ703"))
    assert [] == found(spec_text(*layers), "SEQ703")
