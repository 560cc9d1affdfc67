"""Recipes of texts row by row: pairs of them, texts with labels, numbers with names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from seqspec.language.data import Data
from seqspec.language.recipe.tokens import Tokens
from seqspec.lowering.script import division, reading, tokens
from seqspec.lowering.script.pieces import NUMBERED, VOCABULARY, lines_of
from seqspec.lowering.script.settled import Settled
from seqspec.lowering.script.tables import Table
from seqspec.lowering.script.writing import Code, inline


class Sentences:
    """
    A recipe of rows of texts; see `seqspec.lowering.script.recipe`.

    Args:
        data: one that a script can hold.
        settled: see there.
        rank: axes of the model's output.
        half: what a chance of one half is in the model's answers.
    """

    def __init__(self, data: Data, settled: Settled, rank: int, half: float = 0.5) -> None:
        self.data = data
        self.settled = settled
        self.source, self.target = data.feature_columns[0], data.target_columns[0]
        self.read = {column: found for column in data.columns if (found := data.tokens_of(column)) is not None}
        self.beside = Table(_without_texts(data), settled, rank, half, rows=True)
        self.columns = self.beside.columns

    @property
    def _numbers(self) -> bool:
        """Whether one half of the recipe is no text."""
        return not {self.source, self.target} <= self.read.keys()

    def constants(self) -> Iterator[str]:
        """The columns that are no texts."""
        if self._numbers:
            yield from self.columns.constants()

    def functions(self) -> Iterator[str]:
        """How texts are split, and rows shared out."""
        yield from division.functions(self.data)
        if self._numbers:
            yield from self.columns.functions()
        yield from tokens.constants(self.read.values(), self.settled.plain)
        if len(self.read) > 1:
            yield from lines_of(_numbering(list(self.read.values())))

    def reading(self) -> Iterator[str]:
        """The table, its texts as tokens, and the parts."""
        yield from reading.table(self.data, self.settled)
        for column, way in self.read.items():
            text, cells = tokens.split(way, "text", self.settled.plain), f"table[{inline(column)}]"
            if self.settled.kinds.get(column, frozenset()) - {"text", "figure"}:
                cells = f"map(str, {cells})"
            yield f"{self._split(column)} = [{text} for text in {cells}]"
        if self.source in self.read:
            key = f"[{tokens.joined(self.read[self.source], 'text')} for text in {self._split(self.source)}]"
            yield from division.of_texts(self.data, self.settled, key)
        else:
            yield from division.parts(self.data, self.settled)
            if self.data.by != "random":
                yield "train, validation, test = map(np.array, (train, validation, test))"

    def _split(self, column: str) -> str:
        """What the tokens of a column are called."""
        return "said" if column == self.source else "answers"

    def _ranked(self, column: str) -> str:
        """What the tokens of its vocabulary are called."""
        return "ranked" if len(self.read) == 1 else f"{self._split(column)}_ranked"

    def preparing(self) -> Iterator[str]:
        """The vocabularies of the training part, the texts as numbers, and what is no text."""
        for column, way in self.read.items():
            yield from self._numbered(column, way)
        if self._numbers:
            yield from self.columns.reading()
            yield from self.columns.preparing()
            yield from self.columns.scaling()

    def _numbered(self, column: str, way: Tokens) -> Iterator[str]:
        said, room, ids = self._split(column), tokens.room(way), "x" if column == self.source else "y"
        length = f"{way.max_length}" if way.max_length is not None else f"max(1, *(len({said}[row]) for row in train))"
        if len(self.read) == 1:
            most, known = "" if room is None else f"[:{room!r}]", tokens.known(way)
            given = {"texts": said, "known": known, "most": most, "ids": ids, "length": length}
            yield from lines_of(VOCABULARY.format(**given, padding=way.padding))
            return
        padding = f", {inline(way.padding)}" if _both({each.padding for each in self.read.values()}) else ""
        yield f"{ids}, {self._ranked(column)} = numbered({said}, {room!r}, {length}{padding})"

    def origins(self) -> Iterator[str]:
        """None: every row is an example."""
        yield from ()

    def examples(self) -> Iterator[str]:
        """Rows, with how much each token counts where a text is predicted."""
        target = self.read.get(self.target)
        fed = self._delivered("x[at]", self.source, self.beside.fed("x[at]"))
        yield "def examples(at):"
        if target is None:
            yield '    """Inputs and targets of these rows."""'
            yield f"    return {fed}, {self.beside.asked('y[at]')}"
            return
        asked = self._delivered("y[at]", self.target, "y[at]")
        if target.aligned:
            yield '    """Inputs, targets, and how much each token counts: what stands beside padding does not."""'
            yield f'    return {fed}, {asked}, (x[at] != 0).astype("float32")'
            return
        yield '    """Inputs, targets, and how much each token counts: the end of a text does, padding does not."""'
        yield "    counts = np.arange(y.shape[1]) <= np.count_nonzero(y[at], axis=1)[:, None]"
        yield f'    return {fed}, {asked}, counts.astype("float32")'

    def _delivered(self, ids: str, column: str, otherwise: str) -> str:
        way = self.read.get(column)
        if way is None:
            return otherwise
        room = f"{way.max_tokens!r}" if way.max_tokens else f"len({self._ranked(column)}) + 2"
        return f'np.eye({room}, dtype="float32")[{ids}]' if way.one_hot else ids

    def at(self, part: str) -> Any:
        """The rows themselves."""
        return Code(part)

    def judgement(self, size: int, whole: bool) -> Iterator[str]:
        """How many labels or texts are right."""
        if self.target not in self.read:
            yield from self.beside.judgement(size, whole)
            return
        way = self.read[self.target]
        yield f"at = test[: len(test) // {size!r} * {size!r}]" if whole else "at = test"
        yield f"found = model.predict(Batches(at, {size!r}), verbose=0).argmax(axis=-1)"
        yield "right = (found == y[at]) | (examples(at)[2] == 0)"
        yield 'share = f"{right.all(axis=1).mean():.2%} of the texts right"'
        yield 'print(f"test part: {len(at):,} examples, {share}")'
        known = "found[0][x[at[0]] != 0]" if way.aligned else "found[0]"
        yield from tokens.named(self._ranked(self.target), known)
        said = f"table[{inline(self.source)}].iloc[at[0]]" if self.source in self.read else "at[0]"
        yield f'print({said}, "→", {tokens.joined(way, "words")})'


def _numbering(ways: list[Tokens]) -> str:
    """The function that numbers the tokens of two columns."""
    known, pads = next((each for way in ways if (each := tokens.known(way))), ""), {way.padding for way in ways}
    both = _both(pads)
    padding = "padding" if both else inline(min(pads))
    return NUMBERED.format(known=known, padding=padding, argument=", padding" if both else "")


def _both(pads: Collection[str]) -> bool:
    """Whether one column is padded before its texts, and one after them."""
    return len(pads) > 1


def _without_texts(data: Data) -> Data:
    """A recipe without its texts, whose other columns stay as they are."""
    features = [column for column in data.feature_columns if data.tokens_of(column) is None]
    targets = [target for target in data.target or [] if data.tokens_of(target.column) is None]
    return data.model_copy(update={"features": features, "target": targets, "tokens": {}})
