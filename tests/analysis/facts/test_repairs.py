"""Fixes in whatever form a spec is written; where there is no good place for one, none is offered."""

from __future__ import annotations

import pytest

from seqspec.analysis.control.suppressions import texts_of
from seqspec.analysis.facts.repairs import move_to_front, put_in_front, set_argument
from seqspec.analysis.inference import infer
from seqspec.analysis.linter import check_text
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Replace, Source
from seqspec.language.decode import decode
from seqspec.language.source import read
from tests.analysis.examples import fixed

MODEL = "model:\n  - LSTM: {units: 4, input_shape: [9, 1]}\n  - Dense: 1\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", "runtime: {seed: 42}\n"),
        ("runtime: {}\n", "runtime: {seed: 42}\n"),
        ("runtime:\n", "runtime: {seed: 42}\n"),
        ("runtime: {device: cpu}\n", "runtime: {device: cpu, seed: 42}\n"),
    ],
)
def test_a_key_is_set_in_whatever_stands_for_its_section(written: str, expected: str) -> None:
    """In a mapping, in nothing, and where there is no section yet."""
    text = f"seqspec: 1\n{MODEL}{written}"
    (seed,) = [each for each in check_text(text).report if each.code == "SEQ601"]

    assert f"seqspec: 1\n{MODEL}{expected}" == fixed(text, seed)


@pytest.mark.parametrize(
    ("model", "fixable"),
    [
        ("model:\n  - LSTM: {units: 4, stateful: true}\n  - Dense: 1\n", True),
        ("model: [LSTM: {units: 4, stateful: true}, Dense: 1]\n", False),
    ],
)
def test_an_input_is_put_in_front_of_a_list_with_dashes(model: str, fixable: bool) -> None:
    """In brackets a line of its own has no place."""
    text = f"seqspec: 1\ndata: {{arrays: {{input: {{shape: [9, 1]}}, target: {{shape: [1]}}}}}}\n{model}"
    text += "fit: {batch_size: 4, shuffle: false}\nruntime: {seed: 42}\n"
    told = [each for each in check_text(text).report if each.code == "SEQ117"]

    assert [fixable] == [each.fix is not None for each in told]


def test_behind_what_can_not_be_read_no_text_is_known() -> None:
    """Those before it are."""
    assert [((1, 1), (1, 2)), ((1, 4), (1, 7)), ((2, 1), (2, 2))] == texts_of(
        Source("spec.yaml", "a: 'x'\nb: \"never closed\n")
    )


def test_what_is_not_written_has_no_place() -> None:
    """Such an item is not moved, nothing is put before it, and an argument of it has no place in the text."""
    document, _ = read(Source("spec.yaml", f"seqspec: 1\n{MODEL}"))
    assert document is not None
    spec, _ = decode(document)
    assert spec is not None
    missing, layer = ("model", 7, "Dense"), spec.model[1]
    subject = Subject(spec, infer(spec), document)

    assert () == move_to_front(document, missing[:-1])
    assert () == put_in_front(document, missing[:-1], "Flatten")
    assert Replace((*missing, "units"), "2") == set_argument(subject, missing, layer, "units", "2")
    assert not document.find((*missing, "units"))[1]
