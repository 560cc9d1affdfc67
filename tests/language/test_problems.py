"""What was probably meant, and what is said of lists of the wrong length."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import BaseModel, Field, ValidationError, model_validator

from seqspec.analysis.linter import check_text
from seqspec.language.named import KINDS
from seqspec.language.problems import nearest, reword


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        ("optimizer", "adma", "Adam"),
        ("optimizer", "Adma", "Adam"),
        ("optimizer", "nadma", "Nadam"),
        ("optimizer", "rmsporp", "RMSprop"),
        ("layer", "GUR", "GRU"),
        ("layer", "LSMT", "LSTM"),
        ("layer", "Dorpout", "Dropout"),
        ("layer", "Conv1d", "Conv1D"),
        ("layer", "LSTN", "LSTM"),
        ("layer", "BatchNormalisation", "BatchNormalization"),
        ("loss", "mes", "mse"),
        ("loss", "mea", "mae"),
        ("layer", "Frobnicate", None),
    ],
)
def test_a_slip_of_the_hand_is_told_from_another_name(kind: str, written: str, meant: str | None) -> None:
    """Two letters exchanged count less than a longer name that holds most of them."""
    assert meant == nearest(written, KINDS[kind].known())


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        ("RandomContrast: {factor: [0.1, 0.2, 0.3]}", "`factor` needs 2 numbers, and this list has 3"),
        ("RandomZoom: {height_factor: [0.1]}", "`height_factor` needs 2 numbers, and this list has 1"),
        ("CenterCrop: {height: [1], width: 1}", "`height` has to be a whole number, and this is a list"),
        ("Solarization: {value_range: [a, b, c]}", "`value_range` needs 2 items, and this list has 3"),
        ("Rescaling: {scale: []}", "`scale` can't be empty"),
    ],
)
def test_a_list_of_the_wrong_length_is_counted(layer: str, said: str) -> None:
    """The message says how many are needed and how many there are, in words of YAML."""
    report = check_text(f"seqspec: 1\nmodel:\n- Input: [4, 4, 3]\n- {layer}\n").report

    assert [said] == [each.message for each in report if each.severity == "error"]


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        ("Dense: 3000000000", "`units` has to be at most 2,147,483,647, and is 3000000000"),
        ("Dropout: {rate: 0.5, seed: 5000000000}", "`seed` has to be less than 4,294,967,296, and is 5000000000"),
        ("LeakyReLU: {negative_slope: -0.5}", "`negative_slope` has to be at least 0, and is -0.5"),
    ],
)
def test_a_bound_is_told_to_the_last_digit(layer: str, said: str) -> None:
    """Whoever is beyond it by one can see so."""
    report = check_text(f"seqspec: 1\nmodel:\n- Input: [4]\n- {layer}\n").report

    assert [said] == [each.message for each in report if each.severity == "error"]


def test_bounds_that_differ_are_told_apart() -> None:
    """A text may need one character; a list with a lower bound alone needs at least so many."""

    class Section(BaseModel):
        mark: Annotated[str, Field(min_length=1, max_length=1)] = ","
        few: Annotated[list[int], Field(max_length=2)] = []
        many: Annotated[list[str], Field(min_length=2)] = ["a", "b"]

    with pytest.raises(ValidationError) as caught:
        Section.model_validate({"mark": "ab", "few": [1, 2, 3], "many": ["a"]})

    assert [str((found.context or {})["message"]) for _, found in reword(caught.value, Section)] == [
        '`mark` needs 1 character, and the text "ab" has 2',
        "`few` needs at most 2 numbers, and this list has 3",
        "`many` needs at least 2 items, and this list has 1",
    ]


def test_what_a_model_says_of_itself_as_a_whole_is_told_in_its_own_words() -> None:
    """No argument is to blame, and none has anything of Keras to say."""

    class Pair(BaseModel):
        low: int
        high: int

        @model_validator(mode="after")
        def in_order(self) -> Pair:
            raise ValueError("Low stands above high")

    with pytest.raises(ValidationError) as refusal:
        Pair(low=2, high=1)
    ((place, told),) = reword(refusal.value, Pair)

    assert ((), "the value: value error, Low stands above high") == (place, told.message())
