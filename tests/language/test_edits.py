"""Fixes change what they mean to change, and keep every other character."""

from __future__ import annotations

import pytest

from seqspec.diagnostics import Delete, Edit, Fix, Insert, Path, Rename, Replace, Source
from seqspec.language.edits import apply, place_fix
from seqspec.language.source import read


def edited(text: str, *edits: Edit) -> str:
    """The text after a fix of these edits."""
    source = Source("spec.yaml", text)
    document, findings = read(source)
    assert document is not None, findings
    fix = place_fix(Fix("", "safe", edits), document, source)
    assert fix is not None
    return apply(text, fix.edits)


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ("a: {x: 1, y: 2, z: 3}", ("a", "x"), "a: {y: 2, z: 3}"),
        ("a: {x: 1, y: 2, z: 3}", ("a", "y"), "a: {x: 1, z: 3}"),
        ("a: {x: 1, y: 2, z: [3, 4]}", ("a", "z"), "a: {x: 1, y: 2}"),
        ("a: {x: 1}", ("a", "x"), "a: {}"),
        ("a:\n  x: 1  # why\n  y: 2 # keep\n", ("a", "x"), "a:\n  y: 2 # keep\n"),
        ("a:\n  x: 1\n  y:\n    - 2\n    - 3\nb: 4\n", ("a", "y"), "a:\n  x: 1\nb: 4\n"),
        ("- x: 1\n  y: 2\n", (0, "x"), "- y: 2\n"),
        ("a:\n  x: 1\n", ("a", "x"), "a:\n  {}\n"),
        ("a: {x: 1,\r\n    y: 2}\r\n", ("a", "y"), "a: {x: 1}\r\n"),
        ("a: {n: 🙂, y: 2, z: 3}", ("a", "y"), "a: {n: 🙂, z: 3}"),
    ],
)
def test_delete_takes_the_entry_and_its_comma(before: str, path: Path, after: str) -> None:
    """Deleting an entry takes its key, its value and its separator, in flow and in block style."""
    assert after == edited(before, Delete(path))


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ("a: [x, y, z]", ("a", 0), "a: [y, z]"),
        ("a: [x, {y: 1}, z]", ("a", 1), "a: [x, z]"),
        ("a: [x, y]", ("a", 1), "a: [x]"),
        ("a: [x]", ("a", 0), "a: []"),
        ("a:\n  - x\n  - y: 1\n    z: 2  # gone\n  - v # stays\n", ("a", 1), "a:\n  - x\n  - v # stays\n"),
        ("a:\n- x\n- y\n", ("a", 1), "a:\n- x\n"),
    ],
)
def test_delete_takes_the_item_and_its_comma_or_line(before: str, path: Path, after: str) -> None:
    """Deleting an item of a list takes its dash or its comma, in flow and in block style."""
    assert after == edited(before, Delete(path))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a:\nb: 1\n", "a: 2\nb: 1\n"),
        ("{a, b: 1}", "{a: 2, b: 1}"),
        ("{b: 1, a }", "{b: 1, a : 2}"),
        ("{a: , b: 1}", "{a: 2, b: 1}"),
        ("a: null\n", "a: 2\n"),
    ],
)
def test_replace_writes_a_value_that_was_left_out(before: str, after: str) -> None:
    """A key with nothing behind it gets what separates it from its value."""
    assert after == edited(before, Replace(("a",), "2"))


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ("a: {x: 1}", ("a",), "a: {x: 1, k: v}"),
        ("a: {}", ("a",), "a: {k: v}"),
        ("a:\n  x: 1  # note\nb: 2\n", ("a",), "a:\n  x: 1  # note\n  k: v\nb: 2\n"),
        ("a: 1\n\n# the end\n", (), "a: 1\nk: v\n\n# the end\n"),
    ],
)
def test_insert_adds_an_entry_in_the_style_of_its_mapping(before: str, path: Path, after: str) -> None:
    """An inserted entry follows the last one, on the same line in flow style, indented alike in block style."""
    assert after == edited(before, Insert(path, "k", "v"))


def test_rename_leaves_the_value_alone() -> None:
    """Renaming a key changes the key and nothing else."""
    assert "m:\n - LSTM: {units: 3} # x\n" == edited("m:\n - LSTN: {units: 3} # x\n", Rename(("m", 0, "LSTN"), "LSTM"))


def test_replace_writes_another_value() -> None:
    """Replacing a value leaves its key and what follows alone."""
    assert 'a: "no" # yes\n' == edited("a: no # yes\n", Replace(("a",), '"no"'))


def test_several_edits_do_not_disturb_each_other() -> None:
    """Edits are applied from the end of the text, so that earlier places stay right."""
    assert "{b: 5, c: 3}" == edited("{a: 1, b: 2, c: 3}", Delete(("a",)), Replace(("b",), "5"))


def test_an_edit_without_a_place_is_no_fix() -> None:
    """A fix for something that is not written out in this text is not offered."""
    source = Source("spec.yaml", "a: 1")
    document, _ = read(source)
    assert document is not None

    assert place_fix(Fix("", "safe", (Delete(("b",)),)), document, source) is None
    assert place_fix(Fix("", "safe", (Delete(("a",)),)), document, Source("other.yaml", "a: 1")) is None
