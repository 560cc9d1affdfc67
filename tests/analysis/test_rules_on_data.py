"""The rules of the data tier: what they find in a file, and the near misses in which they find nothing."""

from __future__ import annotations

import numpy as np
import pytest

from seqspec.analysis.control.configuration import Configuration
from seqspec.analysis.linter import check_text
from tests.analysis.examples import check, codes, found, look_at, only
from tests.builders import spec_text
from tests.data.builders import csv_of

ROWS = 40
VALUES = [round(float(value), 3) for value in np.random.default_rng(1).normal(size=ROWS)]
DAYS = [str(np.datetime64("2024-01-01") + day) for day in range(ROWS)]
MODEL = ("LSTM: 8", "Dense: 1")


def spec(*layers: str, **data: str) -> str:
    """A spec that forecasts `y` from `series.csv`, unless told otherwise; an empty text takes a key out."""
    recipe = {"source": "{csv: series.csv}", "target": "y", "scale": "standard", "window": "{length: 4}", **data}
    text = ", ".join(f"{key}: {value}" for key, value in recipe.items() if value)
    return spec_text(*(layers or MODEL), data=f"{{{text}}}")


def table(**columns: object) -> str:
    """A file with `y` and other columns."""
    return csv_of({"y": VALUES, **columns})  # type: ignore[dict-item]


# ------------------------------------------------------------------------------------------------- the file and names


def test_a_good_file_is_silent() -> None:
    """Numbers that vary, in order, without gaps: nothing to be said, and nothing skipped."""
    checked = check(spec(time="t"), table(t=DAYS))

    assert ([], ()) == (codes(checked), checked.report.skipped)


@pytest.mark.parametrize("header", ["Y,x", " y,x", "y ,x"])
def test_a_name_that_is_easily_overlooked_is_mended(header: str) -> None:
    """Case and spaces: the fix writes the name as it stands in the file, everywhere."""
    rows = "".join(f"{value},{value * 2 + 1}\n" for value in VALUES)
    text = spec(features="[y]", scale="{y: standard}", clip="{y: [-9, 9]}", log1p="[]")
    diagnostic = only(text, "SEQ314", f"{header}\n{rows}")

    assert diagnostic.fix is not None
    assert "safe" == diagnostic.fix.applicability
    assert 4 == len(diagnostic.fix.edits)


def test_a_byte_order_mark_is_named() -> None:
    """A mark that the encoding of the recipe does not take away is part of the name."""
    source = "{csv: {path: series.csv, encoding: latin-1}}"
    diagnostic = only(spec(source=source), "SEQ314", b"\xef\xbb\xbf" + table().encode())

    assert "a byte order mark stands before it" in diagnostic.message


def test_a_mark_before_utf_8_is_no_part_of_the_name() -> None:
    """Spreadsheets write it, and `fit` reads over it."""
    assert [] == found(spec(), "SEQ314", b"\xef\xbb\xbf" + table().encode())


def test_a_wrong_separator_is_one_finding() -> None:
    """However many columns are named."""
    text = spec(features="[y, x]", time="t")
    diagnostic = only(text, "SEQ314", table(t=DAYS, x=VALUES).replace(",", ";"))

    assert diagnostic.help is not None
    assert 'separator: ";"' in diagnostic.help


def test_a_first_row_of_numbers_is_one_finding() -> None:
    """A file without names."""
    assert "holds numbers, not names" in only(spec(), "SEQ314", "1,2\n3,4\n").message


def test_a_name_that_stands_twice_is_ambiguous() -> None:
    """Which of the two is meant can't be told."""
    assert "has 2 columns called `y`" in only(spec(), "SEQ314", "y,y\n1,2\n2,3\n" * 9).message


def test_time_and_group_are_columns_too() -> None:
    """Each missing column is found where it is named."""
    assert ["SEQ314", "SEQ314"] == [each.code for each in found(spec(time="t", group="g"), "SEQ314", table())]


def test_a_missing_file_is_a_finding() -> None:
    """And nothing else is said of it."""
    assert "there is no file `serie.csv`" in only(spec(source="{csv: serie.csv}"), "SEQ320", table()).message


def test_a_file_of_names_alone_is_a_finding() -> None:
    """It has no rows."""
    (diagnostic,) = found(spec(), "SEQ320", "y,x\n")

    assert "names of columns and no rows" in diagnostic.message


# ------------------------------------------------------------------------------------------------------------ values


@pytest.mark.parametrize("policy", ["drop", "ffill", "interpolate", "{fill: 0}"])
def test_gaps_with_a_policy_are_no_finding(policy: str) -> None:
    """The recipe says what becomes of them."""
    gaps = csv_of({"y": [*VALUES[:5], None, *VALUES[6:]]})

    assert [] == found(spec(missing=policy), "SEQ311", gaps)
    assert "the first in row 6" in only(spec(missing="error"), "SEQ311", gaps).message


def test_gaps_in_a_column_that_is_not_used_are_no_finding() -> None:
    """Only the columns of the recipe are looked at."""
    assert [] == codes(check(spec(), table(x=[None] * ROWS)))


def test_infinity_is_never_a_value() -> None:
    """Whatever the policy says of gaps."""
    assert "1 infinite value" in only(spec(missing="ffill"), "SEQ311", csv_of({"y": [*VALUES, "inf"]})).message


def test_a_value_for_unknown_is_a_warning_from_a_share_on() -> None:
    """One in a thousand is left alone, and the line can be drawn elsewhere."""
    data = csv_of({"y": [*VALUES, -999]})
    lines = Configuration(thresholds={"SEQ311": {"threshold": 0.05}})

    assert "warning" == found(spec(missing="ffill"), "SEQ311", data)[0].severity
    assert "SEQ311" not in codes(check_text(spec(), configuration=lines, look=look_at(data)))


def test_text_is_encoded_or_refused() -> None:
    """A column under `encode` may hold words."""
    data = table(room=["shared", "private"] * (ROWS // 2))
    text = spec(features="[y, room]", scale="{y: standard}")

    assert "encode its 2 values" in str(only(text, "SEQ312", data).help)
    assert [] == codes(check(spec(features="[y, room]", scale="{y: standard}", encode="{room: {one_hot: 2}}"), data))


def test_classes_may_be_words() -> None:
    """They are numbered in sorted order."""
    data = table(room=["shared", "private"] * (ROWS // 2))
    text = spec(features="[y]", target="{column: room, kind: classes, classes: 2}", scale="{y: standard}")

    assert "SEQ312" not in codes(check(text, data))


@pytest.mark.parametrize(("units", "loss"), [(2, "sparse_categorical_crossentropy"), (3, "categorical_crossentropy")])
def test_a_look_at_classes_in_words_hides_no_error(units: int, loss: str) -> None:
    """What is wrong without the data is wrong with them."""
    target = "{column: room, kind: classes, classes: 3}"
    text = spec("LSTM: 8", f"Dense: {{units: {units}, activation: softmax}}", target=target, scale="{}", features="[y]")
    text = text.replace("mean_squared_error", loss)
    before, after = codes(check(text), "error"), codes(check(text, table(room=["a", "b", "c", "a"] * 10)), "error")

    assert ["SEQ109" if units == 2 else "SEQ204"] == before == after


@pytest.mark.parametrize(("units", "codes_"), [(2, ["SEQ109"]), (3, []), (4, [])])
def test_classes_in_words_that_nobody_declared_are_counted(units: int, codes_: list[str]) -> None:
    """Too few units have no place for one of them; too many are no mistake that can be told."""
    target = "{column: room, kind: classes}"
    text = spec("LSTM: 8", f"Dense: {{units: {units}, activation: softmax}}", target=target, scale="{}", features="[y]")
    text = text.replace("mean_squared_error", "sparse_categorical_crossentropy")

    assert [] == codes(check(text), "error")
    assert codes_ == codes(check(text, table(room=["a", "b", "c", "a"] * 10)), "error")


@pytest.mark.parametrize(
    ("cell", "advice"),
    [("1,5", "decimal comma"), ("1 500", "thousands"), ("5 %", "per cent"), ("5 km", "units"), ("31.01.2024", "time")],
)
def test_how_numbers_are_written_decides_the_advice(cell: str, advice: str) -> None:
    """The help names what stands in the way."""
    data = table(x=[f'"{cell}"'] * ROWS)

    assert advice in str(found(spec(features="[y, x]"), "SEQ312", data)[0].help)


def test_a_column_that_changes_only_later_is_constant() -> None:
    """What counts is the training part."""
    rooms = [2] * (ROWS - 4) + [3] * 4

    assert "warning" == only(spec(features="[y, x]"), "SEQ313", table(x=rooms)).severity
    assert [] == codes(check(spec(features="[y, x]"), table(x=rooms[::-1])))


def test_a_target_that_never_changes_is_an_error() -> None:
    """There is nothing to predict."""
    assert "error" == only(spec(), "SEQ313", csv_of({"y": [3] * ROWS})).severity


@pytest.mark.parametrize(
    ("layers", "data"),
    [
        (MODEL, {"scale": "standard"}),
        (MODEL, {"scale": "", "window": "{length: 4, normalize: last}"}),
        (MODEL, {"scale": "", "log1p": "true"}),
        (("BatchNormalization", *MODEL), {"scale": ""}),
        (("Rescaling: 0.001", *MODEL), {"scale": ""}),
    ],
)
def test_large_numbers_that_something_scales_are_no_finding(layers: tuple[str, ...], data: dict[str, str]) -> None:
    """The recipe, the window or the first layer does."""
    large = csv_of({"y": [500 + abs(value) * 100 for value in VALUES]})

    assert "SEQ316" not in codes(check(spec(*layers, **data), large))
    assert [] != found(spec(scale=""), "SEQ316", large)


def test_numbers_far_from_0_are_found_though_they_are_small() -> None:
    """A mean of twenty deviations."""
    assert "has a mean of 19.99" in only(spec(scale=""), "SEQ316", csv_of({"y": [20 + v / 10 for v in VALUES]})).message


def test_small_numbers_need_no_scaling() -> None:
    """Around 0, of the size of 1."""
    assert [] == codes(check(spec(scale=""), table()))


@pytest.mark.parametrize(("declared", "expected"), [(2, ["error"]), (3, []), (4, ["info"])])
def test_categories_have_to_fit_what_is_declared(declared: int, expected: list[str]) -> None:
    """One too many is an error, one too few is a note."""
    text = spec(features="[y, g]", scale="{y: standard}", encode=f"{{g: {{one_hot: {declared}}}}}")

    assert expected == [each.severity for each in found(text, "SEQ321", table(g=(["a", "b", "c"] * ROWS)[:ROWS]))]


@pytest.mark.parametrize(("encoding", "expected"), [("one_hot: 2", []), ("ids: 2", ["write `ids: 3`"]), ("ids: 3", [])])
def test_categories_that_only_later_rows_have_need_one_number_at_most(encoding: str, expected: list[str]) -> None:
    """They become a row of zeros, or share the first id that is free."""
    text = spec(features="[y, g]", scale="{y: standard}", encode=f"{{g: {{{encoding}}}}}")
    values = [*(["a", "b"] * ROWS)[: ROWS - 2], "c", "d"]

    assert expected == [each.help for each in found(text, "SEQ321", table(g=values))]


# ------------------------------------------------------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("least", "most", "expected"), [(0, 4, []), (1, 4, []), (1, 5, ["SEQ205"]), (0, 9, ["SEQ205"]), (-1, 3, ["SEQ205"])]
)
def test_class_numbers_run_from_0_to_one_less_than_there_are_outputs(
    least: int, most: int, expected: list[str]
) -> None:
    """Declared for arrays, and so found without any data."""
    target = f"{{shape: [], kind: classes, classes: 5, min: {least}, max: {most}}}"
    text = spec_text(
        "LSTM: 8",
        "Dense: {units: 5, activation: softmax}",
        data=f"{{arrays: {{input: {{shape: [4, 1]}}, target: {target}}}}}",
        compile="{optimizer: adam, loss: sparse_categorical_crossentropy}",
    )

    assert expected == codes(check(text))


@pytest.mark.parametrize(("low", "high", "expected"), [(0, 1, []), (-1, 1, ["SEQ205"]), (1, 2, ["SEQ205"])])
def test_binary_labels_are_0_and_1(low: int, high: int, expected: list[str]) -> None:
    """In the file: any other number turns the loss around."""
    labels = [low, high] * (ROWS // 2)
    text = (
        spec(target="{column: label, kind: binary}", features="[y]", split="{test: 4}")
        .replace("Dense: 1", "Dense: {units: 1, activation: sigmoid}")
        .replace("mean_squared_error", "binary_crossentropy")
    )

    assert expected == codes(check(text, table(label=labels)))


def test_labels_of_the_tail_have_to_be_trained_on() -> None:
    """Sorted by label, a split by time leaves a label to the test; at random it does not."""
    data = table(label=[0] * 15 + [1] * 15 + [2] * 10)
    text = spec(
        "Dense: {units: 3, activation: softmax}", target="{column: label, kind: classes, classes: 3}", features="[y]",
        window="", split="{by: time, test: 0.2, validation: 0.1}",
    ).replace("mean_squared_error", "sparse_categorical_crossentropy")  # fmt: skip

    assert "1 label of `label`" in only(text, "SEQ304", data).message
    assert [] == codes(check(text.replace("by: time", "by: random"), data))


def test_the_tail_of_arrays_is_a_note() -> None:
    """Whether they were shuffled can't be seen; for real numbers nothing is said."""
    arrays = "{{arrays: {{input: {{shape: [4, 1]}}, target: {{shape: [1], kind: {}}}}}}}"
    labels = spec_text(
        "LSTM: 8", "Dense: {units: 1, activation: sigmoid}", data=arrays.format("binary"),
        compile="{optimizer: adam, loss: binary_crossentropy}", fit="{epochs: 2, validation_split: 0.2}",
    )  # fmt: skip

    assert ["info"] == [each.severity for each in found(labels, "SEQ304")]
    assert [] == found(spec_text(*MODEL, data=arrays.format("real"), fit="{validation_split: 0.2}"), "SEQ304")


# ------------------------------------------------------------------------------------------------------ time and rows


@pytest.mark.parametrize("order", [[1, 0], [0, 2, 1]])
def test_rows_out_of_order_are_an_error(order: list[int]) -> None:
    """The first row that goes back is named."""
    days = [*(DAYS[place] for place in order), *DAYS[len(order) :]]

    assert "earlier than the row before" in only(spec(time="t"), "SEQ309", table(t=days)).message


def test_a_file_from_the_newest_to_the_oldest_is_out_of_order() -> None:
    """And not taken for many series."""
    assert "39 rows out of order" == only(spec(time="t"), "SEQ309", table(t=DAYS[::-1])).label


def test_repeats_and_gaps_are_warnings_and_an_irregular_time_is_a_note() -> None:
    """Where windows count rows; without a window nothing depends on it."""
    repeated, gap = table(t=[DAYS[0], *DAYS[:-1]]), table(t=[*[*DAYS[:20], *DAYS[19:-1]][:-1], "2025-01-01"])
    uneven = table(t=np.cumsum(np.arange(1, ROWS + 1)).tolist())
    told = [(each.code, each.severity) for data in (repeated, uneven) for each in check(spec(time="t"), data).report]

    assert [("SEQ309", "warning"), ("SEQ309", "info")] == told
    assert ["SEQ309"] == codes(check(spec(time="t"), gap))
    assert [] == found(spec("Dense: 1", window="", features="[x]", time="t"), "SEQ309", table(t=[DAYS[0], *DAYS[:-1]]))


@pytest.mark.parametrize(
    ("time", "cell", "words"),
    [
        ("t", "31.01.2024", "can't be read as dates"),
        ("t", "", "has no time"),
        ("{column: t, format: '%d.%m.%Y'}", "2024-01-31", "do not follow the format"),
    ],
)
def test_a_time_that_cant_be_read_is_an_error(time: str, cell: str, words: str) -> None:
    """With the first row and the number of them."""
    assert words in only(spec(time=time), "SEQ309", table(t=[cell] * ROWS)).message


def test_series_one_after_the_other_are_found() -> None:
    """Time starts again; with a `group` nothing is wrong."""
    data = table(t=DAYS[:20] * 2, shop=["a"] * 20 + ["b"] * 20)

    assert "starts again in row 21" in only(spec(time="t"), "SEQ310", data).message
    assert [] == codes(check(spec(time="t", group="shop"), data))


def test_series_that_take_turns_are_found() -> None:
    """Most rows have the time of the row before."""
    days = [day for day in DAYS[:10] for _ in range(4)]

    assert "30 of 40 rows have the `t`" in only(spec(time="t"), "SEQ310", table(t=days)).message
    assert [] == found(spec("Dense: 1", window="", features="[x]"), "SEQ310", table(t=days, x=VALUES))


def test_a_series_that_is_too_short_is_a_warning() -> None:
    """It is left out, and that is said."""
    data = table(shop=["a"] * 37 + ["b"] * 3)

    assert "1 of 2 series are shorter" in only(spec(group="shop"), "SEQ306", data).message


def test_where_every_series_is_too_short_nothing_is_left() -> None:
    """An error in place of the warning."""
    finding = only(spec(group="shop", window="{length: 30}"), "SEQ306", table(shop=["a", "b"] * 20))

    assert ("error", True) == (finding.severity, "all 2 series are shorter" in finding.message)


def test_the_rows_of_a_series_count_and_not_those_of_all() -> None:
    """Two series with 20 rows each have no part with room for 6 targets, though both together have."""
    text = spec("Dense: 6", group="shop", window="{length: 3, horizon: 6}", split="{validation: 0.1, test: 0.4}")

    (finding,) = found(text, "SEQ306", table(shop=["a", "b"] * 20))

    assert "the validation part has 2 rows of a series at the most, and a window needs 6" in finding.message


def test_large_counts_are_written_so_that_they_can_be_read() -> None:
    """Thousands stand apart."""
    (finding,) = found(spec(window="{length: 2023}"), "SEQ306", table())

    assert "and a window needs 2,024" in finding.message


def test_the_folds_of_a_backtest_leave_rows_to_train_on() -> None:
    """The training part ends before the first fold, with and without a look at the data."""
    text = spec(split="{backtest: {windows: 3, step: 12}}", window="{length: 5}")

    assert "the training part has 4 rows, and a window needs 6" in only(text, "SEQ306", table()).message
    assert (
        "the backtest asks for 4 folds of 12"
        in only(text.replace("windows: 3", "windows: 4"), "SEQ319", table()).message
    )


def test_the_rows_of_the_file_decide_how_long_a_part_is() -> None:
    """Fractions are rows once the file is known; a part that is asked for and gets no row is found as well."""
    assert "the training part has 28 rows" in only(spec(window="{length: 30}"), "SEQ306", table()).message
    assert "the validation part has 0 rows" in only(spec(split="{validation: 0.01}"), "SEQ306", table()).message
    assert "and the file has 40 rows" in only(spec(split="{test: 50}"), "SEQ319", table()).message


# ---------------------------------------------------------------------------------------------------- what gives away


def test_a_copy_of_the_target_gives_it_away() -> None:
    """In the same row without a window, or known ahead with one."""
    copy = [round(3 * value - 1, 3) for value in VALUES]
    rows = spec("Dense: 1", features="[x]", window="")

    assert "correlation of 1.00000" in only(rows, "SEQ308", table(x=copy)).message
    assert [] == codes(check(spec(features="[y, x]"), table(x=copy)))
    assert ["SEQ308"] == codes(check(spec(features="[y, x]", known_future="[x]"), table(x=copy)))


def test_a_series_that_hardly_moves_is_no_suspect() -> None:
    """What follows it closely does so no closer than its own last value."""
    trend = [float(row) for row in range(ROWS)]
    data = csv_of({"y": trend, "x": [2 * value for value in trend]})

    assert [] == found(spec(features="[y, x]"), "SEQ308", data)


# ----------------------------------------------------------------------------------------------------------- skipping


def test_without_a_look_the_tier_is_skipped_and_said_to_be() -> None:
    """With the number of rules, and how to have them."""
    (skipped,) = [each for each in check(spec()).report.skipped if each.tier == "data"]

    assert skipped.rules >= 10
    assert "`--data`" in skipped.remedy


@pytest.mark.parametrize(
    "data",
    [
        None,
        "{arrays: {input: {shape: [10, 1]}}}",
        "{source: {generate: sine}, target: value, window: {length: 10}}",
    ],
)
def test_nothing_is_skipped_where_there_is_no_file(data: str | None) -> None:
    """There is nothing that a look could show."""
    text = spec_text(*(() if data is None else MODEL), data=data)

    assert "data" not in [each.tier for each in check(text).report.skipped]


def test_several_files_are_looked_at_together() -> None:
    """A pattern stands for all files that it matches."""
    assert ["SEQ311"] == codes(check(spec(source="{csv: 's*.csv'}"), "y\n1\n\n" + 50 * "1\n2\n"), "error")


@pytest.mark.parametrize("key", ["fit_on", "report"])
def test_a_key_of_other_tools_gets_the_reason(key: str) -> None:
    """What is settled here can't be said, and why is."""
    text = spec_text(data=f"{{source: {{csv: series.csv}}, target: y, window: {{length: 10}}, {key}: all}}")

    assert "take it out: " in str(only(text, "SEQ005").help)


def test_a_target_of_text_is_one_finding_in_the_words_of_the_recipe() -> None:
    """What loss and head do to it nobody can say before it is declared."""
    rows = "".join(f"{index},{('Shared', 'Private', 'Entire')[index % 3]} room\n" for index in range(30))
    text = spec_text(
        "LSTM: 8",
        "Dense: {units: 3, activation: softmax}",
        data="{source: {csv: series.csv}, target: kind, features: [price], scale: standard, window: {length: 4}}",
        compile="{loss: categorical_crossentropy}",
    )
    (finding,) = (each for each in check(text, "price,kind\n" + rows).report if each.severity == "error")
    assert "SEQ312" == finding.code
    assert "`target: {column: kind, kind: classes, classes: 3}`" in str(finding.help)


@pytest.mark.parametrize(("room", "share"), [(12, None), (8, "40%"), (3, "90%")])
def test_a_vocabulary_that_leaves_much_out_is_warned_of(room: int, share: str | None) -> None:
    """Ten words, all equally frequent, beside padding and the unknown; from a fifth on it is said."""
    words = [f"w{number}" for number in range(10)]
    text = spec(
        f"Embedding: {{input_dim: {room}, output_dim: 2}}", "LSTM: 8", "Dense: 1", features="[x]", window="", scale="",
        tokens=f"{{x: {{by: word, max_tokens: {room}, max_length: 10}}}}", split="{by: random, test: 0.2}",
    )  # fmt: skip
    told = found(text, "SEQ321", table(x=[" ".join(words)] * ROWS))

    assert ([("warning", True)] if share else []) == [(each.severity, str(share) in each.message) for each in told]


def test_folds_leave_what_a_made_up_series_has() -> None:
    """Rows of a generated series are known without a look: folds, validation and gaps are taken off."""
    source = "{generate: {series: sine, rows: 40}}"
    split = "{backtest: {windows: 3, step: 12}, validation: 2, gap: 1}"
    text = spec(source=source, target="value", split=split, window="{length: 5}")

    (finding,) = [each for each in check_text(text).report.diagnostics if each.code in {"SEQ306", "SEQ319"}]

    assert "SEQ306" == finding.code


def test_a_single_value_is_nothing_that_never_changes() -> None:
    """One number among gaps could be anything."""
    columns = table(x=[1.5, *[None] * (ROWS - 1)])
    text = spec(features="[y, x]", missing="ffill")

    assert "SEQ313" not in codes(check(text, columns))


def test_a_file_of_one_row_has_a_target_that_never_changes() -> None:
    """There is nothing to be learnt of one row."""
    text = spec("Dense: {units: 1, input_shape: [1]}", window="", features="[x]")

    assert "`y` is 1.5 in the only row" in only(text, "SEQ313", "y,x\n1.5,2\n").message
