"""The normal form: written out, it reads as the same spec."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from seqspec.analysis.linter import check_file, check_text
from seqspec.language import normal

RICH = """
seqspec: 1
name: "no"
description: "0o10"
data:
  source: {csv: {path: "1e3.csv", separator: ";"}}
  target: [y]
  features: [y, x]
  time: when
  missing: {fill: 0}
  clip: {x: [0, 1]}
  log1p: [x]
  split: {validation: 50, test: 100, gap: 2}
  scale: {x: minmax, y: standard}
  window: {length: 8, horizon: 2, stride: 2}
  season: 7
model:
  - repeat: {times: 2, layers: [{LSTM: {units: 3, return_sequences: true}}, Dropout: 0.1]}
  - Bidirectional: {GRU: 2}
  - Dense: {units: 2, kernel_regularizer: l2}
compile: {optimizer: {Adam: {learning_rate: 1e-3}}, loss: mse, metrics: [mae]}
fit: {callbacks: [{EarlyStopping: {patience: 3}}]}
runtime: {seed: 3, keras: ">=3.15"}
"""


def test_reading_what_was_written_gives_the_same_spec() -> None:
    """Every section survives: writing, reading and writing again gives the same text, and the same trace."""
    spec, trace = check_text(RICH).require()

    text = normal.write(spec)
    again, same = check_text(text).require()

    assert text == normal.write(again)
    assert (spec.data, trace.params, [step.name for step in trace.steps]) == (
        again.data, same.params, [step.name for step in same.steps])  # fmt: skip


def test_old_and_new_yaml_read_it_alike() -> None:
    """A reader of YAML 1.1 finds the same values as ours: `no` and `0o10` stay texts."""
    spec, _ = check_text(RICH).require()

    plain = yaml.safe_load(normal.write(spec))

    assert plain == normal.normal_form(spec)
    assert ("no", "0o10") == (plain["name"], plain["description"])


@pytest.mark.parametrize("path", sorted(Path("specs").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_projects_own_specs_survive(path: Path) -> None:
    """The specs that ship with the project have a normal form as well."""
    spec, _ = check_file(path).require()

    again, _ = check_text(normal.write(spec)).require()

    assert normal.normal_form(spec) == normal.normal_form(again)


@pytest.mark.parametrize(
    ("value", "text"), [(0.001, "0.001"), ("no", '"no"'), ({"units": [1, 2]}, "{units: [1, 2]}"), (None, "null")]
)
def test_a_value_stands_on_one_line(value: object, text: str) -> None:
    """As it can be written behind a key, and as both readers understand it."""
    written = normal.flow(value)

    assert value == yaml.safe_load(written) == yaml.safe_load(text)
    assert "\n" not in written
