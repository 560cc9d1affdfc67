"""Names of a spec as calls of Keras: evaluated, they give what lowering makes."""

from __future__ import annotations

import random
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqspec.analysis.linter import check_text
from seqspec.errors import LoweringError
from seqspec.language.named import KINDS, read
from seqspec.lowering import build
from seqspec.lowering.objects import lower
from seqspec.lowering.script.expressions import callback, expression, layers
from seqspec.lowering.script.writing import inline, laid_out
from tests.strategies import LAYERS
from tests.strategies import layers as drawn_layers

pytestmark = pytest.mark.keras

SPEC = """
seqspec: 1
model:
  - Input: [5, 3]
  - repeat:
      times: 2
      layers:
        - LSTM: {units: 3, return_sequences: true}
        - repeat: {times: 2, layers: [{Dropout: 0.2}, {Dense: 3}]}
  - Bidirectional: {layer: {GRU: 2}, merge_mode: sum}
  - Dense: {units: 1, kernel_initializer: {HeNormal: {seed: 5}}}
"""


def evaluated(code: str) -> Any:
    """The object that a piece of a script makes."""
    import keras

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = {"keras": keras, "Path": Path, "__file__": "script.py", "schedule": lambda epoch: 0.5 / (epoch + 1)}
        return eval(code, names)


def unseeded(config: Any) -> Any:
    """A configuration without names and without seeds, which are drawn anew for every object."""
    if isinstance(config, dict):
        kept = {key: value for key, value in config.items() if key not in {"name", "seed"}}
        return {key: unseeded(value) for key, value in kept.items()}
    return [unseeded(each) for each in config] if isinstance(config, list | tuple) else config


@pytest.mark.parametrize("name", [name for name in LAYERS if name != "Input"])
@settings(max_examples=3)
@given(data=st.data())
def test_a_layer_is_the_one_that_lowering_makes(name: str, data: st.DataObject) -> None:
    """Whatever its arguments, the call says the same as the object."""
    layer = data.draw(drawn_layers(name))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ours = unseeded(lower(layer).get_config())
    except (LoweringError, NotImplementedError):  # of some layers with a penalty Keras knows no configuration
        return

    assert ours == unseeded(evaluated(inline(expression(layer))).get_config())


@pytest.mark.parametrize("kind", ["optimizer", "loss", "regularizer", "constraint", "callback"])
def test_every_name_is_where_keras_has_it(kind: str) -> None:
    """Each name that stands alone in a spec is a class in the module that the call names."""
    for name in KINDS[kind].registry.names:
        try:
            named = read(kind, name)
        except ValueError:  # it has an argument that must be given
            continue
        write = callback if kind == "callback" else expression
        assert name == type(evaluated(inline(write(named)))).__name__


def test_a_metric_stays_the_name_that_was_written() -> None:
    """With it Keras's logs have the same names as in the run."""
    assert "'mae'" == repr(expression(read("metric", "mae")))
    assert "keras.metrics.TopKCategoricalAccuracy(k=3)" == inline(
        expression(read("metric", {"TopKCategoricalAccuracy": 3}))
    )


def test_a_schedule_is_asked_by_the_epoch() -> None:
    """Keras hands the rate over as well."""
    scheduled = read("callback", {"LearningRateScheduler": {"schedule": {"ExponentialDecay": {
        "initial_learning_rate": 0.1, "decay_steps": 9, "decay_rate": 0.5}}}})  # fmt: skip

    assert 0.25 == evaluated(inline(callback(scheduled))).schedule(1, 7.0)


def test_checkpoints_lie_beside_the_script() -> None:
    """A spec names no files, so the script does: a run that it lies in keeps its own."""
    path = 'Path(__file__).with_suffix(".checkpoint.weights.h5")'
    assert f"keras.callbacks.ModelCheckpoint({path}, save_weights_only=True)" == inline(
        callback(read("callback", {"ModelCheckpoint": {"save_weights_only": True}}))
    )


def test_a_block_is_written_once_and_drawn_in_order() -> None:
    """Layers of a repeated block get the same initial weights as those that are written out."""
    import keras
    import numpy as np

    spec, trace = check_text(SPEC).require()
    code = laid_out(layers(spec, trace), prefix="found = ")
    names: dict[str, Any] = {"keras": keras}

    random.seed(7)
    exec(code, names)
    ours = keras.Sequential(names["found"]).get_weights()

    assert 1 == code.count("LSTM")
    for one, other in zip(build(spec, trace, 7).get_weights(), ours, strict=True):
        np.testing.assert_array_equal(one, other)
