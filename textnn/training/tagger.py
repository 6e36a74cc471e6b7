"""Recipe of the tagger: batches of whole sentences, character states read once and kept.

The character models do not change while the tagger learns, so every sentence's contextual string
embeddings are computed once, before the first step.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.optim import AdamW

from textnn.datasets.tagging import IOB_TAGS, Example
from textnn.evaluation.spans import span_scores
from textnn.models.contextual import ContextualEmbedder
from textnn.models.tagger import Tagger, Targets, TokenBatch, collate
from textnn.precision import autocast
from textnn.text.features import Features, features
from textnn.text.iob import to_spans


@dataclass(frozen=True)
class TaggerOptions:
    """How a tagger is trained.

    Attributes:
        batch_size: sentences a step.
        rate: highest learning rate (Adam).
        weight_decay: of all trained weights.
        seed: order of the sentences, first weights, dropout.
    """

    batch_size: int = 24
    rate: float = 2e-3
    weight_decay: float = 1e-4
    seed: int = 1


@dataclass(frozen=True)
class Prepared:
    """Examples with everything a batch needs, index by index."""

    examples: Sequence[Example]
    features: Sequence[Features]
    states: Sequence[Tensor]

    def batch(self, indices: Sequence[int]) -> tuple[TokenBatch, Targets]:
        """Padded sentences and what is known of their tags."""
        chosen = [self.examples[index] for index in indices]
        batch = collate(
            [self.features[index] for index in indices], [self.states[index] for index in indices]
        )
        tags = torch.zeros(batch.mask.shape, dtype=torch.long)
        allowed = torch.ones(*batch.mask.shape, len(IOB_TAGS), dtype=torch.bool)
        for row, example in enumerate(chosen):
            tags[row, : len(example.tokens)] = example.tags
            allowed[row, : len(example.tokens)] = example.allowed
        return batch, Targets(tags, allowed)


def prepare(
    examples: Sequence[Example],
    vocabulary: Mapping[str, int],
    affix_rows: int,
    embedder: ContextualEmbedder | None,
) -> Prepared:
    """Numbers and character states (float16) of all examples; no states without an embedder."""
    tokens = [[example.text[s:e] for s, e in example.tokens] for example in examples]
    numbers = [features(words, vocabulary, affix_rows) for words in tokens]
    states: list[Tensor] = [torch.empty(len(example.tokens), 0) for example in examples]
    if embedder is not None:
        for begin in range(0, len(examples), 500):
            part = examples[begin : begin + 500]
            with autocast("lstm"):  # stored in float16 anyway
                found = embedder([e.text for e in part], [e.tokens for e in part])
            states[begin : begin + 500] = [state.half() for state in found]
    return Prepared(examples, numbers, states)


class TaggerRecipe:
    """Steps over shuffled sentences of like length, epoch by epoch; see ``loop.Recipe``.

    Args:
        epochs: for every epoch how often it shows each training sentence; one epoch that shows
            each once if left out. The last epochs may so leave out what is only roughly right.
    """

    unit = "nats/sentence"

    def __init__(
        self,
        model: Tagger,
        train: Prepared,
        dev: Prepared,
        options: TaggerOptions,
        epochs: Sequence[Sequence[int]] | None = None,
    ) -> None:
        self.model: Tagger = model
        self.train, self.dev, self.options = train, dev, options
        self.epochs = epochs or [[1] * len(train.examples)]
        sizes = [-(-sum(weights) // options.batch_size) for weights in self.epochs]
        self.starts = [sum(sizes[:epoch]) for epoch in range(len(sizes) + 1)]
        trained = [p for p in model.parameters() if p.requires_grad]
        self.optimizers: tuple[torch.optim.Optimizer, ...] = (
            AdamW(trained, lr=options.rate, weight_decay=options.weight_decay, fused=True),
        )
        self.epoch, self.batches = -1, list[list[int]]()

    @property
    def steps(self) -> int:
        """Batches in all epochs together."""
        return self.starts[-1]

    def _shuffle(self, epoch: int) -> None:
        """Batches of like length: sorted within large random groups, then shuffled."""
        chance = random.Random(f"{self.options.seed} {epoch}")
        weights = self.epochs[epoch % len(self.epochs)]
        pool = [index for index, times in enumerate(weights) for _ in range(times)]
        chance.shuffle(pool)
        size = self.options.batch_size
        group = 50 * size
        ordered = [
            index
            for begin in range(0, len(pool), group)
            for index in sorted(
                pool[begin : begin + group], key=lambda i: len(self.train.examples[i].tokens)
            )
        ]
        self.batches = [ordered[begin : begin + size] for begin in range(0, len(ordered), size)]
        chance.shuffle(self.batches)
        self.epoch = epoch

    def loss(self, step: int) -> Tensor:
        """Mean negative log-likelihood of the next batch, nats a sentence.

        After the last epoch the first comes again, in another order.
        """
        cycle, within = divmod(step, self.steps)
        epoch = bisect_right(self.starts, within) - 1
        number = cycle * len(self.epochs) + epoch
        if number != self.epoch:
            self._shuffle(number)
        _, loss = self.model(*self.train.batch(self.batches[within - self.starts[epoch]]))
        assert isinstance(loss, Tensor)
        return loss

    def evaluate(self) -> dict[str, float]:
        """Exact-span scores on the dev split, over the labels it uses."""
        self.model.eval()
        gold, found = [], []
        for begin in range(0, len(self.dev.examples), 64):
            indices = range(begin, min(begin + 64, len(self.dev.examples)))
            batch, _ = self.dev.batch(indices)
            paths, _ = self.model.decode(batch)
            found += [to_spans(path) for path in paths]
            gold += [
                to_spans([IOB_TAGS[tag] for tag in self.dev.examples[index].tags.tolist()])
                for index in indices
            ]
        self.model.train()
        scores = span_scores(gold, found)
        return {"dev_f1": scores.f1, "dev_precision": scores.precision, "dev_recall": scores.recall}

    def state(self) -> dict[str, Any]:
        """Nothing: the step number tells epoch and batch."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Nothing to restore."""
