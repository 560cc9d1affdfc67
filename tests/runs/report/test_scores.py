"""What is written into `scores.json` comes back as it was, and anything else is refused."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.errors import RunError
from seqspec.runs.forecasting import MODEL
from seqspec.runs.judgement.backtest import Backtest
from seqspec.runs.judgement.judgement import Judgement
from seqspec.runs.judgement.table import sentences, text
from seqspec.runs.report.material import Material
from seqspec.runs.report.page import page
from seqspec.runs.report.scores import Said
from seqspec.runs.scoring.tally import Scores
from seqspec.runs.scoring.texts import Sample
from tests.runs.report.materials import judgement

BOTH = {MODEL: Scores({"RMSE": 1.0}), "last value": Scores({"RMSE": None})}
EACH = {**BOTH, "training mean": Scores({"RMSE": 3.0})}


def stored(found: Judgement) -> Judgement:
    """A judgement, written down and read again."""
    said = Said.of(json.loads(json.dumps({"judgement": found.as_dict()}))).judged()
    assert said is not None
    return said


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"outcome": "too few"},
        {"verdict": None, "part": "training"},
        {"by_target": {"y": EACH, "z": BOTH}, "by_group": {"a shop": EACH}},
        {"kind": "text", "samples": [Sample(None, "a", "b")], "by_step": [Scores({"RMSE": 2.0})]},
        {"classes": ("a", "b"), "confusion": [[1, 2], [3, 4]]},
    ],
    ids=["numbers", "too few", "memorised", "several", "texts", "classes"],
)
def test_a_judgement_survives_being_stored(changes: dict[str, Any]) -> None:
    """Everything that a reader is told is told again."""
    found = judgement(**changes)

    assert text(found, ["y"]) == text(stored(found), ["y"])
    assert found.as_dict()["scores"] == stored(found).as_dict()["scores"]


def test_a_verdict_on_infinite_forecasts_survives_being_stored() -> None:
    """JSON knows no infinity, and the sentence stays."""
    verdict = judgement().verdict
    assert verdict is not None
    found = judgement(verdict=replace(verdict, outcome="worse", difference=float("inf"), interval=None))
    said = {**found.as_dict(), "verdict": {**found.as_dict()["verdict"], "difference": None}}

    again = Said.of({"judgement": said}).judged()

    assert again is not None
    assert sentences(found)[0] == sentences(again)[0]


def test_folds_survive_being_stored() -> None:
    """Those that were not judged, too."""
    folds = Backtest(True, [judgement(), None])

    again = Said.of({"backtest": folds.as_dict()}).folds()

    assert again is not None
    assert (folds.sentence, [True, False]) == (again.sentence, [fold is not None for fold in again.folds])
    assert Said.of({"backtest": {"refit": False, "folds": [None]}}).folds() is None


WHOLE = judgement(
    by_target={"y": BOTH}, by_group={"a": EACH}, classes=("a", "b"), confusion=[[1, 2], [3, 4]],
    scores=EACH,
).as_dict()  # fmt: skip
PATHS = [(key,) for key in WHOLE] + [
    (key, each) for key, value in WHOLE.items() if isinstance(value, dict) for each in value
]
VALUES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just([]) | st.just({}) | st.just({"a": {}})
)


@given(st.lists(st.tuples(st.sampled_from(PATHS), VALUES), max_size=2), VALUES)
def test_whatever_a_file_holds_there_is_no_traceback(changes: list[tuple[tuple[str, ...], Any]], other: Any) -> None:
    """It is shown, or an error of ours says that it is not what it should be."""
    said = json.loads(json.dumps(WHOLE))
    for (key, *inner), value in changes:
        if inner and isinstance(said[key], dict):
            said[key][inner[0]] = value
        else:
            said[key] = value
    for value in ({"judgement": said}, {"judgement": said, "backtest": {"refit": False, "folds": [said]}}, other):
        with suppress(RunError):
            found = Said.of(value)
            assert page(Material("run", found.judged(), found.folds()))


def test_what_is_wrong_is_named() -> None:
    """The place in the file, and what is the matter."""
    with pytest.raises(RunError, match=r"`judgement\.part`: input should be"):
        Said.of({"judgement": {**WHOLE, "part": "validation"}})
    with pytest.raises(RunError, match="there are no scores of every series"):
        Said.of({"judgement": {**WHOLE, "by_group": {"a": {}}}})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"scores": {MODEL: EACH[MODEL], "drift": EACH["training mean"]}, "best": "drift"},
            "one baseline in every fold",
        ),
        ({"primary": "MAE"}, "one kind in every fold"),
    ],
)
def test_folds_that_can_not_be_put_together_are_refused(changes: dict[str, Any], said: str) -> None:
    """A stranger's folds may have nothing in common: without a baseline for all, nobody is ahead."""
    folds = [judgement().as_dict(), judgement(**changes).as_dict()]

    with pytest.raises(RunError, match=said):
        Said.of(json.loads(json.dumps({"backtest": {"refit": False, "folds": folds}})))
