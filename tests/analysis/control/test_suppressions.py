"""Comments that silence findings: where they hold, what they can't silence, and when they are of no use."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.analysis.control.adoption import adopt
from seqspec.analysis.control.configuration import Configuration
from seqspec.analysis.control.suppressions import suppressions
from seqspec.analysis.linter import check_file, check_text
from seqspec.diagnostics import Source
from seqspec.language.edits import apply

BAD = "LSTM: {units: 50, dropout: 20, input_shape: [100, 1]}"


def spec(*lines: str) -> str:
    """A spec of these lines of its model, without other mistakes."""
    return "\n".join(["seqspec: 1", "model:", *lines, "runtime: {seed: 42}", ""])


def codes(text: str, **options: object) -> list[str]:
    """What is found in a text."""
    return [each.code for each in check_text(text, "spec.yaml", **options).report]  # type: ignore[arg-type]


def messages(text: str) -> list[str]:
    """What is said of the suppressions of a text."""
    return [each.message for each in check_text(text).report if each.code == "SEQ701"]


def repaired(text: str) -> str:
    """The text after the first fix of a suppression."""
    fix = next(each.fix for each in check_text(text).report if each.code == "SEQ701")
    assert fix is not None
    assert "safe" == fix.applicability
    return apply(text, fix.edits)


@pytest.mark.parametrize(
    "comment",
    [
        "# seqspec: ignore[SEQ401]",
        "# seqspec: ignore[SEQ401] as in the paper, see #42",
        "#seqspec:ignore[seq401]",
        "# seqspec: ignore[dropout-out-of-range]",
        "# seqspec: ignore [ SEQ401 ]",
    ],
)
def test_a_comment_silences_a_rule_on_its_line(comment: str) -> None:
    """By code or name, with a reason or without."""
    assert [] == codes(spec(f"  - {BAD}  {comment}", "  - Dense: 1"))


def test_a_comment_at_the_end_of_a_line_is_about_what_starts_there() -> None:
    """And about nothing on other lines."""
    text = spec(f"  - {BAD}", "  - Dense: 1  # seqspec: ignore[SEQ401]")

    assert ["SEQ401", "SEQ701"] == codes(text)


@pytest.mark.parametrize(
    "lines",
    [
        ("  # seqspec: ignore[SEQ401]", f"  - {BAD}", "  - Dense: 1"),
        ("  # seqspec: ignore[SEQ401]", "", "  # a note", f"  - {BAD}", "  - Dense: 1"),
        (
            "  # seqspec: ignore[SEQ401]",
            "  - LSTM:",
            "      units: 50",
            "      dropout: 20",
            "      input_shape: [9, 1]",
        ),
        ("# seqspec: ignore[SEQ401]", f"  - {BAD}", "  - Dense: 1"),
    ],
)
def test_a_comment_on_its_own_is_about_the_node_that_follows(lines: tuple[str, ...]) -> None:
    """The whole item of a list, over all its lines, whatever its indentation is."""
    assert [] == codes(spec(*lines))


def test_a_comment_above_an_item_is_not_about_the_next_item() -> None:
    """The list goes on without it."""
    text = spec("  # seqspec: ignore[SEQ401]", f"  - {BAD}", "  - Dropout: 30", "  - Dense: 1")

    assert ["SEQ401"] == codes(text)


def test_a_comment_above_a_key_is_about_its_entry() -> None:
    """The key with its value: at the top of a file not the whole file, at a section the whole section."""
    text = spec(f"  - {BAD}", "  - Dense: 1")

    assert [] == codes(text.replace("model:", "# seqspec: ignore[SEQ401]\nmodel:"))
    assert ["SEQ701", "SEQ401"] == codes(f"# seqspec: ignore[SEQ401]\n{text}")


def test_a_file_wide_comment_is_about_the_file() -> None:
    """Wherever it stands."""
    text = spec(f"  - {BAD}", "  - Dropout: 30", "  - Dense: 1")

    assert [] == codes(f"# seqspec: file-ignore[SEQ401] old\n{text}")
    assert [] == codes(f"{text}# seqspec: file-ignore[SEQ401] old\n")


def test_several_rules_are_named_with_commas() -> None:
    """Each of them is silenced."""
    text = f"seqspec: 1\nmodel: [{BAD}, Dense: 1]  # seqspec: ignore[SEQ601, SEQ401, SEQ107]\n"

    assert ["SEQ701"] == codes(text)
    assert ["`SEQ107` silences nothing here"] == messages(text)


@pytest.mark.parametrize(
    "line",
    [
        'name: "# seqspec: ignore[SEQ401]"',
        "name: '# seqspec: file-ignore[SEQ401]'",
        "name: a#seqspec:ignore[SEQ401]",
        "description: |\n  # seqspec: file-ignore[SEQ401]\n  text # seqspec: file-ignore[SEQ401]",
        "description: >-\n\n  text\n\n  # seqspec: file-ignore[SEQ401]\n",
        'description: "one\n  # seqspec: file-ignore[SEQ401]\n  two"',
    ],
)
def test_what_stands_in_a_text_is_no_comment(line: str) -> None:
    """Quoted and block texts may hold the sign; nothing is silenced, and nothing said of it."""
    text = f"seqspec: 1\n{line}\nmodel:\n  - {BAD}\n  - Dense: 1\nruntime: {{seed: 42}}\n"

    assert [] == suppressions(Source("spec.yaml", text))
    assert ["SEQ401"] == codes(text)


def test_the_header_of_a_block_text_takes_a_comment() -> None:
    """Between the sign of the block and the end of its line."""
    source = Source("s", "seqspec: 1\ndescription: |  # seqspec: ignore[SEQ401]\n  text\nmodel: [Flatten]\n")

    assert [(2, 17)] == [(each.place.span.line, each.place.span.column) for each in suppressions(source)]


def test_an_ordinary_spec_is_not_read_a_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the sign in the text nothing is scanned."""
    monkeypatch.setattr("seqspec.analysis.control.suppressions.read", lambda source: pytest.fail("read once more"))

    assert ["SEQ401"] == codes(spec(f"  - {BAD}", "  - Dense: 1  # a note on seqspec"))


@pytest.mark.parametrize("word", ["SEQ999", "SEQ4", "dropout-out-of-rnge", "all"])
def test_a_word_that_names_no_rule_is_told(word: str) -> None:
    """Comments name single rules, never groups, since a group grows with every version."""
    text = spec("  - Flatten: {input_shape: [3, 1]}", f"  - Dense: 1  # seqspec: ignore[{word}]")

    assert messages(text)[0].startswith(f"there is no rule `{word}`")
    assert [] == codes(repaired(text))


@pytest.mark.parametrize("comment", ["# seqspec: ignore", "# seqspec: file-ignore", "# seqspec: ignore[ ]"])
def test_a_blanket_suppression_is_refused(comment: str) -> None:
    """It would silence what nobody has seen yet."""
    text = spec(f"  - {BAD}  {comment}", "  - Dense: 1")

    assert ["a suppression has to name the rules it silences"] == messages(text)
    assert "SEQ401" in codes(text)
    assert ["SEQ401"] == codes(repaired(text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- Dense: 1  # seqspec: ignore[SEQ401] why", "- Dense: 1"),
        ("- Dense: 1  # seqspec: ignore[SEQ401] why  # a note", "- Dense: 1  # a note"),
        ("# seqspec: ignore[SEQ401]\n  - Dense: 1", "- Dense: 1"),
        ("- Dropout: 30  # seqspec: ignore[SEQ401, SEQ108]", "- Dropout: 30  # seqspec: ignore[SEQ401]"),
        ("- Dropout: 30  # seqspec: ignore[SEQ108, SEQ401]", "- Dropout: 30  # seqspec: ignore[SEQ401]"),
        ("- Dropout: 30  # seqspec: ignore[SEQ108, SEQ401, x]", "- Dropout: 30  # seqspec: ignore[SEQ401, x]"),
    ],
)
def test_the_fix_takes_out_what_is_of_no_use(before: str, after: str) -> None:
    """The one word with its comma, or the comment with its line."""
    first = "  - Flatten: {input_shape: [3, 1]}"

    assert spec(first, f"  {after}") == repaired(spec(first, f"  {before}")).replace("  \n", "\n")


def test_nothing_is_said_of_rules_that_were_not_checked() -> None:
    """Not selected, ignored, off by default, of a tier that was skipped, or behind an error of reading."""
    text = spec("  - Flatten: {input_shape: [3, 1]}", "  - Dense: 1  # seqspec: ignore[SEQ401]")

    assert ["SEQ701"] == codes(text)
    assert [] == codes(text, configuration=Configuration(select=("SEQ1", "SEQ7")))
    assert [] == codes(text, configuration=Configuration(ignore=("SEQ401",)))
    assert [] == codes(text, configuration=Configuration(ignore=("unused-suppression",)))
    assert ["SEQ401"] == codes(text, settings=["model[1]={Dropout: 30}"], configuration=Configuration(select=("SEQ4",)))
    assert [] == codes(text.replace("SEQ401", "SEQ314"))


def test_a_suppression_can_be_silenced_itself() -> None:
    """For what is of use only now and then, as on another machine."""
    text = spec("  - Flatten: {input_shape: [3, 1]}", "  - Dense: 1  # seqspec: ignore[SEQ401, SEQ701]")

    assert [] == codes(text)


def test_settings_make_no_suppression_useless() -> None:
    """What `--set` changes for one run is no reason to change the file."""
    text = spec(f"  - {BAD}  # seqspec: ignore[SEQ401]", "  - Dense: 1")

    assert [] == codes(text, settings=["model[0].LSTM.dropout=0.2"])


@pytest.mark.parametrize("word", ["SEQ008", "bad-value"])
def test_errors_of_reading_can_not_be_silenced(word: str) -> None:
    """The spec could not be checked, and a comment can't make that good."""
    text = spec("  - Flatten: {input_shape: [3, 1]}", f"  - Dense: many  # seqspec: ignore[{word}]")

    assert ["SEQ008", "SEQ701"] == codes(text)
    assert [f"`{word}` silences nothing here: errors of reading a spec always count"] == messages(text)


def test_a_text_that_can_not_be_read_has_no_suppressions() -> None:
    """Where its comments are nobody knows."""
    text = "# seqspec: file-ignore[SEQ001]\nseqspec: 1: 2\n"

    assert [] == suppressions(Source("s", text))
    assert ["SEQ001"] == codes(text)


def test_comments_of_a_base_hold_for_what_lies_in_it(tmp_path: Path) -> None:
    """And whether they are of use there is said when the base itself is checked."""
    base = f"seqspec: 1\nfragment: true\nmodel:\n  - {BAD}  # seqspec: ignore[SEQ401]\n  - Dense: 1\n"
    (tmp_path / "base.yaml").write_text(base, "utf-8")
    child = tmp_path / "child.yaml"
    child.write_text("seqspec: 1\nextends: base.yaml\nruntime: {seed: 1}  # seqspec: ignore[SEQ401]\n", "utf-8")

    assert ["SEQ701"] == [each.code for each in check_file(child).report]
    (tmp_path / "base.yaml").write_text(base.replace("SEQ401", "SEQ108"), "utf-8")
    assert ["SEQ401", "SEQ701"] == sorted(each.code for each in check_file(child).report)


PARTS = st.sampled_from(
    [
        "# seqspec: ignore[SEQ401]",
        "#",
        '"',
        "'",
        "|",
        ">",
        "\n",
        "  ",
        "- ",
        "a: ",
        "b",
        "[",
        "]",
        "{",
        "}",
        "\r\n",
        "é",
    ]
)


@given(st.lists(PARTS, max_size=25))
def test_no_text_trips_the_search_for_comments(parts: list[str]) -> None:
    """Whatever is found lies in its line, and starts with a `#`."""
    source = Source("s", "".join(parts))

    for each in suppressions(source):
        span = each.place.span
        assert "#" == source.lines[span.line - 1][span.column - 1]
        assert span.line == span.end_line


def adopted(tmp_path: Path, data: bytes, reason: str = "old") -> bytes:
    """A file after its findings were silenced, as `--add-ignore` does it: useless comments out, then in."""
    file = tmp_path / "spec.yaml"
    file.write_bytes(data)
    for whole in (False, False, True):
        for name, text in adopt(check_file(file).report, reason, whole):
            assert str(file) == name
            file.write_bytes(text.encode("utf-8"))
    return file.read_bytes()


@pytest.mark.parametrize(
    "line",
    [
        f"  - {BAD}",
        f"  - {BAD}  # a note",
        f"  - {BAD}  # seqspec: ignore[SEQ106] why  # a note",
        f"  # seqspec: ignore[SEQ106]\n  - {BAD}",
        "  - LSTM: {units: 50, dropout: 20, input_shape: [100, 1], name: 'one\n      two'}",
        '  - LSTM: {name: "a\n      b", units: 50, dropout: 20, input_shape: [100, 1]}',
        '  - {LSTM: {name: "a\n      b", units: 50, input_shape: [9, 1], dropout: 20,\n      use_bias: true}}',
        "  - LSTM:\n      units: 50\n      dropout: 20\n      input_shape: [100, 1]",
    ],
)
def test_what_is_found_can_be_silenced_where_it_is(tmp_path: Path, line: str) -> None:
    """Whatever stands on the line; doing it twice changes nothing, and but for comments the text stays as it is."""
    before = spec(line, "  - Dense: 1")
    after = adopted(tmp_path, before.encode())

    assert [] == codes(after.decode())
    assert after == adopted(tmp_path, after)
    assert after != before.encode()


def test_bytes_around_the_comments_stay(tmp_path: Path) -> None:
    """A byte order mark and the line ends of the file, and characters beyond ASCII."""
    text = f"\ufeffseqspec: 1\nname: é\nmodel: [{BAD}, Dense: 1]\nruntime: {{seed: 4}}\n".replace("\n", "\r\n")
    silenced = text.replace("Dense: 1]", "Dense: 1]  # seqspec: ignore[SEQ401] old")

    assert silenced.encode() == adopted(tmp_path, text.encode())


def test_what_can_not_be_silenced_is_left(tmp_path: Path) -> None:
    """An error of reading stays, and no comment is written for it."""
    text = spec("  - LSTM: {units: many, input_shape: [5, 1]}").encode()

    assert text == adopted(tmp_path, text)


def test_the_start_of_a_code_is_told_where_it_counts() -> None:
    """`--ignore SEQ4` names a family; a comment names one rule."""
    text = spec("  - Flatten: {input_shape: [3, 1]}", "  - Dense: 1  # seqspec: ignore[SEQ4]")
    (finding,) = (each for each in check_text(text).report if each.code == "SEQ701")

    assert "write whole codes here; `--select` and `--ignore` take starts of them" == finding.help
