"""`seqspec diff`."""

from __future__ import annotations

import json
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

import seqspec
from tests.cli.conftest import GOOD, Outcome, Run


def compared(before: str, after: str, folder: Path, run: Run, *options: str) -> Outcome:
    """What the command says of two texts."""
    paths = folder / "before.yaml", folder / "after.yaml"
    for path, text in zip(paths, (before, after), strict=True):
        path.write_text(text, "utf-8")
    return run("diff", *paths, *options)


def test_the_same_model_is_no_difference(tmp_path: Path, run: Run) -> None:
    """How a spec is written, what it is called and a default that is spelled out change nothing."""
    again = GOOD.replace("small", "other").replace("- LSTM: 4", "- LSTM: {units: 4, go_backwards: false}")
    again = again.replace("- Dense: 1", "- Dense:\n      units: 1 # the forecast\n      bias_initializer: Zeros")

    assert compared(GOOD, again, tmp_path, run) == (
        0, "the two specs are the same model, trained in the same way\n", "",
    )  # fmt: skip


def test_a_change_is_told_in_terms_of_the_model(tmp_path: Path, run: Run) -> None:
    """Arguments, parameters, and whether old weights fit: of each layer, and of the whole."""
    changed = GOOD.replace("units: 8", "units: 16").replace("  - Masking\n", "").replace("seed: 42", "seed: 7")
    changed = changed.replace("  - Dense: 1", "  - Dropout: 0.2\n  - Dense: 1")

    assert compared(GOOD, changed, tmp_path, run) == (
        1,
        """\
model
  LSTM 0: units 8 → 16; parameters +832; old weights no longer fit
  - Masking 1: masking
  LSTM 1: parameters +128; old weights no longer fit
  + Dropout 2: dropout

runtime
  seed: 42 → 7

parameters: 533 → 1,493 (+960)
multiply-adds for one example: 9,604 → 28,164 (+18,560)
old weights no longer fit
""",
        "",
    )


def test_a_setting_is_told_by_its_path(tmp_path: Path, run: Run) -> None:
    """What training is told appears below its section, with defaults in place of what is left out."""
    before = f"{GOOD}compile: {{optimizer: {{Adam: 0.1}}, loss: mse, metrics: [mae]}}\nfit: {{epochs: 5}}\n"
    after = f"{GOOD}compile: {{optimizer: Adam, loss: mae, metrics: [mae, mse]}}\nfit: {{epochs: 6}}\n"
    output = compared(before, after, tmp_path, run).output

    assert "compile\n  optimizer.learning_rate: 0.1 → 0.001\n  loss: mse → mae\n" in output
    assert '  metrics: ["mae"] → ["mae", "mse"]\n' in output
    assert output.endswith("fit\n  epochs: 5 → 6\n\nold weights still fit\n")


def test_the_shapes_of_the_whole_model_are_compared(tmp_path: Path, run: Run) -> None:
    """Another input is told once, and not as an argument of the first layer."""
    output = compared(GOOD, GOOD.replace("[20, 1]", "[30, 1]"), tmp_path, run).output

    assert output.startswith("model\n  input: (None, 20, 1) → (None, 30, 1)\n\nmultiply-adds")
    assert output.endswith("\nold weights still fit\n")


def test_a_frozen_layer_is_a_change_of_what_is_trained(tmp_path: Path, run: Run) -> None:
    """Parameters stay, and fewer of them are trained."""
    output = compared(GOOD, GOOD.replace("LSTM: 4", "LSTM: {units: 4, trainable: false}"), tmp_path, run).output

    assert output == (
        "model\n  LSTM 2: trainable true → false\n\ntrainable parameters: 533 → 325 (-208)\nold weights still fit\n"
    )


def test_what_a_wrapper_holds_is_compared(tmp_path: Path, run: Run) -> None:
    """The path names the argument that holds the layer."""
    before = GOOD.replace("LSTM: 4", "Bidirectional: {LSTM: 4}")

    output = compared(before, before.replace("{LSTM: 4}", "{LSTM: 5}"), tmp_path, run).output

    assert "  Bidirectional 2: layer.units 4 → 5; parameters " in output


def test_the_difference_for_programs(tmp_path: Path, run: Run) -> None:
    """The same as one object, with pairs of before and after."""
    code, output, _ = compared(GOOD, GOOD.replace("LSTM: 4", "LSTM: 5"), tmp_path, run, "--format", "json")
    found: dict[str, Any] = json.loads(output)

    assert (code, found["same"], found["total_params"], found["weights_fit"]) == (1, False, [533, 606], False)
    assert found["layers"][0] == {
        "change": "changed",
        "type": "LSTM",
        "index": [2, 2],
        "name": ["lstm_1", "lstm_1"],
        "arguments": {"units": [4, 5]},
        "params": [208, 280],
        "weights_fit": False,
    }


def test_a_section_that_is_new_is_told_whole(tmp_path: Path, run: Run) -> None:
    """Where there was nothing, the pair has nothing on one side."""
    data = "data: {source: {csv: x.csv}, target: y, window: {length: 20, horizon: 1}}\n"

    assert "\ndata\n  data: null → {" in "\n" + compared(GOOD, GOOD + data, tmp_path, run).output


@pytest.mark.parametrize("broken", ["before", "after"])
def test_a_spec_with_errors_is_wrong_usage(broken: str, tmp_path: Path, run: Run) -> None:
    """1 says that something changed, so what can't be compared is 2, with the way to the report."""
    bad = GOOD.replace("Dense: 1", "Dense: 0")
    texts = (bad, GOOD) if broken == "before" else (GOOD, bad)

    code, output, errors = compared(*texts, tmp_path, run)

    assert (code, output) == (2, "")
    assert f"{broken}.yaml has 1 error\nhelp: see `seqspec lint " in errors


def test_a_spec_comes_from_a_pipe(good: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the two, as `git show` hands it out."""
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(GOOD.replace("LSTM: 4", "LSTM: 5").encode())))

    assert "  LSTM 2: units 5 → 4; " in run("diff", "-", good).output
    assert "error: standard input holds one spec" in run("diff", "-", "-").errors


def test_a_repeat_is_what_it_stands_for(tmp_path: Path, run: Run) -> None:
    """Layers that are written out are the same model."""
    layer = "LSTM: {units: 8, return_sequences: true}"
    rest = "  - LSTM: 4\n  - Dense: 1\n"
    head = "seqspec: 1\nmodel:\n  - Input: [20, 1]\n"
    folded = f"{head}  - repeat: {{times: 3, layers: [{layer}]}}\n{rest}"

    assert compared(folded, head + f"  - {layer}\n" * 3 + rest, tmp_path, run).code == 0


def test_layers_that_change_places_are_told(tmp_path: Path, run: Run) -> None:
    """One of them goes and comes back; the other stays."""
    before = "seqspec: 1\nmodel:\n  - Input: [20, 1]\n  - LSTM: 4\n  - Dropout: 0.2\n  - Dense: 1\n"
    after = before.replace("  - Dropout: 0.2\n  - Dense: 1\n", "  - Dense: 1\n  - Dropout: 0.2\n")

    output = compared(before, after, tmp_path, run).output

    assert [line[:4] for line in output.splitlines() if "Dropout" in line or "Dense" in line] == ["  - ", "  + "]


def test_a_file_that_is_not_there_is_wrong_usage(good: Path, run: Run) -> None:
    """As everywhere."""
    assert run("diff", good, good.with_name("no.yaml")).code == 2


def test_nothing_in_a_spec_steers_the_terminal(tmp_path: Path, run: Run) -> None:
    """Marks of direction in a name are written out."""
    renamed = GOOD.replace("LSTM: 4", 'LSTM: {units: 4, name: "\\u202Ex"}')

    assert "\u202e" not in compared(GOOD, renamed, tmp_path, run).output


def test_from_python(good: Path, tmp_path: Path) -> None:
    """`seqspec.diff` gives a value that is true where something changed."""
    other = tmp_path / "other.yaml"
    other.write_text(GOOD.replace("LSTM: 4", "LSTM: 5"), "utf-8")

    assert not seqspec.load(good).diff(good)
    assert seqspec.load(good).diff(other).params == (533, 606)
