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

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from textnn.models.crf import IobCRF
from textnn.text.iob import iob_tags
from textnn.text.messages import features
from textnn.text.normalize import fold

SMOOTHING = 0.05
"""Of the targets (Szegedy et al. 2016); several messages could be taken in two ways."""


@dataclass(frozen=True)
class IntentConfig:
    """Sizes of the network, and what was fitted after training.

    Attributes:
        labels: in the order of the logits; an intent, or an intent, a blank and an attribute.
        slots: what spans of words can be.
        word_size: width of w_t.
        buckets: rows of the hashed table; row 0 is nothing.
        bucket_size: width of a row.
        hidden_size: of the LSTM, each direction.
        dropout: of e_t, and of what is pooled.
        word_dropout: part of the tokens left out in training.
        temperature: T.
        threshold: least probability to act upon.
    """

    labels: tuple[str, ...]
    slots: tuple[str, ...] = ()
    word_size: int = 96
    buckets: int = 2**13
    bucket_size: int = 40
    hidden_size: int = 64
    dropout: float = 0.3
    word_dropout: float = 0.1
    temperature: float = 1.0
    threshold: float = 0.5

    @property
    def intents(self) -> tuple[str, ...]:
        """Of the labels, each once."""
        return tuple(dict.fromkeys(label.partition(" ")[0] for label in self.labels))

    def of_intents(self, probabilities: Tensor) -> Tensor:
        """Probabilities of intents, (batch, intents), from those of labels, (batch, labels)."""
        rows = [self.intents.index(label.partition(" ")[0]) for label in self.labels]
        summed = probabilities.new_zeros(len(probabilities), len(self.intents))
        return summed.index_add(1, torch.tensor(rows), probabilities)


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


class WordVectors:
    """Word vectors by folded word, brought to variance 1.

    Args:
        words: commonest first; of those that fold to the same the first counts.
        table: shape (words, width)

    Attributes:
        checksum: sha256 of words and table.
    """

    def __init__(self, words: Sequence[str], table: Tensor) -> None:
        self.table, self.scale = table, 1 / table.std()
        self.ids: dict[str, int] = {}
        for number, word in enumerate(words):
            self.ids.setdefault(fold(word), number)
        content = "\n".join(words).encode() + table.detach().numpy().tobytes()
        self.checksum = hashlib.sha256(content).hexdigest()

    def __call__(self, messages: Sequence[Sequence[str]]) -> Tensor:
        """Vectors of tokens, 0 of unknown ones and after the end, (messages, tokens, width)."""
        longest = max(len(message) for message in messages)
        ids = torch.tensor(
            [
                [self.ids.get(token, -1) for token in message] + [-1] * (longest - len(message))
                for message in messages
            ]
        )
        found: Tensor = self.table[ids.clamp(min=0)] * self.scale * (ids >= 0)[:, :, None]
        return found


def table_rows(messages: Sequence[Sequence[str]], rows: int) -> Tensor:
    """Rows of tokens, 0 where there is none, shape (messages, tokens, features).

    Args:
        messages: tokens of each, never none.
        rows: of the table.
    """
    found = [[features(token, rows) for token in message] for message in messages]
    longest = max(len(message) for message in found)
    nothing = [0] * max(len(token) for message in found for token in message)
    return torch.tensor(
        [
            [[*token, *nothing[len(token) :]] for token in message]
            + [nothing] * (longest - len(message))
            for message in found
        ]
    )
