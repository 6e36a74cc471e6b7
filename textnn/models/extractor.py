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

import torch
from torch import Tensor, nn

from textnn.engine.configs import ExtractorConfig
from textnn.engine.extractor import SURFACE_FEATURES


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
