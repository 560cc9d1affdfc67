"""Random tables and random recipes over them: numbers, categories, dates, labels and several series."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st

SERIES = 3
ROWS = 30
"""Rows of each series."""

AMOUNTS = ["x", "z"]
TARGETS: list[Any] = [
    "y",
    ["y", "z"],
    {"column": "rises", "kind": "binary"},
    [{"column": "rises", "kind": "multi_label"}, {"column": "falls", "kind": "multi_label"}],
    {"column": "mood", "kind": "classes", "classes": 4},
    {"column": "mood", "kind": "one_hot", "classes": 3},
    {"column": "grade", "kind": "classes"},
    {"column": "grade", "kind": "one_hot", "classes": 5},
    "size",
]


def table(seed: int, grouped: bool) -> dict[str, list[Any]]:
    """A table with all kinds of columns; with several series their rows lie mixed, in the order of time."""
    draw = np.random.default_rng(seed)
    series = SERIES if grouped else 1
    rows = ROWS * SERIES
    days = [str(date(2023, 12, 1) + timedelta(days=row // series)) for row in range(rows)]
    return {
        "day": days,
        "built": [str(date(1990, 1, 1) + timedelta(days=int(each))) for each in draw.integers(0, 9_000, rows)],
        "shop": [f"shop {row % series}" for row in range(rows)],
        "town": [f"town {row % series % 2}" for row in range(rows)],
        "area": [10.0 * (row % series + 1) for row in range(rows)],
        "room": draw.choice(["whole", "part", "bed"], rows).tolist(),
        "size": draw.choice([1, 5, 12], rows).tolist(),
        "mood": draw.choice(["good", "bad", "none of both"], rows).tolist(),
        "grade": draw.integers(0, 3, rows).tolist(),
        "rises": draw.integers(0, 2, rows).tolist(),
        "falls": draw.integers(0, 2, rows).tolist(),
        **{name: draw.uniform(1, 100, rows).round(3).tolist() for name in ("x", "y", "z")},
    }


def columns_of(target: Any) -> list[str]:
    """The names of the columns of a target."""
    listed = target if isinstance(target, list) else [target]
    return [each if isinstance(each, str) else each["column"] for each in listed]


@st.composite
def recipes(draw: st.DrawFn, windowed: bool | None = None) -> dict[str, Any]:
    """A recipe over `table`, whether of one series or of several; all sizes that come from data are declared."""
    target = draw(st.sampled_from(TARGETS))
    with_window = draw(st.booleans()) if windowed is None else windowed
    own = columns_of(target) if with_window and draw(st.booleans()) else []
    chosen = draw(st.lists(st.sampled_from(["x", "z", "room", "size", "built"]), min_size=1, max_size=4, unique=True))
    features = list(dict.fromkeys([*own, *(column for column in chosen if column not in columns_of(target))])) or ["x"]
    encode: dict[str, Any] = {"built": {"calendar": ["year"], "cyclic": ["day_of_year", "week"]}}
    encode["room"] = draw(st.sampled_from([{"ids": 4}, {"one_hot": 3}, {"one_hot": 5}]))
    encode["size"] = draw(st.sampled_from([{"ids": 3}, {"one_hot": 4}]))
    if draw(st.booleans()):
        encode["day"] = draw(st.sampled_from([{"calendar": ["weekday", "day"]}, {"cyclic": ["month", "day"]}]))
    used = {*features, *columns_of(target), "day"}
    recipe: dict[str, Any] = {"target": target, "time": "day", "encode": {k: v for k, v in encode.items() if k in used}}
    if draw(st.booleans()):
        recipe |= {"group": "shop", "static": draw(st.sampled_from([[], ["area"], ["town"], ["area", "town"]]))}
        features += recipe["static"]
        if "town" in features:
            recipe["encode"]["town"] = {"one_hot": 2}
    if with_window:
        offset = 1 if own else draw(st.integers(0, 2))
        steps = draw(st.sampled_from([{"horizon": 1}, {"horizon": 2}, {"targets": "each_step"}]))
        recipe["window"] = {"length": draw(st.integers(2, 4)), "offset": offset, **steps}
        known = [column for column in features if column not in {*columns_of(target), *recipe.get("static", [])}]
        known += ["day"] if "day" in recipe["encode"] else []
        recipe["known_future"] = draw(st.lists(st.sampled_from(known), unique=True)) if known else []
    return {
        **recipe,
        "features": features,
        "scale": draw(st.sampled_from(["standard", "minmax", "none"])),
        "split": {"validation": 0.2, "test": 0.2},
    }
