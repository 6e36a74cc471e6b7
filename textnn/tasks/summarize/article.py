"""An article as the summarizer reads it: its first pieces, and the words they belong to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textnn.engine.folder import Floats, Whole
from textnn.engine.summarizer import READ, READ_CHARACTERS
from textnn.text.normalize import Normalized, normalize
from textnn.text.pieces import Pieces
from textnn.text.words import words


class Opened(NamedTuple):
    """An article as the network reads it.

    Attributes:
        clean: its normal form.
        ids: its first pieces, shape (pieces,)
        spans: where each stands in ``clean.text``.
        words: the words of what is read, offsets into ``clean.text``.
        word_of: the word each piece belongs to, -1 for none, shape (pieces,)
    """

    clean: Normalized
    ids: Whole
    spans: list[tuple[int, int]]
    words: list[tuple[int, int]]
    word_of: Whole

    @property
    def read(self) -> int:
        """How many characters of ``clean.text`` are read."""
        return self.spans[-1][1] if self.spans else 0

    def on_words(self, attention: Floats) -> NDArray[np.float64]:
        """Attention on each word: on all its pieces together.

        Args:
            attention: over the pieces, shape (rows, pieces); the rows are added up

        Returns:
            shape (words,)
        """
        real = self.word_of >= 0
        summed = attention[:, real].sum(0, dtype=np.float64)
        found = np.bincount(self.word_of[real], summed, len(self.words))
        return found.astype(np.float64, copy=False)


def open_article(text: str, pieces: Pieces) -> Opened:
    """The beginning of ``text``, as far as the network reads."""
    clean = normalize(text)
    beginning = clean.text[:READ_CHARACTERS]
    ids, spans = pieces.encode(beginning)[:READ], pieces.spans(beginning)[:READ]
    read = spans[-1][1] if spans else 0
    found = [(start, end) for start, end in words(beginning) if start < read]
    owner = np.full(len(beginning) + 1, -1)
    for number, (start, end) in enumerate(found):
        owner[start:end] = number
    word_of = owner[[end - 1 for _, end in spans]] if spans else np.empty(0, np.int64)
    return Opened(clean, np.array(ids, np.int64), spans, found, word_of)
