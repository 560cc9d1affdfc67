"""What a recipe may say about texts: which columns they are, and what can't be done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from seqspec.language.problems import nearest, problem
from seqspec.language.recipe.scale import EVERY
from seqspec.language.section import at

if TYPE_CHECKING:
    from seqspec.language.data import Data
    from seqspec.language.recipe.tokens import Tokens


_OF_SERIES = ("time", "group", "known_future", "static", "difference", "season")
_OF_COLUMNS = (*_OF_SERIES, "target", "features", "scale", "clip", "log1p", "encode", "missing")
_OF_AMOUNTS = ("scale", "clip", "log1p", "encode")


def check_tokens(data: Data) -> None:
    """
    Refuse what `tokens` can't say of this source.

    Raises:
        ValidationError: at the key that is wrong.
    """
    running = data.source is not None and not (data.source.table or data.paired)
    if running:
        _require_tokens(data)
    if not data.tokens:
        return
    if data.parts.backtest is not None:
        said = "a backtest moves along a series, and texts are none"
        help = "write `split: {validation: 0.1, test: 0.2}`"
        raise at(("split", "backtest"), problem("SEQ008", said, target="key", help=help))
    if running:
        _check_running(data)
        return
    _refuse(data, _OF_SERIES, "rows of texts do not follow one another in time")
    if data.paired:
        _check_pairs(data)
    _check_inputs(data)
    _check_amounts(data)
    for column in data.target_columns:
        if (tokens := data.tokens_of(column)) is not None:
            _check_target(data, column, tokens)
    _check_places(data)


def _check_pairs(data: Data) -> None:
    """Two columns, each with tokens of its own, unless the second one is said to be a label."""
    unknown = next((column for column in data.tokens if column not in {EVERY, *data.columns}), None)
    if unknown is not None:
        guess = nearest(unknown, data.columns)
        meant = f"; did you mean `{guess}`?" if guess else ""
        said = f"`{unknown}` is no column of pairs{meant}"
        raise at(("tokens", unknown), problem("SEQ008", said, target="key", help="pairs have `input` and `target`"))
    without = next((column for column in data.columns if data.tokens_of(column) is None), None)
    if without is not None and data.target is None:
        said = f"`{without}` is a text, too, and nothing says how it becomes tokens"
        raise at(("tokens",), problem("SEQ008", said, help=f"write `{without}: {{by: word}}` beside it"))


def _require_tokens(data: Data) -> None:
    """A running text is read token by token."""
    if not data.tokens:
        said = "nothing says how the text becomes tokens"
        raise at(("source",), problem("SEQ008", said, target="key", help="write `tokens: {by: char}` beside it"))


def _check_running(data: Data) -> None:
    """A running text has no columns, no amounts, and no text to be padded."""
    _refuse(data, _OF_COLUMNS, "a running text has no columns and no amounts")
    _check_window(data)
    _check_order(data)
    for column, tokens in data.tokens.items():
        if column != EVERY:
            said = f"a running text has no columns, and `tokens` names `{column}`"
            raise _refusal(data, column, None, said, "write `tokens: {by: char}`, the same for all of it")
        if tokens.aligned:
            said = "`aligned` is for pairs of texts, and a running text has no target of its own"
            raise _refusal(data, column, "aligned", said, "take `aligned` out")
        if key := next((key for key in ("max_length", "padding") if key in tokens.model_fields_set), None):
            said = f"a running text is cut into windows and never padded, so `{key}` has no meaning here"
            raise _refusal(data, column, key, said, f"take `{key}` out; `window.length` says how many tokens go in")


def _check_order(data: Data) -> None:
    """A running text is cut into parts from its beginning to its end."""
    if data.split and data.split.by not in {None, "time", "random"}:  # of `random` SEQ302 tells more
        said = f"a running text is split in order, and not `by: {data.split.by}`"
        raise at(("split", "by"), problem("SEQ008", said, replace="time", help="take `by` out"))
    if data.split and data.split.unit == "date":
        said = "a running text has no dates, and is split by fractions or by tokens"
        raise at(("split",), problem("SEQ008", said, target="key", help="write `split: {validation: 0.1, test: 0.1}`"))


def _check_window(data: Data) -> None:
    """What a window can do to amounts, and not to tokens."""
    window = data.window
    if window is None:
        said = "a running text is read in windows, and the recipe has no `window`"
        help = "write `window: {length: 40}`, which reads 40 tokens and predicts the next one"
        raise at(("source",), problem("SEQ008", said, target="key", help=help))
    if window.normalize != "none":
        said = f"`normalize: {window.normalize}` is for amounts, and tokens are none"
        raise at(("window", "normalize"), problem("SEQ008", said, target="key", help="take `normalize` out"))
    if window.offset == 0:
        said = "with `offset: 0` the token to be predicted is the last one of the input: it would be its own answer"
        help = "write `offset: 1` to predict the next token"
        raise at(("window", "offset"), problem("SEQ307", said, replace="1", help=help))


def _refuse(data: Data, keys: tuple[str, ...], why: str) -> None:
    key = next((key for key in keys if key in data.model_fields_set), None)
    if key is not None:
        said = f"{why}, so `{key}` has no meaning here"
        raise at((key,), problem("SEQ008", said, target="key", help=f"take `{key}` out"))


def _check_inputs(data: Data) -> None:
    """A model has one input: a text goes in alone."""
    features = data.feature_columns
    read = [column for column in features if data.tokens_of(column) is not None]
    if EVERY in data.tokens and not data.paired and len(features) > 1:
        said = f"`tokens` for all texts needs one text that goes in, and there are {len(features):,} features"
        help = "name the column: `tokens: {COLUMN: {by: word}}`"
        raise at(("tokens",), problem("SEQ008", said, help=help))
    if read and len(features) > 1:
        other = next(column for column in features if column != read[0])
        said = f"a model has one input: the text `{read[0]}` goes in alone, and not beside `{other}`"
        raise at(("features",), problem("SEQ008", said, help=f"write `features: [{read[0]}]`"))
    if data.window is not None:
        said = "texts of a table are read row by row, and a `window` is for running texts and series"
        raise at(("window",), problem("SEQ008", said, target="key", help="take `window` out"))


def _check_amounts(data: Data) -> None:
    """What is done to amounts can't be done to texts."""
    for key in _OF_AMOUNTS:
        column = next((column for column in getattr(data, key) if column != EVERY and column in data.texts), None)
        if column is not None:
            said = f"`{column}` is a text, which `tokens` makes numbers of, and `{key}` can do nothing to it"
            raise at((key,), problem("SEQ008", said, target="key", help=f"take `{column}` out of `{key}`"))


def _check_target(data: Data, column: str, tokens: Tokens) -> None:
    if data.parts.stratify:
        said = f"`stratify` shares out the rows of each class, and `{column}` is a text"
        raise at(("split", "stratify"), problem("SEQ008", said, target="key", help="take `stratify` out"))
    if any(target.kind is not None for target in data.target or []):
        said = f"`{column}` is a text, which is predicted token by token and has no `kind`"
        raise at(("target", 0, "kind"), problem("SEQ008", said, target="key", help="take `kind` out"))
    if tokens.padding == "pre" and not tokens.aligned:
        said = f"`{column}` is predicted up to its end, so its padding stands after it"
        help = "write `padding: post`, or `tokens: {input: {padding: pre}, target: {...}}` for the input alone"
        raise _refusal(data, column, "padding", said, help)


def _check_places(data: Data) -> None:
    """`aligned` is said of a target, whose input is a text of the same length."""
    for column in data.feature_columns:
        if column in data.tokens and data.tokens[column].aligned:
            said = f"`aligned` is said of the target, and `{column}` goes in"
            raise _refusal(data, column, "aligned", said, "write it under the target's name")
    target = next(iter(data.target_columns), None)
    tokens = data.tokens_of(target)
    if target is None or tokens is None or not tokens.aligned:
        return
    read = data.tokens_of(data.feature_columns[0])
    if read is None:
        said = f"`aligned` needs tokens that go in, and `{data.feature_columns[0]}` is no text"
        raise _refusal(data, target, "aligned", said, "take `aligned` out")
    for key in ("max_length", "padding"):
        one, other = getattr(read, key), getattr(tokens, key)
        if one != other:
            said = (
                f"tokens in the same places need the same `{key}`, and `{target}` has {other} where the input has {one}"
            )
            raise _refusal(data, target, key, said, "write the same for both")


def tokens_path(data: Data, column: str | None, *rest: str) -> tuple[str, ...]:
    """Where a spec says how a text becomes numbers, seen from `data`."""
    return ("tokens", *((column,) if column in data.tokens and column is not None else ()), *rest)


def _refusal(data: Data, column: str, key: str | None, said: str, help: str) -> ValidationError:
    named = () if column == EVERY or column not in data.tokens else (column,)
    target = "key" if key == "aligned" else "value"
    return at(("tokens", *named, *((key,) if key else ())), problem("SEQ008", said, target=target, help=help))
