"""The entry point: commands, messages and exit codes."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from seqspec import __version__
from seqspec.cli import main as entry
from seqspec.cli.main import main
from seqspec.errors import DataError
from seqspec.registry import ModuleRegistry
from tests.cli.conftest import Run

COMMANDS = tuple(name for name in ModuleRegistry("seqspec.cli").names if name != "main")


def failing(error: BaseException) -> object:
    """A command that raises."""

    class Command:
        HELP = "fail"

        @staticmethod
        def arguments(parser: argparse.ArgumentParser) -> None:
            """None."""

        @staticmethod
        def run(options: argparse.Namespace) -> int:
            """Raise."""
            raise error

    return Command


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> object:
    """Puts a command that raises in the place of `lint`."""

    def put(error: BaseException) -> None:
        command = failing(error)
        registry = type("Registry", (), {"names": ("lint",), "load": staticmethod(lambda name: command)})()
        monkeypatch.setattr(entry, "_REGISTRY", registry)

    return put


def test_the_help_lists_every_command_and_the_exit_codes(run: Run) -> None:
    """`--help` names each file of the folder with its line, and every exit code."""
    code, output, _ = run("--help")

    assert code == 0
    assert [name for name in COMMANDS if f"\n    {name} " not in output] == []
    assert [number for number in (0, 1, 2, 3, 130, 143) if f"\n  {number:<3}  " not in output] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, run: Run) -> None:
    """`COMMAND --help` says what the command does and what it takes."""
    code, output, _ = run(command, "--help")

    assert code == 0
    assert output.startswith(f"usage: seqspec {command} ")


def test_the_version(run: Run) -> None:
    """`--version` names the program and its version."""
    assert run("--version") == (0, f"seqspec {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lnt"], "error: there is no command `lnt`; did you mean `lint`?\n"),
        (["frobnicate"], "error: there is no command `frobnicate`\n"),
        ([], "error: the following arguments are required: COMMAND\n"),
        (["lint"], "error: the following arguments are required: PATH\n"),
        (["lint", "x.yaml", "--formt", "json"], "error: there is no option `--formt`; did you mean `--format`?\n"),
        (["lint", "x.yaml", "--form", "json"], "error: there is no option `--form`; did you mean `--format`?\n"),
        (["show", "a.yaml", "b.yaml"], "error: `b.yaml` is one argument too many\n"),
        (["lint", "no/such/file.yaml"], "error: can't read no/such/file.yaml: no such file or directory\n"),
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str], message: str, run: Run) -> None:
    """A command line that makes no sense gets one sentence, the next step, and nothing on standard output."""
    code, output, errors = run(*arguments)

    assert (code, output) == (2, "")
    assert errors.startswith(message)
    assert errors.splitlines()[1].startswith("help: ")
    assert len(errors.splitlines()) == 2


def test_an_error_of_ours_becomes_a_message(broken: object, run: Run) -> None:
    """A SeqspecError is a sentence and its help on standard error, with the exit code of its kind."""
    broken(DataError("the column `prise` is missing", help="did you mean `price`?"))  # type: ignore[operator]

    assert run("lint") == (1, "", "error: the column `prise` is missing\nhelp: did you mean `price`?\n")


def test_a_fault_is_said_to_be_one(broken: object, run: Run) -> None:
    """Any other exception is one line, no traceback, the way to see it, and exit code 3."""
    broken(ZeroDivisionError("division by zero"))  # type: ignore[operator]

    code, output, errors = run("lint")

    assert (code, output) == (3, "")
    assert errors.startswith("error: ZeroDivisionError: division by zero\nhelp: this is a fault of seqspec")
    assert "SEQSPEC_DEBUG=1" in errors


def test_a_missing_extra_is_named_with_the_install_line(broken: object, run: Run) -> None:
    """Where the base install meets a command that trains, the way on is said; any other missing module is a fault."""
    broken(ModuleNotFoundError("No module named 'numpy'", name="numpy"))  # type: ignore[operator]

    code, output, errors = run("lint")

    assert (code, output) == (1, "")
    assert errors.startswith("error: this command needs numpy, which is not installed\n")
    assert "pip install 'seqspec-keras[jax]'" in errors
    broken(ModuleNotFoundError("No module named 'seqspec.oops'", name="seqspec.oops"))  # type: ignore[operator]
    assert run("lint").code == 3


def test_the_traceback_can_be_asked_for(broken: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """With SEQSPEC_DEBUG=1 the exception is raised as it is."""
    monkeypatch.setenv("SEQSPEC_DEBUG", "1")
    broken(ZeroDivisionError())  # type: ignore[operator]

    with pytest.raises(ZeroDivisionError):
        main(["lint"])


def test_an_interruption_is_no_fault(broken: object, run: Run) -> None:
    """Ctrl-C ends with the exit code shells expect and without a traceback."""
    broken(KeyboardInterrupt())  # type: ignore[operator]

    assert run("lint") == (130, "", "interrupted\n")


def test_messages_can_t_steer_the_terminal(run: Run) -> None:
    """Control characters of an argument are written out."""
    _, _, errors = run("lint", "\x1b[31m.yaml")

    assert errors.startswith("error: can't read \\x1b[31m.yaml: ")


def test_a_reader_that_leaves_is_no_fault(bad: Path) -> None:
    """`seqspec lint ... | head -1` ends in silence."""
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run(
        [sys.executable, "-m", "seqspec", "lint", str(bad)], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)

    assert (process.returncode, process.stderr) == (1, b"")


def test_what_the_encoding_lacks_is_written_out(tmp_path: Path) -> None:
    """On a terminal without Unicode a message comes out escaped, and nothing fails."""
    path = tmp_path / "spec.yaml"
    path.write_text("seqspec: 1\nmodel:\n  - 名前: 1\n", "utf-8")
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    process = subprocess.run(
        [sys.executable, "-m", "seqspec", "lint", str(path)], capture_output=True, check=False, env=environment
    )

    assert (process.returncode, process.stderr) == (1, b"")
    assert b"there is no layer `\\u540d\\u524d`" in process.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_below_the_output_is_no_fault_of_seqspec(good: Path) -> None:
    """What can't be written is said plainly, with exit code 1."""
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "seqspec", "show", str(good)], stdout=full, stderr=subprocess.PIPE, text=True
        )

    assert 1 == done.returncode
    assert done.stderr.startswith("error: the standard output can't be written: no space left on device\nhelp: ")
    assert 2 == done.stderr.count("\n")


def test_another_data_file_is_a_change_to_the_spec(run: Run) -> None:
    """`--data` takes no file, and the help says what does."""
    code, _, errors = run("lint", "a.yaml", "--data", "b.csv")

    assert 2 == code
    assert "add `--set data.source.csv=b.csv`" in errors
