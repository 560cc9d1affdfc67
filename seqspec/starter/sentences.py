"""The recipe and the model for a table with a text of which a class or a number is to be told."""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.starter.columns import Column, Table
from seqspec.starter.scalars import comment, quoted, scalar
from seqspec.wording import count

MAX_TOKENS = 4_000
MAX_CHARACTERS = 100
MAX_LENGTH = 100
PARTS = 3
_SPACE = 1.5  # signs between words are tokens of their own


def text_of(table: Table, target: str | None) -> Column | None:
    """The column of texts that goes in; None where the table is a series, or holds no texts."""
    if table.time is not None or table.unordered is not None:
        return None
    others = [column for column in table.columns if column.name != target]
    found = [column for column in others if column.words]
    if not found and _tells_classes(table, target):
        found = [column for column in others if column.letters and not column.counter]
    return max(found, key=lambda column: (column.words, column.letters)) if found else None


def _tells_classes(table: Table, target: str | None) -> bool:
    """Whether words are to be told apart: a class is asked for, or there are no numbers."""
    asked = [column for column in table.columns if column.name == target or target is None]
    return any(column.categories and not column.numeric for column in asked) and not (target is None and table.numeric)


def labels(table: Table, text: Column) -> list[Column]:
    """What can be said of a text: a class, or a number."""
    of_classes = [
        column for column in table.columns if column is not text and column.categories and column.stray is None
    ]
    return of_classes or [column for column in table.numeric if not column.counter]


def recipe(target: Column, text: Column, source: str) -> Iterator[str]:
    """The `data` of the spec."""
    yield "data:"
    yield comment(f"  source: {source}", "relative to this file")
    yield f"  target: {_target(target)}"
    yield comment(f"  features: [{scalar(text.name)}]", "a text goes in alone")
    yield comment(
        f"  tokens: {{{_cut(text)}, max_length: {_length(text)}}}", f"also: {'char' if text.words else 'word'}"
    )
    if target.gaps or text.gaps:
        yield comment("  missing: drop", "rows without a text or without an answer are left out")
    yield from _split(target)


def _split(target: Column) -> Iterator[str]:
    """Parts with the same share of each class, where every class has a row for each of them."""
    drawn = "validation: 0.1, test: 0.2, by: random"
    if target.rarest is None:
        yield f"  split: {{{drawn}}}"
        return
    rarest, name = target.rarest
    if rarest >= PARTS:
        yield f"  split: {{{drawn}, stratify: true}}"
    else:
        rows = f"{count(rarest, 'row')}, too few for {PARTS} parts"
        yield comment(f"  split: {{{drawn}}}", f"no `stratify: true`: {quoted(name[:40])} has {rows}")


def model(target: Column, text: Column) -> Iterator[str]:
    """The layers, and how they are trained."""
    classes = _classes(target)
    last, loss = ("Dense: 1", "mean_squared_error")
    if classes:
        units = "units: 1, activation: sigmoid" if target.numeric else f"units: {classes}, activation: softmax"
        last, loss = f"Dense: {{{units}}}", "binary_crossentropy" if target.numeric else _SPARSE
    yield "model:"
    room = f"input_dim: {_tokens(text)}, output_dim: 64"
    yield f"  - Embedding: {{{room}, mask_zero: true, input_shape: [{_length(text)}]}}"
    yield comment("  - Bidirectional: {layer: {GRU: 32}}", "also: LSTM, SimpleRNN, Conv1D, ...")
    yield "  - Dropout: 0.5"
    yield f"  - {last}"
    yield ""
    yield f"compile: {{optimizer: {{Adam: 0.001}}, loss: {loss}{', metrics: [accuracy]' if classes else ''}}}"


_SPARSE = "sparse_categorical_crossentropy"


def _target(target: Column) -> str:
    classes = _classes(target)
    if not classes:
        return scalar(target.name)
    kind = "binary" if target.numeric else f"classes, classes: {classes}"
    return f"{{column: {scalar(target.name)}, kind: {kind}}}"


def _classes(target: Column) -> int:
    """How many classes there are: texts that come again, or 0 and 1; 0 where the target is a number."""
    return target.categories


def _length(text: Column) -> int:
    return min(max(int(text.words * _SPACE) or text.letters, 4), MAX_LENGTH)


def _tokens(text: Column) -> int:
    return MAX_TOKENS if text.words else MAX_CHARACTERS


def _cut(text: Column) -> str:
    """What a token is: a word of a sentence, a character of a single word."""
    return f"by: {'word' if text.words else 'char'}, max_tokens: {_tokens(text)}"
