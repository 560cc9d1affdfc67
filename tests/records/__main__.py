"""`python -m tests.records {published,broken} MODELS.jsonl`; exit code 1 where seqspec and a record differ."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from seqspec.analysis.linter import Checked, check_text
from seqspec.diagnostics import Diagnostic
from tests.records.specs import Record, spec_text

_LEFT_OUT = {"k3-reset-states": "the mistake is a call of a method, `reset_states`, and no spec can make one"}
"""Broken models that no spec can express, each with the reason."""


def main() -> int:
    """Check every record of a file, print one line each and a count, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.records", description=__doc__)
    parser.add_argument("kind", choices=("published", "broken"))
    parser.add_argument("file", type=Path, metavar="MODELS.jsonl")
    parser.add_argument("--verbose", action="store_true", help="print everything that was found in each model")
    options = parser.parse_args()
    records = [json.loads(line) for line in options.file.read_text("utf-8").splitlines() if line.strip()]
    agree = {"published": published, "broken": broken}[options.kind]
    agreed = [_told(record, agree, options.verbose) for record in records]
    return int(not all(agreed))


def _told(record: Record, agree: Callable[[Record, Checked], Iterator[str]], verbose: bool) -> bool:
    if record["id"] in _LEFT_OUT:
        sys.stdout.write(f"no spec {record['id']}: {_LEFT_OUT[record['id']]}\n")
        return True
    checked = check_text(spec_text(record), record["id"])
    differences = list(agree(record, checked))
    sys.stdout.write(f"{'differs' if differences else 'agrees':<8}{record['id']}\n")
    found = [f"{each.severity}[{each.code}] at {_at(each)}: {each.message}" for each in checked.report]
    shown = [*differences, *(found if verbose or differences else [])]
    sys.stdout.write("".join(f"        {line}\n" for line in shown))
    return not differences


def published(record: Record, checked: Checked) -> Iterator[str]:
    """Every figure of a published model that seqspec sees otherwise, and every error it finds."""
    if checked.report.fails() or checked.trace is None:
        yield "an error is found"
        return
    trace = checked.trace
    figures = {
        "verified_params": trace.params,
        "verified_trainable_params": trace.trainable_params,
        "verified_layer_params": [step.params for step in trace.steps],
        "verified_output_shapes": [list(step.output.shape or ()) for step in trace.steps],
    }
    for name, figure in figures.items():
        if record[name] != figure:
            yield f"{name}: {record[name]}, and here {figure}"


def broken(record: Record, checked: Checked) -> Iterator[str]:
    """What is wrong with a broken model, where nothing as grave is found at that place."""
    severities = ("error",) if record["expected"] == "error" else ("error", "warning")
    if not any(each.severity in severities and _is_at(record["where"], each) for each in checked.report):
        yield f"expected: {record['expected']} at {record['where']}: {record['lint']}"


def _is_at(where: int | str, diagnostic: Diagnostic) -> bool:
    return where == _at(diagnostic) or (where == "data" and str(_at(diagnostic)) in {"data", "input"})


def _at(diagnostic: Diagnostic) -> int | str:
    """The layer after the input that a finding is about, `input`, or its section."""
    if diagnostic.at[:1] == ("model",) and len(diagnostic.at) > 1 and isinstance(diagnostic.at[1], int):
        return "input" if diagnostic.at[1] == 0 else diagnostic.at[1] - 1
    return str(diagnostic.at[0]) if diagnostic.at else ""


if __name__ == "__main__":
    sys.exit(main())
