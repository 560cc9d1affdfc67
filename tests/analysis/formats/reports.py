"""Reports made by hand, so that a format is tested without the checks."""

from __future__ import annotations

from seqspec.diagnostics import Diagnostic, Note, Place, Report, Source, Span, TextEdit, TextFix

STACK = Source(
    "specs/stack.yaml",
    """seqspec: 1
model:
  - LSTM: {units: 32, return_sequences: true, input_shape: [100, 1]}
  - Dropout: 0.2
  - LSTM: {units: 32, input_shape: [100, 32]}
  - Dense: 1
""",
)


def at(source: Source, token: str, line: int, end_line: int | None = None) -> Place:
    """The place of the first `token` on a line of a source; to the end of `end_line` where one is given."""
    column = source.lines[line - 1].index(token) + 1
    if end_line is None:
        return Place(source, Span(line, column, line, column + len(token)))
    return Place(source, Span(line, column, end_line, len(source.lines[end_line - 1]) + 1))


def inner_shape() -> Diagnostic:
    """A finding with everything a finding can have."""
    place = at(STACK, "input_shape", 5)
    whole = Place(STACK, Span(5, 19, 5, 43))
    return Diagnostic(
        code="SEQ103",
        name="input-shape-on-inner-layer",
        severity="error",
        place=place,
        at=("model", 2, "LSTM", "input_shape"),
        message="`input_shape` stands on `LSTM`, which is not the first layer",
        label="ignored by Keras",
        notes=(Note(at(STACK, "[100, 1]", 3), "the input shape is declared here"),),
        keras="no error: the value is ignored, whatever it says",
        help="take it out here; the input shape is declared once, on the first layer",
        fix=TextFix("take `input_shape` out", "safe", (TextEdit(whole, ""),)),
    )


def simple(source: Source, token: str, line: int, **more: object) -> Diagnostic:
    """A finding about one token, with sane defaults."""
    given: dict[str, object] = {
        "code": "SEQ008",
        "name": "bad-value",
        "severity": "error",
        "place": at(source, token, line),
        "at": ("model",),
        "message": "this can't be",
    }
    return Diagnostic(**{**given, **more})  # type: ignore[arg-type]  # the values are given by the tests


def report(*diagnostics: Diagnostic, files: tuple[str, ...] = ("specs/stack.yaml",)) -> Report:
    """A report on one file."""
    return Report(diagnostics, files)
