"""Any text becomes a document with places, or findings that say where and why not; never an exception, never a hang."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from seqspec.diagnostics import Finding, Place, Source, TextEdit
from seqspec.language.document import Node
from seqspec.language.edits import apply
from seqspec.language.events import MAX_BYTES
from seqspec.language.source import MAX_DEPTH, MAX_FINDINGS, MAX_NODES, read, read_bytes, read_file
from tests.builders import PARSERS, document_of, findings_in, parser, place_of, spec_text, text_at
from tests.clocks import within
from tests.texts import broken_specs, documents

PARSER_NAMES = sorted(PARSERS)


@pytest.fixture(params=PARSER_NAMES)
def either_parser(request: pytest.FixtureRequest) -> Any:
    """The test runs once with PyYAML's C parser and once with its Python one."""
    with parser(request.param):
        yield request.param


def summary(finding: Finding) -> tuple[str, tuple[int, int, int, int], str]:
    """What a finding says and where."""
    return finding.code, span_of(place_of(finding)), finding.message


def span_of(place: Place) -> tuple[int, int, int, int]:
    """A span as four numbers."""
    return place.span.line, place.span.column, place.span.end_line, place.span.end_column


def only_finding(text: str) -> Finding:
    """The one thing that reading a text finds."""
    findings = findings_in(text)
    assert len(findings) == 1, findings
    return findings[0]


# ---------------------------------------------------------------------------------------------------------- values


@pytest.mark.usefixtures("either_parser")
def test_a_spec_is_read_as_plain_values() -> None:
    """Mappings, lists and scalars of a whole spec arrive as Python's own."""
    expected = {
        "seqspec": 1,
        "name": "small",
        "compile": {"optimizer": "adam", "loss": "mean_squared_error"},
        "fit": {"epochs": 1},
        "runtime": {"seed": 42},
        "model": [{"LSTM": {"units": 8, "input_shape": [10, 1]}}, {"Dense": 1}],
    }
    assert expected == document_of(spec_text()).root.plain


@pytest.mark.usefixtures("either_parser")
def test_scalars_are_those_of_yaml_1_2() -> None:
    """`1e-3` is a number in silence, quotes make a text of anything, `y` is a column."""
    text = "rate: 1e-3\nquoted: '1e-3'\ntarget: y\nnothing:\nversion: 1.2.3\nblock: |\n  12\n"
    expected = {"rate": 0.001, "quoted": "1e-3", "target": "y", "nothing": None, "version": "1.2.3", "block": "12\n"}
    assert expected == document_of(text).root.plain


@pytest.mark.usefixtures("either_parser")
def test_aliases_and_merge_keys_are_written_out() -> None:
    """An alias stands for its anchor's value; `<<` adds what is missing, and the nearer source wins."""
    text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: {<<: *a, y: 9}\nd: {<<: [*a, *b]}\ne: [*a, *a]\n'<<': 5\n"
    plain = document_of(text).root.plain

    assert plain["c"] == {"y": 9, "x": 1}
    assert plain["d"] == {"x": 1, "y": 2, "z": 4}
    assert plain["e"] == [{"x": 1, "y": 2}, {"x": 1, "y": 2}]
    assert plain["<<"] == 5


@pytest.mark.usefixtures("either_parser")
@given(documents())
def test_a_document_has_the_value_it_was_written_for(written: tuple[str, dict[str, Any]]) -> None:
    """Whatever the style and the line ends, the values come back."""
    text, value = written
    document, findings = read(Source("spec.yaml", text))

    assert document is not None, findings
    assert repr(value) == repr(document.root.plain)


# ----------------------------------------------------------------------------------------------------------- places


@pytest.mark.usefixtures("either_parser")
@given(documents())
def test_the_text_at_a_place_reads_as_its_value(written: tuple[str, dict[str, Any]]) -> None:
    """The text between the ends of any node, read by itself, is that node; the same holds of keys."""
    document, _ = read(Source("spec.yaml", written[0]))
    assert document is not None
    for place, value in places(document.root):
        again, findings = read(Source("part", text_at(place) + "\n"))

        assert repr(value) == repr(again.root.plain if again else None), findings


def places(node: Node) -> list[tuple[Place, Any]]:
    """Every place of a document with the value that stands there, keys included."""
    found = [(node.place, node.plain)]
    if isinstance(node.value, dict):
        for key, entry in node.value.items():
            found += [(entry.key, key), *places(entry.node)]
    elif isinstance(node.value, list):
        for each in node.value:
            found += places(each)
    return found


@pytest.mark.parametrize(
    ("text", "path", "key", "value"),
    [
        ("a: 1", ("a",), (1, 1, 1, 2), (1, 4, 1, 5)),
        ("é: '漢字😀'  # x", ("é",), (1, 1, 1, 2), (1, 4, 1, 9)),
        ("{😀: 1, b: [2, 3] }", ("b",), (1, 8, 1, 9), (1, 11, 1, 17)),
        ("a: 1\r\nb: 2\rc: 3\n", ("c",), (3, 1, 3, 2), (3, 4, 3, 5)),
        ("a:   \n\n  b: 1   # x\n\n# end\n\nc: 2", ("a",), (1, 1, 1, 2), (3, 3, 3, 7)),
        ("a:\n- 1\n- b: 2\n  c: 3\n\n\nd: 4", ("a",), (1, 1, 1, 2), (2, 1, 4, 7)),
        ("a:\n-\n", ("a",), (1, 1, 1, 2), (2, 1, 2, 2)),
        ("a:\nb: 1", ("a",), (1, 1, 1, 2), (1, 3, 1, 3)),
        ("a: |\n  x\n\n\nb: 1", ("a",), (1, 1, 1, 2), (1, 4, 2, 4)),
        ("a: |  # x\n\nb: 1", ("a",), (1, 1, 1, 2), (1, 4, 1, 10)),
        ("a: >-\n  x\n  y", ("a",), (1, 1, 1, 2), (1, 4, 3, 4)),
        ("a: x\n  y\n   z # c\n", ("a",), (1, 1, 1, 2), (1, 4, 3, 5)),
        ("a: &x 5\nb: *x", ("a",), (1, 1, 1, 2), (1, 7, 1, 8)),
        ("a: &x\nb: *x", ("a",), (1, 1, 1, 2), (1, 6, 1, 6)),
        ("a: &x   {b: 1}\nb: *x", ("a",), (1, 1, 1, 2), (1, 9, 1, 15)),
        ("a: &x # c\n\n  b: 1\nb: *x", ("a",), (1, 1, 1, 2), (3, 3, 3, 7)),
        ("a: &x |\n  t\nb: *x", ("a",), (1, 1, 1, 2), (1, 7, 2, 4)),
        ("x: &x 5\nb: {c: *x}", ("b",), (2, 1, 2, 2), (2, 4, 2, 11)),
        ("x: &x [5]\nb:\n  - *x\n\nc: 1", ("b",), (2, 1, 2, 2), (3, 3, 3, 7)),
        ("? a\n: b\n", ("a",), (1, 3, 1, 4), (2, 3, 2, 4)),
        ("&k a: 1\nb: *k", ("a",), (1, 4, 1, 5), (1, 7, 1, 8)),
        ("a: [b: 1]", ("a", 0, "b"), (1, 5, 1, 6), (1, 8, 1, 9)),
    ],
)
@pytest.mark.usefixtures("either_parser")
def test_places_count_from_one_in_code_points(
    text: str, path: tuple[str | int, ...], key: tuple[int, ...], value: tuple[int, ...]
) -> None:
    """A span holds the value and nothing round it: no anchor, no comment, no line that follows."""
    document = document_of(text)

    assert key == span_of(document.locate(path, "key"))
    assert value == span_of(document.locate(path, "value"))


def test_tabs_count_as_one_column() -> None:
    """A tab before a value moves it by one column, as in an editor's own count."""
    assert span_of(document_of("a: \t5").locate(("a",))) == (1, 5, 1, 6)


@pytest.mark.usefixtures("either_parser")
def test_an_alias_points_at_its_anchor() -> None:
    """A value that came through an alias is found where it is written."""
    document = document_of("a: &x {u: 1}\nb: *x\nc: {<<: *x}")

    assert span_of(document.locate(("b", "u"))) == (1, 11, 1, 12)
    assert span_of(document.locate(("c", "u"))) == (1, 11, 1, 12)


# --------------------------------------------------------------------------------------------------------- SEQ001

SYNTAX = [
    ("a:\n\tb: 1\n", (2, 1), "a tab stands in the indentation"),
    ("a: 1\n \tb: 2\n", (2, 2), "a tab stands in the indentation"),
    ("- a\n-\tb: 1\n", (2, 2), "a tab can't stand here"),
    ("a: b: c\n", (1, 5), "a `:` can't stand here"),
    ("text: it's: fine\n", (1, 11), "a `:` can't stand here"),
    ("a: 1\n  b: 2\n", (2, 3), "a key stands deeper than the key above it, which has a value already"),
    ("key:value\nb: 1\n", (1, 4), "a space is missing after the `:`"),
    ("a:\u00a0b\nc: 1\n", (1, 3), "a non-breaking space stands here"),
    ("a: [1, 2\nb: 3\n", (2, 2), "`,` or `]` is missing before this"),
    ("a: {x: 1, y: 2]\n", (1, 15), "`,` or `}` is missing before this"),
    ("a: [1, 2\n\n", (1, 4), "this `[` is never closed"),
    ("a: {x: 1\n# the end\n", (1, 4), "this `{` is never closed"),
    ("a: [", (1, 5), "a `[` or a `{` before this is never closed"),
    ("a: [1,\n", (2, 1), "a `[` or a `{` before this is never closed"),
    ("a: 'x\nb: 1\n", (1, 4), "this quote is never closed"),
    ('a: "x\n', (1, 4), "this quote is never closed"),
    ("a:\n    b: 1\n  c: 2\n", (3, 3), "this line is indented like no key above it"),
    ("- a\nb: 1\n", (2, 1), "an item of the list was expected here"),
    ("a: 1\n- b\n", (2, 1), "an item of a list stands among keys"),
    ("- a: 1\n  - b\n", (2, 3), "an item of a list stands among keys"),
    ("a: 1\nfoo\nb: 2\n", (2, 1), "a `:` is missing after this key"),
    (": a\n", (1, 1), "a key is missing before the `:`"),
    ("a: @x\n", (1, 4), "no value can start with `@`"),
    ("a: *.csv\n", (1, 4), "a name is missing after `*`"),
    ("a: & b\n", (1, 4), "a name is missing after `&`"),
    ("a: - b\n", (1, 4), "a list can't start in this place"),
    ("a: | x\n  y\n", (1, 6), "text can't follow `|` on its line"),
    ('a: "c:\\data"\n', (1, 7), "`\\` can't stand before `d` in double quotes"),
    ('a: "\\xZZ"\n', (1, 7), "the digits after the `\\` name no character"),
    ('a: "\\U00110000"\n', (1, 7), "the digits after the `\\` name no character"),
    ("a: 'x' y\n", (1, 8), "nothing can follow the value here"),
    ("a: [1]]\n", (1, 7), "this `]` closes nothing"),
    ("a: [1, , 2]\n", (1, 8), "a value was expected here"),
    ("[a, b] c\n", (1, 8), "nothing can follow here: the document has ended"),
    ("# why\n\n%YAML 1.2\n---\na: 1\n", (3, 1), "a directive can't stand in a spec, which is YAML 1.2 without tags"),
    ("a: !<x y\n", (1, 4), "a tag can't stand in a spec: a spec holds values, never code"),
    ("a: *x\n", (1, 4), "the alias `*x` has no anchor `&x` before it"),
    ("<<: 1\n", (1, 5), "`<<` merges a mapping, or a list of mappings"),
    ("a: \x07\n", (1, 4), "the character U+0007 can't stand in a spec"),
    ("a: 1\r\nb: é\x85\n", (2, 5), "the character U+0085 can't stand in a spec"),
    ("a: x\u2028y\n", (1, 5), "the character U+2028 can't stand in a spec"),
    ("a: \ud800\n", (1, 4), "the character U+D800 can't stand in a spec"),
    ("\ufeffa: 1\n", (1, 1), "the character U+FEFF can't stand in a spec"),
    ('a: "\\0"\n', (1, 4), "the character U+0000 can't stand in a spec"),
]


@pytest.mark.parametrize(("text", "start", "message"), SYNTAX, ids=[repr(case[0]) for case in SYNTAX])
@pytest.mark.usefixtures("either_parser")
def test_a_text_that_is_not_yaml_is_said_to_be_wrong_where_it_is(
    text: str, start: tuple[int, int], message: str
) -> None:
    """SEQ001 is one finding in our own words, whichever parser found it."""
    finding = only_finding(text)

    assert ("SEQ001", *start, message) == (finding.code, *span_of(place_of(finding))[:2], finding.message)
    assert read(Source("spec.yaml", text))[0] is None


@pytest.mark.usefixtures("either_parser")
def test_half_a_surrogate_pair_is_no_character() -> None:
    """An escape for half a pair is refused; the parsers differ in who notices."""
    assert (only_finding('a: "\\ud800"').code, place_of(only_finding('a: "\\ud800"')).span.line) == ("SEQ001", 1)


# ------------------------------------------------------------------------------------------------- SEQ002 and SEQ004


@pytest.mark.usefixtures("either_parser")
def test_a_duplicate_key_points_at_both_places() -> None:
    """Each repetition is a finding of its own, with the first place beside it."""
    first, second = findings_in("a: 1\nb:\n  c: 1\n  c: 2\n'a': 3\n")

    assert summary(first) == ("SEQ002", (4, 3, 4, 4), "the key `c` is given twice")
    assert summary(second) == ("SEQ002", (5, 1, 5, 4), "the key `a` is given twice")
    assert [span_of(label.path) for label in second.labels if isinstance(label.path, Place)] == [(1, 1, 1, 2)]


def test_a_merged_key_can_be_overridden() -> None:
    """Giving a key that a merge brings along is what merges are for."""
    assert document_of("a: &a {x: 1}\nb: {x: 2, <<: *a}").root.plain["b"] == {"x": 2}


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("a: 1  # old\nb: 2\na: 3\n", "b: 2\na: 3\n"),
        ("m: {a: [1], b: 2, a: 3}\n", "m: {b: 2, a: 3}\n"),
        ("- a: 1\n  a: 2\n", "- a: 2\n"),
    ],
)
def test_a_duplicate_can_be_taken_out(text: str, fixed: str) -> None:
    """The fix takes out the entry that readers drop in silence, and is not safe."""
    fix = only_finding(text).fix

    assert fix is not None
    assert fix.applicability == "unsafe"
    assert fixed == apply(text, [edit for edit in fix.edits if isinstance(edit, TextEdit)])
    assert findings_in(fixed) == []


@pytest.mark.parametrize(
    ("text", "message", "fixed"),
    [
        ("a: no", "`no` is a text here, but true or false to tools that read YAML 1.1", 'a: "no"'),
        ("on: 1", "`on` is a text here, but true or false to tools that read YAML 1.1", '"on": 1'),
        ("a: [010]", "`010` is the number 10 here, but a number to the base 8 to tools that read YAML 1.1", "a: [10]"),
        (
            "a: &x 1:30",
            "`1:30` is a text here, but a number to the base 60 to tools that read YAML 1.1",
            'a: &x "1:30"',
        ),
        ("{a: 2001-01-01}", "`2001-01-01` is a text here, but a date to tools that read YAML 1.1", '{a: "2001-01-01"}'),
        ("a: 1_000 # x", "`1_000` is a text here, but a number to tools that read YAML 1.1", 'a: "1_000" # x'),
    ],
)
@pytest.mark.usefixtures("either_parser")
def test_a_surprise_has_a_safe_fix_that_keeps_the_value(text: str, message: str, fixed: str) -> None:
    """SEQ004 writes a value, or a key, so that both versions of YAML read it alike."""
    finding = only_finding(text)
    document, _ = read(Source("spec.yaml", text))

    assert ("SEQ004", message) == (finding.code, finding.message)
    assert finding.fix is not None
    assert finding.fix.applicability == "safe"
    assert fixed == apply(text, [edit for edit in finding.fix.edits if isinstance(edit, TextEdit)])
    assert document is not None
    assert document.root.plain == document_of(fixed).root.plain


# ------------------------------------------------------------------------------------------------- SEQ011 and SEQ013

BOMB = "a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGE_BOMB = "a: &a {x: {y: 1}}\n" + "".join(
    f"{name}: &{name} {{{', '.join(f'{name}{n}: {{<<: *{before}}}' for n in range(9))}}}\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
DEEP = "a0: &a0 [1]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}]\n" for n in range(80))
BOUNDS = [
    (BOMB, "more than the limit of 100,000 values, aliases written out"),
    (MERGE_BOMB, "more than the limit of 100,000 values, aliases written out"),
    (DEEP, "nested more than 64 levels deep, aliases written out"),
    ("a: &a [*a]", "the alias `*a` stands inside its own anchor"),
    ("a: &a {<<: *a}", "the alias `*a` stands inside its own anchor"),
    ("[" * 100_000, "nested more than 64 levels deep"),
    ("{a: " * 100_000, "nested more than 64 levels deep"),
    ("- " * 100_000, "nested more than 64 levels deep"),
    ("? " * 100_000, "a key has to be a text, and this is a mapping"),
    ("- 1\n" * 100_000, "more than the limit of 100,000 values, aliases written out"),
    ("a: " + "9" * 100_000, "the number has 100,000 digits, more than the limit of 40"),
    ("a: 1e999", "the number is beyond 1.8e308, the largest that can be computed with"),
    ("a: !!python/name:os.system x", "the tag `tag:yaml.org,2002:python/name:os.system` can't stand in a spec: "
     "a spec holds values, never code"),
    ("a: ! 5", "the tag `!` can't stand in a spec: a spec holds values, never code"),
    ("a: !x [1]", "the tag `!x` can't stand in a spec: a spec holds values, never code"),
    ("#" * (MAX_BYTES + 1), "the text is longer than the limit of 1,048,576 bytes"),
    ("a: 1\n---\nb: 1\n", "a second document starts here"),
    ("", "the file is empty"),
    (" \n\n", "the file is empty"),
    ("null\n", "the file holds no values"),
    ("---\n...\n", "the file holds no values"),
    ("# only a note\n", "the file holds no values"),
    ("? [a]\n: 1\n", "a key has to be a text, and this is a list"),
    ("a: &a x\n*a : 1\n", "a key has to be a text, and this is an alias"),
    ("~: 1", "a key has to be a text, and this one is empty"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BOUNDS, ids=[repr(case[0][:20]) for case in BOUNDS])
def test_a_text_out_of_bounds_is_refused_at_once(text: str, message: str, either_parser: str) -> None:
    """Bombs, nesting, tags, second documents and keys that are no texts end the reading with one located finding."""
    seconds = {"c": 5, "python": 20}[either_parser]  # no hang, on slow machines too
    document, findings = within(seconds, lambda: read(Source("spec.yaml", text)))

    assert document is None
    assert [message] == [finding.message for finding in findings]
    assert findings[0].code in {"SEQ011", "SEQ013"}


@pytest.mark.usefixtures("either_parser")
def test_a_key_that_is_no_text_is_read_as_it_is_written() -> None:
    """Numbers and truth values as keys are errors with a safe fix, and hide no other finding."""
    text = "1: a\ntrue: b\n010: c\nd: 5\nd: 6\n"
    document, findings = read(Source("spec.yaml", text))

    assert document is not None
    assert document.root.plain == {"1": "a", "true": "b", "010": "c", "d": 6}
    assert [finding.code for finding in findings] == ["SEQ013", "SEQ013", "SEQ013", "SEQ002"]
    edits = [edit for finding in findings[:3] if finding.fix for edit in finding.fix.edits]
    assert apply(text, [edit for edit in edits if isinstance(edit, TextEdit)]).startswith(
        '"1": a\n"true": b\n"010": c\n'
    )


def test_what_aliases_expand_to_is_bounded() -> None:
    """A document that is accepted never makes more plain values than the limit, nor nests deeper."""
    line = "[" + ", ".join(["*a"] * 9_000) + "]"
    document = document_of(f"a: &a [{', '.join('x' * 9)}]\nb: {line}\n")

    assert document.root.size <= MAX_NODES
    assert count(document.root.plain) <= document.root.size
    assert document.root.height <= MAX_DEPTH


def count(value: Any) -> int:
    """How many values and keys there are, all told."""
    if isinstance(value, dict):
        return 1 + sum(1 + count(each) for each in value.values())
    return 1 + sum(count(each) for each in value) if isinstance(value, list) else 1


def test_findings_end_before_they_bury_the_user() -> None:
    """After a hundred problems the rest of the text is not read; warnings stop at a hundred and stop nothing."""
    document, findings = read(Source("spec.yaml", "a: 1\n" * 1_000))
    assert document is None
    assert len(findings) == MAX_FINDINGS + 1
    assert findings[-1].message == "more than 100 problems: the rest is not read"

    document, findings = read(Source("spec.yaml", "- no\n" * 1_000))
    assert document is not None
    assert len(findings) == MAX_FINDINGS


@pytest.mark.parametrize("parser_name", PARSER_NAMES)
@pytest.mark.parametrize(
    "text", ["'[' * 100_000", "'{' * 100_000", "'{a: ' * 100_000", "'- ' * 100_000", "'a: ' * 100_000"]
)
def test_deep_nesting_does_not_crash_the_process(text: str, parser_name: str) -> None:
    """A hundred thousand brackets, braces or dashes are a finding, in a process that lives to print it."""
    program = (
        "from seqspec.diagnostics import Source; from seqspec.language import source;"
        "from tests.builders import parser\n"
        f"with parser('{parser_name}'): print(*(each.code for each in source.read(Source('x', {text}))[1]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() in {"SEQ001", "SEQ011", "SEQ013"}


# ----------------------------------------------------------------------------------------------------- files and bytes


def test_a_byte_order_mark_and_its_absence_are_the_same() -> None:
    """A file that an editor marked as UTF-8 reads like any other, with the same columns."""
    document, source, findings = read_bytes(b"\xef\xbb\xbfa: 1\n", "spec.yaml")

    assert findings == []
    assert document is not None
    assert span_of(document.locate(("a",), "key")) == (1, 1, 1, 2)
    assert source.text == "a: 1\n"


@pytest.mark.parametrize(
    ("data", "span", "byte", "help"),
    [
        (b"a: 1\r\nb: \xc3\xa9\xe9\n", (2, 5, 2, 6), "0xe9", "save it as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00", (1, 1, 1, 2), "0x89", "save it as UTF-8"),
        ("a: 1".encode("utf-16"), (1, 1, 1, 2), "0xff", "this looks like UTF-16: save it as UTF-8"),
    ],
)
def test_a_file_that_is_not_utf_8_is_refused_at_its_first_bad_byte(
    data: bytes, span: tuple[int, ...], byte: str, help: str
) -> None:
    """SEQ001 names the byte and where it stands."""
    document, _, (finding,) = read_bytes(data, "spec.yaml")

    assert document is None
    assert ("SEQ001", span, f"the file is not UTF-8 text: byte {byte} can't be read") == summary(finding)
    assert help == finding.help


def test_a_file_is_read_with_its_name(tmp_path: Path) -> None:
    """The source of a document knows the path it was read from, as it was given."""
    path = tmp_path / "spec.yaml"
    path.write_text(spec_text(), "utf-8")
    document, source, findings = read_file(path)

    assert (str(path), spec_text(), []) == (source.name, source.text, findings)
    assert document is not None
    assert document.root.place.source is source


def test_a_file_over_the_limit_is_not_read_to_its_end(tmp_path: Path) -> None:
    """One byte too many is one finding that names the limit."""
    path = tmp_path / "big.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))

    assert [each.message for each in read_file(path)[2]] == ["the file is larger than the limit of 1,048,576 bytes"]


@pytest.mark.clock
def test_a_file_at_the_limit_is_read_in_seconds(tmp_path: Path) -> None:
    """A megabyte of spec takes half a second of computing; the bound is one that slow machines keep, too."""
    path = tmp_path / "big.yaml"
    line = "  - Dense: {units: 5, activation: relu} # a remark that makes the line as long as lines are in real files\n"
    path.write_text("model:\n" + line * (MAX_BYTES // len(line) - 1), "utf-8")
    document, _, findings = within(3, lambda: read_file(path))

    assert (document is not None, findings) == (True, [])


def test_a_folder_is_no_spec(tmp_path: Path) -> None:
    """A folder where a file is wanted is a finding, not an error of the system."""
    assert [summary(each) for each in read_file(tmp_path)[2]] == [
        ("SEQ001", (1, 1, 1, 1), "this is a folder, not a spec")
    ]


def test_the_folder_of_a_run_is_told_from_others(tmp_path: Path) -> None:
    """Who gives it where a spec is wanted means to go on with it."""
    assert [None] == [each.help for each in read_file(tmp_path)[2]]
    (tmp_path / "status.json").touch()
    assert ["a run is taken up again by `--resume`"] == [each.help for each in read_file(tmp_path)[2]]


@pytest.mark.parametrize(
    ("name", "help"),
    [
        ("rows.csv", "`seqspec init {}` writes a spec for it"),
        ("ROWS.CSV", "`seqspec init {}` writes a spec for it"),
        ("rows.parquet", "a spec names it: `source: {{parquet: {}}}`"),
        ("rows.jsonl", "a spec names it: `source: {{jsonl: {}}}`"),
    ],
)
def test_a_table_is_no_spec(tmp_path: Path, name: str, help: str) -> None:
    """A spec is written for it, or names it."""
    path = tmp_path / name
    path.write_text("a,b\n1,2\n", "utf-8")

    assert [("this is a table, not a spec", help.format(path))] == [
        (each.message, each.help) for each in read_file(path)[2]
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe that nobody writes to is refused instead of opened."""
    os.mkfifo(tmp_path / "pipe.yaml")
    (finding,) = read_file(tmp_path / "pipe.yaml")[2]

    assert finding.message == "this is a device or a pipe, not a file"


@pytest.mark.parametrize("name", ["a\x00b.yaml", "a\ud800.yaml"])
def test_a_name_that_no_file_can_have_is_a_finding(name: str) -> None:
    """A spec can name what to extend; the name can't be made to raise."""
    try:
        findings = read_file(name)[2]
    except FileNotFoundError:  # some systems take half a surrogate pair for a name like any other
        return
    assert [each.message for each in findings] == ["no file can have this name"]


def test_a_file_that_is_not_there_is_the_callers_business(tmp_path: Path) -> None:
    """Whoever opens files says what to do about one that can't be opened."""
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "none.yaml")


# ------------------------------------------------------------------------------------------------------ broken texts


def check_reading(text: str, seconds: float = 1) -> None:
    """Whatever a text is: no exception, no hang, findings that lie in the text, a document within the bounds."""
    document, findings = within(seconds, lambda: read(Source("spec.yaml", text)))

    assert document is not None or findings
    for finding in findings:
        place = place_of(finding)
        assert finding.code in {"SEQ001", "SEQ002", "SEQ004", "SEQ011", "SEQ013"}
        assert finding.message
        assert 1 <= place.span.line <= place.span.end_line <= len(place.source.lines) + 1
        assert place.span.column >= 1
    if document is not None:
        assert count(document.root.plain) <= document.root.size <= MAX_NODES
        assert document.root.height <= MAX_DEPTH


@settings(max_examples=10_000)
@given(broken_specs())
def test_no_text_raises_or_hangs(text: str) -> None:
    """Ten thousand broken specs are read, each in less than a second."""
    check_reading(text)


@settings(max_examples=1_000)
@given(broken_specs())
def test_no_text_raises_or_hangs_with_the_python_parser(text: str) -> None:
    """The same holds where PyYAML was built without its C parser, which is slower, the more so under coverage."""
    with parser("python"):
        check_reading(text, seconds=10)


@settings(max_examples=1_000)
@given(broken_specs())
def test_both_parsers_read_the_same_values(text: str) -> None:
    """What both of PyYAML's parsers can read means the same to both."""
    with parser("python"):
        slow, _ = read(Source("spec.yaml", text))
    fast, _ = read(Source("spec.yaml", text))

    assert slow is None or fast is None or repr(slow.root.plain) == repr(fast.root.plain)
