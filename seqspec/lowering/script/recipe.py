"""What every recipe writes, whatever its examples are made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol


class Recipe(Protocol):
    """The lines of a script that make examples, part by part of it."""

    def constants(self) -> Iterator[str]:
        """What the recipe says, as names of the script."""

    def functions(self) -> Iterator[str]:
        """What takes more than a line."""

    def reading(self) -> Iterator[str]:
        """What is read, and how it is parted."""

    def preparing(self) -> Iterator[str]:
        """What was read as numbers."""

    def origins(self) -> Iterator[str]:
        """The function that finds the examples of a part; none where each row is one."""

    def examples(self) -> Iterator[str]:
        """The function that makes inputs and targets of some of them."""

    def at(self, part: str) -> Any:
        """Where the examples of a part are."""

    def judgement(self, size: int, whole: bool) -> Iterator[str]:
        """
        What is said of the part that was held out.

        Args:
            size: examples that are predicted at a time.
            whole: whether the model takes batches of this size only.
        """
