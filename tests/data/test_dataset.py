"""What a data set says of itself, and what it hands on to a later prediction."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import MinMaxScaler

from seqspec.data.dataset import Dataset, handed, load
from seqspec.errors import DataError, UsageError
from tests.data.builders import csv_of, loaded, noise, predicted, spec_of

WINDOW = {"window": {"length": 4}}
CO2 = Path(__file__).parents[2] / "examples" / "data" / "co2_weekly.csv"


def weeks(rows: int, start: str = "2019-01-05") -> list[str]:
    """Saturdays, as ISO 8601 writes them."""
    return [str(day.date()) for day in pd.date_range(start, periods=rows, freq="7D")]


def test_the_default_split_is_said_aloud() -> None:
    """Without `split` the last 20 % are the test, the 10 % before them validation, in order; a note says so."""
    dataset = loaded(noise(1, 101), **WINDOW)

    assert {"train": [0, 71], "validation": [71, 81], "test": [81, 101]} == dataset.state["boundaries"]
    assert any(note.startswith("no `split` is given") for note in dataset.notes)
    assert any(note.startswith("no `time` is given") for note in dataset.notes)


def test_what_was_asked_for_is_not_said_again() -> None:
    """A split and a time that the recipe gives are no news."""
    columns = {"date": weeks(100), **noise(1, 100)}

    dataset = loaded(columns, time="date", split={"validation": 0.1, "test": 0.2}, **WINDOW)

    assert [] == dataset.notes


def test_windows_between_two_parts_are_counted() -> None:
    """Windows whose targets lie in two parts belong to none, and a note says how many they are."""
    dataset = loaded(noise(1, 100), window={"length": 4, "horizon": 3}, split={"validation": 0.1, "test": 0.2})

    assert "4 windows left out: they lie in more than one part" in dataset.notes


def test_rows_left_over_are_counted() -> None:
    """Counts run from the first row, and what they leave is said to be unused."""
    dataset = loaded(noise(1, 100), split={"train": 50, "validation": 20, "test": 20}, **WINDOW)

    assert {"train": [0, 50], "validation": [50, 70], "test": [70, 90]} == dataset.state["boundaries"]
    assert "10 rows at the end belong to no part" in dataset.notes


def test_a_date_is_the_first_instant_of_the_next_part() -> None:
    """A row at the very instant belongs to the part that begins there, named by where it starts or where it ends."""
    columns = {"date": weeks(100), **noise(1, 100)}
    dates = {"validation": columns["date"][70], "test": columns["date"][85]}
    ends = {"train": columns["date"][70], "validation": columns["date"][85]}

    parts = [loaded(columns, time="date", split=split, **WINDOW).state["boundaries"] for split in (dates, ends)]

    assert 2 * [{"train": [0, 70], "validation": [70, 85], "test": [85, 100]}] == parts


def test_a_gap_is_taken_from_between_the_parts() -> None:
    """The rows of a gap are in no part; parts keep their sizes, and training has what is left."""
    split = {"validation": 0.1, "test": 0.2, "gap": 5}

    boundaries = loaded(noise(1, 100), split=split, **WINDOW).state["boundaries"]

    assert {"train": [0, 60], "validation": [65, 75], "test": [80, 100]} == boundaries


def test_the_fingerprint_says_what_was_read(tmp_path: Path) -> None:
    """Path, bytes, SHA-256, rows, columns and boundaries, all of it JSON."""
    file = tmp_path / "series.csv"
    file.write_text(csv_of(noise(1, 50)), "utf-8")

    found = load(spec_of(**WINDOW), tmp_path).fingerprint

    assert hashlib.sha256(file.read_bytes()).hexdigest() == found["sha256"]
    assert [str(file), file.stat().st_size, 50, ["y"]] == [found[key] for key in ("path", "bytes", "rows", "columns")]
    assert found == json.loads(json.dumps(found))


def test_parquet_gives_what_csv_gives(tmp_path: Path) -> None:
    """The same table in another format makes the same examples."""
    columns = noise(1, 60, ("y", "x"), gaps=0.1)
    pd.DataFrame(columns).to_parquet(tmp_path / "series.parquet")
    recipe = {"features": ["x", "y"], "missing": "ffill", **WINDOW}

    expected, found = loaded(columns, **recipe), load(spec_of(source={"parquet": "series.parquet"}, **recipe), tmp_path)

    np.testing.assert_array_equal(expected.train.inputs(), found.train.inputs())
    np.testing.assert_array_equal(expected.past.values, found.past.values)


def test_spreadsheets_of_other_countries_are_read(tmp_path: Path) -> None:
    """Separator, decimal comma and encoding are said in the recipe."""
    text = "Größe;y\n" + "".join(f"{row},5;{row * row % 7},25\n" for row in range(60))
    (tmp_path / "series.csv").write_bytes(text.encode("latin-1"))
    source = {"csv": {"path": "series.csv", "separator": ";", "decimal": ",", "encoding": "latin-1"}}

    dataset = load(spec_of(source=source, features=["Größe", "y"], **WINDOW), tmp_path)

    np.testing.assert_allclose([[0.5, 0.25], [1.5, 1.25]], dataset.train.inputs(slice(0, 1))[0, :2])


def test_a_column_is_scaled_as_it_is_told() -> None:
    """Scalers by the names of columns; one that is not named stays as it is."""
    columns = noise(1, 60, ("y", "x"))

    dataset = loaded(columns, features=["y", "x"], scale={"y": {"minmax": {"feature_range": [-1, 1]}}}, **WINDOW)

    scaler = MinMaxScaler((-1, 1)).fit(np.array(columns["y"])[:42, None])
    expected = np.stack([scaler.transform(np.array(columns["y"])[:4, None])[:, 0], columns["x"][:4]], axis=1)
    np.testing.assert_allclose(expected, dataset.train.inputs()[0], rtol=1e-5)


def test_what_is_clipped_is_clipped_for_the_model_and_never_in_the_truth() -> None:
    """A model sees no value beyond the bounds; its forecasts are scored against what was observed."""
    columns = noise(1, 80)

    dataset = loaded(columns, clip=[20, 60], **WINDOW)

    assert dataset.train.inputs().min() >= 20
    assert dataset.train.inputs().max() <= 60
    assert dataset.train.truth().max() > 60


def test_a_season_is_estimated_on_the_training_part_and_said_to_be_an_estimate() -> None:
    """The weekly CO2 record has a season of 52 weeks."""
    recipe = {"source": {"csv": CO2.name}, "target": "co2", "time": "date", "missing": "interpolate", **WINDOW}

    dataset = load(spec_of(**recipe), CO2.parent)

    assert (52, True) == (dataset.past.season, dataset.past.season_estimated)
    assert any("estimated on the training part" in note for note in dataset.notes)
    given = load(spec_of(season=12, **recipe), CO2.parent).past
    assert (12, False) == (given.season, given.season_estimated)


def test_a_random_walk_has_no_season() -> None:
    """What repeats itself by chance is not taken for a season."""
    walk = np.random.default_rng(1).normal(size=1_000).cumsum().round(3).tolist()

    assert loaded({"y": walk}, **WINDOW).past.season is None


def test_the_co2_record_is_whole() -> None:
    """2,284 weeks from 1958 to 2001, 59 of them without a measurement, as the source has it."""
    record = pd.read_csv(CO2, parse_dates=["date"])

    assert (2284, 59) == (len(record), int(record["co2"].isna().sum()))
    assert {pd.Timedelta("7D")} == set(record["date"].diff().dropna())


# -------------------------------------------------------------------------------------------------------- prediction


def stored(dataset: Dataset) -> dict[str, object]:
    """The state as a run folder gives it back."""
    found: dict[str, object] = json.loads(json.dumps(dataset.state))
    return found


def test_a_prediction_uses_the_stored_statistics() -> None:
    """Another file is scaled by what the training part was scaled by, and not by its own values."""
    recipe = {"scale": "standard", "window": {"length": 3, "horizon": 2}}
    trained = loaded(noise(1, 60), **recipe)
    columns = {"y": [10.0, 20.0, 30.0, 40.0]}

    part = predicted(columns, stored(trained), **recipe).test

    chain = trained.train.series.chains[0]
    expected = (np.array([[10, 20, 30], [20, 30, 40]]) - chain.center) / chain.spread
    np.testing.assert_allclose(expected, part.inputs()[:, :, 0], rtol=1e-5)
    outputs = (np.array([[30.0, 50.0]]) - chain.center) / chain.spread
    np.testing.assert_allclose([[30.0, 50.0]], part.restore(outputs, slice(0, 1))[:, :, 0])


def test_a_prediction_has_a_window_at_every_row_the_last_one_included() -> None:
    """The last window ends with the file, its targets lie in the future, and their truth is not known."""
    recipe = {"window": {"length": 3, "horizon": 2, "stride": 5}}
    state = stored(loaded(noise(1, 60), **recipe))

    part = predicted({"y": [1.0, 2.0, 3.0, 4.0, 5.0]}, state, **recipe).test

    np.testing.assert_array_equal([2, 3, 4], part.origins())
    np.testing.assert_array_equal([[4, 5], [5, 6], [6, 7]], part.stamps())
    np.testing.assert_array_equal([[4, 5], [5, np.nan], [np.nan, np.nan]], part.truth()[:, :, 0])


@pytest.mark.parametrize(
    ("start", "frequency", "expected"),
    [
        ("2019-01-05", "7D", "2019-03-16"),
        ("2019-01-01", "MS", "2019-11-01"),
        ("2019-01-31", "ME", "2019-11-30"),
        ("2019-01-01T00:00", "h", "2019-01-01T10:00"),
    ],
)
def test_time_goes_on_past_the_end(start: str, frequency: str, expected: str) -> None:
    """Stamps of the future follow the calendar rule of the file."""
    recipe = {"time": "t", **WINDOW}
    state = stored(loaded({"t": weeks(60), **noise(1, 60)}, **recipe))
    stamps = [each.isoformat() for each in pd.date_range(start, periods=10, freq=frequency)]

    part = predicted({"t": stamps, **noise(1, 10)}, state, **recipe).test

    assert np.datetime64(expected) == part.stamps()[-1, 0]


def test_a_target_that_is_no_feature_may_be_absent_from_a_prediction() -> None:
    """What is to be predicted need not be in the file; a feature has to be."""
    recipe = {"features": ["x"]}
    state = stored(loaded(noise(1, 60, ("x", "y")), **recipe))

    part = predicted({"x": [1.0, 2.0]}, state, **recipe).test

    assert (2, 1) == part.inputs().shape
    assert np.isnan(part.truth()).all()
    with pytest.raises(DataError, match="no column `x`"):
        predicted({"y": [1.0, 2.0]}, state, **recipe)


@pytest.mark.parametrize("lossless", [True, False])
def test_a_long_column_is_kept_once_and_in_single_precision(lossless: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where that loses nothing there is one array, from which windows are scaled as they are gathered."""
    from seqspec.data.reading import growing

    columns = {"y": [round(value * 8) / 8 if lossless else value for value in noise(1, 5_000)["y"]]}
    short = loaded(columns, scale="minmax", **WINDOW)
    monkeypatch.setattr(growing, "LARGE", 1_000)
    monkeypatch.setattr(growing, "CHUNK", 500)
    monkeypatch.setattr("seqspec.language.recipe.sources.csv.CHUNK", 1_000)

    long = loaded(columns, scale="minmax", **WINDOW)

    assert (np.float32 if lossless else np.float64) == long.past.values.dtype
    assert lossless == np.shares_memory(long.train.series.values, long.past.values)
    np.testing.assert_array_equal(columns["y"][: len(long.past.values)], long.past.values[:, 0])
    np.testing.assert_array_equal(short.train.inputs(), long.train.inputs())
    np.testing.assert_allclose(short.test.truth(), long.test.restore(long.test.targets()), rtol=1e-5)


def test_a_target_whose_differences_are_predicted_may_not_be_absent() -> None:
    """Forecast differences are added to the last value of the target, so the file has to have it."""
    recipe = {"features": ["x"], "difference": ["y"], "window": {"length": 3}}
    columns = noise(1, 50, ("x", "y"))
    state = loaded(columns, **recipe).state

    with pytest.raises(DataError, match="has no column `y`"):
        predicted({"x": columns["x"]}, state, **recipe)


def test_a_file_is_read_as_what_its_name_ends_in(tmp_path: Path) -> None:
    """A recipe over Parquet takes a CSV for one command, and the other way round."""
    table = pd.DataFrame({"y": [float(row % 7) for row in range(60)]})
    table.to_parquet(tmp_path / "y.parquet")
    table.to_csv(tmp_path / "y.csv", index=False)
    recipe = {"window": {"length": 3}}

    from_csv = load(spec_of(**recipe, source={"parquet": "y.parquet"}), tmp_path, tmp_path / "y.csv")
    from_parquet = load(spec_of(**recipe, source={"csv": "y.csv"}), tmp_path, tmp_path / "y.parquet")

    np.testing.assert_array_equal(table["y"], from_csv.past.values[:, 0])
    np.testing.assert_array_equal(table["y"], from_parquet.past.values[:, 0])


@pytest.mark.parametrize("data", [5, [1, 2], {"y": [1, 2]}], ids=["number", "list", "columns"])
def test_what_is_handed_over_is_a_file_or_a_dataframe(data: Any) -> None:
    """Anything else is refused by what it is, before anything is read."""
    with pytest.raises(UsageError, match=r"`data` is a file or a pandas DataFrame, and this is a `(int|list|dict)`"):
        handed(data, None)


def test_what_is_handed_over_is_taken_as_it_is() -> None:
    """A name becomes a path; nothing stays nothing."""
    frame = pd.DataFrame({"y": [1.0]})

    assert [None, Path("a.csv"), Path("a.csv")] == [handed(each, None) for each in (None, "a.csv", Path("a.csv"))]
    assert handed(frame, None) is frame
