"""What other tools read of this repository: pre-commit's hooks, the GitHub Action and the problem matcher."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from seqspec.analysis.formats.concise import render
from seqspec.cli.main import main
from seqspec.diagnostics import Report, Severity
from tests.analysis.formats.reports import STACK, report, simple

ROOT = Path(__file__).parent.parent
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
MATCHERS = json.loads((ROOT / ".github" / "seqspec-matcher.json").read_text("utf-8"))["problemMatcher"]
BAD = "seqspec: 1\nmodel:\n  - Input: [3]\n  - Dense: {units: 1, input_shape: [3]}\nruntime: {seed: 1}\n"
GOOD = "seqspec: 1\nmodel:\n  - Input: [3]\n  - Dense: {units: 1}\nruntime: {seed: 1}\n"


def test_the_hooks_are_what_pre_commit_reads() -> None:
    """Every hook says what it runs, in an environment that is made by installing this repository."""
    script = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]

    assert list(HOOKS) == ["seqspec-lint", "seqspec-fix"]
    for hook in HOOKS.values():
        assert (hook["language"], hook["types"], hook["require_serial"]) == ("python", ["yaml"], True)
        assert shlex.split(hook["entry"])[0] in script


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("specs/a.yaml", True),
        ("models/spec/deep/b.yml", True),
        ("c.seqspec.yaml", True),
        ("docker-compose.yaml", False),
        ("myspecs/d.yaml", False),
        (".github/workflows/specs.yaml", False),
    ],
)
def test_the_hooks_take_specs(path: str, expected: bool) -> None:
    """By default the YAML files below a folder of specs, and those that are called so; `files` is searched for."""
    assert [bool(re.search(hook["files"], path)) for hook in HOOKS.values()] == [expected, expected]


def test_the_lint_hook_finds_and_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its command with the names of files behind it, as pre-commit calls it."""
    path = tmp_path / "bad.yaml"
    path.write_text(BAD, "utf-8")

    assert main([*shlex.split(HOOKS["seqspec-lint"]["entry"])[1:], str(path)]) == 1
    assert "SEQ103" in capsys.readouterr().out
    assert path.read_text("utf-8") == BAD


def test_the_fix_hook_writes_and_passes(tmp_path: Path) -> None:
    """It repairs the file, which fails the hook by itself, and passes where nothing remains."""
    path = tmp_path / "bad.yaml"
    path.write_text(BAD, "utf-8")

    assert main([*shlex.split(HOOKS["seqspec-fix"]["entry"])[1:], str(path)]) == 0
    assert path.read_text("utf-8") == GOOD


def step(name: str) -> dict[str, Any]:
    """A step of the action."""
    return next(dict(each) for each in ACTION["runs"]["steps"] if each.get("name") == name)


def test_the_action_is_composite() -> None:
    """Every input has a default and a description, and every step with a command names its shell."""
    assert ACTION["runs"]["using"] == "composite"
    assert list(ACTION["inputs"]) == ["paths", "args", "python-version"]
    assert [name for name, each in ACTION["inputs"].items() if not each["description"] or "default" not in each] == []
    assert [each for each in ACTION["runs"]["steps"] if "run" in each and each.get("shell") != "bash"] == []


def test_the_action_installs_its_own_checkout() -> None:
    """No package of the same name from anywhere else: the folder of the action is what pip is given."""
    assert step("Install seqspec")["run"].split()[-1] == '"$GITHUB_ACTION_PATH"'
    assert (ROOT / "pyproject.toml").is_file()


def lint_as_the_action_does(paths: str, arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs the command of the action in a shell as a runner starts it, with its inputs in the environment."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    given = {"paths": paths, "args": arguments}
    for name, value in step("Lint")["env"].items():
        environment[name] = given[value.removeprefix("${{ inputs.").removesuffix(" }}")]
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step("Lint")["run"]]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_action_reports_beside_the_lines(tmp_path: Path) -> None:
    """Its command prints workflow commands, and fails where lint does."""
    (tmp_path / "bad.yaml").write_text(BAD, "utf-8")
    (tmp_path / "good.yaml").write_text(GOOD, "utf-8")

    found = lint_as_the_action_does("bad.yaml good.yaml", "--ignore SEQ601", tmp_path)
    clean = lint_as_the_action_does("good.yaml", "", tmp_path)

    assert found.returncode == 1
    assert found.stdout.startswith("::error file=bad.yaml,line=4,")
    assert (clean.returncode, clean.stdout) == (0, "")


def test_an_input_of_the_action_is_no_command(tmp_path: Path) -> None:
    """What stands in an input is split into words and never run."""
    (tmp_path / "good.yaml").write_text(GOOD, "utf-8")

    lint_as_the_action_does("good.yaml;touch hacked $(touch hacked)", "`touch hacked`", tmp_path)

    assert not (tmp_path / "hacked").exists()


def matched(line: str) -> list[dict[str, str]]:
    """What the matchers read from a line, by the names they give it."""
    found = []
    for matcher in MATCHERS:
        (pattern,) = matcher["pattern"]
        match = re.match(pattern["regexp"], line)
        groups = {key: match[number] for key, number in pattern.items() if key != "regexp"} if match else None
        found += [{"severity": matcher.get("severity", ""), **groups}] if groups else []
    return found


@pytest.mark.parametrize(("severity", "level"), [("error", "error"), ("warning", "warning"), ("info", "notice")])
def test_the_matchers_read_the_concise_format(severity: Severity, level: str) -> None:
    """One of them reads the line, and gives it a severity that GitHub knows."""
    found = simple(STACK, "Dense", 6, severity=severity, message="this can't be: `a:1:2`")

    assert matched(render(report(found)).rstrip("\n")) == [
        {
            "file": "specs/stack.yaml",
            "line": "6",
            "column": "5",
            "severity": level,
            "code": "SEQ008",
            "message": "this can't be: `a:1:2`",
        }
    ]


def test_the_matchers_leave_other_lines_alone() -> None:
    """A line of another program, and no line at all."""
    assert matched("main.c:4:2: error: expected `;`") == matched("") == []
    assert render(Report()) == ""
