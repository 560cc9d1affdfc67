"""A model with the steps of its recipe around it: original units in, original units out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seqspec.language.spec import Spec
from seqspec.runs.intervals.quantiles import shares_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


def obstacle(spec: Spec) -> str | None:
    """Why the steps of the recipe can't stand in the graph; None where they can."""
    data = spec.data
    if data is None or data.source is None or data.arrays is not None:
        return "there is no recipe"
    reasons = {
        "texts are no numbers": bool(data.tokens),
        "categories and dates are no numbers": bool(data.encode),
        "`known_future` and `static` come from other rows": bool(data.known_future or data.static),
        "a difference needs the row before the window": bool(data.difference),
        "the window is relative to itself": data.window is not None and data.window.normalize != "none",
        "each series has a scale of its own": any(scaler.per_group for scaler in data.scale.values()),
        "classes have no units": any(data.kind(target) in {"classes", "one_hot"} for target in data.target or []),
    }
    return next((reason for reason, stands in reasons.items() if stands), None)


def around(model: Any, spec: Spec, columns: list[dict[str, Any]]) -> Any:
    """
    The model between what is done to a column and what is undone.

    Args:
        columns: of the recipe's state, by column: what was learnt of each.
    """
    import keras

    assert spec.data is not None  # who calls has asked for an obstacle
    by_name = {str(each["column"]): each for each in columns}
    given = keras.Input(model.input_shape[1:], batch_size=model.input_shape[0], dtype="float32", name="input")
    flow = given
    chains = [by_name[name] for name in spec.data.feature_columns]
    flow = _stepped(flow, chains)
    out = model(
        _affine(flow, [1 / each["spread"] for each in chains], [-each["center"] / each["spread"] for each in chains])
    )
    targets = _targets(spec, columns, model.output_shape[-1])
    out = _affine(out, [each["spread"] for each in targets], [each["center"] for each in targets])
    if any(each["log1p"] for each in targets):
        logs = keras.ops.convert_to_tensor([bool(each["log1p"]) for each in targets])
        out = keras.ops.where(logs, keras.ops.expm1(out), out)
    return keras.Model(given, out, name="served")


def units(spec: Spec, columns: list[dict[str, Any]], width: int) -> list[float]:
    """How much a 1 of the model is in original units, for each of the `width` values that come out."""
    return [float(each["spread"]) for each in _targets(spec, columns, width)]


def _targets(spec: Spec, columns: list[dict[str, Any]], width: int) -> list[dict[str, Any]]:
    """The column of each value that comes out: of a step all targets, and of a target all quantiles, side by side."""
    assert spec.data is not None  # who calls has asked for an obstacle
    by_name = {str(each["column"]): each for each in columns}
    row = [by_name[name] for name in spec.data.target_columns for _ in range(len(shares_of(spec)) or 1)]
    return row * (width // len(row))


def _stepped(flow: Any, chains: list[dict[str, Any]]) -> Any:
    """Clipped, and logarithmised."""
    import keras

    bounds = [each["clip"] or (None, None) for each in chains]
    if any(each["clip"] for each in chains):
        low, high = (
            [-3e38 if b[0] is None else b[0] for b in bounds],
            [3e38 if b[1] is None else b[1] for b in bounds],
        )
        flow = keras.ops.minimum(
            keras.ops.maximum(flow, keras.ops.array(low, "float32")), keras.ops.array(high, "float32")
        )
    if any(each["log1p"] for each in chains):
        logs = keras.ops.convert_to_tensor([bool(each["log1p"]) for each in chains])
        flow = keras.ops.where(logs, keras.ops.log1p(flow), flow)
    return flow


def _affine(flow: Any, scale: list[float], offset: list[float]) -> Any:
    """As a `Rescaling`, which every form can hold; a `Normalization` not all of them can."""
    import keras

    if all(each == 1 for each in scale) and not any(offset):
        return flow
    return keras.layers.Rescaling(scale, offset)(flow)


def examples(model: Any, count: int, columns: list[dict[str, Any]] | None) -> NDArray[Any]:
    """Inputs to compare by: around the centers of the columns, or whole numbers where the model takes those."""
    import numpy as np

    draw = np.random.default_rng(count)
    shape = (model.input_shape[0] or count, *(size or 7 for size in model.input_shape[1:]))
    if np.issubdtype(np.dtype(model.inputs[0].dtype), np.integer):
        return draw.integers(0, 2, shape).astype("int32")
    values = draw.normal(size=shape)
    if columns is not None:
        scaled = values * [each["spread"] for each in columns] + [each["center"] for each in columns]
        values = np.where([bool(each["log1p"]) for each in columns], np.expm1(np.clip(scaled, None, 50)), scaled)
    return values.astype("float32")
