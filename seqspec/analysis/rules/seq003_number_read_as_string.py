"""
A number stands in quotes.

## What it does
Finds a quoted number where a number belongs, such as `"64"` or `"1e-3"`. Without quotes both are numbers
here, `1e-3` too.

## Why is this bad?
Quotes make a text of anything. A reader that turns it back into a number in silence would do the same to a
typing error.

## Keras
Raises ValueError when the layer or the optimizer is made: "Received an invalid value for `units`, expected a
positive integer. Received: units=64". The message shows no quotes, so it looks as if 64 were not positive.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: {units: "50", input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - LSTM: {units: 50, input_shape: [100, 1]}
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Takes the quotes off. Safe: nothing else can be meant.
"""

from __future__ import annotations

from seqspec.diagnostics import Severity

SEVERITY: Severity = "error"
