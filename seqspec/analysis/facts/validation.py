"""Whether training is validated: the one question that callbacks and rules ask of the split."""

from __future__ import annotations

from seqspec.language.spec import Spec


def validates(spec: Spec) -> bool | None:
    """Whether some data is set aside for validation; None where the spec does not say."""
    if spec.data is None:
        return True if spec.fit.validation_split and "data" not in spec.broken else None
    if spec.data.arrays is not None:
        return bool(spec.fit.validation_split)
    split = spec.data.parts
    return None if split.backtest is not None else bool(split.validation)
