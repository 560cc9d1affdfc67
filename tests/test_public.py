"""The public surface: what it holds, that it is lazy, and that it works."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
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
    assert seqspec.__all__ == ["compare", "explain", "fit", "lint", "list_runs", "load", "loads", "open_run"]
    assert all(callable(getattr(seqspec, name)) for name in seqspec.__all__)
    assert set(seqspec.__all__) <= set(dir(seqspec))


_BASE = """
import sys
sys.modules |= dict.fromkeys(("keras", "numpy", "pandas"))
import seqspec
for call in (seqspec.open_run, seqspec.list_runs, seqspec.compare, seqspec.fit):
    try:
        call({small!r})
    except seqspec.errors.BackendError as error:
        print(error.help)
"""


def test_what_the_base_install_lacks_is_named(small: Path) -> None:
    """It is the linter; whatever looks at a run or makes one says what has to be installed."""
    base = [sys.executable, "-c", _BASE.format(small=str(small))]

    said = subprocess.run(base, capture_output=True, text=True, check=True).stdout.splitlines()

    assert 4 == len(said)
    assert all("pip install 'seqspec-keras[jax]'" in line for line in said)


def test_nothing_else_is_there() -> None:
    """An unknown name is an AttributeError, as everywhere."""
    with pytest.raises(AttributeError, match="no attribute 'train'"):
        seqspec.train  # noqa: B018  # the access is the test


def test_importing_it_imports_nothing() -> None:
    """`import seqspec` loads no module beside itself."""
    code = "import sys, seqspec; print([name for name in sys.modules if name.startswith('seqspec.')])"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert output == "[]\n"


def test_looking_at_a_spec_imports_no_framework() -> None:
    """Loading, showing, comparing and drawing one takes pydantic and PyYAML only."""
    code = (
        "import sys, seqspec\n"
        "one, other = seqspec.load('specs/rnn4.yaml'), seqspec.load('specs/lstm4.yaml', {'fit.epochs': 5})\n"
        "drawn = (one, one.trace, one.spec, one.diff(other), seqspec.loads(other.spec).report)\n"
        "one.show(), [each._repr_html_() for each in drawn]\n"
        "heavy = ('numpy', 'pandas', 'sklearn', 'pyarrow', 'keras', 'tensorflow', 'jax', 'torch', 'matplotlib')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    root = Path(seqspec.__file__).parent.parent
    process = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)

    assert "[]\n" == process.stdout


def test_the_package_tells_type_checkers_that_it_is_typed() -> None:
    """The marker lies beside the modules."""
    assert (Path(seqspec.__file__).parent / "py.typed").is_file()


def test_lint(small: Path) -> None:
    """A report on files and folders."""
    assert len(seqspec.lint([small.parent]).files) == 1


def test_lint_takes_one_path_as_well(small: Path) -> None:
    """A single path, as a text or as a path, is one file, and not its letters."""
    assert seqspec.lint([small]) == seqspec.lint(small) == seqspec.lint(str(small))


def test_load(small: Path) -> None:
    """A spec, its trace and its report, with the settings on top."""
    loaded = seqspec.load(small, ["model[1].Dense.units=2"])

    assert [layer.type for _, layer in loaded.spec.layers()] == ["LSTM", "Dense"]
    assert (None, 2) == loaded.trace.output.shape
    assert () == loaded.report.diagnostics
    assert ("small", SMALL, small.parent) == (loaded.name, loaded.text, loaded.base)
    assert "<Loaded small: 2 layers, 68 parameters>" == repr(loaded)


def test_settings_are_texts_or_values_by_path(small: Path) -> None:
    """Both ways to write a change mean the same; NumPy's numbers are numbers."""
    loaded = [
        seqspec.load(small, settings)
        for settings in (
            ["fit.epochs=5", "name=no"],
            {"fit.epochs": 5, "name": "no"},
            {"fit.epochs": np.int64(5), "name": "no"},
            "fit={epochs: 5}",
        )
    ]

    assert [5, 5, 5, 5] == [each.spec.fit.epochs for each in loaded]
    assert ["no", "no", "no", "small"] == [each.name for each in loaded]


def test_a_setting_says_what_it_says(small: Path) -> None:
    """Texts of any kind, and lists and mappings with NumPy's numbers in them, come through as they are."""
    said = "no: \U0001f600 \u00e9 '\"# \\"
    weights = {"fit.class_weight": {"0": np.float32(0.5), 1: np.float64(2)}, "description": said}
    loaded = seqspec.load(small, {**weights, "model[0].LSTM.input_shape": np.array([7, 1])})

    assert said == loaded.spec.description
    assert {"0": 0.5, "1": 2.0} == loaded.spec.fit.class_weight
    assert (None, 7, 1) == loaded.trace.input.shape


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, object(), date(2026, 1, 1)])
def test_a_setting_that_no_spec_can_hold_is_wrong_usage(small: Path, value: object) -> None:
    """What can't be written in YAML never becomes a text that means something else."""
    with pytest.raises(UsageError, match="no spec can hold"):
        seqspec.load(small, {"fit.epochs": value})


def test_settings_add_up(small: Path) -> None:
    """A spec with changes can be changed again, and stays as it was itself."""
    one = seqspec.load(small, {"fit.epochs": 5})
    other = one.with_settings({"fit.batch_size": 8}).with_settings(["fit.epochs=6"])

    assert (5, None) == (one.spec.fit.epochs, one.spec.fit.batch_size)
    assert (6, 8) == (other.spec.fit.epochs, other.spec.fit.batch_size)
    assert ("fit.epochs=5", "fit.batch_size=8", "fit.epochs=6") == other.settings


def test_a_spec_that_lies_in_no_file() -> None:
    """Its text, the same as plain values, and the spec itself are one model."""
    values = {
        "seqspec": 1,
        "model": [{"LSTM": {"units": 3, "input_shape": [5, 1]}}, {"Dense": 1}],
        "runtime": {"seed": 42},
    }
    specs = [seqspec.loads(SMALL), seqspec.loads(values), seqspec.loads(seqspec.loads(SMALL).spec)]

    assert not any(specs[0].diff(each) for each in specs)
    wider = [each.with_settings({"model[1].Dense.units": 2}) for each in specs]
    assert 3 * [(None, 2)] == [each.trace.output.shape for each in wider]


def test_texts_in_plain_values_stay_texts() -> None:
    """What YAML 1.1 would take for something else comes through as it was said."""
    name = "no: [1] # \U0001f600 '\"\n- x"

    assert (
        name
        == seqspec.loads({"seqspec": 1, "description": name, "model": [{"Input": [5]}, "Flatten"]}).spec.description
    )


def test_paths_in_a_text_start_from_a_folder(tmp_path: Path) -> None:
    """A spec that lies nowhere can extend one, seen from the base that it is given."""
    (tmp_path / "base.yaml").write_text(SMALL, "utf-8")

    assert 42 == seqspec.loads("seqspec: 1\nextends: base.yaml\n", base=tmp_path).spec.runtime.seed


@pytest.mark.parametrize("wrong", [object(), date(2026, 1, 1), 1 + 2j, float("inf"), {1, 2}])
def test_what_is_not_plain_is_no_spec(wrong: object) -> None:
    """Dates, objects and the like are refused before they could be misread."""
    with pytest.raises(UsageError, match="the spec has a value that no spec can hold"):
        seqspec.loads({"seqspec": 1, "name": wrong, "model": [{"Input": [5]}, "Flatten"]})


def test_numbers_of_numpy_are_numbers(small: Path) -> None:
    """In a spec of plain values as in a setting."""
    layers = [{"LSTM": {"units": np.int64(3), "input_shape": (5, 1)}}, {"Dense": 1}]

    assert not seqspec.loads({"seqspec": 1, "model": layers, "runtime": {"seed": 42}}).diff(small)


def test_show(small: Path) -> None:
    """The ladder as text and in every other format; an unknown one is wrong usage."""
    loaded = seqspec.load(small)

    assert "\n64 parameters, all trainable\n" in loaded.show()
    assert loaded.show("svg").startswith("<svg")
    with pytest.raises(UsageError, match="no format `pdf`"):
        loaded.show("pdf")


def test_diff(small: Path) -> None:
    """Nothing to itself; to another spec, or its file, what changed."""
    loaded = seqspec.load(small)

    assert not loaded.diff(loaded)
    assert not loaded.diff(small)
    assert (64, 68) == loaded.diff(loaded.with_settings({"model[1].Dense.units": 2})).params


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
        seqspec.load("no/such/spec.yaml")


@pytest.mark.parametrize("take", [seqspec.load, seqspec.open_run, seqspec.list_runs, seqspec.compare])
def test_what_is_no_path_is_wrong_usage(take: Any) -> None:
    """It is told what it was given in place of one."""
    with pytest.raises(UsageError, match="a path is wanted, and this is a `int`"):
        take(5)


def test_one_run_is_no_comparison() -> None:
    """It takes two, as on the command line."""
    with pytest.raises(UsageError, match="nothing to be compared with"):
        seqspec.compare("runs/first")


@pytest.mark.keras
def test_build(small: Path) -> None:
    """A Keras model with the counts that `show` gives."""
    assert seqspec.load(small).build().count_params() == 64
