"""The forms of a trained model: each runs in its own runtime, and gives what Keras gives."""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seqspec.cli.main import main
from seqspec.errors import ExportError
from seqspec.lowering.backend import installed
from seqspec.runs.exporting import _child, _subject, keras, litert, onnx, saved_model
from seqspec.runs.exporting._unrolling import unrolled
from seqspec.runs.exporting._worker import TOLERANCE, distance
from seqspec.runs.exporting._worker import main as work
from tests.training import SPEC, write_spec

pytestmark = pytest.mark.keras

_SERVE = """
import sys, json, tensorflow as tf
served = tf.saved_model.load(sys.argv[1]).signatures["serving_default"]
(name,) = served.structured_input_signature[1]
(answers,) = served(**{name: tf.constant(json.loads(sys.argv[2]), tf.float32)}).values()
print(json.dumps(answers.numpy().tolist()))
"""

_LAYERS = """
import sys, json, keras
from pathlib import Path
from seqspec.runs.exporting._worker import compared
layers = keras.layers
both = layers.Bidirectional(layers.LSTM(3), name="Bidirectional")
apart = {}
for layer in layers.SimpleRNN(3, name="SimpleRNN"), layers.LSTM(3, name="LSTM"), layers.GRU(3, name="GRU"), both:
    model = keras.Sequential([keras.Input((5, 2)), layer, layers.Dense(1)])
    apart[layer.name] = compared(model, sys.argv[1], Path(sys.argv[2]) / layer.name)["difference"]
print(json.dumps(apart))
"""


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> _subject.Subject:
    """A run of a network that reads from both ends."""
    folder = tmp_path_factory.mktemp("forms")
    model = [{"Bidirectional": {"LSTM": 3}}, {"Dense": 1}]
    spec = write_spec(folder, model=model, fit={"epochs": 1}, runtime={"seed": 1, "backend": "jax"})
    assert 0 == main(["fit", str(spec), "--out", str(folder / "run")])
    return _subject.of_run(folder / "run")


def test_the_file_of_a_run_is_carried_away_as_it_is(subject: _subject.Subject, tmp_path: Path) -> None:
    """Stock Keras loads it."""
    import keras as stock

    said = keras.write(subject, tmp_path / "m.keras", None)

    assert "checked against Keras on 6 examples" in said
    assert "keras.models.load_model" in said
    assert (subject.base / "model.keras").read_bytes() == (tmp_path / "m.keras").read_bytes()
    assert (None, 6, 1) == stock.models.load_model(tmp_path / "m.keras").input_shape


def test_a_file_with_somebody_elses_objects_is_not_carried_away(
    subject: _subject.Subject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its weights may fit the spec: what else is in it would be made by whoever loads it."""
    run = tmp_path / "run"
    shutil.copytree(subject.base, run)
    with zipfile.ZipFile(subject.base / "model.keras") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["config.json"] = members["config.json"].replace(b'"keras.layers"', b'"evil.layers"', 1)
    with zipfile.ZipFile(run / "model.keras", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    environment = json.loads((run / "environment.json").read_text("utf-8"))
    told = {**environment, "model_sha256": [hashlib.sha256((run / "model.keras").read_bytes()).hexdigest()]}
    (run / "environment.json").write_text(json.dumps(told), "utf-8")

    assert 1 == work(str(run), str(run / "model.keras"), "keras", "jax")  # as in the process that looks at the copy

    assert {"error": "the model file holds an object that is none of Keras's own"} == json.loads(
        capsys.readouterr().out
    )


@pytest.mark.skipif(not installed("ai_edge_litert"), reason="needs the package ai-edge-litert")
def test_a_lite_model_gives_forecasts_in_original_units(subject: _subject.Subject, tmp_path: Path) -> None:
    """With built-in operations alone, its recurrent layers written out step by step."""
    said = litert.write(subject, tmp_path / "m.tflite", None)

    assert said.endswith("it takes and gives original units")
    assert {"m.tflite", "m.tflite.recipe.json"} == {path.name for path in tmp_path.iterdir()}


def test_long_inputs_are_not_written_out() -> None:
    """Both directions count, and layers inside of others; an open length has no steps that could be counted."""
    import keras as stock

    layers = stock.layers
    wide = stock.Sequential([stock.Input((129, 1)), layers.Bidirectional(layers.GRU(1)), layers.Dense(1)])
    open_ended = stock.Sequential([stock.Input((None, 1)), layers.LSTM(1)])

    for model, said in ((wide, "258 steps, and at most 256"), (open_ended, "the length of its input is open")):
        with pytest.raises(ExportError, match=said):
            unrolled(model)


def test_what_is_written_out_gives_the_same() -> None:
    """The same weights, without a loop."""
    import keras as stock

    layers = stock.layers
    inner = layers.Bidirectional(layers.LSTM(2, return_sequences=True))
    model = stock.Sequential([stock.Input((5, 2)), layers.Masking(0.5), inner, layers.SimpleRNN(3), layers.Dense(1)])
    copy = unrolled(model)
    rows = np.random.default_rng(0).normal(size=(4, 5, 2)).astype("float32")

    assert all(layer.unroll for layer in (copy.layers[1].forward_layer, copy.layers[1].backward_layer, copy.layers[2]))
    np.testing.assert_allclose(np.asarray(model(rows)), np.asarray(copy(rows)), rtol=1e-5, atol=1e-6)


@pytest.mark.skipif(not installed("tensorflow"), reason="needs TensorFlow")
def test_a_saved_model_gives_forecasts_in_original_units(subject: _subject.Subject, tmp_path: Path) -> None:
    """Loaded by TensorFlow alone and fed rows as read, it says what `predict` says."""
    said = saved_model.write(subject, tmp_path / "served", None)
    assert said.endswith("it takes and gives original units")
    assert json.loads((tmp_path / "served" / "recipe.json").read_text())["columns"]

    series = subject.base.parent / "series.csv"
    rows = [float(line) for line in series.read_text().splitlines()[1:]]
    out = tmp_path / "forecasts.csv"
    assert 0 == main(["predict", str(subject.base), "--data", str(series), "-o", str(out)])
    window = json.dumps([[[value] for value in rows[:6]]])
    serve = [sys.executable, "-c", _SERVE, str(tmp_path / "served"), window]
    served = subprocess.run(serve, check=True, capture_output=True, text=True).stdout

    first = float(out.read_text().splitlines()[1].split(",")[-1])
    np.testing.assert_allclose([[first]], json.loads(served.splitlines()[-1]), rtol=1e-5)


@pytest.mark.parametrize(
    ("form", "there", "said", "extra"),
    [
        (onnx, "tensorflow", "`--to onnx` needs `tf2onnx` and `onnxruntime`", "onnx"),
        (litert, "tensorflow", "`--to litert` needs `ai_edge_litert`", "litert"),
        (saved_model, "jax", "`--to saved_model` needs `tensorflow`", "tensorflow"),
    ],
)
def test_a_missing_tool_is_named(
    form: Any,
    there: str,
    said: str,
    extra: str,
    subject: _subject.Subject,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before anything is started, with the command that installs the extra that brings it."""
    monkeypatch.setattr(_child, "installed", lambda name: name == there)

    with pytest.raises(ExportError) as caught:
        form.write(subject, tmp_path / "export", None)

    assert (said, f"pip install 'seqspec-keras[{extra}]'") == (caught.value.message, caught.value.help)


def test_a_file_of_somebody_else_is_not_replaced(
    subject: _subject.Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The recipe beside an ONNX file is no exception."""
    monkeypatch.setattr(_child, "installed", lambda name: True)
    (tmp_path / "m.onnx.recipe.json").write_text("mine")

    with pytest.raises(ExportError, match=r"m\.onnx\.recipe\.json`, which is written as well, exists already"):
        onnx.write(subject, tmp_path / "m.onnx", None)

    assert "mine" == (tmp_path / "m.onnx.recipe.json").read_text()


def test_what_an_export_that_was_killed_left_is_in_nobodys_way(
    subject: _subject.Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recipe without its model is written again; no model ever lies beside the recipe of another one."""
    recipe = (subject.base / "recipe.json").read_text()
    (tmp_path / "m.onnx.recipe.json").write_text(recipe)
    monkeypatch.setattr(_child, "installed", lambda name: True)
    monkeypatch.setattr(_child, "checked", lambda run, out, form: out.write_text("new") and "checked")
    before = Path.write_text

    def write(path: Path, text: str, *more: str) -> int:
        assert path.name != "m.onnx.recipe.json" or not (tmp_path / "m.onnx").exists()
        return before(path, text, *more)

    onnx.write(subject, tmp_path / "m.onnx", None)
    monkeypatch.setattr(Path, "write_text", write)
    onnx.write(subject, tmp_path / "m.onnx", None)

    assert ("new", recipe) == tuple((tmp_path / name).read_text() for name in ("m.onnx", "m.onnx.recipe.json"))


def test_a_spec_has_nothing_to_serve(tmp_path: Path) -> None:
    """Only a run has weights."""
    from seqspec.analysis.linter import check_file

    path = write_spec(tmp_path, model=SPEC["model"])
    untrained = _subject.of_spec(check_file(str(path)), tmp_path)

    for form in (keras, litert, saved_model, onnx):
        with pytest.raises(ExportError, match="`tiny` is a spec, and only a run has a trained model"):
            form.write(untrained, tmp_path / "m", None)


def test_nothing_is_left_where_an_export_fails(
    subject: _subject.Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process says why in a line, and no half of a file stays."""
    monkeypatch.setattr(_child, "sys", type("Sys", (), {"executable": "/bin/false"}))

    with pytest.raises(ExportError, match="the model can't be exported: it ended without a word"):
        saved_model.write(subject, tmp_path / "served", None)

    assert [] == list(tmp_path.iterdir())


def test_a_folder_is_never_replaced(subject: _subject.Subject, tmp_path: Path) -> None:
    """Not even with --force: there may be anything in it."""
    with pytest.raises(ExportError, match="is a folder that exists already"):
        saved_model.write(subject, tmp_path, None)


def test_large_numbers_are_compared_by_their_size() -> None:
    """A hundred thousand has two digits behind the point in single precision."""
    assert 1e-6 >= distance(np.array([1e5 + 0.05]), np.array([1e5]))
    assert 0.5 == distance(np.array([0.5]), np.array([0.0]))


def test_what_a_one_of_the_model_is_worth_counts() -> None:
    """A millionth is much where all values are that small, and a thousandth nothing where a 1 is ten thousand."""
    assert 1.0 == distance(np.array([[2e-6]]), np.array([[1e-6]]), [1e-6])
    assert 1e-7 == pytest.approx(distance(np.array([[1e-3]]), np.array([[0.0]]), [1e4]))


def test_numbers_that_are_none_are_infinitely_far() -> None:
    """Whatever stands on the other side; and so are outputs of another shape."""
    one, none = np.array([[1.0]]), np.array([[np.nan]])

    assert [math.inf] * 4 == [distance(*pair) for pair in ((one, none), (none, one), (none, none), (one, one[0]))]


@pytest.mark.parametrize(
    ("form", "needs"),
    [
        ("saved_model", ["tensorflow"]),
        ("onnx", ["tensorflow", "tf2onnx", "onnxruntime"]),
        ("litert", ["tensorflow", "ai_edge_litert"]),
    ],
)
def test_recurrent_layers_give_the_same_in_every_form(form: str, needs: list[str], tmp_path: Path) -> None:
    """Each is held against Keras in the form's own runtime."""
    missing = [name for name in needs if not installed(name)]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    command = [sys.executable, "-W", "ignore", "-c", _LAYERS, form, str(tmp_path)]
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stderr
    apart = json.loads(done.stdout.splitlines()[-1])
    assert ["SimpleRNN", "LSTM", "GRU", "Bidirectional"] == list(apart)
    assert all(0 <= each <= TOLERANCE for each in apart.values()), apart
    assert set(apart) == {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("form", ["saved_model", "onnx", "litert"])
def test_a_backend_that_writes_no_such_form(
    form: str, subject: _subject.Subject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A choice that could change nothing is refused, and not ignored."""
    assert subject.run is not None
    asked = ["export", str(subject.run.path), "--to", form, "-o", str(tmp_path / "out"), "--backend", "jax"]

    assert 1 == main(asked)
    assert f"`--to {form}` is written by TensorFlow" in capsys.readouterr().err
    assert [] == list(tmp_path.iterdir())
