"""What changed from one spec to another, in terms of the model and of the training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel

from seqspec.analysis.inference import Step, Trace
from seqspec.analysis.linter import Checked
from seqspec.analysis.matching import match
from seqspec.errors import SpecError, UsageError
from seqspec.language.layer import Layer, Shape, Weight
from seqspec.language.named import Named
from seqspec.language.normal import plain
from seqspec.language.spec import Spec

Kind: TypeAlias = Literal["changed", "added", "removed"]
Pair: TypeAlias = tuple[Any, Any]
"""What was there before and what is there now; None where there is nothing."""

SECTIONS = ("data", "compile", "fit", "runtime")


@dataclass(frozen=True, slots=True)
class LayerChange:
    """
    One layer that is not what it was.

    Args:
        kind: what happened to it.
        before, after: the layer at work; None where there is none.
        arguments: what held and holds now, by path below the layer.
    """

    kind: Kind
    before: Step | None
    after: Step | None
    arguments: Mapping[str, Pair]

    @property
    def step(self) -> Step:
        """The layer as it is now, or as it was."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def params(self) -> tuple[int | None, int | None]:
        """How many numbers its weights hold; none where there is no layer."""
        return (self.before.params if self.before else 0, self.after.params if self.after else 0)

    @property
    def weights_fit(self) -> bool | None:
        """Whether the weights it had can be loaded; None where nobody knows, or where only one of them is there."""
        if self.before is None or self.after is None:
            return None
        return _fit(self.before.weights, self.after.weights)


@dataclass(frozen=True, slots=True)
class Difference:
    """
    What changed between two specs. True where anything did.

    Args:
        layers: the layers that are not what they were, in the order of the model.
        input: the shape that the model takes, before and after; None where it is the same.
        output: likewise for what leaves it.
        settings: what held and holds now in `data`, `compile`, `fit` and `runtime`, by path: `fit.epochs`.
        params, trainable_params, macs: of the whole model, before and after.
        weights_fit: whether the weights of the old model can be loaded into the new one; None where nobody knows.
    """

    layers: tuple[LayerChange, ...]
    input: tuple[Shape | None, Shape | None] | None
    output: tuple[Shape | None, Shape | None] | None
    settings: Mapping[str, Pair]
    params: tuple[int | None, int | None]
    trainable_params: tuple[int | None, int | None]
    macs: tuple[int | None, int | None]
    weights_fit: bool | None

    def __bool__(self) -> bool:
        return bool(self.layers or self.input or self.output or self.settings)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from seqspec.analysis.differences import render

        return render(self, "html")


def sound(checked: Checked) -> tuple[Spec, Trace]:
    """
    A spec that can be compared, with its trace.

    Raises:
        UsageError: it has errors.
    """
    try:
        return checked.require()
    except SpecError as error:
        said = f"only specs without errors can be compared, and {error.message}"
        raise UsageError(said, help=f"see `seqspec lint {checked.source.name}`") from None


def compare(before: tuple[Spec, Trace], after: tuple[Spec, Trace]) -> Difference:
    """What changed from one spec, with its trace, to another. Names, descriptions and comments are no change."""
    (old, old_trace), (new, new_trace) = before, after
    return Difference(
        layers=tuple(_layers(old_trace, new_trace)),
        input=_unlike(old_trace.input.shape, new_trace.input.shape),
        output=_unlike(old_trace.output.shape, new_trace.output.shape),
        settings=settings_changed(old, new),
        params=(old_trace.params, new_trace.params),
        trainable_params=(old_trace.trainable_params, new_trace.trainable_params),
        macs=(old_trace.macs, new_trace.macs),
        weights_fit=_fit(_all_weights(old_trace), _all_weights(new_trace)),
    )


def settings_changed(before: Spec, after: Spec) -> dict[str, Pair]:
    """What held and holds now in `data`, `compile`, `fit` and `runtime`, by path: `fit.epochs`."""
    return {
        path: pair for name in SECTIONS for path, pair in _changes(getattr(before, name), getattr(after, name), name)
    }


def model_differs(before: Spec, after: Spec) -> bool:
    """Whether two specs have other layers, or layers with other arguments."""
    return any(True for _ in _changes(before.model, after.model))


def _unlike(before: Shape | None, after: Shape | None) -> tuple[Shape | None, Shape | None] | None:
    return None if before == after else (before, after)


def _layers(before: Trace, after: Trace) -> Iterator[LayerChange]:
    """Every layer that changed, those that went before those that came in their place."""
    for old, new in match(before.steps, after.steps, _likeness):
        if old is None or new is None:
            kind: Kind = "added" if old is None else "removed"
            yield LayerChange(kind, old, new, {})
        elif (changed := _arguments(old.layer, new.layer)) or old.weights != new.weights:
            yield LayerChange("changed", old, new, changed)


def _likeness(before: Step, after: Step) -> int:
    """How sure it is that two layers are the same one: not at all where they are of different types."""
    if before.layer.type != after.layer.type:
        return 0
    if before.layer == after.layer:
        return 4
    return 3 if before.layer.name is not None and before.layer.name == after.layer.name else 2


def _arguments(before: Layer, after: Layer) -> dict[str, Pair]:
    """The arguments that changed; what goes into the model is compared as a whole."""
    changed = dict(_changes(before, after))
    return {path: pair for path, pair in changed.items() if path.partition(".")[0] != "input_shape"}


# ------------------------------------------------------------------------------------------------------------ values


def _changes(before: Any, after: Any, *path: str) -> Iterator[tuple[str, Pair]]:
    """What is different, by path: `window.length`. An argument that is left out has its default."""
    if before == after or _name(before) == _name(after) is not None:
        return
    if type(before) is type(after) and isinstance(before, BaseModel):
        for field in type(before).model_fields:
            yield from _changes(getattr(before, field), getattr(after, field), *path, field)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _changes(old, new, *path, str(index))
    else:
        yield ".".join(path), (plain(before), plain(after))


def _name(value: Any) -> str | None:
    """A thing that has a name and nothing else: `glorot_uniform` and `GlorotUniform` are one."""
    if isinstance(value, Named):
        value = None if value.model_fields_set else value.type
    return value.replace("_", "").lower() if isinstance(value, str) else None


# ----------------------------------------------------------------------------------------------------------- weights


def _all_weights(trace: Trace) -> tuple[Weight, ...] | None:
    weights: tuple[Weight, ...] = ()
    for step in trace.steps:
        if step.weights is None:
            return None
        weights += step.weights
    return weights


def _fit(before: tuple[Weight, ...] | None, after: tuple[Weight, ...] | None) -> bool | None:
    """Whether weights can be loaded, in order, as Keras does."""
    if before is None or after is None:
        return None
    return [weight.shape for weight in before] == [weight.shape for weight in after]
