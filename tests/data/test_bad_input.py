"""Bad data: each refused with a sentence that says what is wrong, where, and what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from seqspec.data.dataset import load
from seqspec.errors import DataError
from tests.data.builders import loaded, noise, predicted, spec_of

WINDOW = {"window": {"length": 3}}
YIELDS = {**WINDOW, "target": "yields"}
ROWS = "\n".join(str(value) for value in range(50))

# The text of the file, the recipe, and what the message and its help have to say.
TEXTS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "an empty file": ("", WINDOW, "is empty", "name another file"),
    "an empty first row": ("\ny\n1\n", WINDOW, "the first row of", "write the names"),
    "a first row without an end": ('"' + 200_000 * "y", WINDOW, "its first row has no end", "close every quote"),
    "a header only": ("y\n", WINDOW, "names of columns and no rows", "how the file was written"),
    "an unknown column": ("date,yield\n1,2\n", YIELDS, "no column `yields`; did you mean `yield`?", "`date`, `yield`"),
    "another case": ("date,Y\n1,2\n", WINDOW, "one called 'Y': the two differ in upper and lower case", "write 'Y'"),
    "spaces": ("date, y\n1,2\n", WINDOW, "but one called ' y': the two differ in spaces", "write ' y'"),
    "a second byte order mark": ("\ufeff\ufeffy\n1\n", WINDOW, "a byte order mark stands before it", "write"),
    "another separator": ("date;y\n1;2\n", WINDOW, "its first row is a single name, 'date;y'", "separator: ';'"),
    "no names": ("1.5,2.5\n1,2\n", WINDOW, "first row holds numbers, not names", "add a first row"),
    "a name twice": ("y,y\n1,2\n", WINDOW, "2 columns called `y`", "rename one"),
    "a text": ("y\n1\n2\nabc\n", WINDOW, "row 3 of `y` holds the text 'abc', and not a number", "leave the cell empty"),
    "a decimal comma": ('y\n1\n"2,5"\n', WINDOW, "row 2 of `y` holds the text '2,5'", 'decimal: ","'),
    "an infinite value": ("y\n1\ninf\n", WINDOW, "row 2 of `y` is infinite", "take the row out"),
    "a ragged row": ("a,y\n1,2\n1,2,3,4\n", WINDOW, "read as CSV: expected 2 fields in line 3, saw 4", "quote"),
    "rows that are too long": ("a,y\n1,2,3\n4,5,6\n", WINDOW, "more fields than its first row has names", "name every"),
    "an open quote": ('a,y\n1,"2\n', WINDOW, "can't be read as CSV", "close every quote"),
    "gaps": (f"a,y\n1,\n1,3\n1,\n{ROWS}", WINDOW, "`y` misses 52 values of 53, the first in row 1", "`ffill`, `inter"),
    "one gap": ("a,y\n1,2\n1,\n", WINDOW, "`y` misses 1 value of 2, the first in row 2", "`drop`"),
    "too few rows": ("y\n1\n2\n3\n", WINDOW, "the train part has 3 rows of 3, and one window needs 4", "about 6 rows"),
    "a constant target": ("y\n" + 50 * "5\n", WINDOW, "`y` is 5 in all 35 rows of the training part", "check the"),
    "unsorted dates": (
        "t,y\n2019-01-02,1\n2019-01-01,2\n",
        {**WINDOW, "time": "t"},
        "row 2 of `t` is 2019-01-01, earlier than the row before, 2019-01-02",
        "sort the file by `t`",
    ),
    "an ambiguous date": ("t,y\n01/02/2019,1\n", {**WINDOW, "time": "t"}, "row 1 of `t` is '01/02/2019'", "format:"),
    "a date that is missing": ("t,y\n,1\n2019-01-01,2\n", {**WINDOW, "time": "t"}, "row 1 of `t` has no time", "fill"),
    "a logarithm of -1": (f"y\n-1\n{ROWS}\n", {**WINDOW, "log1p": True}, "`log1p` takes values above -1", "`clip`"),
    "another binary": (
        "a,y\n1,0\n1,1\n1,2\n" + 20 * "1,0\n",
        {"features": ["a"], "target": {"column": "y", "kind": "binary"}},
        "`y` is a binary target, and row 3 holds 2",
        "write 0 and 1",
    ),
    "too large a split": (
        f"y\n{ROWS}\n",
        {**WINDOW, "split": {"train": 40, "validation": 10, "test": 5}},
        "the split asks for 40 for train, 10 for validation, 5 for test, and the file has 50 rows",
        "ask for less",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TEXTS)
def test_a_bad_file_is_refused_in_one_sentence(case: str, tmp_path: Path) -> None:
    """The message names the column, the row and the value, and the help says what to do."""
    text, recipe, message, help = TEXTS[case]
    (tmp_path / "series.csv").write_text(text, "utf-8")

    with pytest.raises(DataError) as caught:
        load(spec_of(**recipe), tmp_path)

    assert message in caught.value.message
    assert help in (caught.value.help or "")


def test_a_file_that_is_not_there_is_named_with_its_neighbour(tmp_path: Path) -> None:
    """A path with a slip of the pen gets the file that was probably meant."""
    (tmp_path / "serie.csv").write_text("y\n1\n", "utf-8")

    with pytest.raises(DataError, match="there is no file") as caught:
        load(spec_of(**WINDOW), tmp_path)

    assert f"did you mean `{tmp_path / 'serie.csv'}`?" == caught.value.help


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder and a pipe are no files, and neither is waited for."""
    import os

    (tmp_path / "series.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")

    with pytest.raises(DataError, match="is a folder"):
        load(spec_of(**WINDOW), tmp_path)
    with pytest.raises(DataError, match="not a regular file"):
        load(spec_of(**WINDOW), tmp_path, override=tmp_path / "pipe.csv")


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"PK\x03\x04\x00\x00", b"y\n\xff\xfe1\n"])
def test_a_binary_file_is_refused(content: bytes, tmp_path: Path) -> None:
    """What is no text in the encoding that was named is not taken for a table."""
    (tmp_path / "series.csv").write_bytes(content)

    with pytest.raises(DataError, match=r"binary|is not utf-8 text"):
        load(spec_of(**WINDOW), tmp_path)


def test_a_damaged_parquet_file_is_refused(tmp_path: Path) -> None:
    """A text that calls itself Parquet is not read as anything else."""
    (tmp_path / "series.parquet").write_text("y\n1\n", "utf-8")

    with pytest.raises(DataError, match="can't be read as Parquet"):
        load(spec_of(source={"parquet": "series.parquet"}, **WINDOW), tmp_path)


def test_a_row_of_another_file_is_named_with_it() -> None:
    """Whoever predicts has two files in mind; one that is named already is named once."""
    state = loaded(noise(1, 60), **WINDOW).state

    with pytest.raises(DataError, match=r"^in `.*new\.csv`: row 5 of `y` holds the text 'x'"):
        predicted({"y": [1.0, 2.0, 3.0, 4.0, "x", 6.0]}, state, **WINDOW)
    with pytest.raises(DataError, match=r"^`.*new\.csv` has no column `y`"):
        predicted({"z": [1.0]}, state, **WINDOW)


@pytest.mark.parametrize(
    "note", [b"no json", b"\xff", b"[]", b"1", b'{"columns": [1]}', b'{"index_columns": []}', 9_999 * b"["]
)
def test_a_damaged_note_of_pandas_is_refused(tmp_path: Path, note: bytes) -> None:
    """A Parquet file whose columns are whole may hold anything beside them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"y": list(range(100))}).replace_schema_metadata({b"pandas": note})
    pq.write_table(table, tmp_path / "series.parquet")

    with pytest.raises(DataError, match="what pandas noted there of its columns is damaged") as caught:
        load(spec_of(source={"parquet": "series.parquet"}, **WINDOW), tmp_path)

    assert "write the file anew" in (caught.value.help or "")


def test_a_parquet_file_with_a_time_zone_that_there_is_not_is_refused(tmp_path: Path) -> None:
    """It can be read, and what it says can't be."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    times = pa.array(range(100), pa.timestamp("us", tz="No/Where"))
    pq.write_table(pa.table({"y": list(range(100)), "at": times}), tmp_path / "series.parquet")

    with pytest.raises(DataError, match="can't be read as Parquet") as caught:
        load(spec_of(source={"parquet": "series.parquet"}, time="at", **WINDOW), tmp_path)

    assert "check that the file is whole" == caught.value.help


def test_a_parquet_file_that_is_damaged_inside_is_refused(tmp_path: Path) -> None:
    """Names that can be read promise nothing of the values."""
    import pandas as pd

    path = tmp_path / "series.parquet"
    pd.DataFrame({"y": range(100)}).to_parquet(path)
    content = path.read_bytes()
    path.write_bytes(content[:4] + bytes(200) + content[204:])

    with pytest.raises(DataError, match="can't be read as Parquet") as caught:
        load(spec_of(source={"parquet": "series.parquet"}, **WINDOW), tmp_path)

    assert "check that the file is whole" == caught.value.help


def test_an_encoding_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    """The message names it, and the help names some that there are."""
    (tmp_path / "series.csv").write_text("y\n1\n", "utf-8")
    source = {"csv": {"path": "series.csv", "encoding": "utf-9"}}

    with pytest.raises(DataError, match="there is no encoding `utf-9`") as caught:
        load(spec_of(source=source, **WINDOW), tmp_path)

    assert "write utf-8, latin-1 or cp1252" == caught.value.help


SHORT: dict[str, tuple[int, dict[str, Any], str, str]] = {
    "no room for a window": (
        8,
        {"length": 10, "horizon": 2},
        "the train part has 7 rows of 8, and one window needs 12: 10 to look at and 2 to predict",
        "about 18 rows",
    ),
    "rows between": (
        17,
        {"length": 10, "offset": 5},
        "the train part has 13 rows of 17, and one window needs 15: 10 to look at, 4 between and 1 to predict",
        "about 22 rows",
    ),
    "no room for the targets": (
        30,
        {"length": 10, "horizon": 4},
        "the validation part has 3 rows of 30, and one window needs 4: all its 4 targets lie in the part",
        "about 40 rows",
    ),
    "no past of its own": (
        40,
        {"length": 10, "context": "own"},
        "the validation part has 4 rows of 40, and one window needs 11: 10 to look at and 1 to predict",
        "about 110 rows",
    ),
}


@pytest.mark.parametrize("case", SHORT)
def test_a_part_that_is_too_short_says_how_many_rows_it_needs(case: str) -> None:
    """The message counts the rows of the part and those of one window, and says how long the file would have to be."""
    rows, window, message, help = SHORT[case]

    with pytest.raises(DataError) as caught:
        loaded(noise(1, rows), window=window)

    assert message == caught.value.message
    assert help in (caught.value.help or "")


def test_a_constant_feature_is_a_note() -> None:
    """A feature that never changes teaches nothing, and does no harm."""
    columns = {**noise(1, 50), "x": [3.0] * 50}

    dataset = loaded(columns, features=["y", "x"], scale="minmax", **WINDOW)

    assert any("the feature `x` is 3 in every row of the training part" in note for note in dataset.notes)
    assert {0.0} == set(dataset.train.inputs()[:, :, 1].ravel().tolist())


def test_windows_are_not_drawn_at_random(tmp_path: Path) -> None:
    """Neighbours share rows; it is said before any file is opened."""
    with pytest.raises(DataError, match="windows can't be split at random"):
        load(spec_of(split={"validation": 0.1, "by": "random"}, **WINDOW), tmp_path)


def test_a_file_for_prediction_has_to_hold_one_window() -> None:
    """Fewer rows than a window looks at can't be predicted from, and the message says how many it takes."""
    state = loaded(noise(1, 50), window={"length": 10}).state

    with pytest.raises(DataError, match="has 4 rows, and a window looks at 10"):
        predicted(noise(1, 4), state, window={"length": 10})


def test_what_is_known_ahead_has_to_be_there_to_predict() -> None:
    """A file that ends with the last row that was observed lacks what lies ahead, and the message says what to add."""
    recipe: dict[str, Any] = {
        "features": ["y", "x"], "known_future": "x", "missing": "ffill", "window": {"length": 10, "horizon": 3}
    }  # fmt: skip
    state = loaded(noise(1, 50, ["y", "x"]), **recipe).state
    observed = noise(2, 10, ["y", "x"])

    with pytest.raises(DataError, match="touches a gap") as refusal:
        predicted(observed, state, **recipe)
    ahead = {"y": [*observed["y"], *3 * [float("nan")]], "x": [*observed["x"], 1.0, 2.0, 3.0]}

    assert "or add the 3 rows ahead that hold `x`" in str(refusal.value.help)
    assert 1 == len(predicted(ahead, state, **recipe).test)


def test_a_spec_without_data_can_not_be_loaded(tmp_path: Path) -> None:
    """No recipe and arrays from Python are both said as what they are."""
    from seqspec.language.spec import Spec

    with pytest.raises(DataError, match="the spec has no `data`"):
        load(Spec.model_construct(), tmp_path)
    with pytest.raises(DataError, match="arrays that only Python can hand over"):
        load(spec_of(source=None, target=None, arrays={"input": {"shape": [5, 1]}}), tmp_path)


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    """A name that is too long for the file system is one of no file."""
    with pytest.raises(DataError, match="there is no file"):
        load(spec_of(**WINDOW), tmp_path, tmp_path / (300 * "a"))


def test_where_a_missing_file_was_looked_for(tmp_path: Path) -> None:
    """Only paths in a spec start from its folder; those of a command line are said to be wrong, and no more."""
    for override, help in (
        (None, "relative paths start from the folder of the spec; `--data PATH` reads another file"),
        (Path("x.csv"), "check the path"),
    ):
        with pytest.raises(DataError) as refused:
            load(spec_of(**WINDOW), tmp_path, override)

        assert help == refused.value.help
