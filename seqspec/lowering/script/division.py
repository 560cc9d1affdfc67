"""Which rows are for training, which for validation, which for the test: the same that seqspec finds."""

from __future__ import annotations

from collections.abc import Iterator

from seqspec.language.data import Data
from seqspec.language.recipe.split import PARTS, Split, unit_of
from seqspec.lowering.script.pieces import DEALT, FILLS, lines_of
from seqspec.lowering.script.settled import Settled
from seqspec.lowering.script.writing import inline

_THREE = ", ".join(PARTS)


def functions(data: Data) -> Iterator[str]:
    """What deals out rows so that every part has its share of each class."""
    yield from lines_of(DEALT if data.parts.stratify else "")


def parts(data: Data, settled: Settled, rows: str = "len(table)") -> Iterator[str]:
    """Lines that make `train`, `validation` and `test`: rows, and of several series where each begins, too."""
    if data.parts.unit == "date":
        yield from (f"{part} = range{settled.borders[part]!r}  # by date, in the run" for part in PARTS)
    elif data.group is not None and data.by != "random":
        yield from _of_series(data, settled)
    elif data.by == "random":
        yield f"rows = {rows}"
        yield from _drawn(data.parts, _classes(data, settled))
        yield from _series(data) if data.missing.policy in FILLS or data.difference else []
    else:
        yield f"rows = {rows}"
        yield from _in_order(data.parts)


def of_texts(data: Data, settled: Settled, key: str) -> Iterator[str]:
    """
    The same for rows of texts, of which those with equal inputs go to one part.

    Args:
        key: what says which inputs are equal.
    """
    yield f"unit = pd.Index({key}).factorize()[0]  # rows with equal inputs go to one part"
    yield "rows, first = unit.max() + 1, np.unique(unit, return_index=True)[1]"
    if data.by == "random":
        classes = _classes(data, settled, "[first]")
        yield from _drawn(data.parts, classes, units=True)
        return
    yield "rows = len(table)"
    yield from _in_order(data.parts)
    yield f"{_THREE} = (np.flatnonzero(np.isin(first, part)[unit]) for part in ({_THREE}))"


def held_out(split: Split) -> dict[str, int | float | str]:
    """The sizes of validation and test; the folds of a backtest are one part."""
    sizes = {part: split.sizes.get(part, 0) for part in PARTS[1:]}
    if split.backtest is not None:
        sizes["test"] = split.backtest.step * (1 if split.backtest.refit else split.backtest.windows)
    return sizes


def has(data: Data, part: str) -> bool:
    """Whether the split gives a part that is held out a size."""
    return bool(held_out(data.parts)[part])


def left_out(split: Split) -> Iterator[str]:
    """What a run does and a script does not, as a comment."""
    if split.backtest is None:
        return
    folds = f"each of its {split.backtest.windows} folds"
    if split.backtest.refit:
        yield f"# Left out: the run trains anew before {folds}; this is its last training, and its last fold."
    else:
        yield f"# Left out: the run judges {folds} by itself; here they are one test part."


# ----------------------------------------------------------------------------------------------------------- one series


def _sizes(split: Split, gap: int = 0, units: bool = False) -> tuple[str, str]:
    """The line that says how large validation and test are, and how large training is."""
    held = held_out(split)
    gaps = gap * sum(size != 0 for size in held.values())
    rest = "rows - n_validation - n_test" + (f" - {gaps!r}" if gaps else "")
    train = _size(split.sizes["train"], units) if "train" in split.sizes else rest
    validation, test = (_size(size, units) for size in held.values())
    return f"n_validation, n_test = {validation}, {test}", train


def _size(size: int | float | str, units: bool = False) -> str:
    """How many rows a part has, by its size; how many different inputs, where rows are asked for and inputs drawn."""
    if unit_of(size) == "fraction":
        return f"int(rows * {size!r} + 1e-9)"
    return f"max(round({int(size)!r} * rows / len(unit)), 1)" if units and size else repr(int(size))


def _in_order(split: Split) -> Iterator[str]:
    held, gap = held_out(split), split.gap
    sizes, train = _sizes(split, gap)
    yield sizes
    yield f"train = range({train})"
    start = f"train.stop{f' + {gap!r}' if gap and held['validation'] else ''}"
    yield f"validation = range({start}, {start} + n_validation)"
    start = f"validation.stop{f' + {gap!r}' if gap and held['test'] else ''}"
    yield f"test = range({start}, {start} + n_test)"


def _drawn(split: Split, classes: str, units: bool = False) -> Iterator[str]:
    sizes, train = _sizes(split, units=units)
    yield sizes
    three = f"{train}, n_validation, n_test"
    yield "order = np.random.default_rng(SEED).permutation(rows)"
    if split.stratify:
        rest = f", rows - n_validation - n_test - {train}" if "train" in split.sizes else ""
        yield f"classes = {classes}"
        yield f"drawn = dealt(order, classes, [{three}{rest}])"
    else:
        yield f"drawn = np.split(order, np.cumsum([{three}]))"
    rows = "(np.flatnonzero(np.isin(unit, part)) for part in drawn[:3])" if units else "map(np.sort, drawn[:3])"
    yield f"{_THREE} = {rows}"


def _classes(data: Data, settled: Settled, of: str = "") -> str:
    """The class of each row by its number, for a split with equal shares."""
    if not data.parts.stratify:
        return ""
    target = (data.target or [])[0]
    column = f"table[{inline(target.column)}]"
    if data.kind(target) == "binary":
        return f'{column}.astype("float64").fillna(-1).to_numpy(){of}'
    if settled.are_own(target.column) and settled.is_ambiguous(target.column or ""):
        column = f'{column}.astype("float64")'
    return f"pd.factorize({column})[0]{of}"


# ------------------------------------------------------------------------------------------------------ several series


def _of_series(data: Data, settled: Settled) -> Iterator[str]:
    """Parts that hold, for each series, its first row, and the first row and the row after the last of the part."""
    yield from _series(data)
    if data.window is not None:
        yield "long = [(first, end) for first, end in series if end - first >= LENGTH + LAST]"
    long = "long" if data.window is not None else "series"
    if data.by == "group":
        yield from _whole_series(data.parts, long)
    elif data.time is not None and not data.parts.per_group:
        yield from _at_one_instant(data, settled, long)
    else:
        yield from _each_by_itself(data, long)
    if data.by != "group":
        yield f"{_THREE} = ([(cut[0], cut[place], cut[place + 1]) for cut in cuts] for place in range(3))"
    yield "taught = np.concatenate([np.arange(first, end) for _, first, end in train])"


def _series(data: Data) -> Iterator[str]:
    """The first row of each series, and the row after its last."""
    if data.group is not None:
        yield f"begins = np.flatnonzero(np.diff(pd.factorize(table[{inline(data.group)}])[0], prepend=-1))"
        yield "series = list(zip(begins, [*begins[1:], len(table)], strict=True))"


def _whole_series(split: Split, long: str) -> Iterator[str]:
    sizes, train = _sizes(split)
    yield f"rows = len({long})"
    yield sizes
    yield "drawn = np.random.default_rng(SEED).permutation(rows)"
    yield f"drawn = np.split(drawn, np.cumsum([{train}, n_validation, n_test]))"
    yield f"{_THREE} = ([({long}[place][0], *{long}[place]) for place in np.sort(part)] for part in drawn[:3])"


def _at_one_instant(data: Data, settled: Settled, long: str) -> Iterator[str]:
    sizes, train = _sizes(data.parts)
    assert data.time is not None  # who calls has looked
    column = f"table[{inline(data.time.column)}]"
    stamps = column if settled.counted else dates(data.time.column, data.time.format)
    yield f"place, instants = pd.factorize({stamps}, sort=True)"
    yield "rows = len(instants)  # the parts begin and end at the same instants in all series"
    yield sizes
    yield f"edges = np.cumsum([0, {train}, n_validation, n_test])"
    yield f"cuts = [first + np.searchsorted(place[first:end], edges) for first, end in {long}]"


def _each_by_itself(data: Data, long: str) -> Iterator[str]:
    sizes, train = _sizes(data.parts)
    yield "cuts = []"
    yield f"for first, end in {long}:  # each series is parted by itself"
    yield "    rows = end - first"
    yield f"    {sizes}"
    yield f"    cut = first + np.cumsum([0, {train}, n_validation, n_test])"
    least = "LENGTH + LAST" if data.window is not None else "1"
    yield f"    cuts += [cut] if cut[1] - cut[0] >= {least} else []"


def dates(column: str, format: str | None) -> str:
    """A column of dates, in UTC where a zone is given."""
    return f"pd.to_datetime(table[{inline(column)}], format={inline(format or 'ISO8601')}, utc=True)"
