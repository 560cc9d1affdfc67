"""Values of Python become values of a spec, or are refused in words."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from seqspec.errors import UsageError
from seqspec.language.literals import plain, written


def test_any_mapping_is_one() -> None:
    """Also where it is no `dict`, and inside of others."""
    assert {"fit": {"epochs": [1, 2]}} == plain({"fit": MappingProxyType({"epochs": (1, 2)})}, "a spec")
    assert ("fit.epochs=5",) == written(MappingProxyType({"fit.epochs": 5}))


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), object(), b"text"])
def test_what_yaml_has_no_word_for_is_refused(value: object) -> None:
    """The message says what it was found in."""
    with pytest.raises(UsageError, match="a setting has a value that no spec can hold"):
        written({"fit.epochs": value})
