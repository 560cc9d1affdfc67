"""The public surface: what it holds, that it is lazy, and that it works."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import seqspec
from seqspec.errors import SpecError, UsageError

SMALL = "seqspec: 1\nmodel:\n  - LSTM: {units: 3, input_shape: [5, 1]}\n  - Dense: 1\nruntime: {seed: 42}\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A spec without a flaw."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, "utf-8")
    return path


def test_the_surface_is_pinned() -> None:
    """What is public is a decision, and every name of it can be reached."""
    assert seqspec.__all__ == ["build", "diff", "explain", "fit", "generate", "lint", "load", "predict", "show"]
    assert all(callable(getattr(seqspec, name)) for name in seqspec.__all__)
    assert set(seqspec.__all__) <= set(dir(seqspec))


def test_nothing_else_is_there() -> None:
    """An unknown name is an AttributeError, as everywhere."""
    with pytest.raises(AttributeError, match="no attribute 'train'"):
        seqspec.train  # noqa: B018  # the access is the test


def test_importing_it_imports_nothing() -> None:
    """`import seqspec` loads no module beside itself."""
    code = "import sys, seqspec; print([name for name in sys.modules if name.startswith('seqspec.')])"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert output == "[]\n"


def test_lint(small: Path) -> None:
    """A report on files and folders."""
    assert len(seqspec.lint([small.parent]).files) == 1


def test_lint_takes_one_path_as_well(small: Path) -> None:
    """A single path, as a text or as a path, is one file, and not its letters."""
    assert seqspec.lint([small]) == seqspec.lint(small) == seqspec.lint(str(small))


def test_load(small: Path) -> None:
    """A spec, with the settings on top."""
    spec = seqspec.load(small, ["model[1].Dense.units=2"])

    assert [layer.type for _, layer in spec.layers()] == ["LSTM", "Dense"]


def test_show(small: Path) -> None:
    """The ladder as text."""
    assert "\n64 parameters, all trainable\n" in seqspec.show(small)


def test_explain() -> None:
    """A page of documentation."""
    assert seqspec.explain("LSTM").startswith("LSTM (layer, ")


def test_a_spec_with_errors_carries_its_report(small: Path) -> None:
    """The exception knows what is wrong, in every detail."""
    with pytest.raises(SpecError) as caught:
        seqspec.load(small, ["model[1].Dense.units=0"])

    assert caught.value.report.count("error") == 1


def test_a_spec_with_errors_says_which(small: Path) -> None:
    """The message of the exception has place, code and words of the first errors, and counts the others."""
    with pytest.raises(SpecError) as caught:
        seqspec.load(small, ["model[1].Dense.units=0"])
    with pytest.raises(SpecError) as many:
        seqspec.load(small, ["fit.epoch=1", "fit.batch=1", "fit.loss=1", "fit.x=1", "fit.y=1"])

    first, line = str(caught.value).splitlines()
    assert f"{small} has 1 error" == first == caught.value.message
    assert re.fullmatch(r"  .+:1:\d+: SEQ\d+: .*`units`.*", line)
    assert 5 == len(str(many.value).splitlines())
    assert "  and 2 more" == str(many.value).splitlines()[-1]


def test_a_missing_file_is_wrong_usage() -> None:
    """As on the command line."""
    with pytest.raises(UsageError):
        seqspec.show("no/such/spec.yaml")


@pytest.mark.keras
def test_build(small: Path) -> None:
    """A Keras model with the counts that `show` gives."""
    assert seqspec.build(small).count_params() == 64
