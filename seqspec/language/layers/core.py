"""The layers of `keras.layers.core` that take one tensor and give one."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ValidationInfo, field_validator, model_validator

from seqspec.language.activation import Activation
from seqspec.language.layer import (
    DataSize,
    DType,
    Layer,
    PositiveInt,
    Shape,
    Weight,
    is_float,
    known,
    require_known,
    require_rank,
    size,
)
from seqspec.language.named import Constraint, Initializer, Regularizer
from seqspec.language.problems import problem
from seqspec.language.reach import Reach

InputType = Literal[
    "float32", "float64", "float16", "bfloat16",
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool",
]  # fmt: skip


class Input(Layer):
    """
    Says what the model takes, batch axis left out; `null` for a size that may vary. Stands first, or nowhere.

    Input shape: what is declared
    Output shape: the same

    Example:
        Input: [100, 1]
        (None, 100, 1) -> (None, 100, 1), 0 parameters
    """

    refused = frozenset({"trainable", "autocast", "activity_regularizer", "input_shape"})

    shape: list[PositiveInt | None]
    batch_size: PositiveInt | None = None
    dtype: InputType | None = None
    batch_shape: list[PositiveInt | None] | None = None

    @model_validator(mode="before")
    @classmethod
    def _split_batch_shape(cls, value: Any) -> Any:
        """`batch_shape: [32, 100, 1]` says `batch_size` and `shape` in one."""
        batch_shape = value.get("batch_shape") if isinstance(value, dict) else None
        if not isinstance(batch_shape, list) or not batch_shape or {"shape", "batch_size"} & set(value):
            return value
        others = {key: given for key, given in value.items() if key != "batch_shape"}
        return {**others, "batch_size": batch_shape[0], "shape": batch_shape[1:]}

    @field_validator("batch_shape")
    @classmethod
    def _say_it_once(cls, value: list[int | None] | None) -> list[int | None] | None:
        if value is not None:
            raise problem(
                "SEQ008",
                "`batch_shape` says the same as `shape` and `batch_size`",
                keras="raises ValueError when the input is made: you cannot pass both",
                help="keep `shape` and `batch_size`",
            )
        return value

    def output_dtype(self, dtype: str) -> str:
        return self.dtype or "float32"


def refuse_constrained_lora(cls: type[Layer], value: int | None, info: ValidationInfo) -> int | None:
    """A validator for `lora_rank`: low-rank updates and a constraint on the weight exclude each other."""
    constraint = next(name for name in cls.model_fields if name in {"kernel_constraint", "embeddings_constraint"})
    if value is not None and info.data.get(constraint) is not None:
        raise problem(
            "SEQ008",
            f"`lora_rank` and `{constraint}` don't go together",
            keras="raises ValueError when the model is built: Lora is incompatible with constraints",
            help="leave one of them out",
        )
    return value


class Dense(Layer):
    """
    A matrix product with every last axis, plus a bias: the workhorse, and nearly always the last layer.

    Input shape: `(batch, ..., features)`
    Output shape: `(batch, ..., units)`

    Step by step: each output is the sum of the inputs times its own weights, plus its bias. Inputs 1 and 2, weights 0.5
        and 0.25, bias 1: 1 * 0.5 + 2 * 0.25 + 1 = 2. On a sequence it does so at each step, with the same weights.

    When to choose: as the last layer always, with as many units as the target has values and the activation that the
        loss asks for. As the first layer on a sequence it sees one step at a time and learns no order.

    Common mistakes: `softmax` with one unit (SEQ201); units that don't match the horizon (SEQ109); a `sigmoid` for
        targets that are not between 0 and 1.

    Example:
        Dense: {units: 1}
        (None, 50) -> (None, 1), 51 parameters
    """

    units: DataSize
    activation: Activation = None
    use_bias: bool = True
    kernel_initializer: Initializer = "glorot_uniform"
    bias_initializer: Initializer = "zeros"
    kernel_regularizer: Regularizer | None = None
    bias_regularizer: Regularizer | None = None
    kernel_constraint: Constraint | None = None
    bias_constraint: Constraint | None = None
    lora_rank: PositiveInt | None = None
    lora_alpha: float | None = None

    _no_constrained_lora = field_validator("lora_rank")(classmethod(refuse_constrained_lora))

    def shape_after(self, shape: Shape) -> Shape:
        require_rank(shape, 2, "Dense", at_least=True)
        return (*shape[:-1], known(self.units))

    def weights(self, shape: Shape) -> tuple[Weight, ...] | None:
        features = require_known(shape[-1], "Dense", "the size of its input's last axis")
        units = known(self.units)
        if units is None:
            return None
        bias = (Weight("bias", (units,)),) if self.use_bias else ()
        return low_rank(Weight("kernel", (features, units)), bias, self.lora_rank, "lora_kernel")

    def macs(self, shape: Shape, output: Shape) -> int | None:
        outputs = size(output[1:])
        return None if outputs is None or shape[-1] is None else outputs * shape[-1]

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return seen.all(shape[1]) if len(shape) == 2 else seen


def low_rank(matrix: Weight, others: tuple[Weight, ...], rank: int | None, prefix: str) -> tuple[Weight, ...]:
    """A matrix with what follows it; with a LoRA rank the matrix is frozen and two narrow ones are trained instead."""
    if rank is None:
        return (matrix, *others)
    *rows, columns = matrix.shape
    frozen = Weight(matrix.name, matrix.shape, trainable=False)
    return (frozen, *others, Weight(f"{prefix}_a", (*rows, rank)), Weight(f"{prefix}_b", (rank, columns)))


class Embedding(Layer):
    """
    Looks a vector up for each whole number: how words, letters and categories enter a network.

    `input_dim` is one more than the largest number. With `mask_zero` the number 0 is padding, and later layers skip it.

    Input shape: `(batch, ...)`, nearly always `(batch, steps)`
    Output shape: `(batch, ..., output_dim)`

    When to choose: for whatever is a number only by name: words, letters, shops, weekdays. Real numbers stay as they
        are. 16 to 64 dimensions do for some thousand ids; more want more data.

    Common mistakes: an `input_dim` that is not more than the largest id (SEQ118); vectors or scaled numbers where ids
        belong (SEQ119); padding without `mask_zero`, which is then read like a word.

    Example:
        Embedding: {input_dim: 1000, output_dim: 64, mask_zero: true}
        (None, 20) -> (None, 20, 64), 64000 parameters
    """

    mask = "drops"

    input_dim: DataSize
    output_dim: PositiveInt
    embeddings_initializer: Initializer = "uniform"
    embeddings_regularizer: Regularizer | None = None
    embeddings_constraint: Constraint | None = None
    mask_zero: bool = False
    lora_rank: PositiveInt | None = None
    lora_alpha: float | None = None

    _no_constrained_lora = field_validator("lora_rank")(classmethod(refuse_constrained_lora))

    def shape_after(self, shape: Shape) -> Shape:
        return (*shape, self.output_dim)

    def weights(self, shape: Shape) -> tuple[Weight, ...] | None:
        rows = known(self.input_dim)
        if rows is None:
            return None
        return low_rank(Weight("embeddings", (rows, self.output_dim)), (), self.lora_rank, "lora_embeddings")

    def output_mask(self, mask: bool) -> bool:
        return self.mask_zero


class ReversibleEmbedding(Layer):
    """
    An `Embedding` that can also be read backwards, from vectors to scores; in a stack of layers it only looks up.

    Without `tie_weights` it carries a second table for the way back, which `reverse_dtype` and `logit_soft_cap` concern
    alone. `input_dim` is one more than the largest number; with `mask_zero` the number 0 is padding.

    Input shape: `(batch, ...)`, nearly always `(batch, steps)`
    Output shape: `(batch, ..., output_dim)`

    Example:
        ReversibleEmbedding: {input_dim: 1000, output_dim: 64}
        (None, 20) -> (None, 20, 64), 64000 parameters
    """

    mask = "drops"

    input_dim: DataSize
    output_dim: PositiveInt
    tie_weights: bool = True
    embeddings_initializer: Initializer = "uniform"
    embeddings_regularizer: Regularizer | None = None
    embeddings_constraint: Constraint | None = None
    mask_zero: bool = False
    reverse_dtype: DType | None = None
    logit_soft_cap: float | None = None

    def shape_after(self, shape: Shape) -> Shape:
        return (*shape, self.output_dim)

    def weights(self, shape: Shape) -> tuple[Weight, ...] | None:
        rows = known(self.input_dim)
        if rows is None:
            return None
        table = Weight("embeddings", (rows, self.output_dim))
        return (table,) if self.tie_weights else (table, Weight("reverse_embeddings", (self.output_dim, rows)))

    def output_mask(self, mask: bool) -> bool:
        return self.mask_zero


class Masking(Layer):
    """
    Marks the steps whose features all equal `mask_value` as padding, and later layers skip them.

    Input shape: `(batch, steps, features)`
    Output shape: the same, with a mask

    When to choose: where sequences of real numbers differ in length and are filled up to one. For ids take `Embedding`
        with `mask_zero` instead. The value must be none that data can have: 0 is a common one after scaling.

    Common mistakes: a `mask_value` that data take (SEQ122); a layer behind it that loses the mask (SEQ120).

    Example:
        Masking: {mask_value: -1}
        (None, 100, 3) -> (None, 100, 3), 0 parameters
    """

    mask_value: float = 0.0

    def output_mask(self, mask: bool) -> bool:
        return True


class Identity(Layer):
    """
    Passes its input on unchanged.

    Input shape: any
    Output shape: the same

    Example:
        Identity
        (None, 10, 8) -> (None, 10, 8), 0 parameters
    """

    def output_dtype(self, dtype: str) -> str:
        return passed_dtype(self, dtype)


def passed_dtype(layer: Layer, dtype: str) -> str:
    """The dtype that leaves a layer which only moves values: whole numbers stay, fractions are cast on the way in."""
    return layer.compute_dtype if layer.autocast and is_float(dtype) else dtype
