"""`seqspec lint --fix`, `--unsafe-fixes` and `--diff`."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import BAD, Run

FIXED = BAD.replace(", input_shape: [20, 8]", "")
UNSAFE = BAD.replace("[20, 8]", "[9, 9]")


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Puts bytes on standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_fix_writes_and_reports_what_remains(bad: Path, run: Run) -> None:
    """The file is repaired, the report is of the repaired file, and so is the exit code."""
    assert run("lint", "--fix", bad) == (0, "no problems found in 1 file\n", "fixed 1 problem in 1 file\n")
    assert bad.read_text("utf-8") == FIXED


def test_fixing_again_changes_nothing(bad: Path, run: Run) -> None:
    """And says so."""
    run("lint", "--fix", bad)

    assert run("lint", "--fix", bad).errors == "nothing to fix\n"


def test_unsafe_fixes_are_written_with_fix(bad: Path, run: Run) -> None:
    """What is unsafe waits for `--unsafe-fixes`."""
    bad.write_text(UNSAFE, "utf-8")

    assert run("lint", "--fix", bad).code == 1
    assert bad.read_text("utf-8") == UNSAFE
    assert run("lint", "--fix", "--unsafe-fixes", bad).code == 0
    assert bad.read_text("utf-8") == FIXED


def test_unsafe_fixes_alone_says_which_there_are(bad: Path, run: Run) -> None:
    """The report is the usual one, nothing is written, and each fix that would be is named."""
    bad.write_text(UNSAFE, "utf-8")

    code, output, errors = run("lint", "--unsafe-fixes", bad)

    assert (code, output) == run("lint", bad)[:2]
    assert errors == (
        f"would fix {bad}:4:22: SEQ103: take `input_shape` out\n`--fix --unsafe-fixes` would fix 1 problem in 1 file\n"
    )
    assert bad.read_text("utf-8") == UNSAFE


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_diff_prints_a_patch(end: str, last: bool, bad: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written, the exit code is 1, and `patch` makes of the file what `--fix` does."""
    text = (BAD if last else BAD.rstrip("\n")).replace("\n", end)
    bad.write_bytes(text.encode())
    monkeypatch.chdir(bad.parent)

    code, output, errors = run("lint", "--diff", bad.name)

    assert (code, errors) == (1, "would fix 1 problem in 1 file\n")
    assert bad.read_bytes() == text.encode()
    subprocess.run(["git", "apply", "-"], input=output.encode(), cwd=bad.parent, check=True)
    assert bad.read_bytes() == text.replace(", input_shape: [20, 8]", "").encode()


def test_diff_of_a_good_file_is_empty(good: Path, run: Run) -> None:
    """Nothing to change: no patch, and exit code 0."""
    assert run("lint", "--diff", good) == (0, "", "would fix 0 problems in 0 files\n")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_fixed_standard_input_is_printed(
    mark: bytes, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The text goes to standard output as it would go to a file, the report to standard error."""
    from seqspec.cli.main import main

    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    feed(monkeypatch, mark + BAD.replace("\n", "\r\n").encode())

    assert main(["lint", "--fix", "-"]) == 0
    output, errors = capfdbinary.readouterr()
    assert output == mark + FIXED.replace("\n", "\r\n").encode()
    assert errors == b"no problems found in 1 file\nfixed 1 problem in 1 file\n"


def test_a_standard_input_that_cannot_be_read_is_printed_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """An editor that puts the output in the place of its text loses nothing."""
    from seqspec.cli.main import main

    feed(monkeypatch, b"\xff\x00 not a spec")

    assert main(["lint", "--fix", "-"]) == 1
    assert capfdbinary.readouterr().out == b"\xff\x00 not a spec"


def test_a_spec_is_checked_again_after_its_base(tmp_path: Path, run: Run) -> None:
    """What remains is counted on the files as they are at the end, whichever was fixed first."""
    (tmp_path / "a.yaml").write_text("seqspec: 1\nextends: base.yaml\n", "utf-8")
    (tmp_path / "base.yaml").write_text(BAD, "utf-8")

    assert run("lint", "--fix", tmp_path / "a.yaml").code == 1
    assert run("lint", "--fix", tmp_path) == (0, "no problems found in 2 files\n", "fixed 1 problem in 1 file\n")


def test_a_dropped_fix_is_told(tmp_path: Path, run: Run) -> None:
    """A fix after which another error appears is not applied, and no longer counted as one."""
    path = tmp_path / "flat.yaml"
    path.write_text(
        "seqspec: 1\nmodel:\n  - Input: [4, 1]\n  - Flaten: {units: 3}\n  - LSTM: 3\n  - Dense: 1\n", "utf-8"
    )

    code, output, errors = run("lint", "--fix", "--unsafe-fixes", "--ignore", "SEQ601", path)

    assert code == 1
    assert "fixable" not in output
    assert errors == (
        f"not fixed: {path}:4:5: SEQ006: write `Flatten`: with it another error would appear, "
        "or nothing would be better\n"
        "nothing was fixed\n"
    )


def test_other_formats_report_what_remains(bad: Path, run: Run) -> None:
    """Machines read one report, and people the count beside it."""
    bad.write_text(BAD + "name: no\n", "utf-8")

    assert run("lint", "--fix", "--format", "concise", bad).output == ""


def test_fix_and_add_ignore_contradict_each_other(bad: Path, run: Run) -> None:
    """One repairs what the other silences."""
    assert run("lint", "--fix", bad, "--add-ignore").code == 2


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colours_are_for_who_wants_them(
    environment: dict[str, str], coloured: bool, bad: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe gets none unless it is forced, and `NO_COLOR` wins."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert ("\x1b[" in run("lint", bad).output) is coloured
