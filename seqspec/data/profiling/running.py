"""What one look at a running text tells: whether it can be read and divided, and how many tokens each part has."""

from __future__ import annotations

from pathlib import Path

from seqspec.analysis.profile import Profile
from seqspec.data.texts import running
from seqspec.language.data import Data
from seqspec.language.recipe.split import PARTS


def profile_of_text(data: Data, folder: Path, name: str) -> Profile:
    """
    A running text in figures; its tokens are its rows.

    Args:
        folder: what relative paths start from: where the spec lies.
        name: what messages call it.

    Raises:
        DataError: there is no such file, it is no text, or it is too short for the window.
    """
    found = running.load(data, folder).fingerprint
    parts = {part: stop - start for part, (start, stop) in zip(PARTS, found["boundaries"].values(), strict=True)}
    return Profile(name, rows=found["rows"], parts=parts)
