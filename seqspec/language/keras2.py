"""
Names and arguments people bring along from Keras 1 and 2 and from other libraries, and what became of them.

`translate` is SEQ009: it takes retired arguments out of a mapping before it is validated, gives the value to the new
argument where there is one, and says what to write instead. So one old argument is one finding, not two.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from seqspec.diagnostics import Severity, Target
from seqspec.language.problems import Problem, one, problem

if TYPE_CHECKING:
    from seqspec.language.named import Named

Arguments: TypeAlias = Mapping[str, Any]
Repair: TypeAlias = Callable[["type[Named]", Arguments], dict[str, Any]]

_RAISES = "raises an error when the object is made: it does not know the argument"
_IGNORES = "accepts it, and ignores it without a word"

# ----------------------------------------------------------------------------------------------- arguments (SEQ009)


@dataclass(frozen=True, slots=True)
class Retired:
    """
    An argument that Keras 3 no longer takes, or no longer heeds.

    Args:
        key: the argument.
        to: its new names, of which the first one that the class has is meant; none where it is simply gone.
        owners: the classes it is retired from; where it is empty, all of the kind that don't have it.
        help: the next step.
        repair: what else belongs to the problem, from the class and all arguments.
        delete: whether taking it out is a repair.
        safe: whether the repair changes nothing, or is the only one.
        keras: what Keras 3.15 does.
        severity: below error where Keras takes it, and the object is the same without it.
        code: the rule, where Keras has the argument and a spec has not.
    """

    key: str
    to: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    help: str | None = None
    repair: Repair | None = None
    delete: bool = False
    safe: bool = True
    keras: str = _RAISES
    severity: Severity | None = None
    code: str = "SEQ009"

    def concerns(self, owner: type[Named]) -> bool:
        """Whether a class has lost this argument."""
        if self.key in owner.model_fields or (self.owners and owner.__name__ not in self.owners):
            return False
        return not self.to or self.new_name(owner) is not None

    def new_name(self, owner: type[Named]) -> str | None:
        """What a class calls the argument today."""
        return next((name for name in self.to if name in owner.model_fields), None)

    def problem(self, owner: type[Named], arguments: Arguments) -> Problem:
        """What to say where a class gets this argument."""
        new = self.new_name(owner)
        more: dict[str, Any] = {"target": "key", "keras": self.keras, "help": self.help, "safe": self.safe}
        if self.severity:
            more["severity"] = self.severity
        if new is None and self.severity:
            message = f"`{self.key}` has no effect on `{owner.__name__}`"
            more["delete"] = self.delete
        elif new is None:
            message = f"`{owner.__name__}` takes no `{self.key}`"
            more["delete"] = self.delete
        elif new in arguments:
            message = f"`{self.key}` is the old name of `{new}`, which is given too"
            more |= {"delete": True, "safe": False, "help": f"keep `{new}`"}
        else:
            message = f"`{self.key}` is called `{new}` today"
            more |= {"rename": new, "help": self.help or f"write `{new}`"}
        return problem(self.code, message, **more | (self.repair(owner, arguments) if self.repair else {}))


def translate(owner: type[Named], arguments: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, Problem]]]:
    """
    Arguments without the retired ones, and a problem for each of these.

    The value of a renamed argument goes to its new name. A problem whose context says `severity` leaves the object
    whole; the others are errors.
    """
    rows: dict[str, Retired] = {}
    for row in RETIRED.get(owner.kind, ()):
        if row.key in arguments and row.concerns(owner):
            rows.setdefault(row.key, row)
    if not rows:
        return arguments, []
    kept = {key: value for key, value in arguments.items() if key not in rows}
    for key, row in rows.items():
        if new := row.new_name(owner):
            kept.setdefault(new, arguments[key])
    return kept, [(key, row.problem(owner, arguments)) for key, row in rows.items()]


def _flow(value: Any) -> str:
    """A value as YAML on one line."""
    return json.dumps(value)


def _input_dim(owner: type[Named], arguments: Arguments) -> dict[str, Any]:
    recurrent = "return_sequences" in owner.model_fields
    steps = [arguments.get("input_length")] if recurrent or "input_length" in arguments else []
    return _as_input_shape([*steps, arguments["input_dim"]], arguments)


def _input_length(owner: type[Named], arguments: Arguments) -> dict[str, Any]:
    if "input_dim" in arguments:
        return {"help": "it becomes the first number of `input_shape`", "delete": True}
    return {"help": f"write `input_shape: [{_flow(arguments['input_length'])}, features]` on the first layer"}


def _rows_and_columns(owner: type[Named], arguments: Arguments) -> dict[str, Any]:
    kernel = _flow([arguments["nb_row"], arguments.get("nb_col", arguments["nb_row"])])
    return {"help": f"write `kernel_size: {kernel}`", "replace": kernel}


def _batch_input_shape(owner: type[Named], arguments: Arguments) -> dict[str, Any]:
    shape = arguments["batch_input_shape"]
    if not isinstance(shape, list) or len(shape) < 2:
        return {"help": "write `input_shape`, without the batch axis"}
    batch, rest = shape[0], shape[1:]
    if batch is None:
        return _as_input_shape(rest, arguments)
    entry = f"- Input: {{shape: {_flow(rest)}, batch_size: {_flow(batch)}}}"
    return {"help": f"start the model with `{entry}`, and take `batch_input_shape` out"}


def _as_input_shape(shape: list[Any], arguments: Arguments) -> dict[str, Any]:
    if "input_shape" in arguments:
        return {"help": "keep `input_shape`", "delete": True, "safe": False}
    text = _flow(shape)
    return {"help": f"write `input_shape: {text}`", "rename": "input_shape", "replace": text}


def _time_major(owner: type[Named], arguments: Arguments) -> dict[str, Any]:
    if arguments["time_major"] is False:
        return {"help": "take it out: batches come first", "delete": True}
    return {"help": "take it out, and give batches first: `(batch, steps, features)`", "delete": True, "safe": False}


def _decay(owner: type[Named], arguments: Arguments) -> dict[str, Any]:
    decay = arguments["decay"]
    if not decay:
        return {"help": "take it out", "delete": True, "safe": True}
    rate = arguments.get("learning_rate", arguments.get("lr", owner.model_fields["learning_rate"].default))
    fields = f"initial_learning_rate: {_flow(rate)}, decay_steps: 1, decay_rate: {_flow(decay)}"
    schedule = f"{{InverseTimeDecay: {{{fields}}}}}"
    alone = not {"learning_rate", "lr"} & set(arguments)
    repair = {"rename": "learning_rate", "replace": schedule} if alone else {}
    return {"help": f"write `learning_rate: {schedule}`, which is what Keras 2 did", **repair}


_CONVOLUTIONAL = ("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
_RECURRENT = ("SimpleRNN", "LSTM", "GRU", *_CONVOLUTIONAL)
_NO_ARRAYS = "a spec holds no arrays; take it out, and set the weights in Python after `seqspec.build`"
_SIZE_OF_BATCH = "declare it once, at the start: `- Input: {shape: [...], batch_size: ...}`"

RETIRED: dict[str, tuple[Retired, ...]] = {
    "layer": (
        # the input
        Retired("input_dim", repair=_input_dim,
                keras="warns and takes `[input_dim]` for the input's shape, or raises TypeError, as the layer likes"),
        Retired("input_length", owners=("Embedding", "ReversibleEmbedding"), delete=True,
                help="take it out: it has no effect", keras="warns: deprecated, just remove it", severity="warning"),
        Retired("input_length", repair=_input_length),
        Retired("batch_input_shape", repair=_batch_input_shape),
        Retired("batch_size", help=_SIZE_OF_BATCH, delete=True, safe=False),
        Retired("weights", owners=("Embedding",), help=_NO_ARRAYS, keras="takes arrays (from 3.3 on)"),
        Retired("weights", owners=("ReversibleEmbedding",), help=_NO_ARRAYS,
                keras="raises AttributeError when the layer is made: it has no `tie_weights` yet"),
        Retired("weights", help=_NO_ARRAYS),
        # Keras 2
        Retired("implementation", owners=("LSTM", "GRU"), delete=True, help="take it out", keras=_IGNORES,
                severity="info"),
        Retired("implementation", owners=("SimpleRNN", *_CONVOLUTIONAL), delete=True, help="take it out"),
        Retired("time_major", owners=_RECURRENT, repair=_time_major),
        Retired("alpha", to=("negative_slope",), owners=("LeakyReLU",), severity="warning",
                keras="warns: deprecated, use `negative_slope`"),
        Retired("fused", owners=("BatchNormalization",), delete=True, help="take it out: Keras picks the fast way"),
        Retired("virtual_batch_size", owners=("BatchNormalization",), delete=True, safe=False,
                help="take it out: statistics are those of the whole batch"),
        # Keras 1
        Retired("output_dim", to=("units",)),
        Retired("nb_filter", to=("filters",)),
        Retired("filter_length", to=("kernel_size",)),
        Retired("nb_row", to=("kernel_size",), repair=_rows_and_columns),
        Retired("nb_col", delete=True, help="it becomes the second number of `kernel_size`"),
        Retired("border_mode", to=("padding",)),
        Retired("subsample_length", to=("strides",)),
        Retired("subsample", to=("strides",)),
        Retired("atrous_rate", to=("dilation_rate",)),
        Retired("pool_length", to=("pool_size",)),
        Retired("stride", to=("strides",)),
        Retired("init", to=("kernel_initializer", "embeddings_initializer")),
        Retired("inner_init", to=("recurrent_initializer",)),
        Retired("inner_activation", to=("recurrent_activation",)),
        Retired("beta_init", to=("beta_initializer",)),
        Retired("gamma_init", to=("gamma_initializer",)),
        Retired("W_regularizer", to=("kernel_regularizer", "embeddings_regularizer")),
        Retired("U_regularizer", to=("recurrent_regularizer",)),
        Retired("b_regularizer", to=("bias_regularizer",)),
        Retired("W_constraint", to=("kernel_constraint", "embeddings_constraint")),
        Retired("U_constraint", to=("recurrent_constraint",)),
        Retired("b_constraint", to=("bias_constraint",)),
        Retired("dropout_W", to=("dropout",)),
        Retired("dropout_U", to=("recurrent_dropout",)),
        Retired("bias", to=("use_bias",)),
        Retired("p", to=("rate",)),
        Retired("sigma", to=("stddev",)),
        Retired("forget_bias_init", owners=("LSTM", *_CONVOLUTIONAL),
                help="write `unit_forget_bias: true`, the default, or false"),
        Retired("consume_less", owners=_RECURRENT, delete=True, help="take it out: Keras picks the fast way"),
        Retired("dim_ordering", help="write `data_format: channels_last` (was `tf`) or `channels_first` (was `th`)"),
    ),
    "optimizer": (
        Retired("lr", to=("learning_rate",)),
        Retired("clip_norm", to=("clipnorm",)),
        Retired("clip_value", to=("clipvalue",)),
        Retired("decay", owners=("LossScaleOptimizer",), help="write it on the `inner_optimizer`, as a schedule"),
        Retired("decay", repair=_decay, safe=False, keras="warns that it is no longer supported, and ignores it"),
        Retired("schedule_decay", owners=("Nadam",), delete=True, help="take it out"),
        Retired("jit_compile", delete=True, help="write it under `compile:`"),
        Retired("is_legacy_optimizer", delete=True, help="take it out"),
    ),
    "callback": (
        Retired("period", owners=("ModelCheckpoint",), to=("save_freq",), safe=False,
                repair=lambda owner, arguments: {"replace": "epoch"},
                help="write `save_freq: epoch`; a number there counts batches"),
        Retired("period", owners=("EarlyStopping",), delete=True, help="take it out: it looks at every epoch"),
        Retired("filepath", owners=("ModelCheckpoint",), delete=True, code="SEQ007", keras="needs it",
                help="take it out: the files land in the run folder, under names of seqspec's own"),
        Retired("options", owners=("ModelCheckpoint",), delete=True, help="take it out"),
        Retired("epsilon", owners=("ReduceLROnPlateau",), to=("min_delta",), safe=False, keras=_IGNORES),
    ),
}  # fmt: skip

# --------------------------------------------------------------------------------------------------- names (SEQ006)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a name that nobody knows probably meant: the name to write, or what to do instead; safe if it is certain."""

    to: str | None = None
    help: str | None = None
    safe: bool = False


_FAST_PATH = "it takes the fast path by itself"
_NO_ACTIVATION = Intent(
    "linear", "it passes on what it gets; the value `null`, without quotes, means the same", safe=True
)
_CHOOSE = "write `binary_crossentropy`, `categorical_crossentropy` or `sparse_categorical_crossentropy`"

# noun of the kind -> what was written -> what was meant
INTENDED_NAMES: dict[str, dict[str, Intent]] = {
    "loss": {
        "rmse": Intent("mean_squared_error", "the root has the same minimum; as a metric: `root_mean_squared_error`"),
        "root_mean_squared_error": Intent("mean_squared_error", "the root has the same minimum, and is a metric"),
        "crossentropy": Intent(help=_CHOOSE),
        "cross_entropy": Intent(help=_CHOOSE),
        "ce": Intent(help=_CHOOSE),
        "kullback_leibler_divergence": Intent("kl_divergence"),
        "cosine_proximity": Intent("cosine_similarity"),
        "pinball": Intent("Quantile"),
        "Pinball": Intent("Quantile"),
        "l1": Intent("mean_absolute_error"),
        "l2": Intent("mean_squared_error"),
    },
    "metric": {
        "rmse": Intent("root_mean_squared_error"),
        "f1": Intent("f1_score"),
        "r2": Intent("r2_score"),
        "R2": Intent("R2Score"),
        "kullback_leibler_divergence": Intent("kl_divergence"),
        "cosine_proximity": Intent("cosine_similarity"),
        "crossentropy": Intent(help=_CHOOSE),
    },
    "initializer": {
        "xavier": Intent("glorot_uniform"),
        "xavier_uniform": Intent("glorot_uniform"),
        "xavier_normal": Intent("glorot_normal"),
        "glorot": Intent("glorot_uniform"),
        "kaiming": Intent("he_uniform"),
        "kaiming_uniform": Intent("he_uniform"),
        "kaiming_normal": Intent("he_normal"),
        "he": Intent("he_uniform"),
        "lecun": Intent("lecun_uniform"),
    },
    "regularizer": {"weight_decay": Intent("L2")},
    "activation": {
        "none": _NO_ACTIVATION,
        "None": _NO_ACTIVATION,
        "identity": Intent("linear"),
        "thresholded_relu": Intent(help="use a `ReLU` layer with its `threshold`"),
        "glu": Intent(help="it halves the last axis, and Keras's layers reckon with the whole of it"),
        "threshold": Intent(help="it needs two numbers, which can't be given here; use a `ReLU` layer with them"),
    },
    "layer": {
        "repeat": Intent(help="only the lists of `model` and of another `repeat` take one; write these layers out"),
        "CuDNNLSTM": Intent("LSTM", _FAST_PATH),
        "CuDNNGRU": Intent("GRU", _FAST_PATH),
        "Lambda": Intent(help="a spec can't run code; write the function as layers that have names"),
        "TimeDistributedDense": Intent(help="write `TimeDistributed: {Dense: ...}`, or plain `Dense`: it is the same"),
        "ThresholdedReLU": Intent(help="write `ReLU: {threshold: ...}`"),
        "LocallyConnected1D": Intent(help="Keras 3 has none; `Conv1D` is the nearest"),
        "AtrousConvolution1D": Intent(help="write `Conv1D` with its `dilation_rate`"),
    },
}


def intended_name(noun: str, name: str, known: list[str], target: Target = "key") -> Problem | None:
    """SEQ006: what a name from elsewhere probably meant; SEQ009 where it is one of Keras's legacy optimizers."""
    repair = "rename" if target == "key" else "replace"
    bare = name.rpartition(".")[2]
    if bare != name and bare in known:
        legacy = {"keras": "raises ImportError: Keras 3 has no legacy optimizers"} if ".legacy." in f".{name}" else {}
        code, message = "SEQ009" if legacy else "SEQ006", f"{one(noun)} is written without its module: `{bare}`"
        return problem(code, message, target=target, safe=True, **{repair: bare}, **legacy)
    intent = INTENDED_NAMES.get(noun, {}).get(name)
    if intent is None:
        return None
    message = f"there is no {noun} `{name}`"
    if intent.to is None:
        return problem("SEQ006", message, help=intent.help, target=target)
    message += f"; write `{intent.to}`"
    more: dict[str, Any] = {"help": intent.help, "target": target, repair: intent.to, "safe": intent.safe}
    return problem("SEQ006", message, **more)
