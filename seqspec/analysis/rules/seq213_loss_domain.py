"""
The loss is defined for other values than the model gives or the target has.

## What it does
Finds `poisson`, `kl_divergence` and `mean_squared_logarithmic_error` where the model can give values below 0 or the
target has them, a percentage error where the target is 0 or next to it, and `cosine_similarity` of a single number.
Finds quantiles of what has none: of classes, of a sum of differences, and of what follows from a quantile.

## Why is this bad?
A logarithm of a negative number and a division by 0 have no value. What comes out is NaN, a figure in the billions,
or a constant.

## Keras
No error. `poisson` of a negative output is NaN in the first epoch; `kl_divergence` and the logarithmic error clip
what is below 1e-7, and no gradient comes back from there. A percentage error of a truth of 0 is about a billion. The
cosine of two single numbers is 1 or -1.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, input_shape: [10, 1]}
  - Dense: 1
compile: {optimizer: adam, loss: poisson}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 8, input_shape: [10, 1]}
  - Dense: {units: 1, activation: softplus}
compile: {optimizer: adam, loss: poisson}
runtime: {seed: 42}
```

## Fix
Ends the model with an activation whose values lie where the loss is defined. Unsafe: the model is another one.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.objective import Head, find_head, loss_of, name_of, quantiles_of
from seqspec.analysis.facts.repairs import set_argument
from seqspec.analysis.facts.target_range import VALUES, Range, target_range
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Label, Path, Severity
from seqspec.language.named import Named
from seqspec.language.recipe.scale import EVERY

SEVERITY: Severity = "warning"

_LOSS: Path = ("compile", "loss")
_SUITED = {"KLDivergence": "softmax", "MeanSquaredLogarithmicError": "softplus", "Poisson": "softplus"}
"""The losses that take a logarithm of the output, each with an activation that suits it."""
_NEGATIVE = {
    "celu",
    "elu",
    "gelu",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "selu",
    "silu",
    "swish",
}
_PERCENT = "MeanAbsolutePercentageError"


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding for the loss, and one for each metric in per cent."""
    loss, target = loss_of(subject.spec), target_range(subject)
    if loss is None:
        return
    if loss.type in _SUITED:
        yield from _of_logarithm(subject, loss, target)
    elif quantiles_of(loss) is not None:
        yield from _of_quantiles(subject, loss)
    elif loss.type == "CosineSimilarity" and subject.trace.output.shape and subject.trace.output.shape[-1] == 1:
        yield _of_one_number(loss)
    if target is not None and target.holds_zero:
        yield from _of_zero(subject, loss, target)


def _of_logarithm(subject: Subject, loss: Named, target: Range | None) -> Iterator[Finding]:
    head = find_head(subject.trace)
    if head is not None and (head.activation in _NEGATIVE or VALUES.get(head.activation, (0, 0))[0] < 0):
        yield _negative_output(subject, head, loss)
    elif target is not None and target.goes_negative:
        yield Finding(
            _LOSS,
            f"`{name_of(loss)}` is for numbers from 0 up, and the target {target.text}",
            labels=(Label(target.path, f"the target {target.text}"),) if subject.is_written(target.path) else (),
            keras="no error: the loss has no least value" if loss.type == "Poisson" else
            "no error: a truth below 0 is taken for 0",
            help="write `mse`, or leave the target as it was counted",
        )  # fmt: skip


def _negative_output(subject: Subject, head: Head, loss: Named) -> Finding:
    suited = "softplus" if head.width == 1 else _SUITED[loss.type]
    fatal = loss.type == "Poisson"
    probabilities = loss.type == "KLDivergence"
    written = head.has_argument and subject.is_written((*head.path, "activation"))
    return Finding(
        (*head.path, "activation") if written else head.path,
        f"`{name_of(loss)}` takes a logarithm of the output, and `{head.layer.type}` can end below 0",
        target="value" if written else "key",
        label="gives values below 0",
        labels=(Label(_LOSS, "takes a logarithm"),),
        keras="no error: the loss is NaN as soon as one output is negative" if fatal else
        "no error: it clips the output at 1e-7, below which no gradient comes back",
        help=f"end the model with `activation: {suited}`",
        fix=_fix(subject, head, suited),
        severity="error" if fatal or probabilities else None,
    )  # fmt: skip


def _fix(subject: Subject, head: Head, suited: str) -> Fix | None:
    if not head.has_argument or head.is_recurrent:
        return None
    edit = set_argument(subject, head.path, head.layer, "activation", suited)
    return Fix(f"give it `activation: {suited}`", "unsafe", (edit,))


def _of_quantiles(subject: Subject, loss: Named) -> Iterator[Finding]:
    """What would come out were no quantile of anything."""
    data, delivery = subject.spec.data, subject.delivery
    if data is None or delivery is None:
        return
    targets, window = set(data.target_columns), data.window
    if delivery.kind != "real" or data.tokens:
        said = f"is for numbers, and the target is of kind `{delivery.kind}`"
        yield _without_quantiles(loss, said, "write a loss of probabilities, whose chances say how sure the model is")
    elif window is not None and window.recursive is not None:
        said = "and `recursive`: what follows from a quantile of the next row is not a quantile of the rows after it"
        yield _without_quantiles(loss, said, "write `horizon`, which predicts all rows at once")
    elif window is not None and window.horizon > 1 and {*targets, EVERY} & set(data.difference):
        said = "and `difference`: quantiles of several steps do not add up to a quantile of where they lead"
        yield _without_quantiles(loss, said, "write `normalize: last` in `window`, which needs no sum")


def _without_quantiles(loss: Named, said: str, help: str) -> Finding:
    return Finding(_LOSS, f"`{name_of(loss)}` {said}", help=help, severity="error")


def _of_one_number(loss: Named) -> Finding:
    return Finding(
        _LOSS,
        f"`{name_of(loss)}` compares directions, and a single number has two: above and below 0",
        keras="no error: only the sign is learned",
        help="write `mse` or `mae`",
    )


def _of_zero(subject: Subject, loss: Named, target: Range) -> Iterator[Finding]:
    """The loss and the metrics that divide by the truth."""
    metrics = subject.spec.compile.metrics if subject.spec.compile else []
    named = [(_LOSS, loss), *((("compile", "metrics", index), metric) for index, metric in enumerate(metrics))]
    for path, each in named:
        if each.type == _PERCENT:
            yield Finding(
                path,
                f"`{name_of(each)}` divides by the target, which {target.text}",
                labels=(Label(target.path, f"the target {target.text}"),) if subject.is_written(target.path) else (),
                keras="no error: a truth next to 0 makes it a figure in the millions",
                help="take `mae`" if path == _LOSS else "watch `mae`, or leave the target unscaled",
            )
