"""The rows of every source: what is read, in which order, what it is known by, and how bad input is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow
import pytest
from pyarrow import parquet

from seqspec.data.reading.feed import Feed, documents_fingerprint, open_feed, read_documents
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.source import MadeSource, read_source

PAIRS: dict[str, Any] = {"tokens": {"max_tokens": 9, "max_length": 4}}


def feed_of(folder: Path, source: Any, override: Path | pd.DataFrame | None = None) -> Feed:
    """The rows of a source that lies in a folder, or of what is read in its place."""
    more = PAIRS if "pairs" in source else {"target": "y", "window": {"length": 2}}
    return open_feed(Data.model_validate({"source": source, **more}), folder, override)


def table_of(feed: Feed, columns: list[str] | None = None) -> pd.DataFrame:
    """All rows in one table."""
    frames = [chunk.frame for chunk in feed.chunks(feed.header if columns is None else columns)]
    return pd.concat(frames, ignore_index=True)


def refusal(folder: Path, source: Any, override: Any = None, columns: list[str] | None = None) -> tuple[str, str]:
    """What is said of a source that can't be read, without the folder, and what is to be done."""
    with pytest.raises(DataError) as caught:
        table_of(feed_of(folder, source, override), columns)
    message, help = (text.replace(f"{folder}/", "").replace(str(folder), "FOLDER")
                     for text in (caught.value.message, caught.value.help or ""))  # fmt: skip
    return message, help


# ------------------------------------------------------------------------------------------------------------- files

TABLES: dict[str, tuple[Any, bytes]] = {
    "as it is usually written": ({"csv": "t"}, b"x,y\n1.5,a\n2.5,b\n"),
    "a separator and a decimal comma": (
        {"csv": {"path": "t", "separator": ";", "decimal": ","}}, b"x;y\n1,5;a\n2,5;b\n"
    ),
    "another encoding": ({"csv": {"path": "t", "encoding": "utf-16"}}, "x,y\n1.5,a\n2.5,b\n".encode("utf-16")),
    "a mark before the first name": ({"csv": "t"}, b"\xef\xbb\xbfx,y\n1.5,a\n2.5,b\n"),
    "JSON lines": ({"jsonl": "t"}, b'{"x": 1.5, "y": "a"}\n\n{"y": "b", "x": 2.5}'),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLES)
def test_a_table_is_the_same_however_it_is_written(case: str, tmp_path: Path) -> None:
    """Numbers are numbers and texts are texts."""
    source, content = TABLES[case]
    (tmp_path / "t").write_bytes(content)
    feed = feed_of(tmp_path, source)

    assert ["x", "y"] == feed.header
    assert {"x": [1.5, 2.5], "y": ["a", "b"]} == table_of(feed).to_dict("list")


def test_a_key_that_json_lines_lack_is_a_gap(tmp_path: Path) -> None:
    """Null, no such key and NaN are all the same; columns are the keys of all objects."""
    (tmp_path / "t.jsonl").write_text('{"y": 1}\n{"x": 2, "y": null}\n{"x": NaN}\n', "utf-8")
    found = table_of(feed_of(tmp_path, {"jsonl": "t.jsonl"}))

    assert [("y", [1.0, None, None]), ("x", [None, 2.0, None])] == [
        (column, [None if np.isnan(value) else value for value in found[column]]) for column in found
    ]


def test_a_file_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece says how many rows of its file came before."""
    from seqspec.language.recipe.sources import jsonl

    monkeypatch.setattr(jsonl, "CHUNK", 4)
    (tmp_path / "t.jsonl").write_text("".join(f'{{"y": {row}}}\n' for row in range(10)), "utf-8")
    feed = feed_of(tmp_path, {"jsonl": "t.jsonl"})

    assert [(0, 4), (4, 4), (8, 2)] == [(chunk.before, len(chunk.frame)) for chunk in feed.chunks(["y"])]
    assert 10 == feed.expected()


def test_several_files_follow_one_another(tmp_path: Path) -> None:
    """Those of a pattern by name; columns are found by name, and rows are counted in each file."""
    (tmp_path / "b.csv").write_text("x,y\n3,4\n", "utf-8")
    (tmp_path / "a.csv").write_text("y,x\n2,1\n6,5\n", "utf-8")
    feed = feed_of(tmp_path, {"csv": "*.csv"})
    chunks = list(feed.chunks(["x", "y"]))

    assert [("a.csv", 0, [[1, 2], [5, 6]]), ("b.csv", 0, [[3, 4]])] == [
        (Path(chunk.place).name, chunk.before, chunk.frame.to_numpy().tolist()) for chunk in chunks
    ]
    assert "*.csv" == feed.name
    assert 3 == feed.expected()


def test_listed_files_keep_their_order(tmp_path: Path) -> None:
    """A list is read as it is written, with patterns in it."""
    for name in ("a.csv", "m/b.csv", "m/c.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"y\n{name}\n", "utf-8")

    assert ["m/b.csv", "m/c.csv", "a.csv"] == table_of(feed_of(tmp_path, {"csv": ["m/*.csv", "a.csv"]}))["y"].tolist()


def test_a_name_with_the_signs_of_a_pattern_is_a_name_first(tmp_path: Path) -> None:
    """A file that is called like a pattern can be read."""
    (tmp_path / "a[1].csv").write_text("y\n1\n", "utf-8")
    (tmp_path / "a1.csv").write_text("y\n2\n", "utf-8")

    assert [1] == table_of(feed_of(tmp_path, {"csv": "a[1].csv"}))["y"].tolist()


def test_every_file_has_to_have_the_columns(tmp_path: Path) -> None:
    """The one that lacks one is named before any row is read."""
    (tmp_path / "a.csv").write_text("x,y\n1,2\n", "utf-8")
    (tmp_path / "b.csv").write_text("x,z\n3,4\n", "utf-8")

    assert ("`b.csv` has no column `y`", "it has `x`, `z`") == refusal(tmp_path, {"csv": ["a.csv", "b.csv"]})


def test_another_file_is_read_as_its_name_says(tmp_path: Path) -> None:
    """`--data` may be of another kind; the recipe's own separator is for its own files."""
    pd.DataFrame({"y": [1, 2]}).to_parquet(tmp_path / "new.parquet")
    (tmp_path / "new.dat").write_text("x;y\n1;2\n", "utf-8")
    source = {"csv": {"path": "old.csv", "separator": ";"}}

    assert [1, 2] == table_of(feed_of(tmp_path, source, tmp_path / "new.parquet"))["y"].tolist()
    assert [2] == table_of(feed_of(tmp_path, source, tmp_path / "new.dat"))["y"].tolist()


def test_pairs_are_what_stands_around_the_first_tab(tmp_path: Path) -> None:
    """Quotes are part of a text, spaces around it are not, and a third column is left out."""
    (tmp_path / "p.tsv").write_bytes(b'Hi.\tSelam.\tCC-BY 2.0\r\n "Go!" \t"Git!"\n')
    feed = feed_of(tmp_path, {"pairs": "p.tsv"})

    assert {"input": ["Hi.", '"Go!"'], "target": ["Selam.", '"Git!"']} == table_of(feed).to_dict("list")
    assert 2 == feed.expected()


FILES: dict[str, tuple[Any, dict[str, bytes], str, str]] = {
    "no file matches": (
        {"csv": "s*.csv"}, {"a.csv": b"y\n", "b.txt": b"-"},
        "no file matches `s*.csv`", "`FOLDER` has `a.csv`",
    ),
    "no file at all": ({"csv": "*.csv"}, {}, "no file matches `*.csv`", "the folder is empty"),
    "no such folder": (
        {"csv": "d/*.csv"}, {}, "no file matches `d/*.csv`",
        "relative paths start from the folder of the spec; `--data PATH` reads another file",
    ),
    "a file twice": (
        {"csv": ["a.csv", "*.csv"]}, {"a.csv": b"y\n1\n"}, "the source names `a.csv` twice", "list each file once"
    ),
    "a folder in a list": (
        {"csv": ["a.csv", "."]}, {"a.csv": b"y\n1\n"},
        "`FOLDER` is a folder, and a source is a file", "name the file in it",
    ),
    "compressed CSV": (
        {"csv": "a.csv.gz"}, {"a.csv.gz": gzip.compress(b"y\n1\n")},
        "`a.csv.gz` is compressed with gzip, and not CSV", "unpack it first",
    ),
    "a compressed pair": (
        {"pairs": "p.zip"}, {"p.zip": b"PK\x03\x04\0"},
        "`p.zip` is compressed with ZIP, and not text", "unpack it first",
    ),
    "another encoding": (
        {"pairs": "p"}, {"p": b"a\t\xfc\n"}, "`p` is not utf-8 text: byte 0xfc can't be read",
        "say how it is written: `pairs: {path: ..., encoding: latin-1}`",
    ),
    "no such encoding": (
        {"jsonl": {"path": "t", "encoding": "utf-9"}}, {"t": b"{}"},
        "there is no encoding `utf-9`", "write utf-8, latin-1 or cp1252",
    ),
    "an encoding that is none of texts": (
        {"csv": {"path": "t", "encoding": "hex"}}, {"t": b"00"},
        "there is no encoding `hex`", "write utf-8, latin-1 or cp1252",
    ),
    "a NUL in an encoding": (
        {"pairs": {"path": "p", "encoding": "a\0b"}}, {"p": b"a\tb\n"},
        "there is no encoding `a\\x00b`", "write utf-8, latin-1 or cp1252",
    ),
    "an encoding that refuses all": (
        {"jsonl": {"path": "t", "encoding": "undefined"}}, {"t": b"{}"},
        "there is no encoding `undefined`", "write utf-8, latin-1 or cp1252",
    ),
    "no mark of the order of bytes": (
        {"pairs": {"path": "p", "encoding": "utf-16"}}, {"p": "a\tb\n".encode("utf-16-be")},
        "`p` is not utf-16 text: UTF-16 stream does not start with BOM",
        "say how it is written: `pairs: {path: ..., encoding: utf-16-le}`",
    ),
    "no mark before objects": (
        {"jsonl": {"path": "t", "encoding": "utf-16"}}, {"t": '{"y": 1}'.encode("utf-16-le")},
        "`t` is not utf-16 text: UTF-16 stream does not start with BOM",
        "say how it is written: `jsonl: {path: ..., encoding: utf-16-le}`",
    ),
    "half a character": (
        {"jsonl": "t"}, {"t": b'{"y": "\\ud83d\\ude00"}\n{"y": "good \\ud800"}\n'},
        "line 2 of `t` holds half a character: a surrogate without the other one of its pair",
        "write the character itself, or take it out",
    ),
    "no JSON": (
        {"jsonl": "t"}, {"t": b'{"y": 1}\n{"y": }\n'},
        "line 2 of `t` is not JSON: column 7: expecting value", "write one whole object a line",
    ),
    "no object": (
        {"jsonl": "t"}, {"t": b'{"y": 1}\n\n[2]\n'},
        "line 3 of `t` is no object: '[2]'", 'write each row as an object, such as {"price": 3.5}',
    ),
    "a list in an object": (
        {"jsonl": "t"}, {"t": b'{"y": 1}\n{"y": [2]}\n'},
        "line 2 of `t` holds a list under `y`, and not a plain value", "give each value a key of its own",
    ),
    "a number without end": (
        {"jsonl": "t"}, {"t": b'{"y": ' + 5_000 * b"1" + b"}"},
        "line 1 of `t` holds too long a number, or too many lists in lists",
        'write each row as an object, such as {"price": 3.5}',
    ),
    "a large number": (
        {"jsonl": "t"}, {"t": b'{"y": ' + 50 * b"1" + b"}"},
        "line 1 of `t` holds a number beyond 64 bits under `y`, and not a plain value",
        "give each value a key of its own",
    ),
    "no keys": (
        {"jsonl": "t"}, {"t": b"{}\n{}\n"}, "`t` has no objects with keys", 'write lines such as {"price": 3.5}'
    ),
    "no tab": (
        {"pairs": "p"}, {"p": b"a\tb\nno tab\n"},
        "line 2 of `p` has no tab: 'no tab'", "write each pair as `INPUT<tab>TARGET`",
    ),
    "an empty line": (
        {"pairs": "p"}, {"p": b"a\tb\n\nc\td\n"},
        "line 2 of `p` has no tab: it is empty", "write each pair as `INPUT<tab>TARGET`",
    ),
    "nothing to read": (
        {"pairs": "p"}, {"p": b" \tb\n"},
        "line 1 of `p` has nothing before its tab", "write the text, or take the line out",
    ),
    "nothing to write": (
        {"pairs": "p"}, {"p": b"a\tb\nc\t\tCC-BY\n"},
        "line 2 of `p` has nothing after its tab", "write the text, or take the line out",
    ),
    "rows that only Python has": (
        {"frame": ["y"]}, {}, "`source: frame` takes its rows from Python",
        "hand them over in Python: `seqspec.fit(SPEC, data=frame)`",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_what_can_t_be_read_is_refused_in_one_sentence(case: str, tmp_path: Path) -> None:
    """With file and line where there are any, and with what to do."""
    source, files, message, help = FILES[case]
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    assert (message, help) == refusal(tmp_path, source)


def test_a_file_whose_name_says_nothing_can_t_stand_for_a_data_set(tmp_path: Path) -> None:
    """What needs no file has no way of its own to read one."""
    (tmp_path / "new.dat").write_text("y\n1\n", "utf-8")
    with pytest.raises(DataError) as caught:
        open_feed(sine(), tmp_path, tmp_path / "new.dat")

    assert f"the name of `{tmp_path / 'new.dat'}` does not say how it is written" == caught.value.message
    assert "let it end in one of `.csv`, `.jsonl`, `.pairs`, `.parquet`" == caught.value.help


def sine(**arguments: Any) -> Data:
    """A recipe that predicts a made-up wave."""
    source = {"generate": {"series": "sine", **arguments}}
    return Data.model_validate({"source": source, "target": "value", "window": {"length": 2}})


# ------------------------------------------------------------------------------------------------------ without a file


def made(source: Any) -> pd.DataFrame:
    """All rows of a source that needs no file."""
    found = read_source(source)
    assert isinstance(found, MadeSource)
    return pd.concat(list(found.chunks(list(found.known))), ignore_index=True)


@pytest.mark.parametrize("name", ["breast_cancer", "diabetes", "digits", "iris", "linnerud", "wine"])
def test_what_is_known_of_a_data_set_is_what_the_library_says(name: str) -> None:
    """Rows, names of columns and names of classes; numbers and classes are those of the library."""
    from sklearn import datasets

    bunch = getattr(datasets, f"load_{name}")(**({"scaled": False} if name == "diabetes" else {}))
    source, table = read_source({"sklearn": name}), made({"sklearn": name})
    targets = ["Weight", "Waist", "Pulse"] if name == "linnerud" else ["target"]

    assert (tuple(bunch.feature_names), len(bunch.data)) == (source.inputs, source.count)
    assert np.array_equal(bunch.data, table[list(source.inputs)])
    assert np.array_equal(bunch.target.reshape(len(table), -1), table[targets])
    if "name" in table and name != "digits":
        assert bunch.target_names[bunch.target].tolist() == table["name"].tolist()
        assert len(bunch.target_names) == source.classes("name") == source.classes("target")


def test_the_digits_have_english_names() -> None:
    """Which is what a model may write letter by letter."""
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    table = made({"sklearn": "digits"})

    assert [names[digit] for digit in table["target"]] == table["name"].tolist()


def test_a_data_set_is_known_by_its_name_and_the_version_of_the_library(tmp_path: Path) -> None:
    """There is no file that could be digested."""
    from sklearn import __version__

    recipe = {"source": {"sklearn": "iris"}, "target": {"column": "target", "kind": "classes", "classes": 3}}
    feed = open_feed(Data.model_validate(recipe), tmp_path)

    assert {"source": {"sklearn": {"dataset": "iris"}}, "scikit-learn": __version__} == feed.fingerprint()
    assert ("sklearn: iris", 150) == (feed.name, feed.expected())


SERIES = ("sine", "trend_season", "random_walk", "ar", "adding", "copy")


@pytest.mark.parametrize("series", SERIES)
def test_a_longer_series_begins_with_the_shorter_one(series: str) -> None:
    """Also over the border between two blocks; another seed gives another series."""
    longer, shorter = (made({"generate": {"series": series, "rows": rows}}) for rows in (70_000, 300))
    other = made({"generate": {"series": series, "rows": 300, "seed": 1}})

    assert (70_000, 300) == (len(longer), len(shorter))
    assert shorter.equals(longer[:300])
    assert not shorter.equals(other)


def test_a_series_follows_its_formula() -> None:
    """Row by row, with what is left being noise of the deviation that was asked for."""
    rows = 70_000
    wave = made({"generate": {"series": "trend_season", "rows": rows, "level": 5, "trend": 0.5, "period": 7,
                              "amplitude": 2, "noise": 0.25}})  # fmt: skip
    walk = made({"generate": {"series": "random_walk", "rows": rows, "level": 3, "trend": 0.5}})["value"].to_numpy()
    own = made({"generate": {"series": "ar", "rows": rows, "level": 4, "coefficients": [0.5, -0.3]}})
    steps, values = np.arange(rows), own["value"].to_numpy() - 4
    left = {
        0.25: wave["value"] - (5 + 0.5 * steps + 2 * np.sin(2 * np.pi * steps / 7)),
        1.0: np.diff(walk) - 0.5,
        1.00001: values[2:] - 0.5 * values[1:-1] + 0.3 * values[:-2],
    }

    assert 3 == walk[0]
    for deviation, noise in left.items():
        assert deviation == pytest.approx(float(np.std(noise)), rel=0.02)
        assert abs(float(np.mean(noise))) < 0.02
        assert abs(float(np.corrcoef(noise[1:], noise[:-1])[0, 1])) < 0.02


def test_the_last_row_of_a_sequence_holds_the_sum_of_the_two_marked_values() -> None:
    """One mark in each half, and no answer before the end; who says 1 has a mean squared error of a sixth."""
    table = made({"generate": {"series": "adding", "rows": 100_000, "length": 50}})
    values, marks, sums = (table[name].to_numpy().reshape(-1, 50) for name in ("value", "marker", "sum"))

    assert np.array_equal(np.repeat(np.arange(2_000), 50), table["sequence"])
    assert ({1}, {1}) == (set(marks[:, :25].sum(axis=1)), set(marks[:, 25:].sum(axis=1)))
    assert np.isnan(sums[:, :-1]).all()
    assert np.allclose((values * marks).sum(axis=1), sums[:, -1])
    assert 1 / 6 == pytest.approx(((sums[:, -1] - 1) ** 2).mean(), rel=0.1)


def test_what_is_to_be_copied_is_asked_for_and_comes_back() -> None:
    """Symbols, blanks, the sign that asks, blanks; and the symbols again while the last blanks are read."""
    table = made({"generate": {"series": "copy", "rows": 900, "length": 9, "items": 3, "symbols": 4}})
    read, written = (table[name].to_numpy().reshape(-1, 9) for name in ("symbol", "copy"))

    assert {1, 2, 3, 4} == set(read[:, :3].ravel())
    assert [[0, 0, 5, 0, 0, 0]] == np.unique(read[:, 3:], axis=0).tolist()
    assert np.array_equal(read[:, :3], written[:, -3:])
    assert {0} == set(written[:, :-3].ravel())


def test_a_series_is_known_by_what_the_spec_says(tmp_path: Path) -> None:
    """Its numbers follow from that."""
    feed = open_feed(sine(rows=5, seed=3), tmp_path)

    assert {"source": {"generate": {"series": "sine", "rows": 5, "seed": 3}}} == feed.fingerprint()
    assert [("generate: sine", 0, 5)] == [
        (chunk.place, chunk.before, len(chunk.frame)) for chunk in feed.chunks(["value"])
    ]


# --------------------------------------------------------------------------------------------------------- from Python


def test_a_dataframe_stands_in_for_any_source(tmp_path: Path) -> None:
    """Whatever its index says, its rows are taken in order."""
    frame = pd.DataFrame({"x": [1, 2, 3], "y": [4, 5, 6]}, index=[7, 7, 0])
    feed = feed_of(tmp_path, {"csv": "none.csv"}, frame)
    (chunk,) = feed.chunks(["y"])

    assert ("the DataFrame", 0, [4, 5, 6], [0, 1, 2]) == (
        chunk.place, chunk.before, chunk.frame["y"].tolist(), chunk.frame.index.tolist()
    )  # fmt: skip


def test_a_dataframe_is_known_by_its_columns_and_values(tmp_path: Path) -> None:
    """And says that it came from Python: the source of that name."""
    frame = pd.DataFrame({"y": [1.0, 2.0]})
    same, other = (feed_of(tmp_path, {"csv": "a"}, pd.DataFrame({"y": each})) for each in ([1.0, 2.0], [1.0, 2.5]))
    found = feed_of(tmp_path, {"frame": ["y"]}, frame).fingerprint()

    assert {"frame": {"columns": ["y"]}} == found["source"]
    assert found == same.fingerprint()
    assert found != other.fingerprint()


def test_what_holds_several_values_is_refused_where_it_is_asked_for(tmp_path: Path) -> None:
    """A column of lists that nobody reads stands in nobody's way, and still counts for what the frame is known by."""
    frame, other = (pd.DataFrame({"y": [1.0, 2.0], "parts": [[1, 2], {"a": last}]}) for last in (3, 4))
    feed = feed_of(tmp_path, {"csv": "a"}, frame)

    assert [1.0, 2.0] == table_of(feed, ["y"])["y"].tolist()
    assert feed.fingerprint()["sha256"] != feed_of(tmp_path, {"csv": "a"}, other).fingerprint()["sha256"]
    with pytest.raises(DataError, match="row 1 of `parts` holds several values"):
        table_of(feed, ["parts"])


def test_a_parquet_column_of_lists_is_refused(tmp_path: Path) -> None:
    """By its type, before any row is read."""
    pd.DataFrame({"y": [1.0, 2.0], "parts": [[1, 2], [3]]}).to_parquet(tmp_path / "a.parquet")

    with pytest.raises(DataError, match=r"`parts` of `.*a.parquet` holds `list<.*>` in each cell"):
        table_of(feed_of(tmp_path, {"parquet": "a.parquet"}), ["parts"])


@pytest.mark.parametrize("index", ["day", "size", ["day", "kind"]])
def test_a_parquet_column_that_was_an_index_is_a_column(index: str | list[str], tmp_path: Path) -> None:
    """With the types that the others have: dates with their zone, categories, and whole numbers despite a gap."""
    days = pd.date_range("2020-01-01", periods=3, tz="Europe/Berlin", unit="us")
    sizes, kinds = pd.array([2**53 + 1, None, 3], dtype="Int64"), pd.Categorical(["a", None, "b"])
    frame = pd.DataFrame({"day": days, "size": sizes, "kind": kinds, "y": [1.0, 2.0, 3.0]})
    frame.set_index(index).to_parquet(tmp_path / "a.parquet")

    found = table_of(feed_of(tmp_path, {"parquet": "a.parquet"}), ["y", "kind", "size", "day"])

    pd.testing.assert_frame_equal(frame[["y", "kind", "size", "day"]], found)


def test_a_parquet_file_that_pandas_did_not_write(tmp_path: Path) -> None:
    """It has no notes of pandas, and needs none."""
    parquet.write_table(pyarrow.table({"y": [1, 2], "x": ["a", "b"]}), tmp_path / "a.parquet")

    assert {"y": [1, 2], "x": ["a", "b"]} == table_of(feed_of(tmp_path, {"parquet": "a.parquet"})).to_dict("list")


def test_a_parquet_index_without_a_name_is_in_nobodys_way(tmp_path: Path) -> None:
    """It is called as the file calls it, and columns that were numbered by their numbers."""
    path = tmp_path / "a.parquet"
    pd.DataFrame({0: [1, 2]}, index=["p", "q"]).to_parquet(path)

    found = table_of(feed_of(tmp_path, {"parquet": "a.parquet"}))

    assert {"0": [1, 2], "__index_level_0__": ["p", "q"]} == found.to_dict("list")


@pytest.mark.parametrize("frame", [pd.DataFrame([[1, 2]]), pd.DataFrame({("a", "b"): [1]})])
def test_a_dataframe_needs_names_that_are_texts(frame: pd.DataFrame, tmp_path: Path) -> None:
    """A recipe can name no other column."""
    assert "the names of the DataFrame's columns have to be texts" == refusal(tmp_path, {"csv": "a"}, frame)[0]


def test_a_column_that_a_dataframe_lacks_is_named(tmp_path: Path) -> None:
    """With the one that was probably meant."""
    said = refusal(tmp_path, {"csv": "a"}, pd.DataFrame({"price": [1]}), ["prise"])

    assert ("`the DataFrame` has no column `prise`; did you mean `price`?", "it has `price`") == said


# ------------------------------------------------------------------------------------------------------------- texts


def test_running_texts_are_read_whole(tmp_path: Path) -> None:
    """One text a file, in the order of their names, with plain line ends; or the one of the spec."""
    (tmp_path / "b.txt").write_bytes(b"two\r\nlines")
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone")
    files = read_documents(read_source({"text_file": "*.txt"}), tmp_path)

    assert [(str(tmp_path / "a.txt"), "one"), (str(tmp_path / "b.txt"), "two\nlines")] == files
    assert [("the text", "artificia")] == read_documents(read_source({"text": "artificia"}), tmp_path)
    assert "one" == read_documents(read_source({"text": "artificia"}), tmp_path, tmp_path / "a.txt")[0][1]


def test_running_texts_are_known_by_their_files(tmp_path: Path) -> None:
    """Or by the text itself."""
    (tmp_path / "a.txt").write_bytes(b"one")
    known = documents_fingerprint(read_source({"text_file": "a.txt"}), tmp_path)

    assert (str(tmp_path / "a.txt"), 3) == (known["path"], known["bytes"])
    assert {"source": {"text": {"text": "ab"}}} == documents_fingerprint(read_source({"text": "ab"}), tmp_path)


@pytest.mark.parametrize(
    ("source", "override", "message"),
    [
        (
            {"text_file": "a.csv"},
            pd.DataFrame({"y": [1]}),
            "a DataFrame was handed over, and the spec reads a running text",
        ),
        ({"pairs": "a.csv"}, None, "`source: csv` is no running text"),
        ({"text_file": "b.txt"}, None, "there is no file `b.txt`"),
    ],
)
def test_what_is_no_running_text_is_refused(source: Any, override: Any, message: str, tmp_path: Path) -> None:
    """A table has no order that could be read."""
    (tmp_path / "a.csv").write_bytes(b"y\n1\n")
    with pytest.raises(DataError) as caught:
        read_documents(read_source(source), tmp_path, override)

    assert message == caught.value.message.replace(f"{tmp_path}/", "")


# ---------------------------------------------------------------------------------------------------------- fingerprint


def test_a_file_is_known_by_path_size_and_digest(tmp_path: Path) -> None:
    """Several by each of theirs, and by one digest over all; and all of it is JSON."""
    import hashlib

    for name in "ab":
        (tmp_path / f"{name}.csv").write_text(f"y\n{name}\n", "utf-8")
    one, both = (feed_of(tmp_path, {"csv": path}).fingerprint() for path in ("a.csv", "*.csv"))

    assert one == {"path": str(tmp_path / "a.csv"), "bytes": 4, "sha256": hashlib.sha256(b"y\na\n").hexdigest()}
    assert ([one["path"], str(tmp_path / "b.csv")], 8) == ([each["path"] for each in both["files"]], both["bytes"])
    assert both == json.loads(json.dumps(both))
    assert len({one["sha256"], both["sha256"], both["files"][1]["sha256"]}) == 3
