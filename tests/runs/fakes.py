"""Examples that are made up in memory, so that judging can be tested without reading a recipe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from seqspec.data.dataset import Dataset, Past
from seqspec.data.examples import Task
from seqspec.runs.scoring.tally import Chunk, Tally


@dataclass(frozen=True)
class Fake:
    """
    Examples as arrays; a model's outputs are taken as they are.

    Args:
        fed: inputs, `[n, ...]`.
        known: the truth, `[n, steps, targets]` or `[n, steps]`.
    """

    fed: np.ndarray
    known: np.ndarray
    counted: np.ndarray | None = None
    affine: bool = True
    lead: int = 1

    def __len__(self) -> int:
        return len(self.known)

    def inputs(self, index: Any = None) -> np.ndarray:
        """The inputs."""
        return self.fed[slice(None) if index is None else index]

    def targets(self, index: Any = None, rank: int = 2) -> np.ndarray:
        """The truth again."""
        return self.truth(index)

    def weights(self, index: Any = None) -> np.ndarray | None:
        """How much each step counts."""
        return None if self.counted is None else self.counted[slice(None) if index is None else index]

    def truth(self, index: Any = None) -> np.ndarray:
        """The truth."""
        return self.known[slice(None) if index is None else index].astype(np.float64)

    def restore(self, outputs: np.ndarray, index: Any = None) -> np.ndarray:
        """The outputs with an axis of steps, where there is none."""
        return outputs if outputs.ndim == 3 else outputs[:, None, :]

    def origins(self, index: Any = None) -> np.ndarray:
        """The rows before, as if each example were a row."""
        return np.arange(len(self))[slice(None) if index is None else index] - 1

    def stamps(self, index: Any = None) -> np.ndarray:
        """Rows from 1."""
        rows = np.arange(1, len(self) + 1)[slice(None) if index is None else index]
        return np.repeat(rows[:, None], self.known.shape[1], axis=1)


@dataclass(frozen=True)
class FakeTexts(Fake):
    """
    Examples whose inputs are texts, and with `right` the targets, too.

    Args:
        read: what goes in.
        right: every text that counts as right, for each example.
        by_character: they are read character by character.
    """

    read: tuple[str, ...] = ()
    right: tuple[tuple[str, ...], ...] = ()
    by_character: bool = False

    def texts(self, index: Any = None) -> list[str]:
        """What goes in."""
        return [self.read[place] for place in np.arange(len(self))[slice(None) if index is None else index]]

    copies = texts
    """Nothing has to be split anew."""

    def references(self, index: Any = None) -> list[list[str]]:
        """What counts as right."""
        return [list(self.right[place]) for place in np.arange(len(self))[slice(None) if index is None else index]]


@dataclass(frozen=True)
class FakeModel:
    """A model that answers by a function of its inputs."""

    answer: Any
    output_shape: tuple[int | None, ...]
    loss: Any = None

    def predict_on_batch(self, inputs: np.ndarray) -> np.ndarray:
        """What the function says."""
        return np.asarray(self.answer(inputs))


def dataset(task: Task, train: Fake, test: Fake | None = None, past: Past | None = None) -> Dataset:
    """A data set of a training part and, where it is given, a test part."""
    none = Fake(train.fed[:0], train.known[:0])
    return Dataset(task, train, none, none if test is None else test, [], {}, {}, past)


def chunked(tally: Tally, forecast: Any, truth: np.ndarray, size: int = 7, **known: Any) -> tuple[float, float]:
    """Feed a tally in chunks; the summed errors and counts that it gave back."""
    errors = counts = 0.0
    for start in range(0, len(truth), size):
        some = slice(start, start + size)
        more = {name: values[some] for name, values in known.items()}
        chunk = Chunk(np.arange(len(truth))[some], truth[some], **more)
        error, count = tally.add(forecast[some], chunk)
        errors, counts = errors + error.sum(), counts + count.sum()
    return errors, counts
