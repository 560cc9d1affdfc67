"""How a text is written on, token by token: the likeliest, drawn ones, or the best of several ways to go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ids: TypeAlias = "NDArray[np.int32]"
Odds: TypeAlias = "Callable[[Ids], NDArray[np.float64]]"
"""
What comes next: `[n, length]` tokens to the logarithms of their probabilities, `[n, tokens]`.

A token that is never written has minus infinity.
"""


def drawn(odds: Odds, context: Ids, steps: int, temperature: float, random: np.random.Generator) -> Iterator[Ids]:
    """
    Write several texts on at the same time.

    Args:
        context: the tokens before, `[n, length]`.
        steps: how many tokens to write.
        temperature: 0 takes the likeliest token, 1 draws by its probability; what is above evens them out.
        random: draws for every text and step, whatever the temperature.

    Yields:
        the next token of each text, `[n]`.
    """
    for _ in range(steps):
        chances, luck = odds(context), random.random(len(context))
        chosen = _at_random(_tempered(chances, temperature), luck) if temperature else chances.argmax(axis=1)
        yield (following := chosen.astype(np.int32))
        context = np.concatenate([context[:, 1:], following[:, None]], axis=1)


def _tempered(chances: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    """The likeliest token stays at 0, however low the temperature is; one that overflows is never drawn."""
    with np.errstate(over="ignore"):
        return np.asarray((chances - chances.max(axis=1, keepdims=True)) / temperature)


def _at_random(odds: NDArray[np.float64], luck: NDArray[np.float64]) -> NDArray[np.intp]:
    totals = np.exp(odds).cumsum(axis=1)
    reached: NDArray[np.bool_] = totals > (luck * totals[:, -1])[:, None]
    first: NDArray[np.intp] = np.argmax(reached, axis=1)
    return first


def searched(odds: Odds, context: Ids, steps: int, width: int) -> tuple[Ids, NDArray[np.float64]]:
    """
    Beam search: of all ways to go on by one token, the `width` most probable are followed up.

    Args:
        context: the tokens before, `[length]`.
        steps: how many tokens to write.
        width: how many ways are kept; they are asked for together, `width` at every step.

    Returns:
        The texts, `[at most width, steps]`, the most probable first; and the logarithm of the probability of each,
        divided by its length.
    """
    contexts = np.repeat(context[None], width, axis=0)
    written = np.empty((width, 0), dtype=np.int32)
    totals = np.full(width, -np.inf)
    totals[0] = 0.0  # all ways are the same at first
    for _ in range(steps):
        every = totals[:, None] + odds(contexts)
        best = np.argsort(-every, axis=None, kind="stable")[:width]
        parents, tokens = np.divmod(best, every.shape[1])
        totals, following = every.reshape(-1)[best], tokens.astype(np.int32)[:, None]
        written = np.concatenate([written[parents], following], axis=1)
        contexts = np.concatenate([contexts[parents][:, 1:], following], axis=1)
    possible = np.isfinite(totals)
    return written[possible], totals[possible] / max(steps, 1)
