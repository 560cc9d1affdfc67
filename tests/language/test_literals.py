"""Values of Python become values of a spec, or are refused in words."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from seqspec.errors import UsageError
from seqspec.language.literals import plain, written


def test_any_mapping_is_one() -> None:
    """Also where it is no `dict`, and inside of others."""
    assert {"fit": {"epochs": [1, 2]}} == plain({"fit": MappingProxyType({"epochs": (1, 2)})}, "a spec")
    assert ("fit.epochs=5",) == written(MappingProxyType({"fit.epochs": 5}))


def test_a_path_is_a_text() -> None:
    """As it is wherever Python takes the name of a file."""
    assert ("data.source.csv=a.csv",) == written({"data.source.csv": Path("a.csv")})


@pytest.mark.parametrize("settings", [5, None, [("fit.epochs", 5)]], ids=["number", "nothing", "pair"])
def test_changes_are_texts_or_values_by_path(settings: Any) -> None:
    """Anything else is refused before a spec is looked at, with what can be written."""
    with pytest.raises(UsageError, match=r"a setting is a text, and this is a `(int|NoneType|tuple)`"):
        written(settings)


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), object(), b"text"])
def test_what_yaml_has_no_word_for_is_refused(value: object) -> None:
    """The message names the setting that it was found in."""
    with pytest.raises(UsageError, match=r"the setting `fit\.epochs` has a value that no spec can hold"):
        written({"fit.epochs": value})
