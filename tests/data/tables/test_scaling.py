"""Scalers, against those of scikit-learn."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

from seqspec.data.tables.numeric import Learnt
from seqspec.data.tables.scaling import Chain, fit
from seqspec.errors import DataError
from seqspec.language.recipe.scale import Scaler

SCALERS = {"minmax": MinMaxScaler, "standard": StandardScaler, "robust": RobustScaler}
KINDS = st.sampled_from(sorted(SCALERS))
VALUES = st.lists(st.integers(-50, 50), min_size=2, max_size=30).map(lambda values: np.array(values) / 4)


def scaler_of(kind: str, **more: Any) -> Scaler:
    """A scaler by its name."""
    return Scaler.model_validate({"kind": kind, **more})


def theirs(kind: str, train: Any, values: Any, **more: Any) -> Any:
    """What scikit-learn makes of values, fitted on those of the training part."""
    return SCALERS[kind](**more).fit(train[:, None]).transform(values[:, None])[:, 0]


@given(kind=KINDS, values=VALUES, share=st.floats(0.3, 1))
def test_scaling_is_that_of_scikit_learn(kind: str, values: Any, share: float) -> None:
    """Every scaler gives what scikit-learn's gives, with the statistics of the training part, and back again."""
    train = range(max(1, int(len(values) * share)))

    chain = fit(Chain("y"), scaler_of(kind), values, values, train)

    np.testing.assert_allclose(chain.scale(values), theirs(kind, values[: train.stop], values), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(chain.unscale(chain.scale(values)), values, rtol=1e-9, atol=1e-9)


@given(values=VALUES, low=st.integers(-3, 0), width=st.integers(1, 4))
def test_a_feature_range_is_that_of_scikit_learn(values: Any, low: int, width: int) -> None:
    """`minmax` leads to where it is told."""
    scaler = scaler_of("minmax", feature_range=[low, low + width])

    chain = fit(Chain("y"), scaler, values, values, range(len(values)))

    expected = theirs("minmax", values, values, feature_range=(low, low + width))
    np.testing.assert_allclose(chain.scale(values), expected, rtol=1e-9, atol=1e-9)


@given(kind=KINDS, columns=st.lists(VALUES, min_size=1, max_size=4), share=st.floats(0.3, 1))
def test_each_series_is_scaled_by_itself(kind: str, columns: list[Any], share: float) -> None:
    """With `per_group` every series is scaled as scikit-learn would scale it alone, from its own training rows."""
    values, names = np.concatenate(columns), [f"s{place}" for place in range(len(columns))]
    starts = np.concatenate([[0], np.cumsum([len(column) for column in columns])[:-1]]).astype(np.int64)
    trained = [max(1, int(len(column) * share)) for column in columns]
    train = np.concatenate([np.arange(start, start + rows) for start, rows in zip(starts, trained, strict=True)])
    which = np.repeat(np.arange(len(columns)), [len(column) for column in columns])

    chain = fit(Chain("y"), scaler_of(kind, per_group=True), values, values, train, starts, names)

    expected = [theirs(kind, column[:rows], column) for column, rows in zip(columns, trained, strict=True)]
    np.testing.assert_allclose(chain.scale(values, which), np.concatenate(expected), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(chain.unscale(chain.scale(values, which), which), values, rtol=1e-9, atol=1e-9)
    again = Learnt.from_state({"columns": [json.loads(json.dumps(chain.state))], "categories": {}}).chains[0]
    assert chain == again
    scaled = np.concatenate(
        [column[:rows] for column, rows in zip(np.split(chain.scale(values, which), starts[1:]), trained, strict=True)]
    )
    within = np.concatenate([part - part.mean() for part in np.split(scaled, np.cumsum(trained)[:-1])])
    np.testing.assert_allclose(chain.deviation, np.sqrt((within**2).mean()), rtol=1e-6, atol=1e-9)


def test_statistics_of_series_are_found_by_their_names() -> None:
    """Another file may hold the series in another order, and one that was not there before has no statistics."""
    values = np.array([0.0, 2.0, 10.0, 30.0])
    chain = fit(Chain("y"), scaler_of("minmax", per_group=True), values, values, range(4), np.array([0, 2]), ["a", "b"])

    found = chain.among(["b", "new", "a"])

    assert (20.0, 2.0) == (found.own[0][1], found.own[2][1])
    assert np.isnan(found.scale(np.array([5.0]), np.array([1]))).all()


def test_a_series_without_training_rows_keeps_no_statistics() -> None:
    """What no part has is not measured, and the state that is stored says nothing of it."""
    values = np.array([0.0, 2.0, 10.0, 30.0])

    chain = fit(
        Chain("y"), scaler_of("standard", per_group=True), values, values, range(2), np.array([0, 2]), ["a", "b"]
    )

    assert ["a"] == chain.state["groups"]
    assert [[1.0, 1.0]] == chain.state["own"]


def test_a_series_without_a_value_to_train_on_is_named() -> None:
    """Rows that are all empty give no statistics of their own."""
    values = np.array([0.0, 2.0, np.nan, np.nan])

    with pytest.raises(DataError, match=r"no value of `y` for `b`, which is scaled by itself"):
        fit(Chain("y"), scaler_of("standard", per_group=True), values, values, range(4), np.array([0, 2]), ["a", "b"])


def test_no_difference_is_taken_from_one_series_to_the_next() -> None:
    """The first row of each series has no row before it."""
    values = np.array([1.0, 2.0, 4.0, 100.0, 103.0])

    found = np.concatenate([part for _, part in Chain("y", difference=True).prepared(values, np.array([0, 3]))])

    np.testing.assert_array_equal([np.nan, 1.0, 2.0, np.nan, 3.0], found)
