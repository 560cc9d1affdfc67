"""The layers of `keras.layers.normalization`: values of a common size, whatever comes in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from seqspec.language.layer import LARGEST, Layer, Shape, ShapeError, Weight, require_known
from seqspec.language.layers._axes import Axes, mixed, resolve
from seqspec.language.named import Constraint, Initializer, Regularizer
from seqspec.language.problems import problem
from seqspec.language.reach import Reach


class BatchNormalization(Layer):
    """
    Normalises each feature by its mean and variance in the batch, and by moving averages of them once trained.

    Input shape: any; the size of `axis` has to be known
    Output shape: the same

    Example:
        BatchNormalization
        (None, 100, 32) -> (None, 100, 32), 128 parameters
    """

    whole_batch = True

    axis: int = -1
    momentum: float = 0.99
    epsilon: float = 1e-3
    center: bool = True
    scale: bool = True
    beta_initializer: Initializer = "zeros"
    gamma_initializer: Initializer = "ones"
    moving_mean_initializer: Initializer = "zeros"
    moving_variance_initializer: Initializer = "ones"
    beta_regularizer: Regularizer | None = None
    gamma_regularizer: Regularizer | None = None
    beta_constraint: Constraint | None = None
    gamma_constraint: Constraint | None = None
    renorm: bool = False
    renorm_clipping: dict[Literal["rmax", "rmin", "dmax"], float] | None = None
    renorm_momentum: float = 0.99
    synchronized: bool = False

    @field_validator("renorm_clipping")
    @classmethod
    def _keep_order(cls, value: dict[str, float] | None, info: ValidationInfo) -> dict[str, float] | None:
        bounds = value or {}
        if not info.data.get("renorm"):  # then Keras looks at none of them
            return value
        if bounds.get("rmax", 1) < bounds.get("rmin", bounds.get("rmax", 1)) or bounds.get("dmax", 0) < 0:
            raise problem(
                "SEQ008",
                "`renorm_clipping` wants `rmin` at most `rmax`, and `dmax` at least 0",
                keras="raises ValueError when the layer is made",
                help="exchange the bounds",
            )
        return value

    def weights(self, shape: Shape) -> tuple[Weight, ...]:
        sizes = known_sizes(self, self.axis, shape)
        moving = ["moving_mean", "moving_variance"]
        if self.renorm:
            moving += ["moving_stddev", "renorm_mean", "renorm_stddev"]
        return (
            *affine(sizes, self.scale, self.center),
            *(Weight(name, sizes, trainable=False) for name in moving),
        )


def affine(sizes: tuple[int, ...], scale: bool, center: bool) -> tuple[Weight, ...]:
    """What is learned after normalising: a factor and a summand."""
    wanted = {"gamma": scale, "beta": center}
    return tuple(Weight(name, sizes) for name, use in wanted.items() if use)


def known_sizes(layer: Layer, axes: int | list[int], shape: Shape) -> tuple[int, ...]:
    """
    The sizes of the axes that weights are made for.

    Raises:
        ShapeError: there is no such axis, or its size is not known.
    """
    places = resolve(axes, shape, layer.type)
    return tuple(require_known(shape[axis], layer.type, f"the size of axis {axis} of its input") for axis in places)


class LayerNormalization(Layer):
    """
    Normalises each example by its own mean and variance along `axis`; keeps no averages, and fits recurrent networks.

    Input shape: any; the sizes of `axis` have to be known
    Output shape: the same

    Example:
        LayerNormalization
        (None, 100, 32) -> (None, 100, 32), 64 parameters
    """

    axis: Axes = -1
    epsilon: float = 1e-3
    center: bool = True
    scale: bool = True
    beta_initializer: Initializer = "zeros"
    gamma_initializer: Initializer = "ones"
    beta_regularizer: Regularizer | None = None
    gamma_regularizer: Regularizer | None = None
    beta_constraint: Constraint | None = None
    gamma_constraint: Constraint | None = None

    def weights(self, shape: Shape) -> tuple[Weight, ...]:
        axes = self.axis if isinstance(self.axis, int) else sorted(self.axis)
        resolve(axes, shape, self.type)
        return affine(known_sizes(self, axes, shape), self.scale, self.center) if self.scale or self.center else ()

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return mixed(seen, self.axis, shape)


def _check_groups(groups: int) -> int:
    if groups == 0 or groups < -1:
        raise problem("SEQ008", f"`groups` has to be at least 1, or -1 for one group a channel, and is {groups}")
    return groups


class GroupNormalization(Layer):
    """
    Normalises groups of channels within each example; `groups: -1` makes every channel a group of its own.

    Input shape: any; the size of `axis` has to be known and a multiple of `groups`
    Output shape: the same

    Example:
        GroupNormalization: {groups: 8}
        (None, 100, 32) -> (None, 100, 32), 64 parameters
    """

    groups: Annotated[int, Field(le=LARGEST)] = 32
    axis: int = -1
    epsilon: float = 1e-3
    center: bool = True
    scale: bool = True
    beta_initializer: Initializer = "zeros"
    gamma_initializer: Initializer = "ones"
    beta_regularizer: Regularizer | None = None
    gamma_regularizer: Regularizer | None = None
    beta_constraint: Constraint | None = None
    gamma_constraint: Constraint | None = None

    _at_least_one = field_validator("groups")(_check_groups)

    def weights(self, shape: Shape) -> tuple[Weight, ...]:
        sizes = known_sizes(self, self.axis, shape)
        if self.groups != -1 and sizes[0] % self.groups:
            raise ShapeError(
                f"{sizes[0]} channels can't be shared out evenly among {self.groups} groups",
                ("groups",),
                keras="raises ValueError when the model is built: the channels must be a multiple of the groups",
                help="take a number of groups that divides the channels, or -1",
            )
        return affine(sizes, self.scale, self.center)

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return seen.all(shape[1])


class UnitNormalization(Layer):
    """
    Scales along `axis` to length 1.

    Input shape: any
    Output shape: the same

    Example:
        UnitNormalization
        (None, 64) -> (None, 64), 0 parameters
    """

    axis: Axes = -1

    def shape_after(self, shape: Shape) -> Shape:
        resolve(self.axis, shape, self.type, keras="raises ValueError when the model is built: axis is out of bounds")
        return shape

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return mixed(seen, self.axis, shape)


class RMSNormalization(Layer):
    """
    Divides by the root of the mean square along `axis`, and multiplies with a learned scale; loses a mask.

    Input shape: any; the sizes of `axis` have to be known
    Output shape: the same

    Example:
        RMSNormalization
        (None, 100, 32) -> (None, 100, 32), 32 parameters
    """

    mask = "drops"

    axis: Axes = -1
    epsilon: float = 1e-6

    def weights(self, shape: Shape) -> tuple[Weight, ...]:
        axes = self.axis if isinstance(self.axis, int) else sorted(self.axis)
        places = resolve(axes, shape, self.type)
        if places != tuple(range(len(shape) - len(places), len(shape))):
            raise ShapeError(
                f"`RMSNormalization` scales the last axes only, and `axis` is {self.axis}",
                ("axis",),
                keras="raises ValueError at the first batch, or silently scales another axis of the same size",
                help="name the last axis, or the last few; or take `LayerNormalization`",
            )
        return (Weight("scale", known_sizes(self, axes, shape)),)

    def reach(self, seen: Reach, shape: Shape) -> Reach:
        return mixed(seen, self.axis, shape)
