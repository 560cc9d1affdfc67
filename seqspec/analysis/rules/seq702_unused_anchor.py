"""
An anchor gives a name to something that nobody calls by it.

## What it does
Finds `&name` where no `*name` refers to it. Where a name is given twice, each has to be used before the next.

## Why is this bad?
An anchor promises that a value is used again, and whoever changes it looks for the other places. Often the
alias was misspelt into a copy.

## Keras
Sees neither anchors nor aliases: they are gone once the text is read.

## Bad
```yaml
seqspec: 1
model:
  - LSTM: &memory {units: 50, return_sequences: true, input_shape: [100, 1]}
  - LSTM: 50
  - Dense: 1
runtime: {seed: 42}
```

## Good
```yaml
seqspec: 1
model:
  - Input: [100, 1]
  - LSTM: &memory {units: 50, return_sequences: true}
  - LSTM: *memory
  - Flatten
  - Dense: 1
runtime: {seed: 42}
```

## Fix
Takes the anchor out. Safe: nothing refers to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Fix, Place, Severity, Span, TextEdit

SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each anchor that nothing refers to."""
    for name, place in subject.document.unused:
        yield Finding(
            place,
            f"nothing refers to the anchor `&{name}`",
            keras="never sees it",
            help=f"take it out, or write `*{name}` where the value is meant again",
            fix=Fix("take it out", "safe", (TextEdit(_with_blanks(place), ""),)),
        )


def _with_blanks(place: Place) -> Place:
    """The anchor with the blanks behind it, or with those before it at the end of a line."""
    span = place.span
    line = place.source.lines[span.line - 1]
    before, behind = line[: span.column - 1], line[span.end_column - 1 :]
    if behind.strip():
        end = span.end_column + len(behind) - len(behind.lstrip())
        return Place(place.source, Span(span.line, span.column, span.line, end))
    return Place(place.source, Span(span.line, len(before.rstrip()) + 1, span.line, span.end_column))
