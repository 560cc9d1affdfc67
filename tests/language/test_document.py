"""From a path in the normal form to the place in the text where the user wrote it, in whichever form."""

from __future__ import annotations

import pytest

from seqspec.diagnostics import Delete, Edit, Fix, Insert, Path, Place, Replace, Source, Span
from seqspec.language.document import Document, Entry, Node, entries_of
from seqspec.language.edits import place_fix
from seqspec.language.source import read
from tests.builders import document_of, text_at

TEXT = """\
seqspec: 1
model:
  - LSTM: 50
  - Flatten
  - TimeDistributed: {Dense: 1}
  - Bidirectional: {layer: {GRU: {units: 3}}}
"""


def at(document: Document, path: Path, target: str = "value") -> str:
    """The text that a path points at."""
    return text_at(document.locate(path, target)).strip()  # type: ignore[arg-type]  # a parameter of the test


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("seqspec",), "seqspec", "1"),
        (("model", 0, "LSTM", "units"), "LSTM", "50"),
        (("model", 1, "Flatten"), "Flatten", "Flatten"),
        (("model", 2, "TimeDistributed", "layer", "Dense", "units"), "Dense", "1"),
        (("model", 3, "Bidirectional", "layer", "GRU", "units"), "units", "3"),
        (("model", 3, "Bidirectional", "merge_mode"), "Bidirectional", "{layer: {GRU: {units: 3}}}"),
        (("model", 1), "Flatten", "Flatten"),
        (("compile", "loss"), TEXT.strip(), TEXT.strip()),
        (("model", 9, "LSTM"), "model", TEXT.partition("model:\n")[2].strip()),
    ],
)
def test_a_path_leads_to_where_it_is_written(path: Path, key: str, value: str) -> None:
    """Short forms leave segments out; a path that is not written out leads to the last node on its way."""
    document = document_of(TEXT)

    assert (key, value) == (at(document, path, "key"), at(document, path, "value"))


def test_get_gives_only_what_is_written_out() -> None:
    """The node of a short form is found; an argument left at its default is None."""
    document = document_of(TEXT)

    assert document.get(("model", 3, "Bidirectional", "layer", "GRU", "units")) is not None
    assert document.get(("model", 1, "Flatten")) is not None
    assert document.get(("model", 0, "LSTM", "activation")) is None
    assert document.get(("fit",)) is None
    assert document.get(()) is document.root


def test_another_name_of_keras_is_found_by_the_usual_one() -> None:
    """Paths speak of `MaxPooling1D`, and the text may say `MaxPool1D`; a name of something else is not found."""
    document = document_of("model: [{MaxPool1D: {pool_size: 3}}, {LSTM: 4, name: a}]\n")

    assert at(document, ("model", 0, "MaxPooling1D", "pool_size")) == "3"
    assert document.get(("model", 0, "AveragePooling1D", "pool_size")) is None
    assert document.get(("model", 1, "GRU", "units")) is None


def test_find_says_whether_the_whole_path_was_there() -> None:
    """The walk ends at the last entry there is, and says so."""
    found, whole = document_of(TEXT).find(("model", 0, "LSTM", "dropout"))

    assert isinstance(found, Entry)
    assert (50, False) == (found.node.value, whole)


def test_plain_makes_fresh_values() -> None:
    """Changing the plain values of an alias changes neither the document nor the other uses."""
    document = document_of("a: &a [1]\nb: *a\n")
    plain = document.root.plain
    plain["a"].append(2)

    assert plain == {"a": [1, 2], "b": [1]}
    assert document.root.plain == {"a": [1], "b": [1]}


def test_entries_of_a_scalar_are_none() -> None:
    """Only a mapping has entries."""
    place = Place(Source("", ""), Span(1, 1, 1, 1))

    assert entries_of(Node("text", place)) == {}
    assert list(entries_of(document_of("a: 1\nb: 2").root)) == ["a", "b"]


def test_uses_are_the_aliases_of_an_anchor_around_a_place() -> None:
    """Text inside an anchor is used once more by each alias; text outside by none."""
    document = document_of("a: &a {x: 1, y: 2}\nb: *a\nc: {<<: *a, x: 3}\n")

    assert [use.span.line for use in document.uses(document.locate(("a", "x")))] == [2, 3]
    assert [use.span.line for use in document.uses(document.locate(("b", "y")))] == [2, 3]
    assert document.uses(document.locate(("c", "x"))) == []
    assert document.uses(Place(Source("other", ""), Span(1, 8, 1, 9))) == []


def test_an_insertion_at_the_end_of_an_anchor_is_used_too() -> None:
    """What is added right behind the last entry of an anchored mapping is part of it."""
    document = document_of("a: &a\n  x: 1\nb: *a\n")
    source = document.root.place.source

    assert len(document.uses(Place(source, Span(2, 7, 2, 7)))) == 1
    assert len(document.uses(Place(source, Span(2, 1, 3, 1)))) == 1
    assert document.uses(Place(source, Span(3, 1, 3, 2))) == []


@pytest.mark.parametrize("edit", [Replace(("b", "x"), "5"), Delete(("b", "x")), Insert(("a",), "z", "1")])
def test_a_fix_of_shared_text_is_shown_and_never_applied(edit: Edit) -> None:
    """A change below an anchor would change every alias too, so no machine makes it."""
    source = Source("spec.yaml", "a: &a\n  x: 1\n  y: 2\nb: *a\nc: {x: 2}\n")
    document, _ = read(source)
    assert document is not None
    shared = place_fix(Fix("", "safe", (edit,)), document, source)
    own = place_fix(Fix("", "safe", (Replace(("c", "x"), "5"),)), document, source)

    assert shared is not None
    assert own is not None
    assert ("shown", "safe") == (shared.applicability, own.applicability)
