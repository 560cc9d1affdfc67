"""What each side makes of a model: seqspec from the text of a spec, Keras from the plain arguments."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from seqspec.analysis.linter import Checked, check_text
from seqspec.diagnostics import Diagnostic
from seqspec.errors import LoweringError
from seqspec.language.layer import Layer
from seqspec.language.named import KINDS
from tests.conformance.drawing import Plain, Sketch


@dataclass(frozen=True)
class Told:
    """What a side says of one layer."""

    name: str
    shape: tuple[int | None, ...] | None
    dtype: str
    mask: bool
    weights: tuple[tuple[str, tuple[int, ...], bool], ...] | None


def text(sketch: Sketch) -> str:
    """The model as the text of a spec."""
    return yaml.safe_dump({"seqspec": 1, "model": sketch.entries}, sort_keys=False, default_flow_style=None)


def ours(sketch: Sketch) -> Checked:
    """What seqspec finds and infers."""
    return check_text(text(sketch))


def errors(checked: Checked) -> list[Diagnostic]:
    """Why it refuses."""
    return [each for each in checked.report if each.severity == "error"]


def inferred(checked: Checked) -> list[Told]:
    """What it infers of each layer."""
    assert checked.trace is not None
    return [
        Told(
            step.name,
            step.output.shape,
            step.output.dtype,
            step.output.mask,
            None if step.weights is None else tuple((each.name, each.shape, each.trainable) for each in step.weights),
        )
        for step in checked.trace.steps
    ]


def lowered(checked: Checked) -> list[Told] | str:
    """What Keras says of the model that seqspec builds, or why it can't be built."""
    from seqspec.lowering.model import build

    spec, trace = checked.require()
    try:
        with _symbolic():
            return _told(build(spec, trace, None))
    except LoweringError as error:
        return error.message


def built(sketch: Sketch) -> list[Told] | str:
    """What Keras says of the model written out in Python, or why it refuses."""
    try:
        with _symbolic():
            return _told(_model(sketch))
    except Exception as error:  # whatever Keras raises is its answer
        return f"{type(error).__name__}: {_first_line(error)}"


def fails_at_work(sketch: Sketch) -> bool:
    """Whether a call in training or for a prediction fails, or gives another shape than was promised."""
    import keras

    keras.utils.clear_session(free_memory=False)
    try:
        with _quiet():
            model = _model(sketch)
            ones = keras.ops.ones((sketch.batch_size or 2, *(size or 3 for size in sketch.shape)), sketch.dtype)
            real = [model(ones, training=training).shape for training in (True, False)]
    except Exception:  # whatever Keras raises is its answer
        return True
    return not all(_keeps(model.output_shape, shape) for shape in real)


def _keeps(promised: tuple[int | None, ...], real: tuple[int, ...]) -> bool:
    pairs = zip(promised[1:], real[1:], strict=False)
    return len(promised) == len(real) and all(size in (None, there) for size, there in pairs)


@contextlib.contextmanager
def _symbolic() -> Iterator[None]:
    """Names and weights as in a fresh process, and no weight gets a value."""
    import keras

    keras.utils.clear_session(free_memory=False)
    with keras.StatelessScope(initialize_variables=False), _quiet():
        yield


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def _told(model: Any) -> list[Told]:
    return [_of_layer(layer) for layer in model.layers]


def _of_layer(layer: Any) -> Told:
    output = layer.output
    if isinstance(output, list | tuple):
        raise ValueError("several tensors leave the layer")
    weights = tuple((each.name, tuple(each.shape), bool(each.trainable)) for each in layer.weights)
    mask = getattr(output, "_keras_mask", None) is not None
    return Told(layer.name, tuple(output.shape), output.dtype, mask, weights)


def _model(sketch: Sketch) -> Any:
    import keras

    given = {**sketch.input["Input"], "shape": tuple(sketch.shape)}
    layers = [made for entry in sketch.layers for made in _made_layers(entry)]
    return keras.Sequential([keras.Input(**given), *layers])


def _made_layers(entry: Plain) -> list[Any]:
    if "repeat" not in entry:
        return [_make("layer", entry)]
    block = entry["repeat"]
    return [made for _ in range(block["times"]) for layer in block["layers"] for made in _made_layers(layer)]


def _make(kind: str, value: Any) -> Any:
    """A Keras object of its name and plain arguments; no code of `seqspec.lowering` is asked."""
    import keras

    ((name, given),) = value.items()
    home: Any = keras
    for part in KINDS[kind].keras.split(".")[1:]:
        home = getattr(home, part)
    cls = getattr(home, name, None) or getattr(keras, name)
    if not isinstance(given, dict):
        return cls(given)
    return cls(**{key: _argument(key, each) for key, each in given.items()})


def _argument(key: str, value: Any) -> Any:
    if isinstance(value, dict) and len(value) == 1 and next(iter(value))[0].isupper():
        name = next(iter(value))
        kind = next((kind for kind in ("layer", "regularizer", "constraint") if name in KINDS[kind].registry), None)
        return value if kind is None else _make(kind, value)
    if isinstance(value, list) and key == "layers":
        return [_argument(key, each) for each in value]
    return tuple(value) if isinstance(value, list) and key != "axis" else value


def _first_line(error: Exception) -> str:
    lines = [line for line in str(error).splitlines() if line.strip() and "encountered when calling" not in line]
    return lines[0].strip()[:200] if lines else ""


def held(layer: Layer) -> Iterator[str]:
    """The types of a layer and of all layers inside it."""
    yield layer.type
    for name in layer.model_fields_set:
        value = getattr(layer, name)
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, Layer):
                yield from held(inner)
