"""`--add-ignore`: where the comments stand, and what they are added to."""

from __future__ import annotations

from pathlib import Path

import pytest

from seqspec.analysis.control.adoption import adopt
from seqspec.analysis.linter import check_file, check_text

MODEL = (
    "seqspec: 1\nmodel:\n  - LSTM: {units: 50, dropout: 20, activation: relu, input_shape: [100, 1]}%s\n  - Dense: 1\n"
)
TAIL = "runtime: {seed: 42}\n"


def adopted(file: Path, text: str, whole: bool = False) -> str:
    """The text of a file after what is found in it is silenced."""
    file.write_text(text, "utf-8")
    ((name, after),) = adopt(check_file(file).report, "old", whole)
    assert str(file) == name
    file.write_text(after, "utf-8")
    return after


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("", "  # seqspec: ignore[SEQ401, SEQ405] old"),
        ("  # seqspec: ignore[SEQ401] as published", "  # seqspec: ignore[SEQ401, SEQ405] as published"),
    ],
)
def test_a_comment_that_is_there_takes_the_new_codes(comment: str, expected: str, tmp_path: Path) -> None:
    """Its reason stays, and nothing is found afterwards."""
    file = tmp_path / "spec.yaml"

    assert MODEL % expected + TAIL == adopted(file, MODEL % comment + TAIL)
    assert [] == [each.code for each in check_file(file).report]


def test_the_whole_file_is_silenced_at_its_top(tmp_path: Path) -> None:
    """One comment with every code; what is found later is added to it."""
    file = tmp_path / "spec.yaml"
    text = MODEL % "" + TAIL
    once = adopted(file, text, whole=True)

    assert f"# seqspec: file-ignore[SEQ401, SEQ405] old\n{text}" == once
    assert once.replace("SEQ405]", "SEQ405, SEQ601]").replace(TAIL, "") == adopted(
        file, once.replace(TAIL, ""), whole=True
    )


@pytest.mark.parametrize("name", ["<stdin>", "no/such/file.yaml"])
def test_what_lies_in_no_file_is_left_alone(name: str) -> None:
    """Standard input can't be rewritten."""
    report = check_text(MODEL % "" + TAIL, name).report

    assert [] == list(adopt(report, "old"))
    assert [] != [each.code for each in report]
