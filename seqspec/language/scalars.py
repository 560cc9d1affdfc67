"""
Plain scalars: what they are under the YAML 1.2 core schema, and where YAML 1.1 reads something else.

PyYAML resolves by YAML 1.1, where `no` is false, `010` is eight and `1e-3` a text; so the values are made here.
"""

from __future__ import annotations

import math
import re
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | None

MAX_DIGITS = 40

NOTHING = ("", "~", "null", "Null", "NULL")
"""How nothing is written."""
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(NOTHING, None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMERIC_STARTS = frozenset("0123456789+-.")
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

# Only what YAML 1.1 reads as some other value is a surprise. What it leaves a text (`1e-3`, `0o17`, `08`) is none:
# whoever needs a number there is told so. `y` and `n` are texts to every reader that is still in use.
_SURPRISE_STARTS = frozenset("0123456789+-.=yYnNoO")
_SURPRISE = re.compile(
    r"""(?P<bool>[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF)
    | (?P<octal>[-+]?0[0-7_]+)
    | (?P<binary>[-+]?0b[01_]+)
    | (?P<sexagesimal>[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+ | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)
    | (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})
    | (?P<instant>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?
        (?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)
    | (?P<signed>[-+]0x[0-9a-fA-F_]+)
    | (?P<underscore>(?=.*_)(?:[-+]?(?:[1-9][0-9_]*|0x[0-9a-fA-F_]+|[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?)
        | \.[0-9][0-9_]*(?:[eE][-+][0-9]+)?))
    | (?P<default>=)""",
    re.VERBOSE,
)
_READINGS = {
    "bool": "true or false",
    "octal": "a number to the base 8",
    "binary": "a number to the base 2",
    "sexagesimal": "a number to the base 60",
    "date": "a date",
    "instant": "a point in time",
    "signed": "a number to the base 16",
    "underscore": "a number",
    "default": "the mark of a default value",
}


def resolve(text: str) -> Scalar:
    """
    The value of a plain scalar: `1e-3` is a number, `no` a text, `010` ten.

    Raises:
        OverflowError: it is a number with more than 40 digits, or one that no float can hold; says which.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC_STARTS:
        return text
    if _INT.fullmatch(text):
        if len(text) > MAX_DIGITS:
            raise OverflowError(f"the number has {len(text):,} digits, more than the limit of {MAX_DIGITS}")
        return int(text, 0 if text[:2] in {"0o", "0x"} else 10)
    if _FLOAT.fullmatch(text):
        return _float(text)
    if _INFINITE.fullmatch(text):
        return float(text.replace(".", ""))
    return text


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise OverflowError("the number is beyond 1.8e308, the largest that can be computed with")
    return value


def surprise(text: str, value: Scalar) -> str | None:
    """
    What tools that read YAML 1.1 take a plain scalar for, where that is another value than ours.

    Args:
        text: the scalar as written.
        value: what `resolve` makes of it.
    """
    if not text or text[0] not in _SURPRISE_STARTS:
        return None
    match = _SURPRISE.fullmatch(text)
    if match is None or match.lastgroup is None or (match.lastgroup == "octal" and _same_octal(text, value)):
        return None
    return _READINGS[match.lastgroup]


def _same_octal(text: str, value: Scalar) -> bool:
    """Up to seven the base makes no difference."""
    digits = text.replace("_", "")
    return isinstance(value, int) and int(digits, 8) == value
