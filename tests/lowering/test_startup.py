"""Keras comes in without what it can do without, in a command and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import contextlib, sys
from seqspec.language.spec import Runtime
from seqspec.lowering import backend, startup
with {inside}:
    backend.use(Runtime(), "jax")
print(*(name in sys.modules for name in ("tensorflow", "sklearn", "matplotlib", "pandas")))
"""


def loaded(inside: str, after: str = "") -> tuple[list[str], str]:
    """Whether TensorFlow, scikit-learn, Matplotlib and pandas are in a fresh process; what it complains of."""
    script = SCRIPT.format(inside=inside) + after
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return done.stdout.split(), done.stderr


@pytest.mark.keras
def test_a_command_gets_keras_alone() -> None:
    """In a command no package comes in that Keras takes for its wrappers and drawings."""
    assert (["False"] * 4, "") == loaded("startup.own_process(cached=False)")


@pytest.mark.keras
def test_what_was_kept_out_can_come_in_afterwards() -> None:
    """A command can import pandas once Keras is there, and Keras trains and saves without it."""
    after = """
import io, pandas, keras
table = pandas.DataFrame({"x": [1.0, 2.0]})
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
model.compile("sgd", "mean_squared_error")
print(len(model.fit(table.to_numpy(), table.to_numpy(), verbose=0).history["loss"]))
"""
    assert "1" == loaded("startup.own_process(cached=False)", after)[0][-1]


@pytest.mark.keras
def test_somebody_elses_python_gets_the_whole_of_keras() -> None:
    """Outside of a command Keras comes in as its makers meant it, wrappers of estimators included."""
    assert "True" == loaded("contextlib.nullcontext()")[0][1]


def test_a_keras_that_needs_what_is_hidden_gets_it(tmp_path: Path) -> None:
    """Where Keras can't be imported without them, it is imported with them."""
    (tmp_path / "keras").mkdir()
    (tmp_path / "keras" / "__init__.py").write_text("from keras.part import found\n")
    (tmp_path / "keras" / "part.py").write_text("import sklearn\nfound = sklearn.found\n")
    (tmp_path / "sklearn.py").write_text("found = 'found'\n")
    script = """
from seqspec.lowering import startup
with startup.own_process(cached=False):
    print(startup.import_keras().found)
"""
    whole = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=whole)

    assert ("found\n", "") == (done.stdout, done.stderr)
