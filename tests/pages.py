"""Pages that show commands with what they print, and whether that is what happens."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path

from seqspec.cli.main import main

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


_MEASURING = (
    *(f"seqspec {name}" for name in ("fit", "predict", "evaluate", "compare", "runs", "reproduce")),
    "head",
)
"""Commands whose figures are those of a training."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    text: str


def blocks_of(text: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [Block(match[1], match[2]) for match in BLOCK.finditer(text)]


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with the output that is shown."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def run(command: str, folder: Path) -> str:
    """What a command prints, errors included."""
    environment = {key: value for key, value in os.environ.items() if key not in {"GITHUB_ACTIONS", "KERAS_BACKEND"}}
    environment |= {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "PYTHONWARNINGS": ""}
    process = subprocess.run(
        command, shell=True, cwd=folder, env=environment, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return process.stdout


def run_here(command: str, folder: Path) -> str:
    """The same in this process, which has what takes seconds to load; what needs a shell gets one."""
    if not command.startswith("seqspec ") or set(command) & set("|>&;$"):
        return run(command, folder)
    printed = io.StringIO()
    with chdir(folder), redirect_stdout(printed), redirect_stderr(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with suppress(SystemExit):
            main(shlex.split(command)[1:])
    return printed.getvalue()


def comparable(line: str, command: str) -> str:
    """A line without what differs from machine to machine: the figures of a training, and versions."""
    if command.startswith(_MEASURING):
        line = re.sub(r"\b[0-9a-f]{8}\b", "#", line)
        line = re.sub(r"\d[\d,]*(\.\d+)?([eE][-+]\d+)?", "#", line)
        line = re.sub(r"(#\.)+#", "#", line).replace("-#", "#")
    return " ".join(line.split())


def matches(shown: str, printed: str, command: str) -> bool:
    """Whether an output is the one that is shown, lines left out at each `...`."""
    lines = [comparable(line, command) for line in printed.splitlines()]
    for number, part in enumerate(re.split(r"^\.\.\.$\n?", shown, flags=re.MULTILINE)):
        wanted = [comparable(line, command) for line in part.strip("\n").splitlines()] if part.strip() else []
        starts = range(len(lines) - len(wanted) + 1) if number else range(1)
        start = next((start for start in starts if lines[start : start + len(wanted)] == wanted), None)
        if start is None:
            return False
        lines = lines[start + len(wanted) :]
    return not any(lines) or shown.rstrip().endswith("...")
