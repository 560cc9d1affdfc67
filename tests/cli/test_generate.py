"""`seqspec generate`: a run folder and a prompt in, a text out."""

from __future__ import annotations

from pathlib import Path

import pytest

import seqspec
from tests.cli.conftest import Run
from tests.training import write_text_spec

pytestmark = pytest.mark.keras
PROMPT = "the cat sat"


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of a model that reads eight letters and gives the next."""
    folder = tmp_path_factory.mktemp("letters")
    return seqspec.fit(write_text_spec(folder), out=folder / "run").folder


def test_the_prompt_is_written_on(letters: Path, run: Run) -> None:
    """The prompt as it was given, what Python gets behind it, and the end of the line."""
    outcome = run("generate", letters, "--prompt", PROMPT, "--length", 12)

    assert (0, f"{PROMPT}{seqspec.open_run(letters).generate(PROMPT, 12)[0]}\n", "") == outcome


def test_several_texts_have_a_line_between_them(letters: Path, run: Run) -> None:
    """Each begins with the prompt."""
    given = ("--length", 12, "--temperature", 0.9, "--seed", 5, "--count", 2)

    outcome = run("generate", letters, "--prompt", PROMPT, *given)

    found = seqspec.open_run(letters).generate(PROMPT, 12, temperature=0.9, seed=5, count=2)
    assert "\n\n".join(f"{PROMPT}{text}" for text in found) + "\n" == outcome.output


def test_a_beam_search_says_how_likely_its_texts_are(letters: Path, run: Run) -> None:
    """On standard error, so that the text can be piped."""
    outcome = run("generate", letters, "--prompt", PROMPT, "--length", 6, "--beam", 3, "--count", 2)

    assert 2 == outcome.errors.count("note: mean log probability of a token -")
    assert 2 == outcome.output.count(PROMPT)


def test_strange_letters_are_named(letters: Path, run: Run) -> None:
    """On standard error, and the text is written all the same."""
    outcome = run("generate", letters, "--prompt", "the cät sat", "--length", 3)

    assert "note: the vocabulary lacks `ä`: read as unknown\n" == outcome.errors
    assert outcome.output.startswith("the cät sat")


def test_a_file_is_written_whole_and_never_replaced(letters: Path, run: Run, tmp_path: Path) -> None:
    """`-o` names a new file; one that exists stays, unless `--force` is given."""
    out = tmp_path / "tale.txt"
    assert 0 == run("generate", letters, "--prompt", PROMPT, "--length", 4, "-o", out).code
    text = out.read_text("utf-8")

    refused = run("generate", letters, "--prompt", PROMPT, "--length", 9, "-o", out)

    assert (1, f"error: `{out}` exists already\nhelp: pass --force to replace it\n") == (refused.code, refused.errors)
    assert text == out.read_text("utf-8")
    assert 0 == run("generate", letters, "--prompt", PROMPT, "--length", 9, "-o", out, "--force").code
    assert len(text) + 5 == len(out.read_text("utf-8"))
    assert [out] == list(tmp_path.iterdir())


def test_a_short_prompt_is_refused(letters: Path, run: Run) -> None:
    """In a sentence, with what to do."""
    outcome = run("generate", letters, "--prompt", "cat")

    assert 1 == outcome.code
    assert outcome.errors.startswith("error: the prompt has 3 characters, and the model reads 8\nhelp: give a longer")


@pytest.mark.parametrize(
    "given", [("--beam", 2, "--temperature", 1), ("--temperature", -1), ("--length", 0), ("--length", "some")]
)
def test_wrong_usage_exits_with_2(given: tuple[object, ...], run: Run) -> None:
    """Before the run is looked for."""
    assert 2 == run("generate", "nowhere", "--prompt", PROMPT, *given).code
