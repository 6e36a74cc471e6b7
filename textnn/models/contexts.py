"""Hashed contexts: which recent characters and words a position has just seen.

A recurrent net must learn to spell before it can learn to write. This module hands it, at every
position, the last two to six characters and the current word (alone, and with the word before it)
as row numbers of embedding tables, so that the LSTM spends its memory on what lies further back.
The rows are hashes (Weinberger et al. 2009, "Feature hashing"); the same idea at bytes is found in
Pagnoni et al. 2024, "Byte Latent Transformer", section 3.2.1.

Everything is computed from ids alone, left to right, and the little that must be remembered
between two calls is a ``ContextState``: training on long streams, scoring a file and writing one
character at a time therefore see exactly the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

ORDERS: tuple[int, ...] = (2, 3, 4, 5, 6)
"""Lengths of the character contexts; two word contexts follow them."""

_HISTORY = max(ORDERS) - 1
_BASE = 1_000_003  # any odd multiplier will do: it makes the polynomial hash depend on order
_INVERSE = pow(_BASE, -1, 2**64)
_INVERSE -= 2**64 * (_INVERSE >= 2**63)  # as a signed number
_MIX = (-7046029254386353131, -4417276706812531889)  # 64-bit odd constants spread the bits


class ContextState(NamedTuple):
    """What a position must remember of the characters before it.

    history: ids of the last five characters, shape (batch_size, 5)
    words: hashes of the word being spelt and of the word before it, shape (batch_size, 2)
    """

    history: Tensor
    words: Tensor

    def detach(self) -> ContextState:
        """Integers carry no gradient; kept for symmetry with the LSTM state."""
        return self


class Contexts(torch.nn.Module):
    """Turns ids into row numbers, one per context.

    Args:
        characters: the character of every id; specials are strings longer than one character.
        rows: table size of each context, in the order ``ORDERS`` then word, then word pair.
    """

    letter: Tensor
    lower: Tensor
    sizes: Tensor
    offsets: Tensor

    def __init__(self, characters: Sequence[str], rows: Sequence[int]) -> None:
        super().__init__()
        if len(rows) != len(ORDERS) + 2:
            raise ValueError(f"{len(ORDERS) + 2} table sizes wanted, {len(rows)} given")
        ids = {char: index for index, char in enumerate(characters)}
        letter = [len(char) == 1 and char.isalnum() for char in characters]
        lower = [ids.get(char.lower(), index) for index, char in enumerate(characters)]
        self.register_buffer("letter", torch.tensor(letter), persistent=False)
        self.register_buffer("lower", torch.tensor(lower), persistent=False)
        sizes = torch.tensor(rows)
        self.register_buffer("sizes", sizes, persistent=False)
        self.register_buffer("offsets", sizes.cumsum(0) - sizes, persistent=False)

    def start(self, batch_size: int) -> ContextState:
        """The state before the first character of a text."""
        device = self.lower.device
        return ContextState(
            torch.zeros(batch_size, _HISTORY, dtype=torch.long, device=device),
            torch.zeros(batch_size, 2, dtype=torch.long, device=device),
        )

    def forward(self, ids: Tensor, state: ContextState) -> tuple[Tensor, ContextState]:
        """Row numbers of every position's contexts.

        Args:
            ids: characters, shape (batch_size, length)
            state: from ``start`` or from the call before

        Returns:
            rows of one shared table, shape (batch_size, length, contexts), and the state after.
        """
        seen = torch.cat([state.history, ids], dim=1)
        hashes = [self._last(seen, order, ids.shape[1]) for order in ORDERS]
        words, last = self._words(ids, state.words)
        # After a word has ended its prefix is empty: the separator tells "." from " " from ",".
        word = words[..., 0] * 31 + torch.where(self.letter[ids], 0, ids + 7)
        hashes += [word * _BASE, word * _BASE + words[..., 1] * 7919]
        rows = _spread(torch.stack(hashes, dim=-1)) % self.sizes + self.offsets
        return rows, ContextState(seen[:, -_HISTORY:], last)

    @staticmethod
    def _last(seen: Tensor, order: int, length: int) -> Tensor:
        """Polynomial hash of the last ``order`` characters, shape (batch_size, length)."""
        first = seen.shape[1] - length
        value = torch.zeros_like(seen[:, first:])
        for back in range(order):
            value = value * _BASE + seen[:, first - back : seen.shape[1] - back] + 1
        return value

    def _words(self, ids: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """Hashes of (current, previous) word at each position, case folded.

        A word's hash is the sum of ``(lower + 1) * _BASE**(t - place)`` over its letters up to t.
        With an odd base, which has an inverse modulo 2**64, that is ``_BASE**t`` times a
        difference of running sums. Place 0 is the word that has been begun.

        Returns:
            shape (batch_size, length, 2), and the last position's, shape (batch_size, 2)
        """
        first, before = state[:, :1], state[:, 1:]
        letter = torch.nn.functional.pad(self.letter[ids], (1, 0), value=True)
        chars = torch.cat([first, (self.lower[ids] + 1) * letter[:, 1:]], dim=1)
        steps = torch.arange(chars.shape[1], device=chars.device)
        power, inverse = (torch.full_like(steps, base).pow(steps) for base in (_BASE, _INVERSE))
        sums = (chars * inverse).cumsum(1)
        border = torch.where(letter, 0, steps).cummax(1).values
        current = (sums - torch.where(border > 0, sums.gather(1, border), 0)) * power
        # A word ends where something follows it; a word's hash is hardly ever 0, the gap's always.
        ended = ~letter[:, 1:] & (current[:, :-1] != 0)
        end = torch.where(ended, steps[1:], 0).cummax(1).values
        previous = torch.where(end > 0, current.gather(1, (end - 1).clamp(min=0)), before)
        words = torch.stack([current[:, 1:], previous], dim=-1)
        return words, words[:, -1]


def _spread(value: Tensor) -> Tensor:
    """Well-mixed non-negative hash of 64-bit integers (overflow wraps, as it should)."""
    value = value * _MIX[0]
    value = (value ^ (value >> 32)) * _MIX[1]
    return (value >> 20) & 0x7FFFFFFF
