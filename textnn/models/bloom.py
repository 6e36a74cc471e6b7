"""Memory of the training text: a Bloom filter of its word windows (Bloom 1970).

It answers "did these six words stand together in the training text?" with a sure no or a probable
yes. A stretch counts as copied only when two overlapping windows say yes, so a false positive needs
two consecutive hits. Twelve megabytes hold what the text itself needs a hundred for, and
the text cannot be read back from them. With them the model's folder stays under 25.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WINDOW = 6
"""Words in a window."""

HASHES = 4
_WORD = re.compile(r"\w+")
_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93],
    dtype=np.uint64,
)
_BASE = np.uint64(0x100000001B3)


def word_borders(text: str) -> list[tuple[int, int]]:
    """Offsets of the words that windows are made of: letters and digits, case kept."""
    return [match.span() for match in _WORD.finditer(text)]


def window_hashes(words: list[str]) -> NDArray[np.uint64]:
    """One 64-bit hash for every ``WINDOW`` words in a row, shape (len(words) - WINDOW + 1,)."""
    if len(words) < WINDOW:
        return np.empty(0, dtype=np.uint64)
    ids = np.fromiter((_fnv(word) for word in words), dtype=np.uint64, count=len(words))
    total = np.zeros(len(words) - WINDOW + 1, dtype=np.uint64)
    for offset in range(WINDOW):
        total = total * _BASE + ids[offset : offset + len(total)]
        total ^= total >> np.uint64(29)
    return total


_cache: dict[str, int] = {}


def _fnv(word: str) -> int:
    """FNV-1a of a word's UTF-8 bytes; remembered, because text repeats its words."""
    value = _cache.get(word)
    if value is None:
        value = 0xCBF29CE484222325
        for byte in word.encode("utf-8", "replace"):
            value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
        if len(_cache) < 500_000:
            _cache[word] = value
    return value


@dataclass(frozen=True)
class TrainingMemory:
    """The filter.

    Attributes:
        bits: packed bits, uint8, shape (bytes,).
        false_positive_rate: measured share of unseen stretches it takes for copied.
    """

    bits: NDArray[np.uint8]
    false_positive_rate: float = 0.0

    @property
    def window(self) -> int:
        """Words in the shortest stretch that counts: two windows, one word apart."""
        return WINDOW + 1

    def _places(self, hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """Bit numbers of every hash, shape (hashes, HASHES)."""
        mixed = hashes[:, None] * _MULTIPLIERS
        mixed ^= mixed >> np.uint64(31)
        return mixed % np.uint64(8 * len(self.bits))

    def add(self, text: str) -> None:
        """Remembers every window of a text."""
        words = [text[start:end] for start, end in word_borders(text)]
        places = self._places(window_hashes(words)).ravel()
        masks = np.uint8(1) << (places & np.uint64(7)).astype(np.uint8)
        np.bitwise_or.at(self.bits, places >> np.uint64(3), masks)

    def contains(self, words: list[str]) -> NDArray[np.bool_]:
        """Whether each window of words probably stood in the training text."""
        places = self._places(window_hashes(words))
        found = self.bits[places >> np.uint64(3)] >> (places & np.uint64(7)).astype(np.uint8)
        every: NDArray[np.bool_] = (found & np.uint8(1)).astype(bool).all(axis=1)
        return every

    def stretches(self, text: str) -> Iterator[tuple[int, int]]:
        """Copied stretches, offsets into ``text``: two or more known windows in a row."""
        borders = word_borders(text)
        known = self.contains([text[start:end] for start, end in borders])
        edges = np.flatnonzero(np.diff(np.concatenate([[0], known.astype(np.int8), [0]])))
        for first, after in edges.reshape(-1, 2):
            if after - first >= 2:
                yield borders[first][0], borders[after - 1 + WINDOW - 1][1]


def remember(texts: Iterable[str], mebibytes: float = 11.25) -> TrainingMemory:
    """The memory of a training text."""
    memory = TrainingMemory(np.zeros(int(mebibytes * 2**20), dtype=np.uint8))
    for text in texts:
        memory.add(text)
    return memory


def measure_false_positives(memory: TrainingMemory, texts: Iterable[str]) -> float:
    """Share of places in shuffled, surely unseen text that the filter takes for copied.

    The words of each text are put in random order: what then matches, matches by chance.
    """
    rng = np.random.default_rng(0)
    hits = places = 0
    for text in texts:
        words = [text[start:end] for start, end in word_borders(text)]
        if len(words) > WINDOW:
            known = memory.contains([words[i] for i in rng.permutation(len(words))])
            hits += int((known[1:] & known[:-1]).sum())
            places += len(known) - 1
    return hits / max(1, places)
