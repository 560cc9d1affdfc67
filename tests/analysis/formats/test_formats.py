"""What holds for every format."""

from __future__ import annotations

import pytest

from seqspec.analysis.formats import REGISTRY, render
from seqspec.diagnostics import Report
from tests.analysis.formats.reports import inner_shape, report


def test_the_folder_is_the_list_of_formats() -> None:
    """The formats the command line offers are the files of the folder."""
    assert REGISTRY.names == ("concise", "full", "github", "gitlab", "html", "json", "jsonl", "junit", "sarif")


@pytest.mark.parametrize("name", REGISTRY.names)
def test_a_text_ends_with_a_line_end(name: str) -> None:
    """Whatever is printed next starts on a line of its own."""
    assert render(report(inner_shape()), name).endswith("\n")


@pytest.mark.parametrize("name", ["github", "gitlab", "html", "json", "jsonl", "junit", "sarif"])
def test_formats_for_machines_are_never_coloured(name: str) -> None:
    """A terminal does not change what a program reads."""
    assert render(report(inner_shape()), name) == render(report(inner_shape()), name, colour=True)


def test_an_unknown_format_is_a_key_error() -> None:
    """The command line refuses it first; from Python it is a KeyError."""
    with pytest.raises(KeyError):
        render(Report(), "xml")
