"""Named-entity tagger: words, shapes and hashed spelling -> BiLSTM -> CRF.

    e_i = dropout([W [w_i ; c_i] ; u_i ; s_i ; a_i])  a token's embedding
    h_i = dropout([LSTM>(e)_i ; LSTM<(e)_i])          once a layer; the next one reads h
    emissions_i = U [h_i of every layer]              (Huang et al. 2015, Lample et al. 2016)
    tags = CRF(emissions)

``w_i`` is a word vector learnt from news beforehand, ``c_i`` tells what the written form, capitals
and all, stands beside in the news (``training.vectors.forms``); both are kept as they are. ``u_i``
is a vector learnt with the tags (frequent words only), ``s_i`` the token's shape, ``a_i`` the
embeddings of its hashed prefixes, suffixes, spelling and outline, side by side. All of these depend
on the token alone, so a word is looked up, not read letter by letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from textnn.engine.configs import TaggerConfig
from textnn.models.crf import IobCRF
from textnn.models.recurrent import BiLSTM
from textnn.text.features import Features
from textnn.text.iob import iob_tags


class TokenBatch(NamedTuple):
    """Tokens of some sentences, padded to the longest.

    words: word ids, shape (batch_size, length)
    forms: ids of the written forms, shape (batch_size, length)
    shapes: shape ids, shape (batch_size, length)
    affixes: rows of the table of hashed strings, shape (batch_size, length, spellings)
    mask: True on real tokens, shape (batch_size, length)
    """

    words: Tensor
    forms: Tensor
    shapes: Tensor
    affixes: Tensor
    mask: Tensor

    def to(self, device: torch.device) -> TokenBatch:
        """The same on a device."""
        return TokenBatch(*(part.to(device) for part in self))


def collate(features: Sequence[Features]) -> TokenBatch:
    """Pads the features of some sentences to one batch."""
    lengths = torch.tensor([len(item.words) for item in features])
    words, forms, shapes, affixes = (
        pad_sequence([torch.from_numpy(part) for part in column], batch_first=True)
        for column in zip(*features, strict=True)
    )
    mask = torch.arange(int(lengths.max()))[None, :] < lengths[:, None]
    return TokenBatch(words, forms, shapes, affixes, mask)


class Tagger(nn.Module):
    """Scores IOB2 tags for the tokens of a sentence."""

    def __init__(self, config: TaggerConfig) -> None:
        super().__init__()
        self.config = config
        self.tags = iob_tags(config.labels)
        self.words = nn.Embedding(config.words, config.word_size)
        self.forms = nn.Embedding(config.forms, config.form_size)
        for table in (self.words, self.forms):
            table.weight.requires_grad_(False)  # learnt from 20 million words, kept as they are
        known = config.word_size + config.form_size
        self.projection = nn.Linear(known, known)
        self.learnt = nn.Embedding(config.learnt_words + 1, config.learnt_size, padding_idx=0)
        self.shapes = nn.Embedding(config.shapes, config.affix_size)
        self.affixes = nn.Embedding(config.affixes, config.affix_size)
        size = known + config.learnt_size + (1 + config.spellings) * config.affix_size
        self.dropout = nn.Dropout(config.dropout)
        widths = [size, *(2 * hidden for hidden in config.hidden_sizes)]
        self.layers = nn.ModuleList(map(BiLSTM, widths, config.hidden_sizes))
        self.emissions = nn.Linear(sum(widths[1:]), len(self.tags))
        self.crf = IobCRF(self.tags)

    @property
    def device(self) -> torch.device:
        """Where it is, and its batches must be."""
        return self.emissions.weight.device

    def embed(self, batch: TokenBatch) -> Tensor:
        """Token embeddings e_i, shape (batch_size, length, size)."""
        words, forms, affixes = batch.words, batch.forms, self.affixes(batch.affixes)
        if self.training:
            kept = _kept(words, self.config.word_dropout)
            words, forms = words * kept, forms * kept  # row 0: the unknown word
            affixes = affixes * _kept(batch.affixes, self.config.spelling_dropout)[..., None]
        frequent = words.masked_fill(words > self.config.learnt_words, 0)
        parts = [
            self.projection(torch.cat([self.words(words), self.forms(forms)], dim=-1)),
            self.learnt(frequent),
            self.shapes(batch.shapes),
            affixes.flatten(2),
        ]
        return torch.cat(parts, dim=-1)

    def forward(
        self, batch: TokenBatch, allowed: Tensor | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """Emissions, and given what is known of the tags the mean loss of a sentence.

        Args:
            allowed: True where a tag may stand, shape (batch_size, length, tags); at least one
                legal sequence is allowed

        Returns:
            emissions of shape (batch_size, length, tags), and the negative log-likelihood of all
            allowed sequences together in nats, or None
        """
        hidden = self.dropout(self.embed(batch))
        states = list[Tensor]()
        for layer in self.layers:
            hidden = self.dropout(layer(hidden, batch.mask))
            states.append(hidden)
        emissions: Tensor = self.emissions(torch.cat(states, dim=-1)).float()
        if allowed is None:
            return emissions, None
        return emissions, -self.crf.log_likelihood(emissions, allowed, batch.mask).mean()

    @torch.inference_mode()
    def decode(self, batch: TokenBatch) -> tuple[list[list[str]], Tensor]:
        """Best tags, legal IOB2, and the posterior of every tag, (batch_size, length, tags)."""
        emissions, _ = self(batch)
        paths = self.crf.decode(emissions, batch.mask)
        posterior = self.crf.marginals(emissions, batch.mask, self.config.temperature)
        return [[self.tags[tag] for tag in path] for path in paths], posterior


def _kept(like: Tensor, dropout: float) -> Tensor:
    """False for a random part of the places, shape of ``like``."""
    return torch.rand(like.shape, device=like.device) >= dropout
