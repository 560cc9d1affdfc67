"""The `data:` section: its forms, its mistakes in the user's words, and what it delivers without any data."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from seqspec.language.data import Data
from seqspec.language.layer import Signal
from seqspec.language.problems import reword

CSV: dict[str, Any] = {"source": {"csv": "prices.csv"}, "target": "price"}
WINDOW: dict[str, Any] = {**CSV, "window": {"length": 100}}


def problems_of(recipe: Any) -> list[tuple[str, str, str]]:
    """Code, path and message of every problem of a recipe."""
    with pytest.raises(ValidationError) as caught:
        Data.model_validate(recipe)
    return [
        (problem.type, ".".join(map(str, location)), (problem.context or {})["message"])
        for location, problem in reword(caught.value, Data)
    ]


# ------------------------------------------------------------------------------------------------------------- forms

SHORT_AND_LONG: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"source": {"csv": "a.csv"}}, {"source": {"csv": {"path": ["a.csv"]}}}),
    ({"target": "price"}, {"target": [{"column": "price"}]}),
    ({"target": {"column": "price", "kind": "real"}}, {"target": [{"column": "price", "kind": "real"}]}),
    ({"time": "date"}, {"time": {"column": "date"}}),
    ({"missing": "ffill"}, {"missing": {"policy": "ffill"}}),
    ({"missing": {"fill": 0}}, {"missing": {"policy": "fill", "fill": 0}}),
    ({"scale": "minmax"}, {"scale": {"*": {"kind": "minmax"}}}),
    ({"scale": {"price": "robust"}}, {"scale": {"price": {"kind": "robust"}}}),
    ({"scale": {"minmax": {"feature_range": [-1, 1]}}}, {"scale": {"*": {"kind": "minmax", "feature_range": [-1, 1]}}}),
    ({"clip": [0, 1000]}, {"clip": {"*": [0, 1000]}}),
    ({"log1p": True}, {"log1p": ["*"]}),
    ({"difference": "price"}, {"difference": ["price"]}),
    ({"window": {"length": 9, "stride": 2}}, {"window": {"length": 9, "stride": {"train": 2, "evaluation": 1}}}),
]


@pytest.mark.parametrize(("short", "long"), SHORT_AND_LONG)
def test_a_short_form_means_its_long_form(short: dict[str, Any], long: dict[str, Any]) -> None:
    """Both are one recipe."""
    assert Data.model_validate({**WINDOW, **long}) == Data.model_validate({**WINDOW, **short})


@pytest.mark.parametrize(
    "recipe",
    [
        {"split": {"validation": 0.1, "test": 0.2, "gap": 3}},
        {"split": {"train": 100, "validation": 10, "test": 20}},
        {"split": {"validation": 20}},
        {"time": "t", "split": {"validation": "2019-01-01", "test": "2020-01-01T12:00"}},
        {"split": {"validation": 0.1, "by": "random"}},
        {"group": "shop", "split": {"validation": 0.1, "by": "group"}},
        {"split": {"backtest": {"windows": 5, "step": 24, "refit": False}}},
        {"group": "shop", "split": {"validation": 0.1, "per_group": True}},
        {"features": ["price", "room_type"], "encode": {"room_type": {"one_hot": 3}}},
        {"features": ["price", "sales"], "known_future": ["sales"], "season": 7},
        {"time": "t", "encode": {"t": {"calendar": ["month"], "cyclic": ["hour"]}}},
        {"time": {"column": "t", "frequency": "15min"}, "encode": {"t": {"cyclic": ["hour"]}}, "known_future": ["t"]},
        {"group": "shop", "features": ["price", "town"], "static": ["town"], "encode": {"town": {"ids": 9}}},
        {"features": ["price", "built"], "encode": {"built": {"calendar": ["year"], "format": "%d.%m.%Y"}}},
        {"source": {"parquet": "a.parquet"}},
        {"source": {"csv": ["a.csv", "more/*.csv"]}},
    ],
)
def test_every_form_of_the_language_is_taken(recipe: dict[str, Any]) -> None:
    """What later versions will run decodes today."""
    assert Data.model_validate({**WINDOW, **recipe})


@pytest.mark.parametrize(
    "recipe",
    [
        {"source": {"text": "artificia"}, "window": {"length": 3}},
        {"source": {"text_file": "poem.txt"}, "window": {"length": 3}},
        {"source": {"pairs": {"path": "eng-tur.txt"}}},
    ],
)
def test_sources_that_are_no_tables_need_no_columns(recipe: dict[str, Any]) -> None:
    """They know themselves what is to be predicted."""
    assert Data.model_validate({**recipe, "tokens": {}}).source


# ---------------------------------------------------------------------------------------------------------- mistakes

# What is changed in a sound recipe, and the one problem that follows.
MISTAKES = r"""
window: {lenght: 9, length: 9}
-> SEQ005 window.lenght: `window` has no key `lenght`; did you mean `length`?

window: {length: '9'}
-> SEQ003 window.length: `length` has to be a whole number, and "9" in quotes is a text

window: 5
-> SEQ008 window: `window` has to be a mapping, and this is the number 5

source: a.csv
-> SEQ008 source: a source has a name and a colon before its file

source: {csv: {pth: a.csv, path: b.csv}}
-> SEQ005 source.csv.pth: `csv` has no key `pth`; did you mean `path`?

source: {cvs: a}
-> SEQ006 source.cvs: there is no source `cvs`; did you mean `csv`?

source: {csv: 'http://x/a.csv'}
-> SEQ008 source.csv.path.0: `http://x/a.csv` is an address, and a source is a local file

target: {colum: a}
-> SEQ005 target.0.colum: `target` has no key `colum`; did you mean `column`?

target: [a, a]
-> SEQ008 target: `target` lists `a` twice

scale: minmx
-> SEQ008 scale.*: there is no scaler `minmx`; did you mean `minmax`?

scale: {prise: minmax}
-> SEQ008 scale: `prise` is neither a feature nor a target, but `price` is

scale: {minmax: {feature_range: [1, 0]}}
-> SEQ008 scale.*.feature_range: `feature_range` is a smaller and a larger number, and this is [1.0, 0.0]

missing: bfill
-> SEQ008 missing: `missing` can't be the text "bfill"; `bfill` carries values back from the future

source: {csv: ' '}
-> SEQ008 source.csv.path.0: the path of the file is empty

source: {csv: a.csv, parquet: b.parquet}
-> SEQ008 source: a source is one name with its file, and this has 2 keys

source: [a.csv]
-> SEQ008 source: a source is one name with its file, and this is a list

missing: dorp
-> SEQ008 missing: `missing` can't be the text "dorp"; did you mean `drop`?

missing: 0
-> SEQ008 missing: `missing` can't be the number 0

clip: [5]
-> SEQ008 clip.*: `clip` is a lower and an upper bound, and this is a list

clip: {price: [null, null]}
-> SEQ008 clip.price: `clip` is a lower and an upper bound, and this is a list

log1p: 3
-> SEQ008 log1p: this has to be true, a column or a list of columns, and is the number 3

scale: {standard: {feature_range: [0, 1]}}
-> SEQ008 scale.*.feature_range: `standard` has no `feature_range`

split: {backtest: {windows: 3, step: 5}, test: 0.2}
-> SEQ008 split.test: `backtest` makes its own test part, so `test` can't stand beside it

window: null
features: [a]
difference: true
-> SEQ008 difference: `difference` needs a `window`: it looks at the row before

target: {column: price, kind: binary, classes: 3}
-> SEQ008 target.0.classes: a binary target has two classes, and not 3

missing: fill
-> SEQ008 missing: `missing` can't be the text "fill"

clip: [5, 1]
-> SEQ008 clip.*: the lower bound 5 is not below the upper bound 1

split: {validation: soon}
-> SEQ008 split.validation: the size of a part is a fraction, a number of rows or a date, and this is the text "soon"

split: {test: 20, validation: 0.1}
-> SEQ008 split.test: the split gives `validation` as a fraction and `test` in rows

split: {validation: '2019-01-01'}
-> SEQ008 split.validation: a split by date needs to know which column holds the dates

split: {per_group: true}
-> SEQ008 split.per_group: `per_group` needs to know which column holds the groups

window: {horizon: 2, length: 9, targets: each_step}
-> SEQ008 window.horizon: with `targets: each_step` every step has one target, and `horizon` is 2

window: {length: 9, normalize: last, targets: each_step}
-> SEQ008 window.normalize: `normalize: last` lets early steps of a window know later ones, which are their targets

window: {length: 9, offset: 0}
-> SEQ307 window.offset: with `offset: 0` the target is in the last row of the input: `price` would be its own answer

window: {length: 9, normalize: last}
features: [a]
-> SEQ008 window.normalize: `normalize: last` needs the target's own past, and `price` is no feature

window: {length: 9, offset: 2}
difference: true
-> SEQ008 window.offset: differences add up from the last input row, and `offset: 2` leaves rows between

difference: true
missing: interpolate
-> SEQ008 difference: `difference` can't be combined with `missing: interpolate`

window: null
features: null
-> SEQ008 .: without a `window` the recipe has to say what goes in

window: null
features: [a, price]
-> SEQ308 features.1: `price` is the target, and without a window its value would be its own answer

window: null
features: [a]
split: {by: random, test: 0.2}
missing: ffill
-> SEQ008 missing: `ffill` takes values from the rows before, and rows in random order have none

source: null
-> SEQ008 .: the recipe names no `source` and declares no `arrays`

target: null
-> SEQ008 .: the recipe does not say what is to be predicted

season: 0
-> SEQ008 season: `season` has to be at least 1, and is 0

target: {classes: 3, column: price}
-> SEQ008 target.0.classes: `classes` has no meaning for a target that is a real number

features: [price, a]
encode: {a: {ids: 3, one_hot: 3}}
-> SEQ008 encode.a: a column is encoded in one way, and this has `ids` and `one_hot`

time: t
encode: {t: {cyclic: [month, year]}}
-> SEQ008 encode.t.cyclic: a year does not come round again, so it has no sine and cosine

features: [price, a]
encode: {a: {ids: 3, format: '%d'}}
-> SEQ008 encode.a.format: `format` says how dates are written, and categories are taken as they stand

features: [price, a]
encode: {'*': {ids: 3}}
-> SEQ008 encode: `*` is neither a feature nor a target

time: t
encode: {t: {ids: 3}}
-> SEQ008 encode.t: `t` is the time, and no category

features: [price, month of t]
time: t
encode: {t: {calendar: [month]}}
-> SEQ008 encode.t: `month of t` is a column, and what a field of `t` is called

encode: {price: {calendar: [month]}}
-> SEQ008 encode.price: `price` is the target, and the fields of a date are none

features: [price, a]
encode: {a: {ids: 3}}
scale: {a: standard}
-> SEQ008 scale: `a` is a category, and `scale` is for amounts

features: [price, a]
encode: {a: {calendar: [month]}}
log1p: a
-> SEQ008 log1p: `a` is a date, and `log1p` is for amounts

target: {column: price, kind: classes}
difference: price
-> SEQ008 difference: `price` is a class, and `difference` is for amounts

target: {column: price, kind: real}
encode: {price: {ids: 3}}
-> SEQ008 target.0.kind: `price` is encoded, and so no real number

target: {column: price, kind: classes, classes: 4}
encode: {price: {ids: 3}}
-> SEQ008 target.0.classes: `price` has 4 classes, and `encode` makes room for 3

target: [{column: price, kind: classes, classes: 4}, a]
-> SEQ008 target: a model with one output predicts one class at a time, and `price` stands beside other targets

features: [price, a]
known_future: [price]
-> SEQ308 known_future: `price` is the target: under `known_future` it would be its own answer

features: [a]
window: null
known_future: [a]
-> SEQ008 known_future: without a `window` nothing lies ahead: a row holds its features and its target

features: [price, a]
static: [a]
-> SEQ008 static: `static` needs to know which column holds the series

time: t
known_future: [t]
-> SEQ008 known_future: `t` is neither a feature nor a target

group: g
features: [price, a]
static: [b]
-> SEQ008 static: `b` is neither a feature nor a target

time: {column: t, frequency: hourly}
-> SEQ008 time.frequency: `frequency` is a number and a unit, and this is the text "hourly"

time: {column: t, frequency: 0}
-> SEQ008 time.frequency: `frequency` is a number and a unit, and this is the number 0
"""


@pytest.mark.parametrize("case", MISTAKES.strip().split("\n\n"))
def test_a_mistake_is_told_in_the_words_of_the_recipe(case: str) -> None:
    """One problem at the place where it is, with the nearest name where there is one; never Python's words."""
    written, _, expected = case.partition("\n-> ")
    recipe = {**WINDOW, **yaml.safe_load(written)}

    assert [expected] == [f"{code} {path or '.'}: {message}" for code, path, message in problems_of(recipe)]


def test_a_missing_key_is_asked_for_by_the_name_of_its_section() -> None:
    """The help names the section as the spec does."""
    with pytest.raises(ValidationError) as caught:
        Data.model_validate({**CSV, "window": {}})

    assert ["give `window` its `length`"] == [(each.context or {})["help"] for _, each in reword(caught.value, Data)]


def test_every_mistake_is_told_at_once() -> None:
    """A recipe with four mistakes has four problems."""
    recipe = {**CSV, "window": {"length": 0}, "scale": "minmx", "missing": "bfill", "season": -1}

    assert {"window.length", "scale.*", "missing", "season"} == {path for _, path, _ in problems_of(recipe)}


def test_nothing_stands_beside_arrays() -> None:
    """Arrays come ready from Python: no window is cut from them here."""
    recipe = {"arrays": {"input": {"shape": [9, 1]}}, "window": {"length": 9}}

    assert [("SEQ008", "window", "`window` can't stand beside `arrays`: arrays come ready from Python")] == problems_of(
        recipe
    )


# ---------------------------------------------------------------------------------------------------------- delivery

ROWS = {"window": None, "features": ["a"]}
DELIVERIES: list[tuple[dict[str, Any], tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]] = [
    # the recipe, the shape of the input, of the target under rank 2, of the target under rank 3
    ({}, (None, 100, 1), (None, 1), (None, 1, 1)),
    ({"window": {"length": 9, "horizon": 4}}, (None, 9, 1), (None, 4), (None, 4, 1)),
    ({"target": ["a", "b"], "window": {"length": 9, "horizon": 4}}, (None, 9, 2), (None, 8), (None, 4, 2)),
    ({"features": ["a", "b", "c"]}, (None, 100, 3), (None, 1), (None, 1, 1)),
    ({"window": {"length": 9, "targets": "each_step"}}, (None, 9, 1), (None, 9), (None, 9, 1)),
    ({"window": None, "features": ["a", "b"]}, (None, 2), (None, 1), (None, 1)),
    ({"features": ["price", "room"], "encode": {"room": {"one_hot": 3}}}, (None, 100, 4), (None, 1), (None, 1, 1)),
    ({"features": ["price", "room"], "encode": {"room": {"ids": 3}}}, (None, 100, 2), (None, 1), (None, 1, 1)),
    ({"time": "t", "encode": {"t": {"calendar": ["day", "week"]}}}, (None, 100, 3), (None, 1), (None, 1, 1)),
    ({**ROWS, "target": {"column": "y", "kind": "one_hot", "classes": 4}}, (None, 1), (None, 4), (None, 4)),
    ({**ROWS, "target": {"column": "y", "kind": "classes", "classes": 4}}, (None, 1), (None, 1), (None, 1)),
    ({**ROWS, "tokens": {"max_tokens": 64, "max_length": 20}}, (None, 20), (None, 1), (None, 1, 1)),
    ({**ROWS, "tokens": {"max_tokens": 64, "max_length": 20, "one_hot": True}}, (None, 20, 64), (None, 1),
     (None, 1, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("change", "input", "flat", "sequence"), DELIVERIES)
def test_shapes_follow_from_the_recipe_alone(
    change: dict[str, Any], input: tuple[Any, ...], flat: tuple[Any, ...], sequence: tuple[Any, ...]
) -> None:
    """Input and target shapes are known before any file is opened."""
    recipe = {key: value for key, value in {**WINDOW, **change}.items() if value is not None}

    delivery = Data.model_validate(recipe).delivers()

    assert delivery is not None
    assert input == delivery.input.shape
    assert flat == delivery.target_shape(2)
    if len(input) == 3:
        assert sequence == delivery.target_shape(3)


def test_a_recipe_is_a_mapping() -> None:
    """What stands in its place is called what it is."""
    assert [("SEQ008", "", "`data` has to be a mapping, and this is the number 5")] == problems_of(5)


def test_bounds_of_arrays_are_in_order() -> None:
    """The smallest value of an array is no larger than its largest."""
    arrays = {"input": {"shape": [3], "min": 2, "max": 1}}

    assert [("SEQ008", "arrays.input.max", "`max` is 1.0, less than `min`, which is 2.0")] == problems_of(
        {"arrays": arrays}
    )


def test_a_source_that_was_read_is_taken_as_it_is() -> None:
    """A recipe can be made from parts of another one."""
    source = Data.model_validate({**WINDOW, "source": {"csv": "a.csv"}}).source

    assert source == Data.model_validate({**WINDOW, "source": source}).source


def test_a_window_of_text_delivers_tokens() -> None:
    """The nine letters of the tutorial: ids or one-hot letters in, the next letter out."""
    recipe = {"source": {"text": "artificial"}, "window": {"length": 9}, "tokens": {"max_tokens": 9}}

    ids = Data.model_validate(recipe).delivers()
    one_hot = Data.model_validate({**recipe, "tokens": {"max_tokens": 9, "one_hot": True}}).delivers()

    assert ids is not None
    assert one_hot is not None
    assert (Signal((None, 9), "int32"), "classes", 9, 9) == (ids.input, ids.kind, ids.classes, ids.vocabulary)
    assert (Signal((None, 9, 9)), "one_hot", (None, 9)) == (one_hot.input, one_hot.kind, one_hot.target_shape(2))


def test_pairs_deliver_one_text_for_another() -> None:
    """Every step of the output has a target, as many as the texts are long."""
    delivery = Data.model_validate(
        {"source": {"pairs": "p.txt"}, "tokens": {"max_tokens": 64, "max_length": 20}}
    ).delivers()

    assert delivery is not None
    assert (Signal((None, 20), "int32"), True, 20, 64) == (
        delivery.input,
        delivery.each_step,
        delivery.steps_out,
        delivery.classes,
    )


def test_arrays_deliver_what_they_declare() -> None:
    """Shapes are taken as they stand, whatever the rank of the model's output."""
    arrays = {"input": {"shape": [100, 1], "dtype": "int32"}, "target": {"shape": [5, 2], "kind": "binary"}}

    delivery = Data.model_validate({"arrays": arrays}).delivers()

    assert delivery is not None
    assert Signal((None, 100, 1), "int32") == delivery.input
    assert 2 * [(None, 5, 2)] == [delivery.target_shape(rank) for rank in (2, 3)]
    assert "binary" == delivery.kind


def test_sizes_that_nobody_declared_are_not_known() -> None:
    """A vocabulary without a capacity leaves its axis open."""
    recipe = {"source": {"text_file": "poem.txt"}, "window": {"length": 40}, "tokens": {"one_hot": True}}

    delivery = Data.model_validate(recipe).delivers()

    assert delivery is not None
    assert (None, 40, None) == delivery.input.shape
    assert delivery.classes is None


def test_without_a_split_the_order_is_that_of_the_file() -> None:
    """Rows that depend on one another stay in order; others are drawn at random if a split is asked for."""
    rows = {**CSV, "features": ["a"]}

    by = [
        Data.model_validate(recipe).by
        for recipe in (WINDOW, rows, {**rows, "split": {"test": 0.2}}, {**rows, "time": "t", "split": {"test": 0.2}})
    ]

    assert ["time", "time", "random", "time"] == by


def test_one_number_of_a_category_is_looked_up_and_several_are_columns() -> None:
    """Ids of several columns are whole numbers side by side, and the largest vocabulary is the one to have room for."""
    encode = {"a": {"ids": 3}, "b": {"ids": 4}}

    delivery = Data.model_validate({**CSV, "features": ["a", "b"], "encode": encode}).delivers()

    assert ((None, 2), "int32", 4) == (delivery.input.shape, delivery.input.dtype, delivery.vocabulary)


def test_a_running_text_without_readable_tokens_delivers_an_unknown_shape() -> None:
    """What stands in for a recipe that could not be read says nothing of shapes."""
    source = Data.model_validate({"source": {"text": "abc"}, "tokens": {}, "window": {"length": 1}}).source

    assert Data.model_construct(source=source).delivers().input.shape is None


def test_an_encoding_is_a_mapping() -> None:
    """A bare number does not say whether it counts ids or columns."""
    said = "`encode` has to be a mapping, and this is the number 3"

    assert [("SEQ008", "encode.a", said)] == problems_of({**CSV, "features": ["a"], "encode": {"a": 3}})


def test_a_running_text_is_never_padded() -> None:
    """`max_length` and `padding` belong to texts that are rows."""
    for key, value in {"max_length": 4, "padding": "pre"}.items():
        recipe = {"source": {"text": "abcdef"}, "tokens": {"by": "char", key: value}, "window": {"length": 2}}
        said = f"a running text is cut into windows and never padded, so `{key}` has no meaning here"
        assert [("SEQ008", f"tokens.{key}", said)] == problems_of(recipe)


def test_one_column_of_ids_with_a_window_is_a_sequence_of_ids() -> None:
    """One id a step has no axis of columns, as an `Embedding` wants it."""
    recipe = {**WINDOW, "features": ["shop"], "encode": {"shop": {"ids": 3}}}

    assert (None, 100) == Data.model_validate(recipe).delivers().input.shape


def test_a_running_text_is_split_in_order() -> None:
    """It has no groups, and no rows to be drawn."""
    recipe = {"source": {"text": "abcdef"}, "tokens": {"by": "char"}, "window": {"length": 2}, "split": {"by": "group"}}

    assert ("SEQ008", "split.by", "a running text is split in order, and not `by: group`") in problems_of(recipe)
