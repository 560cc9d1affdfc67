"""Categories as texts: one for whatever is equal, and no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from seqspec.data.reading.feed import read_documents
from seqspec.data.reading.growing import Codes, all_called, called
from seqspec.data.reading.scratch import Scratch
from seqspec.errors import DataError
from seqspec.language.recipe.sources import text_file


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (True, "True"), (np.False_, "False"), (7, "7"), (np.int64(12345678901234567), "12345678901234567"),
        (7.0, "7"), (-0.0, "0"), (0.1, "0.1"), (np.float32(0.1), "0.1"), (0.1 + 0.2, "0.30000000000000004"),
        (2.0**53, "9007199254740992.0"), (np.inf, "inf"), ("007", "7"), ("-1.50", "-1.5"), ("3.", "3"),
        ("1_000", "1_000"), ("1e3", "1e3"), (" 1", " 1"), ("12345678901234567", "12345678901234567"), ("a", "a"),
        ("\u0661", "\u0661"), (pd.Timestamp("2024-01-01"), "2024-01-01 00:00:00"),
    ],
)  # fmt: skip
def test_a_category_has_one_name_however_it_comes(value: Any, name: str) -> None:
    """Numbers and short texts of them agree; nothing that differs is made one."""
    assert name == called(value)


@pytest.mark.parametrize(
    ("pieces", "names"),
    [
        (([12345678901234567, 12345678901234568],), ["12345678901234567", "12345678901234568"]),
        (([True, False], ["True", "other"]), ["True", "False", "other"]),
        (([1, 2], ["01", "2.0", "x"]), ["1", "2", "x"]),
        ((["1_000"], [1000]), ["1_000", "1000"]),
    ],
)
def test_pieces_of_a_column_agree_on_their_categories(pieces: tuple[list[Any], ...], names: list[str]) -> None:
    """Whatever pandas takes each piece for."""
    codes = Codes(Scratch())
    for piece in pieces:
        codes.take(pd.Series(piece))

    assert names == codes.names


def test_a_cell_without_a_category_stays_without_one() -> None:
    """The others keep their rows."""
    found = all_called(pd.Series([2.0, None, 1.5], index=[5, 6, 7]))

    assert ([5, 6, 7], ["2", None, "1.5"]) == (found.index.tolist(), found.tolist())


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("utf-16", "is not utf-16 text"), ("undefined", "no encoding `undefined`"), ("a\0", r"no encoding `a\\x00`")],
)
def test_a_running_text_in_an_encoding_that_fails_is_refused(encoding: str, words: str, tmp_path: Path) -> None:
    """Some codecs say no byte, and some names are none."""
    (tmp_path / "t").write_bytes(b"text")
    source = text_file.Recipe(path=["t"], encoding=encoding)

    with pytest.raises(DataError, match=words):
        read_documents(source, tmp_path)
