"""What a recipe delivers, written down: as tables for people, as JSON for programs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from seqspec.analysis.formats._text import escape, width
from seqspec.language.recipe.scale import EVERY
from seqspec.language.recipe.source import read_source

if TYPE_CHECKING:
    from seqspec.data.views.description import ArrayFacts, Description, Example, PartFacts

_STEPS = 8
_SHOWN = range(_STEPS, 1, -1)
"""Values of a row that are shown at most, and how many fewer where there is no room; of a longer one first and last."""
_NAMED = 12
_WIDEST, _NAME = 60, 20
"""Characters that are shown of a text, and of one among others."""
_LINE, _BESIDE = 100, 4
"""Characters of a line about an example, and of the room around its columns."""


def as_json(found: Description) -> str:
    """All of it; numbers that are none are null."""
    return json.dumps(found.as_json(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_text(found: Description) -> str:
    """What a person wants to see before training."""
    unit = "tokens" if EVERY in found.learnt.get("vocabularies", {}) else "rows"
    blocks = [
        [_source(found.source, unit)],
        _aligned(
            [
                ("part", "examples", unit, "first target", "last target"),
                *map(_part, found.parts),
                *map(_fold, found.folds),
            ]
        ),
        [f"note: {escape(note)}" for note in found.notes],
        _titled("arrays of one example", _aligned([_array(each) for each in found.arrays])),
        _titled("learnt from the training part", _learnt(found.learnt)),
        *map(_example, found.examples),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _titled(title: str, lines: list[str]) -> list[str]:
    return [title, *lines] if lines else []


def _source(source: dict[str, Any], unit: str) -> str:
    """Where the data came from, and how much it is."""
    if "path" in source:
        name = os.path.relpath(source["path"])
    elif "files" in source:
        name = f"{len(source['files']):,} files"
    else:
        name = read_source(source["source"]).title if "source" in source else "arrays"
    facts = [f"{source['rows']:,} {unit}"] if "rows" in source else []
    facts += [f"{source['bytes']:,} bytes"] if "bytes" in source else []
    facts += [f"sha256 {source['sha256'][:12]}"] if "sha256" in source else []
    return escape(f"{name}: {', '.join(facts)}" if facts else name)


def _part(part: PartFacts) -> tuple[str, ...]:
    rows = "-" if part.count is None else f"{part.count:,} in all" if part.count else "none"
    if part.rows is not None:
        rows = f"{part.rows[0]:,} to {part.rows[1]:,}"
    return part.name, f"{part.examples:,}", rows, part.first or "", part.last or ""


def _fold(fold: PartFacts) -> tuple[str, ...]:
    name, *facts = _part(fold)
    return f"  {name}", *facts


def _array(array: ArrayFacts) -> tuple[str, ...]:
    return array.name, f"({', '.join(map(str, array.shape))}{',' * (len(array.shape) == 1)})", array.dtype


# ----------------------------------------------------------------------------------------------------------- learnt


def _learnt(learnt: dict[str, Any]) -> list[str]:
    columns = learnt.get("columns", [])
    head = ("column", "steps", "center", "spread", "least", "greatest")
    return [
        *(_aligned([head, *map(_chain, columns[:_NAMED])]) if columns else []),
        *(
            [f"  and {len(columns) - _NAMED:,} more columns; `--format json` has all of them"]
            if columns[_NAMED:]
            else []
        ),
        *(_categories(each) for each in learnt.get("categories", {}).values()),
        *(_vocabulary(column, known) for column, known in learnt.get("vocabularies", {}).items()),
        *([f"  season: {learnt['season']:,} rows{_estimated(learnt)}"] if learnt.get("season") else []),
    ]


def _estimated(learnt: dict[str, Any]) -> str:
    return ", estimated" if learnt.get("season_estimated") else ""


def _chain(chain: dict[str, Any]) -> tuple[str, ...]:
    steps = [
        *([f"clip {chain['clip']}"] if chain["clip"] else []),
        *(step for step in ("log1p", "difference") if chain[step]),
        *([f"scaled in each of {len(chain['own']):,} series"] if chain["own"] else []),
    ]
    figures = (_number(chain[each]) for each in ("center", "spread", "low", "high"))
    return escape(chain["column"]), ", ".join(steps) or "-", *figures


def _categories(each: dict[str, Any]) -> str:
    return f"  categories of `{escape(each['column'])}`: {len(each['names']):,}: {_names(each['names'])}"


def _vocabulary(column: str, known: Sequence[str]) -> str:
    of = "the text" if column == EVERY else f"`{escape(column)}`"
    return f"  vocabulary of {of}: {len(known):,} tokens, beside padding and out-of-vocabulary: {_names(known)}"


def _names(names: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")


# --------------------------------------------------------------------------------------------------------- examples


def _example(example: Example) -> list[str]:
    group = f" of `{escape(example.group)}`" if example.group else ""
    stamps = " to ".join(dict.fromkeys((example.stamps[0], example.stamps[-1])))
    head = f"{example.part} example {example.number}{group}, target at {stamps}"
    lines = list(_lines(example))
    room = _LINE - _BESIDE - max(width(name) for name, _ in lines)
    shown = [(name, repr(_cut(value)) if isinstance(value, str) else _fitted(value, room)) for name, value in lines]
    return [head, *(_cut(line, _LINE) for line in _aligned(shown, left=2))]


def _lines(example: Example) -> Iterator[tuple[str, Any]]:
    if example.text is not None:
        yield "input, as read", example.text
    if example.read is not None:
        columns = list(zip(*example.read, strict=True))
        for name, values in list(zip(example.names, columns, strict=True))[:_STEPS]:
            yield f"{_cut(escape(name))}, as read", list(values)
        if len(columns) > _STEPS:
            yield f"{len(columns):,} columns in all", []
    yield "input", example.input
    yield "target", example.target
    yield "target, as read", example.truth


def _fitted(values: Any, room: int) -> str:
    """An array in one line, with as many values of each row as there is room for: 8, or fewer, or 2."""
    values = _plain(values)
    if not isinstance(values, list):
        return _number(values)
    every = [_row(values, steps) + f" ({len(values):,} in all)" * (len(values) > steps) for steps in _SHOWN]
    return next((said for said in every if width(said) <= room), every[-1])


def _plain(values: Any) -> Any:
    """Columns of one number without brackets of their own."""
    while isinstance(values, list) and values and all(isinstance(each, list) and len(each) == 1 for each in values):
        values = [each[0] for each in values]
    return values


def _row(values: list[Any], steps: int) -> str:
    """The first and the last of many values; the rows of a table in brackets."""
    first = max(steps - 2, 1)
    ends = values if len(values) <= steps else [*values[:first], *values[first - steps :]]
    shown = [f"[{_row(_plain(each), steps)}]" if isinstance(each, list) else _number(each) for each in ends]
    return ", ".join(shown if len(values) <= steps else [*shown[:first], "...", *shown[first:]])


def _number(value: Any) -> str:
    if value is None:
        return "-"
    return repr(_cut(value, _NAME)) if isinstance(value, str) else f"{value:.6g}"


def _cut(text: str, room: int = _WIDEST) -> str:
    return text if len(text) <= room else f"{text[: room - 3]}..."


def _aligned(table: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    """
    Columns one below the other.

    Args:
        left: how many of them stand to the left, as names do; the others, as figures, to the right.
    """
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    return [
        f"  {'  '.join(map(_padded, row, widths, (place < left for place in range(len(row)))))}".rstrip()
        for row in table
    ]


def _padded(cell: str, room: int, left: bool) -> str:
    space = " " * (room - width(cell))
    return cell + space if left else space + cell
