"""The figures that every epoch of training gives: what Keras calls the loss and the metrics."""

from __future__ import annotations

from seqspec.analysis.inference import snake_case
from seqspec.language.named import KINDS, Named
from seqspec.language.spec import Spec

# Where Keras's own name of a metric is not that of its class.
_OWN_NAMES = {"FBetaScore": "fbeta_score", "LogCoshError": "logcosh"}
_UNREADABLE = {"compile", "compile.metrics", "compile.weighted_metrics"}
_RATES = {"LearningRateScheduler", "ReduceLROnPlateau"}


def figures(spec: Spec) -> dict[str, str] | None:
    """
    What an epoch gives for training and, with `val_` in front, for validation: every name with the type of its metric.

    Returns:
        None where nothing is compiled, or where the metrics could not be read.
    """
    if spec.compile is None or _UNREADABLE & spec.broken:
        return None
    found = {"loss": ""} | {figure(metric): metric.type for metric in spec.compile.metrics}
    weighted = {figure(metric): metric.type for metric in spec.compile.weighted_metrics}
    return found | {f"weighted_{name}" if name in found else name: type_ for name, type_ in weighted.items()}


def gives_rate(spec: Spec) -> bool:
    """Whether an epoch gives its `learning_rate`, too, because a callback changes it."""
    return any(callback.type in _RATES for callback in spec.fit.callbacks)


def figure(metric: Named) -> str:
    """What Keras calls one metric: the bare name as written, the name it is given, or that of its class."""
    given: str | None = getattr(metric, "name", None)
    return metric.written or given or _OWN_NAMES.get(metric.type) or snake_case(metric.type)


def known_as(name: str, produced: dict[str, str]) -> str | None:
    """The figure that stands for the same metric under another name: `mae` for `mean_absolute_error`."""
    wanted = KINDS["metric"].canonical(name)
    same = [known for known, type_ in produced.items() if type_ and type_ == wanted]
    return same[0] if len(same) == 1 else None
