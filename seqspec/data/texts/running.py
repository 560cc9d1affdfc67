"""Windows over running texts: some tokens in, the ones after them to be predicted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from seqspec.data.dataset import Dataset
from seqspec.data.division import splits
from seqspec.data.division.splits import Rows
from seqspec.data.examples import Index, Task
from seqspec.data.reading.feed import documents_fingerprint, read_documents
from seqspec.data.tables.windows import Geometry, Origins, origins_of, origins_to_predict, take
from seqspec.data.texts import corpus, tokenizing, vocabulary
from seqspec.data.texts.corpus import Corpus
from seqspec.data.texts.notes import unknown_note, vocabulary_note
from seqspec.data.texts.padded import Ids, one_hot
from seqspec.data.texts.vocabulary import Vocabulary
from seqspec.errors import DataError
from seqspec.language.data import Data
from seqspec.language.recipe.scale import EVERY
from seqspec.language.recipe.split import PARTS
from seqspec.language.recipe.tokens import Tokens
from seqspec.wording import count


@dataclass(frozen=True)
class RunningPart:
    """
    The windows of one part of a running text.

    Args:
        ids: the whole text as numbers of tokens.
        places: the last input token of each window.
    """

    ids: Ids
    vocabulary: Vocabulary
    geometry: Geometry
    places: Origins

    def __len__(self) -> int:
        return len(self.places)

    @property
    def affine(self) -> bool:
        """Losses of classes have no unit."""
        return False

    def inputs(self, index: Index = None) -> NDArray[Any]:
        """Numbers of tokens `[n, length]`, int32; one-hot `[n, length, tokens]`, float32, where the recipe asks."""
        length = self.geometry.length
        windows = sliding_window_view(self.ids, length)[take(self.places, index) - (length - 1)]
        return self._delivered(windows)

    def targets(self, index: Index = None, rank: int = 2) -> NDArray[Any]:
        """The tokens to be predicted: `[n]` of one step under rank 2, else `[n, steps]`; one-hot where asked."""
        found = self.ids[self._rows(take(self.places, index))]
        return self._delivered(found[:, 0] if rank == 2 and self.geometry.steps == 1 else found)

    def weights(self, index: Index = None) -> None:
        """Every step counts the same."""

    def truth(self, index: Index = None) -> NDArray[np.float64]:
        """
        The number of each token, `[n, steps]`; NaN past the end of the text.

        With `targets: each_step` a window is judged by its last step, which has seen all of it.
        """
        rows = self._judged(take(self.places, index))
        found = self.ids[np.minimum(rows, len(self.ids) - 1)].astype(np.float64)
        found[rows >= len(self.ids)] = np.nan
        return found

    def restore(self, outputs: NDArray[np.floating[Any]], index: Index = None) -> NDArray[np.float64]:
        """A probability for each token: `[n, steps, tokens]`."""
        shape = (len(outputs), self.geometry.steps, -1)  # a model may have room for more tokens
        chances = np.asarray(outputs, dtype=np.float64).reshape(shape)
        return chances[:, -1:] if self.geometry.each_step else chances

    def stamps(self, index: Index = None) -> NDArray[Any]:
        """Which token of the text each step is, counted from 1: `[n, steps]`."""
        return self._judged(take(self.places, index)) + 1

    def texts(self, index: Index = None) -> list[str]:
        """What each window reads, as its tokens write it."""
        length, names = self.geometry.length, self.vocabulary.names
        windows = sliding_window_view(self.ids, length)[take(self.places, index) - (length - 1)]
        return [tokenizing.written([names[each] for each in row], self.vocabulary.tokens) for row in windows.tolist()]

    def origins(self, index: Index = None) -> NDArray[np.int64]:
        """The last token that each prediction may look at."""
        return take(self.places, index)

    def _rows(self, origins: NDArray[np.int64]) -> NDArray[np.int64]:
        return origins[:, None] + np.arange(self.geometry.first, self.geometry.last + 1)

    def _judged(self, origins: NDArray[np.int64]) -> NDArray[np.int64]:
        rows = self._rows(origins)
        return rows[:, -1:] if self.geometry.each_step else rows

    def _delivered(self, ids: Ids) -> NDArray[Any]:
        return one_hot(ids, self.vocabulary.size) if self.vocabulary.tokens.one_hot else ids


def load(data: Data, folder: Path, override: Path | None = None) -> Dataset:
    """
    Run the recipe over running texts.

    Raises:
        DataError: there is no such file, or the text is too short for the window.
    """
    source, tokens, geometry = _recipe(data)
    documents = read_documents(source, folder, override)
    read = corpus.read((text for _, text in documents), tokens)
    rows = _divided(data, read)
    known = vocabulary.learn(read.words, _counts(read, rows["train"]), tokens)
    ids = known.lookup(read.words)[read.codes]
    parts, notes = {}, vocabulary_note("the text", known)
    for name in PARTS:
        places = _places(data, geometry, rows[name], read, name)
        if not len(places) and (len(rows[name]) or name == "train" or data.parts.sizes.get(name)):
            raise _too_short(geometry, name, rows[name], len(ids), len(documents))
        parts[name] = RunningPart(ids, known, geometry, places)
    notes += unknown_note("the text", {f"{name} part": ids[_slice(rows[name])] for name in PARTS})
    if data.split is None:
        notes.insert(0, "no `split` is given: the last 20 % of the tokens are the test part, 10 % before it validation")
    found = {**documents_fingerprint(source, folder, override), "rows": len(ids), "columns": [],
             "boundaries": splits.boundaries(data, rows)}  # fmt: skip
    state = {"vocabularies": {EVERY: list(known.known)}, "lengths": {}, "boundaries": splits.boundaries(data, rows)}
    return Dataset(_task(known), parts["train"], parts["validation"], parts["test"], notes, state, found)


def for_prediction(data: Data, state: dict[str, Any], path: Path) -> Dataset:
    """
    The same recipe over another running text: every window, those at whose end nothing is known included.

    Raises:
        DataError: the text is shorter than a window.
    """
    source, tokens, geometry = _recipe(data)
    documents = read_documents(source, Path(), path)
    read = corpus.read((text for _, text in documents), tokens)
    known = Vocabulary(tuple(state["vocabularies"][EVERY]), tokens)
    ids = known.lookup(read.words)[read.codes]
    places = origins_to_predict(geometry, len(ids), read.starts[:-1])
    if not len(places):
        said = f"`{path}` has {count(len(ids), 'token')}, and a window reads {geometry.length:,}"
        raise DataError(said, help="give a longer text")
    nothing = RunningPart(ids, known, geometry, range(0))
    every = RunningPart(ids, known, geometry, places)
    found = {**documents_fingerprint(source, Path(), path), "rows": len(ids), "columns": []}
    return Dataset(_task(known), nothing, nothing, every, unknown_note("the text", {"file": ids}), state, found)


def _recipe(data: Data) -> tuple[Any, Tokens, Geometry]:
    """Source, tokens and window of the recipe."""
    assert data.window is not None  # a recipe of a running text has one
    if data.by != "time" or data.parts.unit == "date" or data.parts.backtest is not None:
        raise DataError("a running text is split in order", help="write `split: {validation: 0.1, test: 0.1}`")
    return data.source, data.tokens[EVERY], Geometry.of(data.window)


def _task(known: Vocabulary) -> Task:
    return Task("classes", ("next token",), known.names, tokenizing.joint(known.tokens))


def _divided(data: Data, read: Corpus) -> dict[str, Rows]:
    have = f"the text has {count(len(read.codes), 'token')}"
    return {**splits.laid_out(data.parts, len(read.codes), {}, have=have)}


def _counts(read: Corpus, rows: Rows) -> NDArray[np.int64]:
    return np.bincount(read.codes[_slice(rows)], minlength=len(read.words))


def _slice(rows: Rows) -> slice:
    assert isinstance(rows, range)  # a running text is split in order
    return slice(rows.start, rows.stop)


def _places(data: Data, geometry: Geometry, rows: Rows, read: Corpus, part: str) -> Origins:
    assert data.window is not None  # refused before
    stride = data.window.stride.train if part == "train" else data.window.stride.evaluation
    starts = np.unique(read.starts[:-1])  # an empty document starts where the next one does
    return origins_of(geometry, rows, starts[starts < len(read.codes)], stride)


def _too_short(geometry: Geometry, part: str, rows: Rows, tokens: int, documents: int) -> DataError:
    across = "" if documents == 1 else f" in {documents:,} texts, across which no window reaches"
    said = f"the {part} part has {len(rows):,} of {count(tokens, 'token')}{across}"
    needed = f"a window needs {geometry.length:,} to look at and {geometry.steps:,} to predict"
    return DataError(f"{said}, and {needed}", help="shorten `window`, hold out less, or take a longer text")
