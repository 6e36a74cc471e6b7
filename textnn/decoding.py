"""Sampling over a step callable; knows no model.

A *step* takes the token written last and returns the logits of the next one; whatever it carries
(an LSTM state, a cache) it keeps itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

Step = Callable[[int], Tensor]
"""Last token -> logits of the next, shape (vocabulary_size,)."""


def filter_top_k(logits: Tensor, k: int) -> Tensor:
    """Keeps the ``k`` highest logits, the rest become -inf (Fan et al. 2018). 0 keeps all.

    Logits equal to the lowest one kept stay too: nothing tells them apart.

    Args:
        logits: shape (vocabulary_size,)
    """
    if not 0 < k < logits.numel():
        return logits
    return logits.masked_fill(logits < logits.topk(k).values[-1], -torch.inf)


def filter_top_p(logits: Tensor, p: float) -> Tensor:
    """Keeps the smallest set of tokens whose probability reaches ``p`` (Holtzman et al. 2020).

    The likeliest token always stays. 1 keeps all.

    Args:
        logits: shape (vocabulary_size,)
    """
    if p >= 1:
        return logits
    ordered, order = logits.sort(descending=True)
    probabilities = ordered.softmax(0)
    before = probabilities.cumsum(0) - probabilities
    drop = before >= p
    drop[0] = False
    return logits.scatter(0, order, ordered.masked_fill(drop, -torch.inf))


def choose(
    logits: Tensor, generator: torch.Generator, *, temperature: float, top_k: int, top_p: float
) -> int:
    """Draws one token; temperature 0 takes the likeliest.

    Args:
        logits: shape (vocabulary_size,)
        generator: on the CPU, so that a seed means the same on every device.
    """
    if temperature <= 0:
        return int(logits.argmax())
    below = (
        logits.double().cpu() - logits.max().item()
    )  # the tiniest temperature gives -inf, not inf
    scaled = filter_top_p(filter_top_k(below / temperature, top_k), top_p)
    return int(torch.multinomial(scaled.softmax(0), 1, generator=generator))


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
    generator = torch.Generator().manual_seed(seed)
    token = first
    never = torch.tensor(forbidden, dtype=torch.long)
    while True:
        logits = step(token).index_fill(0, never, -torch.inf)
        token = choose(logits, generator, temperature=temperature, top_k=top_k, top_p=top_p)
        yield token
