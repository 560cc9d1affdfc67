"""Plain scalars follow the YAML 1.2 core schema; where YAML 1.1 differs is known."""

from __future__ import annotations

import math

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from seqspec.language.scalars import MAX_DIGITS, Scalar, resolve, surprise


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nULL", "nULL"),
        ("true", True), ("True", True), ("FALSE", False), ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"),
        ("y", "y"), ("n", "n"), ("0", 0), ("-1", -1), ("+12", 12), ("010", 10), ("08", 8), ("0o17", 15), ("0x1F", 31),
        ("0o8", "0o8"), ("0b11", "0b11"), ("1_000", "1_000"), ("1:30", "1:30"), ("2001-01-01", "2001-01-01"),
        ("1e-3", 0.001), ("1E3", 1000.0), ("1.5e3", 1500.0), ("1.", 1.0), (".5", 0.5), ("-.5e-1", -0.05), ("+.5", 0.5),
        (".inf", math.inf), ("-.Inf", -math.inf), ("+.INF", math.inf), ("inf", "inf"), ("nan", "nan"),
        (".", "."), ("-", "-"), ("e5", "e5"), ("1.2.3", "1.2.3"), ("3.15", 3.15), ("1 000", "1 000"), ("١", "١"),
    ],
)  # fmt: skip
def test_a_plain_scalar_is_what_yaml_1_2_says(text: str, value: Scalar) -> None:
    """Numbers, truth values and null are those of the core schema; everything else is a text."""
    assert (type(value), value) == (type(resolve(text)), resolve(text))


def test_not_a_number_is_a_number() -> None:
    """`.nan` is a float that equals nothing."""
    assert math.isnan(resolve(".nan"))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["9" * (MAX_DIGITS + 1), "-" + "1" * 100_000, "0x" + "f" * 100, "1e999", "-1e400"])
def test_a_number_that_nobody_means_is_refused(text: str) -> None:
    """More digits than the limit, or a float that would be infinite, is an error and costs no time."""
    with pytest.raises(OverflowError):
        resolve(text)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("no", "true or false"), ("Off", "true or false"), ("YES", "true or false"),
        ("010", "a number to the base 8"), ("0b11", "a number to the base 2"), ("-0x1", "a number to the base 16"),
        ("1:30", "a number to the base 60"), ("190:20:30", "a number to the base 60"),
        ("2001-01-01", "a date"), ("2001-01-01 10:00:00", "a point in time"),
        ("1_000", "a number"), ("1_0.5", "a number"), ("=", "the mark of a default value"),
        ("y", None), ("n", None), ("nO", None), ("1e-3", None), ("07", None), ("0", None), ("08", None), ("0o17", None),
        ("09:30", None), ("1:75", None), ("1.2.3", None), ("3.15", None), ("2001-1-1", None), ("_1", None),
    ],
)  # fmt: skip
def test_a_surprise_is_what_yaml_1_1_reads_as_another_value(text: str, reading: str | None) -> None:
    """What YAML 1.1 leaves a text is no surprise; `target: y` and versions are left alone."""
    assert reading == surprise(text, resolve(text))


@given(st.text("0123456789+-._:exobXabfTZyesnotfalruYNOFS =", min_size=1, max_size=12).map(str.strip))
def test_surprises_agree_with_a_reader_of_yaml_1_1(text: str) -> None:
    """A surprise is said exactly where PyYAML's own loader makes another value of a scalar, and no text of it."""
    scalars = [event for event in _events(text) if isinstance(event, yaml.ScalarEvent)]
    assume([text] == [event.value for event in scalars])
    try:
        ours = resolve(text)
    except OverflowError:
        assume(False)
    differs = _differs(_yaml11(text), ours)
    assert differs == (surprise(text, ours) is not None)


def _events(text: str) -> list[object]:
    try:
        return list(yaml.parse(f"- {text}", Loader=yaml.SafeLoader))
    except yaml.YAMLError:
        return []


def _yaml11(text: str) -> object:
    try:
        return yaml.safe_load(f"- {text}")[0]
    except (ValueError, yaml.YAMLError) as error:  # no such date, or `=`
        return error


def _differs(other: object, ours: object) -> bool:
    return not isinstance(other, str) and (type(other) is not type(ours) or repr(other) != repr(ours))
