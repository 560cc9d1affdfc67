"""`seqspec show`."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Run


def test_the_ladder_for_people(good: Path, run: Run) -> None:
    """One line a layer with what leaves it and what it costs, and what it all adds up to."""
    expected = """\
small

#  layer    name     output         mask   reach  parameters  multiply-adds
   input             (None, 20, 1)
0  LSTM     lstm     (None, 20, 8)        so far         320          5,760
1  Masking  masking  (None, 20, 8)  yes   so far           0              0
2  LSTM     lstm_1   (None, 4)               all         208          3,840
3  Dense    dense    (None, 1)               all           5              4

533 parameters, all trainable
9,604 multiply-adds for one example
2.1 KiB of parameters, """

    code, output, errors = run("show", good)

    assert (code, errors) == (0, "")
    assert output.startswith(expected)
    assert output.removeprefix(expected).endswith(" of activations for one batch of 32\n")


def test_the_ladder_for_programs(good: Path, run: Run) -> None:
    """Exactly the keys that other tools rely on, with the batch as null."""
    output = json.loads(run("show", good, "--format", "json").output)

    assert output["layers"][1] == {
        "index": 1,
        "type": "Masking",
        "name": "masking",
        "output_shape": [None, 20, 8],
        "dtype": "float32",
        "mask": True,
        "sees": "so far",
        "reach": 20,
        "params": 0,
        "trainable_params": 0,
        "macs": 0,
    }
    del output["layers"]
    del output["activation_bytes"]
    assert output == {
        "total_params": 533,
        "trainable_params": 533,
        "macs": 9604,
        "output_shape": [None, 1],
        "batch_size": 32,
        "param_bytes": 2132,
    }


def test_the_batch_is_null_even_where_it_is_fixed(good: Path, run: Run) -> None:
    """A declared batch size does not show in shapes, but the memory is counted for it."""
    good.write_text("seqspec: 1\nmodel:\n  - Input: {shape: [20, 1], batch_size: 7}\n  - Flatten\n", "utf-8")

    assert json.loads(run("show", good, "--format", "json").output)["output_shape"] == [None, 20]
    assert run("show", good).output.endswith(" for one batch of 7\n")


def test_what_is_not_trained_is_counted(good: Path, run: Run) -> None:
    """Frozen parameters are told apart."""
    output = run("show", good, "--set", "model[0].LSTM.trainable=false").output

    assert "533 parameters, 320 of them not trainable\n" in output


def test_a_spec_with_errors_is_shown_up_to_the_failure(tmp_path: Path, run: Run) -> None:
    """The ladder ends at the layer that can't take its input, the report says why, and the exit code is 1."""
    path = tmp_path / "flat.yaml"
    path.write_text(GOOD.replace("- Masking", "- Flatten"), "utf-8")

    code, output, errors = run("show", path)

    assert code == 1
    assert output.splitlines()[-2:] == [
        "1  Flatten  flatten  (None, 160)       all           0              0",
        "2  LSTM     lstm_1   ?                               ?              ?",
    ]
    assert errors.startswith("error[SEQ1")
    assert errors.endswith(f"error: {path} has 1 error\n")


def test_programs_get_no_ladder_of_a_spec_with_errors(bad: Path, run: Run) -> None:
    """JSON is all or nothing: standard output stays empty, the report is on standard error."""
    code, output, errors = run("show", bad, "--format", "json")

    assert (code, output) == (1, "")
    assert errors.startswith("error[SEQ103]")


def test_a_minus_reads_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))

    assert run("show", "-").output.startswith("small\n")


def test_a_title_can_t_steer_the_terminal(good: Path, run: Run) -> None:
    """Marks of direction in a name are written out."""
    good.write_text(GOOD.replace("name: small", 'name: "\\u202Esmall"'), "utf-8")

    assert run("show", good).output.startswith("\\u202esmall\n")
