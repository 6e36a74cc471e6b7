"""Sampling over a step callable; knows no model.

A step takes the token written last and returns the logits of the next one; whatever it carries on
it keeps itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import numpy as np
from numpy.typing import NDArray

from textnn.engine.folder import Floats

Logits = NDArray[np.float32] | NDArray[np.float64]

Step = Callable[[int], Logits]
"""Last token -> logits of the next, shape (vocabulary_size,)."""


def filter_top_k(logits: Logits, k: int) -> Logits:
    """Keeps the ``k`` highest logits, the rest become -inf (Fan et al. 2018). 0 keeps all.

    Logits equal to the lowest one kept stay too: nothing tells them apart.

    Args:
        logits: shape (vocabulary_size,)
    """
    if not 0 < k < len(logits):
        return logits
    return np.where(logits < np.partition(logits, -k)[-k], -np.inf, logits)


def filter_top_p(logits: Logits, p: float) -> Logits:
    """Keeps the smallest set of tokens whose probability reaches ``p`` (Holtzman et al. 2020).

    The likeliest token always stays. 1 keeps all.

    Args:
        logits: shape (vocabulary_size,)
    """
    if p >= 1:
        return logits
    order = np.argsort(-logits, kind="stable")
    raised = np.exp(logits[order] - logits[order[0]])
    reached = np.cumsum(raised)
    drop = reached - raised >= p * reached[-1]
    drop[0] = False
    found = logits.copy()
    found[order[drop]] = -np.inf
    return found


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), never an overflow."""
    found: Floats = (np.float32(1) + np.tanh(x / np.float32(2))) / np.float32(2)
    return found


def softmax(logits: Floats) -> Floats:
    """exp(logits) / sum, over the last axis."""
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    found: Floats = raised / raised.sum(-1, keepdims=True)
    return found


def choose(
    logits: Logits, generator: Random, *, temperature: float, top_k: int, top_p: float
) -> int:
    """Draws one token; temperature 0 takes the likeliest.

    Args:
        logits: shape (vocabulary_size,)
        generator: Python promises the same numbers for a seed in every version.
    """
    if temperature <= 0:
        return int(logits.argmax())
    # With 0 for the highest, the tiniest temperature gives -inf for the others, never inf.
    with np.errstate(over="ignore"):
        below = (logits.astype(np.float64) - float(logits.max())) / temperature
    reached = np.cumsum(np.exp(filter_top_p(filter_top_k(below, top_k), top_p)))
    # Right of what is equal: a token without a share, at which nothing is added, is never drawn.
    return int(np.searchsorted(reached, generator.random() * reached[-1], side="right"))


def sample(
    step: Step,
    first: int,
    *,
    seed: int,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
    forbidden: tuple[int, ...] = (),
) -> Iterator[int]:
    """Draws tokens for ever; the caller stops when it has enough.

    Args:
        step: gives the next logits.
        first: the last token of the prefix.
        seed: the same seed gives the same tokens.
        forbidden: tokens never drawn.
    """
    generator, token, never = Random(seed), first, list(forbidden)
    while True:
        logits = step(token).copy()
        logits[never] = -np.inf
        token = choose(logits, generator, temperature=temperature, top_k=top_k, top_p=top_p)
        yield token
