"""What `init` sees in a CSV file."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

from seqspec.errors import DataError, SeqspecError, UsageError
from seqspec.starter.columns import Column, Table, Time, look, season_of


def csv(folder: Path, text: str | bytes) -> str:
    """A file with this content."""
    path = folder / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def rows(header: str, row: str, count: int = 30, days: int = 1, pattern: str = "%Y-%m-%d") -> str:
    """A table of `count` rows, in which {i} counts and {date} runs."""
    dates = [(date(2020, 1, 1) + timedelta(days=days * i)).strftime(pattern) for i in range(count)]
    return "\n".join([header, *(row.format(i=i, date=dates[i]) for i in range(count))]) + "\n"


def test_columns_are_told_apart(tmp_path: Path) -> None:
    """Numbers, texts, constants and gaps are seen for what they are."""
    table = look(csv(tmp_path, rows("a,b,c,d", "{i},x{i},1,2.5e-3") + "NA,,1,2\n"))

    assert table.columns == (
        Column("a", True, 1, False, counter=True),
        Column("b", False, 1, False, letters=3),
        Column("c", True, 0, True),
        Column("d", True, 0, False),
    )
    assert [column.name for column in table.numeric] == ["a", "d"]
    assert (table.rows, table.complete, table.time) == (31, True, None)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_found(separator: str, tmp_path: Path) -> None:
    """The separator is the one the header has most of."""
    table = look(csv(tmp_path, rows(f"a{separator}b", f"{{i}}{separator}{{i}}")))

    assert separator == table.separator
    assert [column.name for column in table.columns] == ["a", "b"]


def test_decimal_commas_are_found(tmp_path: Path) -> None:
    """Beside semicolons a comma between digits is a decimal comma."""
    table = look(csv(tmp_path, rows("a;b", "{i};{i},5")))

    assert table.decimal == ","
    assert table.columns[1].numeric


@pytest.mark.parametrize(
    ("pattern", "format"),
    [("%Y-%m-%d", None), ("%Y-%m-%dT00:00", None), ("%d.%m.%Y", "%d.%m.%Y"), ("%m/%d/%Y", "%m/%d/%Y")],
)
def test_the_time_is_the_column_of_ascending_dates(pattern: str, format: str | None, tmp_path: Path) -> None:
    """Dates are found in several notations, with the time from row to row."""
    table = look(csv(tmp_path, rows("value,when", "{i},{date}", days=7, pattern=pattern)))

    assert table.time == Time("when", format, 7 * 86_400)


def test_dates_out_of_order_are_no_time(tmp_path: Path) -> None:
    """A column that does not order the rows would be refused by `fit`."""
    text = rows("when,value", "{date},{i}")

    assert look(csv(tmp_path, text + "2001-01-01,3\n")).time is None


def test_counting_columns_are_a_time(tmp_path: Path) -> None:
    """Whole numbers that ascend are a time where the column's name says so."""
    assert look(csv(tmp_path, rows("year,value", "19{i:02},{i}"))).time == Time("year", None, None)
    assert look(csv(tmp_path, rows("price,value", "19{i:02},{i}"))).time is None


@pytest.mark.parametrize(
    ("days", "season"), [(1 / 24, 24), (1, 7), (7, 52), (30.4, 12), (91, 4), (2, None), (None, None)]
)
def test_seasons_follow_from_the_distance_of_rows(days: float | None, season: int | None) -> None:
    """Hours have days, days have weeks, weeks, months and quarters have years."""
    assert season_of(None if days is None else days * 86_400) == season


def test_latin_1_is_read(tmp_path: Path) -> None:
    """What is not UTF-8 is taken for Latin-1, and the spec will say so."""
    table = look(csv(tmp_path, rows("Größe,b", "{i},{i}").encode("latin-1")))

    assert (table.encoding, table.columns[0].name) == ("latin-1", "Größe")


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path: Path) -> None:
    """The mark that spreadsheets put in front is taken off."""
    assert look(csv(tmp_path, rows("a,b", "{i},{i}").encode("utf-8-sig"))).columns[0].name == "a"


def test_a_large_file_is_judged_by_its_first_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than a bounded part of a file is read, and the table says it is not all."""
    monkeypatch.setattr("seqspec.starter.columns.MAX_BYTES", 1000)
    path = csv(tmp_path, rows("a,b", "{i:09},{i}", count=500))

    table = look(path)

    assert not table.complete
    assert table.rows < 100


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "has no header"),
        (b"\n\n", "has no header"),
        (b"a,b\n", "has a header and no rows"),
        (b"1,2\n3,4\n", "holds numbers, not names"),
        (b"a,a\n1,2\n", "has 2 columns called `a`"),
        (b"a,b\n1,2,3\n", "line 2 of"),
        (b'a,b\n1,"2\n', "can't be read as CSV"),
        (b"a\x00b", "is not a text file"),
    ],
)
def test_what_is_no_table_is_refused(text: bytes, message: str, tmp_path: Path) -> None:
    """Each way not to be a table gets a sentence of its own."""
    with pytest.raises(DataError, match=message.replace("(", "\\(")):
        look(csv(tmp_path, text))


def test_a_file_that_can_t_be_opened_is_wrong_usage(tmp_path: Path) -> None:
    """No such file, or a folder."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UsageError):
            look(str(path))


def test_every_refusal_is_one_of_ours(tmp_path: Path) -> None:
    """Random bytes are a table or are refused; never another exception."""
    from random import Random

    random = Random(1)
    for _ in range(300):
        data = bytes(random.choice(b"ab1.,;\n\"' \xc3\xa4-") for _ in range(random.randrange(60)))
        with suppress(SeqspecError):
            assert isinstance(look(csv(tmp_path, data)), Table)


def test_a_column_tells_series_apart_where_each_has_its_dates_in_order(tmp_path: Path) -> None:
    """One series after the other, or instant by instant: the column in which dates never turn back is the group."""
    days = [str(date(2020, 1, 1) + timedelta(days=i)) for i in range(20)]
    after = [f"{day},{shop},n,{i}" for shop in "AB" for i, day in enumerate(days)]
    among = [f"{day},{shop},n,{i}" for i, day in enumerate(days) for shop in "AB"]

    for lines in (after, among):
        table = look(csv(tmp_path, "\n".join(["day,shop,town,sold", *lines])))

        assert (Time("day", None, 86_400), "shop", 20) == (table.time, table.group, table.series)
        assert table.unordered is None


def test_dates_that_turn_back_within_every_value_make_no_group(tmp_path: Path) -> None:
    """Where no column keeps the dates in order the user is told so."""
    days = [str(date(2020, 1, 1) + timedelta(days=i)) for i in range(20)]
    table = look(csv(tmp_path, "\n".join(["day,shop", *(f"{day},{shop}" for shop in "AB" for day in reversed(days))])))

    assert (None, None, "day") == (table.time, table.group, table.unordered)


def test_classes_and_sentences_are_seen(tmp_path: Path) -> None:
    """Texts that come again are categories, 0 and 1 are two classes, and texts of several words are sentences."""
    lines = [f"this is text {i},{'ab'[i % 2]},{i % 2},{i % 3}" for i in range(30)]
    table = look(csv(tmp_path, "\n".join(["said,kind,right,many", *lines])))

    assert [4, 0, 0, 0] == [column.words for column in table.columns]
    assert [0, 2, 2, 0] == [column.categories for column in table.columns]
