"""What the rules on the text say of PyYAML, pandas and scikit-learn, which meet a mistake where Keras never sees it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import yaml

np = pytest.importorskip("numpy")
pd = pytest.importorskip("pandas")


def test_seq001_pyyaml_stops_at_the_same_place() -> None:
    """In the words of its parser."""
    with pytest.raises(yaml.YAMLError, match=r"did not find expected key|expected <block end>") as refusal:
        yaml.safe_load("model:\n  - LSTM: {units: 8}\n   compile: {loss: mse}\n")

    assert 2 == refusal.value.problem_mark.line  # type: ignore[attr-defined]


def test_seq002_pyyaml_keeps_the_last_of_two_keys() -> None:
    """Without a word."""
    assert {"units": 5} == yaml.safe_load("units: 50\nunits: 5\n")


def test_seq004_pyyaml_reads_yaml_1_1() -> None:
    """A word, a number with a zero in front and a date are something else than they look."""
    assert [False, 8, datetime.date(2020, 1, 1)] == yaml.safe_load("[no, 010, 2020-01-01]")


def test_seq011_pyyaml_shares_the_parts_of_a_bomb() -> None:
    """Nine times nine lists are ten objects, and a list may contain itself."""
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))]
    bomb = yaml.safe_load("\n".join(lines))
    circle = yaml.safe_load("&a [*a]")

    assert 1 == len({id(each) for each in bomb["a9"]})
    assert circle is circle[0]


def test_seq702_pyyaml_gives_no_anchors() -> None:
    """They are gone once the text is read."""
    assert {"a": 1, "b": 1} == yaml.safe_load("{a: &size 1, b: *size}")


def test_seq314_pandas_raises_key_error() -> None:
    """When the script gets there."""
    with pytest.raises(KeyError, match="price"):
        pd.DataFrame({"Price": [1.0]})["price"]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (None, FileNotFoundError),
        (b"a,b\n1,2\n1,2,3\n", pd.errors.ParserError),
        ("a\nfünf\n".encode("latin-1"), UnicodeDecodeError),
    ],
)
def test_seq320_pandas_refuses_a_file(content: bytes | None, error: type[Exception], tmp_path: Path) -> None:
    """That is not there, that has too many fields in a row, that is no UTF-8."""
    file = tmp_path / "series.csv"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(error):
        pd.read_csv(file)


def test_seq313_the_scalers_divide_by_1_where_there_is_no_deviation() -> None:
    """A division of one's own gives what is not a number."""
    scalers = pytest.importorskip("sklearn.preprocessing")
    constant = np.full((4, 1), 7.0)
    with np.errstate(invalid="ignore"):
        own = (constant - constant.min()) / (constant.max() - constant.min())

    assert [0.0] * 4 == scalers.StandardScaler().fit_transform(constant).ravel().tolist()
    assert [0.0] * 4 == scalers.MinMaxScaler().fit_transform(constant).ravel().tolist()
    assert np.isnan(own).all()
