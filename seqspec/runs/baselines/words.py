"""A bag of words: which words and pairs of them a text has, and nothing of their order beyond that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.data.examples import Readable
from seqspec.runs.baselines.baseline import spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples

_TEXTS = 200_000
"""Of more training texts than these evenly spread ones are looked at."""

_WORDS = 100_000
_ROUNDS = 1_000


@dataclass(frozen=True)
class Words:
    """
    scikit-learn's logistic regression over tf-idf of words and pairs of words, one for each target.

    Args:
        pipelines: the fitted ones; for a target that never changes its only value.
        classes: how many classes the one target has; None for targets that are 0 or 1.
        certain: it says what it expects and gives no chances.
    """

    pipelines: list[Any]
    classes: int | None
    name: str = "bag of words"
    certain: bool = False

    def answer(self, part: Examples, index: NDArray[np.int64], steps: int) -> NDArray[np.float64]:
        """Chances, `[n, 1, targets or classes]`; see `Baseline.answer`."""
        assert isinstance(part, Readable)
        texts = part.texts(index)
        chances = [_chances(each, texts, self.classes or 2) for each in self.pipelines]
        return chances[0][:, None] if self.classes else np.stack([each[:, 1] for each in chances], axis=1)[:, None]


def _chances(pipeline: Any, texts: list[str], classes: int) -> NDArray[np.float64]:
    """Of each class, `[n, classes]`; those never met in training have none."""
    chances = np.zeros((len(texts), classes))
    if isinstance(pipeline, int):
        chances[:, pipeline] = 1
    else:
        chances[:, pipeline.classes_] = pipeline.predict_proba(texts)
    return chances


def words(train: Examples, classes: int | None) -> Words | None:
    """The bag of words of a training part; None where its inputs are no texts, or have no words, or several steps."""
    index = spread(train, _TEXTS)
    truth = train.truth(index)
    if not isinstance(train, Readable) or truth.shape[1] != 1:
        return None
    texts, answers = train.texts(index), truth.reshape(len(index), -1)
    try:
        return Words([_fit(texts, column) for column in answers.T], classes)
    except ValueError:  # scikit-learn met no word at all
        return None


def _fit(texts: list[str], answers: NDArray[np.float64]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    known = ~np.isnan(answers)
    values = answers[known].astype(np.int64)
    if len(np.unique(values)) < 2:
        return int(values[0])
    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_features=_WORDS)
    read = [text for text, seen in zip(texts, known, strict=True) if seen]
    return make_pipeline(vectors, LogisticRegression(C=10.0, max_iter=_ROUNDS)).fit(read, values)
