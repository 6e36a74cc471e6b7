"""Reranker: whether a line can be printed above an article.

    h_t = BiLSTM([W e_t ; affixes ; shape ; f_t])_t            of the tokens of the line
    z = [sum_t softmax_t(a . h_t) h_t ; max_t h_t]
    p = softmax(V relu(U [z ; n]) + L n)

``e`` are word vectors, ``f_t`` how a token stands in the article and ``n`` what else is known of
the line (its likelihood, where the summarizer looked, its length ...), each number less its mean
and over its spread in training. ``p`` is a distribution over ``VERDICTS``. An n-best list (Shen,
Sarkar and Och 2004) is so ordered by what was said of such lines instead of by how many words they
share with an editor's.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from textnn.engine.configs import RerankerConfig
from textnn.engine.reranker import TOKEN_FEATURES, VERDICTS
from textnn.models.recurrent import BiLSTM


class LineBatch(NamedTuple):
    """Lines, padded to the longest.

    vectors: word vectors, shape (lines, length, word_size)
    affixes: rows, shape (lines, length, 4)
    shapes: shape (lines, length)
    features: f, shape (lines, length, TOKEN_FEATURES)
    mask: True on tokens, shape (lines, length)
    numbers: n before it is scaled, shape (lines, numbers)
    """

    vectors: Tensor
    affixes: Tensor
    shapes: Tensor
    features: Tensor
    mask: Tensor
    numbers: Tensor


class Reranker(nn.Module):
    """See module docstring."""

    mean: Tensor
    spread: Tensor

    def __init__(self, config: RerankerConfig) -> None:
        super().__init__()
        self.config = config
        self.project = nn.Linear(config.word_size, config.projected)
        self.affixes = nn.Embedding(config.affixes, config.small_size)
        self.shapes = nn.Embedding(config.shapes, config.small_size)
        with torch.no_grad():
            self.affixes.weight.mul_(0.3)
        token = config.projected + 5 * config.small_size + TOKEN_FEATURES
        self.lstm = BiLSTM(token, config.hidden_size)
        self.attend = nn.Linear(2 * config.hidden_size, 1)
        self.join = nn.Linear(4 * config.hidden_size + config.numbers, config.joined_size)
        self.verdict = nn.Linear(config.joined_size, len(VERDICTS))
        self.direct = nn.Linear(config.numbers, len(VERDICTS))
        self.dropout = nn.Dropout(config.dropout)
        self.register_buffer("mean", torch.zeros(config.numbers))
        self.register_buffer("spread", torch.ones(config.numbers))

    def forward(
        self, batch: LineBatch, targets: Tensor | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """What is thought of lines.

        Args:
            targets: places in ``VERDICTS``, shape (lines,)

        Returns:
            logits (lines, len(VERDICTS)), and with targets their cross-entropy in nats or None
        """
        vectors = batch.vectors
        if self.training and self.config.word_dropout:
            vectors = vectors * (torch.rand(*vectors.shape[:2], 1) >= self.config.word_dropout)
        parts = [self.project(vectors), self.affixes(batch.affixes).flatten(2)]
        inputs = torch.cat([*parts, self.shapes(batch.shapes), batch.features], -1)
        h = self.lstm(self.dropout(inputs), batch.mask)
        shares = self.attend(h)[..., 0].masked_fill(~batch.mask, -1e4).softmax(1)
        peaks = h.masked_fill(~batch.mask[..., None], -1.0).amax(1)
        numbers = (batch.numbers - self.mean) / self.spread
        z = torch.cat([(shares[..., None] * h).sum(1), peaks, numbers], 1)
        joined = torch.relu(self.join(self.dropout(z)))
        logits: Tensor = self.verdict(self.dropout(joined)) + self.direct(numbers)
        if targets is None:
            return logits, None
        return logits, nn.functional.cross_entropy(logits, targets, label_smoothing=0.03)
