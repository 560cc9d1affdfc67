"""Errors example by example, kept and read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seqspec.errors import RunError
from seqspec.runs.folder import RunFolder
from seqspec.runs.judgement import pairing
from seqspec.runs.judgement.pairing import Paired
from seqspec.runs.scoring.tally import skill
from tests.runs.fakes import Fake


def paired(count: int) -> Paired:
    """Errors that use all their digits."""
    random = np.random.default_rng(3)
    model, baseline = (random.lognormal(0, 9, count).astype(np.float32) for _ in range(2))
    return Paired(np.full(count, 4, np.float32), model, baseline)


def test_what_is_kept_is_what_is_read(tmp_path: Path) -> None:
    """To the last bit, and it is a table that any program reads."""
    folder, errors = RunFolder.create(tmp_path / "run"), paired(50)

    pairing.write(errors, folder)
    found = pairing.read(folder.path)

    assert found is not None
    assert errors.model.tolist() == found.model.tolist()
    assert errors.baseline.tolist() == found.baseline.tolist()
    assert "example,judged,model,baseline" == folder.read("errors.csv").splitlines()[0]


def test_an_infinite_error_is_kept(tmp_path: Path) -> None:
    """A model may give forecasts that are no numbers."""
    folder = RunFolder.create(tmp_path / "run")
    one = np.ones(2, np.float32)

    pairing.write(Paired(one, np.array([np.inf, 1], np.float32), one), folder)
    found = pairing.read(folder.path)

    assert found is not None
    assert [np.inf, 1] == found.model.tolist()


def test_nothing_is_kept_of_nothing_or_of_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then there is no file, and none is read."""
    monkeypatch.setattr(pairing, "MOST", 10)
    folder = RunFolder.create(tmp_path / "run")

    pairing.write(None, folder)
    pairing.write(paired(11), folder)

    assert [] == folder.files()
    assert None is pairing.read(folder.path)


@pytest.mark.parametrize(
    "content", ["", "a,b,c,d\n", "a,b,c,d\n1,2,x,4\n", "a,b,c,d\n1,2,-3,4\n", "a,b,c,d\n1,2,nan,4\n"]
)
def test_a_table_of_something_else_is_refused(tmp_path: Path, content: str) -> None:
    """It may come from a stranger."""
    (tmp_path / "errors.csv").write_text(content)

    with pytest.raises(RunError, match="holds no errors"):
        pairing.read(tmp_path)


def test_the_same_truths_have_the_same_digest() -> None:
    """However many are looked at together; another truth or another order has another one."""
    truth = np.arange(12.0).reshape(6, 2, 1)
    part, other = Fake(truth, truth), Fake(truth, truth[::-1])
    pieces = [np.arange(0, 4), np.arange(4, 6)]

    assert pairing.identity(part, [np.arange(6)]) == pairing.identity(part, pieces)
    assert pairing.identity(part, pieces) != pairing.identity(other, pieces)


@pytest.mark.parametrize(
    ("ours", "theirs", "score", "expected"),
    [
        (1.0, 2.0, "RMSE", 50.0),
        (3.0, 2.0, "RMSE", -50.0),
        (0.9, 0.6, "accuracy", 75.0),
        (1.0, 0.0, "MAE", None),
        (1.0, 1.0, "accuracy", None),
        (None, 1.0, "MAE", None),
        (float("inf"), 1.0, "MAE", None),
    ],
)
def test_skill_is_the_share_of_the_error_that_is_taken_away(
    ours: float | None, theirs: float, score: str, expected: float | None
) -> None:
    """In per cent; of accuracy the error is what is missing to all; without an error there is none to take away."""
    assert expected == pytest.approx(skill(ours, theirs, score))
