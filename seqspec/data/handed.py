"""What Python hands over in place of what a spec names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seqspec.errors import UsageError

if TYPE_CHECKING:
    from pandas import DataFrame

    from seqspec.data.dataset import Handed


def handed(data: str | os.PathLike[str] | DataFrame | None, arrays: Mapping[str, Any] | None) -> Handed | None:
    """
    The one thing that is read instead of the spec's source; None where nothing is handed over.

    Raises:
        UsageError: there are two.
    """
    if data is not None and arrays is not None:
        raise UsageError("`data` and `arrays` are both handed over", help="hand over one of the two")
    return arrays if arrays is not None else Path(data) if isinstance(data, str | os.PathLike) else data
