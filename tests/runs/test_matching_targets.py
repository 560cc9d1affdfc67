"""What a model gives is held against what its targets are, before anything is trained."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seqspec.data.examples import Task
from seqspec.errors import DataError
from seqspec.runs.fitting.preparation import _require_matching_targets
from tests.runs.fakes import Fake, FakeModel, dataset


class Asked(Fake):
    """Examples whose targets are the truth as it is, and of one class without an axis of steps."""

    def targets(self, index: Any = None, rank: int = 2) -> np.ndarray:
        """The truth; `[n]` of one step."""
        found = self.truth(index)
        return found[:, 0] if found.shape[1:] == (1,) and rank == 2 else found


def check(kind: str, output: tuple[int | None, ...], target: tuple[int, ...], classes: int = 0) -> None:
    """Hold an output against targets of a shape."""
    task = Task(kind, ("y",), tuple(map(str, range(classes))))  # type: ignore[arg-type]  # the tests name it in a table
    part = Asked(np.zeros((2, 1)), np.zeros((2, *target)))
    _require_matching_targets(FakeModel(None, (None, *output)), dataset(task, part))


@pytest.mark.parametrize(
    ("kind", "output", "target", "classes"),
    [
        ("numbers", (3,), (3,), 0),
        ("chances", (3, 2), (3, 2), 0),
        ("classes", (4,), (1,), 4),
        ("classes", (6,), (1,), 4),
        ("classes", (5, 4), (5,), 4),
        ("classes", (None, 4), (5,), 4),
        ("text", (5, 4), (5, 4), 4),
    ],
)
def test_what_fits_is_let_through(
    kind: str, output: tuple[int | None, ...], target: tuple[int, ...], classes: int
) -> None:
    """Equal shapes fit, and a number of a class fits the chances of all; room for more classes is allowed."""
    check(kind, output, target, classes)


@pytest.mark.parametrize(
    ("kind", "output", "target", "words"),
    [
        ("numbers", (3,), (1,), "as many numbers as there are targets"),
        ("numbers", (3, 1), (3,), "as many numbers as there are targets"),
        ("chances", (1,), (2,), "as many numbers as there are targets"),
        ("classes", (4, 4), (5,), "one number for each class"),
        ("text", (4,), (5,), "one number for each class"),
    ],
)
def test_what_keras_would_broadcast_is_refused(
    kind: str, output: tuple[int, ...], target: tuple[int, ...], words: str
) -> None:
    """Other shapes are named, with what the last layer should give."""
    with pytest.raises(DataError, match="the model gives") as caught:
        check(kind, output, target, 4)

    assert words in str(caught.value.help)


def test_a_class_needs_an_output_of_its_own() -> None:
    """A model with fewer outputs than classes would be asked for one it does not have."""
    with pytest.raises(DataError, match="tells 3 classes apart, and there are 4"):
        check("classes", (3,), (1,), 4)
