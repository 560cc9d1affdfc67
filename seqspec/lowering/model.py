"""A whole model: layers, names, weights and what `compile` says."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from seqspec.analysis.inference import Trace
from seqspec.errors import LoweringError
from seqspec.language.layer import Layer
from seqspec.language.layers.core import Input
from seqspec.language.spec import Compile, Spec
from seqspec.language.training.initializers import Zeros
from seqspec.lowering.agreement import require_agreement
from seqspec.lowering.backend import without_tensorflow
from seqspec.lowering.objects import REPORT, lower


def build(spec: Spec, trace: Trace, seed: int | None, *, drawn: bool = True) -> Any:
    """
    Make the Keras model of a spec, compiled where the spec says how.

    Args:
        spec: without errors.
        trace: what was inferred from it.
        seed: where the initial weights come from; the same seed gives the same weights on one backend. None draws
            others every time.
        drawn: whether there are initial weights; without them all are 0, and the model says so of itself: for weights
            that are replaced at once, as drawing takes longer than reading.

    Returns:
        a built `keras.Sequential` of stock layers.

    Raises:
        LoweringError: Keras refuses a layer, or makes other shapes or weights of it than were inferred.
    """
    import keras

    with without_tensorflow(), _seeded(seed), _settings(spec.runtime.precision or "float32"):
        own = [(step.layer if drawn else _blank(step.layer), step.name) for step in trace.steps]
        layers = [_input(spec, trace), *(lower(layer, name=name) for layer, name in own)]
        try:
            model = keras.Sequential(layers, name=_model_name(spec))
        except (TypeError, ValueError) as error:
            raise LoweringError(f"Keras can't put the layers together: {error}", help=REPORT) from error
        require_agreement(model, trace)
        if spec.compile is not None:
            model.compile(
                **compile_arguments(spec.compile, weighted=spec.data is not None and spec.data.delivers().text)
            )
            model.optimizer.build(model.trainable_variables)  # or a file saved before training loads with a warning
            if spec.compile.loss is not None and not spec.compile.loss.of_keras:
                _save_without_loss(model)
    return model


def _blank(layer: Layer) -> Layer:
    """A layer, with what it wraps, whose weights all begin at 0."""
    values = {name: getattr(layer, name) for name in type(layer).model_fields}
    zeros = dict.fromkeys((name for name in values if name.endswith("_initializer")), Zeros())
    inside = {name: _blank(value) for name, value in values.items() if isinstance(value, Layer)}
    return layer.model_copy(update={**zeros, **inside})


def _save_without_loss(model: Any) -> None:
    """Leave the loss out of the files the model is saved to: Keras, which lacks it, has to be able to load them."""
    whole = model.get_compile_config
    model.get_compile_config = lambda: {**(whole() or {}), "loss": None}


def compile_arguments(section: Compile, weighted: bool = False) -> dict[str, Any]:
    """
    What Keras's `compile` gets.

    Args:
        weighted: whether steps count differently, as padding after a text does: then metrics heed it, under their name,
            and a loss is the mean over what counts, where the spec does not ask for another one. Keras would divide by
            the number of all steps.
    """
    loss = section.loss
    if weighted and loss is not None and "reduction" not in loss.model_fields_set:
        section = section.model_copy(update={"loss": loss.model_copy(update={"reduction": "mean_with_sample_weight"})})
    lowered = {name: lower(getattr(section, name)) for name in Compile.model_fields}
    if weighted and not section.weighted_metrics:
        lowered["weighted_metrics"] = lowered.pop("metrics")
    return {name: value for name, value in lowered.items() if value not in (None, [])}


def _input(spec: Spec, trace: Trace) -> Any:
    """Keras's Input as declared, else as inferred."""
    import keras

    first = next((layer for _, layer in spec.layers()), None)
    if isinstance(first, Input):
        return lower(first, name=first.name or "input_layer")
    if trace.input.shape is None:
        raise LoweringError("the shape of the model's input is not known", help=REPORT)
    return keras.Input(trace.input.shape[1:], batch_size=trace.batch_size, dtype=trace.input.dtype, name="input_layer")


def _model_name(spec: Spec) -> str:
    return re.sub(r"[^\w.-]+", "_", spec.name or "") or "sequential"


@contextmanager
def _seeded(seed: int | None) -> Iterator[None]:
    """
    Draw from the seed, and leave Python's random state as it was.

    Keras takes the seed of everything that has none (initializers, dropout) from Python's `random`, on every backend.
    `keras.utils.set_random_seed` would change the caller's state and NumPy's too, and import TensorFlow whatever
    the backend.
    """
    if seed is None:
        yield
        return
    state = random.getstate()
    random.seed(seed)
    try:
        yield
    finally:
        random.setstate(state)


@contextmanager
def _settings(precision: str) -> Iterator[None]:
    """Keras's own defaults whatever `keras.json` or the caller set, and the spec's precision; put back afterwards."""
    import keras

    config = keras.config
    before = config.floatx(), config.image_data_format(), config.dtype_policy()
    config.set_floatx("float64" if precision == "float64" else "float32")
    config.set_image_data_format("channels_last")
    config.set_dtype_policy(precision)
    try:
        yield
    finally:
        config.set_floatx(before[0])
        config.set_image_data_format(before[1])
        config.set_dtype_policy(before[2])
