"""Both answers side by side: what they disagree about, and the smallest model that shows it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from seqspec.analysis.linter import Checked
from seqspec.diagnostics import Diagnostic
from tests.conformance.asking import Told, built, errors, fails_at_work, held, inferred, lowered, ours, text
from tests.conformance.drawing import Plain, Sketch, draw

# Layers that pass on a mask which Keras's symbolic tensors do not show; see test_a_mask_that_symbols_do_not_show.
HIDE_THEIR_MASK = {"Sequential", "ReversibleEmbedding"}

_SILENT = (
    "silent",
    "no error",
    "accept",
    "ignore",
    "warns",
    "without a word",
    "takes it for",
    "NaN",
    "checks one end",
    "fails in training",
    "not check",
    "no-op",
)
_LATER = ("batch", "training step", "when it runs", "at the first")

# Refusals of ours that Keras does not share, each with the reason: by what the message says, or by the rule.
OURS = {
    r", and this is ": "a spec is typed: Keras takes 1 for true, a text for a truth value, and 2.0 for 2",
    r"needs .*, and this list has \d+$": "Keras looks at the length of few lists before it uses them",
    r"can't be (the number|a list|empty)": "likewise, where a truth value is one of several choices",
    r"weights can't be of type": "zeros and ones are made of any type, and no optimizer can change them then",
}


_EMPTY = re.compile(r"has to be at least [01], and is -?\d+$")
"""Sizes of 0 and seeds below 0, of which the message claims nothing: some layers of Keras build empty arrays then."""


@dataclass(frozen=True)
class Disagreement:
    """
    What the two sides say differently.

    Args:
        what: the kind of difference; shrinking keeps it.
        seqspec, keras: both answers.
    """

    what: str
    seqspec: str
    keras: str


@dataclass(frozen=True)
class Verdict:
    """How a model is judged: `accepted`, `refused`, or `silent` where Keras says nothing of it; and the quarrel."""

    judged: str
    disagreement: Disagreement | None = None


def judge(sketch: Sketch) -> Verdict:
    """Ask both sides."""
    checked = ours(sketch)
    found = errors(checked)
    if found:
        return _judge_refusal(sketch, found)
    answer = built(sketch)
    if isinstance(answer, str):
        return Verdict("accepted", Disagreement("accepted, and Keras refuses", "no error", answer))
    difference = next(_differences(checked, inferred(checked), answer, names=False), None)
    if difference is None:
        made = lowered(checked)
        if isinstance(made, str):
            difference = Disagreement("accepted, and can't be lowered", "no error", made)
        else:
            difference = next(_differences(checked, inferred(checked), made, names=True), None)
    return Verdict("accepted", difference)


def _judge_refusal(sketch: Sketch, found: list[Diagnostic]) -> Verdict:
    when = min((_when(each) for each in found), key=("built", "later", "silent").index)
    if when == "silent":
        return Verdict("silent")
    answer = built(sketch)
    if isinstance(answer, str) or (when == "later" and fails_at_work(sketch)):
        return Verdict("refused")
    worst = found[0]
    said = f"{worst.code} {worst.message} ({worst.keras})"
    return Verdict("refused", Disagreement(f"refused ({worst.code}), and Keras accepts", said, str(answer[-1])))


def _when(found: Diagnostic) -> str:
    """When Keras fails, by what the message claims; without a claim it fails at once."""
    said = found.keras or ""
    about_training, empty = found.code >= "SEQ2", found.keras is None and _EMPTY.search(found.message)
    ours = any(re.search(each, found.message) for each in OURS)
    if about_training or empty or ours or any(word in said for word in _SILENT):
        return "silent"
    return "later" if any(word in said for word in _LATER) else "built"


def _uncounted(name: str) -> str:
    """A name without its number: Keras counts layers inside of others too, which seqspec names itself."""
    return re.sub(r"_\d+$", "", name)


def _differences(checked: Checked, here: list[Told], there: list[Told], names: bool) -> Iterator[Disagreement]:
    assert checked.trace is not None
    if len(here) != len(there):
        yield Disagreement("number of layers", str(len(here)), str(len(there)))
    hidden = any(HIDE_THEIR_MASK & {*held(step.layer)} for step in checked.trace.steps)
    for step, one, other in zip(checked.trace.steps, here, there, strict=False):
        for what in ("name", "shape", "dtype", "mask", "weights"):
            mine, theirs = getattr(one, what), getattr(other, what)
            if what == "name" and not names:
                mine, theirs = _uncounted(mine), _uncounted(theirs)
            if mine != theirs and not (what == "mask" and hidden):
                yield Disagreement(f"{what} of {step.layer.type}", str(mine), str(theirs))


def shrink(sketch: Sketch, quarrel: Disagreement) -> Sketch:
    """A smaller model with the same kind of disagreement; greedy, and bounded."""

    def still(candidate: Sketch) -> bool:
        found = judge(candidate).disagreement
        return found is not None and found.what == quarrel.what

    for _ in range(12):
        smaller = next((each for each in _smaller(sketch) if still(each)), None)
        if smaller is None:
            break
        sketch = smaller
    return sketch


def _smaller(sketch: Sketch) -> Iterator[Sketch]:
    layers = sketch.layers
    for index in range(len(layers)):
        if len(layers) > 1:
            yield replace(sketch, layers=layers[:index] + layers[index + 1 :])
    if sketch.dtype != "float32":
        yield replace(sketch, dtype="float32")
    if sketch.batch_size:
        yield replace(sketch, batch_size=None)
    for index, entry in enumerate(layers):
        for simpler in _simpler(entry):
            yield replace(sketch, layers=[*layers[:index], simpler, *layers[index + 1 :]])


def _simpler(entry: Plain) -> Iterator[Plain]:
    """The entry without one argument, here or in a layer inside."""
    ((name, given),) = entry.items()
    for key, value in given.items():
        yield {name: {other: each for other, each in given.items() if other != key}}
        for inner in _inside(value):
            yield {name: {**given, key: inner}}


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict) and len(value) == 1 and isinstance(next(iter(value.values())), dict):
        yield from _simpler(value)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        for index, item in enumerate(value):
            yield value[:index] + value[index + 1 :]
            yield from ([*value[:index], simpler, *value[index + 1 :]] for simpler in _simpler(item))


def describe(number: int, sketch: Sketch, quarrel: Disagreement) -> str:
    """The disagreement as it is printed."""
    lines = [f"spec {number}: {quarrel.what}", f"  seqspec: {quarrel.seqspec}", f"  Keras:   {quarrel.keras}"]
    return "\n".join([*lines, *(f"    {line}" for line in text(sketch).splitlines())])


def judge_all(seed: int, numbers: list[int]) -> tuple[Counter[str], list[tuple[int, str]]]:
    """Judge the specs of these numbers; each is drawn from the seed and its number alone."""
    counts: Counter[str] = Counter()
    told: list[tuple[int, str]] = []
    seen: Counter[str] = Counter()
    for number in numbers:
        sketch = draw(Random(f"{seed}:{number}"))
        verdict = judge(sketch)
        counts[verdict.judged] += 1
        if verdict.disagreement is not None:
            seen[verdict.disagreement.what] += 1
            small = shrink(sketch, verdict.disagreement) if seen[verdict.disagreement.what] <= 3 else sketch
            told.append((number, describe(number, small, judge(small).disagreement or verdict.disagreement)))
    return counts, told
