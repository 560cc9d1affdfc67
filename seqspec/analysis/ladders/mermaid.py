"""For Markdown: a flow chart in the language of Mermaid, which GitHub, GitLab and many editors draw."""

from __future__ import annotations

import json
from collections.abc import Iterator

from seqspec.analysis.formats._text import escape
from seqspec.analysis.ladder import Ladder, Rung
from seqspec.language.layer import Signal, show
from seqspec.wording import count

_ENTITIES = {character: f"#{ord(character)};" for character in "#\"'`<>&|[]{}()\\"}


def render(ladder: Ladder) -> str:
    """One box a layer, and on each arrow the shape that flows there."""
    return "\n".join(_lines(ladder)) + "\n"


def _lines(ladder: Ladder) -> Iterator[str]:
    if ladder.title:
        yield from ("---", f"title: {json.dumps(escape(ladder.title))}", "---")
    yield from ("flowchart TD", '  input(["input"])')
    before, signal = "input", ladder.trace.input
    for rung in ladder.rungs:
        here = f"layer{rung.step.index}"
        yield f'  {here}["{_box(rung)}"]'
        yield _arrow(before, signal, here)
        before, signal = here, rung.step.output
    yield '  output(["output"])'
    yield _arrow(before, signal, "output")


def _box(rung: Rung) -> str:
    lines = [rung.step.layer.type, rung.step.name]
    if rung.step.params:
        lines.append(count(rung.step.params, "parameter"))
    return "<br/>".join(map(_escape, lines))


def _arrow(before: str, signal: Signal, after: str) -> str:
    return f'  {before} -->|"{_escape(show(signal.shape) + ", masked" * signal.mask)}"| {after}'


def _escape(text: str) -> str:
    """The text with every sign that means something to Mermaid as an entity."""
    return "".join(_ENTITIES.get(character, character) for character in escape(text))
