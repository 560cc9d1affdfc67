"""Fixes leave every spec better than they found it, and every line alone that is none of their business."""

from __future__ import annotations

import difflib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from seqspec.analysis.control.fixing import Fixed, fix_bytes, fix_file, fix_text
from seqspec.analysis.linter import check_text
from seqspec.diagnostics import Report
from seqspec.errors import UsageError

CASES = sorted((Path(__file__).parents[2] / "golden" / "err").glob("*.yaml"))
TEXTS = [case.read_bytes().decode("utf-8", "replace") for case in CASES]
BAD = """\
seqspec: 1
model:
  - LSTM: {units: 8, return_sequences: true, input_shape: [20, 1]}  # größer
  # the second one
  - LSTM: {units: 4, input_shape: [20, 8]}
  - Dense: 1
runtime: {seed: 42}
"""
GOOD = BAD.replace(", input_shape: [20, 8]", "")
UNSAFE = BAD.replace("[20, 8]", "[9, 9]")


def errors(report: Report) -> Counter[str]:
    """How often each rule found an error."""
    return Counter(each.code for each in report if each.severity == "error")


def is_sound(text: str, unsafe: bool) -> Fixed:
    """Fixes a text, and sees that no error is new, if not uncovered, and that a second time changes nothing."""
    before = check_text(text).report
    fixed = fix_text(text, unsafe=unsafe)
    after = check_text(fixed.text).report

    new = errors(after) - errors(before)
    mended = errors(before) - errors(after)
    assert not new or (all(code > "SEQ1" for code in new) and any(code < "SEQ1" for code in mended))
    assert fix_text(fixed.text, unsafe=unsafe).text == fixed.text
    assert bool(fixed.applied) == (fixed.text != text)
    return fixed


@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize("text", TEXTS, ids=[case.stem for case in CASES])
def test_fixing_is_sound(text: str, unsafe: bool) -> None:
    """In every golden spec no new error comes that was not hidden, and fixing twice changes nothing."""
    is_sound(text, unsafe)


@pytest.mark.parametrize("text", TEXTS, ids=[case.stem for case in CASES])
def test_nothing_fixable_is_left(text: str) -> None:
    """What is offered afterwards was tried, and is for show only: nobody is promised it again."""
    left = fix_text(text, unsafe=True).checked.report

    assert [each.fix.title for each in left if each.fix and each.fix.applicability != "shown"] == []


@st.composite
def layouts(draw: st.DrawFn) -> str:
    """A golden spec with comments between its lines and behind them, other line ends, and perhaps no last one."""
    lines = draw(st.sampled_from(TEXTS)).splitlines()
    assume(lines)
    changed: list[str] = []
    for line in lines:
        if draw(st.integers(0, 3)) == 0:
            changed.append(" " * draw(st.integers(0, 6)) + "# ü: a comment, {with} [signs]")
        behind = draw(st.integers(0, 3)) == 0 and line and "#" not in line and not line.endswith(("|", ">"))
        changed.append(f"{line}  # {draw(st.sampled_from(['why', 'x: 1', '🙂']))}" if behind else line)
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join(changed) + (end if draw(st.booleans()) else "")


@given(layouts(), st.booleans())
def test_fixing_is_sound_in_every_layout(text: str, unsafe: bool) -> None:
    """Comments anywhere, CRLF and a missing last line end: still no new error, and all other lines as they were."""
    fixed = is_sound(text, unsafe)

    assert fixed.text.endswith("\n") == text.endswith("\n") or not fixed.text
    assert fixed.text.count("\r\n") == (fixed.text.count("\n") if "\r\n" in text else 0)
    assert own_comments(text) <= own_comments(fixed.text) or unsafe


def own_comments(text: str) -> Counter[str]:
    """The comments that have a line of their own."""
    return Counter(line.strip() for line in text.splitlines() if line.lstrip().startswith("# ü"))


def test_only_the_lines_of_a_fix_change() -> None:
    """Every other line is the same, character by character."""
    matcher = difflib.SequenceMatcher(a=BAD.splitlines(True), b=fix_text(BAD).text.splitlines(True))

    changes = [(tag, first, last) for tag, first, last, _, _ in matcher.get_opcodes() if tag != "equal"]

    assert changes == [("replace", 4, 5)]
    assert fix_text(BAD).text == GOOD


def test_a_safe_fix_is_applied_and_an_unsafe_one_on_demand() -> None:
    """The value that differs was perhaps meant; taking it out is unsafe."""
    assert fix_text(UNSAFE).text == UNSAFE
    assert fix_text(UNSAFE, unsafe=True).text == GOOD
    assert [each.code for each in fix_text(BAD).applied] == ["SEQ103"]


def test_a_fix_that_is_shown_is_never_applied() -> None:
    """What an alias uses again is nobody's to change."""
    text = BAD.replace("{units: 4, input", "&body {units: 4, input").replace("Dense: 1", "LSTM: *body")

    fixed = fix_text(text, unsafe=True)

    assert fixed.text == text
    assert {each.fix.applicability for each in fixed.checked.report if each.fix} == {"shown"}


def test_a_fix_that_adds_an_error_is_dropped() -> None:
    """With the name repaired its argument would be wrong: it stays, is told, and is no longer promised."""
    text = "seqspec: 1\nmodel:\n  - Input: [4, 1]\n  - Flaten: {units: 3}\n  - Dense: 1\nruntime: {seed: 1}\n"

    fixed = fix_text(text, unsafe=True)

    assert fixed.text == text
    assert [each.code for each in fixed.dropped] == ["SEQ006"]
    assert [each.fix.applicability for each in fixed.checked.report if each.fix] == ["shown"]


def test_a_fix_may_uncover_an_error_that_was_hidden() -> None:
    """While `data` could not be read nobody saw that its parts are more than the whole."""
    text = (
        "seqspec: 1\ndata: {source: {csv: x.csv}, target: y, window: {length: 5}, "
        "split: {validation: 0.5, test: 0.6}, scale: min_max}\nmodel: [{LSTM: 3}, {Dense: 1}]\nruntime: {seed: 1}\n"
    )

    fixed = fix_text(text, unsafe=True)

    assert "SEQ008" in {each.code for each in fixed.applied}
    assert "SEQ319" in {each.code for each in fixed.checked.report}
    assert () == fixed.dropped


def test_good_fixes_are_applied_beside_a_bad_one() -> None:
    """What is dropped holds up none of the others."""
    text = (
        "seqspec: 1\nname: no\nmodel:\n  - Input: [4, 1]\n  - Flaten: {units: 3}\n  - LSTM: {units: 3}\n  - Dense: 1\n"
        "description: yes\nruntime: {seed: 1}\n"
    )

    fixed = fix_text(text, unsafe=True)

    assert [each.code for each in fixed.applied] == ["SEQ004", "SEQ004"]
    assert [each.code for each in fixed.dropped] == ["SEQ006"]


def test_a_value_from_a_setting_is_not_written() -> None:
    """What `--set` says is no part of the file."""
    assert fix_text(GOOD, settings=["model[1].LSTM.input_shape=[20,8]"], unsafe=True).text == GOOD


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"", b"a: [", b"#" * (2 << 20)])
def test_what_cannot_be_read_stays_as_it_is(data: bytes) -> None:
    """It is reported, and nothing is applied."""
    fixed = fix_bytes(data, "<stdin>", unsafe=True)

    assert fixed.applied == ()
    assert fixed.checked.report.fails()


# --------------------------------------------------------------------------------------------------------------- files


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_a_file_keeps_its_bytes(mark: bytes, end: str, last: bool, tmp_path: Path) -> None:
    """Byte order mark, line ends and a missing last one; permissions, too."""
    path = tmp_path / "spec.yaml"
    before, after = (mark + (text if last else text[:-1]).replace("\n", end).encode() for text in (BAD, GOOD))
    path.write_bytes(before)
    path.chmod(0o640)

    assert fix_file(path).applied
    assert path.read_bytes() == after
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_an_inserted_line_ends_as_the_others_do(tmp_path: Path) -> None:
    """A seed that is added to a block of a file from Windows."""
    path = tmp_path / "spec.yaml"
    path.write_bytes(GOOD.replace("{seed: 42}", "\n  backend: jax").replace("\n", "\r\n").encode())

    fix_file(path)

    assert path.read_bytes().endswith(b"runtime: \r\n  backend: jax\r\n  seed: 42\r\n")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it leads to is fixed."""
    target, link = tmp_path / "target.yaml", tmp_path / "link.yaml"
    target.write_text(BAD, "utf-8")
    link.symlink_to(target.name)

    fix_file(link)

    assert link.is_symlink()
    assert target.read_text("utf-8") == GOOD


def test_a_file_without_fixes_is_not_written(tmp_path: Path) -> None:
    """Not even with the same content: its time stays, and so does its inode."""
    path = tmp_path / "spec.yaml"
    path.write_text(GOOD, "utf-8")
    before = path.stat()

    fix_file(path, unsafe=True)

    assert (before.st_mtime_ns, before.st_ino) == (path.stat().st_mtime_ns, path.stat().st_ino)


def test_nothing_is_written_where_that_is_asked_for(tmp_path: Path) -> None:
    """`write=False` says what would be done."""
    path = tmp_path / "spec.yaml"
    path.write_text(BAD, "utf-8")

    assert fix_file(path, write=False).text == GOOD
    assert path.read_text("utf-8") == BAD


def test_an_extended_file_is_fixed_only_for_itself(tmp_path: Path) -> None:
    """A finding in the base is shown with the spec that extends it, and repaired with the base."""
    base, spec = tmp_path / "base.yaml", tmp_path / "spec.yaml"
    base.write_text(BAD, "utf-8")
    spec.write_text("seqspec: 1\nextends: base.yaml\n", "utf-8")

    assert fix_file(spec, unsafe=True).applied == ()
    assert base.read_text("utf-8") == BAD
    assert fix_file(base).applied
    assert base.read_text("utf-8") == GOOD


def test_a_file_that_may_not_be_written_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message, and the old content."""
    path = tmp_path / "spec.yaml"
    path.write_text(BAD, "utf-8")
    monkeypatch.setattr("os.access", lambda *arguments: False)

    with pytest.raises(UsageError, match="can't write"):
        fix_file(path)

    assert path.read_text("utf-8") == BAD
