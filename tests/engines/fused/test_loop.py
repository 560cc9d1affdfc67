"""Epochs of the fused engine: callbacks see what they would see of Keras's fit, and Ctrl-C is heard."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from seqspec.data.batches import WindowBatches
from seqspec.engines import stock
from seqspec.engines.callbacks import Watcher
from seqspec.engines.course import Course
from seqspec.engines.fused import loop
from seqspec.engines.fused.loop import Pace
from seqspec.engines.progress import Silent
from seqspec.engines.units import NO_UNITS
from tests.children import Children
from tests.data.builders import loaded, noise
from tests.training import write_spec

pytestmark = pytest.mark.keras

STEPS = 6


class Observer(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Looks at the model after every other batch."""

    save_freq = 2

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []
        self.iterations: list[int] = []
        self.rates: list[float] = []

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.batches.append(batch)
        if batch % 2:
            self.iterations.append(int(self.model.optimizer.iterations.value))

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.iterations.append(int(self.model.optimizer.iterations.value))
        self.rates.append(float(self.model.optimizer.learning_rate))


def trained(*callbacks: Any, epochs: int = 3, rate: float = 0.01, fit: Any = loop.fit) -> Any:
    """A small model after some epochs of six steps."""
    data = loaded(noise(1, 300), window={"length": 6}, split={"validation": 0.2})
    keras.utils.set_random_seed(3)
    model = keras.Sequential([layers.Input((6, 1)), layers.Flatten(), layers.Dense(1)])
    model.compile(keras.optimizers.SGD(rate), keras.losses.MeanSquaredError())
    model.optimizer.build(model.trainable_variables)
    batches = WindowBatches(data.train, 32, shuffle=True, steps=STEPS)
    fit(model, Course(batches, WindowBatches(data.validation, 16), epochs), callbacks)
    return model


def test_callbacks_find_the_model_as_it_is_and_may_change_it() -> None:
    """After every batch that is asked for, and after every epoch, variables are up to date; a new rate counts."""
    observer = Observer()
    model = trained(observer, keras.callbacks.LearningRateScheduler(lambda epoch: 0.01 / (epoch + 1)))

    assert [1, 3, 5] == sorted(set(observer.batches) - {0, 2, 4})
    assert [2, 4, 6, 6, 8, 10, 12, 12, 14, 16, 18, 18] == observer.iterations
    np.testing.assert_allclose(observer.rates, [0.01, 0.005, 0.01 / 3], rtol=1e-6)
    assert 3 * STEPS == int(model.optimizer.iterations.value)


def test_the_best_weights_are_restored() -> None:
    """Training that gets worse ends early, with the weights of its best epoch."""
    kept: list[Any] = []
    keeper: Any = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: kept.append(keeper.model.get_weights())
    )
    stopper = keras.callbacks.EarlyStopping(monitor="val_loss", patience=1, restore_best_weights=True)
    model = trained(keeper, stopper, keras.callbacks.LearningRateScheduler(lambda epoch: 0.05 * 9**epoch), epochs=9)

    assert len(kept) < 9
    assert all((one == other).all() for one, other in zip(kept[stopper.best_epoch], model.get_weights(), strict=True))


def test_training_ends_where_the_loss_is_no_number() -> None:
    """A rate that is far too high is told of, with the batches that were done."""
    records: list[dict[str, Any]] = []
    watcher = Watcher(Silent(), NO_UNITS, records.append, validate_partial=False)

    trained(watcher, rate=1e30)

    assert watcher.diverged == 0
    assert [1] == [record["epoch"] for record in records]
    assert records[0]["loss"] is None


class Stopper(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Asks for the end as validation begins with its batches."""

    async_safe = True

    def __init__(self, watcher: Watcher) -> None:
        super().__init__()
        self.watcher = watcher
        self.logs: list[dict[str, Any]] = []

    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        self.watcher.ask_to_stop()

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        self.logs.append(dict(logs))


@pytest.mark.parametrize(("fit", "batches"), [(stock.fit, [["loss"]]), (loop.fit, [])], ids=["keras", "fused"])
def test_ctrl_c_ends_validation_too(fit: Any, batches: list[list[str]]) -> None:
    """Validation ends after the batch at hand, and what half of it came to is not told."""
    watcher = Watcher(Silent(), NO_UNITS, lambda record: None, validate_partial=False)
    stopper = Stopper(watcher)
    trained(watcher, stopper, fit=fit)

    assert batches == [list(each) for each in stopper.logs if each]
    assert [["epoch", "loss", "batches", "seconds"]] == [list(record) for record in watcher.history]


def test_callbacks_that_need_validation_get_it_whole() -> None:
    """Ctrl-C during validation waits for its end where a callback looks at what it comes to."""
    watcher = Watcher(Silent(), NO_UNITS, lambda record: None, validate_partial=True)
    stopper = Stopper(watcher)
    trained(watcher, stopper)

    assert [["loss"]] == [list(each) for each in stopper.logs]
    assert [["epoch", "loss", "val_loss", "batches", "seconds"]] == [list(record) for record in watcher.history]


def test_the_pace_lasts_over_a_single_step() -> None:
    """A last batch of its own size, or a callback's, does not make the next calls short again."""
    pace = Pace()
    found = []
    for steps in (1, 4, 16, 1, 64):
        pace.learn(steps, steps * 1e-3)
        found.append(pace.steps)

    assert [4, 16, 64, 200, 200] == found


def test_slow_steps_are_called_one_by_one() -> None:
    """Steps that take longer than somebody may wait follow one another one at a time."""
    pace = Pace()
    pace.learn(1, 1e-3)
    pace.learn(4, 40.0)

    assert 1 == pace.steps


def test_ctrl_c_ends_a_long_epoch_within_seconds(tmp_path: Path) -> None:
    """What was trained is saved and scored, and the record says how many batches were done."""
    spec = write_spec(
        tmp_path,
        model=[{"GRU": 16}, {"Dense": 1}],
        fit={"epochs": 1000, "batch_size": 32, "steps_per_epoch": 10**6, "checkpoint_every": 1000},
        runtime={"seed": 1, "backend": "jax", "engine": "fused"},
    )
    children = Children()
    run = tmp_path / "run"
    child = children.start(sys.executable, "-m", "seqspec", "fit", str(spec), "--out", str(run))
    try:
        _wait_for(run / "state.npz", child)  # a thousand steps are done
        began = time.monotonic()
        child.send_signal(signal.SIGINT)
        metrics = run / "metrics.jsonl"
        while not metrics.exists() and time.monotonic() - began < 60:
            time.sleep(0.05)
        heard = time.monotonic() - began
        child.wait(120)
    finally:
        children.end()
    record = json.loads(metrics.read_text("utf-8").splitlines()[0])

    assert child.returncode == 130
    assert heard < 5
    assert 1000 <= record["batches"] < 10**6
    assert record["cut_short"]


def _wait_for(path: Path, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 90
    while not path.exists():
        assert child.poll() is None, "training ended by itself"
        assert time.monotonic() < until, f"no {path.name} after 90 seconds"
        time.sleep(0.1)
