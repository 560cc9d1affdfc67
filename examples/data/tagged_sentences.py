"""
Sentences of a small grammar with the part of speech of every word: a small world in which context decides.

Many words are of two kinds: `the can` and `can watch`, `a light lamp` and `the light`. `python
examples/data/tagged_sentences.py` writes tagged-sentences.tsv beside this file, which ships with the repository.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import TypeVar

FILE = Path(__file__).with_name("tagged-sentences.tsv")
SENTENCES = 3_000
SEED = 0

WORDS = {
    "DET": "the a my your every this that",
    "ADJ": "old cold light fast round open quiet green clean wild",
    "NOUN": "man girl cook watch can will fish light duck saw cold park round walk answer book cat",
    "AUX": "can will must may should",
    "VERB": "watch cook fish light duck park walk answer book saw open clean round see find like",
    "ADV": "fast often quietly there round now",
    "ADP": "in near like under round by",
}
SUBJECTS = ("DET NOUN", "DET ADJ NOUN", "DET NOUN ADP DET NOUN")
PREDICATES = ("AUX VERB DET NOUN", "AUX VERB DET ADJ NOUN", "AUX VERB ADV", "AUX ADV VERB DET NOUN")
ENDS = ("", "", "ADP DET NOUN", "ADV", "ADP DET ADJ NOUN")

_T = TypeVar("_T")


def sentences(count: int = SENTENCES, seed: int = SEED) -> list[tuple[str, str]]:
    """So many different sentences, each with its tags: as many tags as words."""
    random = Random(seed)
    drawn: dict[str, str] = {}
    while len(drawn) < count:
        tags = " ".join(_one(random, parts) for parts in (SUBJECTS, PREDICATES, ENDS)).split()
        drawn.setdefault(" ".join(_one(random, WORDS[tag].split()) for tag in tags), " ".join(tags))
    return list(drawn.items())


def _one(random: Random, choices: Sequence[_T]) -> _T:
    """One of these; `Random.random` is the one draw that is the same in every version of Python."""
    return choices[int(random.random() * len(choices))]


def main() -> None:
    """Write the file."""
    FILE.write_text("".join(f"{words}\t{tags}\n" for words, tags in sentences()), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
