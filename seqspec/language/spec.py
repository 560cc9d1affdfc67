"""The whole spec as pydantic models: what the sections hold. How they are written is `decode`'s business."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

from pydantic import Field, PrivateAttr

from seqspec.diagnostics import Path
from seqspec.language.data import Data
from seqspec.language.layer import Layer, PositiveInt
from seqspec.language.named import Form
from seqspec.language.section import Section

MAX_LAYERS = 10_000
VERSION: Final = 1

Optimizer = Annotated[Any, Form("optimizer")]
Loss = Annotated[Any, Form("loss")]
Metric = Annotated[Any, Form("metric")]
Callback = Annotated[Any, Form("callback")]
Seed = Annotated[int, Field(ge=0, lt=2**32)]


class Compile(Section):
    """What Keras's `compile` takes."""

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
    """What Keras's `fit` takes, as far as the recipe does not say it already."""

    epochs: PositiveInt = 1
    batch_size: PositiveInt | None = None
    shuffle: bool = True
    steps_per_epoch: PositiveInt | None = None
    class_weight: dict[str, float] | None = None
    callbacks: list[Callback] = []
    initial_epoch: Annotated[int, Field(ge=0)] = 0
    verbose: Literal["auto", 0, 1, 2] = "auto"
    validation_split: float | None = None


class Runtime(Section):
    """Where and how the model runs: nothing here changes what the model is."""

    seed: Seed | None = None
    backend: Literal["auto", "tensorflow", "jax", "torch"] = "auto"
    engine: Literal["auto", "keras", "fused"] = "auto"
    keras: str | None = None
    precision: Literal["float32", "float64", "mixed_float16", "mixed_bfloat16", "bfloat16", "float16"] | None = None
    deterministic: bool | None = None
    device: Literal["auto", "cpu", "gpu"] = "auto"


class Repeat(Section):
    """A block of layers, written once and meant several times."""

    times: PositiveInt
    layers: list[Layer | Repeat] = Field(min_length=1)


class Spec(Section):
    """
    A whole spec.

    `model` holds layers and repeated blocks; `layers()` gives the layers one by one. A spec that was read with errors
    names what it could not take in `broken`, and holds `layer.Unknown` where a layer could not be read.
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
    _broken: frozenset[str] = PrivateAttr(default=frozenset())

    @property
    def broken(self) -> frozenset[str]:
        """What is written but could not be read, such as `data` or `compile.loss`; what it says is not known."""
        return self._broken

    def layers(self) -> Iterator[tuple[Path, Layer]]:
        """Every layer in order, repeats written out, with its path in the normal form before `repeat`."""
        return _written_out(self.model, ("model",))


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
