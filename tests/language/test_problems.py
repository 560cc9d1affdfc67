"""What was probably meant."""

from __future__ import annotations

import pytest

from seqspec.language.named import KINDS
from seqspec.language.problems import nearest


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        ("optimizer", "adma", "Adam"),
        ("optimizer", "Adma", "Adam"),
        ("optimizer", "nadma", "Nadam"),
        ("optimizer", "rmsporp", "RMSprop"),
        ("layer", "GUR", "GRU"),
        ("layer", "LSMT", "LSTM"),
        ("layer", "Dorpout", "Dropout"),
        ("layer", "Conv1d", "Conv1D"),
        ("layer", "LSTN", "LSTM"),
        ("layer", "BatchNormalisation", "BatchNormalization"),
        ("loss", "mes", "mse"),
        ("loss", "mea", "mae"),
        ("layer", "Frobnicate", None),
    ],
)
def test_a_slip_of_the_hand_is_told_from_another_name(kind: str, written: str, meant: str | None) -> None:
    """Two letters exchanged count less than a longer name that holds most of them."""
    assert meant == nearest(written, KINDS[kind].known())
