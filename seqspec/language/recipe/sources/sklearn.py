"""A data set that ships with scikit-learn."""

from __future__ import annotations

from typing import Literal

from seqspec.language.recipe.source import Source


class Recipe(Source):
    """
    One of the data sets that come with scikit-learn. Lint only: `fit` can't do it yet.

    Args:
        dataset: its name.

    Example:
        data:
          source: {sklearn: iris}
    """

    dataset: Literal["breast_cancer", "diabetes", "digits", "iris", "linnerud", "wine"]

    @property
    def later(self) -> str:
        return "scikit-learn's data sets"
