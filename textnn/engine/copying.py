"""Copying from the text so far: what stood after these characters the last time.

A character LSTM forgets how a name was spelt three paragraphs ago. The copier looks up where the
last characters stood before in *this* text, proposes the character that followed there, and gives
it a part of the probability:

    p(c) = (1 - w) p_lstm(c) + w [c = proposed],    w = weights[match length, p_lstm(proposed)]

This is a neural cache (Grave, Joulin and Usunier 2017) whose memory is exact matches, the way the
match model of a text compressor works (Mahoney 2005). The few hundred weights are fitted by
expectation maximisation on training articles.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textnn.engine.folder import Floats, Whole
from textnn.text.characters import UNK

SHORTEST = (12, 6, 3)
"""Characters that must agree before anything is proposed, one copier each, applied in this order,
each on the previous mixture: a long match is mostly right, a short one finds more."""

LONGEST = 24
"""Longer matches are as good as this one."""

LENGTH_BINS, PROBABILITY_BINS = LONGEST // 2 + 1, 10

NOTHING = -1
"""Stands where nothing is proposed."""

UNKNOWN_BITS = math.log2(0x110000 - 2048)
"""Naming an unknown character costs this on top of foreseeing that one comes: every code point
that is no surrogate is taken for equally likely, 20.1 bits."""


class MatchModel:
    """Follows a growing text and proposes its next character.

    Args:
        shortest: characters that must agree.

    Attributes:
        proposed: id of the proposed character, or ``NOTHING``.
        length: characters that agree, ``shortest`` to ``LONGEST``.
    """

    def __init__(self, shortest: int) -> None:
        self.shortest = shortest
        self.proposed, self.length = NOTHING, 0
        self._ids: list[int] = []
        self._last: dict[tuple[int, ...], int] = {}
        self._pointer = NOTHING
        self._source = 0  # only characters before this one are proposed

    def push(self, token: int, *, remember: bool = True) -> None:
        """Appends a character and looks for the longest match that ends there.

        Args:
            remember: whether this character may be proposed later. A network that writes must not
                copy what it has written itself: it would soon say nothing else.
        """
        ids = self._ids
        ids.append(token)
        if remember:
            self._source = len(ids)
        if self._pointer != NOTHING and ids[self._pointer] == token:
            self.length = min(self.length + 1, LONGEST)
            self._pointer += 1
        else:
            self._pointer = NOTHING
        if len(ids) >= self.shortest:
            key = tuple(ids[-self.shortest :])
            if self._pointer == NOTHING and key in self._last:
                self._pointer = self._last[key]
                self.length = self._agreement(self._pointer)
            if remember:
                self._last[key] = len(ids)
        if self._pointer >= self._source:
            self._pointer = NOTHING
        self.proposed = NOTHING if self._pointer == NOTHING else ids[self._pointer]

    def _agreement(self, place: int) -> int:
        """How many characters before ``place`` equal the last ones, at most ``LONGEST``."""
        ids, end, length = self._ids, len(self._ids), self.shortest
        while length < min(LONGEST, place) and ids[place - length - 1] == ids[end - length - 1]:
            length += 1
        return length


@dataclass(frozen=True)
class CopyMixture:
    """How far to trust a proposal.

    Attributes:
        weights: by match length (pairs) and by the LSTM's own probability of the proposal
            (tenths), shape (LENGTH_BINS, PROBABILITY_BINS).
        shortest: characters that must agree before it proposes anything.
    """

    weights: Floats
    shortest: int

    def mix(self, probabilities: Floats, proposed: Whole, lengths: Whole) -> Floats:
        """Probabilities after copying.

        Args:
            probabilities: of the LSTM, shape (..., vocabulary_size)
            proposed: ids, ``NOTHING`` where none, shape (...)
            lengths: match lengths, shape (...)

        Returns:
            shape (..., vocabulary_size); still sums to 1
        """
        flat = probabilities.reshape(-1, probabilities.shape[-1])
        index, rows = np.maximum(proposed, 0).ravel(), np.arange(len(flat))
        weight = self.weights[cell(lengths.ravel(), flat[rows, index])]
        weight = weight * (proposed.ravel() != NOTHING)
        mixed = flat * (1 - weight)[:, None]
        mixed[rows, index] += weight
        found: Floats = mixed.reshape(probabilities.shape)
        return found


def bits(probabilities: Floats, ids: Whole) -> NDArray[np.float64]:
    """Bits of every character under the model.

    Args:
        probabilities: shape (characters, vocabulary_size)
        ids: the characters that came, shape (characters,)

    Returns:
        shape (characters,), with ``UNKNOWN_BITS`` added where the character is unknown
    """
    chosen = probabilities[np.arange(len(ids)), ids].astype(np.float64)
    found: NDArray[np.float64] = UNKNOWN_BITS * (ids == UNK) - np.log2(np.maximum(chosen, 1e-30))
    return found


def save(copiers: Sequence[CopyMixture], path: Path) -> None:
    """Writes copiers as readable JSON, in the order in which they are applied."""
    entries = []
    for copier in copiers:
        rows = ",\n   ".join(
            json.dumps([round(weight, 4) for weight in row]) for row in copier.weights.tolist()
        )
        entries.append(f'{{"shortest": {copier.shortest}, "weights": [\n   {rows}\n ]}}')
    path.write_text("[\n " + ",\n ".join(entries) + "\n]\n", encoding="utf-8")


def load(path: Path) -> tuple[CopyMixture, ...]:
    """What ``save`` wrote.

    Raises:
        KeyError, TypeError, ValueError: not what ``save`` writes, or weights of another shape.
    """
    entries = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(entries, list) or not entries:
        raise ValueError(f"no list of copiers in {path.name}")
    copiers = []
    for entry in entries:
        weights = np.array(entry["weights"], dtype=np.float32)
        if weights.shape != (LENGTH_BINS, PROBABILITY_BINS):
            raise ValueError(f"weights of shape {weights.shape} in {path.name}")
        copiers.append(CopyMixture(weights, int(entry["shortest"])))
    return tuple(copiers)


def cell(lengths: Whole, own: Floats) -> tuple[Whole, Whole]:
    """Row and column of the weight for match lengths and own probabilities, shape (...)."""
    row = np.clip(lengths, 0, LONGEST) // 2
    return row, np.clip((own * PROBABILITY_BINS).astype(np.int64), 0, PROBABILITY_BINS - 1)


def follow(ids: Sequence[int], shortest: int) -> tuple[Whole, Whole]:
    """Proposal and match length after each character; shape (len(ids),) both."""
    match = MatchModel(shortest)
    proposed, lengths = np.empty(len(ids), np.int64), np.empty(len(ids), np.int64)
    for index, token in enumerate(ids):
        match.push(token)
        proposed[index], lengths[index] = match.proposed, match.length
    return proposed, lengths


def fit(
    samples: Iterable[tuple[Floats, Floats, NDArray[np.bool_], Whole]],
    shortest: int,
    rounds: int = 30,
) -> CopyMixture:
    """Weights that foresee the samples best (expectation maximisation, one weight a cell).

    Args:
        samples: for each text the LSTM's probability of the character that came, its probability
            of the proposal, whether the proposal came true, and the match length; all of shape
            (proposals,).
        shortest: characters that had to agree.
    """
    came, own, right, lengths = map(np.concatenate, zip(*samples, strict=True))
    row, column = cell(lengths, own)
    index = row * PROBABILITY_BINS + column
    cells = LENGTH_BINS * PROBABILITY_BINS
    count = np.bincount(index, minlength=cells)
    weights = np.full(cells, 0.1)
    for _ in range(rounds):
        weight = weights[index]
        copied = weight * right / np.maximum((1 - weight) * came + weight * right, 1e-12)
        total = np.bincount(index, copied, minlength=cells)
        weights = total / np.maximum(count, 1)
    weights[count < 20] = 0.0  # too few to tell
    shaped = np.clip(weights, 0, 0.98).reshape(LENGTH_BINS, PROBABILITY_BINS)
    return CopyMixture(shaped.astype(np.float32), shortest)
