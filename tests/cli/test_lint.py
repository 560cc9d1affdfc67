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
    assert "'concise', 'full', 'github', 'json'" in errors


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

    assert found["summary"] == {"files": 3, "errors": 1, "warnings": 0, "infos": 0}


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
