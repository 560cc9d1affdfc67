"""What arguments mean."""

from __future__ import annotations

import pytest

from seqspec.language.glossary import describe
from seqspec.language.named import KINDS

ARGUMENTS = [
    (kind, name, argument)
    for kind, each in KINDS.items()
    for name in each.registry.names
    for argument in each.load(name).arguments()
]


def test_every_argument_means_something_in_a_sentence_or_more() -> None:
    """What is cut out of a longer text ends as sentences do."""
    said = {(name, argument): describe(KINDS[kind].load(name), argument) for kind, name, argument in ARGUMENTS}

    assert [] == [key for key, text in said.items() if text is None or not text.endswith(".")]


@pytest.mark.parametrize(
    ("kind", "name", "argument", "said"),
    [
        ("metric", "AUC", "dtype", "The type of the numbers it computes with."),
        ("layer", "Conv1D", "data_format", "Whether the channels stand last or first."),
        ("layer", "LSTM", "return_sequences", "Give the state at every step, not only the last one."),
        ("layer", "ELU", "alpha", "`alpha` is how far below zero it can get."),
        (
            "layer",
            "ZeroPadding1D",
            "padding",
            "`padding` is how many: at each end, or a list with one number for each.",
        ),
        ("regularizer", "OrthogonalRegularizer", "mode", "`mode` says which of them: `rows` or `columns`."),
        ("callback", "EarlyStopping", "patience", "`patience` is how many epochs it waits."),
        ("layer", "CenterCrop", "height", "Gives images of `height` rows and `width` columns."),
    ],
)
def test_the_best_of_several_meanings_is_given(kind: str, name: str, argument: str, said: str) -> None:
    """The class's own definition, else its own words, else the glossary, else what it is built on says."""
    assert said == describe(KINDS[kind].load(name), argument)
