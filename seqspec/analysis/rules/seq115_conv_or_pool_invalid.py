"""
A convolution or a pooling does not fit over what it gets.

## What it does
Finds a window that is wider than the sequence it slides over, the gaps of `dilation_rate` counted in, and shows how
each layer before has shortened the sequence. Finds `strides` together with `dilation_rate`, too.

## Why is this bad?
With `padding: valid`, which is the default, every window takes a few steps away, and every pooling divides what is
left. A stack made for long sequences leaves nothing of a short one.

## Keras
Raises ValueError when the model is built: "Computed output size would be zero or negative. Received `inputs
shape=(None, 2, 128)`, `kernel shape=(3, 128, 128)`". Strides above 1 with a dilation above 1 are refused when the
layer is made: "`strides > 1` not supported in conjunction with `dilation_rate > 1`".

## Bad
```yaml
seqspec: 1
model:
  - Conv1D: {filters: 64, kernel_size: 5, input_shape: [12, 1]}
  - MaxPooling1D: 4
  - Conv1D: {filters: 64, kernel_size: 5}
  - Flatten
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - Conv1D: {filters: 64, kernel_size: 5, padding: same, input_shape: [12, 1]}
  - MaxPooling1D: 2
  - Conv1D: {filters: 64, kernel_size: 5}
  - Flatten
  - Dense: 1
runtime: {seed: 42}
```

## Fix
By hand: a smaller window, `padding: same`, a longer input, or one stage less. For forecasts `padding: causal` keeps
the length, and no step sees the future.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.facts.refusals import refusal, refused
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Severity

SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Finding]:
    """The first layer that fails, if its window is why; decoding finds arguments that exclude each other."""
    step = refused(subject, "SEQ115")
    if step is not None:
        yield refusal(subject, step)
