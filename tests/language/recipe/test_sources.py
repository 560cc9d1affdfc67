"""Sources in a spec: their arguments, and what lint knows of their columns and rows before anything is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from seqspec.analysis.linter import check_text
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.normal import plain
from seqspec.language.problems import reword
from seqspec.language.recipe.source import SOURCES, FileSource, MadeSource, Source, TableFile, TextSource, read_source

WAVE: dict[str, Any] = {"source": {"generate": "sine"}, "target": "value", "window": {"length": 3}}
IRIS: dict[str, Any] = {"source": {"sklearn": "iris"}, "target": {"column": "target", "kind": "classes"}}


def problem_of(recipe: dict[str, Any]) -> tuple[str, str, str, str]:
    """Code, path, message and help of the one problem of a recipe."""
    with pytest.raises(ValidationError) as caught:
        Data.model_validate(recipe)
    ((location, problem),) = reword(caught.value, Data)
    context = problem.context or {}
    return problem.type, ".".join(map(str, location)), context["message"], context.get("help", "")


@pytest.mark.parametrize("name", SOURCES.names)
def test_every_source_is_of_a_kind_that_can_be_read(name: str) -> None:
    """Tables in files, tables without one, running texts; and the rows that only Python has."""
    recipe = SOURCES.load(name).Recipe

    assert issubclass(recipe, TableFile | MadeSource | TextSource) or name == "frame"
    assert issubclass(recipe, FileSource) == (next(iter(recipe.model_fields)) == "path")


GENERATED: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "an argument of another series": (
        {"series": "sine", "length": 3}, "length", "`sine` has no `length`",
        "it takes `level`, `amplitude`, `period`, `noise`",
    ),
    "rows without bounds": (
        {"series": "sine", "rows": 100_000_001}, "rows", "`rows` has to be at most 100,000,000, and is 100000001", ""
    ),
    "more rows than sequences have": (
        {"series": "adding", "rows": 250}, "rows", "250 rows are no whole number of sequences of 100 rows",
        "write `rows: 200`",
    ),
    "fewer rows than a sequence has": (
        {"series": "adding", "rows": 9, "length": 10}, "rows", "9 rows are no whole number of sequences of 10 rows",
        "write `rows: 10`",
    ),
    "too short a sequence": (
        {"series": "copy", "length": 20}, "length",
        "10 items have to be read, asked for and written: 21 rows, and `length` is 20",
        "take fewer `items`, or a greater `length`",
    ),
    "a series that grows": (
        {"series": "ar", "coefficients": [0.6, 0.5]}, "coefficients",
        "an `ar` series with these coefficients grows without bounds", "take smaller ones, such as `[0.5, 0.3]`",
    ),
    "a unit root": (
        {"series": "ar", "coefficients": [1.0]}, "coefficients",
        "an `ar` series with these coefficients grows without bounds", "take smaller ones, such as `[0.5, 0.3]`",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", GENERATED)
def test_a_series_takes_what_its_formula_has(case: str) -> None:
    """Anything else is an error at its key, with what to write."""
    arguments, key, message, help = GENERATED[case]
    found = problem_of({**WAVE, "source": {"generate": arguments}})

    assert (f"source.generate.{key}", message, help) == found[1:]


@pytest.mark.parametrize("coefficients", [[0.8], [1.2, -0.4], [-0.9], [0.0, 0.0, 0.9]])
def test_a_stationary_series_is_taken(coefficients: list[float]) -> None:
    """Also where one of the coefficients is above 1."""
    assert read_source({"generate": {"series": "ar", "coefficients": coefficients}})


def test_the_greatest_number_of_rows_is_taken() -> None:
    """Ten to the eighth."""
    assert 10**8 == read_source({"generate": {"series": "sine", "rows": 10**8}}).count


def test_sequences_come_a_thousand_at_a_time() -> None:
    """Where no rows are asked for."""
    counts = [read_source({"generate": source}).count for source in ("sine", {"series": "adding", "length": 30})]

    assert [1_000, 30_000] == counts


@pytest.mark.parametrize(
    ("recipe", "path", "message", "help"),
    [
        ({**WAVE, "target": "y"}, "target", "`source: generate` has no column `y`", "it has `step`, `value`"),
        (
            {**WAVE, "features": ["value", "stepp"]}, "features",
            "`source: generate` has no column `stepp`; did you mean `step`?", "it has `step`, `value`",
        ),
        ({**WAVE, "time": "date"}, "time", "`source: generate` has no column `date`", "it has `step`, `value`"),
        ({**WAVE, "group": "shop"}, "group", "`source: generate` has no column `shop`", "it has `step`, `value`"),
        (
            {"source": {"sklearn": "diabetes"}, "target": "y", "features": ["bmi"]}, "target",
            "`source: sklearn` has no column `y`",
            "it has `age`, `sex`, `bmi`, `bp`, `s1`, `s2`, `s3`, `s4`, `s5`, `s6`, `target`",
        ),
        (
            {"source": {"frame": ["date", "price"]}, "target": "prize", "window": {"length": 3}}, "target",
            "`source: frame` has no column `prize`; did you mean `price`?", "it has `date`, `price`",
        ),
    ],
)  # fmt: skip
def test_columns_that_are_known_are_checked_without_a_look(
    recipe: dict[str, Any], path: str, message: str, help: str
) -> None:
    """A data set, a made-up series and a declared frame have columns that a spec can be held against."""
    assert ("SEQ314", path, message, help) == problem_of(recipe)


def test_all_measurements_go_in_where_none_are_listed() -> None:
    """Of a data set, and without a window; the target and its name stay out."""
    digits = Data.model_validate({"source": {"sklearn": "digits"}, "target": {"column": "target", "kind": "classes"}})

    assert ["pixel_0_0", "pixel_7_7"] == [digits.feature_columns[0], digits.feature_columns[-1]]
    assert (None, 64) == digits.delivers().input.shape
    assert ["value"] == Data.model_validate(WAVE).feature_columns


def test_classes_of_a_data_set_need_no_declaration() -> None:
    """They are known; a real target has none."""
    assert 3 == Data.model_validate(IRIS).delivers().classes
    assert Data.model_validate({**IRIS, "target": "target"}).delivers().classes is None


def test_rows_that_are_known_are_so_without_a_look() -> None:
    """Those of a data set and of a made-up series, and of no file."""
    counts = [read_source(source).count for source in ({"sklearn": "wine"}, {"generate": "ar"}, {"csv": "a.csv"})]

    assert [178, 1_000, None] == counts


@pytest.mark.parametrize("name", ["csv", "parquet", "jsonl", "pairs", "text_file"])
def test_an_address_is_no_file(name: str) -> None:
    """In any form of any source of files."""
    for path in ("https://example.org/a", ["a", "s3://b/c"], {"path": "file:///a"}):
        with pytest.raises(ValidationError) as caught:
            read_source({name: path})
        assert "is an address, and a source is a local file" in str(caught.value)


def test_a_pattern_stands_for_files_by_name(tmp_path: Path) -> None:
    """Without a file that matches there are none; a name is a file, whether it exists or not."""
    for name in ("c.csv", "a.csv", "b.txt"):
        (tmp_path / name).touch()
    source = read_source({"csv": ["none.csv", "*.csv", "*.tsv"]})

    assert isinstance(source, FileSource)
    assert ["none.csv", "a.csv", "c.csv"] == [path.name for path in source.paths(tmp_path)]


@pytest.mark.parametrize(
    "source",
    [
        {"generate": {"series": "copy", "items": 3, "seed": 7}},
        {"jsonl": {"path": ["a.jsonl"], "encoding": "latin-1"}},
        {"frame": {"columns": ["a", "b"]}},
        {"sklearn": {"dataset": "wine"}},
    ],
)
def test_a_source_is_written_as_it_was_read(source: dict[str, Any]) -> None:
    """Defaults stay out of it."""
    found: Source = read_source(source)

    assert source == plain(found)


def test_a_source_says_what_it_is_before_anything_is_read(tmp_path: Path) -> None:
    """Columns of pairs, symbols of the copy task, and what messages call rows that Python hands over."""
    made = read_source({"generate": {"series": "copy", "symbols": 4}})

    assert ("input", "target") == read_source({"pairs": "words.tsv"}).known
    assert (6, None) == (made.classes("copy"), made.classes("moment"))
    assert "the DataFrame" == read_source({"frame": ["y"]}).title


def test_a_file_that_is_not_what_it_is_called_is_refused(tmp_path: Path) -> None:
    """A damaged Parquet file, and a first row that has not the columns the recipe names."""
    path = tmp_path / "data.parquet"
    path.write_text("no table\n", "utf-8")
    parquet, csv = (SOURCES.load(name).Recipe for name in ("parquet", "csv"))

    with pytest.raises(DataError, match="can't be read as Parquet"):
        parquet(path=["data.parquet"]).expected(path)
    with pytest.raises(DataError, match="has 1 cells, and `columns` names 2"):
        csv(path=["data.parquet"], columns=["a", "b"]).header(path)


@pytest.mark.parametrize("name", SOURCES.names)
def test_a_key_that_a_source_lacks_is_refused_by_name(name: str) -> None:
    """Whatever else the source computes of itself."""
    data = f"{{source: {{{name}: {{sine: 1}}}}, target: y, window: {{length: 2}}}}"
    report = check_text(f"seqspec: 1\ndata: {data}\nmodel: [LSTM: 1, Dense: 1]\n", "spec.yaml").report

    assert () == report.faults
    assert any("has no key `sine`" in each.message for each in report.diagnostics)
