"""How close predicted texts are to what should have been written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.data.examples import Readable
from seqspec.runs.scoring.classes import scores_by_step, step_errors, step_scores
from seqspec.runs.scoring.distance import distances
from seqspec.runs.scoring.tally import Chunk, Forecast, Primary, Scores, Sums, add_up

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.data.examples import Examples, Task
    from seqspec.runs.baselines.baseline import Baseline

SHOWN = 5
"""How many texts a reader is shown."""


@dataclass
class Texts:
    """
    Sums up one forecaster's texts.

    Exact match is the share of texts that equal a reference up to the end. The character error rate is the distance of
    Levenshtein to the nearest reference, summed over all texts, divided by the summed lengths of these references; it
    can pass 1.

    Args:
        task: its tokens.
        primary: which error of a token counts.
        certain: the forecaster writes texts and gives no chances, so its tokens are not scored.
    """

    task: Task
    primary: Primary = "log loss"
    certain: bool = False
    sums: Sums = field(default_factory=dict)
    confusion: None = None
    _texts: int = 0
    _exact: int = 0
    _distance: int = 0
    _length: int = 0

    def add(self, forecast: Forecast, chunk: Chunk) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Take in the chances of each token, `[n, steps, tokens]`, or texts; see `Tally.add`."""
        if isinstance(forecast, list):
            self._compare(forecast, references(chunk, self.task))
            return np.full(len(forecast), np.inf), np.ones(len(forecast))
        counts, loss, missed = step_errors(forecast, chunk)
        add_up(self.sums, {"count": counts, "log loss": loss, "accuracy": missed})
        self._compare(written(forecast.argmax(axis=2), self.task), references(chunk, self.task))
        return (loss if self.primary == "log loss" else missed).sum(axis=1), counts.sum(axis=1)

    def _compare(self, texts: Sequence[str], references: Sequence[Sequence[str]]) -> None:
        """Hold each text against every reference of its own."""
        self._texts += len(texts)
        self._exact += sum(text in right for text, right in zip(texts, references, strict=True))
        owners = [place for place, right in enumerate(references) for _ in right]
        everything = [reference for right in references for reference in right]
        apart = distances([texts[place] for place in owners], everything)
        start = 0
        for right in references:
            nearest = start + int(apart[start : start + len(right)].argmin())
            self._distance += int(apart[nearest])
            self._length += len(everything[nearest])
            start += len(right)

    def scores(self) -> Scores:
        """The scores over everything."""
        if not self._texts:
            return Scores({})
        tokens = step_scores(self.sums, False) if self.sums else {"log loss": None, "accuracy": None}
        rate = self._distance / self._length if self._length else None
        return Scores({**tokens, "exact match": self._exact / self._texts, "character error rate": rate})

    def by_step(self) -> list[Scores]:
        """Log loss and accuracy of every token."""
        return scores_by_step(self.sums, False) if self.sums else []

    def by_target(self) -> list[Scores]:
        """One target is the text."""
        return []


@dataclass(frozen=True, slots=True)
class Sample:
    """
    One text as a reader is shown it.

    Args:
        input: None where it is no text.
        reference: what should have been written.
        predicted: what the model wrote.
    """

    input: str | None
    reference: str
    predicted: str

    def as_dict(self) -> dict[str, str | None]:
        """For `scores.json`."""
        return {"input": self.input, "reference": self.reference, "predicted": self.predicted}


def samples(model: Baseline, part: Examples, task: Task) -> list[Sample]:
    """A few texts of a part, evenly spread over it."""
    index = np.unique(np.linspace(0, len(part) - 1, num=min(SHOWN, len(part))).astype(np.int64))
    chunk = Chunk.of(part, index, task.kind)
    answers: Any = model.answer(part, index, chunk.truth.shape[1])
    inputs = part.texts(index) if isinstance(part, Readable) else [None] * len(index)
    wrote = written(answers.argmax(axis=2), task)
    right = references(chunk, task)
    return [Sample(given, each[0], text) for given, each, text in zip(inputs, right, wrote, strict=True)]


def references(chunk: Chunk, task: Task) -> Sequence[Sequence[str]]:
    """Every text that counts as right; where a part names none, what its truth says."""
    return chunk.references or [[text] for text in written(np.nan_to_num(chunk.truth).astype(np.int64), task)]


def written(numbers: NDArray[np.int64], task: Task) -> list[str]:
    """The texts that numbers of tokens make, each up to its first 0: `[n, steps]` numbers in, `n` texts out."""
    return [task.joint.join(_name(number, task) for number in _before_the_end(row)) for row in numbers.tolist()]


def _before_the_end(row: list[int]) -> list[int]:
    return row[: row.index(0)] if 0 in row else row


def _name(number: int, task: Task) -> str:
    """A model may have room for more tokens than there are."""
    return task.classes[number] if number < len(task.classes) else "\N{REPLACEMENT CHARACTER}"
