"""Contextual string embeddings: what the character models hold in mind at each token.

Akbik, Blythe and Vollgraf 2018: the forward model's state after a token's last character knows the
token and all that led to it; the backward model's state before its first character knows it and
all that follows. Sentences are read on their own, each begun by a line break, so that a token's
embedding does not hang on how a text was cut into batches.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from textnn.models.charrnn import CharRNN
from textnn.text.characters import CharVocab

Offsets = Sequence[tuple[int, int]]
"""Tokens of a sentence as (start, end) offsets, never empty stretches."""


class ContextualEmbedder(nn.Module):
    """Reads sentences with a forward and a backward character model.

    Args:
        forward_model: reads left to right.
        backward_model: reads reversed text.
        characters_a_batch: bounds the memory of one call, padding included.
    """

    def __init__(
        self, forward_model: CharRNN, backward_model: CharRNN, characters_a_batch: int = 20_000
    ) -> None:
        super().__init__()
        if forward_model.config.backward or not backward_model.config.backward:
            raise ValueError("a forward and a backward character model wanted, in this order")
        self.forward_model = forward_model
        self.backward_model = backward_model
        self.characters_a_batch = characters_a_batch
        self.vocabularies = tuple(
            CharVocab(model.config.chars) for model in (forward_model, backward_model)
        )

    @property
    def size(self) -> int:
        """Width of a token's embedding: both hidden sizes together."""
        return self.forward_model.config.hidden_size + self.backward_model.config.hidden_size

    @torch.no_grad()
    def forward(self, sentences: Sequence[str], tokens: Sequence[Offsets]) -> list[Tensor]:
        """States of every sentence's tokens.

        Returns:
            one tensor a sentence, shape (tokens, forward hidden_size + backward hidden_size)
        """
        found: list[Tensor] = [torch.empty(0, self.size)] * len(sentences)
        order = sorted(range(len(sentences)), key=lambda index: len(sentences[index]))
        for batch in self._batches(sentences, order):
            texts = [sentences[index] for index in batch]
            forward = self._read(self.forward_model, self.vocabularies[0], texts)
            backward = self._read(
                self.backward_model, self.vocabularies[1], [t[::-1] for t in texts]
            )
            for row, index in enumerate(batch):
                length = len(sentences[index])
                # position p holds the state after p characters: the line break is number 0
                ends = torch.tensor([end for _, end in tokens[index]], dtype=torch.long)
                starts = torch.tensor([length - s for s, _ in tokens[index]], dtype=torch.long)
                found[index] = torch.cat([forward[row, ends], backward[row, starts]], dim=1)
        return found

    def _batches(self, sentences: Sequence[str], order: list[int]) -> list[list[int]]:
        """Groups indices, ordered by length, so that padded groups stay small."""
        batches: list[list[int]] = [[]]
        for index in order:
            if (len(batches[-1]) + 1) * (len(sentences[index]) + 1) > self.characters_a_batch:
                batches.append([])
            batches[-1].append(index)
        return [batch for batch in batches if batch]

    @staticmethod
    def _read(model: CharRNN, vocabulary: CharVocab, texts: list[str]) -> Tensor:
        """LSTM states after a line break and every character, (batch_size, length + 1, size)."""
        rows = [torch.as_tensor(vocabulary.encode("\n" + text), dtype=torch.long) for text in texts]
        ids = nn.utils.rnn.pad_sequence(rows, batch_first=True)
        memory, _, _ = model.remember(ids, model.start(len(texts)))
        return memory
