"""`seqspec lint --add-ignore`: writes the comments, and says how many files have some now."""

from __future__ import annotations

import argparse
import os

from seqspec.analysis.control.adoption import adopt
from seqspec.analysis.control.inspection import Request
from seqspec.analysis.control.rewriting import write_text
from seqspec.cli._linting import verdicts
from seqspec.cli._terminal import say
from seqspec.errors import UsageError


def add_suppressions(options: argparse.Namespace, request: Request) -> None:
    """
    Silence what is found in all paths by comments in their files; what no comment can silence stays.

    Raises:
        UsageError: the reason is none, or a path is standard input, or a file can't be read or written.
    """
    if "-" in options.paths:
        raise UsageError("no comment can be written into standard input", help="name files or folders")
    reason = _reason(options.add_ignore)
    changed: set[str] = set()
    # Useless comments go first; and what a comment at its line does not reach is silenced for the file.
    for whole in (False, False, True):
        found = [each for verdict in verdicts(options, request) for each in verdict.report]
        for file, text in adopt(found, reason, whole):
            _write(file, text)
            changed.add(file)
    files = "file" if len(changed) == 1 else "files"
    say(f"comments that silence findings were written to {len(changed)} {files}")


def _reason(given: str) -> str:
    reason = " ".join(given.split())
    if os.path.isfile(given) or (os.path.isdir(given) and os.path.basename(given) != given):
        raise UsageError(
            f"`--add-ignore` takes `{given}` for the reason", help="name the paths first, and the option behind them"
        )
    if not reason.isprintable():
        raise UsageError("the reason holds a character that can't be printed", help="write it in plain words")
    return reason


def _write(file: str, text: str) -> None:
    try:
        write_text(file, text)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"can't write {file}: {reason}", help="check the file's permissions") from None
