"""
Spec → a script of Keras that needs no seqspec: the same data, windows, initial weights and order of batches.

It is put together from lines of our own; all that is a user's goes in through `repr`, and the whole is parsed again.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from seqspec import __version__
from seqspec.analysis.facts.objective import expects_logits, loss_of
from seqspec.analysis.inference import Trace
from seqspec.errors import ExportError
from seqspec.language.data import Data
from seqspec.language.spec import Compile, Spec
from seqspec.lowering.memory import evaluation_batch
from seqspec.lowering.script import division, expressions
from seqspec.lowering.script.imports import imports
from seqspec.lowering.script.obstacles import require_plain
from seqspec.lowering.script.recipe import Recipe
from seqspec.lowering.script.running import RunningText
from seqspec.lowering.script.sentences import Sentences
from seqspec.lowering.script.settled import Settled
from seqspec.lowering.script.tables import Table
from seqspec.lowering.script.writing import Call, Code, assignment, inline, laid_out

MOST = 120
"""Lines of which a script has fewer."""
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
    recipe = _recipe(spec, trace, data, settled)
    sections = [
        _constants(spec, recipe, settled),
        recipe.functions(),
        recipe.reading(),
        recipe.preparing(),
        recipe.origins(),
        recipe.examples(),
        _batches(spec, trace),
        _model(spec, trace),
        [*_training(spec, trace, recipe, data), f"model.save({expressions.beside('.trained.keras')})"],
        recipe.judgement(evaluation_batch(trace), trace.batch_size is not None) if _judges(data) else [],
    ]
    body = _spaced(sections)
    text = _spaced([[_head(settled)], imports(spec, settled, body), body.split("\n")])
    ast.parse(text)
    return _short(text)


def _recipe(spec: Spec, trace: Trace, data: Data, settled: Settled) -> Recipe:
    """The recipe by what its examples are made of."""
    rank = len(trace.output.shape or ())
    loss = loss_of(spec)
    half = 0.0 if loss is not None and expects_logits(loss) else 0.5
    if not data.tokens:
        return Table(data, settled, rank, half)
    return Sentences(data, settled, rank, half) if data.columns else RunningText(data, settled, rank)


def _judges(data: Data) -> bool:
    """Whether anything is held out; a running text is judged by what was learnt where nothing is."""
    return division.has(data, "test") or (bool(data.tokens) and not data.columns)


def _short(text: str) -> str:
    """A script that somebody will read."""
    lines = len(text.splitlines())
    if lines >= MOST:
        said = f"the script would have {lines:,} lines, and one of {MOST:,} or more is not read any more"
        raise ExportError(said, help="export the model instead: `--to keras`")
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


def _head(settled: Settled) -> str:
    keras = f"Keras {settled.keras} on {settled.backend}" if settled.keras else "Keras"
    return f'"""Trains a model with {keras} alone: same data, weights and batches as with seqspec {__version__}."""'


def _constants(spec: Spec, recipe: Recipe, settled: Settled) -> Iterator[str]:
    yield assignment("SEED", settled.seed)
    if settled.files:
        several = len(settled.files) > 1
        yield laid_out(list(settled.files), prefix=f"{'DATA' if several else '(DATA,)'} = sys.argv[1:] or ")
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
        yield "        order = np.random.default_rng([SEED, self.epoch]).permutation(len(self.at))"
        yield "        self.rows = self.at[order] if self.shuffle else self.at"
    yield ""
    yield "    def __len__(self):"
    yield f"        return {'self.steps' if steps else whole}"
    yield ""
    yield "    def __getitem__(self, batch):"
    if steps:
        yield "        number, batch = divmod(self.epoch * self.steps + batch, self.whole)"
        yield "        order = np.random.default_rng([SEED, number]).permutation(len(self.at))"
        yield "        rows = self.at[order] if self.shuffle else self.at"
    yield f"        return examples({'rows' if steps else 'self.rows'}[batch * self.size : (batch + 1) * self.size])"


def _endless(whole: str) -> Iterator[str]:
    yield f"self.whole = {whole}  # batches of a pass; epochs are cut from an endless row of passes"
    yield "self.steps = steps or self.whole"


def _model(spec: Spec, trace: Trace) -> Iterator[str]:
    yield "random.seed(SEED)  # Keras draws the seeds of initial weights and dropout from there"
    yield laid_out(Call("keras.Sequential", ((None, expressions.layers(spec, trace)),)), prefix="model = ")
    assert spec.compile is not None  # who calls has asked for a loss
    section = _weighted(spec.compile) if spec.data and spec.data.delivers().text else spec.compile
    fields = type(section).model_fields
    given = {name: expressions.expression(getattr(section, name)) for name in fields}
    keep = {name: value for name, value in given.items() if _says(section, name, value)}
    yield laid_out(Call("model.compile", tuple(keep.items())))


def _weighted(section: Compile) -> Compile:
    """Where padding does not count, the loss is the mean over what does, and metrics heed it, as in a run."""
    loss = section.loss
    if loss is not None and "reduction" not in loss.model_fields_set:
        loss = loss.model_copy(update={"reduction": "mean_with_sample_weight"})
    moved = {"weighted_metrics": section.metrics, "metrics": []} if not section.weighted_metrics else {}
    return section.model_copy(update={"loss": loss, **moved})


def _says(section: Any, name: str, value: Any) -> bool:
    """Whether an argument says something that Keras would not take by itself."""
    return name in {"optimizer", "loss"} or (name in section.model_fields_set and value not in (None, []))


def _training(spec: Spec, trace: Trace, recipe: Recipe, data: Data) -> Iterator[str]:
    fit = spec.fit
    for callback in fit.callbacks:
        if callback.type == "LearningRateScheduler":
            yield laid_out(expressions.expression(callback.schedule), prefix="schedule = ")
    size = trace.batch_size or fit.batch_size or _DEFAULT_BATCH
    shuffle: tuple[tuple[str | None, Any], ...] = (("shuffle", True),) if fit.shuffle else ()
    steps = (("steps", fit.steps_per_epoch),) if fit.steps_per_epoch else ()
    given: dict[str | None, Any] = {None: Call("Batches", ((None, recipe.at("train")), (None, size), *shuffle, *steps))}
    if division.has(data, "validation"):
        larger = (None, recipe.at("validation")), (None, evaluation_batch(trace))
        given["validation_data"] = Call("Batches", larger)
    given["epochs"] = fit.epochs
    if fit.initial_epoch:
        given["initial_epoch"] = fit.initial_epoch
    if fit.class_weight:
        given["class_weight"] = Code(repr({int(name): weight for name, weight in fit.class_weight.items()}))
    if fit.callbacks:
        given["callbacks"] = [*map(expressions.callback, fit.callbacks)]
    given["shuffle"] = False  # batches know their own order
    yield laid_out(Call("model.fit", tuple(given.items())), prefix="history = ")


def _spaced(sections: Iterable[Iterable[str]]) -> str:
    """Sections as a file: two empty lines around functions and classes, and never more than one elsewhere."""
    found: list[str] = []
    inside = False
    lines = (line for section in sections for line in ["", *section])
    for line in "\n".join(lines).split("\n"):
        opens = line.startswith(("def ", "class "))
        leaves = inside and bool(line) and not line.startswith(" ")
        if opens or leaves:
            while found and not found[-1]:
                found.pop()
            found += ["", ""]
            inside = opens
        if line or (found and found[-1]):
            found.append(line)
    return "\n".join(found).strip("\n") + "\n"
