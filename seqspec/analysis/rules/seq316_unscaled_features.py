"""
Features are large, or far from 0, and nothing scales them.

## What it does
Finds features whose numbers in the training part go beyond 50 (`largest`), or whose mean is more than 10 times
their deviation (`offset`), where the recipe does not scale them and the model does not begin with a layer that
does: Normalization, BatchNormalization, LayerNormalization, Rescaling and their kin. Ids for an `Embedding` are
left alone.

## Why is this bad?
The gates of LSTM and GRU and the `tanh` of SimpleRNN are flat beyond 3 or so: with an input of 500 they are
stuck at their ends, hardly any gradient comes through, and training stands still.

## Keras
No check: it trains, and the loss stays where it is.

## Data
```csv
price
1104
1206
1103
1307
1105
```

## Bad
```yaml
seqspec: 1
data:
  source: {csv: series.csv}
  target: price
  split: {train: 4, test: 1}
  window: {length: 2}
model:
  - LSTM: 50
  - Dense: 1
fit: {epochs: 2}
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: series.csv}
  target: price
  split: {train: 4, test: 1}
  scale: standard
  window: {length: 2}
model:
  - LSTM: 50
  - Dense: 1
fit: {epochs: 2}
runtime: {seed: 42}
```

## Fix
Adds `scale: standard`, with the statistics of the training part. Unsafe: the model sees other numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seqspec.analysis.facts.columns import and_others, figures, looked_at, number, place_of, set_recipe
from seqspec.analysis.facts.objective import unwrapped
from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Severity
from seqspec.language.data import Data
from seqspec.language.recipe.scale import EVERY

if TYPE_CHECKING:
    from seqspec.analysis.profile import Column

SEVERITY: Severity = "warning"
TIER: Tier = "data"

_ENTERED = {
    "Conv1D", "Dense", "EinsumDense", "GRU", "LSTM", "SeparableConv1D", "SimpleRNN", "DepthwiseConv1D",
}  # fmt: skip
_PASSED = {"Cropping1D", "Flatten", "GaussianNoise", "Identity", "Input", "Masking", "Permute", "Reshape", "Dropout",
           "SpatialDropout1D", "ZeroPadding1D"}  # fmt: skip


def check(subject: Subject, *, largest: float = 50, offset: float = 10) -> Iterator[Finding]:
    """One finding for all columns."""
    looked = looked_at(subject)
    if looked is None or not _enters_as_it_is(subject):
        return
    data, profile = looked
    found = {
        name: reason
        for name, column in figures(profile, data.feature_columns)
        if _is_raw(data, name) and (reason := _reason(column, largest, offset)) is not None
    }
    if found:
        first, *_ = found
        yield Finding(
            place_of(subject, first),
            f"`{first}` goes in as it is, and {found[first]} in the training part{and_others(list(found))}",
            keras="no check: the activations are stuck at their ends, and the loss stays where it is",
            help="write `scale: standard`; what is predicted is brought back to the original units",
            fix=None if data.scale else set_recipe(subject, "scale", "standard", "write `scale: standard`"),
        )


def _enters_as_it_is(subject: Subject) -> bool:
    """Whether the first layer that does something with numbers has weights that have to bear them."""
    for path, layer in subject.layers:
        kind = unwrapped(path, layer)[1].type
        if kind not in _PASSED:
            return kind in _ENTERED
    return False


def _is_raw(data: Data, name: str) -> bool:
    """Whether a column reaches the model as it stands in the file."""
    if data.window is not None and data.window.normalize != "none":
        return False
    if {name, EVERY} & {*data.encode, *data.log1p, *data.difference}:
        return False
    return data.scaler(name).kind == "none" and not {name, EVERY} & set(data.clip)


def _reason(column: Column, largest: float, offset: float) -> str | None:
    train = column.train
    if train is None or column.texts or train.is_constant:
        return None
    extreme = max(train.minimum, train.maximum, key=abs)
    if abs(extreme) > largest:
        return f"reaches {number(extreme)}"
    if abs(train.mean) > offset * train.deviation:
        return f"has a mean of {train.mean:.4g} with a deviation of {train.deviation:.2g}"
    return None
