"""For people: a line for each layer and each setting that changed, and what it adds up to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from seqspec.analysis.difference import Difference, LayerChange, Pair
from seqspec.analysis.formats._text import escape
from seqspec.language.layer import show
from seqspec.wording import count

NOTHING = "the two specs are the same model, trained in the same way"
_NO_FIT = "old weights no longer fit"


def render(difference: Difference) -> str:
    """One block for the model, one for each section that changed, one for the totals."""
    if not difference:
        return f"{NOTHING}\n"
    blocks = [["model", *map(_indent, _model(difference))], *_settings(difference), [*_totals(difference)]]
    return "\n\n".join("\n".join(block) for block in blocks if len(block) > 1 or block[:1] != ["model"]) + "\n"


def _indent(line: str) -> str:
    return f"  {escape(line)}"


def _model(difference: Difference) -> Iterator[str]:
    for name, shapes in (("input", difference.input), ("output", difference.output)):
        if shapes:
            yield f"{name}: {show(shapes[0])} → {show(shapes[1])}"
    yield from map(_layer, difference.layers)


def _layer(change: LayerChange) -> str:
    step = change.step
    if change.kind != "changed":
        sign = "+" if change.kind == "added" else "-"
        return f"{sign} {step.layer.type} {step.index}: " + (
            count(step.params, "parameter") if step.params else step.name
        )
    parts = [f"{path} {_pair(pair)}" for path, pair in change.arguments.items()]
    if delta := _delta(change.params):
        parts.append(f"parameters {delta}")
    if change.weights_fit is False:
        parts.append(_NO_FIT)
    return f"{step.layer.type} {step.index}: {'; '.join(parts)}"


def _settings(difference: Difference) -> Iterator[list[str]]:
    for section, pairs in groupby(difference.settings.items(), key=lambda item: item[0].partition(".")[0]):
        yield [section, *(_indent(_setting(path, pair)) for path, pair in pairs)]


def _setting(path: str, pair: Pair) -> str:
    return f"{path.partition('.')[2] or path}: {_pair(pair)}"


def _pair(pair: Pair) -> str:
    return f"{_value(pair[0])} → {_value(pair[1])}"


def _value(value: Any) -> str:
    """A value on one line, as one would write it in a spec."""
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False, default=str)


def _delta(numbers: tuple[int | None, int | None]) -> str:
    before, after = numbers
    return "" if before is None or after is None or before == after else f"{after - before:+,}"


def _totals(difference: Difference) -> Iterator[str]:
    figures = {"parameters": difference.params, "multiply-adds for one example": difference.macs}
    if _delta(difference.trainable_params) != _delta(difference.params):
        figures["trainable parameters"] = difference.trainable_params
    for name, (before, after) in figures.items():
        if delta := _delta((before, after)):
            yield f"{name}: {before:,} → {after:,} ({delta})"
    if difference.weights_fit is not None:
        yield "old weights still fit" if difference.weights_fit else _NO_FIT
