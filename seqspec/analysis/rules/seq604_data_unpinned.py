"""
The data file is named by where it lies on one machine.

## What it does
Notes a source whose path is absolute, on any system, or starts with `~`.

## Why is this bad?
On the next machine, and on this one under another user, there is no such file. A path relative to the spec goes
where the spec goes.

## Keras
Knows nothing of files: a missing one is an error before it is asked. A `~` is not expanded, but taken for the
name of a folder.

## Bad
```yaml
seqspec: 1
data:
  source: {csv: ~/data/passengers.csv}
  target: passengers
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
  source: {csv: data/passengers.csv}
  target: passengers
  window: {length: 30}
model:
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Fix
None: where the file should lie is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Severity

SEVERITY: Severity = "info"

_ROOTED = re.compile(r"[/\\~]|[A-Za-z]:[/\\]")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for the first path that is not relative."""
    source = subject.spec.data.source if subject.spec.data else None
    paths = getattr(source, "path", None) or []
    for path in [paths] if isinstance(paths, str) else paths:
        if source is not None and _ROOTED.match(path) and not _is_set(subject, source.name):
            yield Finding(
                ("data", "source", source.name),
                f"`{path}` is a path of this machine alone",
                keras="is never asked: on another machine there is no such file",
                help="put the file beside the spec, and give its path from there",
            )
            return


def _is_set(subject: Subject, name: str) -> bool:
    """Whether the path stands on the command line, where it is this machine's on purpose."""
    return subject.document.locate(("data", "source", name)).source.name.startswith("--set")
