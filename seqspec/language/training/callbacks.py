"""
The callbacks of `keras.callbacks` a spec may name: a closed list, as a callback can run code, open files and call home.

What they write lands in the run folder, under names of seqspec's own.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from seqspec.language.named import Form, Named
from seqspec.language.problems import KerasSays
from seqspec.language.training._arguments import Count, Label, NonNegative, Verbosity, Whole

_Mode = Annotated[Literal["auto", "min", "max"], KerasSays("warns, and takes `auto`")]
_MinDelta = Annotated[float, Field(ge=0), KerasSays("accepts it, and takes its absolute value")]
_Patience = Annotated[int, Field(ge=0), KerasSays("accepts it, and takes it for 0")]
_Factor = Annotated[float, Field(gt=0, lt=1), KerasSays("raises ValueError from 1 on, and accepts 0 and less")]


class _Callback(Named):
    kind: ClassVar[str] = "callback"


class EarlyStopping(_Callback):
    """
    Stops when the monitored figure has not improved for some epochs: nearly always right where many are planned.

    `patience` is how many epochs it waits. The weights are those of the last epoch, unless `restore_best_weights` goes
    back to the best.

    Example:
        EarlyStopping: {patience: 10, restore_best_weights: true}
    """

    monitor: Label = "val_loss"
    min_delta: _MinDelta = 0.0
    patience: _Patience = 0
    verbose: Verbosity = 0
    mode: _Mode = "auto"
    baseline: float | None = None
    restore_best_weights: bool = False
    start_from_epoch: Whole = 0


class ReduceLROnPlateau(_Callback):
    """
    Lowers the learning rate when the monitored figure stalls; needs a plain number as the optimizer's rate.

    Example:
        ReduceLROnPlateau: {factor: 0.5, patience: 5, min_lr: 0.00001}
    """

    monitor: Label = "val_loss"
    factor: _Factor = 0.1
    patience: _Patience = 10
    verbose: Verbosity = 0
    mode: _Mode = "auto"
    min_delta: _MinDelta = 1e-4
    cooldown: Whole = 0
    min_lr: NonNegative = 0.0


class LearningRateScheduler(_Callback):
    """
    Sets the learning rate at the start of every epoch, from a schedule that counts epochs instead of steps.

    Keras takes a function here, a spec names a schedule. `schedule` is its name with its arguments; its step is the
    index of the epoch, from 0.

    Example:
        LearningRateScheduler: {schedule: {CosineDecay: {initial_learning_rate: 0.001, decay_steps: 100}}}
    """

    schedule: Annotated[Any, Form("schedule")]
    verbose: Verbosity = 0


class TerminateOnNaN(_Callback):
    """
    Stops when the loss is no longer a number, instead of training on to the last epoch.

    Example:
        TerminateOnNaN
    """

    raise_error: bool = False


class ModelCheckpoint(_Callback):
    """
    Saves the model on the way, into the run folder: after every epoch or every so many batches, or only the best.

    Example:
        ModelCheckpoint: {monitor: val_loss, save_best_only: true}
    """

    monitor: Label = "val_loss"
    verbose: Verbosity = 0
    save_best_only: bool = False
    save_weights_only: bool = False
    mode: _Mode = "auto"
    save_freq: Literal["epoch"] | Count = "epoch"
    initial_value_threshold: float | None = None


_RUN_FOLDER = "leave it out: `fit` writes the metrics of every epoch into the run folder"
_CODE = "a spec can't run code"
_RESUME = "leave it out: every run can be gone on with after an interruption, by `seqspec fit --resume RUN`"
_BUILT_IN = "leave it out: Keras adds it by itself"

REFUSED = {
    "BackupAndRestore": _RESUME,
    "CSVLogger": _RUN_FOLDER,
    "Callback": f"it is what Keras's callbacks are built on, and {_CODE}",
    "CallbackList": "list the callbacks under `callbacks:`",
    "History": _BUILT_IN,
    "LambdaCallback": f"{_CODE}; write a callback in Python around `seqspec.build`",
    "OrbaxCheckpoint": "write `ModelCheckpoint`; it saves into the run folder",
    "ProgbarLogger": "leave it out: `fit` shows the progress itself",
    "RemoteMonitor": "a spec can't open network connections",
    "SwapEMAWeights": "it is not supported yet; the optimizer's `use_ema: true` puts the averages in place at the end",
    "TensorBoard": _RUN_FOLDER,
}
