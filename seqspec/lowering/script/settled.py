"""What a run settled, and its spec leaves open."""

from __future__ import annotations

from dataclasses import dataclass, field

_NUMBERS = frozenset({"whole", "real"})


@dataclass(frozen=True)
class Classes:
    """
    The classes of a target.

    Args:
        room: how many there may be.
        own: whether labels are the numbers of their classes already.
    """

    room: int
    own: bool


@dataclass(frozen=True)
class Settled:
    """
    What a script has to know beside the spec.

    Args:
        seed: of weights, order and draws.
        files: what is read, as the script names it.
        backend: what Keras runs on; None for the one that is installed.
        deterministic: whether only operations are used that give the same bits every time.
        keras: the version of Keras; None where nothing was run.
        one_column: whether the table has a single column, in which an empty line is a gap.
        scales: center and spread by column, as a run learnt them; empty where nothing was run.
        borders: the first row and the row after the last of each part, from 0; empty where they are not in one piece,
            or nothing was run.
        classes: by column, as a run found them; empty where nothing was run.
        plain: whether texts are known to be in composed form, and without combining marks.
        counted: whether the time of the rows is a number, and no date.
        kinds: what the cells of categories, series and texts are, by column: `whole` or `real` numbers, `truth`,
            `text`, a `figure` (a text that reads as a number), a `gap` or `other`; empty where no file is there.
    """

    seed: int
    files: tuple[str, ...]
    backend: str | None = None
    deterministic: bool = False
    keras: str | None = None
    one_column: bool = False
    scales: dict[str, tuple[float, float]] = field(default_factory=dict)
    borders: dict[str, tuple[int, int]] = field(default_factory=dict)
    classes: dict[str, Classes] = field(default_factory=dict)
    plain: bool = False
    counted: bool = False
    kinds: dict[str, frozenset[str]] = field(default_factory=dict)

    def is_ambiguous(self, column: str) -> bool:
        """Whether a column holds texts that read as numbers, or texts beside numbers: pandas tells what is equal."""
        kinds = {"number" if each in _NUMBERS else each for each in self.kinds.get(column, ())} - {"gap"}
        return "figure" in kinds or len(kinds) > 1

    def are_own(self, column: str | None) -> bool:
        """Whether a target's labels are the numbers of their classes already."""
        known = self.classes.get(column or "")
        return known is not None and known.own
