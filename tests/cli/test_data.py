"""`seqspec data`: what a recipe delivers, as a table, as JSON and as a picture."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

SERIES = """\
seqspec: 1
name: sales
data:
  source: {csv: sales.csv}
  target: sold
  time: day
  scale: standard
  split: {validation: 10, test: 10, gap: 3}
  window: {length: 4, horizon: 2}
model:
  - LSTM: 4
  - Dense: 2
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42}
"""
PAIRS = """\
seqspec: 1
data:
  source: {pairs: pairs.txt}
  tokens: {by: char, max_tokens: 12, max_length: 6}
  split: {by: random, validation: 0.2, test: 0.2}
model:
  - Embedding: {input_dim: 12, output_dim: 4, mask_zero: true}
  - LSTM: 8
  - RepeatVector: 6
  - LSTM: {units: 8, return_sequences: true}
  - TimeDistributed: {layer: {Dense: {units: 12, activation: softmax}}}
compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
runtime: {seed: 42}
"""
EMBEDDED = """\
  - Embedding: {input_dim: 12, output_dim: 4}
  - LSTM: 8
  - Dense: {units: 12, activation: softmax}
compile: {optimizer: adam, loss: sparse_categorical_crossentropy}"""
WINDOWED = """\
  - LSTM: 4
  - Dense: 1
compile: {optimizer: adam, loss: mse}"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec over sixty days."""
    days = [f"2020-{month:02}-{day:02},{day + 10 * month}" for month in (1, 2) for day in range(1, 30)]
    (tmp_path / "sales.csv").write_text("\n".join(["day,sold", *days]) + "\n", "utf-8")
    return written(tmp_path, SERIES)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """A spec over texts."""
    lines = [f"{number:b}\t{'d' * (number % 3)}e{number % 2}" for number in range(40)]
    (tmp_path / "pairs.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return written(tmp_path, PAIRS)


def written(folder: Path, text: str) -> Path:
    """A spec in a file."""
    path = folder / "spec.yaml"
    path.write_text(text, "utf-8")
    return path


def found(run: Run, *arguments: object) -> dict[str, Any]:
    """What the command says in JSON, which holds no NaN."""
    outcome = run("data", *arguments, "--format", "json")
    assert (0, "") == (outcome.code, outcome.errors)
    parsed: dict[str, Any] = json.loads(outcome.output, parse_constant=lambda name: pytest.fail(name))
    return parsed


def test_each_part_is_shown_with_its_rows_and_dates(run: Run, spec: Path) -> None:
    """The rows of a part, the examples in it, and when its first and its last target are."""
    outcome = run("data", spec)

    assert 0 == outcome.code
    assert "58 rows" in outcome.output.splitlines()[0]
    table = [line.split("  ") for line in outcome.output.splitlines() if line.startswith(("  train ", "  test "))]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in table]
    assert ["train", "27", "1 to 32", "2020-01-05", "2020-02-03"] == cells[0]
    assert ["test", "9", "49 to 58", "2020-02-20", "2020-02-29"] == cells[1]


def test_folds_are_shown_below_the_part_that_they_are(run: Run, spec: Path) -> None:
    """With rows and dates of each."""
    output = run("data", spec, "--set", "data.split={validation: 4, backtest: {windows: 2, step: 5}}").output

    rows = [line.split() for line in output.splitlines() if line.startswith("    fold ")]
    assert [["fold", "1"], ["fold", "2"]] == [row[:2] for row in rows]
    assert all(len(row) == 8 for row in rows)


def test_windows_are_shown_in_both_units(run: Run, spec: Path) -> None:
    """The first window holds the first rows as they stand in the file, and as the model sees them."""
    first = found(run, spec)["examples"][0]

    assert ["sold"] == first["names"]
    assert [[11.0], [12.0], [13.0], [14.0]] == [[round(cell, 4) for cell in row] for row in first["read"]]
    assert [[15.0], [16.0]] == first["truth"]
    assert ["2020-01-05", "2020-01-06"] == first["stamps"]
    assert first["input"][0][0] < first["input"][1][0] < 0


def test_statistics_and_arrays_are_in_the_json(run: Run, spec: Path) -> None:
    """What was learnt from the training part, and shape and type of what the model gets."""
    everything = found(run, spec)

    (column,) = everything["learnt"]["columns"]
    train = [day + 10 * month for month in (1, 2) for day in range(1, 30)][:32]
    assert sum(train) / 32 == pytest.approx(column["center"])
    arrays = {each["name"]: (each["shape"], each["dtype"]) for each in everything["arrays"]}
    assert {"input": ([4, 1], "float32"), "target": ([2], "float32")} == arrays


def test_what_became_of_gaps_is_seen(run: Run, spec: Path) -> None:
    """A window shows what the model is given, and a note says how that differs from the file."""
    text = (spec.parent / "sales.csv").read_text("utf-8").replace("2020-01-04,14", "2020-01-04,")
    (spec.parent / "sales.csv").write_text(text, "utf-8")

    everything = found(run, spec, "--set", "data.missing=ffill")

    assert [[13.0], [13.0]] == [[round(cell, 4) for cell in row] for row in everything["examples"][0]["read"][2:]]
    assert any("`sold`" in note for note in everything["notes"])


def test_texts_are_decoded(run: Run, pairs: Path) -> None:
    """What went in, what should come out, and the vocabulary."""
    everything = found(run, pairs)
    first = everything["examples"][0]

    assert isinstance(first["text"], str)
    assert first["truth"].endswith(("e0", "e1"))
    assert {"input", "target"} == set(everything["learnt"]["vocabularies"])
    assert {"input", "target", "weights"} == {each["name"] for each in everything["arrays"]}
    assert "vocabulary of `input`: 2 tokens" in run("data", pairs).output


@pytest.mark.parametrize(("option", "begin"), [("--svg", b"<?xml"), ("--png", b"\x89PNG")])
def test_a_series_is_drawn(run: Run, spec: Path, tmp_path: Path, option: str, begin: bytes) -> None:
    """The picture is whole, and says what it shows."""
    path = tmp_path / "picture"

    outcome = run("data", spec, option, path)

    assert (0, f"picture: {path}\n") == (outcome.code, outcome.errors)
    assert path.read_bytes().startswith(begin)
    if option == "--svg":
        text = path.read_text("utf-8")
        words = ("sales: 58 rows", "train part", "validation part", "test part", "in no part", "target: sold")
        assert [] == [each for each in words if each not in text]
    assert [] == [each.name for each in tmp_path.iterdir() if each.name.startswith(".")]


def test_the_same_spec_is_drawn_as_the_same_file(run: Run, spec: Path, tmp_path: Path) -> None:
    """A picture can stand under version control: neither dates nor random names are in it."""
    for name in ("a.svg", "b.svg"):
        run("data", spec, "--svg", tmp_path / name)

    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_texts_are_drawn_by_their_lengths(run: Run, pairs: Path, tmp_path: Path) -> None:
    """A histogram for each column, with the length after which texts are cut."""
    assert 0 == run("data", pairs, "--svg", tmp_path / "lengths.svg").code

    text = (tmp_path / "lengths.svg").read_text("utf-8")
    assert [] == [each for each in ("tokens of input", "tokens of target", "cut after 6") if each not in text]


@pytest.mark.parametrize(
    ("source", "called"),
    [
        ("{text: artificial}", "text: 10 tokens"),
        ("{sklearn: diabetes}", "sklearn: diabetes: 442 rows"),
        ("{generate: {series: sine, rows: 300}}", "generate: sine: 300 rows"),
    ],
)
def test_data_without_a_file_are_called_as_a_person_would(run: Run, tmp_path: Path, source: str, called: str) -> None:
    """Neither braces nor quotes stand in the first line, and a running text is counted in tokens."""
    column = {"text": "", "sklearn": "bmi", "generate": "value"}[called.partition(":")[0]]
    recipe = f"target: {column}\n  features: [{column}]" if column else "tokens: {by: char, max_tokens: 12}"
    path = written(tmp_path, f"""\
seqspec: 1
data:
  source: {source}
  {recipe}
  window: {{length: 4}}
  split: {{validation: 0, test: 0}}
model:
{EMBEDDED if not column else WINDOWED}
runtime: {{seed: 42}}
""")  # fmt: skip

    lines = run("data", path).output.splitlines()

    assert called == lines[0]
    assert (lines[2].split()[2]) == called.split()[-1]


def test_no_line_of_an_example_is_endless(run: Run, spec: Path) -> None:
    """A window of many columns is shortened once, and says of how many rows; JSON has all of it."""
    text = (spec.parent / "sales.csv").read_text("utf-8")
    more = [f"x{number}" for number in range(30)]
    head, *rows = text.splitlines()
    wide = [",".join([head, *more]), *(f"{row},{','.join('1234.5678' for _ in more)}" for row in rows)]
    (spec.parent / "sales.csv").write_text("\n".join(wide) + "\n", "utf-8")
    path = written(spec.parent, SERIES.replace("  time: day", f"  time: day\n  features: [sold, {', '.join(more)}]"))

    lines = run("data", path).output.splitlines()

    first = next(line for line in lines[lines.index("arrays of one example") + 3 :] if line.startswith("  input  "))
    assert re.search(r"  input +\[[-\d., ]+\.\.\., [-\d., ]+\], \.\.\., \[[-\d., ]+\] \(4 in all\)$", first)
    assert len(first) <= 100


def test_a_running_text_is_not_drawn(run: Run, tmp_path: Path) -> None:
    """There is nothing to see in it, and the message says so."""
    path = written(
        tmp_path,
        """\
seqspec: 1
data:
  source: {text: artificial and artificially}
  tokens: {by: char, max_tokens: 12}
  split: {validation: 0, test: 0}
  window: {length: 4}
model:
  - Embedding: {input_dim: 12, output_dim: 4}
  - LSTM: 8
  - Dense: {units: 12, activation: softmax}
compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
runtime: {seed: 42}
""",
    )

    outcome = run("data", path, "--svg", tmp_path / "no.svg")

    assert 1 == outcome.code
    assert "neither running texts nor arrays have a picture" in outcome.errors
    assert not (tmp_path / "no.svg").exists()


def test_rows_without_windows_are_drawn_by_their_targets(run: Run, spec: Path, tmp_path: Path) -> None:
    """Each part with a histogram of what is predicted."""
    text = spec.read_text("utf-8").replace("window: {length: 4, horizon: 2}", "features: [sold2]")
    text = text.replace("LSTM: 4", "Dense: 4").replace("Dense: 2", "Dense: 1").replace("  time: day\n", "")
    text = text.replace("split: {validation: 10, test: 10, gap: 3}", "split: {by: random, validation: 10, test: 10}")
    lines = (spec.parent / "sales.csv").read_text("utf-8").splitlines()
    rows = [f"{line},{number % 5}" for number, line in enumerate(lines)]
    (spec.parent / "sales.csv").write_text("\n".join(["day,sold,sold2", *rows[1:]]) + "\n", "utf-8")

    outcome = run("data", written(tmp_path, text), "--svg", tmp_path / "rows.svg")

    assert (0, "") == (outcome.code, outcome.errors.replace(f"picture: {tmp_path / 'rows.svg'}\n", ""))
    assert "58 examples, row by row" in (tmp_path / "rows.svg").read_text("utf-8")


def test_a_picture_is_not_written_over(run: Run, spec: Path, tmp_path: Path) -> None:
    """A file that is there stays, unless the command is told to replace it."""
    path = tmp_path / "kept.svg"
    path.write_text("mine", "utf-8")

    outcome = run("data", spec, "--svg", path)

    assert (1, "mine") == (outcome.code, path.read_text("utf-8"))
    assert "pass --force to replace it" in outcome.errors
    assert 0 == run("data", spec, "--svg", path, "--force").code
    assert path.read_text("utf-8").startswith("<?xml")


def test_a_picture_needs_matplotlib(run: Run, spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the message says how to install it, before anything is read."""
    monkeypatch.setattr("seqspec.data.views.picture.find_spec", lambda name: None)
    (tmp_path / "sales.csv").unlink()

    outcome = run("data", spec, "--svg", tmp_path / "no.svg")

    assert 1 == outcome.code
    assert "matplotlib, which is not installed" in outcome.errors
    assert "pip install 'seqspec-keras[training]'" in outcome.errors


def test_a_bad_spec_is_refused_before_anything_is_imported(spec: Path) -> None:
    """The linter speaks first, and costs no pandas."""
    bad = written(spec.parent, SERIES.replace("LSTM: 4", "LSTM: 0"))
    code = (
        "import sys\nfrom seqspec.cli.main import main\n"
        "code = main(['data', sys.argv[1]])\n"
        "print(code, [name for name in ('numpy', 'pandas', 'matplotlib') if name in sys.modules])"
    )

    child = subprocess.run([sys.executable, "-c", code, bad], capture_output=True, text=True, check=True)

    assert "1 []\n" == child.stdout
    assert "SEQ" in child.stderr


def test_another_file_can_be_looked_at(run: Run, spec: Path, tmp_path: Path) -> None:
    """`--data` takes the place of the source."""
    lines = (tmp_path / "sales.csv").read_text("utf-8").splitlines()[:50]
    (tmp_path / "other.csv").write_text("\n".join(lines) + "\n", "utf-8")

    assert 49 == found(run, spec, "--data", tmp_path / "other.csv")["source"]["rows"]


def test_bad_data_is_one_sentence(run: Run, spec: Path) -> None:
    """What is wrong with the data is said as `fit` says it."""
    (spec.parent / "sales.csv").write_text("day,sold\n2020-01-01,many\n", "utf-8")

    outcome = run("data", spec)

    assert 1 == outcome.code
    assert outcome.errors.startswith("error: row 1 of `sold` holds the text 'many', and not a number\n")


def test_nothing_is_kept_where_that_is_asked_for(
    run: Run, spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--no-cache` reads anew; without it a long file is found again, and says the same."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    rows = [f"{1900 + number / 1000:.3f},{number % 97}.123456789" for number in range(80_000)]
    (tmp_path / "sales.csv").write_text("\n".join(["day,sold", *rows]) + "\n", "utf-8")

    anew = found(run, spec, "--no-cache")

    assert not (tmp_path / "cache" / "seqspec" / "data").exists()
    first = found(run, spec)
    assert 1 == len(os.listdir(tmp_path / "cache" / "seqspec" / "data"))
    assert anew == first == found(run, spec)
