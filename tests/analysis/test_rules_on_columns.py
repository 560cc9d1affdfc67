"""The rules of the data tier: the rarer contents of a column, and what is advised of them."""

from __future__ import annotations

import numpy as np
import pytest

from seqspec.language.recipe.sources import csv
from tests.analysis.examples import found, only
from tests.builders import spec_text
from tests.data.builders import csv_of

ROWS = 40
VALUES = [round(float(value), 3) for value in np.random.default_rng(1).normal(size=ROWS)]
DAYS = [str(np.datetime64("2024-01-01") + day) for day in range(ROWS)]


def spec(*layers: str, **data: str) -> str:
    """A spec that forecasts `y` from `series.csv`, unless told otherwise; an empty text takes a key out."""
    recipe = {"source": "{csv: series.csv}", "target": "y", "scale": "standard", "window": "{length: 4}", **data}
    text = ", ".join(f"{key}: {value}" for key, value in recipe.items() if value)
    return spec_text(*(layers or ("LSTM: 8", "Dense: 1")), data=f"{{{text}}}")


def test_a_time_is_written_in_one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one part of the file has dates and another one numbers there is no common order."""
    monkeypatch.setattr(csv, "CHUNK", 0)  # the smallest parts have about a thousand rows
    rows = 3000
    target = [round(float(value), 3) for value in np.random.default_rng(2).normal(size=rows)]
    days = [str(np.datetime64("2010-01-01") + day) for day in range(rows - 1000)]
    data = csv_of({"y": target, "t": [*days, *map(str, range(1000))]})
    (diagnostic,) = found(spec(source="{csv: series.csv}", time="t"), "SEQ309", data)

    assert "write all of them in one way" == diagnostic.help


def test_a_recipe_without_a_time_says_nothing_of_order() -> None:
    """Whatever the rows are in."""
    assert [] == found(spec(), "SEQ309", csv_of({"y": VALUES, "t": list(reversed(DAYS))}))


def test_a_word_in_a_few_rows_is_a_missing_value() -> None:
    """There is nothing to encode."""
    values = ["broken", *map(str, VALUES[1:])]
    diagnostic = only(spec(), "SEQ312", csv_of({"y": values}))

    assert "leave the cells empty where a value is missing, or name another column" == diagnostic.help


@pytest.mark.parametrize(("others", "caught"), [(1, True), (9, False)])
def test_a_column_that_hardly_changes_is_as_good_as_constant(others: int, caught: bool) -> None:
    """One row of thousands is told with its number, nine of them are news."""
    rows = 4000
    target = [round(float(value), 3) for value in np.random.default_rng(2).normal(size=rows)]
    column = [1.0] * others + [0.0] * (rows - others)
    told = found(spec(features="[x, y]"), "SEQ313", csv_of({"y": target, "x": column}))

    assert caught == bool(told)
    assert all("`x` is 0 in all but 1 row of " in each.message for each in told)


@pytest.mark.parametrize(
    ("layers", "caught"),
    [
        (("Identity", "LSTM: 8", "Dense: 1"), True),
        (("Flatten",), False),
        (("LayerNormalization", "LSTM: 8", "Dense: 1"), False),
    ],
)
def test_raw_numbers_matter_where_weights_bear_them(layers: tuple[str, ...], caught: bool) -> None:
    """The first layer that does something with them decides; a model without weights bears everything."""
    data = csv_of({"y": [1000 + 900 * value for value in VALUES]})

    assert caught == bool(found(spec(*layers, scale="", window="{length: 4}"), "SEQ316", data))


@pytest.mark.parametrize(
    ("declared", "message"),
    [(900, "`x` has more than 1,000 categories, and 900 are declared"), (1200, None), (1500, None)],
)
def test_beyond_a_thousand_categories_are_not_counted(declared: int, message: str | None) -> None:
    """That they are too many for 900 is known, and whether for 1,200 is not."""
    rows = 1300
    words = [f"w{number}" for number in range(rows)]
    target = [round(float(value), 3) for value in np.random.default_rng(2).normal(size=rows)]
    text = spec(features="[x, y]", encode=f"{{x: {{one_hot: {declared}}}}}")
    told = found(text, "SEQ321", csv_of({"y": target, "x": words}))

    assert ([message] if message else []) == [each.message for each in told]
