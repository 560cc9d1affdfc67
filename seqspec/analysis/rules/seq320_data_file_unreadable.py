"""
The data file is not there, or can't be read as what the recipe says it is.

## What it does
Opens the file that `data.source` names, seen from the spec's folder, and reads it from its first row to its last
with the separator, the decimal sign and the encoding of the recipe. Says what stands in the way: no such file, a
folder, no permission, another encoding, rows with more fields than there are names, a damaged Parquet file.

## Why is this bad?
There is nothing to train on.

## Keras
Never sees the file. pandas raises FileNotFoundError, UnicodeDecodeError or ParserError when the script gets there.

## Data
```csv
price
104
106
103
```

## Bad
```yaml
seqspec: 1
data:
  source: {csv: serie.csv}
  target: price
  window: {length: 30}
model:
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
data:
  source: {csv: series.csv}
  target: price
  split: {train: 2, test: 1}
  scale: standard
  window: {length: 1}
model:
  - LSTM: 50
  - Dense: 1
fit: {epochs: 2}
runtime: {seed: 42}
```

## Fix
By hand: the path, or what the recipe says of the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.rules import Tier
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Severity

SEVERITY: Severity = "error"
TIER: Tier = "data"


def check(subject: Subject) -> Iterator[Finding]:
    """At most one finding, at the source."""
    profile = subject.profile
    if profile is not None and profile.trouble is not None:
        yield Finding(("data", "source"), profile.trouble.message, help=profile.trouble.help)
    elif profile is not None and profile.rows == 0 and profile.columns:
        said = f"`{profile.path}` has names of columns and no rows"
        yield Finding(("data", "source"), said, help="check how the file was written")
