"""The codes that no rule has any more: why they went, and what speaks in their place. No code is given twice."""

from __future__ import annotations

from dataclasses import dataclass

_FITTED = "statistics always come from the training part, and no spec can say otherwise"
_UNITS = "a target is scaled by itself, and what people read is always in its original units"


@dataclass(frozen=True, slots=True)
class Retired:
    """
    A code that was planned or used once.

    Args:
        name: the name that went with it.
        reason: why no rule is needed.
        instead: what to look at now.
    """

    name: str
    reason: str
    instead: str


CODES = {
    "SEQ104": Retired(
        "input-shape-on-first-layer",
        "`input_shape` on the first layer is right here: it is where a spec declares what the model takes",
        "SEQ103 speaks of one on a later layer",
    ),
    "SEQ123": Retired(
        "left-padded-mask",
        "sequences are always padded at their end, so that no mask begins with padding",
        "SEQ120 and SEQ121 speak of masks that get lost",
    ),
    "SEQ301": Retired("scale-before-split", _FITTED, "SEQ005 speaks of keys such as `fit_on`"),
    "SEQ303": Retired(
        "window-crosses-split",
        "rows are split before windows are cut, so that no target of one part lies in another",
        "`seqspec explain context` says what windows may reach back to",
    ),
    "SEQ315": Retired("scaled-target-not-inverted", _UNITS, "SEQ005 speaks of keys such as `report`"),
    "SEQ317": Retired(
        "text-vectorizer-contract",
        "texts become numbers before they reach a model, by a vocabulary of the training part",
        "SEQ006 speaks of a layer `TextVectorization`, SEQ110 of tokens without a `max_length` where one is needed",
    ),
    "SEQ509": Retired(
        "legacy-hdf5",
        "a model is saved by `seqspec fit`, always in the format of Keras 3, and no spec names the file",
        "`seqspec explain ModelCheckpoint` says what else is saved",
    ),
}


def retired(word: str) -> tuple[str, Retired] | None:
    """The code that a word names, by itself or by its name, where no rule has it any more."""
    return next(((code, each) for code, each in CODES.items() if word.lower() in (code.lower(), each.name)), None)
