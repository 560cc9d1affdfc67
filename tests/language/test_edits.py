"""Fixes change what they mean to change, and keep every other character."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.diagnostics import Delete, Edit, Fix, Insert, Path, Rename, Replace, Source
from seqspec.language.document import Entry
from seqspec.language.edits import apply, overlap, place_fix
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


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ("- x: 1 # c\n  # about y\n  y: 2\n", (0, "x"), "-\n  # about y\n  y: 2\n"),
        ("{x: 1, # about x\n y: 2}", ("x",), "{ # about x\n y: 2}"),
        ("{x: 1, # about x\n y: 2}", ("y",), "{x: 1, # about x\n }"),
        ("a:\n- x\n", ("a", 0), "a:\n []\n"),
        ("a: &n 1\nb: *n\nc: 3\n", ("b",), "a: &n 1\nc: 3\n"),
        ("a: &n 1\nb: {c: *n, d: 4}\n", ("b", "c"), "a: &n 1\nb: {d: 4}\n"),
        ("a: &n {p: 1}\nb:\n  <<: *n\n  d: 4\n", ("b", "d"), "a: &n {p: 1}\nb:\n  <<: *n\n"),
    ],
)
def test_delete_keeps_comments_and_merges(before: str, path: Path, after: str) -> None:
    """What stands between entries is not theirs: comments, aliases and `<<` stay where they are."""
    assert after == edited(before, Delete(path))


@pytest.mark.parametrize(
    ("before", "edit"),
    [
        ("a: &n {p: 1}\nb: {x: 1, <<: *n, d: 4}\n", Delete(("b", "x"))),
        ("a: &n {p: 1}\nb:\n  - x: 1\n    <<: *n\n    d: 4\n", Delete(("b", 0, "x"))),
        ("a: &n {p: 1}\nb: {<<: *n}\n", Insert(("b",), "k", "v")),
        ("a: &n {p: 1}\nb: {<<: *n, d: 4}\n", Delete(("b", "p"))),
        ("a:\n  - - x\n    - y\n", Delete(("a", 0, 0))),
        ("a: {Dense: 1, x: 2}\n", Delete(("a", "layer", "Dense"))),
        ("a: 1\n", Insert(("a",), "k", "v")),
    ],
)
def test_what_cannot_be_edited_safely_is_not(before: str, edit: Edit) -> None:
    """Where a merge or a dash stands in the way there is no fix, rather than one that takes it along."""
    source = Source("spec.yaml", before)
    document, _ = read(source)
    assert document is not None

    assert place_fix(Fix("", "safe", (edit,)), document, source) is None


@pytest.mark.parametrize("edit", [Delete(("a", "y")), Delete(("a", "x")), Insert(("a",), "k", "v")])
def test_beside_a_value_from_elsewhere_nothing_is_edited(edit: Edit) -> None:
    """Where `--set` has put another value behind a key, nobody knows where the one in the text ends."""
    source = Source("spec.yaml", "a:\n  x: 1\n  y: 2\n")
    document, _ = read(source)
    other, _ = read(Source("--set", "7"))
    assert document is not None
    assert other is not None
    parent = document.get(("a",))
    assert parent is not None
    assert isinstance(parent.value, dict)
    parent.value["x"] = Entry(parent.value["x"].key, other.root)

    assert place_fix(Fix("", "safe", (edit,)), document, source) is None


def test_what_an_alias_uses_again_is_shown_only() -> None:
    """An edit of an anchored value would change every place that uses it."""
    source = Source("spec.yaml", "a: &n {p: 1, q: 2}\nb: *n\n")
    document, _ = read(source)
    assert document is not None

    fix = place_fix(Fix("", "safe", (Delete(("a", "p")),)), document, source)

    assert fix is not None
    assert fix.applicability == "shown"


def test_an_added_line_ends_as_the_others_do() -> None:
    """In a file with CRLF."""
    assert "a: 1\r\nb: 2\r\nk: v\r\n" == edited("a: 1\r\nb: 2\r\n", Insert((), "k", "v"))


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ((Delete(("a",)), Delete(("b",))), False),
        ((Delete(("b",)), Delete(("c",))), True),
        ((Insert((), "k", "1"), Insert((), "l", "2")), True),
        ((Insert((), "k", "1"), Delete(("c",))), True),
        ((Replace(("a",), "5"), Replace(("c",), "6")), False),
    ],
)
def test_edits_that_touch_the_same_text_overlap(edits: tuple[Edit, ...], expected: bool) -> None:
    """Two that take one comma, or add at one place, can't be applied together."""
    source = Source("spec.yaml", "{a: 1, b: 2, c: 3}")
    document, _ = read(source)
    assert document is not None
    fixes = [place_fix(Fix("", "safe", (edit,)), document, source) for edit in edits]

    assert overlap([each for fix in fixes if fix for each in fix.edits]) is expected


# -------------------------------------------------------------------------------------------------- every layout

KEYS = ("a", "b", "c", "ü")
COMMENTS = ("", "", "  # why", " # {x: 1,")


class Writer:
    """Writes a value as YAML, with a layout that is drawn: block or flow, comments, aliases and merges."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def comment(self) -> str:
        """What stands behind a line."""
        return str(self.draw(st.sampled_from(COMMENTS)))

    def above(self, indent: str) -> str:
        """A comment on a line of its own, or nothing."""
        return f"{indent}# above: {{1}}\n" if self.draw(st.integers(0, 4)) == 0 else ""

    def value(self, depth: int, indent: str) -> str:
        """A value behind a key or a dash, its line end included."""
        kind = self.draw(st.sampled_from(["scalar", "alias", "flow", "flow", "map", "list"] if depth else ["scalar"]))
        if kind == "map":
            return f"{self.comment()}\n{self.mapping(depth, indent + '  ')}"
        if kind == "list":
            inner = indent + self.draw(st.sampled_from(["", "  "]))
            return f"{self.comment()}\n{self.sequence(depth, inner)}"
        return f" {self.inline(kind, depth, indent)}{self.comment()}\n"

    def inline(self, kind: str, depth: int, indent: str) -> str:
        """A value that needs no line of its own."""
        if kind != "flow" or not depth:
            return "*n" if kind == "alias" else str(self.draw(st.integers(0, 9)))
        inner = st.sampled_from(["scalar", "alias", "flow"])
        gap = st.sampled_from([", ", ",", " , ", f",\n{indent}    ", f", # gap\n{indent}    "])
        keys = self.draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=3))
        merge = ["<<: *n"] if self.draw(st.integers(0, 5)) == 0 else []
        mapping = self.draw(st.booleans())
        parts = [f"{key}: " * mapping + self.inline(self.draw(inner), depth - 1, indent) for key in keys]
        gaps = [self.draw(gap) for _ in parts[1:]]
        text = "".join(part + end for part, end in zip(parts, [*gaps, ""], strict=False))
        text = f"{merge[0]}, {text}" if merge and mapping and parts else text
        return f"{{{text}}}" if mapping else f"[{text}]"

    def mapping(self, depth: int, indent: str, first: str | None = None) -> str:
        """The lines of a block; the first one may stand behind a dash."""
        keys = self.draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=1, max_size=3))
        lines = []
        for number, key in enumerate(keys):
            lead = first if first is not None and not number else self.above(indent) + indent
            lines.append(f"{lead}{key}:{self.value(depth - 1, indent)}")
            if self.draw(st.integers(0, 7)) == 0 and not any("<<" in line.split(":")[0] for line in lines):
                lines.append(f"{indent}<<: *n{self.comment()}\n")
        return "".join(lines)

    def sequence(self, depth: int, indent: str) -> str:
        """The lines of a list."""
        lines = []
        for _ in range(self.draw(st.integers(1, 3))):
            dash = f"{self.above(indent)}{indent}- "
            if self.draw(st.booleans()):
                lines.append(self.mapping(depth, indent + "  ", dash))
            else:
                lines.append(f"{dash.rstrip()}{self.value(0, indent)}")
        return "".join(lines)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document of two or three levels, with an anchor that is used."""
    text = "anchor: &n {p: 1, q: 2}\n" + Writer(draw).mapping(3, "")
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return text if draw(st.booleans()) else text.rstrip("\r\n")


def paths(value: Any, path: Path = ()) -> list[Path]:
    """Every path of a value, its own included."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, child in children for found in paths(child, (*path, key)))]


def changed(plain: Any, edit: Edit) -> Any:
    """The value after an edit, by other means."""
    result = deepcopy(plain)
    assert not isinstance(edit, Insert) or edit.path is not None
    parent: Any = result
    for step in edit.path if isinstance(edit, Insert) else edit.path[:-1]:  # type: ignore[union-attr]  # no TextEdit
        parent = parent[step]
    if isinstance(edit, Insert):
        parent[edit.key] = 77
    elif isinstance(edit, Delete):
        del parent[edit.path[-1]]
    elif isinstance(edit, Rename):
        parent[edit.key] = parent.pop(edit.path[-1])
    elif isinstance(edit, Replace):
        parent[edit.path[-1]] = 77
    return result


@given(st.data())
def test_an_edit_does_what_it_says_in_every_layout(data: st.DataObject) -> None:
    """Read again, the text says what it said, but for the edit; a fix that could not do that is none, or shown only."""
    text = data.draw(documents())
    source = Source("spec.yaml", text)
    document, findings = read(source)
    assert document is not None, findings
    plain = document.root.plain
    path = data.draw(st.sampled_from(paths(plain)[1:]))
    edits: list[Edit] = [Delete(path), Replace(path, "77")]
    if isinstance(path[-1], str):
        edits.append(Rename(path, "renamed"))
    if isinstance(document.get(path).value, dict):  # type: ignore[union-attr]  # every path is there
        edits.append(Insert(path, "new", "77"))
    edit = data.draw(st.sampled_from(edits))

    fix = place_fix(Fix("", "safe", (edit,)), document, source)

    if fix is not None and fix.applicability == "safe":
        again, found = read(Source("spec.yaml", apply(text, fix.edits)))
        assert again is not None, found
        assert again.root.plain == changed(plain, edit)
