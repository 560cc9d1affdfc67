"""`seqspec lint`."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import BAD, GOOD, Run


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Puts bytes on standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_a_good_spec_is_clean(good: Path, run: Run) -> None:
    """Nothing found: one line and exit code 0."""
    assert run("lint", good) == (0, "no problems found in 1 file\n", "")


def test_a_bad_spec_is_refused(bad: Path, run: Run) -> None:
    """Errors: the full format by default, and exit code 1."""
    code, output, errors = run("lint", bad)

    assert (code, errors) == (1, "")
    assert output.startswith("error[SEQ103]: `input_shape` stands on `LSTM`, which is not the first layer\n")
    assert f"--> {bad}:4:22\n" in output
    assert output.endswith("\n1 error in 1 file\n1 fixable with `--fix`\n")


def test_every_format_can_be_asked_for(bad: Path, run: Run) -> None:
    """`--format` takes each name, and JSON is one object."""
    assert run("lint", bad, "--format", "concise").output.startswith(f"{bad}:4:22: error[SEQ103]: ")
    assert run("lint", bad, "--format", "github").output.startswith(f"::error file={bad},line=4,")
    assert json.loads(run("lint", bad, "--format", "json").output)["summary"]["errors"] == 1


def test_an_unknown_format_is_wrong_usage(bad: Path, run: Run) -> None:
    """The formats there are are named."""
    code, output, errors = run("lint", bad, "--format", "xml")

    assert (code, output) == (2, "")
    assert "'concise', 'full', 'github'" in errors


def test_github_is_the_default_in_its_actions(bad: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under GITHUB_ACTIONS=true findings are workflow commands, unless another format is asked for."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    assert run("lint", bad).output.startswith("::error ")
    assert run("lint", bad, "--format", "full").output.startswith("error[")


def test_several_files_make_one_report(good: Path, bad: Path, run: Run) -> None:
    """Files are checked in the order they are given, and counted together."""
    assert run("lint", good, bad).output.endswith("\n1 error in 2 files\n1 fixable with `--fix`\n")


def test_a_folder_is_searched_for_specs(good: Path, bad: Path, run: Run) -> None:
    """Every *.yaml and *.yml whose top level has `seqspec:` is checked, other YAML and hidden folders are not."""
    (good.parent / "deeper").mkdir()
    (good.parent / "deeper" / "third.yml").write_text(GOOD, "utf-8")
    (good.parent / ".venv").mkdir()
    (good.parent / ".venv" / "fourth.yaml").write_text(GOOD, "utf-8")
    (good.parent / "other.yaml").write_text("services: {web: {image: nginx}}\n", "utf-8")
    (good.parent / "indented.yaml").write_text("a:\n  seqspec: 1\n", "utf-8")

    found = json.loads(run("lint", good.parent, "--format", "json").output)

    assert found["summary"] == {"files": 3, "errors": 1, "warnings": 0, "infos": 0, "skipped": []}


def test_a_folder_without_specs_is_said_to_have_none(tmp_path: Path, run: Run) -> None:
    """Nothing to check is no failure, but nobody should take it for a check."""
    code, output, errors = run("lint", tmp_path)

    assert (code, output) == (0, "no problems found in 0 files\n")
    assert errors == f"warning: no specs found in {tmp_path}\n"


def test_a_minus_reads_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is standard input, named so in the report."""
    feed(monkeypatch, BAD.encode())

    code, output, _ = run("lint", "-", "--format", "concise")

    assert code == 1
    assert output.startswith("<stdin>:4:22: error[SEQ103]: ")


@pytest.mark.parametrize(("data", "code"), [(b"\xff\xfe", "SEQ001"), (b"#" * (2 << 20), "SEQ011"), (b"", "SEQ013")])
def test_standard_input_is_as_bounded_as_a_file(
    data: bytes, code: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not UTF-8, too large or empty is a finding."""
    feed(monkeypatch, data)

    assert f"error[{code}]" in run("lint", "-").output


def test_a_setting_changes_the_spec(good: Path, run: Run) -> None:
    """`--set` is checked as strictly as the file, and a finding on it names it."""
    code, output, _ = run("lint", good, "--set", "model[3].Dense.units=0", "--format", "concise")

    assert code == 1
    assert "--set" in output


@pytest.mark.parametrize(("threshold", "expected"), [("error", 0), ("warning", 1), ("info", 1)])
def test_the_least_severity_that_fails_can_be_chosen(threshold: str, expected: int, tmp_path: Path, run: Run) -> None:
    """A warning alone fails only where `--fail-on` says so."""
    path = tmp_path / "warned.yaml"
    path.write_text(GOOD.replace("name: small", "name: small\ndescription: no"), "utf-8")

    code, output, _ = run("lint", path, "--fail-on", threshold)

    assert "warning[SEQ004]" in output
    assert code == expected


def test_bad_input_is_never_a_traceback(tmp_path: Path, run: Run) -> None:
    """An empty file, a folder's name, a binary file and a spec with only a model: each gets a message of its own."""
    (tmp_path / "empty.yaml").write_text("", "utf-8")
    (tmp_path / "binary.yaml").write_bytes(bytes(range(256)))
    (tmp_path / "model.yaml").write_text("model: [Flatten]\n", "utf-8")

    codes = [run("lint", tmp_path / name).code for name in ("empty.yaml", "binary.yaml", "model.yaml", "none.yaml")]

    assert codes == [1, 1, 1, 2]


# ------------------------------------------------------------------------------------------------- a look at the data

FORECAST = """\
seqspec: 1
name: forecast
data:
  source: {csv: series.csv}
  target: price
  scale: standard
  window: {length: 3}
model:
  - LSTM: 8
  - Dense: 1
runtime: {seed: 42}
"""


@pytest.fixture
def forecast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spec with a data file that has a gap, and a cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "forecast.yaml"
    path.write_text(FORECAST, "utf-8")
    prices = [str(100 + row % 7) for row in range(40)]
    (tmp_path / "series.csv").write_text("\n".join(["price,rooms", *(f"{price},1" for price in prices), ",1", ""]))
    return path


def looked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders whose files are read from now on, each time they are."""
    from seqspec.data.profiling import profile

    read: list[Path] = []
    original = profile.profile_of
    monkeypatch.setattr(profile, "profile_of", lambda data, folder: read.append(folder) or original(data, folder))
    return read


def test_data_is_looked_at_where_it_is_asked_for(forecast: Path, run: Run) -> None:
    """Without `--data` the rules that need it are said to be skipped; with it they are checked, and none is skipped."""
    without, with_data = run("lint", forecast), run("lint", forecast, "--data")

    assert without.code == 0
    assert " rules skipped: the data file was not looked at (`--data`)\n" in without.output
    assert with_data.code == 1
    assert "error[SEQ311]: `price` misses 1 value of 41, the first in row 41" in with_data.output
    assert "--data" not in with_data.output


def test_data_that_a_wrong_recipe_hides_are_not_asked_for_again(forecast: Path, run: Run) -> None:
    """Where `--data` was given, it is the recipe that is in the way, and that is what is said."""
    found = run("lint", forecast, "--data", "--set", "data.scale=[1]")

    assert "skipped: the data file was not looked at, since the recipe could not be read\n" in found.output
    assert "--data" not in found.output


def test_only_the_full_format_speaks_of_skipped_rules(forecast: Path, run: Run) -> None:
    """A line for scripts stands for a finding; a program finds them in the summary."""
    assert run("lint", forecast, "--format", "concise").output == ""

    summary = json.loads(run("lint", forecast, "--format", "json").output)["summary"]

    assert {"tier", "rules", "remedy"} == set(summary["skipped"][0])
    assert "data" == summary["skipped"][0]["tier"]


def test_without_data_no_file_is_read(forecast: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default looks at nothing but specs."""
    read = looked(monkeypatch)
    run("lint", forecast)

    assert [] == read


def test_a_look_is_kept_until_the_file_or_the_recipe_changes(
    forecast: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second time the file is not read, and what is said is the same; `--no-cache` reads it every time."""
    read = looked(monkeypatch)
    first, second = run("lint", forecast, "--data"), run("lint", forecast, "--data")

    assert (first, 1) == (second, len(read))

    run("lint", forecast, "--data", "--set", "data.scale=minmax")
    assert 1 == len(read)

    run("lint", forecast, "--data", "--set", "data.features=[price, rooms]")
    assert 2 == len(read)

    run("lint", forecast, "--data", "--no-cache")
    assert 3 == len(read)

    with (forecast.parent / "series.csv").open("a") as file:
        file.write(",1\n")
    assert "misses 2 values of 42" in run("lint", forecast, "--data").output
    assert 4 == len(read)


def test_a_damaged_cache_is_made_anew(forecast: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is in it."""
    read = looked(monkeypatch)
    first = run("lint", forecast, "--data")
    for entry in (forecast.parent / "cache").rglob("*.json"):
        entry.write_bytes(b"\0" * 9)

    assert first == run("lint", forecast, "--data")
    assert 2 == len(read)


def test_a_missing_file_is_a_finding_at_the_source(forecast: Path, run: Run) -> None:
    """And no traceback."""
    (forecast.parent / "series.csv").unlink()

    code, output, errors = run("lint", forecast, "--data")

    assert (code, errors) == (1, "")
    assert "error[SEQ320]: there is no file `series.csv`" in output
    assert "forecast.yaml:4:11" in output


def test_other_commands_say_nothing_of_skipped_rules(forecast: Path, run: Run) -> None:
    """Their reports are about what they refuse."""
    assert "skipped" not in run("build", forecast, "--set", "model[0].LSTM.units=0").errors
