"""Equal inputs stay in one part, and nothing that is held out is learned from."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from seqspec.data.division import duplicates
from seqspec.data.division.draws import Strata
from seqspec.data.examples import Readable
from seqspec.errors import DataError
from seqspec.language.data import Data
from tests.data.texts_in import of_pairs, of_rows

SPLITS: list[dict[str, Any]] = [
    {"validation": 0.2, "test": 0.3, "by": "random"},
    {"validation": 0.2, "test": 0.3, "by": "time"},
    {"test": 3, "by": "random"},
]


def divided(
    keys: list[int], split: dict[str, Any], strata: Strata | None = None, seed: int = 0
) -> dict[str, list[int]]:
    """The rows of each part."""
    data = Data.model_validate({"source": {"pairs": "p.tsv"}, "tokens": {}, "split": split})
    found = duplicates.divide(data, duplicates.keys_of(map(str, keys)), strata, seed)
    return {part: list(rows) for part, rows in found.items()}


@given(st.lists(st.integers(0, 12), min_size=12, max_size=40), st.sampled_from(SPLITS), st.integers(0, 3))
def test_equal_inputs_go_to_the_same_part(keys: list[int], split: dict[str, Any], seed: int) -> None:
    """Whatever decides about the parts; every row is in at most one."""
    assume(len(set(keys)) > 4)
    parts = divided(keys, split, seed=seed)

    placed = [row for rows in parts.values() for row in rows]
    assert len(placed) == len(set(placed))
    assert len(keys) == len(placed)
    inputs = [{keys[row] for row in rows} for rows in parts.values()]
    assert len(set(keys)) == sum(map(len, inputs))


@given(st.lists(st.integers(0, 30), min_size=20, max_size=60), st.integers(0, 3))
def test_a_split_into_all_rows_is_one(keys: list[int], seed: int) -> None:
    """Numbers of rows that add up to all of them leave none over, whatever repeats."""
    test = len(keys) // 4

    parts = divided(keys, {"train": len(keys) - test, "test": test, "by": "random"}, seed=seed)

    assert sorted([*parts["train"], *parts["test"]]) == list(range(len(keys)))


def test_classes_are_shared_out_among_different_inputs() -> None:
    """With `stratify` each part has its share of each class, an input counted once."""
    keys = [*range(40), *range(8)]
    codes = np.array([row % 2 for row in keys], dtype=np.int32)
    data = Data.model_validate(
        {"source": {"csv": "a.csv"}, "features": ["t"], "target": {"column": "y", "kind": "binary"},
         "tokens": {}, "split": {"test": 0.5, "by": "random", "stratify": True}}
    )  # fmt: skip

    found = duplicates.divide(data, duplicates.keys_of(map(str, keys)), Strata("y", codes, ("0", "1")), 0)

    once = [row for row in found["test"] if row < 40]
    assert (20, 10) == (len(once), sum(keys[row] % 2 for row in once))


def test_without_repeated_inputs_rows_are_drawn_as_of_any_table() -> None:
    """The same seed draws the same rows."""
    split = {"test": 0.3, "by": "random"}

    assert divided(list(range(20)), split) == divided(list(range(100, 120)), split)


def test_texts_that_a_model_can_t_tell_apart_are_equal() -> None:
    """In another case, or with other spaces between words; how many there are is said."""
    pairs = [("Go now", "x"), ("stay", "y"), ("go  now", "z"), ("GO NOW", "w"), ("come", "v"), ("run", "u")]
    dataset = of_pairs(pairs, split={"validation": 0, "test": 0.5, "by": "time"})

    assert isinstance(dataset.train, Readable)
    assert isinstance(dataset.test, Readable)
    assert ["Go now", "stay", "go  now", "GO NOW"] == dataset.train.texts()
    assert ["come", "run"] == dataset.test.texts()
    assert "2 rows have an input that an earlier row has, and go to its part" in dataset.notes


WORD = st.sampled_from(["a", "b", "c", "d e", "f", "g h i"])


@given(st.lists(st.tuples(WORD, WORD), min_size=8, max_size=16), st.data())
def test_no_text_outside_the_training_part_changes_what_is_learned(
    pairs: list[tuple[str, str]], data: st.DataObject
) -> None:
    """Neither an array of the training part, nor a vocabulary, nor a length."""
    pairs = [(f"{one} {place}", other) for place, (one, other) in enumerate(pairs)]
    split = {"validation": 0.2, "test": 0.3, "by": data.draw(st.sampled_from(["random", "time"]))}
    first = of_pairs(pairs, split=split, tokens={"by": "word"})
    held_out = {row for part in (first.validation, first.test) for row in part.stamps()[:, 0] - 1}
    changed = [(f"new {row}", "quite other words here") if row in held_out else pair for row, pair in enumerate(pairs)]

    second = of_pairs(changed, split=split, tokens={"by": "word"})

    assert first.state == second.state
    np.testing.assert_array_equal(first.train.inputs(), second.train.inputs())
    np.testing.assert_array_equal(first.train.targets(), second.train.targets())


@given(st.lists(st.integers(0, 1), min_size=10, max_size=20), st.integers(0, 3))
def test_no_label_outside_the_training_part_changes_what_is_learned(labels: list[int], seed: int) -> None:
    """Labels that are held out are nobody's statistic."""
    split = {"test": 0.3, "by": "random"}
    assume(0 < sum(labels) < len(labels))
    rows = [(f"text {place}", label) for place, label in enumerate(labels)]
    try:
        first = of_rows(rows, seed, split=split)
    except DataError:
        return  # the training part has one label alone
    held_out = set((first.test.stamps()[:, 0] - 1).tolist())
    changed = [(text, 1 - label if place in held_out else label) for place, (text, label) in enumerate(rows)]

    second = of_rows(changed, seed, split=split)

    assert first.state == second.state
    np.testing.assert_array_equal(first.train.targets(), second.train.targets())
