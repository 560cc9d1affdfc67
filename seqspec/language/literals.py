"""What Python says of a spec in values of its own, as YAML would have it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from seqspec.errors import UsageError
from seqspec.language.normal import flow

Settings: TypeAlias = Iterable[str] | Mapping[str, Any]
"""Changes of a spec: as `--set` takes them, `fit.epochs=5`, or values by path: `{"fit.epochs": 5}`."""


def written(settings: Settings) -> tuple[str, ...]:
    """
    Changes as `--set` takes them.

    Raises:
        UsageError: they are neither texts nor values by path, or a value can't be written in a spec.
    """
    if isinstance(settings, str):
        return (settings,)
    if isinstance(settings, Mapping):
        return tuple(f"{path}={flow(plain(value, f'the setting `{path}`'))}" for path, value in settings.items())
    changes: tuple[str, ...] = tuple(settings) if isinstance(settings, Iterable) else (settings,)
    for each in changes:
        if not isinstance(each, str):
            said = f"a setting is a text, and this is a `{type(each).__name__}`: {each!r}"
            raise UsageError(said, help='write `["fit.epochs=5"]`, or `{"fit.epochs": 5}`')
    return changes


def plain(value: Any, what: str) -> Any:
    """
    Lists, mappings, texts, numbers, yes, no and nothing: NumPy's as Python's own.

    Args:
        what: it is, for the message.

    Raises:
        UsageError: something in it is none of these, or a number that is not finite.
    """
    try:
        return json.loads(json.dumps(value, allow_nan=False, default=_simpler))
    except (TypeError, ValueError, RecursionError) as error:
        raise UsageError(f"{what} has a value that no spec can hold: {error}", help="use plain values") from None


def _simpler(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    if callable(listed := getattr(value, "tolist", None)):  # of NumPy's numbers, too
        return listed()
    raise TypeError(f"`{type(value).__name__}` is neither a text nor a number, a list or a mapping")
