"""Which backend is taken, and what is said where there is none."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from seqspec.errors import BackendError
from seqspec.language.spec import Runtime
from seqspec.lowering import backend

BLOCKER = """
import importlib.abc, json, os, sys
class Blocker(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocker())
"""


def choose(wanted: str, blocked: set[str] = frozenset(), environment: str | None = None) -> str:  # type: ignore[assignment]
    """What is chosen, or said, in a fresh process where some packages are missing."""
    script = f"""BLOCKED = {sorted(blocked)!r}{BLOCKER}
os.environ.pop("KERAS_BACKEND", None)
if {environment!r}: os.environ["KERAS_BACKEND"] = {environment!r}
from seqspec.lowering.backend import choose
from seqspec.errors import BackendError
try:
    print(json.dumps(choose({wanted!r})))
except BackendError as error:
    print(json.dumps(error.message + " | " + error.help))
assert "keras" not in sys.modules and "numpy" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    found: str = json.loads(done.stdout)
    return found


def test_auto_takes_jax_where_it_is_installed() -> None:
    """JAX is the fast way, so `auto` takes it, and imports nothing to find out."""
    assert "jax" == choose("auto")


def test_auto_takes_tensorflow_where_jax_is_missing() -> None:
    """Without JAX, `auto` takes TensorFlow."""
    assert "tensorflow" == choose("auto", {"jax"})


def test_the_environment_decides_only_for_auto() -> None:
    """KERAS_BACKEND counts where the spec leaves it open, and loses against a name."""
    assert "tensorflow" == choose("auto", environment="tensorflow")
    assert "jax" == choose("jax", environment="tensorflow")


def test_a_missing_backend_comes_with_its_install_line() -> None:
    """What is not installed is named, with the line that installs it."""
    said = "the backend `jax` needs JAX, which is not installed | pip install 'seqspec-keras[jax]'"

    assert said == choose("jax", {"jax"})


def test_missing_keras_comes_with_the_install_line_of_its_backend() -> None:
    """The base install is the linter: without Keras the extra is named."""
    said = "the backend `tensorflow` needs Keras, which is not installed | pip install 'seqspec-keras[tensorflow]'"

    assert said == choose("tensorflow", {"keras"})


def test_no_backend_at_all() -> None:
    """Where nothing is installed, the fast way is offered."""
    said = choose("auto", {"jax", "tensorflow", "torch"})

    assert (
        "no backend is installed: training needs JAX, TensorFlow or PyTorch | pip install 'seqspec-keras[jax]'" == said
    )


def test_an_unknown_backend_in_the_environment() -> None:
    """A backend that seqspec does not know is refused with the ones it knows."""
    said = "`openvino` is not a backend that seqspec knows | choose one of `jax`, `tensorflow`, `torch`"

    assert said == choose("auto", environment="openvino")


@pytest.mark.keras
def test_a_process_can_not_change_its_backend() -> None:
    """Keras on another backend than the one asked for is refused, and `auto` takes what runs."""
    import keras

    running = keras.config.backend()
    other = "tensorflow" if running == "jax" else "jax"

    assert running == backend.choose("auto")
    with pytest.raises(BackendError, match=f"Keras runs on `{running}` in this process already"):
        backend.choose(other)


@pytest.mark.keras
def test_a_version_of_keras_that_does_not_fit_is_refused() -> None:
    """`runtime.keras` is held against the installed version."""
    with pytest.raises(BackendError, match=r"the spec wants Keras <3, and 3\."):
        backend.use(Runtime(keras="<3"))

    assert "3.15" in backend.use(Runtime(keras=">=3.15,<3.16")).keras


@pytest.mark.keras
def test_saving_on_jax_does_not_import_tensorflow(tmp_path: Path) -> None:
    """Building, copying and saving a model on JAX leaves TensorFlow where it is, and says nothing of it."""
    script = """
import sys
from pathlib import Path
from seqspec.analysis.linter import check_text
from seqspec.lowering import backend
from seqspec.lowering import build
text = "seqspec: 1\\nmodel:\\n  - Bidirectional: {layer: {LSTM: 2}, input_shape: [3, 1]}\\n"
spec, trace = check_text(text).require()
assert backend.use(spec.runtime, "jax").name == "jax"
model = build(spec, trace, 0)
with backend.without_tensorflow():
    model.save(Path(sys.argv[1]) / "model.keras")
print("tensorflow" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)

    assert ("False\n", "") == (done.stdout, done.stderr)


def test_ctrl_c_waits_for_the_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the midst of them it would crash JAX, or be lost."""
    imported = []

    def interrupted(name: str) -> tuple[None, None]:
        os.kill(os.getpid(), signal.SIGINT)
        imported.append(name)
        return None, None

    monkeypatch.setattr(backend, "_import", interrupted)
    monkeypatch.setattr(backend.devices, "use_device", lambda name, library, device: None)
    monkeypatch.setattr(backend, "choose", lambda wanted: wanted)
    monkeypatch.setattr(backend, "_prepare_environment", lambda name, runtime: None)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have had it ignored
    try:
        with pytest.raises(KeyboardInterrupt):
            backend.use(Runtime(), "jax")
    finally:
        signal.signal(signal.SIGINT, before)
    assert ["jax"] == imported
