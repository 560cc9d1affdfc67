"""Scripts of recipes of texts: the same numbers of tokens, in the same examples."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from seqspec.analysis.linter import check_text
from seqspec.data import dataset
from seqspec.errors import ExportError
from seqspec.lowering.script.program import script
from seqspec.runs.exporting import _subject
from tests.lowering.script.scripts import BASE, defined
from tests.lowering.script.test_program import require_same

pytestmark = pytest.mark.keras

_TALE = "Die Katze saß auf der Matte. Don’t ask – она сидела! 007 [UNK] "
_SAID = ["Good: it works", "bad, it broke", "It’s good", "good: it works", "a  bad idea\t", "so so"]


def write_texts(folder: Path) -> None:
    """Running texts, one of them with marks that stand alone; pairs; and a table with a column of texts."""
    (folder / "tale.txt").write_text(_TALE * 6, "utf-8")
    (folder / "marked.txt").write_text("e\u0301te\u0301 किताब e\u0301 " * 20, "utf-8-sig")
    chance = np.random.default_rng(2)
    said = [f"{_SAID[number]} {chance.integers(0, 60)}".replace("\t", " ") for number in chance.integers(0, 6, 90)]
    answers = [" ".join(reversed(text.replace(":", " :").split())) for text in said]
    lines = [f"{one}\t{other}\tleft out" for one, other in zip(said, answers, strict=True)]
    (folder / "pairs.tsv").write_text("\n".join(lines), "utf-8")
    tags = "\n".join(f"{text}\t{' '.join('N' * (len(text.split())))}" for text in said)
    (folder / "tags.tsv").write_text(tags + "\n", "utf-8")
    rows = [f"{number % 2},{number % 3},{text}" for number, text in enumerate(text.replace(",", "") for text in said)]
    (folder / "reviews.csv").write_text("\n".join(["friendly,stars,review", *rows]), "utf-8")


def recurrent(units: int, sequences: bool = False) -> list[Any]:
    """Embedded tokens, read in order, and a chance for each of so many."""
    return [
        {"Embedding": {"input_dim": "from_data", "output_dim": 3}},
        {"GRU": {"units": 3, "return_sequences": sequences}},
        {"Dense": {"units": units, "activation": "softmax"}},
    ]


TALE = {"source": {"text_file": "tale.txt"}}
REVIEWS: dict[str, Any] = {"source": {"csv": "reviews.csv"}, "features": ["review"]}
SPARSE = {"loss": "sparse_categorical_crossentropy"}
CASES: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "letters": ({**TALE, "tokens": {"max_tokens": 20}, "window": {"length": 5, "stride": 2}}, recurrent(20)),
    "letters with marks": (
        {"source": {"text_file": "marked.txt"}, "tokens": {"max_tokens": 20}, "window": {"length": 5}},
        recurrent(20),
    ),
    "words with marks": (
        {"source": {"text_file": ["marked.txt", "tale.txt"]}, "tokens": {"by": "word", "max_tokens": 9},
         "window": {"length": 3, "targets": "each_step"}},
        recurrent(9, sequences=True),
    ),
    "what is split already": (
        {**TALE, "tokens": {"by": "whitespace", "max_tokens": 9},
         "window": {"length": 3, "horizon": 2, "context": "own"}},
        [
            *recurrent(9)[:-2],
            {"Cropping1D": [1, 0]},
            {"TimeDistributed": {"Dense": {"units": 9, "activation": "softmax"}}},
        ],
    ),
    "a text in the spec": (
        {"source": {"text": "artificial"}, "tokens": {"max_tokens": 9, "one_hot": True}, "window": {"length": 9},
         "split": {"validation": 0, "test": 0}},
        [{"SimpleRNN": 4}, {"Dense": {"units": 9, "activation": "softmax"}}],
    ),
    "labels in equal shares": (
        {**REVIEWS, "target": {"column": "friendly", "kind": "binary"},
         "tokens": {"by": "word", "max_tokens": 12, "max_length": 4, "padding": "pre"},
         "split": {"validation": 0.1, "test": 0.2, "by": "random", "stratify": True}},
        [*recurrent(1)[:-1], {"Dense": {"units": 1, "activation": "sigmoid"}}],
    ),
    "numbers in order": (
        {**REVIEWS, "target": "stars", "tokens": {"by": "word", "max_tokens": 40}, "scale": {"stars": "minmax"},
         "split": {"validation": 10, "test": 20, "by": "time"}},
        [*recurrent(1)[:-1], {"Dense": 1}],
    ),
    "pairs": (
        {"source": {"pairs": "pairs.tsv"}, "split": {"validation": 9, "test": 20, "by": "random"},
         "tokens": {"input": {"by": "word", "max_tokens": 12, "padding": "pre"},
                    "target": {"by": "whitespace", "max_tokens": 14, "max_length": 6}}},
        [*recurrent(1)[:-2], {"GRU": 3}, {"RepeatVector": 6},
         {"GRU": {"units": 14, "return_sequences": True, "activation": "softmax"}}],
    ),
    "tags": (
        {"source": {"pairs": "tags.tsv"}, "split": {"validation": 0.1, "test": 0.1, "by": "random"},
         "tokens": {"input": {"by": "whitespace", "max_tokens": 12, "max_length": 5},
                    "target": {"by": "whitespace", "max_tokens": 4, "max_length": 5, "one_hot": True,
                               "aligned": True}}},
        recurrent(4, sequences=True),
    ),
    "names": (
        {"source": {"sklearn": "iris"}, "target": "name", "scale": "minmax", "split": {"test": 0.2, "by": "random"},
         "tokens": {"name": {"max_tokens": 20, "max_length": 11}}},
        [{"RepeatVector": 11}, {"GRU": {"units": 20, "return_sequences": True, "activation": "softmax"}}],
    ),
}  # fmt: skip


def checked(folder: Path, data: dict[str, Any], model: list[Any]) -> Any:
    """What is exported of a recipe."""
    loss = {"loss": "categorical_crossentropy"} if "one_hot" in repr(data) else SPARSE
    if "binary" in repr(data) or "stars" in repr(data):
        loss = {"loss": "binary_crossentropy" if "binary" in repr(data) else "mse"}
    whole = {**BASE, "data": data, "model": model, "compile": loss}
    return _subject.of_spec(check_text(yaml.safe_dump(whole, sort_keys=False)), folder)


@pytest.mark.parametrize("plain", [True, False], ids=["as found", "any"])
@pytest.mark.parametrize("name", CASES)
def test_texts_become_the_same_numbers(name: str, plain: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens, vocabularies, padding, parts and weights are those of the recipe, whatever marks the texts have."""
    write_texts(tmp_path)
    subject = checked(tmp_path, *CASES[name])
    settled = _subject.settled(subject)
    text = script(subject.spec, subject.trace, settled if plain else replace(settled, plain=False))
    stride = subject.spec.data.window.stride.train if subject.spec.data.window else 1

    require_same(defined(text, monkeypatch), dataset.load(subject.spec, tmp_path), stride)


@pytest.mark.parametrize(("name", "said"), [("letters", "after"), ("pairs", "→")])
def test_answers_end_at_the_first_padding(
    name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a run; and a number that no token has is out of vocabulary, as a model may have more of them."""
    write_texts(tmp_path)
    subject = checked(tmp_path, *CASES[name])
    text = script(subject.spec, subject.trace, _subject.settled(subject))
    names = defined(text, monkeypatch)
    exec("names = " + text.partition("\nnames = ")[2], {**names, "found": np.array([[2, 9999, 0, 3]]), "at": [50]})
    ranked = names["ranked" if name == "letters" else "answers_ranked"]
    words = [ranked[0], "[UNK]"]

    printed = capsys.readouterr().out.strip()
    assert said in printed
    assert printed.endswith(repr("".join(words)) if name == "letters" else " ".join(words))


def test_simple_texts_have_simple_scripts(tmp_path: Path) -> None:
    """Combining marks are spoken of where there are some, and where nobody has looked."""
    write_texts(tmp_path)
    plain, marked = (
        _subject.settled(checked(tmp_path, *CASES[name])).plain for name in ("letters", "letters with marks")
    )

    assert (True, False) == (plain, marked)


def test_scripts_of_texts_are_formatted_and_short(tmp_path: Path) -> None:
    """A formatter changes nothing in them, a linter finds nothing unused, and they have less than 120 lines."""
    write_texts(tmp_path)
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    for number, case in enumerate(CASES.values()):
        subject = checked(tmp_path, *case)
        text = script(subject.spec, subject.trace, _subject.settled(subject))
        assert len(text.splitlines()) < 120
        (scripts / f"script_{number}.py").write_text(text, "utf-8")

    isolated = ["--isolated", "--no-cache", "--line-length", "120", str(scripts)]
    for command in (["format", "--check"], ["check", "--select", "E,F,B,I", "--ignore", "E402"]):
        outcome = subprocess.run([sys.executable, "-m", "ruff", *command, *isolated], capture_output=True, check=False)
        assert 0 == outcome.returncode, outcome.stdout.decode()


def test_rows_that_would_be_left_out(tmp_path: Path) -> None:
    """Empty texts are errors in a script, as by default; to leave them out is refused."""
    write_texts(tmp_path)
    data, model = CASES["labels in equal shares"]
    subject = checked(tmp_path, {**data, "missing": "drop"}, model)

    with pytest.raises(ExportError, match="a script can't hold `missing`"):
        script(subject.spec, subject.trace, _subject.settled(subject))
