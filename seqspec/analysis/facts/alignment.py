"""Holds what leaves the model against what the recipe asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from seqspec.analysis.facts.declaration import contradictions
from seqspec.analysis.facts.objective import (
    BINARY,
    BROADCASTING,
    CATEGORICAL,
    DISTANCES,
    HINGES,
    REGRESSION,
    SPARSE,
    find_head,
    loss_of,
    quantiles_of,
    unwrapped,
)
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Fix, Label, Path
from seqspec.language.delivery import Delivery
from seqspec.language.layer import Dim, Layer, Shape, ShapeError, Signal, show, size
from seqspec.language.layers.core import Dense
from seqspec.language.named import Named
from seqspec.wording import count


@dataclass(frozen=True, slots=True)
class Misfit:
    """
    An output that does not meet its target.

    Args:
        output: what leaves the model.
        wanted: what would have to leave it.
        delivery: what the recipe delivers.
        loss: None where it is not known.
    """

    output: Shape
    wanted: Shape
    delivery: Delivery
    loss: Named | None

    @property
    def keeps_time(self) -> bool:
        """Whether the output has time steps that the target does not have."""
        if len(self.output) != len(self.wanted):
            return len(self.output) > max(len(self.wanted), 2)
        return len(self.output) == 3 and self.wanted[1] is not None and _more(self.output[1], self.wanted[1])

    @property
    def broadcasts(self) -> bool:
        """Whether one of two sizes is 1, so that Keras stretches it to the other."""
        pairs = zip(self.output[1:], self.wanted[1:], strict=False)
        return len(self.output) == len(self.wanted) and all(one == other or 1 in (one, other) for one, other in pairs)


def _more(steps: Dim, wanted: int) -> bool:
    """An unknown number of steps is more than one."""
    return steps > wanted if steps is not None else wanted == 1


def misfit(subject: Subject) -> Misfit | None:
    """What does not fit between output and target; None where it fits, or where one of them is not known."""
    output, delivery = subject.trace.output.shape, subject.delivery
    if not subject.trace.steps or output is None or len(output) < 2:
        return None
    if delivery is None or not has_target(subject) or _is_constant(subject):
        return None
    if _takes_classes_for_numbers(subject) or takes_class_apart(subject) or gives_one_answer(subject):
        return None
    if len(output) > 2 and contradictions(subject):
        return None  # the time steps of what goes in are wrong, and that is reported there
    loss = loss_of(subject.spec)
    wanted = _wanted(delivery, loss, len(output), subject)
    if wanted is None or _fits(output, wanted):
        return None
    return Misfit(output, wanted, delivery, loss)


def _is_constant(subject: Subject) -> bool:
    """Whether the model ends with a softmax over one value, which has a rule of its own."""
    head = find_head(subject.trace)
    return head is not None and head.activation == "softmax" and head.width == 1


def _takes_classes_for_numbers(subject: Subject) -> bool:
    """Whether a model gives a probability for each class, and only the loss is the wrong one, which has a rule."""
    loss, head, delivery = loss_of(subject.spec), find_head(subject.trace), subject.delivery
    if loss is None or head is None or delivery is None or loss.type not in DISTANCES or head.activation != "softmax":
        return False
    return delivery.kind == "classes" and delivery.classes in {None, head.width}


def takes_class_apart(subject: Subject) -> bool:
    """Whether a softmax picks one class, the label is its number, and only the loss asks about each class by itself."""
    loss, head, delivery = loss_of(subject.spec), find_head(subject.trace), subject.delivery
    output = subject.trace.output.shape
    if loss is None or head is None or delivery is None or output is None or loss.type not in BINARY:
        return False
    labels = delivery.kind in {"binary", "classes"} and delivery.classes in {None, head.width}
    picks = head.activation == "softmax" and not head.is_recurrent and head.width not in {None, 1}
    shape = delivery.target_shape(len(output))
    return labels and picks and shape in {output[:-1], (*output[:-1], 1)}


def gives_one_answer(subject: Subject) -> bool:
    """Whether one sigmoid meets labels under a loss for classes, which sigmoid-with-categorical-loss speaks of."""
    loss, head, delivery = loss_of(subject.spec), find_head(subject.trace), subject.delivery
    if loss is None or head is None or delivery is None or loss.type not in SPARSE | CATEGORICAL:
        return False
    single = head.width == 1 and head.activation in {"hard_sigmoid", "sigmoid"} and not head.is_recurrent
    return single and delivery.kind in {"binary", "classes"}


def has_target(subject: Subject) -> bool:
    """Whether the recipe says what is to be predicted: a source of texts alone does not."""
    data = subject.spec.data
    assert data is not None  # what has no recipe delivers nothing, and is not asked
    return data.arrays.target is not None if data.arrays else bool(data.target or data.tokens)


def labels_wanted(subject: Subject) -> str | None:
    """The kind of target that the loss takes, where the recipe delivers another; None where the two agree."""
    loss, delivery = loss_of(subject.spec), subject.delivery
    if loss is None or delivery is None or not has_target(subject):
        return None
    kind, one_hot = delivery.kind, {"classes", "binary"} | ({"real"} if delivery.targets == 1 else set())
    if loss.type in SPARSE and kind not in {"classes", "binary"}:
        return "classes"
    if (loss.type in CATEGORICAL and kind in one_hot) or (
        loss.type == "CategoricalHinge" and kind in one_hot | {"real"}
    ):
        return "one_hot"
    if loss.type in BINARY and kind == "real" and _are_shares(subject, delivery):
        return None
    if loss.type in BINARY | HINGES and (kind == "real" or (kind == "classes" and (delivery.classes or 0) > 2)):
        return "binary"
    return None


def repeats_input(subject: Subject) -> bool:
    """Whether the target has the shape of the input, as that of an autoencoder: its values then are the input's."""
    data, delivery = subject.spec.data, subject.delivery
    if data is None or data.arrays is None or delivery is None or not delivery.shape:
        return False
    shape = delivery.input.shape
    return shape is not None and delivery.shape == shape[1:] and prod(size or 2 for size in delivery.shape) > 1


def _are_shares(subject: Subject, delivery: Delivery) -> bool:
    """Whether real numbers can be read as probabilities: pixels that are drawn again, or declared to be from 0 to 1."""
    target = subject.spec.data.arrays.target if subject.spec.data and subject.spec.data.arrays else None
    if target is not None and target.min is not None and target.max is not None:
        return target.min >= 0 and target.max <= 1
    return repeats_input(subject)


def _wanted(delivery: Delivery, loss: Named | None, rank: int, subject: Subject) -> Shape | None:
    """The shape that has to leave the model, None for sizes that depend on data; None where the loss can't say."""
    target = _times(delivery.target_shape(rank), quantiles_of(loss) or 1)
    kind, type_ = delivery.kind, loss.type if loss else None
    if loss is None and {"compile", "compile.loss"} & subject.spec.broken and kind in {"classes", "binary"}:
        return None
    if type_ in SPARSE and kind not in {"classes", "binary"}:
        return None  # label-encoding-vs-loss says so
    if kind == "classes" and type_ in BINARY:
        return None
    if kind == "classes" and type_ not in REGRESSION:
        return _one_hot(target, rank, delivery.classes)
    if kind == "binary" and type_ in SPARSE | CATEGORICAL:
        return _one_hot(target, rank, 2)
    if kind == "one_hot" and delivery.classes is None and delivery.shape is None:
        return (*target[:-1], None)
    return target


def _times(target: Shape, quantiles: int) -> Shape:
    """As many values as there are quantiles for every number of a target."""
    if quantiles == 1 or len(target) < 2:
        return target if quantiles == 1 else (*target, quantiles)
    return (*target[:-1], size((target[-1], quantiles)))


def _one_hot(labels: Shape, rank: int, classes: Dim) -> Shape:
    """What meets class numbers: a probability for every class, in place of the number."""
    if len(labels) == rank and labels[-1] == 1:
        labels = labels[:-1]
    return (*labels, classes)


def _fits(output: Shape, wanted: Shape) -> bool:
    """Whether the shapes are equal, as far as they are known; a last axis of size 1 may be left out."""
    if len(output) == len(wanted) + 1 and output[-1] == 1:
        wanted = (*wanted, 1)
    if len(wanted) == len(output) + 1 and wanted[-1] == 1:
        output = (*output, 1)
    if len(output) != len(wanted):
        return False
    if len(output) == 3 and output[1] is None and wanted[1] == 1:
        return False  # as many steps as go in, against one
    return all(one is None or other is None or one == other for one, other in zip(output, wanted, strict=True))


# ------------------------------------------------------------------------------------------------ where things stand


def target_label(subject: Subject, misfit: Misfit) -> tuple[Label, ...]:
    """Where the spec says what the target looks like."""
    delivery = misfit.delivery
    target = delivery.target_shape(2 if delivery.horizon == 1 and not delivery.each_step else len(misfit.output))
    written = [path for path in _target_paths(delivery) if subject.is_written(path)]
    return tuple(Label(path, f"the target is {show(target)}") for path in written[:1])


def _target_paths(delivery: Delivery) -> tuple[Path, ...]:
    by_steps: tuple[Path, ...] = (("data", "window", "targets"),) if delivery.each_step else ()
    by_steps += (("data", "window", "horizon"),) if delivery.horizon > 1 else ()
    return (
        ("data", "arrays", "target", "shape"),
        *by_steps,
        ("data", "target"),
        ("data", "tokens"),
        ("data", "source"),
    )


def last_step(subject: Subject) -> Step:
    """The last layer, which gives the output."""
    return subject.trace.steps[-1]


def sequence_keeper(subject: Subject) -> Step | None:
    """The last layer that keeps all time steps because `return_sequences` is true."""
    for step in reversed(subject.trace.steps):
        if returns_sequences(step.layer):
            return step
        if not _keeps_steps(step):
            return None
    return None


def _keeps_steps(step: Step) -> bool:
    """Whether as many time steps leave a layer as enter it; places may follow them, as in a film."""
    before, after = step.input.shape, step.output.shape
    if before is None or len(before) < 4:
        return before is not None and len(before) == 3
    return after is not None and before[1] == after[1]


def sequence_ender(subject: Subject) -> Step | None:
    """The last layer that makes a single vector of a sequence."""
    for step in reversed(subject.trace.steps):
        before, after = step.input.shape, step.output.shape
        if before is None or after is None or len(before) != len(after) + 1:
            continue
        if len(after) == 2 or can_return_sequences(step.layer):
            return step
    return None


def can_return_sequences(layer: Layer) -> bool:
    """Whether it is a recurrent layer, convolutional or not, or one inside Bidirectional."""
    return hasattr(getattr(layer, "layer", layer), "return_sequences") and layer.type != "TimeDistributed"


def returns_sequences(layer: Layer) -> bool:
    """Whether a recurrent layer, or the one inside Bidirectional, gives every step."""
    inner = getattr(layer, "layer", layer)
    return bool(getattr(inner, "return_sequences", False)) and layer.type != "TimeDistributed"


def time_source(subject: Subject) -> Step | None:
    """The RepeatVector that decides how many time steps leave the model, if one does."""
    for step in reversed(subject.trace.steps):
        if step.layer.type == "RepeatVector":
            return step
        before, after = step.input.shape, step.output.shape
        if before is None or after is None or len(before) != 3 or before[1] != after[1]:
            return None
    return None


def shape_after(signal: Signal, steps: tuple[Step, ...]) -> Shape | None:
    """What would leave the last of some layers, were this to enter the first; None where one of them refuses it."""
    try:
        for step in steps:
            signal = step.layer.infer(signal).output
    except ShapeError:
        return None
    return signal.shape


# ------------------------------------------------------------------------------------------------------- what to do


def stretches(subject: Subject, found: Misfit) -> bool:
    """Whether the loss hides that output and target differ, with no forecast that would explain the numbers."""
    forecast = subject.spec.data is not None and subject.spec.data.window is not None
    silent = found.loss is not None and found.loss.type in BROADCASTING and found.broadcasts
    return silent and not forecast and not found.keeps_time


def units_fix(subject: Subject, found: Misfit) -> Fix | None:
    """As many units on the last layer as values are wanted, where only their number is wrong."""
    path, layer = unwrapped(last_step(subject).path, last_step(subject).layer)
    units = found.wanted[-1]
    if not isinstance(layer, Dense) or units is None or found.output[:-1] != found.wanted[:-1]:
        return None
    return Fix(
        f"give `Dense` {count(units, 'unit')}", "unsafe", (set_argument(subject, path, layer, "units", str(units)),)
    )


def sequence_fix(subject: Subject, found: Misfit, ender: Step) -> Fix | None:
    """The sequence kept by the recurrent layer that ended it, where what then leaves the model is wanted."""
    before, after = ender.input.shape or (), ender.output.shape or ()  # known, or nothing would have ended
    if not can_return_sequences(ender.layer):
        return None
    kept = shape_after(Signal((*before[:2], *after[1:]), ender.output.dtype), subject.trace.steps[ender.index + 1 :])
    wanted = _wanted(found.delivery, found.loss, len(kept), subject) if kept else None
    if not (kept and wanted and _fits(kept, wanted)):
        return None
    path, layer = unwrapped(ender.path, ender.layer)
    edit = set_argument(subject, path, layer, "return_sequences", "true")
    return Fix(f"set `return_sequences: true` on `{layer.type}`", "unsafe", (edit,))
