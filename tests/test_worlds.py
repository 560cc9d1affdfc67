"""The small worlds of the examples are complete, correct and as their scripts write them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DATA = Path(__file__).parent.parent / "examples" / "data"


def script(name: str) -> ModuleType:
    """A script of examples/data as a module."""
    spec = importlib.util.spec_from_file_location(name, DATA / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["number_words", "tagged_sentences"])
def test_a_world_is_what_its_script_writes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing the file anew gives the one that ships, byte for byte."""
    module = script(name)
    shipped = module.FILE.read_bytes()
    monkeypatch.setattr(module, "FILE", tmp_path / "anew.tsv")

    module.main()

    assert shipped == (tmp_path / "anew.tsv").read_bytes()


@pytest.mark.parametrize(
    ("number", "english", "turkish"),
    [
        (0, "zero", "sıfır"),
        (13, "thirteen", "on üç"),
        (40, "forty", "kırk"),
        (100, "one hundred", "yüz"),
        (101, "one hundred one", "yüz bir"),
        (1000, "one thousand", "bin"),
        (1111, "one thousand one hundred eleven", "bin yüz on bir"),
        (2345, "two thousand three hundred forty-five", "iki bin üç yüz kırk beş"),
        (9999, "nine thousand nine hundred ninety-nine", "dokuz bin dokuz yüz doksan dokuz"),
    ],
)
def test_numbers_are_written_as_people_write_them(number: int, english: str, turkish: str) -> None:
    """A hundred and a thousand are `yüz` and `bin` without a `bir`, and English has no `and`."""
    module = script("number_words")

    assert (english, turkish) == (module.english(number), module.turkish(number))


def test_the_numbers_are_complete() -> None:
    """There are 10,000 pairs, and no two share a name in either language."""
    pairs = [line.split("\t") for line in (DATA / "numbers-eng-tur.tsv").read_text("utf-8").splitlines()]

    assert [10_000, 10_000, 10_000] == [len(pairs), len({english for english, _ in pairs}), len(dict(pairs))]
    assert len({turkish for _, turkish in pairs}) == len(pairs)


def test_every_word_of_a_tagged_sentence_has_a_tag() -> None:
    """Words and tags are equally many, and each word can have its tag."""
    module = script("tagged_sentences")
    pairs = module.sentences(200, seed=3)

    tagged = [(word, tag) for words, tags in pairs for word, tag in zip(words.split(), tags.split(), strict=True)]

    assert [(word, tag) for word, tag in tagged if word not in module.WORDS[tag].split()] == []


def test_context_decides() -> None:
    """One word in five has another tag than the one it has most often: who looks at words alone errs there."""
    seen: dict[str, list[str]] = {}
    for words, tags in script("tagged_sentences").sentences():
        for word, tag in zip(words.split(), tags.split(), strict=True):
            seen.setdefault(word, []).append(tag)

    right = sum(max(tags.count(tag) for tag in set(tags)) for tags in seen.values())

    assert 0.75 < right / sum(len(tags) for tags in seen.values()) < 0.85
