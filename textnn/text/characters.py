"""Characters to ids and back: the vocabulary of the character language models."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

DOC, UNK = 0, 1
"""Ids of a document's boundary and of any character outside the vocabulary."""

SPECIALS = ("<doc>", "<unk>")

CharIds = npt.NDArray[np.uint8] | npt.NDArray[np.int16]


@dataclass(frozen=True)
class CharVocab:
    """A closed set of characters; character ``chars[i]`` has id ``i + 2``.

    Attributes:
        chars: the characters, each once.

    Raises:
        ValueError: a character stands twice, cannot be stored (surrogates), or is U+FFFD, which
            is how ``decode`` writes an unknown one.
    """

    chars: str

    def __post_init__(self) -> None:
        if len(set(self.chars)) < len(self.chars):
            raise ValueError("a character stands twice in the vocabulary")
        if any(char == "\ufffd" or "\ud800" <= char <= "\udfff" for char in self.chars):
            raise ValueError("surrogates and U+FFFD cannot be in the vocabulary")
        if len(self) > np.iinfo(np.int16).max:
            raise ValueError(f"{len(self)} symbols are too many for 16 bits")

    @classmethod
    def from_counts(cls, counts: Counter[str], min_count: int = 1) -> CharVocab:
        """All characters seen at least ``min_count`` times, the frequent ones first.

        >>> CharVocab.from_counts(Counter("banana"), min_count=2)
        CharVocab(chars='an')
        """
        kept = [
            (-count, char)
            for char, count in counts.items()
            if count >= min_count and char != "\ufffd" and not "\ud800" <= char <= "\udfff"
        ]
        return cls("".join(char for _, char in sorted(kept)))

    def __len__(self) -> int:
        """Number of ids, the two special ones included."""
        return len(SPECIALS) + len(self.chars)

    def __contains__(self, char: str) -> bool:
        return len(char) == 1 and char in self.chars

    def encode(self, text: str) -> CharIds:
        """Ids, shape (len(text),): uint8 if all ids fit it, else int16.

        >>> CharVocab("an").encode("banana").tolist()
        [1, 2, 3, 2, 3, 2]
        """
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        ids: CharIds = self._table[np.minimum(codes, len(self._table) - 1)]
        return ids

    def decode(self, ids: npt.ArrayLike) -> str:
        """The text of ``ids``; boundaries give nothing, unknown characters U+FFFD.

        Raises:
            IndexError: an id is negative or not below ``len(self)``.
        """
        places = np.asarray(ids, dtype=np.int64).reshape(-1)
        if places.size and (places.min() < 0 or places.max() >= len(self)):
            raise IndexError(f"an id is outside 0..{len(self) - 1}")
        codes: bytes = self._codes[places[places != DOC]].tobytes()
        return codes.decode("utf-32-le")

    def symbol(self, index: int) -> str:
        """The character of an id, or ``<doc>`` or ``<unk>``."""
        return SPECIALS[index] if index < len(SPECIALS) else self.chars[index - len(SPECIALS)]

    @cached_property
    def _table(self) -> CharIds:
        """Id of each code point; the last entry, beyond the highest one known, is unknown."""
        size = max(map(ord, self.chars), default=0) + 2
        table: CharIds = np.full(size, UNK, dtype=np.int16)
        for index, char in enumerate(self.chars, start=len(SPECIALS)):
            table[ord(char)] = index
        return table.astype(np.uint8) if len(self) <= 256 else table

    @cached_property
    def _codes(self) -> npt.NDArray[np.uint32]:
        """Code point of each id; a boundary has none and is never looked up."""
        return np.array([0, 0xFFFD, *map(ord, self.chars)], dtype="<u4")
