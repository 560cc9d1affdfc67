"""What a recursive forecast asks of a recipe: that every feature of the rows ahead is predicted, or known ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqspec.language.problems import problem
from seqspec.language.section import at

if TYPE_CHECKING:
    from seqspec.language.data import Data

_KEY = ("window", "recursive")


def check_recursion(data: Data) -> None:
    """
    Refuse a recipe of which a later step would have to be fed what nobody knows.

    Raises:
        ValidationError: at `window.recursive`, with what stands in its way.
    """
    if data.window is None or data.window.recursive is None:
        return
    if data.source is not None and not data.target_columns:
        said = "`recursive` feeds numbers back, and this recipe predicts the next token of a text"
        raise at(_KEY, problem("SEQ008", said, target="key", help="take it out; `seqspec generate` writes texts on"))
    unreal = next((target for target in data.target or [] if data.kind(target) != "real"), None)
    if unreal is not None:
        said = f"`recursive` feeds predictions back as values, and `{unreal.column}` is of kind `{data.kind(unreal)}`"
        raise at(_KEY, problem("SEQ008", said, target="key", help="take `recursive` out"))
    _check_features(data)


def _check_features(data: Data) -> None:
    targets = data.target_columns
    if not set(targets) & set(data.feature_columns):
        said = "`recursive` feeds predictions back, and no target is a feature"
        raise at(_KEY, problem("SEQ008", said, help=f"add `{targets[0]}` to `features`, or write `horizon`"))
    unknown = unknown_ahead(data)
    if unknown is not None:
        said = f"the second step of a recursive forecast needs the next `{unknown}`, and nobody knows it yet"
        help = f"predict `{unknown}`, too (`target: [{targets[0]}, {unknown}]`), take it out of `features`, or "
        help += f"write `known_future: [{unknown}]` if it is known ahead"
        raise at(_KEY, problem("SEQ008", said, help=help))


def unknown_ahead(data: Data) -> str | None:
    """The first feature whose next value nobody knows: it is not predicted, and not known ahead."""
    return next((column for column in data.feature_columns if not _known_ahead(data, column)), None)


def _known_ahead(data: Data, column: str) -> bool:
    encoding = data.encode.get(column)
    date = encoding is not None and encoding.categories is None
    return date or column in {*data.target_columns, *data.known_future, *data.static}
