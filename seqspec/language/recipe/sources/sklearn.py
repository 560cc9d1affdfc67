"""A data set that ships with scikit-learn."""

from __future__ import annotations

from typing import Literal

from seqspec.language.recipe.source import Source


class Recipe(Source):
    """One of the data sets that scikit-learn has on board."""

    dataset: Literal["breast_cancer", "diabetes", "digits", "iris", "linnerud", "wine"]

    @property
    def later(self) -> str:
        return "scikit-learn's data sets"
