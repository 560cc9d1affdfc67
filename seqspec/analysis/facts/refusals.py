"""The first layer that can't take what it gets, as a finding: the same for every rule that speaks of such layers."""

from __future__ import annotations

from seqspec.analysis.facts.alignment import shape_after
from seqspec.analysis.facts.declaration import contradictions, declaration
from seqspec.analysis.facts.sequence import ladder
from seqspec.analysis.inference import Step
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Finding, Label
from seqspec.language.layer import show


def refused(subject: Subject, code: str) -> Step | None:
    """The layer that fails, where the rule of this code speaks of it."""
    step = subject.trace.error
    if step is None or step.error is None or step.error.code != code or is_misdeclared(subject, step):
        return None
    return step


def is_misdeclared(subject: Subject, step: Step) -> bool:
    """Whether only the declared input is wrong: what the recipe delivers would do, and another rule says that."""
    if subject.delivery is None or not contradictions(subject):
        return False
    return shape_after(subject.delivery.input, subject.trace.steps[: step.index + 1]) is not None


def refusal(subject: Subject, step: Step, hint: str | None = None) -> Finding:
    """
    What is wrong in the layer's own words, with the shapes up to there.

    Args:
        hint: the next step, where the layer does not say it.
    """
    assert step.error is not None
    shapes = f"shapes up to here: {ladder(subject.trace, step)}"
    return Finding(
        (*step.path, *step.error.argument),
        step.error.message,
        target="value" if step.error.argument else "key",
        label=f"gets {show(step.input.shape)}",
        labels=_input_label(subject, step),
        keras=step.error.keras,
        help="; ".join(filter(None, (step.error.help or hint, shapes))),
    )


def _input_label(subject: Subject, step: Step) -> tuple[Label, ...]:
    declared = declaration(subject)
    if declared is None or step.index or declared.path[:-1] == step.path:
        return ()
    return (Label(declared.path, "the input is declared here"),)
