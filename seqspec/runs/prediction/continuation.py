"""
How far ahead `predict` looks: the rows that the model says at once, some of them, or more than that.

For more the model is asked again, its own answers in the place of what nobody has observed yet.
"""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING

from seqspec.errors import UsageError
from seqspec.language.recursion import unknown_ahead
from seqspec.runs.intervals.quantiles import shares_of
from seqspec.wording import count

if TYPE_CHECKING:
    from seqspec.language.data import Data
    from seqspec.language.spec import Spec

MOST = 10_000
"""No forecast goes further: its errors have long become all there is."""

_LEAVE = "leave `steps` out"


def ahead(spec: Spec, steps: int) -> Spec:
    """
    The spec of a run as one that looks so far ahead.

    Args:
        steps: rows from the first that is forecast to the last.

    Returns:
        a spec whose forecasts have at least as many steps; those of a larger horizon have more.

    Raises:
        UsageError: the model can't be asked again, and why; or the number is none.
    """
    if not isinstance(steps, Integral) or not 1 <= steps <= MOST:
        raise UsageError(f"a forecast has 1 to {MOST:,} steps, and `{steps}` are asked for", help="ask for 10")
    data = spec.data
    obstacle = _unordered(data)
    if obstacle is not None or data is None or data.window is None:
        said, help = obstacle or ("it has no window", _LEAVE)
        raise UsageError(f"the run can't look further ahead: {said}", help=help)
    further = steps - data.window.horizon
    if further > 0:
        _require_feedable(spec, data, steps)
    window = data.window.model_copy(update={"recursive": further + 1 if further > 0 else None})
    return spec.model_copy(update={"data": data.model_copy(update={"window": window})})


def _unordered(data: Data | None) -> tuple[str, str] | None:
    """Why forecasts of a recipe have no step after the last, and what to do instead."""
    if data is None or data.arrays is not None:
        return "arrays hold no row after the last", _LEAVE
    if data.tokens:
        return "it reads or writes texts", "`seqspec generate` writes a text on"
    return ("its rows do not follow one another", _LEAVE) if data.window is None else None


def _require_feedable(spec: Spec, data: Data, steps: int) -> None:
    """
    Refuse a model that can't be fed its own answers.

    Raises:
        UsageError: says what stands in the way.
    """
    assert data.window is not None  # who calls has asked
    at_once = f"{count(data.window.horizon, 'row')} ahead"
    targets = data.target or []
    label = next((target for target in targets if data.kind(target) != "real"), None)
    unknown = unknown_ahead(data)
    said = None
    if label is not None:
        said = f"`{label.column}` is of kind `{data.kind(label)}`, and no value that could be fed back"
    elif shares_of(spec):
        said = "what follows from one of its quantiles is not a quantile of what follows"
    elif data.window.offset > 1:
        said = f"between its window and the first row it predicts lie others (`offset: {data.window.offset}`)"
    elif data.window.offset == 0:
        said = "the first row it predicts is the last of its window (`offset: 0`)"
    elif not set(data.target_columns) & set(data.feature_columns):
        said = "no target is among its features, so nothing can be fed back"
    elif unknown is not None:
        said = f"it would have to be fed the next `{unknown}`, and nobody knows it yet"
    if said is not None:
        raise UsageError(f"the run predicts {at_once} and can't be asked for {steps:,}: {said}", help=_instead(data))


def _instead(data: Data) -> str:
    assert data.window is not None  # who calls has asked
    further = " and without `targets: each_step`" if data.window.each_step else ""
    return f"ask for at most {data.window.horizon:,}, or fit a spec with a larger `horizon`{further}"
