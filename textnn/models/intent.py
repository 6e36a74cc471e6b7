"""Intent: which of the things that textnn does a message asks for, and which words say more.

    e_t = [w_t ; sum of the rows of token t / sqrt(their number)]
    h_t = [LSTM>(e)_t ; LSTM<(e)_t]
    p   = softmax(W [max_t h_t ; mean_t h_t ; sum_t e_t / sqrt(tokens)] / T)
    y   = argmax of a CRF over IOB2 tags with emissions U [h_t ; e_t]

Both are trained at once (Liu and Lane 2016, "Attention-based recurrent neural network models for
joint intent detection and slot filling", section 3.3, there without the CRF).

``w_t`` is the tagger's word vector, learnt from news: it knows that *multa* and *salário* are
things an article may tell. The rows of a token are its own and those of its pieces (Bojanowski et
al. 2017), hashed into one table (Weinberger et al. 2009), so no word is unknown: a mistyped one is
near the right one by its pieces. ``T`` is fitted afterwards on other messages, so that of those it
is 90 % sure of nine in ten are right (Guo et al. 2017).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

from textnn.engine.configs import IntentConfig
from textnn.engine.intent import WordVectors, table_rows
from textnn.models.crf import IobCRF
from textnn.text.iob import iob_tags

SMOOTHING = 0.05
"""Of the targets (Szegedy et al. 2016); several messages could be taken in two ways."""


class Intent(nn.Module):
    """See module docstring."""

    def __init__(self, config: IntentConfig) -> None:
        super().__init__()
        self.config = config
        width = config.word_size + config.bucket_size
        self.table = nn.Embedding(config.buckets, config.bucket_size, padding_idx=0)
        with torch.no_grad():
            self.table.weight.mul_(0.3)  # beside word vectors of variance 1, noise at first
        self.lstm = nn.LSTM(width, config.hidden_size, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(config.dropout)
        self.out = nn.Linear(4 * config.hidden_size + width, len(config.labels))
        self.tags = iob_tags(config.slots)
        self.emit = nn.Linear(2 * config.hidden_size + width, len(self.tags))
        self.crf = IobCRF(self.tags)

    def embed(self, vectors: Tensor, rows: Tensor) -> Tensor:
        """e_t, shape (batch, tokens, word_size + bucket_size); arguments as in ``forward``."""
        counts = (rows > 0).sum(2, keepdim=True).clamp(min=1)
        e = torch.cat([vectors, self.table(rows).sum(2) / counts.sqrt()], 2)
        if self.training:
            e = e * (torch.rand(*e.shape[:2], 1) >= self.config.word_dropout)
        dropped: Tensor = self.dropout(e)
        return dropped

    def forward(
        self,
        vectors: Tensor,
        rows: Tensor,
        targets: Tensor | None = None,
        tags: Tensor | None = None,
    ) -> tuple[Tensor, Tensor, Tensor | None]:
        """Logits of messages, not yet divided by T, and emissions of their tokens.

        Args:
            vectors: w_t, 0 where there is none, shape (batch, tokens, word_size)
            rows: of each token, 0 where there is none, shape (batch, tokens, features)
            targets: labels, shape (batch,)
            tags: numbers of IOB2 tags, 0 where there is no token, shape (batch, tokens)

        Returns:
            logits (batch, labels), emissions (batch, tokens, tags), and with targets and tags the
            mean cross-entropy of the labels plus that of the tag sequences, nats a message, or None
        """
        there = rows[:, :, 0] > 0
        counts = there.sum(1, keepdim=True)
        e = self.embed(vectors, rows) * there[:, :, None]
        packed = pack_padded_sequence(e, counts[:, 0], True, enforce_sorted=False)
        states, _ = pad_packed_sequence(self.lstm(packed)[0], True, total_length=rows.shape[1])
        peaks = states.masked_fill(~there[:, :, None], -1.0).amax(1)  # no state is below -1
        pooled = torch.cat([peaks, states.sum(1) / counts, e.sum(1) / counts.sqrt()], 1)
        logits: Tensor = self.out(self.dropout(pooled))
        emissions: Tensor = self.emit(torch.cat([states, e], 2))
        if targets is None or tags is None:
            return logits, emissions, None
        only = functional.one_hot(tags, len(self.tags)).bool()
        likelihood = self.crf.log_likelihood(emissions, only, there)
        loss = functional.cross_entropy(logits, targets, label_smoothing=SMOOTHING)
        return logits, emissions, loss - likelihood.mean()

    def decode(self, emissions: Tensor, rows: Tensor) -> list[list[str]]:
        """The likeliest tags of each message; arguments as ``forward`` gives and takes them."""
        paths = self.crf.decode(emissions, rows[:, :, 0] > 0)
        return [[self.tags[tag] for tag in path] for path in paths]


def inputs_of(
    messages: Sequence[Sequence[str]], vectors: WordVectors, buckets: int
) -> tuple[Tensor, Tensor]:
    """Vectors and rows of messages' tokens, as ``Intent.forward`` takes them."""
    lengths = [len(message) for message in messages]
    tokens = [token for message in messages for token in message]
    found = (torch.from_numpy(vectors(tokens)), torch.from_numpy(table_rows(tokens, buckets)))
    padded = [pad_sequence(part.split(lengths), batch_first=True) for part in found]
    return padded[0], padded[1]


def of_intents(config: IntentConfig, probabilities: Tensor) -> Tensor:
    """Probabilities of intents, (batch, intents), from those of labels, (batch, labels)."""
    rows = [config.intents.index(label.partition(" ")[0]) for label in config.labels]
    summed = probabilities.new_zeros(len(probabilities), len(config.intents))
    return summed.index_add(1, torch.tensor(rows), probabilities)
