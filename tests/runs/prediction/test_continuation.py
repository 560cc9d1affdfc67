"""How far ahead a run can look, and why no further."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from seqspec.analysis.linter import check_text
from seqspec.errors import UsageError
from seqspec.language.spec import Spec
from seqspec.runs.prediction.continuation import ahead


def spec(loss: Any = "mean_squared_error", units: int = 1, window: Any = None, **data: Any) -> Spec:
    """A spec over a table."""
    recipe = {"source": {"csv": "series.csv"}, "target": "y", "window": window or {"length": 4}, **data}
    sections = {
        "seqspec": 1,
        "data": recipe,
        "model": ["Flatten", {"Dense": units}],
        "compile": {"optimizer": "adam", "loss": loss},
    }
    return check_text(yaml.safe_dump(sections), "spec.yaml").require()[0]


def recursive(found: Spec) -> int | None:
    """How often the model of a spec is asked."""
    assert found.data is not None
    assert found.data.window is not None
    return found.data.window.recursive


@pytest.mark.parametrize(
    ("horizon", "steps", "expected"), [(1, 1, None), (1, 5, 5), (4, 3, None), (4, 4, None), (4, 10, 7)]
)
def test_beyond_the_horizon_the_model_is_asked_again(horizon: int, steps: int, expected: int | None) -> None:
    """Fewer steps are a part of the horizon; more are forecast from the last target row on."""
    given = spec(units=horizon, window={"length": 4, "horizon": horizon})

    assert expected == recursive(ahead(given, steps))


def test_what_is_known_ahead_is_no_obstacle() -> None:
    """Columns whose future is declared to be known can be fed beyond the origin."""
    given = spec(features=["y", "x"], known_future=["x"])

    assert 3 == recursive(ahead(given, 3))


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no window": ({"window": None, "features": ["x"]}, "its rows do not follow one another"),
    "a feature nobody knows": ({"features": ["y", "x"]}, "it would have to be fed the next `x`"),
    "no target among the features": ({"features": ["x"], "known_future": ["x"]}, "no target is among its features"),
    "rows between": ({"window": {"length": 4, "offset": 3}}, "lie others \\(`offset: 3`\\)"),
    "the row itself": (
        {"window": {"length": 4, "offset": 0}, "features": ["x"]},
        "the first row it predicts is the last of its window",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_stands_in_the_way_is_named(name: str) -> None:
    """A model that can't be fed its own answers is not asked further."""
    more, said = REFUSED[name]
    given = spec(**more)
    if name == "no window":
        assert given.data is not None
        given = given.model_copy(update={"data": given.data.model_copy(update={"window": None})})

    with pytest.raises(UsageError, match=said):
        ahead(given, 2)


def test_a_label_can_not_be_fed_back() -> None:
    """A class is no value."""
    given = spec(
        loss={"BinaryCrossentropy": {"from_logits": True}},
        target={"column": "y", "kind": "binary"},
        features=["y"],
    )

    with pytest.raises(UsageError, match="`y` is of kind `binary`"):
        ahead(given, 2)


def test_texts_and_arrays_have_no_further_step() -> None:
    """They name what can be done instead."""
    arrays = {"input": {"shape": [4, 1]}, "target": {"shape": [1]}}
    sections = {"seqspec": 1, "data": {"arrays": arrays}, "model": ["Flatten", {"Dense": 1}]}

    with pytest.raises(UsageError, match="arrays hold no row after the last"):
        ahead(check_text(yaml.safe_dump(sections), "spec.yaml").require()[0], 2)
    text = {
        "source": {"text": "abcabcabc"},
        "tokens": {"by": "char", "max_tokens": 6},
        "window": {"length": 3},
    }
    layers = [{"Embedding": [6, 4]}, {"LSTM": 4}, {"Dense": {"units": 6, "activation": "softmax"}}]
    layers[0] = {"Embedding": {"input_dim": 6, "output_dim": 4}}
    with pytest.raises(UsageError, match="reads or writes texts"):
        ahead(check_text(yaml.safe_dump({"seqspec": 1, "data": text, "model": layers}), "s.yaml").require()[0], 2)


@pytest.mark.parametrize("steps", [0, -1, 10_001, 1.5])
def test_a_number_of_steps_has_bounds(steps: int) -> None:
    """At least one, not without end, and whole."""
    with pytest.raises(UsageError, match="a forecast has 1 to 10,000 steps"):
        ahead(spec(), steps)
