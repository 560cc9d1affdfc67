"""`seqspec lint` in bad company: names that steer terminals, pipes where files are expected, options that don't fit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import BAD, GOOD, Run

STEERING = "x\n::error::owned\x1b[31m"
TELLING = ("::error::owned", "\x1b")  # what no line of any output may begin with or hold


@pytest.fixture(autouse=True)
def _fresh(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test starts with an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def is_harmless(text: str) -> bool:
    """Whether a text steers neither a terminal nor a build server."""
    return TELLING[1] not in text and not any(line.lstrip().startswith(TELLING[0]) for line in text.splitlines())


# ------------------------------------------------------------------------------------------------------- odd files


@pytest.mark.parametrize("format", ["full", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit"])
def test_no_name_of_a_file_steers_who_reads_the_report(tmp_path: Path, run: Run, format: str) -> None:
    """Line ends, escapes and bytes that are no UTF-8 are written out in every format."""
    names = [tmp_path / f"{STEERING}.yaml", Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.yaml"))]
    for name in names:
        name.write_text(BAD, "utf-8")

    code, output, errors = run("lint", *names, "--format", format)

    assert (1, "") == (code, errors)
    assert is_harmless(output)


def test_no_name_steers_by_an_error(tmp_path: Path, run: Run) -> None:
    """What is said on standard error is one line, whatever it names."""
    empty = tmp_path / STEERING
    empty.mkdir()

    for arguments in (["lint", f"{STEERING}.yaml"], ["lint", empty], ["lint", empty, "--config", STEERING]):
        _, _, errors = run(*arguments)

        assert is_harmless(errors)
        assert errors.count("\n") <= 2


def test_a_name_in_a_sarif_report_leads_to_the_file(tmp_path: Path, run: Run) -> None:
    """Bytes that are no UTF-8 are in the address as they are."""
    name = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.yaml")
    Path(name).write_text(BAD, "utf-8")

    report = json.loads(run("lint", name, "--format", "sarif").output)

    assert report["runs"][0]["artifacts"][0]["location"]["uri"].endswith("/%FF.yaml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_in_a_folder_is_passed_over(tmp_path: Path, run: Run) -> None:
    """Nobody may ever write into it."""
    os.mkfifo(tmp_path / "pipe.yaml")
    os.mkfifo(tmp_path / "seqspec.toml")
    (tmp_path / "bad.yaml").write_text(BAD, "utf-8")

    assert "1 error in 1 file" in run("lint", tmp_path, "--isolated").output
    code, _, errors = run("lint", tmp_path)
    assert 2 == code
    assert "can't read" in errors
    assert "this is a pipe" in errors


def test_a_folder_gives_its_specs_however_their_key_is_written(tmp_path: Path, run: Run) -> None:
    """Behind a byte order mark and in quotes; a folder that is called like a spec is a folder."""
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "folder.yaml" / "marked.yaml").write_text("\ufeff" + GOOD, "utf-8")
    (tmp_path / "quoted.yml").write_text(GOOD.replace("seqspec:", '"seqspec" :'), "utf-8")
    (tmp_path / "other.yaml").write_text("services:\n  seqspec: 1\n", "utf-8")

    assert run("lint", tmp_path).output.endswith("no problems found in 2 files\n")


@pytest.mark.parametrize("name", ["n" * 400, "n/" * 3000, "good.yaml/inner.yaml"])
def test_a_path_that_can_t_be_is_a_message(good: Path, run: Run, name: str) -> None:
    """Too long a name, and a file in place of a folder: said of the path itself, without a fault."""
    code, _, errors = run("lint", good.parent / name)

    assert 2 == code
    assert errors.startswith("error: can't read ")
    assert "toml" not in errors


def test_a_number_of_a_thousand_digits_in_the_configuration_is_a_message(good: Path, run: Run) -> None:
    """Python refuses to read it, in words of its own."""
    (good.parent / "seqspec.toml").write_text(f"fail-on = {'1' * 5000}", "utf-8")

    code, _, errors = run("lint", good)

    assert 2 == code
    assert "seqspec.toml is not TOML" in errors


@pytest.mark.parametrize("line", ["nan", "inf", "-inf"])
def test_a_line_is_a_finite_number(good: Path, run: Run, line: str) -> None:
    """Rules count with it."""
    (good.parent / "seqspec.toml").write_text(f"thresholds = {{SEQ407 = {{steps = {line}}}}}", "utf-8")

    assert f"has to be a finite number, and this is {line}" in run("lint", good).errors


def test_the_working_folder_may_be_gone(tmp_path: Path, good: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing that a relative path could start from."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    assert (2, "error: the working folder is gone\nhelp: change to another one\n") == run("lint", good)[::2]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no POSIX shell here")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_an_empty_one(good: Path, closed: str) -> None:
    """A daemon's child may have none of the three."""
    command = f'"$0" -c "from seqspec.cli.main import entry; entry()" lint "$1" - --no-cache {closed}'

    done = subprocess.run(["sh", "-c", command, sys.executable, str(good)], capture_output=True, text=True, input=GOOD)

    assert int("<&-" in closed) == done.returncode  # a text that is empty is no spec
    assert "Traceback" not in done.stderr
    assert "" == done.stderr


# ----------------------------------------------------------------------------------------------------- odd options


@pytest.mark.parametrize("option", ["--fix", "--unsafe-fixes", "--diff", "--add-ignore=later"])
def test_watching_changes_nothing(good: Path, run: Run, option: str) -> None:
    """A file that is written whenever it is saved would fight its editor."""
    code, output, errors = run("lint", good, "--watch", option)

    assert (2, "") == (code, output)
    assert "`--watch` changes no file" in errors


@pytest.mark.parametrize("format", ["jsonl", "github", "gitlab", "sarif", "junit"])
def test_counts_have_no_format_for_findings(bad: Path, run: Run, format: str) -> None:
    """A table in place of the SARIF that was asked for would be read as no findings."""
    code, output, errors = run("lint", bad, "--statistics", "--format", format)

    assert (2, "") == (code, output)
    assert f"`--statistics` has no format `{format}`" in errors


def test_no_comment_is_written_into_standard_input(bad: Path, run: Run) -> None:
    """Nor into the file that it is said to be."""
    code, _, errors = run("lint", "-", "--stdin-filename", bad, "--add-ignore", "later")

    assert 2 == code
    assert "standard input" in errors
    assert BAD == bad.read_text("utf-8")


def test_no_report_is_written_over_a_spec(bad: Path, run: Run) -> None:
    """Not through a link, either."""
    link = bad.parent / "link"
    link.symlink_to(bad)

    for output in (bad, link):
        assert 2 == run("lint", bad, "--output-file", output).code
    assert BAD == bad.read_text("utf-8")


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="there are no device files here")
def test_a_device_stays_a_device(bad: Path, run: Run) -> None:
    """A report for /dev/null is thrown away, and no file takes its place."""
    before = os.stat("/dev/null").st_mode

    assert (1, "", "") == run("lint", bad, "--output-file", "/dev/null")
    assert before == os.stat("/dev/null").st_mode


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "marked"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(
    "name", ["a b/x y.yaml", "tab\tand\nline.yaml", 'quo"te.yaml', "\xe9.yaml", "back\\slash\t.yaml"]
)
def test_git_takes_the_patch(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, name: str, start: str, end: str
) -> None:
    """Whatever the file is called, whatever ends its lines, and by whichever path it is named."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    text = start + BAD.replace("\n", end)
    for path in (file, name, f"./{name}"):
        file.write_bytes(text.encode())
        patch = run("lint", path, "--diff", "--unsafe-fixes").output

        done = subprocess.run(["git", "apply", "-"], input=patch.encode(), capture_output=True, cwd=tmp_path)

        assert b"" == done.stderr
        run("lint", path, "--fix", "--unsafe-fixes")
        assert text.replace(", input_shape: [20, 8]", "").encode() == file.read_bytes()


# ---------------------------------------------------------------------------------------------------------- speed


def test_a_check_imports_nothing_to_look_for_plugins(good: Path) -> None:
    """Pydantic would look through every package that is installed: that takes longer than the check."""
    script = (
        "import sys; from seqspec.cli.main import entry\ntry: entry()\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    arguments = [sys.executable, "-c", script, "lint", str(good), "--no-cache"]

    done = subprocess.run(arguments, capture_output=True, text=True, check=True)

    assert "pydantic.main" in done.stderr.split()
    assert {"importlib.metadata", "zipfile", "email"}.isdisjoint(done.stderr.split())
