"""What training and judging ask of a part of the data, whatever its recipe reads: tables, texts or pairs of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Index: TypeAlias = "NDArray[np.integer[Any]] | slice | None"
"""Some examples of a part; None stands for all of them, which costs memory: ask for some at a time."""


@dataclass(frozen=True)
class Task:
    """
    What is predicted, and so how it is scored.

    Args:
        kind: `numbers` in original units; `chances` of targets that are 0 or 1; one of several `classes`; a `text`,
            which is one class a step up to its end.
        targets: the names of what is predicted.
        classes: the names of the classes by their number; of the tokens for a text, which ends before its first 0.
            Empty for numbers and chances.
        joint: what stands between two tokens of a text: nothing between characters, a space between words.
    """

    kind: Literal["numbers", "chances", "classes", "text"] = "numbers"
    targets: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    joint: str = ""


@dataclass(frozen=True)
class Held:
    """
    All examples of a part as arrays, to be kept where the model is, and how a batch is gathered from them there.

    Args:
        arrays: what is kept, by name.
        gather: a pure function of an array module (NumPy, or one that is like it), the arrays in that module and the
            numbers of some examples; gives their inputs, targets and weights, None where all count 1.
    """

    arrays: dict[str, NDArray[Any]]
    gather: Callable[[Any, Mapping[str, Any], Any], tuple[Any, Any, Any]]


class Examples(Protocol):
    """
    The examples of one part, gathered when they are asked for.

    `n` is how many are asked for. A model's own units are what it is fed and what it gives.
    """

    def __len__(self) -> int: ...

    @property
    def affine(self) -> bool:
        """Whether an error in the model's units is the same error in original units but for its unit."""

    def inputs(self, index: Index = None) -> NDArray[Any]:
        """What the model is fed: `[n, *input shape]`, float32, or int32 for ids."""

    def targets(self, index: Index = None, rank: int = 2) -> NDArray[Any]:
        """
        What the loss compares with, under an output of this rank.

        Numbers and chances: `[n, steps * targets]`, or `[n, steps, targets]` under rank 3. Classes and texts: their
        numbers, `[n]` or `[n, steps]` as the output without its last axis, or rows of zeros with a one of the
        output's own shape, where the recipe asks for one-hot.
        """

    def weights(self, index: Index = None) -> NDArray[np.float32] | None:
        """How much each step counts, `[n, steps]`: 0 for padding after the end of a text; None where all count 1."""

    def truth(self, index: Index = None) -> NDArray[np.float64]:
        """
        What was observed, NaN where nothing was or where nothing is judged.

        Numbers in original units and chances: `[n, steps, targets]`. Classes and texts: the number of the class,
        `[n, steps]`.
        """

    def restore(self, outputs: NDArray[np.floating[Any]], index: Index = None) -> NDArray[np.float64]:
        """
        A model's outputs for these examples in the form of their truth.

        Numbers and chances: `[n, steps, targets]`. Classes and texts: a probability for each class,
        `[n, steps, classes]`.
        """

    def stamps(self, index: Index = None) -> NDArray[Any]:
        """When each step is, `[n, steps]`: values of `time`, else rows of the source counted from 1."""


@runtime_checkable
class Readable(Protocol):
    """Examples whose inputs are texts: what a bag of words learns from, and what stands beside a prediction."""

    def texts(self, index: Index = None) -> list[str]:
        """Each input as it was read: `[n]`."""


@runtime_checkable
class Spelt(Readable, Protocol):
    """Examples of texts that say what their tokens are."""

    @property
    def by_character(self) -> bool:
        """Whether the model reads the inputs character by character, and not word by word."""


@runtime_checkable
class Referenced(Protocol):
    """Examples of a `text` task."""

    def references(self, index: Index = None) -> list[list[str]]:
        """
        Every text that counts as right, that of the example itself first: `[n]` lists.

        Written as the tokens write it (tokens joined by `Task.joint`), and not cut: a word that the vocabulary lacks
        stays that word, which no prediction can equal.
        """


@runtime_checkable
class Copied(Protocol):
    """Examples of one text for another."""

    def copies(self, index: Index = None) -> list[str]:
        """Each input as the tokens of the target would write it, all of it: `[n]`."""


@runtime_checkable
class InTime(Protocol):
    """Examples whose targets are rows of a series: what the naive forecasts stand on, see `Past`."""

    @property
    def lead(self) -> int:
        """Rows from an origin to the first row that is judged, at least 1."""

    def origins(self, index: Index = None) -> NDArray[np.int64]:
        """The last row that a forecast may look at: `[n]`; -1 for none."""


@runtime_checkable
class Grouped(Protocol):
    """Examples of several series, told apart by `data.group`."""

    def groups(self, index: Index = None) -> list[str] | None:
        """The name of the series that each example belongs to: `[n]`; None where there is only one."""


@runtime_checkable
class Resident(Protocol):
    """Examples that can be gathered where the model is, so that none has to be carried there."""

    def held(self, rank: int = 2) -> Held | None:
        """
        What gives the same batches as `inputs`, `targets` and `weights`.

        Args:
            rank: axes of the model's output.

        Returns:
            None where it would take far more memory than the examples do as they are.
        """
