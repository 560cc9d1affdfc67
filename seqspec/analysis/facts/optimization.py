"""What changes the weights: the optimizer, its rate, and what holds its steps back."""

from __future__ import annotations

from dataclasses import dataclass

from seqspec.analysis.facts.repairs import written_path
from seqspec.analysis.subject import Subject
from seqspec.diagnostics import Path
from seqspec.language.named import Named


@dataclass(frozen=True, slots=True)
class Optimization:
    """
    The optimizer that does the work, inside what scales its loss.

    Args:
        path: where it stands, its name as written included.
        optimizer: what stands there.
    """

    path: Path
    optimizer: Named

    @property
    def rate(self) -> float | None:
        """Its learning rate; None where a schedule says it."""
        rate = getattr(self.optimizer, "learning_rate", None)
        return rate if isinstance(rate, float | int) else None

    @property
    def schedule(self) -> Named | None:
        """The schedule that says its learning rate; None where that is a number."""
        rate = getattr(self.optimizer, "learning_rate", None)
        return rate if isinstance(rate, Named) else None

    @property
    def clips(self) -> bool:
        """Whether it bounds the gradients."""
        return any(getattr(self.optimizer, each, None) for each in ("clipnorm", "clipvalue", "global_clipnorm"))


def optimization(subject: Subject) -> Optimization | None:
    """How the weights are changed; None where nothing is compiled, or where the optimizer could not be read."""
    spec = subject.spec
    if spec.compile is None or spec.broken & {"compile", "compile.optimizer"}:
        return None
    path, optimizer = written_path(subject.document, ("compile", "optimizer")), spec.compile.optimizer
    while isinstance(inner := getattr(optimizer, "inner_optimizer", None), Named):
        path, optimizer = written_path(subject.document, (*path, "inner_optimizer")), inner
    return Optimization(path, optimizer)
