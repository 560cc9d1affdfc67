"""The recipe and the model for a table with a text of which a class or a number is to be told."""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.starter.columns import Column, Table
from seqspec.starter.scalars import comment, quoted, scalar

MAX_TOKENS = 4_000
MAX_LENGTH = 100
PARTS = 3
_SPACE = 1.5  # signs between words are tokens of their own


def text_of(table: Table, target: str | None) -> Column | None:
    """The column of texts that goes in; None where the table is a series, or holds no texts."""
    if table.time is not None or table.unordered is not None:
        return None
    found = [column for column in table.columns if column.words and column.name != target]
    return max(found, key=lambda column: column.words) if found else None


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
    yield comment(f"  tokens: {{by: word, max_tokens: {MAX_TOKENS}, max_length: {_length(text)}}}", "also: char")
    if target.gaps or text.gaps:
        yield comment("  missing: drop", "rows without a text or without an answer are left out")
    yield from _split(target)


def _split(target: Column) -> Iterator[str]:
    """Parts with the same share of each class, where every class has a row for each of them."""
    drawn = "validation: 0.1, test: 0.2, by: random"
    if target.rarest is None:
        yield f"  split: {{{drawn}}}"
        return
    count, name = target.rarest
    if count >= PARTS:
        yield f"  split: {{{drawn}, stratify: true}}"
    else:
        rows = f"{count} row{'s' * (count > 1)}, too few for {PARTS} parts"
        yield comment(f"  split: {{{drawn}}}", f"no `stratify: true`: {quoted(name[:40])} has {rows}")


def model(target: Column, text: Column) -> Iterator[str]:
    """The layers, and how they are trained."""
    classes = _classes(target)
    last, loss = ("Dense: 1", "mean_squared_error")
    if classes:
        units = "units: 1, activation: sigmoid" if target.numeric else f"units: {classes}, activation: softmax"
        last, loss = f"Dense: {{{units}}}", "binary_crossentropy" if target.numeric else _SPARSE
    yield "model:"
    yield f"  - Embedding: {{input_dim: {MAX_TOKENS}, output_dim: 64, mask_zero: true, input_shape: [{_length(text)}]}}"
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
    return min(max(int(text.words * _SPACE), 4), MAX_LENGTH)
