"""What comes before training: refusals, data, model and engine, and the folder that says what they are."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.analysis.facts.declaration import with_inner
from seqspec.analysis.inference import Trace
from seqspec.engines.choice import Choice, choose
from seqspec.engines.course import batch_size
from seqspec.engines.units import Units, units
from seqspec.errors import BackendError, DataError, RunError
from seqspec.language import normal
from seqspec.language.spec import Spec
from seqspec.lowering import backend as backends
from seqspec.lowering import build
from seqspec.lowering.memory import evaluation_batch, require_memory
from seqspec.runs import folder as files
from seqspec.runs.environment import describe
from seqspec.runs.fitting.listeners import Listeners
from seqspec.runs.fitting.request import Request
from seqspec.runs.fitting.settling import settle
from seqspec.runs.folder import RunFolder, as_json
from seqspec.runs.judgement.backtest import last_fold
from seqspec.runs.record import RECIPE_DIGEST, digest, with_digest

if TYPE_CHECKING:
    from seqspec.data.dataset import Dataset
    from seqspec.engines.training import Past


@dataclass(frozen=True)
class Prepared:
    """
    Everything that training needs.

    Args:
        request: what was asked.
        spec: with a seed.
        trace: what was inferred from it.
        seed: of the run.
        backend: what Keras runs on.
        choice: which engine trains.
        dataset: the examples.
        model: not trained yet.
        units: in which training lines speak.
        folder: of the run.
        listeners: who is told how it goes.
        pasts: where trainings go on from that were begun before: the kept model's is None, others have their fold.
    """

    request: Request
    spec: Spec
    trace: Trace
    seed: int
    backend: backends.Backend
    choice: Choice
    dataset: Dataset
    model: Any
    units: Units
    folder: RunFolder
    listeners: Listeners
    pasts: dict[int | None, Past] = field(default_factory=dict)

    @property
    def batch(self) -> int:
        """Examples that are forecast at a time."""
        return evaluation_batch(self.trace, len(self.dataset.test) or len(self.dataset.train))

    @property
    def environment(self) -> dict[str, Any]:
        """What it runs on, for the record."""
        precision, settings = self.spec.runtime.precision, self.request.settings
        return describe(self.backend, self.choice, self.seed, precision, settings, self.units)


def prepare(request: Request, spec: Spec, trace: Trace, folder: RunFolder, backend: str | None) -> Prepared:
    """
    Read the data and build the model.

    Args:
        spec: with a seed.
        backend: the one to run on; None leaves the choice to the spec.

    Raises:
        BackendError: the backend is missing or can't be used.
        DataError: the data can't feed the recipe.
    """
    from seqspec.data import dataset as data

    dataset = data.load(spec, request.base, request.data, last_fold(spec), request.store)
    if len(dataset.train) == 0:
        raise DataError("no example falls into the training part", help="give it more rows, or take a shorter window")
    runs_on = backends.use(spec.runtime, backend)
    seed = spec.runtime.seed or 0
    model = build(spec, trace, seed)
    _require_matching_targets(model, dataset)
    choice = choose(spec, trace, runs_on.name, runs_on.device, runs_on.cores)
    shown = units(dataset.task, dataset.train, tuple(model.output_shape[1:]))
    told = Listeners(request.listeners, request.say)
    return Prepared(request, spec, trace, seed, runs_on, choice, dataset, model, shown, folder, told)


def write_down(run: Prepared) -> None:
    """
    Write into the folder what is going to be trained on what; the environment last: with it everything is there.

    Raises:
        RunError: it can't be written.
    """
    fingerprint = run.dataset.fingerprint
    resolved, learnt = normal.write(settle(run.spec, fingerprint, run.request.backend)), as_json(run.dataset.state)
    run.folder.write(files.RESOLVED, resolved)
    run.folder.write_json(files.DATA, fingerprint)
    run.folder.write(files.RECIPE, learnt)
    digests = {**with_digest(resolved), RECIPE_DIGEST: digest(learnt)}
    run.folder.write_json(files.ENVIRONMENT, {**run.environment, **digests})


def seeded(spec: Spec) -> Spec:
    """The spec with a seed: where it has none one is drawn, and written down with the run."""
    if spec.runtime.seed is not None:
        return spec
    seed = random.SystemRandom().randrange(2**32)
    return spec.model_copy(update={"runtime": spec.runtime.model_copy(update={"seed": seed})})


# ------------------------------------------------------------------------------------------------------- refusing


def refuse_early(spec: Spec, trace: Trace, request: Request) -> None:
    """
    What can be refused before anything is imported or written.

    Raises:
        BackendError, RunError: the spec can't be trained here, or at all.
    """
    if spec.data is None:
        raise RunError(
            "the spec has no `data`, so there is nothing to learn from", help="add `data:`, see `seqspec init`"
        )
    if spec.compile is None or spec.compile.loss is None:
        raise RunError(
            "the spec names no loss to minimise", help="add `compile: {optimizer: adam, loss: mean_squared_error}`"
        )
    name = backends.choose(request.backend or spec.runtime.backend)
    choose(spec, trace, name, spec.runtime.device, cores=1)
    _require_trainable(spec, trace, name)
    if not request.ignore_memory:
        require_memory(trace, batch_size(spec, trace), training=True)


def _require_trainable(spec: Spec, trace: Trace, backend: str) -> None:
    """What Keras builds and can't train: its SimpleRNN in double precision on JAX."""
    layers = (layer for step in trace.steps for _, layer in with_inner(step.path, step.layer))
    if backend == "jax" and spec.runtime.precision == "float64" and any(layer.type == "SimpleRNN" for layer in layers):
        raise BackendError(
            "Keras can't train `SimpleRNN` in float64 on JAX",
            help="choose `--backend tensorflow`, or leave `runtime.precision` out",
        )


def _require_matching_targets(model: Any, dataset: Dataset) -> None:
    """Keras would broadcast a target of another shape and train on nonsense."""
    output, task = _numbers(model), dataset.task
    target = dataset.train.targets(np.arange(1), len(output) + 1).shape[1:]
    numbered = task.kind in {"classes", "text"} and _fits(output[:-1], target)  # one number in place of a row of them
    if not numbered and not _fits(output, target):
        of_numbers = "let the last layer give as many numbers as there are targets times steps"
        of_classes = "let the last layer give one number for each class, at every step that has a target"
        raise DataError(
            f"the model gives {output} for one example, and its target is {target}",
            help=of_numbers if task.kind in {"numbers", "chances"} else of_classes,
        )
    if numbered and output[-1] < len(task.classes):
        raise DataError(
            f"the model tells {output[-1]:,} classes apart, and there are {len(task.classes):,}",
            help=f"give the last layer {len(task.classes):,} units",
        )


def _numbers(model: Any) -> tuple[Any, ...]:
    """The shape of what a model says of one example; quantiles of one number are one."""
    shape = tuple(model.output_shape[1:])
    quantiles, last = len(getattr(model.loss, "shares", ())) or 1, shape[-1]
    return shape if last is None or last % quantiles else (*shape[:-1], last // quantiles)


def _fits(output: tuple[int | None, ...], target: tuple[int, ...]) -> bool:
    """Whether a target has the shape of an output, whose length may be open."""
    return len(output) == len(target) and all(one in {None, other} for one, other in zip(output, target, strict=True))
