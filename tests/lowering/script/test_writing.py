"""Python as text."""

from __future__ import annotations

import ast
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from seqspec.lowering.script.writing import WIDTH, Again, Call, Code, Pair, assignment, inline

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
_VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30)


@given(_VALUES)
def test_values_survive(value: object) -> None:
    """Whatever a spec can hold is read back from the code as it was, on one line or on several."""
    assert value == ast.literal_eval(inline(value))
    assert value == ast.literal_eval(assignment("name", value).removeprefix("name = "))


def test_numbers_without_end_are_written_so() -> None:
    """A bound of `clip` may be infinite, which has no literal."""
    assert ['float("-inf")', 'float("inf")'] == [inline(each) for each in (float("-inf"), float("inf"))]


def test_texts_have_the_quotes_of_formatters() -> None:
    """Double ones, unless that takes more backslashes."""
    assert ['"a"', "'\"'", '"\'"', '"\\n"'] == [inline(each) for each in ("a", '"', "'", "\n")]


def test_a_tuple_of_one_keeps_its_comma() -> None:
    """Else it would be no tuple."""
    assert "(1.0,)" == inline(Pair((1.0,)))


def test_long_calls_are_broken_as_formatters_do() -> None:
    """Each part on a line of its own, blocks and all, and no line is too long."""
    layer = Call("keras.layers.LSTM", ((None, 50), ("return_sequences", True), ("activation", "tanh")))
    block = Again(3, (layer, layer))
    text = assignment("model", Call("keras.Sequential", ((None, [Code("first"), block, layer]),))) + "\n"

    ruff = [sys.executable, "-m", "ruff", "format", "--isolated", f"--line-length={WIDTH}", "-"]
    assert text == subprocess.run(ruff, input=text, capture_output=True, text=True, check=True).stdout
    assert 8 < len(text.splitlines())
