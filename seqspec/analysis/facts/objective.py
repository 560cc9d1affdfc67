"""What a model is trained for: its loss, and the end of the model that the loss looks at."""

from __future__ import annotations

from dataclasses import dataclass

from seqspec.analysis.inference import Step, Trace
from seqspec.diagnostics import Path
from seqspec.language.layer import Dim, Layer, Unknown
from seqspec.language.layers.core import Dense
from seqspec.language.named import Named
from seqspec.language.spec import Spec

SPARSE = {"SparseCategoricalCrossentropy"}
CATEGORICAL = {"CategoricalCrossentropy", "CategoricalFocalCrossentropy", "CategoricalGeneralizedCrossEntropy"}
BINARY = {"BinaryCrossentropy", "BinaryFocalCrossentropy"}
HINGES = {"Hinge", "SquaredHinge"}
CROSS_ENTROPIES = SPARSE | CATEGORICAL | BINARY
REGRESSION = {
    "CosineSimilarity", "Huber", "LogCosh", "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredError",
    "MeanSquaredLogarithmicError", "Poisson", "Quantile",
}  # fmt: skip
DISTANCES = {"Huber", "LogCosh", "MeanAbsoluteError", "MeanSquaredError"}
"""The losses that are 0 where output and target are the same number, and grow with their distance."""
BROADCASTING = (REGRESSION - {"Quantile"}) | HINGES | {"CategoricalHinge", "KLDivergence"}
"""The losses under which Keras stretches output and target to a common shape instead of refusing."""

RECURRENT = {"SimpleRNN", "LSTM", "GRU"}
"""The recurrent layers whose state is a vector; whether one can return a sequence, its `return_sequences` says."""
UNBOUNDED = {
    "celu", "elu", "exponential", "gelu", "leaky_relu", "linear", "mish", "relu", "selu", "silu", "softplus",
    "squareplus", "swish",
}  # fmt: skip
"""The activations whose values have no upper bound."""

# Layers that pass on values, or leave them out: what they give still has the range of what they get.
_PASSING = {
    "ActivityRegularization", "Cropping1D", "Dropout", "Flatten", "Identity", "Masking", "Permute", "RepeatVector",
    "Reshape", "SpatialDropout1D", "UpSampling1D",
}  # fmt: skip
# Layers that move and stretch values, so that no bound is left.
_NORMALIZING = {"BatchNormalization", "GroupNormalization", "LayerNormalization", "Normalization", "RMSNormalization"}
_ACTIVATION_LAYERS = {
    "ELU": "elu",
    "LeakyReLU": "leaky_relu",
    "PReLU": "leaky_relu",
    "ReLU": "relu",
    "Softmax": "softmax",
}


def loss_of(spec: Spec) -> Named | None:
    """The loss; None where there is none, or where it could not be read."""
    if spec.compile is None or spec.broken & {"compile", "compile.loss"}:
        return None
    loss: Named | None = spec.compile.loss
    return loss


def quantiles_of(loss: Named | None) -> int | None:
    """How many quantiles of each number a loss asks for; None where it asks for the number."""
    shares: tuple[float, ...] = getattr(loss, "shares", ())
    return len(shares) or None


def name_of(named: Named) -> str:
    """What the spec calls it: the bare name as written, or Keras's."""
    return named.written or named.type


def expects_logits(loss: Named) -> bool:
    """Whether the loss applies sigmoid or softmax itself."""
    return bool(getattr(loss, "from_logits", False))


@dataclass(frozen=True, slots=True)
class Head:
    """
    The end of the model, as far as it decides what values come out.

    Args:
        path, layer: the layer that bounds the values, inside its wrapper.
        activation: the name of the function it ends with; `linear` where it has none.
        width: the size of the last axis of what leaves it.
    """

    path: Path
    layer: Layer
    activation: str
    width: Dim

    @property
    def has_argument(self) -> bool:
        """Whether the function is an argument of the layer, and not the layer itself."""
        return "activation" in vars(self.layer)

    @property
    def is_recurrent(self) -> bool:
        """Whether it is a recurrent layer, whose activation is not the last word on its output."""
        return self.layer.type in RECURRENT


def find_head(trace: Trace) -> Head | None:
    """The head of a model; None where the values that come out can't be told."""
    for step in reversed(trace.steps):
        path, layer = unwrapped(step.path, step.layer)
        if layer.type not in _PASSING:
            return bound(step, path, layer)
    return None


def ends_unread(spec: Spec, trace: Trace) -> bool:
    """Whether the layer that decides what values come out could not be read, so that nobody knows what they are."""
    layers = (unwrapped(step.path, step.layer)[1] for step in reversed(trace.steps))
    last = next((layer for layer in layers if layer.type not in _PASSING), None)
    return "model" in spec.broken or isinstance(last, Unknown)


def unwrapped(path: Path, layer: Layer) -> tuple[Path, Layer]:
    """The layer inside a wrapper that does its work, and where it is written."""
    inner = getattr(layer, "layer", None)
    if not isinstance(inner, Layer):
        return path, layer
    return unwrapped((*path, "layer", inner.type), inner)


def bound(step: Step, path: Path, layer: Layer) -> Head | None:
    """What bounds the values that leave one layer, if its activation does, and it could be read."""
    if isinstance(layer, Unknown):
        return None
    width = step.output.shape[-1] if step.output.shape else _declared_width(layer)
    if layer.type in _ACTIVATION_LAYERS:
        return Head(path, layer, _ACTIVATION_LAYERS[layer.type], width)
    if layer.type in _NORMALIZING:
        return Head(path, layer, "linear", width)
    if "activation" not in vars(layer):
        return None
    return Head(path, layer, vars(layer)["activation"] or "linear", width)


def _declared_width(layer: Layer) -> Dim:
    """The width that a layer says itself, where its input is not known."""
    return layer.units if isinstance(layer, Dense) and isinstance(layer.units, int) else None
