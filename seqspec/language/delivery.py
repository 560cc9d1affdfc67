"""What a recipe delivers, as far as it says so without data: what a model is held against before anything is read."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from seqspec.language.layer import Dim, Shape, Signal, size
from seqspec.language.recipe.arrays import Arrays
from seqspec.language.recipe.scale import EVERY
from seqspec.language.recipe.target import Kind
from seqspec.language.recipe.tokens import Tokens

if TYPE_CHECKING:
    from seqspec.language.data import Data


@dataclass(frozen=True, slots=True)
class Delivery:
    """
    What a recipe delivers, as far as it says so without data.

    Args:
        input: a batch of inputs; its shape is None where not even the rank is known.
        horizon: time steps ahead that are predicted at once.
        targets: numbers predicted for each step; a one-hot target counts its classes.
        kind: how the target is written down.
        classes: how many there are, where it is declared.
        each_step: every input step has a target of its own.
        length: time steps of the input; None where it has no time or the number is not known.
        shape: the target's shape where it is declared as such (`data.arrays`).
        vocabulary: the declared number of tokens or ids in the input.
        windowed: every input is a window, whatever its rank.
        text: what is predicted is a text, a token for each step, whatever goes in.
    """

    input: Signal
    horizon: int = 1
    targets: int = 1
    kind: Kind = "real"
    classes: int | None = None
    each_step: bool = False
    length: int | None = None
    shape: Shape | None = None
    vocabulary: int | None = None
    windowed: bool = False
    text: bool = False

    @property
    def steps_out(self) -> Dim:
        """Time steps of a target: the horizon, or the length where every step has a target."""
        return self.length if self.each_step else self.horizon

    def target_shape(self, output_rank: int) -> Shape:
        """
        The shape of a batch of targets under a model whose output has this rank.

        `(batch, steps, targets)` under rank 3, `(batch, steps * targets)` else.
        """
        if self.shape is not None:
            return (None, *self.shape)
        if output_rank == 3 and (
            self.text or self.windowed or (self.input.shape is not None and len(self.input.shape) > 2)
        ):
            return (None, self.steps_out, self.targets)
        return (None, size((self.steps_out, self.targets)))


def deliver(data: Data) -> Delivery:
    """What a recipe delivers, without any data."""
    if data.arrays is not None:
        return _from_arrays(data.arrays)
    assert data.source is not None  # there is one, or there are arrays
    if (tokens := data.tokens_of(next(iter(data.target_columns), None))) is not None and data.target_columns:
        return _to_text(data, tokens)
    return _from_table(data) if (data.source.table or data.paired) and data.target else _from_text(data)


def _from_arrays(arrays: Arrays) -> Delivery:
    shape = tuple(arrays.input.shape)
    signal = Signal((None, *shape), arrays.input.dtype)
    length = shape[0] if len(shape) > 1 else None
    target = arrays.target
    if target is None:
        return Delivery(signal, length=length)
    wanted = tuple(target.shape)
    steps = [dim or 1 for dim in wanted[:-1]]
    return Delivery(
        signal,
        horizon=prod(steps),
        targets=(wanted[-1] or 1) if wanted else 1,
        kind=target.kind,
        classes=target.classes or ((wanted[-1] if wanted else None) if target.kind == "one_hot" else None),
        each_step=len(wanted) > 1 and len(shape) > 1 and wanted[0] == shape[0],
        length=length,
        shape=wanted,
    )


def _from_table(data: Data) -> Delivery:
    targets = data.target or []
    kind, classes = data.kind(targets[0]), data.classes(targets[0])
    window = data.window
    widths = [data.classes(target) or 1 if data.kind(target) == "one_hot" else 1 for target in targets]
    return Delivery(
        _table_input(data),
        horizon=window.horizon if window else 1,
        targets=sum(widths),
        kind=kind,
        classes=classes,
        each_step=window.each_step if window else False,
        length=_length(data),
        vocabulary=_vocabulary(data),
        windowed=window is not None,
    )


def _length(data: Data) -> int | None:
    if data.window is not None:
        return data.window.length
    tokens = _text_read(data)
    return tokens.max_length if tokens else None


def _text_read(data: Data) -> Tokens | None:
    """How the one text that goes in becomes numbers; None where numbers go in."""
    columns = data.feature_columns
    return data.tokens_of(columns[0]) if columns else None


def _vocabulary(data: Data) -> int | None:
    if (tokens := _text_read(data)) is not None:
        return tokens.max_tokens
    ids = [encoding.ids for column in data.feature_columns if (encoding := data.encode.get(column)) and encoding.ids]
    return max(ids) if ids else None


def _table_input(data: Data) -> Signal:
    columns = data.feature_columns
    if (tokens := _text_read(data)) is not None:
        return _token_input(tokens)
    encoded = [encoding for column in columns if (encoding := data.encode.get(column))]
    dates = [encoding for column, encoding in data.encode.items() if column not in columns and encoding.of_dates]
    width = len(columns) - len(encoded) + sum(encoding.width for encoding in [*encoded, *dates])
    if width != len(columns) or len(encoded) != len(columns) or not all(encoding.ids for encoding in encoded):
        return Signal((None, data.window.length, width) if data.window else (None, width))
    if data.window is None:
        return Signal((None, width), "int32")
    # One id a step is what an `Embedding` looks up; several of them are columns.
    return Signal((None, data.window.length) if width == 1 else (None, data.window.length, width), "int32")


def _token_input(tokens: Tokens) -> Signal:
    """Padded texts: ids `(batch, length)`, or one-hot `(batch, length, tokens)`."""
    if tokens.one_hot:
        return Signal((None, tokens.max_length, tokens.max_tokens))
    return Signal((None, tokens.max_length), "int32")


def _from_text(data: Data) -> Delivery:
    """A running text: the next token of a window."""
    tokens, window = data.tokens.get(EVERY), data.window
    if tokens is None:
        columns = data.features
        return Delivery(Signal((None, len(columns)) if columns and not window else None), length=_length(data))
    kind: Kind = "one_hot" if tokens.one_hot else "classes"
    read = tokens if window is None else tokens.model_copy(update={"max_length": window.length})
    return Delivery(
        _token_input(read),
        horizon=window.horizon if window else 1,
        targets=_width(tokens),
        kind=kind,
        classes=tokens.max_tokens,
        each_step=window.each_step if window else False,
        length=read.max_length,
        vocabulary=tokens.max_tokens,
    )


def _to_text(data: Data, tokens: Tokens) -> Delivery:
    """A text out of another one, or out of numbers: a token for each step."""
    length, steps = _length(data), tokens.max_length
    return Delivery(
        _table_input(data),
        horizon=steps or 1,
        targets=_width(tokens),
        kind="one_hot" if tokens.one_hot else "classes",
        classes=tokens.max_tokens,
        each_step=length == steps or steps is None,
        length=length if steps is not None else None,
        vocabulary=_vocabulary(data),
        text=True,
    )


def _width(tokens: Tokens) -> int:
    return (tokens.max_tokens or 1) if tokens.one_hot else 1
