"""What is wrong with a text that is not YAML, in words for the person who wrote it; PyYAML's are for its authors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import yaml

from seqspec.diagnostics import Finding, Label, Place, Source, Span


@dataclass(frozen=True, slots=True)
class _Wording:
    """
    What to say instead of PyYAML.

    Args:
        context, problem: patterns that PyYAML's words match; its two parsers word most things differently.
        message, help: ours; `{character}` is the one at the problem, `{opening}` the one at the context.
        at: where to point: at the problem, or at the context, which is where the thing that went wrong began.
        label: what to say of the context, where we point at the problem.
    """

    context: str
    problem: str
    message: str
    help: str | None = None
    at: Literal["problem", "context"] = "problem"
    label: str | None = None


NO_CHARACTER = "the digits after the `\\` name no character"
_QUOTE = "put the whole value in quotes"
_WORDINGS = (
    _Wording("quoted scalar", "unexpected", "this quote is never closed", at="context"),
    _Wording("quoted scalar", "unknown escape", "`\\` can't stand before `{escaped}` in double quotes",
             "write `\\\\`, or use single quotes, in which a backslash is a backslash"),
    _Wording("quoted scalar", "", NO_CHARACTER),
    _Wording("simple key", "", "a `:` is missing after this key", "write `key: value`", at="context"),
    _Wording("", "mapping values", "a `:` can't stand here", _QUOTE),
    _Wording("", "mapping keys", "a `?` can't stand here", _QUOTE),
    _Wording("", "sequence entries", "a list can't start in this place", "start it on a line of its own"),
    _Wording("node", "node content", "a value was expected here"),
    _Wording("block collection", "", "an item of the list was expected here",
             "start every item with `- `, all indented alike", label="the list starts here"),
    _Wording("block mapping", "", "a key was expected here", "indent it like the keys above, and write `key: value`",
             label="the mapping starts here"),
    _Wording("flow", "", "`,` or `{closing}` is missing before this", label="opened here"),
    _Wording("", "document start", "nothing can follow here: the document has ended"),
    _Wording("", "tab", "a tab stands in the indentation", "YAML indents with spaces only"),
    _Wording("", "cannot start any token", "no value can start with `{character}`", _QUOTE),
    _Wording("anchor", "", "a name is missing after `&`", f"name the anchor, or {_QUOTE}", at="context"),
    _Wording("alias", "", "a name is missing after `*`", f"name an anchor, or {_QUOTE}", at="context"),
    _Wording("block scalar", "indent", "the digit after `|` or `>` has to be 1 to 9"),
    _Wording("block scalar", "", "text can't follow `{opening}` on its line", f"start on the next line, or {_QUOTE}"),
    _Wording("plain scalar", ":", "a `:` can't stand here", _QUOTE),
    _Wording("tag", "", "a tag can't stand in a spec: a spec holds values, never code", "take it out", at="context"),
    _Wording("directive", "", "a line can't start with `%`", at="context"),
    _Wording("", "", "the text can't be read as YAML from here on"),
)  # fmt: skip
_CLOSING = {"{": "}", "[": "]"}


def syntax_error(source: Source, error: yaml.MarkedYAMLError) -> Finding:
    """SEQ001: what a parser's exception means."""
    return _Mistake(source, error).finding()


def point(source: Source, line: int, column: int) -> Place:
    """One character of a source; line and column count from 0, and may lie behind the end."""
    lines = source.lines
    if line >= len(lines):
        line, column = len(lines) - 1, len(lines[-1])
    column = min(column, len(lines[line]))
    return Place(source, Span(line + 1, column + 1, line + 1, column + 2))


class _Mistake:
    """One error of the parser, and the text around it."""

    def __init__(self, source: Source, error: yaml.MarkedYAMLError) -> None:
        problem = error.problem_mark or error.context_mark
        context = error.context_mark or problem
        self.source = source
        self.problem = point(source, problem.line, problem.column) if problem else point(source, 0, 0)
        self.context = point(source, context.line, context.column) if context else self.problem
        self.words = (error.context or "", error.problem or "")

    def finding(self) -> Finding:
        return self._of_characters() or self._of_structure() or self._worded()

    def _of_characters(self) -> Finding | None:
        """Characters that look like a space and are none: nobody sees them, so they come first."""
        number, lines = self.problem.span.line - 1, self.source.lines
        indent = re.match(r"[ \t]*", lines[number])
        if indent and "\t" in indent[0]:
            at = point(self.source, number, indent[0].index("\t"))
            return self._say("a tab stands in the indentation", "YAML indents with spaces only", at)
        if _character(self.problem) == "\t":
            return self._say("a tab can't stand here", "write a space")
        for line in (number, number - 1):
            if line >= 0 and "\u00a0" in lines[line]:
                at = point(self.source, line, lines[line].index("\u00a0"))
                return self._say("a non-breaking space stands here", "write a plain space", at)
        return None

    def _of_structure(self) -> Finding | None:
        """What the parser reports far from its cause, or in one breath with something else."""
        context, problem = self.words
        if "node content" in problem:
            unclosed = "flow" in context and self._at_end()
            return self._say("a `[` or a `{` before this is never closed", None) if unclosed else None
        if "while parsing a flow" in context and self._at_end():
            return self._say(f"this `{_character(self.context)}` is never closed", None, self.context)
        if "mapping values" in problem and not re.search(r"[:?-]\s", self._before()):
            return self._of_second_key()
        if "while parsing a block" in context:
            return self._of_block("mapping" in context)
        return None

    def _of_second_key(self) -> Finding:
        """A plain value that runs on over the line ends of its own, and then meets a `:`."""
        line, lines = self.problem.span.line - 1, self.source.lines
        glued = re.match(r"[\s-]*[^\s:#'\"\[{]+(:)\S", lines[line - 1]) if line else None
        if glued:
            at = point(self.source, line - 1, glued.start(1))
            return self._say("a space is missing after the `:`", "write `key: value`", at)
        at = point(self.source, line, len(lines[line]) - len(lines[line].lstrip()))
        message = "a key stands deeper than the key above it, which has a value already"
        return self._say(message, "indent it like the key above it, or take that key's value out", at)

    def _of_block(self, mapping: bool) -> Finding | None:
        before, character = self._before(), _character(self.problem)
        if character in {"]", "}"}:
            return self._say(f"this `{character}` closes nothing", "take it out, or open it before")
        if before.strip(" -"):
            return self._say("nothing can follow the value here", _QUOTE)
        if character == ":":
            return self._say("a key is missing before the `:`", "write `key: value`")
        if mapping and character == "-":
            help = "indent it below the key it belongs to, or write `key: value`"
            return self._say("an item of a list stands among keys", help)
        if mapping and self.problem.span.line > self.context.span.line:
            return self._say("this line is indented like no key above it", "indent it like the key it stands beside")
        return None

    def _worded(self) -> Finding:
        context, problem = self.words
        wording = next(each for each in _WORDINGS if each.context in context and each.problem in problem)
        at = self.context if wording.at == "context" else self.problem
        if "escape" in wording.problem:
            at = self._backslash()
        opening = _character(self.context)
        message = wording.message.format(
            character=_character(at), opening=opening, closing=_CLOSING.get(opening, "]"), escaped=_character(_next(at))
        )
        labels = (Label(self.context, wording.label),) if wording.label and self.context != at else ()
        return self._say(message, wording.help, at, labels)

    def _say(self, message: str, help: str | None, at: Place | None = None, labels: tuple[Label, ...] = ()) -> Finding:
        return Finding(at or self.problem, message, labels=labels, code="SEQ001", help=help)

    def _backslash(self) -> Place:
        """The C parser points at the backslash, the Python parser behind it."""
        span = self.problem.span
        if _character(self.problem) == "\\" and not self._before().endswith("\\"):
            return self.problem
        return point(self.source, span.line - 1, max(span.column - 2, 0))

    def _before(self) -> str:
        """The line up to the problem."""
        return self.source.lines[self.problem.span.line - 1][: self.problem.span.column - 1]

    def _at_end(self) -> bool:
        """Whether nothing but comments follows the problem."""
        span, lines = self.problem.span, self.source.lines
        rest = [lines[span.line - 1][span.column - 1 :], *lines[span.line :]]
        return all(not line.strip() or line.lstrip().startswith("#") for line in rest)


def _character(place: Place) -> str:
    span = place.span
    return place.source.lines[span.line - 1][span.column - 1 : span.column] or "end of the line"


def _next(place: Place) -> Place:
    return point(place.source, place.span.line - 1, place.span.column)
