"""Summarizer: an LSTM encoder-decoder with attention, copying and coverage.

    h_i = [LSTM>(x)_i ; LSTM<(x)_i]                     the article's pieces, read both ways
    s_0 = tanh(S mean_i h_i + q)                        where the writing begins
    s_t = LSTM(E y_{t-1}, s_{t-1})                      what is written (Sutskever et al. 2014)
    e_ti = v . tanh(W h_i + U s_t + w k_ti + b)         additive attention (Bahdanau et al. 2015)
    a_t = softmax(e_t),  c_t = sum_i a_ti h_i,  k_ti = sum_{t' < t} a_t'i
    g_t = sigmoid(G [s_t ; c_t ; E y_{t-1}] + r)        how far to write freely, not to copy
    p_t(w) = g_t softmax(E tanh(O [s_t ; c_t]) + d)_w + (1 - g_t) sum_{i: x_i = w} a_ti

Copying and coverage ``k``, which tells the attention what it has already looked at, are those of
See, Liu and Manning (2017, "Get to the point"). Input and output share their embeddings E (Press
and Wolf 2017). One network writes headlines and deks alike: the first piece it is given, a control
token, says which of the two is wanted.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from textnn.engine.configs import SummarizerConfig
from textnn.models.recurrent import BiLSTM
from textnn.results import KINDS
from textnn.text.pieces import PAD

COVERAGE = 0.25
"""Weight of the coverage loss; small, since headlines are too short to repeat much."""


class EncoderOutput(NamedTuple):
    """Articles as the encoder leaves them.

    Attributes:
        ids: their pieces, shape (batch_size, length)
        mask: True on pieces, False on padding, shape (batch_size, length)
        states: h, shape (batch_size, length, 2 * encoder_size)
        keys: W h + b, shape (batch_size, length, attention_size)
        initial_state: s_0, shape (batch_size, decoder_size)
    """

    ids: Tensor
    mask: Tensor
    states: Tensor
    keys: Tensor
    initial_state: Tensor

    def take(self, rows: Tensor) -> EncoderOutput:
        """The articles of ``rows``, shape (n,), which may repeat."""
        return EncoderOutput(*(part[rows] for part in self))


class DecoderState(NamedTuple):
    """What a decoder carries from one piece to the next.

    Attributes:
        hidden, cell: of the LSTM, shape (batch_size, decoder_size)
        coverage: k, shape (batch_size, length)
    """

    hidden: Tensor
    cell: Tensor
    coverage: Tensor


class Summarizer(nn.Module):
    """Writes a headline or a dek of an article, piece by piece.

    In the shapes below ``length`` counts pieces of an article, ``written`` pieces of a text about
    it; where each text has its own row of an ``EncoderOutput``, ``batch_size`` counts texts.
    """

    def __init__(self, config: SummarizerConfig) -> None:
        super().__init__()
        self.config = config
        state_size = 2 * config.encoder_size
        self.embedding = nn.Embedding(config.pieces + len(KINDS), config.embedding_size)
        nn.init.normal_(self.embedding.weight, std=0.1)
        self.dropout = nn.Dropout(config.dropout)
        self.encoder = BiLSTM(config.embedding_size, config.encoder_size)
        self.summary = nn.Linear(state_size, config.decoder_size)
        self.keys = nn.Linear(state_size, config.attention_size)
        self.query = nn.Linear(config.decoder_size, config.attention_size, bias=False)
        self.covered = nn.Parameter(torch.zeros(config.attention_size))
        self.energy = nn.Linear(config.attention_size, 1, bias=False)
        self.decoder = nn.LSTM(config.embedding_size, config.decoder_size, batch_first=True)
        self.gate = nn.Linear(config.decoder_size + state_size + config.embedding_size, 1)
        self.readout = nn.Linear(config.decoder_size + state_size, config.embedding_size)
        self.bias = nn.Parameter(torch.zeros(config.pieces))

    def encode(self, ids: Tensor, mask: Tensor) -> EncoderOutput:
        """Reads articles.

        Args:
            ids: pieces, padded at the end with ``PAD``, shape (batch_size, length)
            mask: True on pieces, shape (batch_size, length)
        """
        seen = self.dropout(self.embedding(ids))
        states: Tensor = self.encoder(seen, mask)
        real = mask[..., None].to(states.dtype)
        mean = (states * real).sum(1) / real.sum(1).clamp(min=1)
        return EncoderOutput(ids, mask, states, self.keys(states), torch.tanh(self.summary(mean)))

    def start(self, source: EncoderOutput) -> DecoderState:
        """The state before the first piece of each article's text."""
        return DecoderState(
            hidden=source.initial_state,
            cell=torch.zeros_like(source.initial_state),
            coverage=source.states.new_zeros(source.ids.shape, dtype=torch.float32),
        )

    def write(self, embedded: Tensor, state: DecoderState) -> tuple[Tensor, DecoderState]:
        """Runs the decoder's LSTM over pieces already written.

        Args:
            embedded: their embeddings, shape (batch_size, written, embedding_size)
            state: before the first of them

        Returns:
            s, shape (batch_size, written, decoder_size), and the state after, coverage unchanged
        """
        before = (state.hidden[None].contiguous(), state.cell[None].contiguous())
        hidden, (last, cell) = self.decoder(embedded, before)
        return hidden, DecoderState(last[0], cell[0], state.coverage)

    def attend(self, hidden: Tensor, source: EncoderOutput, coverage: Tensor) -> Tensor:
        """Attention of each decoder state over the article.

        Args:
            hidden: s, shape (batch_size, written, decoder_size)
            source: the articles
            coverage: k, the same for every state, shape (batch_size, length)

        Returns:
            a, shape (batch_size, written, length); rows sum to 1
        """
        keys = source.keys
        keys = torch.addcmul(keys, coverage[..., None].to(keys.dtype), self.covered.to(keys.dtype))
        compared = (keys[:, None] + self.query(hidden)[:, :, None]).tanh_()  # the largest tensor
        energy = self.energy(compared)[..., 0].float()
        attention: Tensor = energy.masked_fill(~source.mask[:, None], -torch.inf).softmax(-1)
        return attention

    def attend_in_turn(self, hidden: Tensor, source: EncoderOutput) -> tuple[Tensor, Tensor]:
        """Attention where each step knows what those before it have looked at.

        Args:
            hidden: s, shape (batch_size, written, decoder_size)
            source: the articles

        Returns:
            a, shape (batch_size, written, length), and how much of it fell on what had been looked
            at before: sum_i min(a_ti, k_ti), shape (batch_size, written)
        """
        coverage = torch.zeros(source.ids.shape, device=hidden.device)
        attentions, repeated = [], []
        for state in hidden[:, :, None].unbind(1):
            attention = self.attend(state, source, coverage)
            repeated.append(torch.minimum(attention[:, 0], coverage).sum(1))
            coverage = coverage + attention[:, 0]
            attentions.append(attention)
        return torch.cat(attentions, dim=1), torch.stack(repeated, dim=1)

    def read(self, hidden: Tensor, attention: Tensor, source: EncoderOutput) -> Tensor:
        """What is read out at each step, [s ; c].

        Args:
            hidden: s, shape (batch_size, written, decoder_size)
            attention: a, shape (batch_size, written, length)
            source: the articles

        Returns:
            shape (batch_size, written, decoder_size + 2 * encoder_size)
        """
        context = torch.bmm(attention.to(source.states.dtype), source.states)
        return torch.cat([hidden, context.to(hidden.dtype)], dim=-1)

    def choose(self, read: Tensor, embedded: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of every piece, and the gate's logit: g before the sigmoid.

        Args:
            read: [s ; c], shape (..., decoder_size + 2 * encoder_size)
            embedded: E y of the piece written last, shape (..., embedding_size)

        Returns:
            shape (..., pieces) and (...)
        """
        features = self.dropout(torch.tanh(self.readout(self.dropout(read))))
        logits = functional.linear(features, self.embedding.weight[: self.config.pieces])
        gate = self.gate(torch.cat([read, embedded], dim=-1))[..., 0]
        return logits.float() + self.bias, gate.float()

    def step(
        self, last: Tensor, source: EncoderOutput, state: DecoderState
    ) -> tuple[Tensor, Tensor, DecoderState]:
        """Scores the next piece.

        Args:
            last: pieces or control tokens written last, shape (batch_size,)
            source: the article of each text
            state: before ``last`` is read

        Returns:
            log-probabilities (batch_size, pieces), attention (batch_size, length), state after
        """
        embedded = self.embedding(last)[:, None]
        hidden, state = self.write(embedded, state)
        attention = self.attend(hidden, source, state.coverage)
        logits, gate = self.choose(self.read(hidden, attention, source)[:, 0], embedded[:, 0])
        attention = attention[:, 0]
        state = state._replace(coverage=state.coverage + attention)
        probabilities = logits.softmax(-1) * gate.sigmoid()[:, None]
        probabilities = probabilities.scatter_add(
            1, source.ids, attention * (-gate).sigmoid()[:, None]
        )
        return probabilities.clamp(min=1e-12).log(), attention, state  # clamp: no logarithm of 0

    def forward(
        self, source: EncoderOutput, given: Tensor, targets: Tensor | None = None
    ) -> tuple[Tensor | None, Tensor | None]:
        """Scores whole texts, each after its own beginning (teacher forcing).

        Args:
            source: the encoded article of each text
            given: control token and pieces, shape (batch_size, written)
            targets: the pieces that follow, same shape; ``PAD`` is not scored

        Returns:
            log-probabilities (batch_size, written, pieces), or with targets None, because the loss
            needs those of the targets alone; and the mean loss in nats a piece, or None. In
            training the loss also counts what is looked at twice: nll + ``COVERAGE`` *
            sum_i min(a_ti, k_ti) (See et al. 2017, equations 12 and 13).
        """
        if targets is None:
            # One piece at a time, as in writing: a test holds both ways against each other.
            rows, state = [], self.start(source)
            for last in given.unbind(1):
                scores, _, state = self.step(last, source, state)
                rows.append(scores)
            return torch.stack(rows, dim=1), None
        embedded = self.dropout(self.embedding(given))
        hidden, _ = self.write(embedded, self.start(source))
        attention, repeated = self.attend_in_turn(hidden, source)
        real = targets != PAD  # the layers over the vocabulary are dear: nothing for padding
        wanted = targets[real]
        logits, gate = self.choose(self.read(hidden, attention, source)[real], embedded[real])
        likelihood = -functional.cross_entropy(logits, wanted, reduction="none")
        same = source.ids[:, None] == targets[..., None]
        copied = (attention * same).sum(-1)[real].clamp(min=1e-12).log()
        likelihood = torch.logaddexp(
            likelihood + functional.logsigmoid(gate), copied + functional.logsigmoid(-gate)
        )
        loss = -likelihood.mean()
        if self.training:
            loss = loss + COVERAGE * repeated[real].mean()
        return None, loss
