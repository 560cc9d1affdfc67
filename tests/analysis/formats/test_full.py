"""The format for people, as exact text."""

from __future__ import annotations

import pytest

from seqspec.analysis.formats._snippet import marks
from seqspec.analysis.formats._text import width
from seqspec.analysis.formats.full import render
from seqspec.diagnostics import Applicability, Note, Place, Report, Source, Span, TextFix
from tests.analysis.formats.reports import STACK, at, inner_shape, report, simple


def body(text: str) -> str:
    """The lines between the place and the summary."""
    return text.partition("\n")[2].partition("\n")[2].rpartition("\n\n")[0]


def test_everything_a_finding_has_is_shown() -> None:
    """Code, sentence, place, source lines with carets and labels, Keras's behaviour, the way out, a fix, a count."""
    expected = """\
error[SEQ103]: `input_shape` stands on `LSTM`, which is not the first layer
 --> specs/stack.yaml:5:23
  |
3 |   - LSTM: {units: 32, return_sequences: true, input_shape: [100, 1]}
  |                                                            -------- the input shape is declared here
4 |   - Dropout: 0.2
5 |   - LSTM: {units: 32, input_shape: [100, 32]}
  |                       ^^^^^^^^^^^ ignored by Keras
  |
  = keras: no error: the value is ignored, whatever it says
  = help: take it out here; the input shape is declared once, on the first layer
  = fix: take `input_shape` out (safe)

1 error in 1 file
1 fixable with `--fix`
"""

    assert expected == render(report(inner_shape()))


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        (["safe", "safe", "unsafe"], "2 fixable with `--fix`, 1 more with `--unsafe-fixes`"),
        (["safe", "shown"], "1 fixable with `--fix`"),
        (["unsafe"], "1 fixable with `--fix --unsafe-fixes`"),
    ],
)
def test_the_last_line_counts_what_can_be_fixed(offered: list[Applicability], expected: str) -> None:
    """Safe fixes, and those that only come on demand; what is shown only is not counted."""
    found = [simple(STACK, "Dense", 6, fix=TextFix("write it", each, ())) for each in offered]

    assert expected == render(report(*found)).splitlines()[-1]


@pytest.mark.parametrize(
    ("applicability", "expected"),
    [("safe", "(safe)"), ("unsafe", "(unsafe)"), ("shown", "(not applied by a machine)")],
)
def test_a_fix_says_how_it_can_be_applied(applicability: Applicability, expected: str) -> None:
    """What is for show only says so in words."""
    shown = simple(STACK, "Dense", 6, fix=TextFix("write `a`", applicability, ()))

    assert f"fix: write `a` {expected}" in render(report(shown))


def test_a_clean_report_says_so() -> None:
    """Where nothing was found, one line says in how many files."""
    assert render(Report((), ("a.yaml", "b.yaml", "c.yaml"))) == "no problems found in 3 files\n"


def test_the_summary_counts_by_severity() -> None:
    """Errors, warnings and infos are counted apart, in the singular where there is one."""
    found = [simple(STACK, "Dense", 6, severity=severity) for severity in ("error", "warning", "warning", "info")]

    assert render(report(*found)).endswith("\n1 error, 2 warnings, 1 info in 1 file\n")


def test_far_lines_are_joined_by_dots() -> None:
    """Between two marked lines that are not neighbours stands `...`."""
    found = simple(STACK, "Dense", 6, label="here", notes=(Note(at(STACK, "seqspec", 1), "there"),))
    expected = """\
  |
1 | seqspec: 1
  | ------- there
...
6 |   - Dense: 1
  |     ^^^^^ here
  |"""

    assert expected == body(render(report(found)))


def test_several_labels_on_one_line_hang_below_their_tokens() -> None:
    """The last label stands beside its mark, the others hang below theirs."""
    source = Source("a.yaml", "Dense: {units: 2, units: 3, units: 4}")
    notes = (Note(Place(source, Span(1, 9, 1, 14)), "first"), Note(Place(source, Span(1, 29, 1, 34)), "third"))
    found = simple(source, "units", 1, place=Place(source, Span(1, 19, 1, 24)), label="second", notes=notes)
    expected = """\
  |
1 | Dense: {units: 2, units: 3, units: 4}
  |         -----     ^^^^^     ----- third
  |         |         |
  |         |         second
  |         |
  |         first
  |"""

    assert expected == body(render(report(found)))


def test_marks_that_overlap_get_rows_of_their_own() -> None:
    """A token inside another marked stretch is marked below it."""
    found = simple(STACK, "units", 5, label="this", notes=(Note(at(STACK, "LSTM: {units: 32", 5), "in this"),))
    expected = """\
  |
5 |   - LSTM: {units: 32, input_shape: [100, 32]}
  |            ^^^^^ this
  |     ---------------- in this
  |"""

    assert expected == body(render(report(found)))


def test_a_span_of_several_lines_is_marked_on_each() -> None:
    """Every line of a short span is underlined from its first to its last character."""
    found = simple(STACK, "- LSTM", 3, place=at(STACK, "- LSTM", 3, end_line=5), label="these")
    expected = """\
  |
3 |   - LSTM: {units: 32, return_sequences: true, input_shape: [100, 1]}
  |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
4 |   - Dropout: 0.2
  |   ^^^^^^^^^^^^^^
5 |   - LSTM: {units: 32, input_shape: [100, 32]}
  |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ these
  |"""

    assert expected == body(render(report(found)))


def test_a_long_span_shows_its_first_and_last_line() -> None:
    """Of a span of many lines the first and the last are shown."""
    source = Source("a.yaml", "a:\n" + "\n".join(f"  - item{number}" for number in range(9)))
    found = simple(source, "- item0", 2, place=Place(source, Span(2, 3, 10, 10)), label="all of it")
    expected = """\
   |
 2 |   - item0
   |   ^^^^^^^
...
10 |   - item8
   |   ^^^^^^^ all of it
   |"""

    assert expected == body(render(report(found)))


def test_carets_stand_under_wide_characters_and_tabs() -> None:
    """CJK and emoji take two columns, what combines takes none, a tab takes four."""
    source = Source("a.yaml", "名前: 'é👍🏽'\t: x")
    found = simple(source, "x", 1, notes=(Note(at(source, "名前", 1), ""), Note(at(source, "é👍🏽", 1), "")))
    expected = """\
  |
1 | 名前: 'é👍🏽'    : x
  | ----   ---       ^
  |"""

    assert expected == body(render(report(found)))


def test_control_characters_are_written_out() -> None:
    """No escape sequence of a spec or of its path reaches the terminal."""
    source = Source("\x1b]0;pwned\x07.yaml", "a: \x1b[31mred\x9b and \u202eback")
    found = simple(source, "red", 1, message="\x1b[2Jgone", label="\u202e", help="a\nb", keras="\r")

    text = render(report(found))

    assert text.replace("\n", "").isprintable()
    assert "1 | a: \\x1b[31mred\\x9b and \\u202eback\n" in text
    assert "  |            ^^^ \\u202e\n" in text


def test_a_long_line_is_cut_around_its_mark() -> None:
    """A line of a thousand characters shows the part that is marked."""
    source = Source("a.yaml", "x" * 600 + "HERE" + "y" * 600)
    lines = body(render(report(simple(source, "HERE", 1, label="this")))).split("\n")

    assert lines[1] == "1 | ..." + "x" * 40 + "HERE" + "y" * 116 + "..."
    assert lines[2] == "  |    " + " " * 40 + "^^^^ this"


def test_another_file_gets_a_place_of_its_own() -> None:
    """A label in another source, such as the one a spec extends, names it."""
    base = Source("base.yaml", "seqspec: 1\nfit: {epochs: 5}")
    found = simple(STACK, "Dense", 6, notes=(Note(at(base, "epochs", 2), "inherited"),))
    expected = """\
  |
6 |   - Dense: 1
  |     ^^^^^
  |
 ::: base.yaml:2:7
  |
2 | fit: {epochs: 5}
  |       ------ inherited
  |"""

    assert expected == body(render(report(found)))


def test_an_empty_source_shows_its_place_only() -> None:
    """Where there is no text there is no line to show."""
    source = Source("empty.yaml", "")
    found = simple(source, "", 1, message="the file is empty", place=Place(source, Span(1, 1, 1, 1)))

    assert render(report(found)) == "error[SEQ008]: the file is empty\n --> empty.yaml:1:1\n\n1 error in 1 file\n"


def test_a_place_beyond_the_text_shows_no_line() -> None:
    """A span on a line that is not there is named, and nothing is drawn."""
    found = simple(STACK, "", 1, place=Place(STACK, Span(99, 1, 99, 2)))

    assert " --> specs/stack.yaml:99:1\n" in render(report(found))


def test_colours_change_nothing_but_colours() -> None:
    """With colours on, the text without its escape sequences is the plain text."""
    import re

    coloured = render(report(inner_shape()), colour=True)

    assert "\x1b[1;31merror[SEQ103]\x1b[0m" in coloured
    assert render(report(inner_shape())) == re.sub(r"\x1b\[[0-9;]*m", "", coloured)


def test_a_span_that_ends_before_a_line_does_not_touch_it() -> None:
    """A whole line with its end is one line."""
    lines = ["model:", "  - Dense: 1", "  - Dense: 2"]

    assert [2] == [mark.line for mark in marks(Span(2, 3, 3, 1), lines, "^", "error", "here")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", 1), ("é", 1), ("e\u0301", 1), ("字", 2), ("\u2764", 1), ("\u2764\ufe0f", 2), ("字\ufe0f", 2)],
)
def test_a_text_is_as_wide_as_a_terminal_shows_it(text: str, expected: int) -> None:
    """Accents take no room, signs of the east two columns, and so does a heart that is asked for as an emoji."""
    assert expected == width(text)
