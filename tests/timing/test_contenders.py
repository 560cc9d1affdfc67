"""Which engines are timed."""

from __future__ import annotations

import pytest

from seqspec.errors import BackendError, UsageError
from seqspec.timing import contenders
from seqspec.timing.contenders import chosen


def test_names() -> None:
    """Each once, in the order in which they are named."""
    assert ["keras-tensorflow", "fused-jax"] == [
        each.name for each in chosen(["keras-tensorflow", "fused-jax", "keras-tensorflow"])
    ]


def test_what_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless it is named: then its process says what is missing."""
    monkeypatch.setattr(contenders, "installed", lambda package: package in {"keras", "tensorflow"})

    assert ["keras on TensorFlow"] == [each.title for each in chosen(None)]
    assert ["keras on PyTorch"] == [each.title for each in chosen(["keras-torch"])]


def test_no_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to time."""
    monkeypatch.setattr(contenders, "installed", lambda package: False)

    with pytest.raises(BackendError, match="nothing to time"):
        chosen(None)


@pytest.mark.parametrize(("name", "said"), [("keras-jaxx", "did you mean `keras-jax`"), ("", "no engine")])
def test_an_unknown_name(name: str, said: str) -> None:
    """The nearest one is offered."""
    with pytest.raises(UsageError, match=said):
        chosen([name])
