"""Training that goes on from a snapshot does what it would have done without a break, bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from seqspec.analysis.linter import check_file
from seqspec.data import dataset
from seqspec.engines.callbacks import lower_callback, memory
from seqspec.engines.interruption import Interruption
from seqspec.engines.progress import Silent
from seqspec.engines.snapshot import Snapshot
from seqspec.engines.training import Past, Training, train
from seqspec.engines.units import NO_UNITS
from seqspec.errors import RunError
from seqspec.language.named import KINDS
from seqspec.lowering import backend, build
from tests.training import write_spec

pytestmark = pytest.mark.keras

RECURRENT = [
    {"GRU": {"units": 4, "dropout": 0.2, "recurrent_dropout": 0.2, "return_sequences": True}},
    {"Dropout": 0.3},
    {"LSTM": 3},
    {"Dense": 1},
]
PLATEAU = {"ReduceLROnPlateau": {"monitor": "loss", "patience": 1, "factor": 0.5, "min_delta": 0.05, "cooldown": 1}}
STOPPING = {"EarlyStopping": {"patience": 3, "restore_best_weights": True, "min_delta": 0.002}}
SAVING = {"ModelCheckpoint": {"save_best_only": True, "monitor": "loss", "save_freq": 7, "save_weights_only": True}}


class Trainer:
    """Trains one spec, from its beginning or from a snapshot."""

    def __init__(self, folder: Path, **sections: Any) -> None:
        self.folder = folder
        self.spec, self.trace = check_file(write_spec(folder, **sections)).require()
        self.dataset = dataset.load(self.spec, folder)
        self.model: Any = None

    def train(self, past: Past | None = None) -> tuple[Training, list[Snapshot]]:
        """Train a new model to the end; gives also the snapshots that were taken on the way."""
        name = backend.use(self.spec.runtime).name
        self.model = build(self.spec, self.trace, 1)
        kept: list[Snapshot] = []
        training = train(
            self.model,
            self.spec,
            self.trace,
            self.dataset,
            seed=1,
            folder=self.folder,
            progress=Silent(),
            units=NO_UNITS,
            record=lambda record: None,
            interruption=Interruption(),
            engine="fused" if name == "jax" and self.spec.runtime.engine != "keras" else "keras",
            parts=2,
            past=past,
            keep=lambda snapshot: kept.append(copied(snapshot)),
        )
        return training, kept


def copied(snapshot: Snapshot) -> Snapshot:
    """A snapshot that keeps what the model's memory held."""
    arrays = {name: np.array(array) for name, array in snapshot.arrays.items()}
    return Snapshot(snapshot.record, snapshot.over, snapshot.seconds, arrays)


def placed(snapshots: list[Snapshot]) -> list[tuple[int, int]]:
    """Epochs and steps that were done."""
    return [(each.epoch, each.step) for each in snapshots]


def timeless(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records without their wall times."""
    return [{name: value for name, value in record.items() if name != "seconds"} for record in records]


@pytest.mark.parametrize("engine", ["keras", "auto"])
@pytest.mark.parametrize(
    ("sections", "places"),
    [
        (
            {
                "fit": {
                    "epochs": 6,
                    "batch_size": 32,
                    "steps_per_epoch": 5,
                    "checkpoint_every": 3,
                    "callbacks": [PLATEAU, STOPPING, SAVING],
                }
            },
            [(0, 3), (1, 0), (1, 3), (2, 0), (2, 3), (3, 0), (3, 3), (4, 0), (4, 3), (5, 0), (5, 3), (6, 0)],
        ),
        (
            {
                "model": RECURRENT,
                "compile": {
                    "optimizer": {"Nadam": {"use_ema": True, "gradient_accumulation_steps": 3, "clipnorm": 1.0}},
                    "loss": "mean_squared_error",
                    "metrics": ["mae"],
                },
                "fit": {"epochs": 4, "batch_size": 50, "initial_epoch": 1, "checkpoint_every": 5},
            },
            [(1, 5), (2, 0), (2, 5), (3, 0), (3, 5), (4, 0)],
        ),
    ],
    ids=["callbacks", "optimizer"],
)
def test_it_goes_on_from_a_snapshot_as_if_nothing_had_been(
    tmp_path: Path, engine: str, sections: Any, places: list[tuple[int, int]]
) -> None:
    """Weights, optimizer, draws of dropout, callbacks, order and metrics are those of a training without a break."""
    trainer = Trainer(tmp_path, **sections, runtime={"seed": 1, "engine": engine})
    straight, kept = trainer.train()
    expected = trainer.model.get_weights()
    checkpoints = {path: path.read_bytes() for path in tmp_path.glob("checkpoint*")}

    assert places == placed(kept)
    for done, snapshot in list(enumerate(kept, 1))[::3]:
        whole = snapshot.epoch - trainer.spec.fit.initial_epoch
        again, more = trainer.train(Past(snapshot, straight.history[:whole]))
        assert timeless(straight.history) == timeless(again.history)
        assert straight.outcome == again.outcome
        assert all((one == other).all() for one, other in zip(expected, trainer.model.get_weights(), strict=True))
        assert placed(kept[done:]) == placed(more)
        assert all(
            np.array_equal(one.arrays[name], other.arrays[name], equal_nan=True)
            for one, other in zip(kept[done:], more, strict=True)
            for name in one.arrays
        )
    assert checkpoints.keys() == set(tmp_path.glob("checkpoint*"))


def test_a_training_that_was_stopped_stays_stopped(tmp_path: Path) -> None:
    """A snapshot of the epoch in which a callback ended training goes on with the end: the best weights come back."""
    wild = {"EarlyStopping": {"monitor": "loss", "mode": "max", "patience": 1, "restore_best_weights": True}}
    trainer = Trainer(tmp_path, fit={"epochs": 30, "callbacks": [wild]})
    straight, kept = trainer.train()
    expected = trainer.model.get_weights()

    again, more = trainer.train(Past(kept[-1], straight.history))

    assert [False] * (len(kept) - 1) + [True] == [each.over for each in kept]
    assert ("stopped early", [], straight.history) == (again.outcome, more, again.history)
    assert all((one == other).all() for one, other in zip(expected, trainer.model.get_weights(), strict=True))


def test_a_snapshot_of_another_model_is_refused(tmp_path: Path) -> None:
    """Its variables would not fit, nor what its metrics have added up."""
    trainer = Trainer(tmp_path, fit={"epochs": 1, "checkpoint_every": 5})
    _, kept = trainer.train()
    other = keras.Sequential([keras.layers.Input((6, 1)), keras.layers.Dense(2)])
    other.compile("adam", "mse")

    with pytest.raises(RunError, match="that of another model"):
        kept[0].put_back(other)
    with pytest.raises(RunError, match="that of another model"):
        replace(kept[0], arrays={}).put_metrics_back(trainer.model)


def _without(arrays: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: each for key, each in arrays.items() if key != f"callbacks/0/{name}"}


@pytest.mark.parametrize(
    "change",
    [
        lambda arrays: _without(arrays, "wait"),
        lambda arrays: _without(arrays, "best_weights/0"),
        lambda arrays: arrays | {"callbacks/0/best_weights/0": np.zeros((7, 7))},
        lambda arrays: arrays | {"callbacks/0/wait": np.zeros(3)},
    ],
    ids=["nothing", "a gap", "weights of another shape", "many numbers"],
)
def test_a_memory_of_another_callback_is_refused(tmp_path: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Before anything is trained: nobody wants to learn it at the end."""
    trainer = Trainer(tmp_path, fit={"epochs": 2, "callbacks": [STOPPING]})
    straight, (first, _) = trainer.train()

    with pytest.raises(RunError, match="that of other callbacks"):
        trainer.train(Past(replace(first, arrays=change(dict(first.arrays))), straight.history[:1]))


SCHEDULE = {"CosineDecay": {"initial_learning_rate": 0.01, "decay_steps": 9}}


@pytest.mark.parametrize("name", [name for name in KINDS["callback"].registry.names if name != "TerminateOnNaN"])
def test_what_a_callback_learns_is_remembered(tmp_path: Path, name: str) -> None:
    """What training changes in a callback is in its memory, but for what every epoch sets anew."""
    given = {"schedule": SCHEDULE} if name == "LearningRateScheduler" else {"monitor": "loss"}
    spec = check_file(write_spec(tmp_path, fit={"epochs": 4, "callbacks": [{name: given}]})).require()[0]
    callback = lower_callback(spec.fit.callbacks[0], tmp_path)
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    seen: list[dict[str, Any]] = []
    looking: Any = keras.callbacks.LambdaCallback(
        on_train_begin=lambda logs: seen.append(dict(vars(callback))),
        on_epoch_end=lambda epoch, logs: seen.append(dict(vars(callback))),
    )
    x = np.random.default_rng(0).normal(size=(64, 2))
    model.fit(x, x.sum(-1, keepdims=True), epochs=4, verbose=0, callbacks=[callback, looking])

    changed = {key for each in seen for key, value in each.items() if value is not seen[0].get(key) and key in each}

    assert set() == changed - set(memory(callback)) - {"_current_epoch", "_batches", "monitor_op", "min_delta"}
