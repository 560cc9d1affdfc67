"""
Spec → a script of Keras that needs no seqspec: the same data, windows, initial weights and order of batches.

It is put together from lines of our own; all that is a user's goes in through `repr`, and the whole is parsed again.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from seqspec import __version__
from seqspec.analysis.inference import Trace
from seqspec.errors import ExportError
from seqspec.language.spec import Spec
from seqspec.lowering.memory import evaluation_batch
from seqspec.lowering.script import expressions
from seqspec.lowering.script.recipe import Recipe, require_plain
from seqspec.lowering.script.settled import Settled
from seqspec.lowering.script.writing import Call, Code, assignment, inline, laid_out

_DEFAULT_BATCH = 32


def script(spec: Spec, trace: Trace, settled: Settled) -> str:
    """
    The script that trains the model of a spec.

    Args:
        spec, trace: without errors.
        settled: what the spec leaves open.

    Raises:
        ExportError: the spec has something that a script can't hold.
    """
    data = require_plain(spec.data, settled)
    _require_objective(spec)
    rank = len(trace.output.shape or ())
    recipe = Recipe(data, settled, rank)
    sections = [
        _head(settled),
        _imports(spec, settled),
        _constants(spec, recipe, settled),
        recipe.functions(),
        [*recipe.reading(), *recipe.parts()],
        [*recipe.preparing(), *recipe.scaling()],
        recipe.origins(),
        recipe.examples(),
        _batches(spec, trace),
        _model(spec, trace),
        [*_training(spec, trace, recipe), 'model.save("model.keras")'],
        _judgement(recipe, trace),
    ]
    text = _spaced(line for section in sections for line in ["", *section])
    ast.parse(text)
    return text


def _require_objective(spec: Spec) -> None:
    if spec.compile is None or spec.compile.loss is None:
        raise ExportError(
            "the spec names no loss to minimise", help="add `compile: {optimizer: adam, loss: mean_squared_error}`"
        )
    if not spec.compile.loss.of_keras:
        raise ExportError(
            f"Keras has no loss `{spec.compile.loss.type}`, and the script is Keras alone",
            help="export the model instead: `--to keras`, which needs no loss to predict",
        )


def _head(settled: Settled) -> Iterator[str]:
    keras = f"Keras {settled.keras} on {settled.backend}" if settled.keras else "Keras"
    yield f'"""Trains a model with {keras} alone: same data, weights and batches as with seqspec {__version__}."""'


def _imports(spec: Spec, settled: Settled) -> Iterator[str]:
    below = _library(spec, settled)
    yield "import os"
    yield "import random"
    yield from ["import sys"] if settled.files else []
    yield ""
    if settled.backend is not None:
        yield f'os.environ["KERAS_BACKEND"] = {inline(settled.backend)}  # before Keras is imported'
    else:
        yield 'os.environ.setdefault("KERAS_BACKEND", "jax")  # before Keras is imported'
    if spec.runtime.device == "cpu":
        yield 'os.environ["JAX_PLATFORMS"] = os.environ["KERAS_TORCH_DEVICE"] = "cpu"'
    yield ""
    tables = ["import pandas as pd"] if settled.files else []
    yield from sorted(["import keras", "import numpy as np", *tables, *below])
    yield from [] if settled.files else ["from sklearn import datasets"]


def _library(spec: Spec, settled: Settled) -> list[str]:
    """What is below Keras, where it has to be told something."""
    wants = settled.deterministic if settled.backend != "jax" else spec.runtime.precision == "float64"
    return [f"import {settled.backend}"] if settled.backend is not None and wants else []


def _constants(spec: Spec, recipe: Recipe, settled: Settled) -> Iterator[str]:
    yield assignment("SEED", settled.seed)
    if settled.files:
        yield laid_out(list(settled.files), prefix="DATA = sys.argv[1:] or ")
    yield from recipe.constants()
    yield from _settings(spec, settled)


def _settings(spec: Spec, settled: Settled) -> Iterator[str]:
    """How Keras and what is below it are set up."""
    precision = spec.runtime.precision or "float32"
    if precision == "float64":
        yield 'keras.config.set_floatx("float64")'
    if precision != "float32":
        yield f"keras.config.set_dtype_policy({inline(precision)})"
    if settled.deterministic and settled.backend == "tensorflow":
        yield "tensorflow.random.set_seed(SEED)"
        yield "tensorflow.config.experimental.enable_op_determinism()"
    if settled.deterministic and settled.backend == "torch":
        yield "torch.use_deterministic_algorithms(True)"
    if precision == "float64" and settled.backend == "jax":
        yield 'jax.config.update("jax_enable_x64", True)'


def _batches(spec: Spec, trace: Trace) -> Iterator[str]:
    """The class of batches: an epoch is a pass over the examples, or is cut from an endless row of passes."""
    steps, first = spec.fit.steps_per_epoch, spec.fit.initial_epoch
    whole = "len(self.at) // self.size" if trace.batch_size is not None else "-(-len(self.at) // self.size)"
    yield "class Batches(keras.utils.PyDataset):"
    yield '    """Examples batch by batch; shuffled, every pass over them has an order of its own."""'
    yield ""
    yield f"    def __init__(self, at, size, shuffle=False{', steps=None' if steps else ''}):"
    yield "        super().__init__()"
    yield f"        self.at, self.size, self.shuffle, self.epoch = at, size, shuffle, {first if steps else first - 1!r}"
    yield from (f"        {line}" for line in (_endless(whole) if steps else ["self.on_epoch_end()"]))
    yield ""
    yield "    def on_epoch_end(self):"
    yield "        self.epoch += 1"
    if not steps:
        yield "        self.order = np.arange(len(self.at))"
        yield from _shuffling("self.order", "self.epoch")
    yield ""
    yield "    def __len__(self):"
    yield f"        return {'self.steps' if steps else whole}"
    yield ""
    yield "    def __getitem__(self, batch):"
    if steps:
        yield "        number, batch = divmod(self.epoch * self.steps + batch, self.whole)"
        yield "        order = np.arange(len(self.at))"
        yield from _shuffling("order", "number")
    order = "order" if steps else "self.order"
    yield f"        return examples(self.at[{order}[batch * self.size : (batch + 1) * self.size]])"


def _endless(whole: str) -> Iterator[str]:
    yield f"self.whole = {whole}  # batches of a pass; epochs are cut from an endless row of passes"
    yield "self.steps = steps or self.whole"


def _shuffling(order: str, number: str) -> Iterator[str]:
    yield "        if self.shuffle:"
    yield f"            np.random.default_rng([SEED, {number}]).shuffle({order})"


def _model(spec: Spec, trace: Trace) -> Iterator[str]:
    yield "random.seed(SEED)  # Keras draws the seeds of initial weights and dropout from there"
    yield laid_out(Call("keras.Sequential", ((None, expressions.layers(spec, trace)),)), prefix="model = ")
    assert spec.compile is not None  # who calls has asked for a loss
    section, fields = spec.compile, type(spec.compile).model_fields
    given = {name: expressions.expression(getattr(section, name)) for name in fields}
    keep = {name: value for name, value in given.items() if _says(section, name, value)}
    yield laid_out(Call("model.compile", tuple(keep.items())))


def _says(section: Any, name: str, value: Any) -> bool:
    """Whether an argument says something that Keras would not take by itself."""
    return name in {"optimizer", "loss"} or (name in section.model_fields_set and value not in (None, []))


def _training(spec: Spec, trace: Trace, recipe: Recipe) -> Iterator[str]:
    fit = spec.fit
    for callback in fit.callbacks:
        if callback.type == "LearningRateScheduler":
            yield laid_out(expressions.expression(callback.schedule), prefix="schedule = ")
    size = trace.batch_size or fit.batch_size or _DEFAULT_BATCH
    shuffle: tuple[tuple[str | None, Any], ...] = (("shuffle", True),) if fit.shuffle else ()
    steps = (("steps", fit.steps_per_epoch),) if fit.steps_per_epoch else ()
    given: dict[str | None, Any] = {None: Call("Batches", (_at(recipe, "train"), (None, size), *shuffle, *steps))}
    if _validates(recipe):
        given["validation_data"] = _whole(recipe, trace, "validation")
    given["epochs"] = fit.epochs
    if fit.initial_epoch:
        given["initial_epoch"] = fit.initial_epoch
    if fit.class_weight:
        given["class_weight"] = Code(repr({int(name): weight for name, weight in fit.class_weight.items()}))
    given["callbacks"] = [*map(expressions.callback, fit.callbacks)]
    if not any(callback.type == "TerminateOnNaN" for callback in fit.callbacks):
        given["callbacks"].append(Call("keras.callbacks.TerminateOnNaN"))
    given["shuffle"] = False
    given["verbose"] = 2
    yield laid_out(Call("model.fit", tuple(given.items())), prefix="history = ")


def _validates(recipe: Recipe) -> bool:
    return bool(recipe.data.parts.sizes.get("validation"))


def _at(recipe: Recipe, part: str) -> tuple[None, Call]:
    stride = recipe.stride(part)
    given: tuple[tuple[str | None, Any], ...] = ((None, Code(part)), *(((None, stride),) if stride != 1 else ()))
    return None, Call("origins", given)


def _whole(recipe: Recipe, trace: Trace, part: str) -> Call:
    return Call("Batches", (_at(recipe, part), (None, evaluation_batch(trace))))


def _judgement(recipe: Recipe, trace: Trace) -> Iterator[str]:
    if not recipe.data.parts.sizes.get("test"):
        return
    size = evaluation_batch(trace)
    yield f"at = {inline(_at(recipe, 'test')[1])}"
    if trace.batch_size is not None:
        yield f"at = at[: len(at) // {size!r} * {size!r}]  # the model takes whole batches only"
    yield f'values = model.predict(Batches(at, {size!r}), verbose=0).astype("float64")'
    yield "values = values.reshape(len(at), -1, len(TARGETS))"
    yield from recipe.restoring()
    yield "errors = values - np.stack([read[name][rows] for name in TARGETS], axis=2)"
    yield "mae, rmse = np.abs(errors).mean(), np.sqrt(np.square(errors).mean())"
    yield 'print(f"test part: {len(at):,} examples, MAE {mae:.4g}, RMSE {rmse:.4g}")'


def _spaced(lines: Iterable[str]) -> str:
    """Lines as a file: two empty ones around functions and classes, and never more than one elsewhere."""
    found: list[str] = []
    inside = False
    for line in "\n".join(lines).split("\n"):
        decorated = bool(found) and found[-1].startswith("@")
        opens = line.startswith(("def ", "class ", "@")) and not decorated
        leaves = inside and not decorated and bool(line) and not line.startswith(" ")
        if opens or leaves:
            while found and not found[-1]:
                found.pop()
            found += ["", ""]
            inside = opens
        if line or (found and found[-1]):
            found.append(line)
    return "\n".join(found).strip("\n") + "\n"
