"""What is known of the machine without importing Keras."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from seqspec.analysis.environment import installed_keras

look_up = installed_keras.__wrapped__  # what it finds is remembered for the whole run


@pytest.mark.parametrize(
    ("folders", "found"),
    [
        ([], None),
        (["keras-3.15.1.dist-info"], "3.15.1"),
        (["keras-tuner.dist-info", "keras-core-0.1.dist-info"], None),
        (["keras_hub-0.2.dist-info", "keras-3.12.0.dist-info"], "3.12.0"),
    ],
)
def test_the_version_is_read_from_the_name_of_the_metadata(
    folders: list[str], found: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other packages whose names begin alike are not taken for Keras."""
    for folder in folders:
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path / "nowhere"), str(tmp_path)])

    assert found == look_up()
