"""Specs to test with: valid, with sane defaults, as the YAML text that a user would write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import yaml

from seqspec.diagnostics import Finding, Place, Source
from seqspec.language import events
from seqspec.language.document import Document
from seqspec.language.source import read

LAYERS = ("LSTM: {units: 8, input_shape: [10, 1]}", "Dense: 1")
SECTIONS = {
    "seqspec": "1",
    "name": "small",
    "compile": "{optimizer: adam, loss: mean_squared_error}",
    "fit": "{epochs: 1}",
    "runtime": "{seed: 42}",
}
PARSERS = {"c": yaml.CSafeLoader, "python": yaml.SafeLoader}


def spec_text(*layers: str, **sections: str | None) -> str:
    """
    A valid spec.

    Args:
        layers: one line of YAML a layer, such as `Dense: 1`; by default a small LSTM and its head.
        sections: YAML in place of a section's default, or None to leave the section out.
    """
    given = {**SECTIONS, **sections}
    lines = [f"{name}: {text}" for name, text in given.items() if text is not None]
    model = [f"  - {layer}" for layer in layers or LAYERS]
    return "\n".join([*lines, "model:", *model]) + "\n"


def document_of(text: str) -> Document:
    """The document of a text in which nothing is wrong."""
    document, findings = read(Source("spec.yaml", text))
    assert [] == findings
    assert document is not None
    return document


def findings_in(text: str) -> list[Finding]:
    """What reading a text finds."""
    return read(Source("spec.yaml", text))[1]


def place_of(finding: Finding) -> Place:
    """Where a finding of the reader lies; the reader knows no paths."""
    assert isinstance(finding.path, Place)
    return finding.path


def text_at(place: Place) -> str:
    """The text between the ends of a place, its first line indented as it stands."""
    span, lines = place.span, place.source.lines
    if span.line == span.end_line:
        return " " * (span.column - 1) + lines[span.line - 1][span.column - 1 : span.end_column - 1]
    first = " " * (span.column - 1) + lines[span.line - 1][span.column - 1 :]
    return "\n".join([first, *lines[span.line : span.end_line - 1], lines[span.end_line - 1][: span.end_column - 1]])


@contextmanager
def parser(name: str) -> Iterator[None]:
    """Read with PyYAML's `c` parser or with its `python` one, which serves where the other was not built."""
    before = events.LOADER
    events.LOADER = PARSERS[name]
    try:
        yield
    finally:
        events.LOADER = before
