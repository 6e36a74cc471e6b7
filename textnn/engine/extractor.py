"""The extractor of ``textnn.models.extractor`` over NumPy, and what it sees of an article."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from textnn.engine.configs import ExtractorConfig
from textnn.engine.folder import Floats, ModelFolder, Whole, linear, opening, read_folder
from textnn.engine.layers.lstm import BothWays, begins_of, gates, joined, packing
from textnn.engine.summarizer import READ
from textnn.errors import UserError
from textnn.results import Progress, ignore_progress
from textnn.text.pieces import PAD, Pieces
from textnn.text.words import BARE

SURFACE_FEATURES = 6
"""Width of f_j; see ``surface_features``."""

WINDOWS_AT_ONCE = 8
"""Stretches of ``READ`` pieces encoded side by side."""


class Encoder(Protocol):
    """What reads articles: a summarizer, shared or not."""

    def states(self, articles: Sequence[Whole]) -> list[Floats]:
        """States of articles' pieces, each of shape (pieces, state_size)."""


@dataclass(frozen=True)
class ServedExtractor:
    """Scores the sentences of an article.

    Attributes:
        folder: what it was opened from.
        config: sizes.
        projection: weights from [v ; f] to u, and bias
        lstm: over sentences.
        score: weights, shape (2 * hidden_size,), and bias
    """

    folder: ModelFolder
    config: ExtractorConfig
    projection: tuple[Floats, Floats]
    lstm: BothWays
    score: tuple[Floats, Floats]

    def __call__(self, sentences: Floats) -> Floats:
        """Scores of one article's sentences, shape (sentences,).

        Args:
            sentences: [v ; f], shape (sentences, 2 * state_size + SURFACE_FEATURES)
        """
        (projection, projection_bias), (score, score_bias) = self.projection, self.score
        u = np.maximum(sentences @ projection + projection_bias, 0)
        found: Floats = self.lstm(u, packing([len(u)])) @ score + score_bias
        return found


def pool(states: Floats, lengths: Sequence[int]) -> Floats:
    """Sentence vectors v_j, shape (sentences, 2 * state_size).

    Args:
        states: of the pieces of sentences one after the other, shape (pieces, state_size)
        lengths: pieces of each sentence, at least one
    """
    begins = begins_of(lengths)
    means = np.add.reduceat(states, begins) / np.asarray(lengths, np.float32)[:, None]
    return np.concatenate([means, np.maximum.reduceat(states, begins)], axis=1)


def surface_features(lengths: Sequence[int], opening_ones: Sequence[bool]) -> Floats:
    """f_j of an article's sentences, shape (sentences, SURFACE_FEATURES).

    Args:
        lengths: words of each sentence.
        opening_ones: whether the sentence begins a paragraph.

    The columns: place in the article, 0 to 1; nearness of the beginning 1 / (1 + j); whether it is
    the first; whether it begins a paragraph; log(1 + its length) / 4; its length against the
    longest.
    """
    count, longest = len(lengths), max(1, *lengths)
    return np.array(
        [
            [
                place / count,
                1 / (1 + place),
                float(place == 0),
                float(opens),
                math.log1p(length) / 4,
                length / longest,
            ]
            for place, (length, opens) in enumerate(zip(lengths, opening_ones, strict=True))
        ],
        np.float32,
    )


def sentence_vectors(
    text: str,
    spans: Sequence[tuple[int, int]],
    encoder: Encoder,
    pieces: Pieces,
    progress: Progress = ignore_progress,
) -> Floats:
    """What the extractor sees of an article, shape (sentences, 2 * state_size + SURFACE_FEATURES).

    The encoder reads windows of ``READ`` pieces, cut between sentences, as it did in training.

    Args:
        text: in normal form.
        spans: its sentences, at least one.
        encoder: reads them.
        pieces: those it was trained on.
        progress: told before each batch of windows.
    """
    # A sentence without a piece would have no vector.
    ids = [pieces.encode(text[start:end])[:READ] or [PAD] for start, end in spans]
    opens = [start == 0 or "\n" in text[before:start] for before, start in _gaps(spans)]
    counts = [len(BARE.findall(text, start, end)) for start, end in spans]
    return np.concatenate([_pooled(ids, encoder, progress), surface_features(counts, opens)], 1)


def _pooled(ids: Sequence[list[int]], encoder: Encoder, progress: Progress) -> Floats:
    """v_j of sentences given in pieces, shape (sentences, 2 * state_size)."""
    parts = windows([len(sentence) for sentence in ids])
    vectors: list[Floats] = []
    for begin in range(0, len(parts), WINDOWS_AT_ONCE):
        progress(begin / len(parts))
        part = parts[begin : begin + WINDOWS_AT_ONCE]
        rows = [np.array([i for one in ids[first:after] for i in one]) for first, after in part]
        for states, (first, after) in zip(encoder.states(rows), part, strict=True):
            vectors.append(pool(states, [len(one) for one in ids[first:after]]))
    return np.concatenate(vectors)


def _gaps(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Before each sentence, where the one before it ends and where it begins itself."""
    ends = [0, *(end for _, end in spans)]
    return [(before, start) for before, (start, _) in zip(ends, spans, strict=False)]


def windows(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Sentences (first, one after the last) of each window of at most ``READ`` pieces."""
    found, first, total = [], 0, 0
    for number, length in enumerate(lengths):
        if total and total + length > READ:
            found.append((first, number))
            first, total = number, 0
        total += length
    return [*found, (first, len(lengths))]


@opening
def open_extractor(path: Path) -> ServedExtractor:
    """The extractor in a model folder.

    Raises:
        UserError: it is missing, damaged or of another kind.
    """
    return extractor_of(read_folder(path))


def extractor_of(folder: ModelFolder) -> ServedExtractor:
    """The extractor of an opened folder.

    Raises:
        UserError: it is of another kind.
        KeyError, TypeError, ValueError: it is damaged.
    """
    if folder.kind != "extractor":
        raise UserError("wrong-model", name=folder.name, found=folder.kind, kind="extractor")
    return ServedExtractor(
        folder,
        ExtractorConfig(**folder.sizes),
        linear(folder, "projection"),
        joined(gates(folder, "lstm"), gates(folder, "lstm", "_reverse")),
        (folder.weight("score.weight")[0], folder.weight("score.bias")),
    )
