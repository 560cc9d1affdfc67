"""Arrays as JSON has them: no more digits than can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DIGITS = 7


def values(found: NDArray[Any]) -> list[float | None]:
    """Numbers; None where one is infinite or NaN."""
    return [float(f"{each:.{_DIGITS}g}") if np.isfinite(each) else None for each in found.tolist()]


def stamps(found: NDArray[Any]) -> list[float] | list[str]:
    """Dates in ISO 8601, as short as all of them allow, or numbers."""
    if not np.issubdtype(found.dtype, np.datetime64):
        return [float(each) for each in found.tolist()]
    whole = found.astype("datetime64[s]")
    days = bool((whole == whole.astype("datetime64[D]")).all())
    return [str(each) for each in np.datetime_as_string(whole, unit="D" if days else "s")]
