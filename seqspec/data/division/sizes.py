"""How many of something each part gets: rows, instants or whole groups."""

from __future__ import annotations

from math import floor

from seqspec.errors import DataError
from seqspec.language.recipe.split import Size, Split


def sizes_of(split: Split, count: int, have: str) -> dict[str, int]:
    """
    The size of each part; training gets what the others leave, unless it is given.

    Args:
        count: how many there are to share out.
        have: says that in a message: "the file has 80 rows".

    Raises:
        DataError: the parts need more than there are.
    """
    sizes = {part: size_of(size, count) for part, size in split.sizes.items()}
    held_out = {part: sizes.get(part, 0) for part in ("validation", "test")}
    gaps = split.gap * sum(size > 0 for size in held_out.values())
    train = sizes.get("train", count - sum(held_out.values()) - gaps)
    if train < 0 or train + sum(held_out.values()) + gaps > count:
        asked = ", ".join(f"{size:,} for {part}" for part, size in sizes.items()) + (
            f", {gaps:,} for gaps" if gaps else ""
        )
        raise DataError(f"the split asks for {asked}, and {have}", help="ask for less")
    return {"train": train, **held_out}


def size_of(size: Size, count: int) -> int:
    """
    A size of so many.

    Raises:
        DataError: it is below 0, or a fraction above 1.
    """
    # A billionth keeps 0.29 * 100 = 28.999999999999996 from losing a row.
    number = floor(count * size + 1e-9) if isinstance(size, float) else int(size)
    if number < 0 or (isinstance(size, float) and size > 1):
        raise DataError(f"a part can't have a size of {size}", help="write a fraction below 1, or a number of rows")
    return number
