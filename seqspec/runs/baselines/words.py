"""A bag of what a text consists of: words and pairs of them, or characters up to three, and nothing of their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.data.examples import Readable, Spelt
from seqspec.runs.baselines.baseline import spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples

_TEXTS = 200_000
"""Of more training texts than these evenly spread ones are looked at."""

_WORDS = 100_000
_ROUNDS = 1_000
_PAIRS: dict[str, Any] = {"analyzer": "word", "ngram_range": (1, 2)}
_CHARACTERS: dict[str, Any] = {"analyzer": "char_wb", "ngram_range": (1, 3), "lowercase": False}
"""With a space before and after each word, so that it counts what a name begins and ends with."""


@dataclass(frozen=True)
class Words:
    """
    scikit-learn's logistic regression over tf-idf of words and pairs of words, one for each target.

    Where the model reads characters, over tf-idf of one to three of them in a row: names and codes of one word each
    would leave a bag of words with nothing to know.

    Args:
        pipelines: the fitted ones; for a target that never changes its only value.
        classes: how many classes the one target has; None for targets that are 0 or 1.
        name: what it is a bag of.
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
    """The bag of a training part; None where its inputs are no texts, or have nothing in them, or several steps."""
    index = spread(train, _TEXTS)
    truth = train.truth(index)
    if not isinstance(train, Readable) or truth.shape[1] != 1:
        return None
    texts, answers = train.texts(index), truth.reshape(len(index), -1)
    spelt = isinstance(train, Spelt) and train.by_character
    try:
        fitted = [_fit(texts, column, _CHARACTERS if spelt else _PAIRS) for column in answers.T]
        return Words(fitted, classes, "bag of characters" if spelt else "bag of words")
    except ValueError:  # scikit-learn met no word at all
        return None


def _fit(texts: list[str], answers: NDArray[np.float64], counted: dict[str, Any]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    known = ~np.isnan(answers)
    values = answers[known].astype(np.int64)
    if len(np.unique(values)) < 2:
        return int(values[0])
    vectors = TfidfVectorizer(**counted, sublinear_tf=True, max_features=_WORDS)
    read = [text for text, seen in zip(texts, known, strict=True) if seen]
    return make_pipeline(vectors, LogisticRegression(C=10.0, max_iter=_ROUNDS)).fit(read, values)
