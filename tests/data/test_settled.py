"""What is advised to a run that is over: only what can still be done."""

from __future__ import annotations

from typing import Any

import pytest

from seqspec.errors import DataError
from tests.data.builders import loaded, noise, predicted


def advice(columns: dict[str, list[Any]], trained_on: dict[str, list[Any]], **data: Any) -> str | None:
    """What to do about a file that a run refuses."""
    state = loaded(trained_on, **data).state
    with pytest.raises(DataError) as caught:
        predicted(columns, state, **data)
    return caught.value.help


def test_a_gap_is_to_be_filled() -> None:
    """The recipe of a run is settled: nobody is sent to change it."""
    values: list[Any] = [*noise(1, 60)["y"]]
    recipe = {"window": {"length": 4}, "split": {"validation": 0.1, "test": 0.2}}

    said = advice({"y": [*values[:9], None, *values[10:]]}, {"y": values}, **recipe)

    assert "fill them in; a run keeps the `missing` it was fitted with" == said


def test_an_empty_text_is_to_be_written() -> None:
    """Or its row to be taken out of the file."""
    texts = {"text": [f"word{row} is here" for row in range(40)], "y": ["good", "bad"] * 20}
    recipe: dict[str, Any] = {
        "features": ["text"],
        "target": {"column": "y", "kind": "classes", "classes": 2},
        "tokens": {"by": "word", "max_tokens": 60, "max_length": 4},
        "split": {"validation": 0.1, "test": 0.2},
    }

    assert "write the text, or take the row out of the file" == advice({"text": ["here", ""]}, texts, **recipe)
