"""The characters that a spec may hold, and the words for what is wrong."""

from __future__ import annotations

import sys

import pytest
import yaml

from seqspec.diagnostics import Source
from seqspec.language.events import UnreadableError, events, forbidden
from seqspec.language.syntax import point
from tests.builders import findings_in


def test_what_the_parser_can_t_print_is_forbidden() -> None:
    """Every character at which PyYAML would raise is refused before PyYAML sees it."""
    unprintable = yaml.reader.Reader.NON_PRINTABLE
    raising = [code for code in range(sys.maxunicode + 1) if unprintable.match(chr(code)) and not forbidden(chr(code))]

    assert [] == raising


@pytest.mark.parametrize("character", ["a", "é", "漢", "😀", " ", "\t", "\n", "\r", "\u00a0", "\u200d", "\U0010fffd"])
def test_what_people_write_is_allowed(character: str) -> None:
    """Letters of any script, emoji, tabs and line ends stand in a spec."""
    assert forbidden(character) is None


def test_events_stop_where_the_text_can_t_be_read() -> None:
    """Everything before the mistake comes as events; then an exception carries the finding."""
    seen = []
    with pytest.raises(UnreadableError) as caught:
        seen.extend(_types(Source("spec.yaml", "a: 1\nb: ]\n")))

    assert seen == []
    assert ("SEQ001", "a value was expected here") == (caught.value.finding.code, str(caught.value))


@pytest.mark.parametrize("text", ["# 100 %\n", "# 100 %\n\n# 50 %", "a: 100%\n%b: 1"])
def test_a_percent_sign_is_no_directive_in_a_remark_or_a_value(text: str) -> None:
    """Only a line that begins with it, before anything else, is one."""
    assert not [each for each in findings_in(text) if "directive" in each.message]


def _types(source: Source) -> list[str]:
    return [type(event).__name__ for event in events(source)]


@pytest.mark.parametrize(("line", "column", "start"), [(0, 2, (1, 3)), (1, 9, (2, 3)), (7, 0, (2, 3))])
def test_a_point_behind_the_end_is_put_at_the_end(line: int, column: int, start: tuple[int, int]) -> None:
    """A parser's mark may lie behind the last line; a finding may not."""
    span = point(Source("spec.yaml", "a: 1\nbc"), line, column).span

    assert (*start, start[0], start[1] + 1) == (span.line, span.column, span.end_line, span.end_column)
