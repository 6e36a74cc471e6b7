"""Named-entity tagger: contextual string embeddings and words -> BiLSTM -> CRF.

    e_i = dropout([w_i ; W f_i ; W' b_i ; s_i ; a_i])     a token's embedding
    emissions_i = U [LSTM>(e)_i ; LSTM<(e)_i]             (Huang et al. 2015, Lample et al. 2016)
    tags = CRF(emissions)

``f_i`` is the state of the forward character model after the token's last character, ``b_i`` that
of the backward one before its first (Akbik et al. 2018, "Contextual string embeddings for sequence
labeling"); ``w_i`` a word vector trained on the same news, ``s_i`` the token's shape, ``a_i`` its
hashed prefixes and suffixes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from textnn.models.crf import IobCRF
from textnn.models.recurrent import mirror, mirrored
from textnn.text.features import Features
from textnn.text.iob import iob_tags


@dataclass(frozen=True)
class TaggerConfig:
    """Sizes of a tagger.

    Attributes:
        labels: categories, in the order of the tags.
        words: size of the word vocabulary; 0 is the unknown word.
        word_size: width of a word vector.
        forward_size: width of the forward character model's state; 0 leaves both models out.
        backward_size: width of the backward one's.
        state_size: width each state is projected to.
        shapes: number of token shapes.
        affixes: rows of the affix table.
        affix_size: width of an affix embedding (two prefixes and two suffixes a token).
        hidden_size: width of the BiLSTM in each direction.
        dropout: of token embeddings and BiLSTM outputs.
        word_dropout: chance that a training token's word vector is hidden.
        crf: whether a CRF joins the tags; without, each token decides for itself (ablation).
    """

    labels: tuple[str, ...]
    words: int
    word_size: int = 96
    forward_size: int = 512
    backward_size: int = 384
    state_size: int = 128
    shapes: int = 16
    affixes: int = 2**13
    affix_size: int = 12
    hidden_size: int = 192
    dropout: float = 0.4
    word_dropout: float = 0.1
    crf: bool = True


class TokenBatch(NamedTuple):
    """Tokens of some sentences, padded to the longest.

    words: word ids, shape (batch_size, length)
    shapes: shape ids, shape (batch_size, length)
    affixes: rows of the affix table, shape (batch_size, length, 4)
    states: character states, forward then backward, (batch_size, length, forward + backward size)
    mask: True on real tokens, shape (batch_size, length)
    """

    words: Tensor
    shapes: Tensor
    affixes: Tensor
    states: Tensor
    mask: Tensor


def collate(features: Sequence[Features], states: Sequence[Tensor]) -> TokenBatch:
    """Pads sentences to one batch.

    Args:
        features: of each sentence
        states: of each sentence, shape (tokens, forward + backward size)
    """
    lengths = torch.tensor([len(item.words) for item in features])
    return TokenBatch(
        words=pad_sequence([item.words for item in features], batch_first=True),
        shapes=pad_sequence([item.shapes for item in features], batch_first=True),
        affixes=pad_sequence([item.affixes for item in features], batch_first=True),
        states=pad_sequence(list(states), batch_first=True),
        mask=torch.arange(int(lengths.max()))[None, :] < lengths[:, None],
    )


class Targets(NamedTuple):
    """What is known of the tags.

    tags: one legal sequence out of the allowed ones, shape (batch_size, length)
    allowed: True where a tag may stand, shape (batch_size, length, tags)
    """

    tags: Tensor
    allowed: Tensor


class Tagger(nn.Module):
    """Scores IOB2 tags for the tokens of a sentence."""

    def __init__(self, config: TaggerConfig) -> None:
        super().__init__()
        self.config = config
        self.tags = iob_tags(config.labels)
        self.words = nn.Embedding(config.words, config.word_size)
        self.words.weight.requires_grad_(False)  # learnt from 20 million words, kept as they are
        self.word_projection = nn.Linear(config.word_size, config.word_size)
        self.shapes = nn.Embedding(config.shapes, config.affix_size)
        self.affixes = nn.Embedding(config.affixes, config.affix_size)
        size = config.word_size + 5 * config.affix_size
        if config.forward_size:
            self.forward_projection = nn.Linear(config.forward_size, config.state_size)
            self.backward_projection = nn.Linear(config.backward_size, config.state_size)
            size += 2 * config.state_size
        self.dropout = nn.Dropout(config.dropout)
        # Two one-way layers: one packed two-way layer took four times as long on a CPU.
        self.lstm_forward = nn.LSTM(size, config.hidden_size, batch_first=True)
        self.lstm_backward = nn.LSTM(size, config.hidden_size, batch_first=True)
        self.emissions = nn.Linear(2 * config.hidden_size, len(self.tags))
        self.crf = IobCRF(self.tags)
        if not config.crf:
            self.crf.requires_grad_(False)

    def embed(self, batch: TokenBatch) -> Tensor:
        """Token embeddings e_i, shape (batch_size, length, size)."""
        words = self.words(batch.words)
        if self.training and self.config.word_dropout:
            kept = torch.rand(batch.words.shape, device=words.device) >= self.config.word_dropout
            words = words * kept[..., None]
        parts = [
            self.word_projection(words),
            self.shapes(batch.shapes),
            self.affixes(batch.affixes).flatten(2),
        ]
        if self.config.forward_size:
            states = batch.states.to(words.dtype)
            forward = states[..., : self.config.forward_size]
            backward = states[..., self.config.forward_size :]
            parts += [self.forward_projection(forward), self.backward_projection(backward)]
        return torch.cat(parts, dim=-1)

    def forward(
        self, batch: TokenBatch, targets: Targets | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """Emissions, and with targets the mean negative log-likelihood of a sentence.

        Returns:
            emissions of shape (batch_size, length, tags), and the loss in nats or None
        """
        embedded = self.dropout(self.embed(batch))
        turned = mirror(batch.mask)
        ahead, _ = self.lstm_forward(embedded)
        back, _ = self.lstm_backward(mirrored(embedded, turned))
        hidden = torch.cat([ahead, mirrored(back, turned)], dim=-1)
        emissions: Tensor = self.emissions(self.dropout(hidden)).float()
        if targets is None:
            return emissions, None
        if self.config.crf:
            likelihood = self.crf.log_likelihood(emissions, *targets, batch.mask)
        else:
            likelihood = self._independent(emissions, targets.allowed, batch.mask)
        return emissions, -likelihood.mean()

    @staticmethod
    def _independent(emissions: Tensor, allowed: Tensor, mask: Tensor) -> Tensor:
        """Log-probability of the allowed tags if tokens knew nothing of each other."""
        wide = emissions.logsumexp(-1)
        narrow = emissions.masked_fill(~allowed, -1e4).logsumexp(-1)
        return ((narrow - wide) * mask).sum(1)

    @torch.no_grad()
    def decode(self, batch: TokenBatch) -> tuple[list[list[str]], Tensor]:
        """Best tags, and the posterior of every tag, shape (batch_size, length, tags).

        With a CRF the tags are legal IOB2; without, each token's best tag may be a stray ``I-X``.
        """
        emissions, _ = self(batch)
        if self.config.crf:
            paths = self.crf.decode(emissions, batch.mask)
            posterior = self.crf.marginals(emissions, batch.mask)
        else:
            posterior = emissions.softmax(-1)
            lengths = batch.mask.sum(1).tolist()
            paths = [
                row[:length]
                for row, length in zip(emissions.argmax(-1).tolist(), lengths, strict=True)
            ]
        return [[self.tags[tag] for tag in path] for path in paths], posterior
