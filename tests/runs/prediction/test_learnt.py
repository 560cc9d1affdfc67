"""What a run learnt, read back: whatever a stranger wrote there is refused in words, before any framework is loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import seqspec
from seqspec.data import dataset
from seqspec.errors import RunError
from seqspec.runs import opening
from seqspec.runs.folder import RunFolder
from seqspec.runs.prediction import learnt
from tests.runs.folders import write_run
from tests.training import TEXT_SPEC

CHAIN: dict[str, Any] = {"column": "y", "clip": None, "groups": [], "own": [], "center": 1.5, "spread": 2}
SOUND: dict[str, Any] = {"columns": [CHAIN], "categories": {}, "boundaries": {}}
ARRAYS = {"seqspec": 1, "data": {"arrays": {"input": {"shape": [3]}}}, "model": [{"Dense": 1}]}


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        ([SOUND], "holds no object"),
        ({}, "`columns`: field required"),
        ({**SOUND, "columns": 5}, "`columns`"),
        ({**SOUND, "columns": []}, "0 columns, and the recipe 1"),
        ({**SOUND, "columns": [{**CHAIN, "center": "0"}]}, r"`columns\.0\.center`"),
        ({**SOUND, "columns": [{**CHAIN, "own": [[1.0]]}]}, r"`columns\.0\.own\.0"),
        ({**SOUND, "categories": {"y": {"names": "abc"}}}, r"`categories\.y\.column`"),
    ],
)
def test_what_a_stranger_wrote_about_columns_is_checked(tmp_path: Path, recipe: Any, words: str) -> None:
    """As long as it is not what the spec learns, nothing is predicted with it."""
    run = seqspec.open_run(write_run(tmp_path / "run", recipe=recipe))

    with pytest.raises(RunError, match=words):
        run.predict(pd.DataFrame({"y": range(9)}))


def test_what_a_run_wrote_is_taken(tmp_path: Path) -> None:
    """All of it, as it is, and what a later version may have added."""
    more = {**SOUND, "columns": [{**CHAIN, "of_another_version": 1}]}
    folder = RunFolder.open(write_run(tmp_path / "run", recipe=more))

    assert more == learnt.read(folder, opening.valid_spec(folder)[0])


CATEGORIES = {
    "source": {"frame": ["town", "price"]},
    "features": ["town"],
    "target": "price",
    "encode": {"town": {"one_hot": 4}},
}


@pytest.mark.parametrize("data", [CATEGORIES, TEXT_SPEC["data"]], ids=["categories", "text"])
def test_what_is_learnt_can_be_read_back(tmp_path: Path, data: dict[str, Any]) -> None:
    """What categories and texts teach holds all that is asked for; without a name of it, it is refused."""
    other = {"data": data, "model": [{"Dense": 1}], "compile": {"optimizer": "adam", "loss": "mse"}}
    spec = seqspec.loads({**TEXT_SPEC, **({} if "tokens" in data else other)}).spec
    frame = pd.DataFrame({"town": ["u", "v", "w", "v"] * 20, "price": range(80)})
    state = dataset.load(spec, tmp_path, None if "tokens" in data else frame).state
    path = write_run(tmp_path / "run", recipe=state)

    assert state == learnt.read(RunFolder.open(path), spec)
    (path / "recipe.json").write_text(json.dumps({**state, "categories": {}, "vocabularies": {}}), "utf-8")
    with pytest.raises(RunError, match=r"no categories of `town`|no vocabulary of"):
        learnt.read(RunFolder.open(path), spec)


@pytest.mark.parametrize(
    ("spec", "recipe", "words"),
    [
        (TEXT_SPEC, {"vocabularies": {}, "lengths": {}}, r"no vocabulary of `\*`"),
        (TEXT_SPEC, {"vocabularies": {"*": [1]}, "lengths": {}}, r"`vocabularies\.\*\.0`"),
        (ARRAYS, {"shape": [1], "classes": -1}, "`classes`"),
        (ARRAYS, {"classes": 0}, "`shape`"),
    ],
)
def test_what_a_stranger_wrote_about_texts_and_arrays_is_checked(
    tmp_path: Path, spec: dict[str, Any], recipe: dict[str, Any], words: str
) -> None:
    """A vocabulary that is missing is named, and so is a number that is none."""
    folder = RunFolder.open(write_run(tmp_path / "run", recipe=recipe))

    with pytest.raises(RunError, match=words):
        learnt.read(folder, seqspec.loads(spec).spec)
