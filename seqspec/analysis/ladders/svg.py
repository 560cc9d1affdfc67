"""For documents: a drawing that needs nothing beside itself, and is dark where the page is."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten
from xml.sax.saxutils import escape as escape_markup

from seqspec.analysis.formats._text import escape as escape_invisible
from seqspec.analysis.ladder import Ladder, Rung
from seqspec.language.layer import Signal, show
from seqspec.wording import count

_WIDTH, _LEFT, _BOX, _HEIGHT, _GAP = 560, 20, 520, 46, 36
_MIDDLE, _RIGHT, _TOP = _WIDTH // 2, _LEFT + _BOX - 14, 16
_LINE = 20
_LONGEST = 60

_STYLE = """\
  text { font: 14px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .type { font-weight: 600 }
  .small { font-size: 12px; fill: #59636e }
  .right { text-anchor: end }
  .box { fill: #f6f8fa; stroke: #8c959f }
  .learns { fill: #ddf4ff; stroke: #54aeff }
  .broken { fill: #ffebe9; stroke: #ff8182 }
  .arrow { stroke: #8c959f; fill: none }
  .head { fill: #8c959f }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .small { fill: #9198a1 }
    .box { fill: #161b22; stroke: #6e7681 }
    .learns { fill: #0c2d48; stroke: #388bfd }
    .broken { fill: #3c1618; stroke: #f85149 }
  }"""


def render(ladder: Ladder) -> str:
    """One box a layer from top to bottom, and between them the shapes that flow."""
    top = _TOP + (_LINE + 10) * bool(ladder.title)
    end = top + _LINE + len(ladder.rungs) * (_HEIGHT + _GAP) + _GAP
    totals = list(ladder.totals())
    height = end + _LINE * (len(totals) + 1) + 8
    lines = [*_head(ladder, height), *_boxes(ladder, top)]
    lines += [_text(_LEFT, end + _LINE * (row + 2) - 8, "small", line) for row, line in enumerate(totals)]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _head(ladder: Ladder, height: int) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        'role="img" aria-labelledby="title">'
    )
    yield f'<title id="title">{_escape(ladder.title or "model")}</title>'
    yield f"<style>\n{_STYLE}\n</style>"
    if ladder.title:
        yield _text(_LEFT, _TOP + 8, "title", shorten(ladder.title, _LONGEST, placeholder=" …"))


def _boxes(ladder: Ladder, top: int) -> Iterator[str]:
    yield _text(_MIDDLE - 20, top + 14, "type", "input")
    bottom, signal = top + _LINE, ladder.trace.input
    for rung in ladder.rungs:
        yield from _arrow(bottom, signal)
        yield from _box(rung, bottom + _GAP)
        bottom, signal = bottom + _GAP + _HEIGHT, rung.step.output
    yield from _arrow(bottom, signal)
    yield _text(_MIDDLE - 24, bottom + _GAP + 14, "type", "output")


def _arrow(top: int, signal: Signal) -> Iterator[str]:
    tip = top + _GAP - 2
    yield f'<path class="arrow" d="M{_MIDDLE} {top + 2}V{tip - 5}"/>'
    yield f'<path class="head" d="M{_MIDDLE - 4} {tip - 6}h8l-4 6z"/>'
    yield _text(_MIDDLE + 12, top + 22, "small", show(signal.shape) + ", masked" * signal.mask)


def _box(rung: Rung, top: int) -> Iterator[str]:
    step = rung.step
    look = "box learns" if step.params else "box"
    yield (
        f'<rect class="{look if rung.works else "box broken"}" x="{_LEFT}" y="{top}" width="{_BOX}" '
        f'height="{_HEIGHT}" rx="6"/>'
    )
    yield _text(_LEFT + 14, top + 20, "type", _cut(step.layer.type))
    yield _text(_LEFT + 14, top + 37, "small", _cut(step.name))
    if step.params:
        yield _text(_RIGHT, top + 20, "small right", count(step.params, "parameter"))
    if rung.reach:
        seen = f"sees {count(rung.extent or 0, 'step')}" if rung.sight == "window" else f"sees all steps{_until(rung)}"
        yield _text(_RIGHT, top + 37, "small right", seen)


def _until(rung: Rung) -> str:
    return " so far" if rung.sight == "so far" else ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _text(x: int, y: int, look: str, text: str) -> str:
    return f'<text class="{look}" x="{x}" y="{y}">{_escape(text)}</text>'


def _escape(text: str) -> str:
    return escape_markup(escape_invisible(text))
