"""Which score decides, and what it is made of."""

from __future__ import annotations

import numpy as np
import pytest

from seqspec.language.named import read
from seqspec.runs.scoring.tally import Chunk, Scores, primary_score, score_of


@pytest.mark.parametrize(
    ("loss", "kind", "targets", "score"),
    [
        ("mse", "numbers", 1, "RMSE"),
        ("mae", "numbers", 1, "MAE"),
        ({"Huber": {"delta": 2.0}}, "numbers", 1, "MAE"),
        ("mse", "numbers", 2, "RMSE (deviations)"),
        ("mae", "numbers", 3, "MAE (deviations)"),
        ("binary_crossentropy", "numbers", 1, "RMSE"),
        ("binary_crossentropy", "chances", 4, "log loss"),
        ("mse", "chances", 1, "RMSE"),
        ("hinge", "chances", 1, "accuracy"),
        ("sparse_categorical_crossentropy", "classes", 1, "log loss"),
        ("categorical_crossentropy", "text", 1, "log loss"),
        ("mse", "classes", 1, "accuracy"),
        ("categorical_hinge", "classes", 1, "accuracy"),
    ],
)
def test_the_loss_decides_which_score_counts(loss: object, kind: str, targets: int, score: str) -> None:
    """The primary score is the one that the loss optimises for a task of this kind."""
    assert score == primary_score(read("loss", loss), kind, targets)


def test_errors_make_scores() -> None:
    """RMSE takes the root, accuracy counts what was not missed, the others are means."""
    assert [2.0, 4.0, 0.75, 4.0] == [
        score_of(errors, counts, score)
        for errors, counts, score in [(16, 4, "RMSE"), (16, 4, "MAE"), (1, 4, "accuracy"), (16, 4, "log loss")]
    ]


def test_a_rank_is_the_lower_the_better() -> None:
    """A higher accuracy and a lower error stand further ahead, and a score that is missing stands last."""
    assert Scores({"accuracy": 0.9}).rank("accuracy") < Scores({"accuracy": 0.8}).rank("accuracy")
    assert Scores({"RMSE": 1.0}).rank("RMSE") < Scores({"RMSE": 2.0}).rank("RMSE")
    assert [np.inf] * 2 == [Scores({"log loss": value}).rank("log loss") for value in (None, float("nan"))]


def test_a_step_counts_by_its_weight_where_its_truth_is_known() -> None:
    """Padding has weight 0, and what was not observed does not count."""
    chunk = Chunk(np.arange(1), np.array([[1.0, np.nan, 0.0]]), np.array([[1.0, 1.0, 0.0]], np.float32))

    assert [[1.0, 0.0, 0.0]] == chunk.counts.tolist()
