"""`seqspec lint`: which rules, what of the report, where it goes, and again when a file changes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.analysis.control.inspection import MANY
from seqspec.analysis.linter import check_text
from seqspec.analysis.store.serialization import from_json, to_json
from seqspec.diagnostics import (
    Diagnostic,
    Note,
    Place,
    Report,
    Skipped,
    Source,
    Span,
    TextEdit,
    TextFix,
)
from tests.children import Children
from tests.cli.conftest import BAD, GOOD, Run

RATE = GOOD.replace("{units: 8,", "{units: 8, dropout: 20,")


@pytest.fixture(autouse=True)
def _fresh(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test starts with an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


# ---------------------------------------------------------------------------------------------------------- rules


def test_rules_are_selected_and_ignored(bad: Path, run: Run) -> None:
    """By lists with commas, which may be repeated; what is ignored wins."""
    bad.write_text(BAD.replace("runtime: {seed: 42}\n", ""), "utf-8")

    def codes(*options: str) -> list[str]:
        found = json.loads(run("lint", bad, "--format", "json", *options).output)
        return [each["code"] for each in found["diagnostics"]]

    assert ["SEQ601", "SEQ103"] == codes()
    assert ["SEQ103"] == codes("--select", "SEQ1,SEQ2")
    assert ["SEQ601", "SEQ103"] == codes("--select", "SEQ2", "--select", "no-seed, seq103")
    assert ["SEQ103"] == codes("--ignore", "no-seed")
    assert [] == codes("--select", "SEQ1", "--ignore", "SEQ103,SEQ107")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--select", "SEQ999"], "--select: there is no rule `SEQ999`"),
        (["--ignore", "no-sed"], "--ignore: there is no rule `no-sed`; did you mean `no-seed`?"),
        (["--select", ","], "`--select` names no rule"),
        (["--config", "none.toml"], "can't read none.toml: no such file or directory"),
        (["--config", "a", "--isolated"], "not allowed with argument"),
    ],
)
def test_what_there_is_not_is_wrong_usage(good: Path, run: Run, options: list[str], said: str) -> None:
    """Exit code 2, and nothing is checked."""
    code, output, errors = run("lint", good, *options)

    assert (2, "") == (code, output)
    assert said in errors


def test_the_command_line_wins_over_the_project(bad: Path, run: Run) -> None:
    """Each option by itself; `--isolated` leaves the project's configuration out, `--config` takes another."""
    config = bad.parent / "seqspec.toml"
    config.write_text('ignore = ["SEQ103"]\nformat = "concise"\nfail-on = "info"\n', "utf-8")
    other = bad.parent / "other.toml"
    other.write_text('select = ["SEQ6"]\n', "utf-8")

    assert (0, "", "") == run("lint", bad)
    assert run("lint", bad, "--ignore", "SEQ4").output.startswith(f"{bad}:4:22: error[SEQ103]")
    assert run("lint", bad, "--isolated").output.startswith("error[SEQ103]")
    assert 0 == run("lint", bad, "--config", other).code
    assert run("lint", bad, "--format", "full").output.startswith("no problems found")


def test_what_fails_a_run_is_a_matter_of_the_project(good: Path, run: Run) -> None:
    """`fail-on` counts for the files below it; `--fail-on` wins."""
    good.write_text(GOOD.replace("runtime: {seed: 42}\n", ""), "utf-8")
    assert 0 == run("lint", good).code
    (good.parent / "seqspec.toml").write_text('fail-on = "info"\n', "utf-8")
    assert 1 == run("lint", good).code
    assert 0 == run("lint", good, "--fail-on", "error").code


def test_a_mistake_in_the_projects_configuration_is_wrong_usage(good: Path, run: Run) -> None:
    """With the file, the key and what was probably meant."""
    (good.parent / "pyproject.toml").write_text("[tool.seqspec]\nselekt = []\n", "utf-8")

    code, output, errors = run("lint", good)

    assert (2, "") == (code, output)
    assert "pyproject.toml: there is no key `tool.seqspec.selekt`; did you mean `select`?" in errors


def test_standard_input_belongs_to_a_file(bad: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `--stdin-filename` it has that name, its project's configuration, and can extend what lies beside it."""
    import io

    text = b"seqspec: 1\nextends: bad.yaml\nname: x\n"
    for options, expected in [([], "error[SEQ005]"), (["--stdin-filename", str(bad.parent / "new.yaml")], "SEQ103")]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
        assert expected in run("lint", "-", *options).output
    (bad.parent / "seqspec.toml").write_text('ignore = ["SEQ103"]\n', "utf-8")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert 0 == run("lint", "-", "--stdin-filename", bad.parent / "new.yaml").code


# --------------------------------------------------------------------------------------------------------- output


def test_statistics_count_what_each_rule_finds(tmp_path: Path, run: Run) -> None:
    """As a table or as JSON; the exit code is the same."""
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(RATE.replace("runtime: {seed: 42}\n", ""), "utf-8")

    code, output, _ = run("lint", tmp_path, "--statistics", "--select", "SEQ401,SEQ601")

    assert 1 == code
    assert ["2  SEQ401  dropout-out-of-range  error  2 fixable", "2  SEQ601  no-seed"] == [
        line[:18] if "601" in line else line for line in output.splitlines()
    ]
    found = json.loads(run("lint", tmp_path, "--statistics", "--select", "SEQ401", "--format", "json").output)
    row = {"code": "SEQ401", "name": "dropout-out-of-range", "severity": "error", "count": 2, "fixable": 2}
    assert [row] == found
    assert (0, "") == run("lint", tmp_path, "--statistics", "--select", "SEQ108")[:2]


def test_a_report_is_written_to_a_file(bad: Path, run: Run) -> None:
    """Whole, without colours; nothing is printed, and the exit code is the same."""
    file = bad.parent / "report.txt"
    file.write_text("old", "utf-8")
    file.chmod(0o640)

    assert (1, "", "") == run("lint", bad, "--output-file", file)
    assert file.read_text("utf-8") == run("lint", bad).output
    assert 0o640 == file.stat().st_mode & 0o777
    assert {"bad.yaml", "report.txt"} == {path.name for path in bad.parent.iterdir()}


@pytest.mark.parametrize("name", ["", "none/report.txt", "good.yaml/report.txt"])
def test_what_can_not_be_written_is_told(good: Path, run: Run, name: str) -> None:
    """A folder, a file in no folder, a file in a file."""
    code, output, errors = run("lint", good, "--output-file", f"{good.parent}/{name}")

    assert (2, "") == (code, output)
    assert errors.startswith(f"error: can't write {good.parent}/{name}: ")


def test_what_is_found_is_silenced_in_the_files(tmp_path: Path, run: Run) -> None:
    """The next run is clean, and doing it again changes nothing; what can't be silenced fails the run."""
    files = [tmp_path / name for name in ("a.yaml", "b.yaml")]
    for file in files:
        file.write_text(RATE, "utf-8")

    code, output, errors = run("lint", tmp_path, "--add-ignore", "since 2019")

    assert (0, "no problems found in 2 files\n") == (code, output)
    assert "comments that silence findings were written to 2 files\n" == errors
    after = [file.read_text("utf-8") for file in files]
    assert [RATE.replace("[20, 1]}", "[20, 1]}  # seqspec: ignore[SEQ401] since 2019")] * 2 == after
    assert 0 == run("lint", tmp_path, "--add-ignore").code
    assert after == [file.read_text("utf-8") for file in files]
    files[0].write_text("seqspec: 1: 1", "utf-8")
    assert 1 == run("lint", tmp_path, "--add-ignore").code
    assert "seqspec: 1: 1" == files[0].read_text("utf-8")


def test_a_word_that_is_a_folder_too_may_be_the_reason(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a file, or a folder written as a path, was meant to be checked."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "legacy").mkdir()
    file = tmp_path / "a.yaml"
    file.write_text(RATE, "utf-8")

    assert 0 == run("lint", file, "--add-ignore", "legacy").code
    assert "# seqspec: ignore[SEQ401] legacy" in file.read_text("utf-8")


def test_a_path_is_no_reason(good: Path, bad: Path, run: Run) -> None:
    """`--add-ignore a.yaml b.yaml` would take the first file for the reason."""
    code, _, errors = run("lint", "--add-ignore", bad, good)

    assert 2 == code
    assert "for the reason" in errors
    assert BAD == bad.read_text("utf-8")


# ---------------------------------------------------------------------------------------------------------- cache


def test_what_is_remembered_is_printed_as_before(bad: Path, run: Run) -> None:
    """In every format, byte by byte."""
    for name in ("full", "json", "concise", "github"):
        run("lint", bad)
        assert run("lint", bad, "--format", name, "--no-cache") == run("lint", bad, "--format", name)


def test_a_change_is_seen(bad: Path, run: Run) -> None:
    """Of the file, of a file it extends, of the configuration, of settings: none is answered from the cache."""
    child = bad.parent / "child.yaml"
    child.write_text("seqspec: 1\nextends: bad.yaml\nname: x\n", "utf-8")
    assert [1, 1] == [run("lint", child).code for _ in range(2)]
    assert 0 == run("lint", child, "--ignore", "SEQ103").code
    assert 0 == run("lint", child, "--set", "model=[{Dense: {units: 1, input_shape: [3]}}]").code
    bad.write_text(GOOD, "utf-8")
    assert [0, 0] == [run("lint", child).code for _ in range(2)]
    bad.unlink()
    assert "there is no file `bad.yaml`" in run("lint", child).output
    bad.write_text(BAD, "utf-8")
    assert 1 == run("lint", child).code
    (bad.parent / "seqspec.toml").write_text('ignore = ["SEQ1"]', "utf-8")
    assert 0 == run("lint", child).code


def test_a_run_from_the_cache_imports_neither_pydantic_nor_yaml(good: Path) -> None:
    """That is what makes it fast."""
    script = (
        "import sys; from seqspec.cli.main import main; code = main(['lint', sys.argv[1]])\n"
        "print(code, [name for name in ('pydantic', 'yaml', 'seqspec.language') if name in sys.modules])"
    )
    command = [sys.executable, "-c", script, str(good)]
    lines = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)]

    assert lines[0].endswith("0 ['pydantic', 'yaml', 'seqspec.language']\n")
    assert lines[1].endswith("0 []\n")


SPANS = st.builds(Span, *(st.integers(0, 9) for _ in range(4)))
TEXTS = st.text(max_size=8)
PLACES = st.builds(Place, st.builds(Source, TEXTS, TEXTS), SPANS)
MAYBE = st.none() | TEXTS
DIAGNOSTICS = st.builds(
    Diagnostic,
    code=TEXTS,
    name=TEXTS,
    severity=st.sampled_from(["error", "warning", "info"]),
    place=PLACES,
    at=st.lists(TEXTS | st.integers(0, 9), max_size=3).map(tuple),
    message=TEXTS,
    label=TEXTS,
    notes=st.lists(st.builds(Note, PLACES, TEXTS), max_size=2).map(tuple),
    keras=MAYBE,
    help=MAYBE,
    fix=st.none()
    | st.builds(
        TextFix,
        TEXTS,
        st.sampled_from(["safe", "unsafe", "shown"]),
        st.lists(st.builds(TextEdit, PLACES, TEXTS), max_size=2).map(tuple),
    ),
)
REPORTS = st.builds(
    Report,
    st.lists(DIAGNOSTICS, max_size=3).map(tuple),
    st.lists(TEXTS, max_size=2).map(tuple),
    st.lists(st.builds(Skipped, TEXTS, st.integers(0, 9), TEXTS), max_size=2).map(tuple),
)


@given(REPORTS)
def test_a_report_survives_as_json(report: Report) -> None:
    """There and back nothing is lost."""
    assert report == from_json(json.loads(json.dumps(to_json(report))))


@given(st.data())
def test_a_damaged_report_is_refused_or_is_one(data: st.DataObject) -> None:
    """Whatever stands in an entry of the cache: no other error than `ValueError`."""
    content = to_json(check_text(BAD).report)
    key = data.draw(st.sampled_from(sorted(content)))
    junk = st.none() | st.integers() | TEXTS | st.lists(st.none() | st.lists(TEXTS | st.integers()), max_size=4)
    try:
        found = from_json({**content, key: data.draw(junk)})
    except ValueError:
        return
    assert found == from_json(to_json(found))


# ----------------------------------------------------------------------------------------------------- many files


DEADLY = """
import os, signal
from seqspec.analysis.control import inspection

original = inspection.inspect_file

def deadly(file, *rest):
    if file.endswith("0077.yaml"):
        os.kill(os.getpid(), signal.SIGKILL)
    return original(file, *rest)

inspection.inspect_file = deadly
inspection._processors = lambda: 2
found = list(inspection.inspect(sorted(os.listdir()), inspection.Request(remember=False)))
print(*[fault.file for each in found for fault in each.report.faults], len(found))
"""


def alone(script: str, folder: Path) -> str:
    """What a script prints in a process of its own, which has no threads and so may be forked."""
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    assert "" == done.stderr
    return done.stdout


def test_many_files_are_reported_in_order(tmp_path: Path) -> None:
    """However many processes check them."""
    for number in range(MANY + 20):
        (tmp_path / f"{number:04}.yaml").write_text(BAD if number % 7 == 0 else GOOD, "utf-8")

    done = alone(
        "from seqspec.cli.main import main; main(['lint', '.', '--no-cache', '--format', 'concise'])", tmp_path
    )

    assert [f"{number:04}.yaml" for number in range(0, MANY + 20, 7)] == [
        line.partition(":")[0] for line in done.splitlines()
    ]


def test_a_process_that_dies_takes_no_other_file_with_it(tmp_path: Path) -> None:
    """The file is named, and all others are checked."""
    for number in range(MANY):
        (tmp_path / f"{number:04}.yaml").write_text(GOOD, "utf-8")

    done = alone(DEADLY, tmp_path)

    assert f"0077.yaml {MANY}\n" == done


# ---------------------------------------------------------------------------------------------------------- watch


@pytest.fixture
def watched(children: Children, good: Path) -> tuple[Path, subprocess.Popen[str]]:
    """A process that watches a spec which extends another."""
    child = good.parent / "child.yaml"
    child.write_text("seqspec: 1\nextends: good.yaml\nname: x\n", "utf-8")
    return child, children.start(sys.executable, "-m", "seqspec", "lint", str(child), "--watch")


def until(process: subprocess.Popen[str], text: str) -> list[str]:
    """The next lines that a process prints, up to one in which a text stands."""
    assert process.stdout is not None
    lines = [""]
    while text not in lines[-1]:
        lines.append(process.stdout.readline())
        assert lines[-1], "it has ended"
    return lines[1:]


def test_a_change_is_checked_again(watched: tuple[Path, subprocess.Popen[str]]) -> None:
    """Of the spec, of one that it extends, and of a configuration that is new; Ctrl-C ends it with 130."""
    child, process = watched
    until(process, "no problems found in 1 file")
    child.with_name("good.yaml").write_text(BAD, "utf-8")
    first, *found = until(process, "1 error in 1 file")
    assert "-" * 72 == first.strip()
    assert any("error[SEQ103]" in line for line in found)
    child.with_name("seqspec.toml").write_text('select = ["SEQ999"]\n', "utf-8")
    until(process, "-----")
    time.sleep(1)  # the message goes to the other stream, where nobody waits for it
    child.with_name("seqspec.toml").unlink()
    assert "1 error in 1 file\n" == until(process, "1 error in 1 file")[-1]
    child.write_text(GOOD.replace("LSTM: 4", "LTSM: 4"), "utf-8")
    assert any("error[SEQ006]" in line for line in until(process, "1 error in 1 file"))
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)

    assert 130 == process.returncode
    assert "there is no rule `SEQ999`" in errors
    assert errors.endswith("interrupted\n")


def test_standard_input_can_not_be_watched(run: Run) -> None:
    """It comes once."""
    assert 2 == run("lint", "-", "--watch").code


def test_watching_changes_no_file(good: Path, run: Run) -> None:
    """A file that is written at every look would be looked at without end."""
    for option in ("--fix", "--diff", "--add-ignore"):
        assert 2 == run("lint", good, "--watch", option).code
