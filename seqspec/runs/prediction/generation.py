"""`generate`: a run folder and the beginning of a text in, the text written on by the run's model out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.analysis.facts.declaration import with_inner
from seqspec.analysis.formats._text import escape
from seqspec.errors import DataError, RunError, UsageError
from seqspec.language.recipe.scale import EVERY
from seqspec.runs import forecasting, opening
from seqspec.runs.folder import RunFolder
from seqspec.runs.prediction import learnt, writing
from seqspec.wording import count as counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.analysis.inference import Trace
    from seqspec.data.texts.vocabulary import Vocabulary
    from seqspec.language.data import Data
    from seqspec.language.recipe.window import Window
    from seqspec.language.spec import Spec
    from seqspec.runs.forecasting import Link
    from seqspec.runs.prediction.writing import Ids, Odds

LENGTH = 200
_MOST_NAMED = 10
_BOUNDS = {"length": (1, 1_000_000), "beam": (1, 100), "count": (1, 1_000), "seed": (0, None)}
"""The least and the most that can be asked for."""


@dataclass(frozen=True)
class Manner:
    """
    How a text is written on.

    Args:
        length: how many tokens are written.
        temperature: 0 always takes the likeliest token; 1 draws each by its probability, more is bolder.
        beam: how many ways to go on a beam search keeps; None searches none.
        seed: the same seed draws the same texts.
        count: how many texts.

    Raises:
        UsageError: these do not go together.
    """

    length: int = LENGTH
    temperature: float = 0.0
    beam: int | None = None
    seed: int = 0
    count: int = 1

    def __post_init__(self) -> None:
        for name, (least, most) in _BOUNDS.items():
            value = getattr(self, name)
            if value is not None and value < least:
                raise UsageError(f"the {name} has to be {least} or more, and is {value}")
            if value is not None and most is not None and value > most:
                raise UsageError(
                    f"the {name} can be {most:,} at most, and is {value:,}", help=f"ask for {most} or less"
                )
        if not isfinite(self.temperature) or self.temperature < 0:
            raise UsageError(f"the temperature has to be 0 or more, and is {self.temperature}")
        if self.beam is not None and self.temperature:
            raise UsageError("a beam search draws nothing, so there is no temperature", help="take one of the two out")
        if self.beam is not None and self.count > self.beam:
            raise UsageError(f"a beam of {self.beam:,} finds {counted(self.beam, 'text')}, and not {self.count:,}",
                             help=f"ask for a beam of {self.count:,}")  # fmt: skip
        if self.beam is None and not self.temperature and self.count > 1:
            raise UsageError("without a temperature all texts are the same", help="ask for a temperature of 0.8")


@dataclass(frozen=True)
class Writer:
    """
    A trained next-token model, ready to write a text on.

    Args:
        model: a Keras model.
        window: how many tokens it reads and predicts.
        vocabulary: the tokens that it learnt.
        link: what makes probabilities of its outputs.
        batch: how many windows it takes together, where that is fixed.
    """

    model: Any
    window: Window
    vocabulary: Vocabulary
    link: Link
    batch: int | None

    def read(self, prompt: str) -> tuple[Ids, list[str]]:
        """
        The last tokens of a prompt, as many as the model reads; and what has to be said about them.

        Raises:
            DataError: the prompt is too short. The model has seen whole windows only, and nothing else is made up.
        """
        from seqspec.data.texts import tokenizing
        from seqspec.data.texts.vocabulary import UNKNOWN

        words = tokenizing.split(prompt, self.vocabulary.tokens)
        if len(words) < self.window.length:
            kind = {"char": "character", "word": "word"}.get(self.vocabulary.tokens.by, "token")
            said = f"the prompt has {counted(len(words), kind)}, and the model reads {self.window.length:,}"
            raise DataError(said, help="give a longer prompt, such as the beginning of a text of the same kind")
        ids, seen = self.vocabulary.lookup(words)[-self.window.length :], words[-self.window.length :]
        strange = list(dict.fromkeys(word for word, number in zip(seen, ids, strict=True) if number == UNKNOWN))
        return ids, _notes(strange)

    def stream(self, ids: Ids, manner: Manner) -> Iterator[list[str]]:
        """
        Write on token by token.

        Yields:
            for each text what has to be put behind it.
        """
        contexts = np.repeat(ids[None], manner.count, axis=0)
        random, names = np.random.default_rng(manner.seed), self.vocabulary.names
        drawing = writing.drawn(self._odds(manner.count), contexts, manner.length, manner.temperature, random)
        for following in drawing:
            yield [f"{self._joint}{names[each]}" for each in following]

    def search(self, ids: Ids, manner: Manner) -> list[tuple[str, float]]:
        """The best texts of a beam search, and the mean logarithm of the probability of their tokens."""
        width, names = manner.beam or 1, self.vocabulary.names
        found, scores = writing.searched(self._odds(width), ids, manner.length, width)
        texts = ["".join(f"{self._joint}{names[each]}" for each in row) for row in found[: manner.count]]
        return list(zip(texts, scores.tolist(), strict=False))

    @property
    def _joint(self) -> str:
        from seqspec.data.texts import tokenizing

        return tokenizing.joint(self.vocabulary.tokens)

    def _odds(self, most: int) -> Odds:
        """What comes next, by a model that is always asked for as many texts, so that it is compiled once."""
        batch = self.batch or most
        ask = partial(forecasting.answers, self.model, batch, self.link)

        def odds(windows: Ids) -> NDArray[np.float64]:
            answers = [ask(self._delivered(windows[some])) for some in forecasting.chunks(len(windows), batch)]
            chances = self._next(np.concatenate(answers))
            chances[:, :2] = chances[:, len(self.vocabulary.known) + 2 :] = 0  # padding, and what is no token
            with np.errstate(divide="ignore"):
                return np.log(chances)

        return odds

    def _delivered(self, windows: Ids) -> NDArray[Any]:
        if not self.vocabulary.tokens.one_hot:
            return windows
        from seqspec.data.texts.padded import one_hot

        return one_hot(windows, self.vocabulary.size)

    def _next(self, outputs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of several steps that of the next token: the last one where every step has a target, else the first."""
        steps = outputs.reshape(len(outputs), self.window.steps, -1)
        return steps[:, -1 if self.window.each_step else 0]


def open_writer(path: Path, backend: str | None = None) -> Writer:
    """
    Take up a run whose model predicts the next token of a running text.

    Args:
        path: the run folder.
        backend: wins over the spec's.

    Raises:
        RunError: the folder is no run, or its model predicts something else.
        BackendError: the backend is missing.
    """
    folder = RunFolder.open(path)
    spec, trace = opening.read_spec(folder)
    data = _next_token_recipe(path, spec, trace)
    from seqspec.data.texts.vocabulary import Vocabulary

    assert data.window is not None  # it would be none of a next-token model
    vocabulary = Vocabulary(tuple(learnt.read(folder, spec)["vocabularies"][EVERY]), data.tokens[EVERY])
    model = opening.trained(folder, spec, trace, backend, whole=False)
    return Writer(model, data.window, vocabulary, forecasting.link(spec, "classes"), trace.batch_size)


def generate(path: Path, prompt: str, manner: Manner, backend: str | None = None) -> list[str]:
    """
    Write a text on.

    Returns:
        what was written, without the prompt: `manner.count` texts, the most probable first where they were searched.

    Raises:
        RunError, BackendError: as `open_writer`.
        DataError: the prompt is too short.
    """
    writer = open_writer(path, backend)
    ids, _ = writer.read(prompt)
    if manner.beam is not None:
        return [text for text, _ in writer.search(ids, manner)]
    return ["".join(pieces) for pieces in zip(*writer.stream(ids, manner), strict=True)]


def _next_token_recipe(path: Path, spec: Spec, trace: Trace) -> Data:
    """The recipe of a model that predicts the next token; no other model can write a text on."""
    data = spec.data
    if data is None or not data.tokens or data.window is None or data.target_columns:
        help = "use `seqspec predict`; `generate` takes runs of a recipe with a running text, `tokens` and a `window`"
        raise RunError(f"`{path}` can't write a text on: {_purpose(spec)}", help=help)
    if data.window.offset != 1:
        said = f"`{path}` can't write a text on: with `offset: {data.window.offset}` it skips the next token"
        raise RunError(said, help="fit it with `offset: 1`")
    layers = (layer for step in trace.steps for _, layer in with_inner(step.path, step.layer))
    stateful = next((layer.type for layer in layers if getattr(layer, "stateful", False)), None)
    if stateful is not None:
        said = f"`{path}` can't write a text on: its `{stateful}` is stateful, and would read every window as one more"
        raise RunError(said, help="fit it without `stateful: true`")
    return data


def _purpose(spec: Spec) -> str:
    data = spec.data
    kinds = {data.kind(target) for target in data.target or []} if data is not None else set()
    if data is not None and any(data.tokens_of(column) for column in data.target_columns):
        return "it predicts a whole text out of another input, and no next token"
    return "it predicts numbers" if kinds & {"real", "binary"} or not kinds else "it predicts a class"


def _notes(strange: list[str]) -> list[str]:
    if not strange:
        return []
    named = ", ".join(f"`{escape(each)}`" for each in strange[:_MOST_NAMED])
    more = f" and {len(strange) - _MOST_NAMED} more" if len(strange) > _MOST_NAMED else ""
    return [f"the vocabulary lacks {named}{more}: read as unknown"]
