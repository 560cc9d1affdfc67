"""
The model predicts another number of values than the recipe asks for.

## What it does
Compares the output with the target: horizon times target columns (times quantiles, where the loss asks for
several), the number of classes, or the time steps of a decoder (`RepeatVector`). Reports every difference that is
not a kept time axis (SEQ107) or a silent stretch over arrays (SEQ108).

## Why is this bad?
There is no telling which prediction belongs to which value. A model with one unit cannot say five different
things.

## Keras
One unit for a horizon of 5, or 5 units for a horizon of 1: no error with the losses on numbers, which stretch
the shorter one. Other sizes raise at the first batch. Too few outputs for class numbers raise on TensorFlow;
on JAX the loss of such an example is 0, without a word. Too many train without an error.

## Bad
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  window: {length: 30, horizon: 5}
model:
  - LSTM: 64
  - Dense: 1
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: passengers.csv}
  target: passengers
  window: {length: 30, horizon: 5}
model:
  - LSTM: 64
  - Dense: 5
compile: {optimizer: adam, loss: mean_squared_error}
runtime: {seed: 42}
```

## Fix
Sets the units of the last layer, the `n` of RepeatVector, or `return_sequences` of the layer that ended the
sequence. Unsafe: the recipe may be what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.alignment import (
    Misfit,
    can_return_sequences,
    labels_wanted,
    last_step,
    misfit,
    sequence_ender,
    sequence_fix,
    stretches,
    target_label,
    time_source,
    units_fix,
)
from seqspec.analysis.facts.columns import figures, holds_text, looked_at
from seqspec.analysis.facts.objective import BROADCASTING, SPARSE, loss_of, name_of, quantiles_of
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Severity
from seqspec.language.layer import show
from seqspec.wording import count

SEVERITY: Severity = "error"

_OUTSIDE = "TensorFlow raises at the first number outside; JAX counts such an example as a loss of 0"


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the layer that decides the number in question."""
    found = misfit(subject)
    if found is None:
        yield from _uncounted(subject)
    if found is None or stretches(subject, found) or holds_text(subject) or _counts_classes(subject, found):
        return
    decoder = time_source(subject)
    if decoder is not None and len(found.output) == len(found.wanted) == 3 and found.output[1] != found.wanted[1]:
        yield _wrong_steps(subject, found, decoder)
    elif not found.keeps_time:
        yield _wrong_units(subject, found)


def _uncounted(subject: Subject) -> Iterator[Finding]:
    """Too few units for classes in words that nobody has counted before the data were looked at."""
    looked, delivery, loss = looked_at(subject), subject.delivery, loss_of(subject.spec)
    if looked is None or delivery is None or loss is None or loss.type not in SPARSE or delivery.classes is not None:
        return
    data, profile = looked
    units = (subject.trace.output.shape or (None,))[-1]
    for name, column in figures(profile, data.target_columns if delivery.kind == "classes" else []):
        classes = (column.distinct or 0) - (column.unseen or 0)
        if column.texts and units is not None and 1 < units < classes:
            yield Finding(
                last_step(subject).path,
                f"the model gives {units} values, and `{name}` has {classes:,} classes",
                target="key",
                keras=_OUTSIDE,
                help=f"give the last layer {count(classes, 'unit')}",
            )


def _counts_classes(subject: Subject, found: Misfit) -> bool:
    """Whether the loss takes a value for each class, and the recipe only lacks the word for it, which has a rule."""
    return labels_wanted(subject) == "one_hot" and found.delivery.kind == "real" and found.wanted[-1] == 1


def _wrong_steps(subject: Subject, found: Misfit, decoder: Step) -> Finding:
    wanted = found.wanted[1]
    edit = set_argument(subject, decoder.path, decoder.layer, "n", str(wanted))
    return Finding(
        (*decoder.path, "n"),
        f"`RepeatVector` makes {count(found.output[1], 'step')}, and the target has {wanted}",
        label=f"{count(found.output[1], 'step')} from here on",
        labels=(
            Label(last_step(subject).path, f"the output is {show(found.output)}", "key"),
            *target_label(subject, found),
        ),
        keras=_keras(found),
        help=f"write `RepeatVector: {wanted}`",
        fix=Fix(f"write `RepeatVector: {wanted}`", "unsafe", (edit,)),
    )


def _wrong_units(subject: Subject, found: Misfit) -> Finding:
    output = last_step(subject).path, f"the output is {show(found.output)}"
    # What has to change is underlined: the layer that could have kept the sequence, else the end of the model.
    ender = sequence_ender(subject) if _wants_sequence(found) else None
    ends = (ender.path, f"the sequence ends here: {show(ender.output.shape)}") if ender else None
    blame = ender is not None and can_return_sequences(ender.layer) and _has_steps(ender, found)
    first, second = (ends, output) if ends and blame else (output, ends)
    return Finding(
        first[0],
        f"the model gives {_given(found)}, and {_asked(found)}",
        target="key",
        label=first[1],
        labels=(*((Label(*second, "key"),) if second else ()), *target_label(subject, found)),
        keras=_keras(found),
        help=_help(found, last_step(subject)),
        fix=_fix(subject, found, ender),
    )


def _fix(subject: Subject, found: Misfit, ender: Step | None) -> Fix | None:
    if _wants_sequence(found):  # which no number of units makes of one vector
        return sequence_fix(subject, found, ender) if ender else None
    return units_fix(subject, found) if len(found.output) == len(found.wanted) else None


def _has_steps(ender: Step, found: Misfit) -> bool:
    """Whether the sequence that ends there has as many steps as the target."""
    steps = ender.input.shape[1] if ender.input.shape else None
    return steps is None or found.wanted[1] in {None, steps}


def _wants_sequence(found: Misfit) -> bool:
    return len(found.wanted) > len(found.output) or (found.delivery.each_step and len(found.output) == 2)


def _given(found: Misfit) -> str:
    if max(len(found.output), len(found.wanted)) > 3:
        return f"the shape {show(found.output)}"
    if _wants_sequence(found):
        return "one vector for each example"
    if len(found.output) == len(found.wanted) == 3 and found.output[1] not in {None, found.wanted[1]}:
        return count(found.output[1], "step")
    each = " at each step" if len(found.output) == 3 else ""
    return f"{count(found.output[-1], 'value')}{each}"


def _asked(found: Misfit) -> str:
    quantiles = quantiles_of(found.loss)
    if quantiles is not None and found.delivery.shape is not None:
        return f"the loss takes the shape {show(found.wanted)}: {count(quantiles, 'quantile')} of each number"
    if quantiles is None or _wants_sequence(found):
        return f"the target has {_of_target(found)}"
    steps = [count(found.delivery.horizon, "step")] if len(found.wanted) == 2 else []
    factors = [*steps, count(found.delivery.targets, "target"), count(quantiles, "quantile")]
    return f"the loss takes {found.wanted[-1]} ({' x '.join(factors)})"


def _of_target(found: Misfit) -> str:
    delivery, wanted = found.delivery, found.wanted
    if max(len(found.output), len(wanted)) > 3:
        return f"the shape {show(wanted)}"
    if delivery.each_step:
        return f"a value for each of {f'{delivery.length:,}' if delivery.length else 'its'} steps"
    if _wants_sequence(found):
        return f"the shape {show(wanted)}"
    classes = delivery.classes if delivery.kind in {"classes", "one_hot"} else None
    if classes is not None and wanted[-1] == classes != found.output[-1]:
        return f"{classes:,} class{'es' * (classes != 1)}"
    if delivery.shape is not None:
        return f"the shape {show(wanted)}"
    if delivery.horizon == 1:
        return f"{wanted[-1]}"
    each = f" of {delivery.targets:,} values" if delivery.targets > 1 else ""
    return f"{wanted[-1]} ({delivery.horizon:,} steps{each})"


def _help(found: Misfit, last: Step) -> str:
    delivery, wanted = found.delivery, found.wanted
    if delivery.each_step and len(found.output) == 2:
        return "keep the sequence: `return_sequences: true` on the last recurrent layer, too, and no Flatten"
    if len(wanted) > len(found.output):
        return f"the output has to be {show(wanted)}: keep the time axis, or add one with `RepeatVector` or `Reshape`"
    if len(wanted) == len(found.output) > 3 and found.output[1:-1] != wanted[1:-1]:
        return "pooling rounds down and upsampling multiplies: pad or crop until the sizes are the target's"
    if len(wanted) == 3 and found.output[1] != wanted[1]:
        return f"the output has to have {count(wanted[1], 'step')}; `padding: same` keeps their number"
    if len(wanted) == 1 and delivery.kind == "one_hot":
        return "say how many classes there are, as the last size of the target's `shape`"
    units = count(wanted[-1] if len(wanted) > 1 else 1, "unit")
    return (
        f"end the model with a `Dense` of {units}"
        if can_return_sequences(last.layer)
        else f"give the last layer {units}"
    )


def _keras(found: Misfit) -> str | None:
    if found.loss is None or not found.loss.of_keras:
        return None
    name = name_of(found.loss)
    if found.loss.type in BROADCASTING and found.broadcasts:
        return f"no error: `{name}` stretches the shorter one, and every epoch trains towards something else"
    if found.loss.type in SPARSE and _same_steps(found):
        if (found.output[-1] or 0) > (found.wanted[-1] or 0):
            return "no error: the model learns that some of its classes never come"
        return _OUTSIDE
    return "raises an error at the first batch: target and output must have the same shape"


def _same_steps(found: Misfit) -> bool:
    """Whether only the last axis differs, which is all that a loss on class numbers lets pass."""
    steps = zip(found.output[1:-1], found.wanted[1:-1], strict=False)
    return len(found.output) == len(found.wanted) and all(None in pair or pair[0] == pair[1] for pair in steps)
