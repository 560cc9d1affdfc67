"""A data set that ships with scikit-learn."""

from __future__ import annotations

from collections.abc import Generator
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from seqspec.language.recipe.source import MadeSource

if TYPE_CHECKING:
    import pandas as pd


class Recipe(MadeSource):
    """
    One of the small data sets that come with scikit-learn; nothing is fetched.

    Its columns are called as scikit-learn calls its features (`pixel_0_0` to `pixel_7_7` for the digits), and all of
    them go in where the recipe lists no `features`. `target` is what is to be predicted, and `name` the name of the
    class, where there are classes: `zero` to `nine` for the digits. The targets of `linnerud` are `Weight`, `Waist` and
    `Pulse`. The numbers are as they were measured: those of `diabetes` are not scaled over all rows.

    Args:
        dataset: its name.

    Example:
        data:
          source: {sklearn: diabetes}
          target: target
          features: [bmi]
          split: {validation: 0.1, test: 0.2}
    """

    dataset: Literal["breast_cancer", "diabetes", "digits", "iris", "linnerud", "wine"]

    @property
    def known(self) -> tuple[str, ...]:
        found = _SETS[self.dataset]
        return (*found.inputs, *found.targets, *(["name"] if found.names else []))

    @property
    def inputs(self) -> tuple[str, ...]:
        return _SETS[self.dataset].inputs

    @property
    def count(self) -> int:
        return _SETS[self.dataset].rows

    def classes(self, column: str) -> int | None:
        """How many there are of the target, by number or by name."""
        names = _SETS[self.dataset].names
        return len(names) if names and column in {"target", "name"} else None

    @property
    def title(self) -> str:
        return f"sklearn: {self.dataset}"

    def chunks(self, columns: list[str]) -> Generator[pd.DataFrame, None, None]:
        """All rows at once: there are 1,797 at most."""
        import numpy as np
        import pandas as pd
        from sklearn import datasets

        about = _SETS[self.dataset]
        options = {"scaled": False} if self.dataset == "diabetes" else {}
        bunch = getattr(datasets, f"load_{self.dataset}")(**options)
        targets = bunch.target.reshape(len(bunch.data), -1)
        table = {name: bunch.data[:, place] for place, name in enumerate(about.inputs)}
        table |= {name: targets[:, place] for place, name in enumerate(about.targets)}
        if about.names:
            table["name"] = np.array(about.names)[bunch.target]
        yield pd.DataFrame({column: table[column] for column in columns})

    def version(self) -> dict[str, str]:
        """The library's version: now and then a data set is mended."""
        from importlib.metadata import version

        return {"scikit-learn": version("scikit-learn")}


class _Set(NamedTuple):
    """What is known of a data set without the library."""

    rows: int
    inputs: tuple[str, ...]
    targets: tuple[str, ...] = ("target",)
    names: tuple[str, ...] = ()


_MEASURED = ("radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points",
             "symmetry", "fractal dimension")  # fmt: skip
_SETS = MappingProxyType({
    "breast_cancer": _Set(
        569,
        (*(f"mean {each}" for each in _MEASURED), *(f"{each} error" for each in _MEASURED),
         *(f"worst {each}" for each in _MEASURED)),
        names=("malignant", "benign"),
    ),
    "diabetes": _Set(442, ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")),
    "digits": _Set(
        1797,
        tuple(f"pixel_{row}_{column}" for row in range(8) for column in range(8)),
        names=("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    ),
    "iris": _Set(
        150,
        ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"),
        names=("setosa", "versicolor", "virginica"),
    ),
    "linnerud": _Set(20, ("Chins", "Situps", "Jumps"), ("Weight", "Waist", "Pulse")),
    "wine": _Set(
        178,
        ("alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids",
         "nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue", "od280/od315_of_diluted_wines",
         "proline"),
        names=("class_0", "class_1", "class_2"),
    ),
})  # fmt: skip
