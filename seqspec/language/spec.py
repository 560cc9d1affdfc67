"""The whole spec as pydantic models: what the sections hold. How they are written is `decode`'s business."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, PrivateAttr

from seqspec.diagnostics import Path
from seqspec.language.data import Data
from seqspec.language.layer import Layer, PositiveInt
from seqspec.language.named import Form
from seqspec.language.section import Section
from seqspec.language.versions import check_range

MAX_LAYERS = 10_000
VERSION: Final = 1

Optimizer = Annotated[Any, Form("optimizer")]
Loss = Annotated[Any, Form("loss")]
Metric = Annotated[Any, Form("metric")]
Callback = Annotated[Any, Form("callback")]
Seed = Annotated[int, Field(ge=0, lt=2**32)]


class Compile(Section):
    """
    How the model is trained and judged: what Keras's `compile` takes.

    Args:
        optimizer: what changes the weights, such as `adam` or `{Adam: 0.001}`.
        loss: what training makes small, such as `mse`.
        loss_weights: a number that the loss is multiplied with.
        metrics: what is reported beside the loss, as a list.
        weighted_metrics: metrics that heed the weights of examples and classes.
        run_eagerly: whether every step runs without being compiled: slow, for looking into it.
        steps_per_execution: batches that are trained on in one go; more is faster for small models.
        jit_compile: whether XLA compiles the step; `auto` where it can.
        auto_scale_loss: whether the loss is scaled by itself in half precision.

    Example:
        compile: {optimizer: {Adam: 0.001}, loss: mse, metrics: [mae]}
    """

    optimizer: Optimizer = Field(default="rmsprop", validate_default=True)
    loss: Loss | None = None
    loss_weights: float | None = None
    metrics: list[Metric] = []
    weighted_metrics: list[Metric] = []
    run_eagerly: bool = False
    steps_per_execution: PositiveInt = 1
    jit_compile: bool | Literal["auto"] = "auto"
    auto_scale_loss: bool = True


class Fit(Section):
    """
    How long and in which batches the model is trained: what Keras's `fit` takes.

    Args:
        epochs: how often all training examples are gone through.
        batch_size: examples in a batch; 32 where it is not given.
        shuffle: whether training examples come in another order every epoch.
        steps_per_epoch: batches that make an epoch; all of them where it is not given.
        class_weight: how much each class counts, by its number.
        callbacks: what looks on while it trains, such as `EarlyStopping`, as a list.
        initial_epoch: the number of the epoch that training starts with.
        checkpoint_every: batches after which an epoch is kept on its way, so that `--resume` goes on from there; only
            whole ones are where it is not given.
        verbose: how much Keras says while it trains: 0 nothing, 1 a bar, 2 a line an epoch.
        validation_split: the fraction of the examples that is kept for validation; a recipe says it in `data.split`.

    Example:
        fit: {epochs: 50, batch_size: 32, callbacks: [{EarlyStopping: {patience: 5}}]}
    """

    epochs: PositiveInt = 1
    batch_size: PositiveInt | None = None
    shuffle: bool = True
    steps_per_epoch: PositiveInt | None = None
    class_weight: dict[str, float] | None = None
    callbacks: list[Callback] = []
    initial_epoch: Annotated[int, Field(ge=0)] = 0
    checkpoint_every: PositiveInt | None = None
    verbose: Literal["auto", 0, 1, 2] = "auto"
    validation_split: float | None = None


class Runtime(Section):
    """
    Where and how the model runs: nothing here changes what the model is.

    Args:
        seed: makes the random numbers of a run repeatable.
        backend: what Keras runs on; `auto` takes one that is installed.
        engine: what drives the training: `keras` is Keras's own `fit`, `fused` trains on JAX in compiled loops, and
            `auto` takes what is faster and can train the spec.
        keras: the versions of Keras that the spec was written for.
        precision: the type that layers compute in.
        deterministic: whether only operations are used that give the same numbers every time; slower.
        device: where it runs; `auto` takes a GPU if there is one.

    Example:
        runtime: {seed: 42, backend: auto}
    """

    seed: Seed | None = None
    backend: Literal["auto", "tensorflow", "jax", "torch"] = "auto"
    engine: Literal["auto", "keras", "fused"] = "auto"
    keras: Annotated[str, AfterValidator(check_range)] | None = None
    precision: Literal["float32", "float64", "mixed_float16", "mixed_bfloat16", "bfloat16", "float16"] | None = None
    deterministic: bool | None = None
    device: Literal["auto", "cpu", "gpu"] = "auto"


class Repeat(Section):
    """
    A block of layers, written once and meant several times; it may hold blocks.

    Args:
        times: how many times the layers are meant.
        layers: the layers of the block, in order.

    Example:
        model:
          - repeat: {times: 2, layers: [{LSTM: {units: 32, return_sequences: true}}, {Dropout: 0.2}]}
          - Flatten
          - Dense: 1
    """

    times: PositiveInt
    layers: list[Layer | Repeat] = Field(min_length=1)


class Spec(Section):
    """
    A model that reads sequences, and how it is trained: one YAML file.

    Args:
        seqspec: the version of the language, which is 1.
        name: what the model is called.
        description: what it is for, in a sentence.
        extends: the file that this one is laid over, seen from this one's folder; what is written here wins.
        fragment: whether this is a part that other specs extend, without a model of its own.
        data: where examples come from, and how they become inputs and targets.
        model: the layers, in order; the first one has an `input_shape` unless `data` says what goes in.
        compile: the optimizer, the loss and the metrics.
        fit: how long and in which batches it is trained.
        runtime: the seed, the backend and where it runs.

    Example:
        data: {source: {csv: prices.csv}, target: price, window: {length: 30}}
        model: [{LSTM: 32}, {Dense: 1}]
        compile: {optimizer: adam, loss: mse}
        fit: {epochs: 10}
        runtime: {seed: 42}
    """

    seqspec: Literal[1] = VERSION
    name: str | None = None
    description: str | None = None
    extends: str | None = None
    fragment: bool = False
    data: Data | None = None
    model: list[Layer | Repeat] = []
    compile: Compile | None = None
    fit: Fit = Field(default_factory=Fit)
    runtime: Runtime = Field(default_factory=Runtime)
    # A spec that was read with errors names here what it could not take in, and holds `layer.Unknown` for a layer.
    _broken: frozenset[str] = PrivateAttr(default=frozenset())

    @property
    def broken(self) -> frozenset[str]:
        """What is written but could not be read, such as `data` or `compile.loss`; what it says is not known."""
        return self._broken

    @property
    def values_known(self) -> bool:
        """Whether all could be read that decides which values a recipe delivers."""
        return not any(key.partition(".")[0] == "data" for key in self.broken)

    def layers(self) -> Iterator[tuple[Path, Layer]]:
        """Every layer in order, repeats written out, with its path in the normal form before `repeat`."""
        return _written_out(self.model, ("model",))

    def _repr_html_(self) -> str:
        """What a notebook shows: the spec as YAML, in which nothing is hidden."""
        from html import escape

        from seqspec.language.normal import write

        seen = (each if each.isprintable() or each == "\n" else ascii(each)[1:-1] for each in write(self))
        return f'<pre style="font-family:monospace;overflow-x:auto" tabindex="0">{escape("".join(seen))}</pre>'


def _written_out(entries: list[Layer | Repeat], path: Path) -> Iterator[tuple[Path, Layer]]:
    for index, entry in enumerate(entries):
        if isinstance(entry, Layer):
            yield (*path, index, entry.type), entry
            continue
        for _ in range(entry.times):
            yield from _written_out(entry.layers, (*path, index, "repeat", "layers"))


def count_layers(entries: list[Layer | Repeat]) -> int:
    """How many layers there are once every repeat is written out; does not write them out."""
    return sum(1 if isinstance(entry, Layer) else entry.times * count_layers(entry.layers) for entry in entries)
