"""Worked examples of layers: every shape and number is inferred when it is asked for."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from seqspec.analysis.manual.catalogue import summary
from seqspec.analysis.manual.page import table
from seqspec.analysis.rules import rules
from seqspec.language.layer import Layer, ShapeError, Signal, Weight, show
from seqspec.language.lessons import LESSONS
from seqspec.language.named import Named, read
from seqspec.language.reach import Reach

_CASES = re.compile(r"^```cases\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CASE = re.compile(r"(\[[^\]]*\]) (.+)")
_EXAMPLE = re.compile(r"^Example:\n(.*)\n *(\(.*\)) -> ", re.MULTILINE | re.DOTALL)
_IDENTIFIER = re.compile(r"\w[A-Z_]")
"""What can be no word of English: `EarlyStopping`, `return_sequences`."""
_MENTION = r"\b{}\b"
_QUOTED = r"`[^`\n]*\b{}\b[^`\n]*`"
_FENCED = re.compile(r"^```\w*\n.*?^```$", re.MULTILINE | re.DOTALL)


def lesson(argument: str) -> str | None:
    """What an argument does, at length and with worked cases, in Markdown; None where a sentence is all there is."""
    text = LESSONS.get(argument)
    return None if text is None else _CASES.sub(lambda block: f"```\n{_worked(block[1])}\n```", text)


def numbers(cls: type[Named]) -> str:
    """The example of a layer in numbers: shapes, weights, cost and reach; empty for what is no layer."""
    found = _EXAMPLE.search(inspect.cleandoc(cls.__doc__ or "")) if issubclass(cls, Layer) else None
    if found is None or cls.__name__ == "Input":
        return ""
    signal = Signal(ast.literal_eval(found[2]))
    layer: Layer = read("layer", _yaml(found[1]))  # type: ignore[assignment]  # the registry holds layers
    return "\n".join(["\n## In numbers", "```", inspect.cleandoc(found[1]), *_figures(layer, signal), "```", ""])


def mentions(word: str) -> str:
    """The rules that speak of a name in their documentation, examples left out; empty where none does."""
    named = re.compile(
        _MENTION.format(re.escape(word)) if _IDENTIFIER.search(word) else _QUOTED.format(re.escape(word))
    )
    found = [rule for rule in rules() if named.search(_FENCED.sub("", rule.documentation))]
    return f"\n## Rules that speak of it\n{table([(rule.code, summary(rule)) for rule in found])}\n" if found else ""


def _figures(layer: Layer, signal: Signal) -> Iterator[str]:
    """What one layer does to one input, line by line."""
    assert signal.shape is not None
    effect = layer.infer(signal)
    yield f"{show(signal.shape)} -> {show(effect.output.shape)}{', with a mask' * effect.output.mask}"
    yield from _weights(effect.weights or ())
    assert effect.macs is not None  # an example declares every size
    yield f"{effect.macs:,} multiply-adds for one example"
    seen = layer.reach(Reach(), signal.shape)
    outputs = (effect.output.shape or (None, None))[1]
    extent = seen.extent(signal.shape[1], outputs) if len(signal.shape) == 3 else None
    if seen.is_so_far:
        yield "each step of the output sees all steps so far"
    elif extent is not None:
        whole = extent == signal.shape[1]
        yield f"the output sees {'all' if whole else 'at most'} {extent} {'step' if extent == 1 else 'steps'} at once"


def _weights(weights: Iterable[Weight]) -> Iterator[str]:
    rows = [(each.name, " x ".join(map(str, each.shape)), f"{each.size:,}") for each in weights]
    if rows:
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for name, shape, size in rows:
            yield f"{name:<{widths[0]}}  {shape:>{widths[1]}}  {size:>{widths[2]}}"


def _worked(block: str) -> str:
    """Cases with what inference finds: one line for the layers, one for the shapes."""
    return "\n".join(line for case in block.splitlines() for line in _case(case))


def _case(text: str) -> Iterator[str]:
    found = _CASE.fullmatch(text)
    assert found is not None, text
    given: Any = _yaml(found[2])
    signal = Signal((None, *json.loads(found[1])))
    yield found[2]
    shapes, params = [show(signal.shape)], 0
    for entry in given if isinstance(given, list) else [given]:
        layer: Layer = read("layer", entry)  # type: ignore[assignment]
        try:
            effect = layer.infer(signal)
        except ShapeError as refusal:
            yield f"  {' -> '.join(shapes)}, and then:"
            yield f"  {refusal.message}"
            return
        signal, params = effect.output, params + sum(each.size for each in effect.weights or ())
        shapes.append(show(signal.shape) + ", masked" * signal.mask)
    yield f"  {' -> '.join(shapes)}  {params:,} parameters"


def _yaml(text: str) -> Any:
    from yaml import safe_load

    return safe_load(text)
