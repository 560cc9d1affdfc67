"""`seqspec build`: the untrained model of a spec as a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.keras


@pytest.fixture(autouse=True)
def here(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test stands beside a good spec."""
    text = good.read_text().replace("  - Masking\n", "")
    good.write_text(text + "compile: {optimizer: adam, loss: mse}\n")
    monkeypatch.chdir(good.parent)


def weights(path: str) -> list[np.ndarray]:
    """The weights in a file, read by Keras alone and without a warning."""
    import keras

    found: list[np.ndarray] = keras.models.load_model(path).get_weights()
    return found


def test_the_file_is_named_after_the_spec(run: Run) -> None:
    """Without -o the spec's name is the file's, and what was built is said."""
    outcome = run("build", "good.yaml")

    assert 0 == outcome.code
    assert outcome.output.startswith("small.keras: 3 layers, ")
    assert 7 == len(weights("small.keras")) - 1


def test_seeded_weights_are_the_same_every_time(run: Run) -> None:
    """By default the weights follow from runtime.seed; `--weights none` promises nothing about them."""
    for name, flag in (("a", "seeded"), ("b", "seeded"), ("c", "none"), ("d", "none")):
        assert 0 == run("build", "good.yaml", "-o", f"{name}.keras", "--weights", flag).code

    first, again, fresh, other = (weights(f"{name}.keras")[0] for name in "abcd")
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, fresh)
    assert not np.array_equal(fresh, other)


def test_settings_change_the_model(run: Run) -> None:
    """`--set` reaches the model."""
    run("build", "good.yaml", "--set", "model[0].LSTM.units=5", "-o", "m.keras")

    assert (1, 20) == weights("m.keras")[0].shape


def test_what_exists_is_not_overwritten_unasked(run: Run) -> None:
    """An existing file is kept, unless --force is given."""
    Path("m.keras").write_text("mine")

    refused = run("build", "good.yaml", "-o", "m.keras")

    assert (1, "mine") == (refused.code, Path("m.keras").read_text())
    assert 0 == run("build", "good.yaml", "-o", "m.keras", "--force").code


@pytest.mark.parametrize(("out", "code"), [("m.h5", 2), ("nowhere/m.keras", 1)])
def test_where_nothing_can_be_written(run: Run, out: str, code: int) -> None:
    """Another suffix is wrong usage, a missing folder a failure; neither is a traceback."""
    outcome = run("build", "good.yaml", "-o", out)

    assert code == outcome.code
    assert outcome.errors.startswith("error: ")


def test_a_bad_spec_builds_nothing(run: Run, bad: Path) -> None:
    """Linting comes first."""
    assert 1 == run("build", bad, "-o", "m.keras").code
    assert not Path("m.keras").exists()
