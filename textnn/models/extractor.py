"""Extractor: how much each sentence of an article says of what the article is about.

    v_j = [mean_i h_i ; max_i h_i]  over the pieces i of sentence j  (h: the summarizer's)
    z_j = [LSTM>(u)_j ; LSTM<(u)_j],   u_j = relu(W [v_j ; f_j] + b)
    score_j = w . z_j + b'

``f_j`` are surface features of a sentence: where it stands and how long it is. The network learns
the distribution softmax(score) over the sentences of an article, to be near that of their ROUGE
against headline and dek (a listwise loss, Cao et al. 2007). The encoder stays as it is: what it
had to know to write headlines is what makes a sentence weighty. Sentence vectors read in context by
a recurrent network follow SummaRuNNer (Nallapati, Zhai and Zhou 2017).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from textnn.models.summarizer import READ, Summarizer
from textnn.results import Progress, ignore_progress
from textnn.text.pieces import PAD, Pieces
from textnn.text.words import BARE

SURFACE_FEATURES = 6
"""Width of f_j; see ``surface_features``."""

WINDOWS_AT_ONCE = 8
"""Stretches of ``READ`` pieces encoded side by side."""


@dataclass(frozen=True)
class ExtractorConfig:
    """Sizes of an extractor.

    Attributes:
        state_size: width of the summarizer's encoder, both directions together.
        hidden_size: width of the sentence LSTM in each direction.
        dropout: of sentence vectors and LSTM outputs.
    """

    state_size: int
    hidden_size: int = 96
    dropout: float = 0.3


class Extractor(nn.Module):
    """Scores the sentences of an article."""

    def __init__(self, config: ExtractorConfig) -> None:
        super().__init__()
        self.config = config
        size = config.hidden_size
        self.projection = nn.Linear(2 * config.state_size + SURFACE_FEATURES, size)
        self.lstm = nn.LSTM(size, size, batch_first=True, bidirectional=True)
        self.score = nn.Linear(2 * size, 1)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self, sentences: Tensor, targets: Tensor | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """Scores of one article's sentences.

        Args:
            sentences: [v ; f], shape (sentences, 2 * state_size + SURFACE_FEATURES)
            targets: part of the article's weight that each sentence has, shape (sentences,), sum 1

        Returns:
            scores (sentences,), and with targets their cross-entropy in nats or None
        """
        u = torch.relu(self.projection(self.dropout(sentences.float())))
        hidden, _ = self.lstm(u[None])
        scores: Tensor = self.score(self.dropout(hidden))[0, :, 0]
        if targets is None:
            return scores, None
        return scores, -(targets * scores.log_softmax(0)).sum()


def pool(states: Tensor, spans: list[tuple[int, int]]) -> Tensor:
    """Sentence vectors v_j.

    Args:
        states: of an article's pieces, shape (pieces, state_size)
        spans: first piece of each sentence and the one after its last, never empty

    Returns:
        shape (sentences, 2 * state_size)
    """
    rows = [
        torch.cat([states[start:end].mean(0), states[start:end].amax(0)]) for start, end in spans
    ]
    return torch.stack(rows)


def surface_features(lengths: list[int], opening: list[bool]) -> Tensor:
    """f_j of an article's sentences, shape (sentences, SURFACE_FEATURES).

    Args:
        lengths: words of each sentence.
        opening: whether the sentence begins a paragraph.

    The columns: place in the article, 0 to 1; nearness of the beginning 1 / (1 + j); whether it is
    the first; whether it begins a paragraph; log(1 + its length) / 4; its length against the
    longest.
    """
    count, longest = len(lengths), max(1, *lengths)
    return torch.tensor(
        [
            [
                place / count,
                1 / (1 + place),
                float(place == 0),
                float(opens),
                math.log1p(length) / 4,
                length / longest,
            ]
            for place, (length, opens) in enumerate(zip(lengths, opening, strict=True))
        ]
    )


@torch.no_grad()
def sentence_vectors(
    text: str,
    spans: Sequence[tuple[int, int]],
    encoder: Summarizer,
    pieces: Pieces,
    progress: Progress = ignore_progress,
) -> Tensor:
    """What the extractor sees of an article, shape (sentences, 2 * state_size + SURFACE_FEATURES).

    The encoder reads windows of ``READ`` pieces, cut between sentences, as it did in training.

    Args:
        text: in normal form.
        spans: its sentences, at least one.
        encoder: in evaluation mode.
        pieces: those it was trained on.
        progress: told before each batch of windows.
    """
    # A sentence without a piece would have no vector.
    ids = [pieces.encode(text[start:end])[:READ] or [PAD] for start, end in spans]
    opening = [start == 0 or "\n" in text[before:start] for before, start in _gaps(spans)]
    counts = [len(BARE.findall(text, start, end)) for start, end in spans]
    return torch.cat([_pooled(ids, encoder, progress), surface_features(counts, opening)], dim=1)


def _pooled(ids: Sequence[list[int]], encoder: Summarizer, progress: Progress) -> Tensor:
    """v_j of sentences given in pieces, shape (sentences, 2 * state_size)."""
    windows = _windows([len(sentence) for sentence in ids])
    vectors: list[Tensor] = []
    for begin in range(0, len(windows), WINDOWS_AT_ONCE):
        progress(begin / len(windows))
        part = windows[begin : begin + WINDOWS_AT_ONCE]
        rows = [torch.tensor([i for s in ids[first:after] for i in s]) for first, after in part]
        lengths = torch.tensor([len(row) for row in rows])
        padded = pad_sequence(rows, batch_first=True, padding_value=PAD)
        mask = torch.arange(padded.shape[1])[None] < lengths[:, None]
        states = encoder.encode(padded, mask).states.float()
        for row, (first, after) in enumerate(part):
            borders = [0]
            for sentence in ids[first:after]:
                borders.append(borders[-1] + len(sentence))
            vectors.append(pool(states[row], list(pairwise(borders))))
    return torch.cat(vectors)


def _gaps(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Before each sentence, where the one before it ends and where it begins itself."""
    ends = [0, *(end for _, end in spans)]
    return [(before, start) for before, (start, _) in zip(ends, spans, strict=False)]


def _windows(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Sentences (first, one after the last) of each window of at most ``READ`` pieces."""
    windows, first, total = [], 0, 0
    for number, length in enumerate(lengths):
        if total and total + length > READ:
            windows.append((first, number))
            first, total = number, 0
        total += length
    return [*windows, (first, len(lengths))]
