"""Recipes of running texts: some tokens go in, and those after them are predicted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seqspec.language.data import Data
from seqspec.language.recipe.characters import codec
from seqspec.language.recipe.scale import EVERY
from seqspec.language.recipe.split import PARTS
from seqspec.language.recipe.window import Stride
from seqspec.lowering.script import division, spans, tokens
from seqspec.lowering.script.settled import Settled
from seqspec.lowering.script.writing import Call, Code, assignment, inline

_CUT = "[(first, max(first, part.start), min(end, part.stop)) for first, end in texts]"


class RunningText:
    """
    A recipe of a running text; see `seqspec.lowering.script.recipe`.

    Args:
        data: one that a script can hold.
        settled: see there.
        rank: axes of the model's output.
    """

    def __init__(self, data: Data, settled: Settled, rank: int) -> None:
        assert data.window is not None  # a recipe of a running text has one
        self.data = data
        self.window = data.window
        self.tokens = data.tokens[EVERY]
        self.settled = settled
        self.several = len(settled.files) > 1
        self.single = rank == 2 and self.window.steps == 1

    def constants(self) -> Iterator[str]:
        """Window and vocabulary."""
        window, source = self.window, self.data.source
        if source is not None and source.name == "text":
            yield assignment("TEXT", getattr(source, "text", ""))
        if self.tokens.max_tokens is not None:
            yield f"TOKENS = {self.tokens.max_tokens!r}  # numbers of tokens: 0 is padding, 1 what has none of its own"
        yield from spans.constants(window, "tokens")

    def functions(self) -> Iterator[str]:
        """How a text is split."""
        yield from tokens.constants([self.tokens], self.settled.plain)

    def reading(self) -> Iterator[str]:
        """The text as tokens, and its parts."""
        source: Any = self.data.source
        if source.name == "text":
            yield f"tokens = {self._split('TEXT')}"
        elif not self.several:
            yield f"text = Path(DATA).read_text({self._encoding})"
            yield f"tokens = {self._split('text')}"
        else:
            text = self._split(f"Path(path).read_text({self._encoding})")
            yield f"split = [{text} for path in DATA]"
            yield "tokens = [token for text in split for token in text]"
            yield "ends = np.cumsum([len(text) for text in split])"
            yield "texts = list(zip([0, *ends[:-1]], ends, strict=True))  # which no window crosses"
        yield from division.parts(self.data, self.settled, "len(tokens)")

    def _split(self, text: str) -> str:
        return tokens.split(self.tokens, text, self.settled.plain)

    @property
    def _encoding(self) -> str:
        return inline(codec(getattr(self.data.source, "encoding", "utf-8")))

    def preparing(self) -> Iterator[str]:
        """The vocabulary of the training part, and the text as numbers."""
        known = tokens.known(self.tokens)
        counted = f"token for token in tokens[: train.stop]{known}" if known else "tokens[: train.stop]"
        most = "[: TOKENS - 2]" if self.tokens.max_tokens is not None else ""
        yield f"counts = Counter({counted})"
        yield f"ranked = sorted(counts, key=lambda token: (-counts[token], token)){most}  # the most frequent first"
        yield "numbers = {token: number for number, token in enumerate(ranked, 2)}"
        yield 'ids = np.array([numbers.get(token, 1) for token in tokens], dtype="int32")'

    def origins(self) -> Iterator[str]:
        """Every window whose targets lie in the part."""
        own = self.window.context == "own"
        strides = self.window.stride != Stride()
        stride = ", stride" * strides
        yield f"def origins(part{', stride=1' * strides}):"
        yield '    """The last token that goes in, of every window whose targets lie in the part."""'
        if not self.several:
            start = f"max(LENGTH - 1{' + part.start' * own}, part.start - FIRST)"
            yield f"    return np.arange({start}, part.stop - LAST{stride})"
            return
        yield f"    pieces = {_CUT}"
        start = f"max({'begin' if own else 'first'} + LENGTH - 1, begin - FIRST)"
        yield f"    spans = [np.arange({start}, end - LAST{stride}) for first, begin, end in pieces]"
        yield "    return np.concatenate(spans)"

    def examples(self) -> Iterator[str]:
        """Windows of numbers."""
        yield "def examples(at):"
        yield '    """Inputs and targets of the windows that end at these tokens."""'
        yield "    inputs = ids[at[:, None] + np.arange(1 - LENGTH, 1)]"
        if self.single:
            yield "    targets = ids[at + FIRST]"
        else:
            yield "    targets = ids[at[:, None] + np.arange(FIRST, LAST + 1)]"
        if self.tokens.one_hot:
            room = "TOKENS" if self.tokens.max_tokens is not None else "len(ranked) + 2"
            yield f'    rows = np.eye({room}, dtype="float32")  # a row of zeros with a one for every token'
            yield "    return rows[inputs], rows[targets]"
        else:
            yield "    return inputs, targets"

    def at(self, part: str) -> Call:
        """A call of `origins`."""
        stride = self.window.stride.train if part == "train" else self.window.stride.evaluation
        return Call("origins", ((None, Code(part)), *(((None, stride),) if stride != 1 else ())))

    def judgement(self, size: int, whole: bool) -> Iterator[str]:
        """How many tokens are right, and what comes after the first window."""
        part = "test" if division.has(self.data, "test") else PARTS[0]
        yield f"at = {inline(self.at(part))}" + ("" if part == "test" else "  # there is no test part: what was learnt")
        if whole:
            yield f"at = at[: len(at) // {size!r} * {size!r}]  # the model takes whole batches only"
        last = "[:, -1:]" if self.window.each_step else ""
        steps = "LAST" if self.window.each_step else "FIRST"
        yield f"chances = model.predict(Batches(at, {size!r}), verbose=0)"
        yield f"found = chances.reshape(len(at), {self.window.steps!r}, -1).argmax(axis=-1){last}"
        yield f"right = found == ids[at[:, None] + np.arange({steps}, LAST + 1)]"
        yield f'print(f"{part} part: {{len(at):,}} examples, {{right.mean():.2%}} right")'
        yield from tokens.named("ranked", "found[0]")
        read = tokens.joined(self.tokens, "tokens[at[0] - LENGTH + 1 : at[0] + 1]")
        yield f"read, said = {read}, {tokens.joined(self.tokens, 'words')}"
        yield 'print(f"after {read!r} comes {said!r}")'
