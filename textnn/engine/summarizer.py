"""The summarizer of ``textnn.models.summarizer`` over NumPy: it reads articles and scores pieces.

What belongs to an article, its attention and what is copied from it, is computed article by
article, without padding; the products with the decoder's weights and with the vocabulary are one
for all texts that are being written, whosever they are. Texts may join and leave between steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from textnn.engine.beams import BLOCK
from textnn.engine.configs import SummarizerConfig
from textnn.engine.folder import (
    Floats,
    ModelFolder,
    Rows,
    Whole,
    linear,
    opening,
    read_folder,
)
from textnn.engine.layers.lstm import BothWays, Gates, bilstm, gates, packing, step
from textnn.engine.sampling import sigmoid
from textnn.errors import UserError

READ = 400
"""Most pieces of an article that are read at a time, about 280 words."""

READ_CHARACTERS = 4 * READ + 400
"""The first so many characters of an article have ``READ`` pieces, hardly ever fewer."""


CACHED = 2**17
"""Numbers that are worked on at once, so that they stay in a core's cache."""

NEVER = np.float32(-1e4)
"""Logit of what is no piece."""

SAFE = 80
"""Up to this logit exp does not overflow in float32, and the highest need not be looked for."""


class EncodedArticle(NamedTuple):
    """An article as the encoder leaves it.

    Attributes:
        states: h, shape (length, 2 * encoder_size)
        keys: W h + b, shape (length, attention_size)
        initial: s_0, shape (decoder_size,)
        distinct: its pieces, each once, shape (distinct,)
        order: its places, those of a piece side by side, shape (length,)
        begins: where in ``order`` each distinct piece begins, shape (distinct,)
    """

    states: Floats
    keys: Floats
    initial: Floats
    distinct: Whole
    order: Whole
    begins: Whole


class WritingState(NamedTuple):
    """What the beginnings of one text carry from one piece to the next.

    Attributes:
        hidden, cell: of the LSTM, shape (rows, decoder_size)
        coverage: k, shape (rows, length)
    """

    hidden: Floats
    cell: Floats
    coverage: Floats

    def take(self, rows: Sequence[int]) -> WritingState:
        """The states of these rows, which may repeat."""
        chosen = list(rows)
        return WritingState(*(part[chosen] for part in self))


class NextPieces(NamedTuple):
    """What a step says of all beginnings of several texts, of each text by itself.

    Attributes:
        probabilities: of the next piece, shape (rows, whole blocks of pieces)
        attentions: a, shape (rows, length)
        states: after the step.
    """

    probabilities: list[Floats]
    attentions: list[Floats]
    states: list[WritingState]


@dataclass(frozen=True)
class ServedSummarizer:
    """Reads articles and scores what may be written about them.

    Attributes:
        folder: what it was opened from.
        config: sizes.
        embedding: of pieces and control tokens; they stay packed.
        encoder: reads both ways.
        summary: weights from a mean state to s_0, and bias
        keys: weights from a state to its key, and bias
        query: shape (decoder_size, attention_size)
        covered: w, shape (attention_size,)
        energy: v, shape (attention_size,)
        decoder: its LSTM.
        gate: weights, and bias
        readout: weights, and bias
        vocabulary: embeddings of pieces as columns, the bias below them, shape (embedding_size + 1,
            whole blocks of pieces); what fills up the last block has the bias ``NEVER``
        most: no logit is higher, whatever is read
    """

    folder: ModelFolder
    config: SummarizerConfig
    embedding: Rows
    encoder: BothWays
    summary: tuple[Floats, Floats]
    keys: tuple[Floats, Floats]
    query: Floats
    covered: Floats
    energy: Floats
    decoder: Gates
    gate: tuple[Floats, Floats]
    readout: tuple[Floats, Floats]
    vocabulary: Floats
    most: float

    def states(self, articles: Sequence[Whole]) -> list[Floats]:
        """States of articles' pieces, each of shape (length, 2 * encoder_size).

        Args:
            articles: pieces, at least one each
        """
        lengths = [len(ids) for ids in articles]
        distinct, places = np.unique(np.concatenate(articles), return_inverse=True)
        product = self.embedding[distinct] @ self.encoder.inputs
        product += self.encoder.bias
        found = self.encoder.read(product[places], packing(lengths))
        return np.split(found, np.cumsum(lengths)[:-1])

    def encode(self, articles: Sequence[Whole]) -> list[EncodedArticle]:
        """Reads articles, of at least one piece each."""
        read = zip(articles, self.states(articles), strict=True)
        return [self.encoded(ids, states) for ids, states in read]

    def encoded(self, ids: Whole, states: Floats) -> EncodedArticle:
        """An article of these pieces and states, ready to be written about."""
        (summary, summary_bias), (keys, keys_bias) = self.summary, self.keys
        order = np.argsort(ids, kind="stable")
        distinct, begins = np.unique(ids[order], return_index=True)
        initial = np.tanh(states.mean(0) @ summary + summary_bias)
        return EncodedArticle(states, states @ keys + keys_bias, initial, distinct, order, begins)

    def start(self, article: EncodedArticle) -> WritingState:
        """The state before the first piece of a text, one row."""
        hidden = article.initial[None]
        coverage = np.zeros((1, len(article.states)), np.float32)
        return WritingState(hidden, np.zeros_like(hidden), coverage)

    def step(
        self,
        last: Sequence[Sequence[int]],
        articles: Sequence[EncodedArticle],
        before: Sequence[WritingState],
    ) -> NextPieces:
        """Scores the next piece of all beginnings of several texts.

        Args:
            last: pieces or control tokens written last, for each text one a row
            articles: what each text is about
            before: each text's state before ``last`` is read
        """
        ends = np.cumsum([len(rows) for rows in last])[:-1]
        embedded = self.embedding[np.array([token for rows in last for token in rows])]
        summed = embedded @ self.decoder.inputs
        summed += self.decoder.bias
        summed += np.concatenate([one.hidden for one in before]) @ self.decoder.recurrent
        hidden, cell = step(summed, np.concatenate([one.cell for one in before]))
        queries = np.split(hidden @ self.query, ends)
        attentions = [
            self._attend(asked, article, one.coverage)
            for asked, article, one in zip(queries, articles, before, strict=True)
        ]
        context = [a @ article.states for a, article in zip(attentions, articles, strict=True)]
        read = np.concatenate([hidden, np.concatenate(context)], axis=1)
        gate = self._gate(read, embedded)
        probabilities = np.split(self._logits(read), ends)
        gates_of = np.split(gate, ends)
        for free, attention, own, article in zip(
            probabilities, attentions, gates_of, articles, strict=True
        ):
            self._mix(free, attention, own, article)
        states = [
            WritingState(now, memory, one.coverage + attention)
            for now, memory, one, attention in zip(
                np.split(hidden, ends), np.split(cell, ends), before, attentions, strict=True
            )
        ]
        return NextPieces(probabilities, attentions, states)

    def _attend(self, queries: Floats, article: EncodedArticle, coverage: Floats) -> Floats:
        """Attention of each beginning over its article, shape (rows, length)."""
        energies = np.empty_like(coverage)
        at_once = max(1, CACHED // article.keys.size)
        for row in range(0, len(queries), at_once):
            part = slice(row, row + at_once)
            compared = coverage[part, :, None] * self.covered
            compared += queries[part, None]
            compared += article.keys
            np.tanh(compared, out=compared)
            np.matmul(compared, self.energy, out=energies[part])
        energies -= energies.max(1, keepdims=True)
        np.exp(energies, out=energies)
        energies /= energies.sum(1, keepdims=True)
        return energies

    def _gate(self, read: Floats, embedded: Floats) -> Floats:
        """g, shape (rows, 1)."""
        weight, bias = self.gate
        size = read.shape[1]
        summed = read @ weight[:size] + embedded @ weight[size:] + bias
        return sigmoid(summed)[:, None]

    def _logits(self, read: Floats) -> Floats:
        """Logits of what is written freely, shape (rows, whole blocks of pieces)."""
        readout, bias = self.readout
        features = np.ones((len(read), self.vocabulary.shape[0]), np.float32)
        features[:, :-1] = np.tanh(read @ readout + bias)
        found: Floats = features @ self.vocabulary
        return found

    def _mix(
        self, logits: Floats, attention: Floats, gate: Floats, article: EncodedArticle
    ) -> None:
        """Logits become probabilities g p(free) + (1 - g) p(copied); it is done text by text, in
        the cache.

        Args:
            logits: shape (rows, whole blocks of pieces); overwritten
            attention: a, shape (rows, length)
            gate: g, shape (rows, 1)
        """
        if self.most > SAFE:
            logits -= logits.max(1, keepdims=True)
        np.exp(logits, out=logits)
        logits *= gate / logits.sum(1, keepdims=True)
        shares = np.add.reduceat(attention[:, article.order], article.begins, axis=1)
        logits[:, article.distinct] += shares * (1 - gate)


@opening
def open_summarizer(path: Path) -> ServedSummarizer:
    """The summarizer in a model folder.

    Raises:
        UserError: it is missing, damaged or of another kind.
    """
    return summarizer_of(read_folder(path))


def summarizer_of(folder: ModelFolder) -> ServedSummarizer:
    """The summarizer of an opened folder.

    Raises:
        UserError: it is of another kind.
        KeyError, TypeError, ValueError: it is damaged.
    """
    if folder.kind != "summarizer":
        raise UserError("wrong-model", name=folder.name, found=folder.kind, kind="summarizer")
    config = SummarizerConfig(**folder.sizes)
    embedding = folder.rows("embedding.weight")
    blocks = -(-config.pieces // BLOCK) * BLOCK
    vocabulary = np.zeros((config.embedding_size + 1, blocks), np.float32)
    vocabulary[:-1, : config.pieces] = embedding[: config.pieces].T
    vocabulary[-1] = NEVER
    vocabulary[-1, : config.pieces] = folder.weight("bias")
    return ServedSummarizer(
        folder,
        config,
        embedding,
        bilstm(folder, "encoder"),
        linear(folder, "summary"),
        linear(folder, "keys"),
        np.ascontiguousarray(folder.weight("query.weight").T),
        folder.weight("covered"),
        folder.weight("energy.weight")[0],
        gates(folder, "decoder"),
        (folder.weight("gate.weight")[0], folder.weight("gate.bias")),
        linear(folder, "readout"),
        vocabulary,
        float(np.abs(vocabulary[:, : config.pieces]).sum(0).max()),
    )
