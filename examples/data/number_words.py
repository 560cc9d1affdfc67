"""
The numbers from 0 to 9,999 in words, English and Turkish: a small world that is complete.

`python examples/data/number_words.py` writes numbers-eng-tur.tsv beside this file, which ships with the repository.
"""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).with_name("numbers-eng-tur.tsv")
NUMBERS = range(10_000)

ENGLISH_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
ENGLISH_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"
TURKISH_ONES = "sıfır bir iki üç dört beş altı yedi sekiz dokuz"
TURKISH_TENS = "sıfır on yirmi otuz kırk elli altmış yetmiş seksen doksan"


def english(number: int) -> str:
    """A number below 10,000 in English: `two thousand three hundred forty-five`."""
    return " ".join(_english_words(number)) or "zero"


def turkish(number: int) -> str:
    """A number below 10,000 in Turkish: `iki bin üç yüz kırk beş`."""
    return " ".join(_turkish_words(number)) or "sıfır"


def _english_words(number: int) -> list[str]:
    if number >= 100:
        size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
        return [_word(ENGLISH_ONES, number // size), name, *_english_words(number % size)]
    if number >= 20:
        tens, ones = divmod(number, 10)
        return ["-".join([_word(ENGLISH_TENS, tens)] + [_word(ENGLISH_ONES, ones)] * (ones > 0))]
    return [_word(ENGLISH_ONES, number)] * (number > 0)


def _turkish_words(number: int) -> list[str]:
    if number >= 100:
        size, name = (1000, "bin") if number >= 1000 else (100, "yüz")
        count = [_word(TURKISH_ONES, number // size)] * (number >= 2 * size)  # `yüz` and `bin` without a `bir`
        return [*count, name, *_turkish_words(number % size)]
    tens, ones = divmod(number, 10)
    return [_word(TURKISH_TENS, tens)] * (tens > 0) + [_word(TURKISH_ONES, ones)] * (ones > 0)


def _word(names: str, place: int) -> str:
    return names.split()[place]


def main() -> None:
    """Write the file."""
    lines = (f"{english(number)}\t{turkish(number)}\n" for number in NUMBERS)
    FILE.write_text("".join(lines), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
