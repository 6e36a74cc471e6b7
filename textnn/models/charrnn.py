"""Character language model: hashed contexts, one LSTM, and a mixing layer.

    x_t = [E c_t ; n_t]                      what is seen now: the character and its contexts
    h_t = LSTM(x_t, h_{t-1})                 what is remembered (Hochreiter and Schmidhuber 1997)
    p(c_{t+1}) = softmax(O gelu(M [h_t ; n_t]))

``n_t`` are the embeddings of ``contexts.Contexts``. Letting them reach the output directly, beside
the LSTM, makes the model an interpolation of a neural n-gram model and a recurrent one.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from textnn.engine.configs import CharRNNConfig
from textnn.models.contexts import Contexts, ContextState
from textnn.text.characters import SPECIALS


class CharState(NamedTuple):
    """All that must be carried from one character to the next.

    hidden, cell: the LSTM's, shape (1, batch_size, hidden_size)
    """

    hidden: Tensor
    cell: Tensor
    contexts: ContextState

    def detach(self) -> CharState:
        """The same state, cut from the graph (truncated backpropagation through time)."""
        return CharState(self.hidden.detach(), self.cell.detach(), self.contexts)


class CharOutput(NamedTuple):
    """What ``CharRNN`` returns.

    logits: shape (batch_size, length, characters)
    loss: mean cross-entropy in nats; None without targets
    state: after the last character
    """

    logits: Tensor
    loss: Tensor | None
    state: CharState


class CharRNN(nn.Module):
    """Predicts the next character from all before it."""

    def __init__(self, config: CharRNNConfig) -> None:
        super().__init__()
        self.config = config
        self.contexts = Contexts((*SPECIALS, *config.chars), config.rows)
        features_size = len(config.rows) * config.context_size
        size = len(SPECIALS) + len(config.chars)
        self.characters = nn.Embedding(size, config.char_size)
        # sparse: a step touches some thousand of its half a million rows
        self.table = nn.Embedding(sum(config.rows), config.context_size, sparse=True)
        nn.init.normal_(self.table.weight, std=0.1)
        self.lstm = nn.LSTM(config.char_size + features_size, config.hidden_size, batch_first=True)
        self.mixer = nn.Linear(config.hidden_size + features_size, config.mixer_size)
        self.output = nn.Linear(config.mixer_size, size)

    def start(self, batch_size: int = 1) -> CharState:
        """The state before a text."""
        zeros = self.output.weight.new_zeros(1, batch_size, self.config.hidden_size)
        return CharState(zeros, zeros, self.contexts.start(batch_size))

    def remember(self, ids: Tensor, state: CharState) -> tuple[Tensor, Tensor, CharState]:
        """Reads characters without predicting.

        Args:
            ids: shape (batch_size, length)
            state: before the first of them

        Returns:
            LSTM outputs (batch_size, length, hidden_size), context features
            (batch_size, length, contexts * context_size), and the state after.
        """
        rows, contexts = self.contexts(ids, state.contexts)
        features = self.table(rows).flatten(2)
        seen = torch.cat([self.characters(ids), features], dim=-1)
        memory, (hidden, cell) = self.lstm(seen, (state.hidden, state.cell))
        return memory, features, CharState(hidden, cell, contexts)

    def forward(
        self, ids: Tensor, targets: Tensor | None = None, state: CharState | None = None
    ) -> CharOutput:
        """Scores the next character at every position.

        Args:
            ids: characters, shape (batch_size, length)
            targets: the characters that follow, same shape; -1 is not scored
            state: carried from the call before; None at the start of a text
        """
        memory, features, state = self.remember(ids, state or self.start(ids.shape[0]))
        mixed = functional.gelu(self.mixer(torch.cat([memory, features], dim=-1)))
        logits = self.output(mixed).float()
        if targets is None:
            return CharOutput(logits, None, state)
        loss = functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-1)
        return CharOutput(logits, loss, state)
